"""Results of the fund (returns, losses, fees): the list, one of them, and how one is shared out over the sites."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Sum, Value, When

from registry import public_ids
from registry.actor import Actor
from registry.fund.chart import SITE_ACCOUNTS, STEWARDSHIP
from registry.fund.models import Entry, FundResult
from registry.fund.money.shares import balance_days, largest_remainder
from registry.fund.policies.books import may_read_books


@dataclass(frozen=True, slots=True)
class Share:
    """A site's share of a result: its weight in cents times days, and cents (below zero of a loss)."""

    site_id: int
    balance_days: int
    cents: int


def results(actor: Actor) -> QuerySet[FundResult]:
    """Every result, newest first, for those who read the books; none for others."""
    rows = FundResult.objects.select_related("prepared_by", "approved_by")
    return rows if may_read_books(actor).allowed else rows.none()


def result(actor: Actor, public_id: Any) -> FundResult:
    """One result. Raises NotVisible."""
    return public_ids.find(results(actor), public_id, "result")


def shared_out(amount_cents: int, *, first_day: date, last_day: date) -> list[Share]:
    """`amount_cents` over the sites by the balance of each day from `first_day` to `last_day`, both counted, by the
    value dates of the entries; largest remainder, of equal ones the account that was opened first. No site with a
    balance in these days: nothing."""
    weights = _balance_days(first_day, last_day + timedelta(days=1))
    sites = sorted(site_id for site_id, weight in weights.items() if weight)
    if not sites:
        return []
    parts = largest_remainder(amount_cents, [weights[site_id] for site_id in sites])
    return [Share(site_id, weights[site_id], cents) for site_id, cents in zip(sites, parts, strict=True)]


def _side(side: str, sign: int) -> Case:
    return Case(
        When(**{f"{side}__in": SITE_ACCOUNTS}, then=sign * F("amount_cents")),
        default=Value(0),
        output_field=BigIntegerField(),
    )


def _balance_days(begins: date, ends: date) -> dict[int, int]:
    """By site: cents times days."""
    rows = (
        Entry.objects.filter(fund=STEWARDSHIP, site__isnull=False, value_on__lt=ends)
        .filter(Q(debit__in=SITE_ACCOUNTS) | Q(credit__in=SITE_ACCOUNTS))
        .order_by()
    )
    change = Sum(_side("credit", 1) + _side("debit", -1))
    steps: dict[int, list[tuple[date, int]]] = {}
    before = rows.filter(value_on__lt=begins).values_list("site_id").annotate(cents=change)
    for site_id, cents in before:
        steps[site_id] = [(begins, int(cents))]
    within = rows.filter(value_on__gte=begins).values_list("site_id", "value_on").annotate(cents=change)
    for site_id, day, cents in within.order_by("site_id", "value_on"):
        of_site = steps.setdefault(site_id, [])
        of_site.append((day, (of_site[-1][1] if of_site else 0) + int(cents)))
    return {site_id: balance_days(of, begins=begins, ends=ends) for site_id, of in steps.items()}


def taken_back(found: Iterable[FundResult]) -> set[str]:
    """The public ids of those whose posting was reversed, in one query."""
    causes = [str(one.public_id) for one in found]
    rows = Entry.objects.filter(
        reverses__isnull=False, reverses__source__in=("result", "fee"), reverses__cause__in=causes
    )
    return set(rows.order_by().values_list("reverses__cause", flat=True).distinct())
