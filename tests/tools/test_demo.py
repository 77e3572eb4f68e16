"""tools/demo.py and tools/children.py: the demo is fenced off from the caller and keeps its processes alive."""

import importlib
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
MODULES = ("servers", "children", "demo")


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(TOOLS))
    yield importlib.import_module("demo")
    for name in MODULES:
        sys.modules.pop(name, None)


def wait_for_text(path: Path, text: str) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not (path.is_file() and text in path.read_text()):
        time.sleep(0.02)
    assert text in path.read_text()


def test_no_setting_of_the_caller_reaches_the_demo(demo: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "DATABASE_URL",
        "SITE_ADDRESS",
        "DOCUMENT_SIGNING_PKCS12",
        "EMAIL_BACKEND",
        "DJANGO_SETTINGS_MODULE",
        "OFFICER_MFA_REQUIRED",
    ):
        monkeypatch.setenv(name, "the caller's")
    environment = demo.make_environment("key", Path("/run/redis.sock"))
    assert "the caller's" not in environment.values()
    assert environment["DATABASE_URL"].endswith("var/demo/db.sqlite3")
    assert environment["CELERY_BROKER_URL"] == "redis+socket:///run/redis.sock"
    assert environment["DOCUMENT_SIGNING_PKCS12"].endswith("var/demo/signing.p12")
    assert environment["SITE_ADDRESS"] == "http://127.0.0.1:8000"
    assert demo.make_environment("key", None, 8007)["SITE_ADDRESS"] == "http://127.0.0.1:8007"


def test_without_redis_jobs_run_in_the_request(demo: ModuleType) -> None:
    environment = demo.make_environment("key", None)
    assert environment["CELERY_TASK_ALWAYS_EAGER"] == "1"
    assert "CELERY_BROKER_URL" not in environment


def test_taken_port_is_passed_over_unless_it_was_asked_for(
    demo: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind((demo.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(demo, "PORTS", [port, port + 1, port + 2])
        monkeypatch.delenv("PORT", raising=False)
        assert demo.choose_port() in (port + 1, port + 2)
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(demo.DemoFailed, match=f"Port {port} is taken"):
            demo.choose_port()


@pytest.mark.parametrize("wish", ["0", "65536", "-1", "eight", "٣"])
def test_wish_that_is_no_port_is_refused(
    demo: ModuleType, monkeypatch: pytest.MonkeyPatch, wish: str
) -> None:
    monkeypatch.setenv("PORT", wish)
    with pytest.raises(demo.DemoFailed, match="is not a port"):
        demo.choose_port()


def test_secret_key_is_new_each_time_and_readable_by_its_owner_alone(
    demo: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(demo, "HOME", tmp_path / "demo")
    monkeypatch.setattr(demo, "LOGS", tmp_path / "demo" / "log")
    first = demo.make_home()
    (tmp_path / "demo" / "media" / "old.pdf").write_text("of the last demo")
    assert demo.make_home() != first
    assert list((tmp_path / "demo" / "media").iterdir()) == []
    assert (tmp_path / "demo" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_second_demo_in_the_same_folder_is_refused(
    demo: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(demo, "LOCK", tmp_path / "demo.lock")
    with demo.hold_lock(), pytest.raises(demo.DemoFailed, match="already running"), demo.hold_lock():
        pass
    with demo.hold_lock():
        pass


def test_killed_process_is_started_again(demo: ModuleType, tmp_path: Path) -> None:
    code = "import os, time; print('up', os.getpid(), flush=True); time.sleep(60)"
    child = demo.Child("worker", [sys.executable, "-c", code], dict(os.environ), tmp_path)
    child.start()
    try:
        wait_for_text(child.log, "up")
        os.kill(child.process.pid, signal.SIGKILL)
        child.process.wait(10)
        demo.keep_alive([child])
        wait_for_text(child.log, f"up {child.process.pid}")
        assert child.log.read_text().count("up") == 2
    finally:
        child.stop()
    assert not child.is_alive()


def test_process_that_keeps_ending_fails_the_demo_with_the_end_of_its_log(
    demo: ModuleType, tmp_path: Path
) -> None:
    child = demo.Child(
        "worker", [sys.executable, "-c", "print('no such broker')"], dict(os.environ), tmp_path
    )
    child.start()
    with pytest.raises(demo.ChildFailed, match="no such broker"):
        for _ in range(20):
            child.process.wait(10)
            demo.keep_alive([child])
