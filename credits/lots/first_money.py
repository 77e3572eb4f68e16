"""Which first transfers and retirements wait for money, and what money was recorded, by who may see it: the sites of
the agreements a person sees."""

from django.db.models import QuerySet

from credits.lots import states
from credits.lots.dealings import Retirement, Transfer
from credits.lots.deposit import DepositAnswer, answers_for
from registry.actor import Actor
from registry.fund import states as fund_states
from registry.fund.models import Settlement
from registry.fund.selectors.sites import visible_to

WAITING = frozenset({states.ACCEPTED, states.APPLIED, states.CHECKED})
MOST = 200
FACTS = ("lot__holder__organisation", "lot__agreement")


def settlements_visible_to(actor: Actor) -> QuerySet[Settlement]:
    """Every settlement of the sites the actor sees, newest first."""
    return (
        Settlement.objects.filter(site__in=visible_to(actor).order_by().values("pk"))
        .select_related("site__agreement", "seller", "payer", "recorded_by", "cleared_by")
        .order_by("-pk")
    )


def without_money(actor: Actor) -> list[tuple[Transfer | Retirement, DepositAnswer]]:
    """First dealings under way for which no money is confirmed, oldest first, each with how the money stands. The same
    queries for one as for many."""
    agreements = visible_to(actor).order_by().values("agreement")
    common = {"state__in": WAITING, "lot__deposit_settled": False, "lot__agreement__in": agreements}
    transfers = Transfer.objects.filter(**common).select_related(*FACTS, "buyer").order_by("pk")[:MOST]
    retirements = Retirement.objects.filter(**common).select_related(*FACTS).order_by("pk")[:MOST]
    found: list[Transfer | Retirement] = [*transfers, *retirements]
    answers = answers_for(found)
    open_ones = [(one, answers[one.public_id]) for one in found if not answers[one.public_id].settled]
    return sorted(open_ones, key=lambda pair: pair[0].lodged_at)


def to_confirm(actor: Actor) -> QuerySet[Settlement]:
    """Money that is recorded and waits for a second person, oldest first."""
    return settlements_visible_to(actor).filter(state=fund_states.RECEIVED).order_by("pk")
