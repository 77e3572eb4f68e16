"""Worker processes of the transfer benchmarks: started once, then told to work for so many seconds, in turns.

Each worker has its own Django, for our registry or for django-hordak; the two never share a process.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
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
    """One process: a thread for each client, which keeps its connection. Answers each message with (transfers done,
    errors seen)."""
    steps = [make(url, number, work) for number, work in works]
    line.send("ready")
    lanes = [ThreadPoolExecutor(1) for _ in steps]
    while (seconds := line.recv()) is not None:
        until = time.monotonic() + seconds
        runs = [lane.submit(_run, step, until) for lane, step in zip(lanes, steps, strict=True)]
        answers = [run.result() for run in runs]
        line.send((sum(done for done, _ in answers), [error for _, error in answers if error]))


def _run(step: Step, until: float) -> tuple[int, str]:
    """One client's transfers until then, and what ended it early."""
    done = 0
    try:
        while time.monotonic() < until and step():
            done += 1
    except Exception as error:  # told to the parent, which judges
        return done, f"{type(error).__name__}: {error}"
    return done, ""


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
