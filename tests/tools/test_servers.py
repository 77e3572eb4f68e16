"""tools/servers.py: real servers on free ports, and nothing left behind however the command ends."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools" / "servers.py"
PREFIX = "registry-servers-"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of its own below /tmp: as root the servers run as PostgreSQL's user, who cannot enter pytest's."""
    made = Path(tempfile.mkdtemp(prefix="servers-test-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


def start(folder: Path, options: list[str], code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), *options, "--", sys.executable, "-c", code],
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A shell that runs the tests in the background has them ignore Ctrl-C, and a child inherits that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def list_servers(folder: Path) -> list[str]:
    """Return the living processes that work inside the folder, as every server does."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            home = os.readlink(entry / "cwd")
        except OSError:
            continue
        if home.startswith(str(folder)):
            found.append(f"{entry.name} in {home}")
    return found


def wait_for_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


SLEEP = "import time; print('ready', flush=True); time.sleep(60)"


def test_command_gets_a_real_postgresql_and_redis_and_its_status_is_passed_on(folder: Path) -> None:
    code = (
        "import os, psycopg, redis, sys\n"
        "with psycopg.connect(os.environ['DATABASE_URL']) as database:\n"
        "    print(database.execute('select 6 * 7').fetchone()[0])\n"
        "print(redis.from_url(os.environ['TEST_REDIS_URL']).ping())\n"
        "sys.exit(7)\n"
    )
    process = start(folder, ["--pg", "--redis"], code)
    output, errors = process.communicate(timeout=60)
    assert (output.split(), process.returncode) == (["42", "True"], 7), errors
    assert list(folder.iterdir()) == []
    assert list_servers(folder) == []


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signal_leaves_no_server_and_no_folder(folder: Path, number: signal.Signals, status: int) -> None:
    process = start(folder, ["--pg", "--redis"], SLEEP)
    assert wait_for_line(process) == "ready"
    assert {line.partition(PREFIX)[2].partition("/")[2] for line in list_servers(folder)} == {"", "pg/data"}
    os.killpg(process.pid, number)  # As a terminal does: the script and its command both get it.
    assert process.wait(30) == status
    assert list(folder.iterdir()) == []
    assert list_servers(folder) == []


def test_servers_end_when_the_script_is_killed_and_the_next_run_sweeps_the_folder(folder: Path) -> None:
    process = start(folder, ["--pg", "--redis"], SLEEP)
    assert wait_for_line(process) == "ready"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
    deadline = time.monotonic() + 10
    while list_servers(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list_servers(folder) == []
    assert len(list(folder.glob(f"{PREFIX}*"))) == 1

    assert start(folder, [], "print('swept')").communicate(timeout=30)[0] == "swept\n"
    assert list(folder.iterdir()) == []


def test_sweep_leaves_the_folder_of_a_living_run(folder: Path) -> None:
    living = start(folder, [], SLEEP)
    assert wait_for_line(living) == "ready"
    folders = list(folder.iterdir())
    assert len(folders) == 1
    start(folder, [], "pass").communicate(timeout=30)
    assert list(folder.iterdir()) == folders
    os.killpg(living.pid, signal.SIGTERM)
    assert living.wait(30) == 143


def test_missing_command_is_named(folder: Path) -> None:
    process = subprocess.run(
        [sys.executable, str(SCRIPT), "--", "no-such-program"],
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 127
    assert "no-such-program" in process.stderr
