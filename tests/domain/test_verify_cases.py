"""`manage.py verify_cases`: exit codes, the lines and the JSON it prints, and files that are wrong."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

WORKED_CASES = Path(__file__).resolve().parents[1] / "worked_examples" / "bam_cases.csv"
TRADING_CASES = WORKED_CASES.with_name("trading_cases.csv")
MONEY_CASES = WORKED_CASES.with_name("money_cases.json")
HEADER = ["case_id", "kind", "inputs_json", "expected_json", "tolerance", "note", "source"]
OK_ROW = ["A1", "vi_from_subscores", '{"subscores": [4, 9]}', '{"vi": 6.0}', "", "", ""]
WRONG_ROW = ["A2", "vi_from_subscores", '{"subscores": [4, 9]}', '{"vi": 6.1}', "", "", ""]
UNKNOWN_ROW = ["A3", "vi_from_the_stars", "{}", '{"vi": 1}', "", "", ""]
BROKEN_ROW = ["A4", "vi_from_subscores", '{"subscores": [4', '{"vi": 6.0}', "", "", ""]


def verify(path: Path, subject: str = "bam", *options: str) -> tuple[int, str, str]:
    """Exit code, what was printed, and the closing message."""
    out = StringIO()
    try:
        call_command("verify_cases", subject, str(path), *options, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), ""


def write(path: Path, *rows: list[str], header: list[str] | None = None) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header or HEADER, *rows])
    return path


def test_every_worked_case_of_the_method_is_ok() -> None:
    code, printed, message = verify(WORKED_CASES)
    assert (code, message) == (0, "")
    lines = printed.splitlines()
    assert lines[-1] == "50 cases: 50 ok, 0 failed, 0 not run"
    assert lines[0].startswith('BAM-C01  ok  expected {"unweighted": [100.0, 59.1')


def test_json_holds_every_case_and_the_counts(tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", OK_ROW, WRONG_ROW, UNKNOWN_ROW)
    code, printed, _ = verify(path, "bam", "--json")
    report: dict[str, Any] = json.loads(printed)
    assert code == 1
    assert (report["ok"], report["failed"], report["not_run"]) == (1, 1, 1)
    assert [(case["id"], case["status"]) for case in report["cases"]] == [
        ("A1", "ok"),
        ("A2", "failed"),
        ("A3", "not_run"),
    ]
    assert (report["cases"][1]["expected"], report["cases"][1]["computed"]) == ({"vi": 6.1}, {"vi": 6.0})


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([OK_ROW], 0),
        ([OK_ROW, WRONG_ROW], 1),
        ([OK_ROW, UNKNOWN_ROW], 2),
        ([WRONG_ROW, UNKNOWN_ROW], 1),
        ([BROKEN_ROW], 1),
    ],
    ids=["ok", "failed", "not run", "failed wins", "broken"],
)
def test_exit_code_says_what_became_of_the_cases(tmp_path: Path, rows: list[list[str]], code: int) -> None:
    assert verify(write(tmp_path / "cases.csv", *rows))[0] == code


def test_broken_json_is_a_failed_case_by_row_and_column(tmp_path: Path) -> None:
    _, printed, message = verify(write(tmp_path / "cases.csv", OK_ROW, BROKEN_ROW))
    assert "A4  failed" in printed
    assert "Row 3, column inputs_json: not valid JSON" in printed
    assert message == "1 of 2 cases failed."


def test_missing_column_fails_every_case_and_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", OK_ROW[:3], header=HEADER[:3])
    code, printed, _ = verify(path)
    assert code == 1
    assert "A1  failed  Row 1: the column expected_json is missing; add it to the header." in printed


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "there is no case in it"),
        (b"case_id,kind\n", "there is no case in it"),
        (b"\xff\xfe\x00", "not UTF-8 text"),
        (b'case_id,kind\n"A1,x\n', "not a CSV file"),
    ],
    ids=["empty", "header only", "binary", "open quote"],
)
def test_file_that_holds_no_cases_is_refused_by_name(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(content)
    code, printed, message = verify(path)
    assert (code, printed) == (1, "")
    assert words in message
    assert "cases.csv" in message


def test_missing_file_is_named(tmp_path: Path) -> None:
    code, _, message = verify(tmp_path / "nowhere.csv")
    assert code == 1
    assert "nowhere.csv: No such file or directory" in message


def test_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", OK_ROW)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert verify(path)[0] == 0


def test_every_worked_case_of_the_trading_rules_is_ok() -> None:
    code, printed, message = verify(TRADING_CASES, "trading")
    assert (code, message) == (0, "")
    lines = printed.splitlines()
    assert lines[-1] == "29 cases: 29 ok, 0 failed, 0 not run"
    assert lines[0] == (
        'T01  ok  expected {"expected_like_for_like": "Y", "expected_variation": "NA", "expected_bct": "Y1"}  '
        'computed {"expected_like_for_like": "Y", "expected_variation": "NA", "expected_bct": "Y1"}'
    )


def trading_file(tmp_path: Path, **cells: str) -> Path:
    """The first worked case with these cells, in a file of its own."""
    with TRADING_CASES.open(encoding="utf-8", newline="") as stream:
        row = next(csv.DictReader(stream))
    return write(tmp_path / "trading.csv", list((row | cells).values()), header=list(row))


@pytest.mark.parametrize(
    ("cells", "code", "status"),
    [
        ({}, 0, "ok"),
        ({"expected_bct": "N"}, 1, "failed"),
        ({"cand_hbt": "perhaps"}, 1, "failed"),
        ({"obl_kind": "wetland"}, 2, "not_run"),
    ],
    ids=["ok", "wrong", "unreadable", "unknown kind"],
)
def test_trading_case_says_what_became_of_it(
    tmp_path: Path, cells: dict[str, str], code: int, status: str
) -> None:
    answer, printed, _ = verify(trading_file(tmp_path, **cells), "trading", "--json")
    report = json.loads(printed)
    assert (answer, report["cases"][0]["status"], report[status]) == (code, status, 1)


def test_trading_file_without_a_column_fails_every_case_and_names_it(tmp_path: Path) -> None:
    path = write(tmp_path / "trading.csv", ["T01", "Same community"], header=["case_id", "title"])
    code, printed, _ = verify(path, "trading")
    assert code == 1
    assert printed.startswith("T01  failed  Row 1: the column retire_date, obl_kind, cand_kind")


def test_every_worked_money_case_that_is_run_from_a_file_is_ok() -> None:
    code, printed, message = verify(MONEY_CASES, "money")
    lines = printed.splitlines()
    assert (code, lines[-1]) == (2, "36 cases: 9 ok, 0 failed, 27 not run")
    assert message == "27 of 36 cases were not run: this version does not know their kind."
    ran = [line.split("  ")[0] for line in lines if "  ok  expected " in line]
    assert ran == ["G01", "G02", "G03", "G04", "G05", "G08", "G14", "G20", "G21"]
    assert lines[20].startswith('G21  ok  expected {"due": ["2028-02-29", "2029-02-28"')


def money_file(tmp_path: Path, *cases: dict[str, Any]) -> Path:
    path = tmp_path / "money.json"
    path.write_text(json.dumps({"cases": cases}))
    return path


SPLIT = {
    "id": "M1",
    "kind": "owner_split",
    "inputs": [{"amount": "0.05", "shares": [2, 1]}],
    "expected": [["0.03", "0.02"]],
}


@pytest.mark.parametrize(
    ("changed", "code", "status"),
    [
        ({}, 0, "ok"),
        ({"expected": [["0.02", "0.03"]]}, 1, "failed"),
        ({"inputs": [{"amount": 0.05, "shares": [2, 1]}]}, 0, "ok"),
        ({"inputs": [{"amount": "NaN", "shares": [2, 1]}]}, 1, "failed"),
        ({"kind": "bank_return"}, 2, "not_run"),
        ({"id": ""}, 1, "failed"),
    ],
    ids=["ok", "wrong", "number without quotes", "unreadable", "unknown kind", "no id"],
)
def test_money_case_says_what_became_of_it(
    tmp_path: Path, changed: dict[str, Any], code: int, status: str
) -> None:
    answer, printed, _ = verify(money_file(tmp_path, SPLIT | changed), "money", "--json")
    report = json.loads(printed)
    assert (answer, report["cases"][0]["status"], report[status]) == (code, status, 1)


def test_money_case_prints_what_was_expected_and_computed(tmp_path: Path) -> None:
    _, printed, _ = verify(money_file(tmp_path, SPLIT), "money")
    assert printed.splitlines() == [
        'M1  ok  expected [["0.03", "0.02"]]  computed [["0.03", "0.02"]]',
        "1 cases: 1 ok, 0 failed, 0 not run",
    ]


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"cases": []}'])
def test_money_file_without_cases_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "money.json"
    path.write_text(content)
    assert verify(path, "money")[0] == 1
