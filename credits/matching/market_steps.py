"""Steps that the holder took on the market of this registry, read from the registers of enquiries and wants.

An enquiry about an expression of interest or a lot, or a want, is a step for each line whose community, vegetation
class, trading group or species it names. Each is entered once for a line: its cause names both.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from credits.lots.models import CreditClass
from credits.market.models import Demand, Enquiry
from credits.matching.facts import Facts, facts_on
from credits.obligations.models import DiaryEntry, Obligation, ObligationLine
from credits.registers.cleaning import folded_name

Step = DiaryEntry.Step


@dataclass(frozen=True, slots=True)
class MarketStep:
    """A step that was taken and is not in the diary yet."""

    line: ObligationLine
    step: str
    on: date
    text: str
    cause: str
    made_by_id: int


def steps_not_entered(
    obligation: Obligation, lines: Iterable[ObligationLine], *, on: date
) -> list[MarketStep]:
    """What the holder did on the market since the obligation was imposed and the diary does not have, by day.

    Four queries, whatever the number of lines."""
    known = set(
        DiaryEntry.objects.filter(obligation=obligation).exclude(cause="").values_list("cause", flat=True)
    )
    facts = facts_on(on)
    wanted = list(lines)
    found = [
        step
        for step in (*_enquiries(obligation, wanted, facts), *_demands(obligation, wanted, facts))
        if step.cause not in known and obligation.imposed_on <= step.on <= on
    ]
    return sorted(found, key=lambda one: (one.on, one.cause))


def _enquiries(obligation: Obligation, lines: list[ObligationLine], facts: Facts) -> Iterator[MarketStep]:
    rows = Enquiry.objects.filter(asker=obligation.holder_id, demand=None).select_related(
        "asked", "interest", "lot__credit_class"
    )
    for enquiry in rows.order_by("pk"):
        if enquiry.lot is not None:
            about, what = _of_class(enquiry.lot.credit_class), f"lot {enquiry.lot.number}"
        elif enquiry.interest is not None:
            about, what = _of_entry(enquiry.interest), "an expression of interest"
        else:
            continue
        for line in lines:
            if names(about, line, facts):
                yield MarketStep(
                    line,
                    Step.ENQUIRY,
                    timezone.localdate(enquiry.opened_at),
                    f"{enquiry.asked} was asked about {what}.",
                    f"enquiry:{enquiry.public_id}:{line.number}",
                    enquiry.opened_by_id,
                )


def _demands(obligation: Obligation, lines: list[ObligationLine], facts: Facts) -> Iterator[MarketStep]:
    for demand in Demand.objects.filter(buyer=obligation.holder_id).order_by("pk"):
        for line in lines:
            if names(_of_entry(demand), line, facts):
                yield MarketStep(
                    line,
                    Step.DEMAND,
                    timezone.localdate(demand.made_at),
                    f"{demand.quantity:,} credits were asked for on the demand register.",
                    f"demand:{demand.public_id}:{line.number}",
                    demand.made_by_id,
                )


@dataclass(frozen=True, slots=True)
class About:
    """What an entry of the market names."""

    kind: str
    community: str
    group: str
    vegetation_class: str
    species: str


def _of_class(of: CreditClass) -> About:
    return About(of.kind, of.community_name, of.offset_trading_group, of.vegetation_class, of.scientific_name)


def _of_entry(entry: Any) -> About:
    return About(entry.kind, entry.community_name, entry.offset_trading_group, "", entry.scientific_name)


def names(about: About, line: ObligationLine, facts: Facts) -> bool:
    """Does it name the credits that the line is for: the same species; the same community; else the same vegetation
    class or trading group?"""
    of = line.credit_class
    if about.kind != of.kind:
        return False
    if of.kind == CreditClass.SPECIES:
        return folded_name(about.species) == folded_name(of.scientific_name)
    if of.community_name:
        key = facts.communities.key_of(of.community_name)
        return key in (facts.communities.key_of(about.community), facts.communities.key_of(about.group))
    return _same(about.vegetation_class, of.vegetation_class) or _same(about.group, of.offset_trading_group)


def _same(one: str, other: str) -> bool:
    return bool(one and other) and folded_name(one) == folded_name(other)
