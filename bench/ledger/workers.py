"""Worker processes of the transfer benchmarks: started once, then told to work for so many seconds, in turns.

Each worker has its own Django, for our registry or for django-hordak; the two never share a process.
"""

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

Step = Callable[[], bool]
"""Does one transfer. False when there is nothing left to do."""
Maker = Callable[[str, int, object], Step]
"""Makes the step of one client: the database's address, the client's number, what it works on."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A process and the line to it."""

    process: BaseProcess
    line: Connection


def _serve(line: Connection, make: Maker, url: str, works: list[tuple[int, object]]) -> None:
    """One process: a thread for each client. Answers each message with (transfers done, errors seen)."""
    import django  # noqa: F401 (both kinds need it; loading it belongs to the start)

    steps = [make(url, number, work) for number, work in works]
    line.send("ready")
    while (seconds := line.recv()) is not None:
        done, errors = [0] * len(steps), []

        def run(place: int, until: float, done: list[int] = done, errors: list[str] = errors) -> None:
            try:
                while time.monotonic() < until and steps[place]():
                    done[place] += 1
            except Exception as error:  # told to the parent, which judges
                errors.append(f"{type(error).__name__}: {error}")

        until = time.monotonic() + seconds
        if len(steps) == 1:
            run(0, until)
        else:
            threads = [threading.Thread(target=run, args=(place, until)) for place in range(len(steps))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        line.send((sum(done), errors))


@contextmanager
def workers(make: Maker, url: str, works: list[list[object]]) -> Iterator[list[Worker]]:
    """A process for each list of works, with a client for each work in it. They end with the block."""
    spawn = multiprocessing.get_context("spawn")
    made = []
    number = 0
    for one in works:
        here, there = spawn.Pipe()
        numbered = []
        for work in one:
            numbered.append((number, work))
            number += 1
        process = spawn.Process(target=_serve, args=(there, make, url, numbered), daemon=True)
        process.start()
        made.append(Worker(process, here))
    try:
        for worker in made:
            if worker.line.recv() != "ready":
                raise RuntimeError("a worker did not start")
        yield made
    finally:
        for worker in made:
            worker.line.send(None)
        for worker in made:
            worker.process.join(10)


def rate(team: list[Worker], seconds: float) -> float:
    """Transfers per second of all workers together. Raises AssertionError where one of them saw an error."""
    start = time.monotonic()
    for worker in team:
        worker.line.send(seconds)
    answers = [worker.line.recv() for worker in team]
    took = time.monotonic() - start
    errors = [error for _, seen in answers for error in seen]
    if errors:
        raise AssertionError(f"{len(errors)} errors, the first: {errors[0]}")
    done: int = sum(count for count, _ in answers)
    return done / took
