"""Money paid in without credits: who sees it, and who may have paid it."""

from typing import Any

from django.db.models import Q, QuerySet

from registry import public_ids
from registry.actor import Actor
from registry.fund.models import DirectDeposit, SiteAccount
from registry.fund.selectors.sites import visible_to
from registry.parties.models import Organisation


def direct_deposits(actor: Actor) -> QuerySet[DirectDeposit]:
    """Of the sites the actor sees, newest first."""
    return DirectDeposit.objects.filter(site__in=visible_to(actor).order_by().values("pk")).select_related(
        "site__agreement__applicant", "site__agreement__trust", "payer", "recorded_by", "cleared_by"
    )


def direct_deposit(actor: Actor, public_id: Any) -> DirectDeposit:
    """One of them. Raises NotVisible."""
    return public_ids.find(direct_deposits(actor), public_id, "deposit")


def payers(site: SiteAccount) -> QuerySet[Organisation]:
    """Whose money is taken: the owners of the land, former ones, who applied, and the trust. Who has to pay is settled
    between them; nothing was found that says it."""
    agreement = site.agreement
    concerned = Q(owned_shares__agreement=agreement) | Q(pk__in=(agreement.applicant_id, agreement.trust_id))
    return Organisation.objects.filter(concerned).distinct().order_by("name")
