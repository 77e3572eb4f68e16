"""Which discount rate an agreement's deposit is worked out with: dated rows with different triggers.

A later rate never changes a deposit that was fixed before; the rate is frozen with the signed agreement. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from registry.findings import DomainError
from registry.units import round_half_up

STEWARDSHIP, BIOBANKING = "stewardship", "biobanking"
"""Origins of agreements, as agreements name them."""

RATE_PAGE = "NSW environment department, Total Fund Deposit discount rate"


class Trigger(StrEnum):
    """What day decides whether a rate applies: none, the receipt of the application (later than the row's day), or the
    day the agreement is entered into (the row's day or later)."""

    ALWAYS = "always"
    APPLICATION_RECEIVED_AFTER = "application_received_after"
    ENTERED_FROM = "entered_from"


@dataclass(frozen=True, slots=True)
class DiscountRate:
    """A published rate (a fraction a year), for agreements of one origin, or of every origin where it is empty."""

    rate: Decimal
    trigger: Trigger
    day: date | None
    origin: str
    source: str = ""

    def applies(self, *, origin: str, application_received: date | None, entered: date | None) -> bool:
        """Does it apply to that agreement? A day that is not known triggers nothing."""
        if self.origin and origin != self.origin:
            return False
        if self.trigger == Trigger.ALWAYS or self.day is None:
            return self.trigger == Trigger.ALWAYS
        if self.trigger == Trigger.APPLICATION_RECEIVED_AFTER:
            return application_received is not None and application_received > self.day
        return entered is not None and entered >= self.day


PUBLISHED_RATES = (
    DiscountRate(Decimal("0.035"), Trigger.ALWAYS, None, STEWARDSHIP, f"{RATE_PAGE} (2018)"),
    DiscountRate(Decimal("0.035"), Trigger.ALWAYS, None, BIOBANKING, f"{RATE_PAGE} (2018)"),
    DiscountRate(
        Decimal("0.026"),
        Trigger.APPLICATION_RECEIVED_AFTER,
        date(2018, 11, 19),
        STEWARDSHIP,
        f"{RATE_PAGE} (2018)",
    ),
    DiscountRate(
        Decimal("0.032"), Trigger.ENTERED_FROM, date(2022, 8, 15), STEWARDSHIP, f"{RATE_PAGE} (2022)"
    ),
)
"""What was published up to the review of July 2022; a later rate was not found and is entered by an officer."""


def rate_for(
    rows: Iterable[DiscountRate], *, origin: str, application_received: date | None, entered: date | None
) -> tuple[Decimal, str]:
    """The rate of an agreement and why it is that one: of the rows that apply the one with the latest day; on the same
    day the rule about the agreement goes before the rule about its application. Raises DomainError where none does."""
    fitting = [
        row
        for row in rows
        if row.applies(origin=origin, application_received=application_received, entered=entered)
    ]
    if not fitting:
        raise DomainError(
            "deposit.rate_not_set",
            "No discount rate is entered that applies to this agreement. Ask the fund's officers to enter it.",
        )
    chosen = max(fitting, key=lambda row: (row.day or date.min, row.trigger == Trigger.ENTERED_FROM))
    return chosen.rate, _why(chosen, application_received, entered)


def per_cent(rate: Decimal) -> str:
    """A rate for a person: `3.2 %`."""
    shown = f"{round_half_up(rate * 100, 4):f}".rstrip("0").rstrip(".")
    return f"{shown} %"


def _why(row: DiscountRate, application_received: date | None, entered: date | None) -> str:
    shown = per_cent(row.rate)
    if row.day is not None and row.trigger == Trigger.ENTERED_FROM:
        return f"{shown}: the agreement is entered into on {_day(entered)}, on or after {_day(row.day)}."
    if row.day is not None:
        return (
            f"{shown}: the application was received on {_day(application_received)}, after {_day(row.day)}."
        )
    if row.origin == BIOBANKING:
        return f"{shown}: BioBanking agreements keep this rate."
    return (
        f"{shown}: no later rate applies to an application received on {_day(application_received)} for an agreement "
        f"entered into on {_day(entered)}."
    )


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "a day that is not set"
