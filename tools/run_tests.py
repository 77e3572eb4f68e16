"""Check the code, then run every test on PostgreSQL and again on SQLite: ``make test``.

The two suites run beside each other, and the checks beside them: where one waits for a browser, a server or a lock,
another goes on. Each suite leaves a JUnit file in var/test-results; the counts come from there. A skipped or
expected-to-fail test fails the run: a machine that cannot run a test has not passed it. Everything is run before the
verdict, so that one run tells all.

SQLite is left out by what means something on PostgreSQL alone, and by what finds the same on either database: tests
that look at pages in Chromium, and those that never ask for a database (tests/either_database.py). The verdict counts
each.
--full runs those on both databases and sets TEST_FULL=1 (many more random cases); --only-checks leaves the tests out.
"""

import argparse
import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from servers import die_with_parent, interrupt_on_signal, stop

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "var" / "test-results"
PYTHON = sys.executable
PROCESSES = os.environ.get("TEST_PROCESSES", "2")

# Why a test is not run on SQLite, by what its results on PostgreSQL say (tests/either_database.py).
EITHER_DATABASE = {"browser": "in a browser", "no_database": "without a database"}
ON_SQLITE = "not postgresql_only"

CHECKS: dict[str, list[str]] = {
    "style": [PYTHON, "-m", "ruff", "check", "--quiet", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."],
    "types": [PYTHON, "-m", "mypy"],
    "types of tools": [
        PYTHON,
        "-m",
        "mypy",
        "--config-file=",
        "--cache-dir=.mypy_cache/tools",
        "--strict",
        "tools",
    ],
    "layers": [PYTHON, "-c", "from importlinter.cli import lint_imports_command as check; check()"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
}


class ResultsMissing(Exception):
    """A suite ended before it wrote its results."""


@dataclass(frozen=True)
class Outcome:
    """What one suite's JUnit file says."""

    passed: frozenset[str]
    failed: tuple[str, ...]
    skipped: tuple[str, ...]
    kinds: dict[str, str] = field(default_factory=dict)
    """By name, what a test that finds the same on either database is: a key of EITHER_DATABASE."""

    @property
    def names(self) -> frozenset[str]:
        return self.passed.union(self.failed, self.skipped)


def read_outcome(path: Path) -> Outcome:
    """Return the tests of a JUnit file by outcome; a test with an error in its set-up or tail has failed.

    JUnit knows no expected failure: pytest writes one as skipped. Raises ResultsMissing for no file or a broken one.
    """
    try:
        # The file is pytest's own, written a moment ago.
        cases = ElementTree.parse(path).getroot().iter("testcase")  # noqa: S314
    except (OSError, ElementTree.ParseError) as error:
        raise ResultsMissing(f"{path} cannot be read: {error}") from None
    passed, failed, skipped, kinds = set(), [], [], {}
    for case in cases:
        name = f"{case.get('classname')}::{case.get('name')}"
        for told in case.iterfind("properties/property[@name='either database']"):
            kinds[name] = told.get("value", "")
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(name)
        elif case.find("skipped") is not None:
            skipped.append(name)
        else:
            passed.add(name)
    return Outcome(frozenset(passed - set(failed)), tuple(failed), tuple(skipped), kinds)


def list_settings() -> set[str]:
    """Return the names of the project's settings, which .env.example lists in full."""
    return set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def make_environment(full: bool) -> dict[str, str]:
    """Return the tests' environment: without the caller's settings, so that no database of theirs is touched."""
    unwanted = list_settings() | {"DJANGO_SETTINGS_MODULE", "TEST_REDIS_URL"}
    # Where no compiled code is kept, each of the many processes compiles everything again.
    unwanted.add("PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    environment["TESTING"] = "1"
    if full:
        environment["TEST_FULL"] = "1"
    return environment


def run_checks(environment: dict[str, str]) -> list[str]:
    """Run every check; return a sentence for each that failed. What a check prints is shown only then."""
    failed = []
    for name, command in CHECKS.items():
        done = subprocess.run(
            command,
            # The check of migrations looks into the database; it needs none with anything in it.
            env=environment | {"DATABASE_URL": "sqlite://:memory:"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        print(f"{name}: {'passed' if done.returncode == 0 else 'FAILED'}", flush=True)
        if done.returncode != 0:
            print(done.stdout, flush=True)
            failed.append(f"the check of {name} failed")
    return failed


@dataclass(frozen=True)
class Suite:
    """The tests on one database: pytest under way. What it prints goes to a file where one is named."""

    name: str
    process: subprocess.Popen[bytes]
    printed: Path | None

    def finish(self) -> tuple[int, Outcome]:
        """Wait for pytest, print what is in the file, and return its exit status and the outcome.

        Raises ResultsMissing when pytest did not get to the end.
        """
        status = self.process.wait()
        if self.printed is not None:
            print(f"\n{self.name}:\n{self.printed.read_text(errors='replace')}", flush=True)
        return status, read_outcome(results_of(self.name))


def results_of(name: str) -> Path:
    """Return where the suite of that name leaves its JUnit file."""
    return RESULTS / f"{name.lower()}.xml"


@contextlib.contextmanager
def start_suite(
    name: str, options: list[str], servers: list[str], environment: dict[str, str], *, aloud: bool
) -> Iterator[Suite]:
    """Run the suite beside its servers while the block lasts; ended with its servers where the block ends early."""
    results = results_of(name)
    results.unlink(missing_ok=True)
    printed = None if aloud else results.with_suffix(".log")
    command = [PYTHON, "tools/servers.py", *servers, "--"]
    # Neighbours stay together, for what a module makes is made once for each process; who is done early takes over.
    command += [PYTHON, "-m", "pytest", "-q", "-n", PROCESSES, "--dist", "worksteal"]
    command += [f"--junitxml={results}", *options]
    with contextlib.ExitStack() as files:
        output = files.enter_context(printed.open("wb")) if printed else None
        process = subprocess.Popen(
            [*die_with_parent("TERM"), *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if printed else None,
            # Ctrl-C reaches it through this process, which then lets it clean up.
            start_new_session=True,
        )
    try:
        yield Suite(name, process, printed)
    finally:
        stop(process)


def find_faults(status: int, outcome: Outcome, name: str) -> list[str]:
    """Return why the suite does not count as passed; empty when it does."""
    faults = [f"{name}: failed {test}" for test in outcome.failed]
    faults += [
        f"{name}: skipped or expected to fail, which counts as failed: {test}" for test in outcome.skipped
    ]
    if status != 0 and not outcome.failed:
        faults.append(f"{name}: pytest ended with status {status}")
    if not outcome.passed and not faults:
        faults.append(f"{name}: no test passed")
    return faults


@dataclass(frozen=True)
class Summary:
    """Both suites together."""

    passed: int
    deselected: int
    lines: tuple[str, ...]
    faults: tuple[str, ...]


def run_everything(environment: dict[str, str], full: bool) -> Summary:
    """Run the suite on PostgreSQL, what SQLite can show on SQLite, and the checks, all at once."""
    on_sqlite = ["-m", ON_SQLITE if full else " and not ".join([ON_SQLITE, *EITHER_DATABASE])]
    routes = {}
    if not full:
        # What is left takes a third as long as PostgreSQL's suite: a second process would only collect it all again.
        on_sqlite += ["-n", "1"]
        # Who gets what from which address is not the database's doing: there, one role asks for each outcome.
        routes = {"ROUTES_BY_OUTCOME": "1"}
    with (
        start_suite("PostgreSQL", [], ["--redis", "--pg"], environment, aloud=True) as postgresql,
        start_suite("SQLite", on_sqlite, ["--redis"], environment | routes, aloud=False) as sqlite,
    ):
        faults = run_checks(environment)
        return summarise([postgresql, sqlite], faults)


def summarise(suites: list[Suite], faults: list[str]) -> Summary:
    """Wait for the suites, the one with all tests first, and put them together."""
    outcomes = []
    for suite in suites:
        try:
            status, outcome = suite.finish()
        except ResultsMissing as missing:
            faults.append(str(missing))
            continue
        faults += find_faults(status, outcome, suite.name)
        outcomes.append((suite.name, outcome))
    lines = [f"{name}: {len(outcome.passed)} passed" for name, outcome in outcomes]
    deselected = 0
    if len(outcomes) == 2:
        first, second = (outcome for _, outcome in outcomes)
        left_out = first.names - second.names
        deselected = len(left_out)
        if left_out:
            lines[1] += (
                f", {deselected} deselected ({say_why(first.kinds.get(name, '') for name in left_out)})"
            )
    passed = sum(len(outcome.passed) for _, outcome in outcomes)
    return Summary(passed=passed, deselected=deselected, lines=tuple(lines), faults=tuple(faults))


def say_why(kinds: Iterable[str]) -> str:
    """How many tests were left out on SQLite for each reason."""
    counted = Counter(EITHER_DATABASE.get(kind, "for PostgreSQL alone") for kind in kinds)
    told = [f"{counted[reason]} {reason}" for reason in ("for PostgreSQL alone", *EITHER_DATABASE.values())]
    return ", ".join(told)


def print_verdict(summary: Summary, seconds: float) -> int:
    """Print the counts and every fault, the verdict last; return the exit status."""
    print("\n" + "\n".join([*summary.lines, *summary.faults]))
    counts = [f"{len(summary.faults)} failed"] if summary.faults else []
    counts += [f"{summary.passed} passed", f"{summary.deselected} deselected"] if summary.lines else []
    print(f"===== {', '.join(counts) or 'all checks passed'} in {seconds:.1f}s =====")
    return 1 if summary.faults else 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Check the code and run all tests on both databases.")
    parser.add_argument("--full", action="store_true", help="everything on both, many more random cases")
    parser.add_argument("--only-checks", action="store_true", help="leave the tests out")
    wanted = parser.parse_args(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt_on_signal)
    os.chdir(ROOT)
    started = time.monotonic()
    environment = make_environment(wanted.full)
    RESULTS.mkdir(parents=True, exist_ok=True)
    if wanted.only_checks:
        summary = Summary(passed=0, deselected=0, lines=(), faults=tuple(run_checks(environment)))
    else:
        summary = run_everything(environment, wanted.full)
    return print_verdict(summary, time.monotonic() - started)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt as interrupt:
        sys.exit(128 + (interrupt.args[0] if interrupt.args else signal.SIGINT))
