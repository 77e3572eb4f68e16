"""Worked cases of the method, each run through the same functions that calculate an assessment. Pure.

A case is a row of `case_id, kind, inputs_json, expected_json, tolerance`. It agrees when every expected number equals
the computed one rounded half up to the digits shown, or lies within `tolerance` where that is filled in.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Literal

from assessments.bam.basis import NotComputable
from assessments.bam.parameters import MethodParameters
from assessments.bam.worked_kinds import KINDS
from registry.units import round_half_up

REQUIRED_COLUMNS = ("case_id", "kind", "inputs_json", "expected_json")

Status = Literal["ok", "failed", "not_run"]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one case. `message` says what was wrong with a failed row, or why one was not run."""

    id: str
    kind: str
    status: Status
    expected: object
    computed: object
    message: str = ""


def run(rows: Iterable[Mapping[str, str | None]], parameters: MethodParameters) -> list[CaseResult]:
    """Run every row; rows count from 2, below the header. A faulty row is a failed case, never an exception."""
    return [_run_row(row, number, parameters) for number, row in enumerate(rows, start=2)]


def agrees(expected: object, computed: object, tolerance: Decimal | None) -> bool:
    """Does every expected number agree with the computed one? Lists element by element, mappings key by key."""
    if isinstance(expected, Mapping):
        return isinstance(computed, Mapping) and all(
            key in computed and agrees(value, computed[key], tolerance) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(computed, (list, tuple))
            and len(expected) == len(computed)
            and all(agrees(one, other, tolerance) for one, other in zip(expected, computed, strict=True))
        )
    if isinstance(expected, bool) or not isinstance(expected, (int, Decimal)):
        return False
    if isinstance(computed, bool) or not isinstance(computed, (int, float)) or not isfinite(computed):
        return False
    shown = Decimal(expected)
    if tolerance is not None:
        return abs(Decimal(repr(computed)) - shown) <= tolerance
    exponent = shown.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return round_half_up(float(computed), digits) == shown


def _run_row(row: Mapping[str, str | None], number: int, parameters: MethodParameters) -> CaseResult:
    case_id, kind = (row.get("case_id") or "").strip() or f"row {number}", (row.get("kind") or "").strip()
    expected: object = None

    def failed(message: str, computed: object = None) -> CaseResult:
        return CaseResult(case_id, kind, "failed", _shown(expected), computed, f"Row {number}, {message}")

    for column in REQUIRED_COLUMNS:
        if not (row.get(column) or "").strip():
            return failed(f"column {column}: it is missing or blank; fill it in.")
    try:
        expected = json.loads(
            row["expected_json"] or "", parse_float=Decimal, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as error:
        return failed(f"column expected_json: not valid JSON ({error}); correct it.")
    if not isinstance(expected, dict) or not expected:
        return failed("column expected_json: it must be an object with at least one number.")
    try:
        inputs = json.loads(row["inputs_json"] or "", parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        return failed(f"column inputs_json: not valid JSON ({error}); correct it.")
    if not isinstance(inputs, dict):
        return failed("column inputs_json: it must be an object.")
    try:
        tolerance = _tolerance(row.get("tolerance"))
    except ValueError:
        return failed(
            f"column tolerance: {row.get('tolerance')!r} is not a number of 0 or more; correct or empty it."
        )
    runner = KINDS.get(kind)
    if runner is None:
        return CaseResult(
            case_id, kind, "not_run", _shown(expected), None, f"The kind {kind!r} is not known."
        )
    try:
        computed = runner(inputs, parameters)
    except KeyError as error:
        return failed(f"column inputs_json: {error.args[0]!r} is missing; add it.")
    except NotComputable as error:
        return failed(f"column inputs_json: {' '.join(error.sentences)}")
    except (TypeError, ValueError, ArithmeticError, AttributeError, IndexError) as error:
        return failed(f"column inputs_json: a value does not fit the kind {kind} ({error}); correct it.")
    status: Status = "ok" if agrees(expected, computed, tolerance) else "failed"
    shown = {key: computed.get(key) for key in expected}
    message = "" if status == "ok" else f"Row {number}: the computed numbers differ from the expected ones."
    return CaseResult(case_id, kind, status, _shown(expected), shown, message)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a finite number")


def _tolerance(cell: str | None) -> Decimal | None:
    if not (cell or "").strip():
        return None
    try:
        value = Decimal((cell or "").strip())
    except InvalidOperation as error:
        raise ValueError("not a number") from error
    if not value.is_finite() or value < 0:
        raise ValueError("out of range")
    return value


def _shown(value: object) -> object:
    """Expected numbers as plain JSON numbers again."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return value
