"""Run the whole application on this machine with example data: ``make demo``.

Starts a private Redis, a Celery worker and its timer, makes the example cases through them, then serves on 127.0.0.1.
Everything lives in var/demo, which is made anew each time. Nothing of the caller's own settings is used.

PORT=9000 asks for a port (else 8000 or the next free one); SERVE=0 stops once the cases are made.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from children import Child, ChildFailed, keep_alive, stop_children
from servers import die_with_parent, find_redis, interrupt_on_signal, read_tail

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "demo"
LOGS = HOME / "log"
SIGNING_KEY = HOME / "signing.p12"
LOCK = ROOT / "var" / "demo.lock"
HOST = "127.0.0.1"
PORTS = range(8000, 8100)
LONGEST_SOCKET_PATH = 100  # The system's own limit is a little above.
READY_SECONDS = 30.0
POLL_SECONDS = 0.1


# What a program needs to know about the machine; everything else in the caller's environment might be a setting.
PASSED_ON = ("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "LD_LIBRARY_PATH")


class DemoFailed(Exception):
    """The demo cannot go on; the message says why, with the end of the log that tells."""


def make_environment(secret_key: str, broker_socket: Path | None, port: int = 0) -> dict[str, str]:
    """Return the environment of every child: all settings are the demo's own, whatever the caller has set.

    `port` is where it will be served; 0 where it is not, and documents name the usual one."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "registry.settings",
        "DEMO": "1",
        "DEBUG": "0",
        "SECRET_KEY": secret_key,
        "ALLOWED_HOSTS": f"{HOST},localhost",
        "DATABASE_URL": f"sqlite:///{HOME / 'db.sqlite3'}",
        "VAR_DIR": str(HOME),
        "MEDIA_ROOT": str(HOME / "media"),
        # Plain http on the own machine: a browser would never send a secure cookie back.
        "SECURE_COOKIES": "0",
        "SECURE_SSL_REDIRECT": "0",
        "PYTHONUNBUFFERED": "1",
        "SITE_ADDRESS": f"http://{HOST}:{port or PORTS[0]}",
        "DOCUMENT_SIGNING_PKCS12": str(SIGNING_KEY),
        # The key is made anew each time and signs nothing but the demo's own documents.
        "DOCUMENT_SIGNING_PASSPHRASE": secret_key,
    }
    if broker_socket is None:
        environment["CELERY_TASK_ALWAYS_EAGER"] = "1"
    else:
        environment["CELERY_TASK_ALWAYS_EAGER"] = "0"
        environment["CELERY_BROKER_URL"] = f"redis+socket://{broker_socket}"
        # One count of requests for all web processes.
        environment["CACHE_URL"] = f"unix://{broker_socket}?db=1"
    return environment


