"""The demo's long-running processes: started apart, kept alive, ended in order."""

import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from servers import die_with_parent, read_tail, stop

ROOT = Path(__file__).resolve().parent.parent
RESTARTS_AT_MOST = 5
RESTARTS_WITHIN_SECONDS = 60.0


class ChildFailed(Exception):
    """A process keeps ending; the message holds the end of its log."""


@dataclass
class Child:
    """One long-running process of the demo, started again when it dies."""

    name: str
    command: list[str]
    environment: dict[str, str]
    logs: Path
    process: subprocess.Popen[bytes] | None = None
    restarted_at: list[float] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.logs / f"{self.name}.log"

    def start(self) -> None:
        """Start in a session of its own, so that Ctrl-C reaches it through us and in order."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*die_with_parent("TERM"), *self.command],
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """End it, and what a killed parent process has left of its own children."""
        if self.process is not None:
            stop(self.process)

    def revive(self) -> None:
        """Start again if it died. Raises ChildFailed when it keeps dying."""
        if self.is_alive():
            return
        now = time.monotonic()
        self.restarted_at = [then for then in self.restarted_at if now - then < RESTARTS_WITHIN_SECONDS]
        if len(self.restarted_at) == RESTARTS_AT_MOST:
            raise ChildFailed(
                f"The {self.name} process keeps ending. The last lines of {self.log}:\n{read_tail(self.log)}"
            )
        self.restarted_at.append(now)
        self.stop()
        print(f"The {self.name} process ended; starting it again.", file=sys.stderr)
        self.start()


def keep_alive(children: list[Child]) -> None:
    for child in children:
        child.revive()


def stop_children(children: list[Child]) -> None:
    """End all, the last one started first: a worker without its broker waits for it instead of ending."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # Ending is under way, and is bounded.
    for child in reversed(children):
        child.stop()
