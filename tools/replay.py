"""Replay the two files of the published register into a fresh database and print the facts: ``make replay``.

    make replay REGISTER_DIR=folder

The folder holds one file whose name has 'supply' in it and one with 'transactions', as downloaded or as CSV. Everything
lives in a temporary folder that is removed at the end; nothing of the caller's own settings or database is used.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("supply", "transactions")
ENDINGS = (".csv", ".xls", ".xml", ".html", ".htm")
# What a program needs to know about the machine; everything else in the caller's environment might be a setting.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "LD_LIBRARY_PATH")


class ReplayFailed(Exception):
    """The replay cannot begin; the message says why."""


def find_files(named: str) -> dict[str, Path]:
    """The one file of each kind in the folder. Raises ReplayFailed where there is none, or more than one."""
    folder = Path(named)
    if not named or not folder.is_dir():
        raise ReplayFailed("REGISTER_DIR is no folder. Use: make replay REGISTER_DIR=folder")
    found = {}
    for kind in KINDS:
        files = [
            path
            for path in sorted(folder.iterdir())
            if path.is_file() and kind in path.name.lower() and path.suffix.lower() in ENDINGS
        ]
        if len(files) != 1:
            raise ReplayFailed(
                f"the folder must hold one file named *{kind}* ({', '.join(ENDINGS)}); it holds {len(files)}"
            )
        found[kind] = files[0]
    return found


def make_environment(home: Path) -> dict[str, str]:
    """The settings of a fresh, private database."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return environment | {
        "DJANGO_SETTINGS_MODULE": "registry.settings",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "VAR_DIR": str(home),
        "MEDIA_ROOT": str(home / "media"),
        "DATABASE_URL": f"sqlite:///{home / 'db.sqlite3'}",
        "CELERY_TASK_ALWAYS_EAGER": "1",
        "LOG_LEVEL": "WARNING",
    }


def main(folder: str) -> int:
    """Migrate, load the reference facts, import, check the ledger. Returns the first exit status that is not 0."""
    try:
        files = find_files(folder)
    except ReplayFailed as fault:
        print(f"replay: {fault}", file=sys.stderr)
        return 2
    importing = ["import_register", "--supply", str(files["supply"].resolve())]
    importing += ["--transactions", str(files["transactions"].resolve())]
    with tempfile.TemporaryDirectory(prefix="register-replay-") as home:
        environment = make_environment(Path(home))
        for command, shown in (
            (["migrate", "--verbosity", "0"], False),
            (["load_reference"], False),
            (importing, True),
            (["check_ledger"], True),
        ):
            ended = subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=environment,
                stdout=None if shown else subprocess.DEVNULL,
                check=False,
            )
            if ended.returncode:
                return ended.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