def make_home() -> str:
    """Make var/demo anew and return a new secret key, kept beside the data and readable by its owner alone."""
    if HOME.exists():
        shutil.rmtree(HOME)
    for folder in (LOGS, HOME / "media"):
        folder.mkdir(parents=True)
    secret_key = secrets.token_urlsafe(48)
    with open(os.open(HOME / "secret.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret_key)
    return secret_key


@contextlib.contextmanager
def hold_lock() -> Iterator[None]:
    """Let only one demo use the folder. Raises DemoFailed while another one runs."""
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoFailed(
                "A demo is already running in this folder. Stop it first (Ctrl-C there)."
            ) from None
        yield


@contextlib.contextmanager
def choose_socket() -> Iterator[Path]:
    """Give a place for Redis's socket: in var/demo, or in a short temporary folder where that path is too long."""
    wanted = HOME / "redis.sock"
    if len(os.fsencode(wanted)) <= LONGEST_SOCKET_PATH:
        yield wanted
        return
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        yield Path(folder) / "redis.sock"


def choose_port() -> int:
    """Return the port asked for by PORT, else 8000 or the next free one.

    Raises DemoFailed where the wish is no port or is taken.
    """
    wish = os.environ.get("PORT", "")
    if wish and not (wish.isascii() and wish.isdigit() and 1 <= int(wish) <= 65535):
        raise DemoFailed(f"PORT={wish} is not a port. Give a number from 1 to 65535.")
    for port in [int(wish)] if wish else PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((HOST, port))
                return port
    raise DemoFailed(
        f"Port {wish or f'{PORTS[0]} to {PORTS[-1]}'} is taken. Set PORT to a free one: make demo PORT=9000"
    )


def wait_for_socket(redis: Child, path: Path) -> None:
    """Wait until Redis answers a ping. Raises DemoFailed when it does not."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and redis.is_alive():
        with socket.socket(socket.AF_UNIX) as connection, contextlib.suppress(OSError):
            connection.settimeout(1)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            if connection.recv(16).startswith(b"+PONG"):
                return
        time.sleep(0.02)
    raise DemoFailed(f"Redis did not start. The last lines of {redis.log}:\n{read_tail(redis.log)}")


def describe_redis(server: str, path: Path) -> Child:
    command = [server, "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--save", ""]
    command += ["--appendonly", "no", "--dir", str(HOME), "--maxmemory-policy", "noeviction"]
    return Child("redis", command, dict(os.environ), LOGS)


def describe_workers(environment: dict[str, str]) -> list[Child]:
    """The worker, and the timer apart from it: a killed worker must not leave a second timer behind."""
    celery = [sys.executable, "-m", "celery", "-A", "registry.celery"]
    options = ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    return [
        Child("worker", [*celery, "worker", "-c", "1", *options], environment, LOGS),
        Child("beat", [*celery, "beat", "--schedule", str(HOME / "beat"), "--pidfile="], environment, LOGS),
    ]


def describe_web(port: int, environment: dict[str, str]) -> Child:
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "registry.wsgi",
        "--bind",
        f"{HOST}:{port}",
        "--workers",
        "2",
    ]
    # Its control socket would stand in the home folder.
    command += ["--graceful-timeout", "5", "--access-logfile", "-", "--no-control-socket"]
    return Child("web", command, environment, LOGS)


def run_manage_commands(commands: list[list[str]], environment: dict[str, str]) -> None:
    """Run management commands side by side, into logs. Raises DemoFailed with the end of the log of one that failed."""
    running = []
    for words in commands:
        with (LOGS / f"{words[0]}.log").open("ab") as output:
            command = [*die_with_parent("TERM"), sys.executable, "manage.py", *words]
            running.append(
                (words[0], subprocess.Popen(command, env=environment, cwd=ROOT, stdout=output, stderr=output))
            )
    try:
        for name, process in running:
            if process.wait() != 0:
                log = LOGS / f"{name}.log"
                raise DemoFailed(f"manage.py {name} failed. The last lines of {log}:\n{read_tail(log)}")
    finally:
        for _, process in running:
            process.terminate()
            process.wait()


def make_cases(children: list[Child], environment: dict[str, str]) -> None:
    """Run seed_demo, its words going to the terminal and its log to a file, and keep its helpers alive meanwhile.

    Raises DemoFailed when it fails, with the end of its log and of the worker's, where the cause usually is.
    """
    command = [*die_with_parent("TERM"), sys.executable, "manage.py", "seed_demo"]
    log = LOGS / "seed_demo.log"
    with log.open("ab") as errors:
        # In a session of its own: Ctrl-C ends it through us, without a traceback on the terminal.
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
    try:
        while process.poll() is None:
            keep_alive(children)
            time.sleep(POLL_SECONDS)
    finally:
        process.terminate()
        process.wait()
    if process.returncode != 0:
        logs = [child.log for child in children if child.name == "worker"] + [log]
        ends = [f"\nThe last lines of {path}:\n{read_tail(path, 10)}" for path in logs]
        raise DemoFailed("The example cases could not be made." + "".join(ends))


def wait_for_page(web: Child, address: str) -> None:
    """Wait until the first page comes. Raises DemoFailed when it does not, or comes as an error."""
    deadline = time.monotonic() + READY_SECONDS
    answer = "no answer"
    while time.monotonic() < deadline and web.is_alive():
        try:
            with urllib.request.urlopen(address, timeout=10):  # noqa: S310 - our own http address
                return
        except urllib.error.HTTPError as error:
            answer = f"status {error.code}"
            break
        except OSError:
            time.sleep(0.05)
    raise DemoFailed(
        f"{address} does not work ({answer}). The last lines of {web.log}:\n{read_tail(web.log)}"
    )


def serve(children: list[Child], port: int, environment: dict[str, str]) -> None:
    """Serve until a signal comes and keep every process alive.

    Ends normally: a server that is stopped has not failed.
    """
    web = describe_web(port, environment)
    children.append(web)
    web.start()
    address = f"http://{HOST}:{port}/"
    wait_for_page(web, address)
    try:
        print(f"\nOpen {address}   (Ctrl-C stops the demo; logs are in {LOGS.relative_to(ROOT)})", flush=True)
        while True:
            keep_alive(children)
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)


def run(children: list[Child]) -> None:
    """Go through the demo step by step, adding to children what was started."""
    serving = os.environ.get("SERVE", "1") != "0"
    port = choose_port() if serving else 0
    secret_key = make_home()
    with choose_socket() as path:
        server = find_redis()
        environment = make_environment(secret_key, path if server else None, port)
        if port:
            environment["SITE_ADDRESS"] = f"http://{HOST}:{port}"  # printed on documents
        if server is None:
            print("No Redis on this machine: jobs run inside the requests, without a worker.")
        else:
            redis = describe_redis(server, path)
            children.append(redis)
            redis.start()
            wait_for_socket(redis, path)
        print("Making the database, the static files and a key to sign with ...", flush=True)
        run_manage_commands(
            [
                ["make_signing_key", "--out", str(SIGNING_KEY)],
                # The key that a check asks for is being made beside it.
                ["migrate", "--no-input", "--skip-checks"],
                ["collectstatic", "--no-input"],
            ],
            environment,
        )
        if server is not None:
            workers = describe_workers(environment)
            children.extend(workers)
            for child in workers:
                child.start()
        print("Making the example cases ...", flush=True)
        make_cases(children, environment)
        if serving:
            serve(children, port, environment)


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt_on_signal)
    children: list[Child] = []
    try:
        with hold_lock():
            try:
                run(children)
            finally:
                stop_children(children)
    except (DemoFailed, ChildFailed) as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt as interrupt:
        return 128 + (interrupt.args[0] if interrupt.args else signal.SIGINT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
