"""Every lot of the register against one obligation line: which credits serve, under which rule, and why others do not.

    found = match(line, on=today)
    page = found.select(Filters(offered=True))

Each class is asked once in each standing its lots have; lots are only summed. Ranked: what serves, what a person has
to decide, what would fit if the variation rules were open to the line, what does not serve; within each, held already,
then on offer by price, then near before far.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from credits.lots.models import CreditClass
from credits.matching.deciding import BY_REQUEST, Asked, Meaning, Standing, ask, meaning_of
from credits.matching.listing import Stock, classes_by_id, stocks
from credits.obligations.models import ObligationLine
from credits.schemes.nsw_bos.decide import Decision
from credits.schemes.nsw_bos.outcome import Answer, Test

FAR_KM = 10_000.0
"""Where distances are sorted, one that is not known or beyond 100 km comes last."""

STANDINGS = tuple(Standing)
LONGEST_FILTER = 120
RULES = ("like_for_like", "variation", "trust_wider_option")


@dataclass(frozen=True, slots=True)
class Match:
    """The lots of one class in one standing, and what the rules say about them for the line."""

    credit_class: CreditClass
    stock: Stock
    decision: Decision
    meaning: Meaning
    distance_km: float | None

    @property
    def standing(self) -> Standing:
        """Serves, open, possible, no."""
        return self.meaning.standing

    @property
    def rule(self) -> str:
        """Under which rule it serves or might."""
        return self.meaning.rule

    @property
    def why(self) -> tuple[Test, ...]:
        """The tests that keep it from serving, or all that make it serve."""
        if self.standing is Standing.SERVES:
            return self.meaning.tests
        open_or_failed = (test for test in self.meaning.tests if test.answer is not Answer.YES)
        # What a request to use variation would show comes last: it says nothing of these credits.
        return tuple(sorted(open_or_failed, key=lambda test: test.code in BY_REQUEST))


@dataclass(frozen=True, slots=True)
class Filters:
    """Which matches to look at; empty ones do not filter."""

    standing: str = ""
    rule: str = ""
    offered: bool = False
    subregion: str = ""
    region: str = ""
    words: str = ""

    def fits(self, match: Match) -> bool:
        """Is the match among those asked for?"""
        of = match.credit_class
        return (
            (not self.standing or match.standing == self.standing)
            and (not self.rule or match.rule == self.rule)
            and (not self.offered or bool(match.stock.offered))
            and _holds(of.subregion, self.subregion)
            and _holds(of.region, self.region)
            and all(word in _text(of) for word in self.words.casefold().split()[:10])
        )


def _holds(name: str, asked: str) -> bool:
    return not asked or asked.casefold() in name.casefold()


def _text(of: CreditClass) -> str:
    named = (
        of.pct_name,
        of.vegetation_class,
        of.vegetation_formation,
        of.offset_trading_group,
        of.community_name,
        of.scientific_name,
        of.common_name,
        of.subregion,
        str(of.pct_id or ""),
    )
    return " ".join(named).casefold()


def filters_of(given: Any) -> Filters:
    """The filters of an address; what is none filters nothing."""

    def text(name: str) -> str:
        return str(given.get(name, "")).replace("\x00", "").strip()[:LONGEST_FILTER]

    standing, rule = text("answer"), text("rule")
    return Filters(
        standing=standing if standing in STANDINGS else "",
        rule=rule if rule in RULES else "",
        offered=text("offered") in ("1", "true", "on"),
        subregion=text("subregion"),
        region=text("region"),
        words=text("search"),
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one standing: classes, lots, credits available and on offer."""

    standing: Standing
    classes: int
    lots: int
    available: int
    offered: int


@dataclass(frozen=True, slots=True)
class Matches:
    """Every class on the register for one line, best first."""

    line: ObligationLine
    on: date
    rows: tuple[Match, ...]
    gate: tuple[Test, ...]

    def select(self, filters: Filters) -> list[Match]:
        """Those asked for, best first."""
        return [match for match in self.rows if filters.fits(match)]

    @property
    def counts(self) -> tuple[Counts, ...]:
        """What there is of each standing, best first."""
        return tuple(
            _count(standing, [match.stock for match in self.rows if match.standing is standing])
            for standing in STANDINGS
        )


def _count(standing: Standing, of: list[Stock]) -> Counts:
    return Counts(
        standing=standing,
        classes=len(of),
        lots=sum(stock.lots for stock in of),
        available=sum(stock.available for stock in of),
        offered=sum(stock.offered for stock in of),
    )


def match(line: ObligationLine, *, on: date, for_holder: bool = True) -> Matches:
    """Match one line against the whole register. The number of queries does not depend on the number of lots.

    `for_holder`: what the holder itself holds and what is offered to it alone count; nobody else learns of those."""
    asked = ask(line, on=on)
    found = stocks(buyer_id=line.obligation.holder_id if for_holder else None, on=on)
    classes = classes_by_id(stock.credit_class_id for stock in found)
    return Matches(line, on, ranked(_matches(asked, found, classes)), asked.gate)


def _matches(asked: Asked, found: Iterable[Stock], classes: dict[int, CreditClass]) -> Iterable[Match]:
    for stock in found:
        credit_class = classes[stock.credit_class_id]
        decision = asked.rule_on(credit_class, status=stock.status)
        yield Match(
            credit_class, stock, decision, meaning_of(decision), asked.distance_km(credit_class.subregion)
        )


def ranked(found: Iterable[Match]) -> tuple[Match, ...]:
    """Best first; of two alike the older class."""
    return tuple(sorted(found, key=_rank))


def _rank(match: Match) -> tuple[int, int, bool, bool, int, float, int]:
    stock = match.stock
    return (
        STANDINGS.index(match.standing),
        RULES.index(match.rule) if match.rule in RULES else len(RULES),
        not stock.held_by_buyer,
        not stock.offered,
        stock.lowest_millionths or 0,
        FAR_KM if match.distance_km is None else match.distance_km,
        stock.credit_class_id,
    )


def one_class(
    line: ObligationLine, credit_class: CreditClass, *, on: date, for_holder: bool = True
) -> list[Match]:
    """The matches of one class, one for each standing that its lots have; as issued where it has none now."""
    asked = ask(line, on=on)
    buyer_id = line.obligation.holder_id if for_holder else None
    found = stocks(buyer_id=buyer_id, on=on, class_id=credit_class.pk)
    found = found or [Stock(credit_class.pk, "issued")]
    return list(ranked(_matches(asked, found, {credit_class.pk: credit_class})))
