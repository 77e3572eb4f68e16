"""manage.py in a process of its own, with nothing of this one's settings.

Half of such a process's time goes to libraries that know no settings: one process loads them, and each run is a fork of
it.
"""

import multiprocessing
import os
import sys
from dataclasses import dataclass
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent.parent
LIBRARIES = (
    "celery.app",
    "django.core.management",
    "django.db.migrations.writer",
    "openpyxl",
    "psycopg",
    "pyhanko.sign.signers",
    "pypdf",
    "reportlab.platypus",
    "requests",
    "structlog",
)


@dataclass(frozen=True)
class Run:
    """How it ended, and what it wrote."""

    returncode: int | None
    stdout: str
    stderr: str


@cache
def forks() -> ForkServerContext:
    """The process with the libraries; it ends with this one."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*LIBRARIES])
    return context


def manage(*arguments: str, **environment: str) -> Run:
    """Run manage.py with these settings and no others."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with TemporaryDirectory() as folder:
        written = [Path(folder, name) for name in ("stdout", "stderr")]
        process = forks().Process(target=_manage, args=(arguments, {**kept, **environment}, written))
        process.start()
        process.join(timeout=120)
        process.kill()
        process.join()
        return Run(process.exitcode, *(file.read_text() for file in written))


def _manage(arguments: tuple[str, ...], environment: dict[str, str], written: list[Path]) -> None:
    """In the fork: become manage.py."""
    for number, file in enumerate(written, start=1):
        with file.open("w") as output:
            os.dup2(output.fileno(), number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sys.argv = ["manage.py", *arguments]

    import manage

    assert "django.conf" not in sys.modules or not sys.modules["django.conf"].settings.configured
    manage.main()
