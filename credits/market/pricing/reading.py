"""Reading what a person or a program typed into the price calculator: dollars, per cent and credits, each exactly.

Every fault is a finding that names its field; nothing is guessed. Pure: no Django, no clock, no I/O.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from credits.market.pricing import build_up as pricing
from credits.market.pricing.build_up import BuildUp, Costs
from registry.findings import Finding, InvalidInput
from registry.units import display_dollars

_NUMBER = re.compile(
    r"(?P<sign>-?)\$?(?P<digits>[0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+)?(?:\.(?P<decimals>[0-9]*))?", re.ASCII
)
LONGEST = 40
USUAL_MARGIN = "15"

COST_FIELDS = (*pricing.SETUP_LINES, pricing.MANAGEMENT, pricing.OPPORTUNITY)
FIELDS = (*COST_FIELDS, "management_basis", "credits", "margin")
"""What the calculator takes, all as text; what is not sent counts as empty."""


@dataclass(frozen=True, slots=True)
class _Number:
    """A plain number as it was typed."""

    negative: bool
    digits: str
    decimals: str

    def scaled(self, places: int) -> int:
        """The number times ten to `places`; decimals beyond those are zeros already."""
        value = int((self.digits or "0") + f"{self.decimals[:places]:0<{places}}")
        return -value if self.negative else value


def read(typed: Mapping[str, str]) -> BuildUp:
    """The build-up for what was typed. Raises InvalidInput with every fault found, each naming its field."""
    findings: list[Finding] = []
    cents = {name: _dollars(typed.get(name, ""), name, findings) for name in COST_FIELDS}
    basis = typed.get("management_basis", "") or pricing.DEPOSIT
    if basis not in pricing.MANAGEMENT_BASES:
        message = (
            "Choose whether the management cost is a Total Fund Deposit (deposit) or yearly costs (yearly)."
        )
        findings.append(Finding("calculator.basis_unknown", message, "management_basis"))
    number = _credits(typed.get("credits", ""), findings)
    margin = _margin(typed.get("margin", "") or USUAL_MARGIN, findings)
    if not findings and not any(cents.values()):
        message = "Enter at least one cost, for example the Total Fund Deposit."
        findings.append(Finding("calculator.no_cost", message, pricing.MANAGEMENT))
    if findings:
        raise InvalidInput(findings)
    costs = Costs(
        setup_cents={code: cents[code] for code in pricing.SETUP_LINES},
        management_cents=cents[pricing.MANAGEMENT],
        management_basis=basis,
        opportunity_cents=cents[pricing.OPPORTUNITY],
        credits=number,
    )
    return pricing.build_up(costs, margin_points=margin)


def _plain(text: str) -> _Number | None:
    """The number, or None where it is none."""
    folded = str(text).replace("\u00a0", " ").replace("\u2212", "-").strip()
    found = _NUMBER.fullmatch(folded) if len(folded) <= LONGEST else None
    if found is None or not (found["digits"] or found["decimals"]):
        return None
    digits = re.sub("[, ]", "", found["digits"] or "").lstrip("0")
    decimals = (found["decimals"] or "").rstrip("0")
    return _Number(bool(found["sign"]) and bool(digits or decimals), digits, decimals)


def _dollars(text: str, field: str, findings: list[Finding]) -> int:
    """Whole cents; 0 where nothing was typed."""
    if not str(text).strip():
        return 0
    number = _plain(text)
    if number is None:
        code, message = "not_a_number", "Enter dollars in figures, for example 12500 or 12,500.50."
    elif number.negative:
        code, message = "negative", "A cost cannot be below zero."
    elif len(number.decimals) > 2:
        code, message = "too_many_decimals", "Use at most two decimals."
    elif number.scaled(2) > pricing.LARGEST_COST_CENTS:
        most = display_dollars(pricing.LARGEST_COST_CENTS)
        code, message = "too_large", f"A cost can be at most {most}."
    else:
        return number.scaled(2)
    findings.append(Finding(f"calculator.cost_{code}", message, field))
    return 0


def _credits(text: str, findings: list[Finding]) -> int:
    number = _plain(text)
    if not str(text).strip():
        code, message = "missing", "Enter how many credits the site gives."
    elif number is None or number.decimals:
        code, message = "not_whole", "Enter a whole number of credits, for example 613."
    elif number.negative or not number.digits:
        code, message = "not_positive", "The number of credits must be one or more."
    elif number.scaled(0) > pricing.MOST_CREDITS:
        code, message = "too_large", "No site gives so many credits. Check the number."
    else:
        return number.scaled(0)
    findings.append(Finding(f"calculator.credits_{code}", message, "credits"))
    return 0


def _margin(text: str, findings: list[Finding]) -> int:
    """Hundredths of a per cent."""
    number = _plain(str(text).strip().removesuffix("%").strip())
    if number is None:
        code, message = (
            "not_a_number",
            "Enter the expected profit in per cent of cost, for example 15 or 12.5.",
        )
    elif len(number.decimals) > 2:
        code, message = "too_many_decimals", "Use at most two decimals."
    elif not pricing.LOWEST_MARGIN <= number.scaled(2) <= pricing.HIGHEST_MARGIN:
        code, message = (
            "out_of_range",
            "A profit is between −100 and 10,000 per cent of cost. Check the number.",
        )
    else:
        return number.scaled(2)
    findings.append(Finding(f"calculator.margin_{code}", message, "margin"))
    return 0
