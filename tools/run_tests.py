"""Check the code, then run every test on PostgreSQL and again on SQLite: ``make test``.

Each suite leaves a JUnit file in var/test-results; the counts come from there. A skipped or expected-to-fail test
fails the run: a machine that cannot run a test has not passed it. Everything is run before the verdict, so that one
run tells all.

--full sets TEST_FULL=1 (many more random cases); --only-checks leaves the tests out.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, replace
from pathlib import Path

from servers import interrupt_on_signal, run_command

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "var" / "test-results"
PYTHON = sys.executable
PROCESSES = os.environ.get("TEST_PROCESSES", "2")

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
    passed, failed, skipped = set(), [], []
    for case in cases:
        name = f"{case.get('classname')}::{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(name)
        elif case.find("skipped") is not None:
            skipped.append(name)
        else:
            passed.add(name)
    return Outcome(frozenset(passed - set(failed)), tuple(failed), tuple(skipped))


def list_settings() -> set[str]:
    """Return the names of the project's settings, which .env.example lists in full."""
    return set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def make_environment(full: bool) -> dict[str, str]:
    """Return the tests' environment: without the caller's settings, so that no database of theirs is touched."""
    unwanted = list_settings() | {"DJANGO_SETTINGS_MODULE", "TEST_REDIS_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    environment["TESTING"] = "1"
    if full:
        environment["TEST_FULL"] = "1"
    return environment


def run_checks(environment: dict[str, str]) -> list[str]:
    """Run every check; return the names of those that failed. What a check prints is shown only then."""
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
            failed.append(name)
    return failed


def run_suite(
    name: str, options: list[str], prefix: list[str], environment: dict[str, str]
) -> tuple[int, Outcome]:
    """Run the suite once; return pytest's exit status and the outcome.

    Raises ResultsMissing when pytest did not get to the end.
    """
    results = RESULTS / f"{name.lower()}.xml"
    results.unlink(missing_ok=True)
    print(f"\n{name}:", flush=True)
    command = [*prefix, PYTHON, "-m", "pytest", "-q", "-n", PROCESSES, f"--junitxml={results}", *options]
    status = run_command(command, environment)
    return status, read_outcome(results)


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


def run_suites(environment: dict[str, str]) -> Summary:
    """Run the suite on PostgreSQL, then what SQLite can show on SQLite.

    Raises ResultsMissing when pytest did not get to the end.
    """
    servers = [PYTHON, "tools/servers.py", "--redis"]
    status, postgresql = run_suite("PostgreSQL", [], [*servers, "--pg", "--"], environment)
    faults = find_faults(status, postgresql, "PostgreSQL")
    status, sqlite = run_suite("SQLite", ["-m", "not postgresql_only"], [*servers, "--"], environment)
    faults += find_faults(status, sqlite, "SQLite")
    deselected = len(postgresql.names - sqlite.names)
    return Summary(
        passed=len(postgresql.passed) + len(sqlite.passed),
        deselected=deselected,
        lines=(
            f"PostgreSQL: {len(postgresql.passed)} passed",
            f"SQLite: {len(sqlite.passed)} passed, {deselected} deselected",
        ),
        faults=tuple(faults),
    )


def print_verdict(summary: Summary, seconds: float) -> int:
    """Print the counts and every fault, the verdict last; return the exit status."""
    print("\n" + "\n".join([*summary.lines, *summary.faults]))
    counts = [f"{len(summary.faults)} failed"] if summary.faults else []
    counts += [f"{summary.passed} passed", f"{summary.deselected} deselected"] if summary.lines else []
    print(f"===== {', '.join(counts) or 'all checks passed'} in {seconds:.1f}s =====")
    return 1 if summary.faults else 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Check the code and run all tests on both databases.")
    parser.add_argument("--full", action="store_true", help="many more random cases")
    parser.add_argument("--only-checks", action="store_true", help="leave the tests out")
    wanted = parser.parse_args(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt_on_signal)
    os.chdir(ROOT)
    started = time.monotonic()
    environment = make_environment(wanted.full)
    RESULTS.mkdir(parents=True, exist_ok=True)
    faults = tuple(f"the check of {name} failed" for name in run_checks(environment))
    summary = Summary(passed=0, deselected=0, lines=(), faults=())
    if not wanted.only_checks:
        try:
            summary = run_suites(environment)
        except ResultsMissing as missing:
            summary = replace(summary, faults=(str(missing),))
    return print_verdict(replace(summary, faults=faults + summary.faults), time.monotonic() - started)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt as interrupt:
        sys.exit(128 + (interrupt.args[0] if interrupt.args else signal.SIGINT))
