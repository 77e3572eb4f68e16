"""`manage.py verify_cases bam|trading|money FILE`: run worked cases and say for each whether it agrees.

Runs in the foreground and needs no data, worker or demo. Exit code 0: every case agrees; 1: a case failed or the file
could not be read; 2: nothing failed, but a case is of a kind that this version does not run.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.bam import worked_cases
from assessments.bam.parameters import from_rows
from assessments.bam.worked_cases import CaseResult
from credits.schemes.nsw_bos import worked_cases as trading_cases
from credits.schemes.nsw_bos.communities import Communities
from registry.findings import InvalidInput
from registry.fund.money import worked_cases as money_cases

REFERENCE_DATA = Path(__file__).resolve().parents[3] / "registry" / "reference" / "data"
PARAMETERS_FILE = REFERENCE_DATA / "method_parameters.csv"
COMMUNITIES_FILE = REFERENCE_DATA / "tecs.csv"

FAILED = 1
NOT_RUN = 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of cases in rows and columns."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, str | None], ...]


class Command(BaseCommand):
    """Run a file of worked cases against the calculation."""

    help = "Runs worked cases and prints id, expected, computed and ok for each."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("subject", choices=tuple(SUBJECTS), help="what the cases are about")
        parser.add_argument("file", type=Path, help="the file of cases")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        results = SUBJECTS[options["subject"]](options["file"])
        counts: Counter[str] = Counter(result.status for result in results)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(results, counts), ensure_ascii=False, allow_nan=False))
        else:
            for result in results:
                self.stdout.write(_as_line(result))
            self.stdout.write(
                f"{len(results)} cases: {counts['ok']} ok, {counts['failed']} failed, {counts['not_run']} not run"
            )
        if counts["failed"]:
            raise CommandError(f"{counts['failed']} of {len(results)} cases failed.", returncode=FAILED)
        if counts["not_run"]:
            raise CommandError(
                f"{counts['not_run']} of {len(results)} cases were not run: this version does not know their kind.",
                returncode=NOT_RUN,
            )


def _run_bam(path: Path) -> list[CaseResult]:
    """Cases of the method, by the parameters that come with the project."""
    sheet = read_sheet(path)
    if failed := _without_columns(sheet, worked_cases.REQUIRED_COLUMNS):
        return failed
    try:
        with PARAMETERS_FILE.open(encoding="utf-8", newline="") as stream:
            parameters = from_rows(csv.DictReader(stream))
    except InvalidInput as error:
        faults = "; ".join(
            f"row {finding.row}, {finding.column}: {finding.message}" for finding in error.findings
        )
        raise CommandError(f"{PARAMETERS_FILE.name}: {faults}", returncode=FAILED) from error
    return worked_cases.run(sheet.rows, parameters)


def _run_trading(path: Path) -> list[CaseResult]:
    """Cases of the trading rules, with the spellings of communities that come with the project."""
    sheet = read_sheet(path)
    if failed := _without_columns(sheet, trading_cases.REQUIRED_COLUMNS):
        return failed
    communities = read_sheet(COMMUNITIES_FILE).rows
    return trading_cases.run(
        sheet.rows,
        Communities(
            (row["tec_name"] or "", filter(None, (row["name_variants_in_register"] or "").split("|")))
            for row in communities
        ),
    )


def _without_columns(sheet: Sheet, columns: tuple[str, ...]) -> list[CaseResult]:
    """Every case as failed, where the header lacks a column; else nothing."""
    missing = [column for column in columns if column not in sheet.columns]
    if not missing:
        return []
    message = f"Row 1: the column {', '.join(missing)} is missing; add it to the header."
    return [
        _failed(row.get("case_id") or f"row {number}", message) for number, row in enumerate(sheet.rows, 2)
    ]


def _run_money(path: Path) -> list[CaseResult]:
    """Cases of the money side. Numbers written without quotes are read as their text, so that no float comes in."""
    try:
        document = json.loads(read_text(path), parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path}: not valid JSON ({error}); correct it.", returncode=FAILED) from error
    cases = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(cases, list) or not cases:
        raise CommandError(f"{path}: there is no list of cases under 'cases'.", returncode=FAILED)
    return money_cases.run(cases)


SUBJECTS: Mapping[str, Callable[[Path], list[CaseResult]]] = {
    "bam": _run_bam,
    "trading": _run_trading,
    "money": _run_money,
}


def read_text(path: Path) -> str:
    """The text of a file, with or without a byte order mark. Raises `CommandError` naming what is wrong."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(
            f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8.", returncode=FAILED
        ) from error
    except OSError as error:
        raise CommandError(
            f"{path}: {error.strerror}. Give the path of a file of cases.", returncode=FAILED
        ) from error


def read_sheet(path: Path) -> Sheet:
    """The rows of a CSV file. Raises `CommandError` for a file that cannot be read or holds no case."""
    try:
        reader = csv.DictReader(read_text(path).splitlines(keepends=True), strict=True)
        rows = tuple(reader)
    except csv.Error as error:
        raise CommandError(f"{path}: not a CSV file ({error}); correct it.", returncode=FAILED) from error
    if not rows:
        raise CommandError(f"{path}: there is no case in it.", returncode=FAILED)
    return Sheet(columns=tuple(reader.fieldnames or ()), rows=rows)


def _failed(case_id: str, message: str) -> CaseResult:
    return CaseResult(case_id, "", "failed", None, None, message)


def _as_json(results: list[CaseResult], counts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "cases": [
            {
                "id": result.id,
                "status": result.status,
                "expected": result.expected,
                "computed": result.computed,
                **({"message": result.message} if result.message else {}),
            }
            for result in results
        ],
        "ok": counts["ok"],
        "failed": counts["failed"],
        "not_run": counts["not_run"],
    }


def _as_line(result: CaseResult) -> str:
    parts = [result.id, result.status.replace("_", " ")]
    if result.expected is not None:
        parts.append(f"expected {json.dumps(result.expected, ensure_ascii=False)}")
    if result.computed is not None:
        parts.append(f"computed {json.dumps(result.computed, ensure_ascii=False)}")
    if result.message:
        parts.append(result.message)
    return "  ".join(parts)
