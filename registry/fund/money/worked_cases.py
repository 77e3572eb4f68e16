"""Worked money cases, each run through the same functions that the fund calculates with. Pure.

A case is an object with `id`, `kind`, `inputs` and `expected`. It agrees when everything it expects equals what is
computed, amounts to the cent; what a case does not expect is not compared. A faulty case is a failed one, never an
exception.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from assessments.bam.worked_cases import CaseResult, Status
from registry.findings import InvalidInput
from registry.fund.money.worked_kinds import KINDS
from registry.units import parse_decimal


def run(cases: Iterable[object]) -> list[CaseResult]:
    """Run every case; cases count from 1."""
    return [_run(case, number) for number, case in enumerate(cases, start=1)]


def agrees(expected: object, computed: object) -> bool:
    """Is everything expected computed, and the same? Mappings key by key, lists entry by entry, amounts as numbers."""
    if isinstance(expected, Mapping):
        return isinstance(computed, Mapping) and all(
            key in computed and agrees(value, computed[key]) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(computed, list)
            and len(expected) == len(computed)
            and all(agrees(one, other) for one, other in zip(expected, computed, strict=True))
        )
    if isinstance(expected, bool) or isinstance(computed, bool) or expected is None or computed is None:
        return expected is computed
    return str(expected) == str(computed) or _same_number(expected, computed)


def _same_number(expected: object, computed: object) -> bool:
    one, other = _number(expected), _number(computed)
    return one is not None and one == other


def _number(value: object) -> Decimal | None:
    try:
        return parse_decimal(str(value))
    except ValueError:
        return None


def _run(case: object, number: int) -> CaseResult:
    if not isinstance(case, Mapping) or not case.get("id"):
        return CaseResult(f"case {number}", "", "failed", None, None, f"Case {number} has no id; add it.")
    case_id, kind, expected = str(case["id"]), str(case.get("kind", "")), case.get("expected")

    def failed(message: str) -> CaseResult:
        return CaseResult(case_id, kind, "failed", expected, None, f"Case {number}: {message}")

    runner = KINDS.get(kind)
    if runner is None:
        message = f"Cases of the kind {kind!r} are not run from a file."
        return CaseResult(case_id, kind, "not_run", expected, None, message)
    if not isinstance(expected, (Mapping, list)) or not expected:
        return failed("it expects nothing; give the expected numbers.")
    if "inputs" not in case:
        return failed("it has no inputs; add them.")
    try:
        computed = runner(case["inputs"], expected)
    except KeyError as error:
        return failed(f"{error.args[0]!r} is missing; add it.")
    except InvalidInput as error:
        return failed(" ".join(finding.message for finding in error.findings))
    except (TypeError, ValueError, ArithmeticError, AttributeError, IndexError) as error:
        return failed(f"a value does not fit the kind {kind} ({error}); correct it.")
    status: Status = "ok" if agrees(expected, computed) else "failed"
    message = "" if status == "ok" else f"Case {number}: what is computed differs from what is expected."
    return CaseResult(case_id, kind, status, expected, _asked(expected, computed), message)


def _asked(expected: object, computed: object) -> object:
    """The part of what was computed that a case asks for; what it asks for in vain is left out."""
    if isinstance(expected, Mapping) and isinstance(computed, Mapping):
        return {key: _asked(value, computed[key]) for key, value in expected.items() if key in computed}
    if isinstance(expected, list) and isinstance(computed, list) and len(expected) == len(computed):
        return [_asked(one, other) for one, other in zip(expected, computed, strict=True)]
    return computed
