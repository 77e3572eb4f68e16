"""The rules of the fund that are a number or a choice: default, standing, and the dated rows that replace it.

A rule that is confirmed nowhere is marked `choice` (ours), `memory` or `open`; pages and documents that show a result
of it say so. A row of `RuleParameter` replaces a default from its day on, with its source.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.findings import Finding, InvalidInput
from registry.fund.models import RuleParameter

CONFIRMED, CHOICE, MEMORY, OPEN = "confirmed", "choice", "memory", "open"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code, what it says, its default (empty: not set), how sure that is, and how a value is read."""

    code: str
    label: str
    default: str
    standing: str
    note: str
    read: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class InForce:
    """A rule as it stands on a day. `value` empty: not set, and nothing is guessed."""

    code: str
    label: str
    value: str
    standing: str
    source: str
    demo: bool = False

    def as_dict(self) -> dict[str, Any]:
        """As a schedule keeps it."""
        return {
            "code": self.code,
            "value": self.value,
            "standing": self.standing,
            "source": self.source,
            "demo": self.demo,
        }


def _among(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return text

    return read


def _whole(lowest: int, highest: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            raise ValueError(f"a whole number from {lowest:,} to {highest:,}")
        return str(int(text))

    return read


def _free(text: str) -> str:
    return text.strip()


RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            "timing",
            "When in its year a payment is made",
            "ADVANCE",
            CHOICE,
            "Not published.",
            _among("ADVANCE", "ARREARS"),
        ),
        Rule(
            "regime",
            "How a sale pays the deposit",
            "PROPORTIONAL",
            CONFIRMED,
            "The relevant portion of the deposit for the credits sold.",
            _among("PROPORTIONAL", "PROCEEDS_FIRST"),
        ),
        Rule(
            "threshold_points",
            "Share of the deposit at which full management begins, in hundredths of a per cent",
            "8000",
            CONFIRMED,
            "80 %.",
            _whole(1, 10_000),
        ),
        Rule(
            "threshold_measure",
            "What is held against that share",
            "DEPOSITS",
            CHOICE,
            "The case document says sale income; the fund can only pay from deposits.",
            _among("DEPOSITS", "SALE_INCOME"),
        ),
        Rule(
            "index_unpaid_deposit",
            "Is an unpaid deposit indexed?",
            "no",
            OPEN,
            "No source found.",
            _among("no", "yes"),
        ),
        Rule(
            "index_series",
            "Price index that payments follow",
            "",
            OPEN,
            "Series and quarter are not published.",
            _free,
        ),
        Rule(
            "report_days_before",
            "Days before the anniversary that a report is due",
            "30",
            CHOICE,
            "The due date is not published.",
            _whole(0, 364),
        ),
        Rule(
            "missing_report",
            "What a missing report does to the next payment",
            "hold",
            CHOICE,
            "Held, and paid by a later run.",
            _among("hold", "pay"),
        ),
        Rule(
            "owner_change",
            "Who is paid when the land changes hands within a year",
            "owner_on_due_date",
            CHOICE,
            "The owner on the due date, in full.",
            _among("owner_on_due_date", "pro_rata_days"),
        ),
        Rule(
            "gst_treatment",
            "Goods and services tax on an instalment",
            "taxable_if_registered",
            OPEN,
            "Whether instalments are taxable supplies was not found.",
            _among("taxable_if_registered", "not_taxable"),
        ),
        Rule(
            "gst_points",
            "Rate of the goods and services tax, in hundredths of a per cent",
            "1000",
            CONFIRMED,
            "10 %.",
            _whole(0, 10_000),
        ),
        Rule(
            "cooling_off_days",
            "Days after verification before new bank details are paid",
            "3",
            CHOICE,
            "Ours.",
            _whole(0, 60),
        ),
        Rule(
            "run_day",
            "Day of the annual run, month and day",
            "06-30",
            CHOICE,
            "Ours; every due line is caught up.",
            _among("06-30", "12-31"),
        ),
        Rule(
            "deficit_points",
            "Funding ratio below which a person decides, in hundredths of a per cent",
            "8000",
            CHOICE,
            "The law's text was not read.",
            _whole(0, 10_000),
        ),
    )
}
"""Every rule by its code."""


def in_force(on: date) -> dict[str, InForce]:
    """Every rule as it stands on that day, by code; two queries never, one always."""
    found: dict[str, InForce] = {}
    rows = RuleParameter.objects.filter(effective_from__lte=on).order_by("effective_from", "pk")
    for row in rows:
        rule = RULES.get(row.code)
        if rule is not None:
            found[row.code] = InForce(row.code, rule.label, row.value, CONFIRMED, row.source, row.demo)
    return {
        code: found.get(code) or InForce(code, rule.label, rule.default, rule.standing, rule.note)
        for code, rule in RULES.items()
    }


def value(code: str, *, on: date) -> str:
    """One rule's value on that day; empty where it is not set."""
    row = (
        RuleParameter.objects.filter(code=code, effective_from__lte=on)
        .order_by("-effective_from", "-pk")
        .first()
    )
    return row.value if row else RULES[code].default


def whole(code: str, *, on: date) -> int:
    """One rule's value as a whole number."""
    return int(value(code, on=on))


def read(code: str, text: str) -> str:
    """A value as it is stored. Raises InvalidInput that names the field and what to enter."""
    rule = RULES.get(code)
    if rule is None:
        raise InvalidInput([Finding("fund.rule.unknown", "Choose a rule of the list.", "code")])
    try:
        return rule.read(text.strip())
    except ValueError as error:
        raise InvalidInput([Finding("fund.rule.value", f"Enter {error}.", "value")]) from error


def provisional(rules: Iterable[InForce]) -> list[InForce]:
    """Those that are not confirmed."""
    return [rule for rule in rules if rule.standing != CONFIRMED or rule.demo]
