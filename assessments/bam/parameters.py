"""The method's numbers that may be replaced without code: dated, each with its mark and source.

Thresholds, risk weightings, decline rates, credits per tree, plot minimums and limits are looked up here by a dotted
code; the numbers that shape the curve and the component weights are beside their formulas. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import get_args

from assessments.bam.basis import NotComputable
from assessments.bam.inputs import Fact, Mark
from registry.findings import Finding, InvalidInput, require_no_errors

METHOD_EDITION = "BAM 2020"

COLUMNS = ("code", "value", "unit", "mark", "source", "effective_from", "label", "note")


class MissingParameter(NotComputable, KeyError):
    """The method edition in use has no value for a code: the results that need it are not computed."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The method parameter {code} has no value: load it, with its source.")
        self.code = code

    @property
    def finding(self) -> Finding:
        """The same as a finding, for a page or the API."""
        return Finding(code="method_parameter.missing", message=self.sentences[0], field=self.code)


@dataclass(frozen=True, slots=True)
class MethodParameters:
    """The parameters of one method edition on one day, by code."""

    facts: Mapping[str, Fact[float]]
    method_edition: str = METHOD_EDITION

    def fact(self, code: str) -> Fact[float]:
        """The fact of a code. Raises `MissingParameter`."""
        found = self.facts.get(code)
        if found is None:
            raise MissingParameter(code)
        return found

    def find(self, code: str) -> Fact[float] | None:
        """The fact of a code, None where the method leaves a gap that has a rule of its own."""
        return self.facts.get(code)


def from_rows(
    rows: Iterable[Mapping[str, str]], *, on: date | None = None, method_edition: str = METHOD_EDITION
) -> MethodParameters:
    """Parameters from the rows of `method_parameters.csv` (columns `COLUMNS`).

    Of several rows of one code the latest in force counts; `on` leaves out rows that start later. Raises
    `InvalidInput` with row and column of every fault; rows count from 2, below the header.
    """
    findings: list[Finding] = []
    newest: dict[str, tuple[date, Fact[float]]] = {}
    seen: set[tuple[str, date]] = set()
    for number, row in enumerate(rows, start=2):
        read = _read_row(row, number, findings)
        if read is None:
            continue
        code, starts, fact = read
        if (code, starts) in seen:
            findings.append(
                _fault(
                    number, "effective_from", "duplicate", f"{code} has two values from {starts}: keep one."
                )
            )
        seen.add((code, starts))
        if on is not None and starts > on:
            continue
        if code not in newest or newest[code][0] <= starts:
            newest[code] = (starts, fact)
    require_no_errors(findings)
    return MethodParameters(
        facts={code: fact for code, (_, fact) in sorted(newest.items())}, method_edition=method_edition
    )


def _read_row(
    row: Mapping[str, str], number: int, findings: list[Finding]
) -> tuple[str, date, Fact[float]] | None:
    """One row as code, start and fact; None after its faults were added to `findings`."""
    absent = [column for column in COLUMNS if row.get(column) is None]
    if absent:
        raise InvalidInput(
            [
                _fault(number, column, "missing", f"The column {column} is missing: add it.")
                for column in absent
            ]
        )
    before = len(findings)
    code, mark = row["code"].strip(), row["mark"].strip()
    if not code:
        findings.append(_fault(number, "code", "blank", "Give the parameter a code."))
    value = _number(row["value"])
    if value is None:
        findings.append(
            _fault(number, "value", "not_a_number", f"{row['value']!r} is not a plain number: correct it.")
        )
    if mark not in get_args(Mark):
        findings.append(
            _fault(number, "mark", "unknown", f"{mark!r} is not one of {', '.join(get_args(Mark))}.")
        )
    if not row["source"].strip():
        findings.append(_fault(number, "source", "blank", f"Say where {code or 'the value'} comes from."))
    starts = _date(row["effective_from"])
    if starts is None:
        findings.append(
            _fault(
                number,
                "effective_from",
                "not_a_date",
                f"{row['effective_from']!r} is not a date like 2020-10-22.",
            )
        )
    if len(findings) > before or value is None or starts is None:
        return None
    known: Mark = next(known for known in get_args(Mark) if known == mark)
    return code, starts, Fact(value=value, mark=known, source=row["source"].strip())


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _fault(row: int, column: str, kind: str, message: str) -> Finding:
    return Finding(code=f"method_parameter.{column}.{kind}", message=message, row=row, column=column)
