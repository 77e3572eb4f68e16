"""tools/run_tests.py: the verdict of make test cannot be green when a test did not run."""

import contextlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.fixture
def run_tests(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TOOLS))
    spec = importlib.util.spec_from_file_location("run_tests", TOOLS / "run_tests.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its module up by name.
    monkeypatch.setitem(sys.modules, "run_tests", module)
    spec.loader.exec_module(module)
    return module


CASES = {
    "passed": '<testcase classname="tests.a" name="passed"/>',
    "failed": '<testcase classname="tests.a" name="failed"><failure message="no"/></testcase>',
    "broken": '<testcase classname="tests.a" name="broken"><error message="no"/></testcase>',
    "skipped": '<testcase classname="tests.a" name="skipped"><skipped type="pytest.skip" message="no"/></testcase>',
    "expected": '<testcase classname="tests.a" name="expected"><skipped type="pytest.xfail" message="no"/></testcase>',
}


def write_results(folder: Path, *names: str) -> Path:
    path = folder / "results.xml"
    path.write_text(
        f"<testsuites><testsuite>{''.join(CASES[name] for name in names)}</testsuite></testsuites>"
    )
    return path


def find_faults(module: ModuleType, path: Path, status: int = 0) -> list[str]:
    faults: list[str] = module.find_faults(status, module.read_outcome(path), "SQLite")
    return faults


def test_run_in_which_every_test_passed_has_no_fault(run_tests: ModuleType, tmp_path: Path) -> None:
    assert find_faults(run_tests, write_results(tmp_path, "passed")) == []


@pytest.mark.parametrize("name", ["failed", "broken", "skipped", "expected"])
def test_any_other_outcome_is_a_fault_that_names_the_test(
    run_tests: ModuleType, tmp_path: Path, name: str
) -> None:
    faults = find_faults(run_tests, write_results(tmp_path, "passed", name))
    assert len(faults) == 1
    assert faults[0].endswith(f"tests.a::{name}")


def test_status_of_pytest_counts_even_when_no_test_failed(run_tests: ModuleType, tmp_path: Path) -> None:
    assert find_faults(run_tests, write_results(tmp_path, "passed"), status=3) == [
        "SQLite: pytest ended with status 3"
    ]


def test_run_without_tests_is_a_fault(run_tests: ModuleType, tmp_path: Path) -> None:
    assert find_faults(run_tests, write_results(tmp_path)) == ["SQLite: no test passed"]


def test_test_that_passes_and_breaks_in_its_tail_counts_once_as_failed(
    run_tests: ModuleType, tmp_path: Path
) -> None:
    path = tmp_path / "results.xml"
    path.write_text(
        '<testsuite><testcase classname="tests.a" name="x"/>'
        '<testcase classname="tests.a" name="x"><error message="tail"/></testcase></testsuite>'
    )
    outcome = run_tests.read_outcome(path)
    assert (outcome.passed, outcome.failed) == (frozenset(), ("tests.a::x",))


@pytest.mark.parametrize("content", [None, "<testsuite><testcase"])
def test_missing_or_cut_results_are_refused(
    run_tests: ModuleType, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "results.xml"
    if content is not None:
        path.write_text(content)
    with pytest.raises(run_tests.ResultsMissing):
        run_tests.read_outcome(path)


def test_environment_of_the_tests_holds_none_of_the_callers_settings(
    run_tests: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "CHROMIUM"):
        monkeypatch.setenv(name, "the caller's")
    environment = run_tests.make_environment(full=False)
    assert {name for name, value in environment.items() if value == "the caller's"} == {"CHROMIUM"}
    assert "TEST_FULL" not in environment
    assert run_tests.make_environment(full=True)["TEST_FULL"] == "1"


def test_compiled_code_is_kept_whatever_the_machine_says(
    run_tests: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in run_tests.make_environment(full=False)


def suite_that(run_tests: ModuleType, folder: Path, name: str, *cases: str, status: int = 0) -> Any:
    """A suite that ends with that status and left results with those cases; none without cases."""
    if cases:
        write_results(folder, *cases).rename(run_tests.results_of(name))
    printed = folder / f"{name}.log"
    printed.write_text(f"what {name} printed")
    process = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({status})"])
    return run_tests.Suite(name, process, printed)


@pytest.fixture
def results(run_tests: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the suites leave their results in a test."""
    monkeypatch.setattr(run_tests, "RESULTS", tmp_path)
    return tmp_path


def test_both_counts_are_told_and_what_sqlite_cannot_show(
    run_tests: ModuleType, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    once = '<properties><property name="either database" value="{}"/></properties>'
    (results / "postgresql.xml").write_text(
        '<testsuite><testcase classname="a" name="x"/><testcase classname="a" name="y"/>'
        f'<testcase classname="a" name="seen">{once.format("browser")}</testcase>'
        f'<testcase classname="a" name="one">{once.format("no_database")}</testcase>'
        f'<testcase classname="a" name="two">{once.format("no_database")}</testcase></testsuite>'
    )
    postgresql = suite_that(run_tests, results, "PostgreSQL")
    (results / "sqlite.xml").write_text('<testsuite><testcase classname="a" name="x"/></testsuite>')
    summary = run_tests.summarise([postgresql, suite_that(run_tests, results, "SQLite")], [])
    why = "1 for PostgreSQL alone, 1 in a browser, 2 without a database"
    assert summary.lines == ("PostgreSQL: 5 passed", f"SQLite: 1 passed, 4 deselected ({why})")
    assert (summary.passed, summary.deselected, summary.faults) == (6, 4, ())
    assert "what SQLite printed" in capsys.readouterr().out
    assert run_tests.print_verdict(summary, 1.0) == 0


def test_a_suite_without_results_fails_the_run_and_the_other_one_is_still_told(
    run_tests: ModuleType, results: Path
) -> None:
    suites = [
        suite_that(run_tests, results, "PostgreSQL", status=3),
        suite_that(run_tests, results, "SQLite", "passed"),
    ]
    summary = run_tests.summarise(suites, ["the check of style failed"])
    assert summary.lines == ("SQLite: 1 passed",)
    assert len(summary.faults) == 2
    assert summary.faults[0] == "the check of style failed"
    assert run_tests.print_verdict(summary, 1.0) == 1


def test_a_failure_on_either_database_fails_the_run(run_tests: ModuleType, results: Path) -> None:
    suites = [
        suite_that(run_tests, results, "PostgreSQL", "passed"),
        suite_that(run_tests, results, "SQLite", "passed", "failed", status=1),
    ]
    summary = run_tests.summarise(suites, [])
    assert summary.faults == ("SQLite: failed tests.a::failed",)


def test_a_suite_whose_block_ends_early_is_ended(
    run_tests: ModuleType, results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = results / "waits"
    script.write_text("#!/bin/sh\nsleep 60\n")
    script.chmod(0o755)
    monkeypatch.setattr(run_tests, "PYTHON", str(script))
    with run_tests.start_suite("SQLite", [], [], dict(os.environ), aloud=False) as suite:
        assert suite.process.poll() is None
    assert suite.process.poll() is not None


def test_the_results_of_pytest_say_which_tests_find_the_same_on_either_database(
    run_tests: ModuleType, tmp_path: Path
) -> None:
    path = tmp_path / "results.xml"
    chosen = ["tests/pure/test_findings.py", "tests/pure/test_states.py", f"--junitxml={path}"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not browser", *chosen],
        cwd=TOOLS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    outcome = run_tests.read_outcome(path)
    assert set(outcome.kinds) == outcome.passed
    assert set(outcome.kinds.values()) == {"no_database"}


def test_sqlite_is_spared_what_finds_the_same_on_either_database_unless_all_is_wanted(
    run_tests: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def start(
        name: str, options: list[str], servers: list[str], environment: dict[str, str], *, aloud: bool
    ) -> Any:
        asked.append([name, *options, *environment])
        return contextlib.nullcontext()

    monkeypatch.setattr(run_tests, "start_suite", start)
    monkeypatch.setattr(run_tests, "run_checks", lambda environment: [])
    monkeypatch.setattr(run_tests, "summarise", lambda suites, faults: None)
    run_tests.run_everything({}, full=False)
    run_tests.run_everything({}, full=True)
    assert asked == [
        ["PostgreSQL"],
        [
            "SQLite",
            "-m",
            "not postgresql_only and not browser and not no_database",
            "-n",
            "1",
            "ROUTES_BY_OUTCOME",
        ],
        ["PostgreSQL"],
        ["SQLite", "-m", "not postgresql_only"],
    ]
