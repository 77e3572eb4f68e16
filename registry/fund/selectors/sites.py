"""Which site accounts a person may see: those of the agreements they may see (`registry.agreements.selectors`)."""

from uuid import UUID

from django.db.models import QuerySet

from registry import public_ids
from registry.actor import Actor
from registry.agreements import selectors as agreements
from registry.agreements.models import Agreement
from registry.findings import NotVisible
from registry.fund.models import Schedule, SiteAccount


def visible_to(actor: Actor) -> QuerySet[SiteAccount]:
    """Every site account the actor may read, with agreement, applicant and trust."""
    seen = agreements.visible_to(actor).order_by().values("pk")
    return SiteAccount.objects.filter(agreement__in=seen).select_related(
        "agreement__applicant", "agreement__trust"
    )


def site_for(actor: Actor, agreement_id: UUID | str) -> SiteAccount:
    """The account of the site of that agreement, by the agreement's public id. Raises NotVisible."""
    known = public_ids.require(agreement_id, "site account")
    found = visible_to(actor).filter(agreement__public_id=known).first()
    if found is None:
        raise NotVisible("site account")
    return found


def site_of(agreement: Agreement | int | None) -> SiteAccount | None:
    """The account of an agreement, whoever asks; None where it has none."""
    return SiteAccount.objects.filter(agreement=agreement).first() if agreement is not None else None


def schedules_of(agreement: Agreement | int) -> list[Schedule]:
    """Every version with its years, oldest first. Two queries."""
    return list(Schedule.objects.filter(agreement=agreement).order_by("version").prefetch_related("years"))


def base_deposit_cents(agreement: Agreement | int) -> int | None:
    """The deposit as it was frozen with the signed agreement, of which each credit owes its portion; what a variation
    or a renewal asks beyond it is owed beside. None without a schedule."""
    return (
        Schedule.objects.filter(agreement=agreement)
        .order_by("version")
        .values_list("total_fund_deposit_cents", flat=True)
        .first()
    )
