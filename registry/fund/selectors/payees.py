"""Where a holder's money goes and how the holder stands to tax: who sees it, and what a payment may use."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from registry.actor import Actor
from registry.findings import NotVisible
from registry.fund import states
from registry.fund.models import BankDetail, TaxStanding
from registry.fund.policies import payees as policies
from registry.fund.selectors.id_lists import listed
from registry.parties.models import Organisation

MISSING, UNVERIFIED, COOLING_OFF = "BANK_MISSING", "BANK_UNVERIFIED", "BANK_COOLING_OFF"
"""Why a payment is held for the payee's bank details."""


def payable_details(organisation_ids: Iterable[int], *, on: date) -> dict[int, BankDetail]:
    """The details that are paid on that day, by organisation: verified, and cooled off. One query."""
    found = BankDetail.objects.filter(
        organisation_id__in=listed(organisation_ids), state=states.VERIFIED, usable_from__lte=on
    )
    return {detail.organisation_id: detail for detail in found}


def hold_reason(organisation_ids: Iterable[int], on: date) -> dict[int, tuple[str, str]]:
    """Of the organisations that cannot be paid on that day the code and the sentence why. One query."""
    wanted = set(organisation_ids)
    held = dict.fromkeys(wanted, (MISSING, "No bank details are entered."))
    waiting = BankDetail.objects.filter(
        organisation_id__in=wanted, state__in=(states.ENTERED, states.VERIFIED)
    ).order_by("state")
    for detail in waiting.only("organisation_id", "state", "usable_from"):
        payee_id = detail.organisation_id
        if detail.state == states.ENTERED:
            held[payee_id] = (UNVERIFIED, "The bank details entered are not verified yet.")
        elif detail.usable_from is not None and detail.usable_from <= on:
            held.pop(payee_id, None)
        else:
            first_day = f"{detail.usable_from:%d/%m/%Y}"
            held[payee_id] = (COOLING_OFF, f"The bank details are new and can be paid from {first_day} on.")
    return held


def tax_standings(organisation_ids: Iterable[int], *, on: date) -> dict[int, TaxStanding]:
    """How each organisation stands to the goods and services tax on that day; it is left out where nothing is recorded.
    One query."""
    rows = TaxStanding.objects.filter(organisation_id__in=listed(organisation_ids), valid_from__lte=on)
    return {row.organisation_id: row for row in rows.order_by("valid_from", "pk")}


def visible_to(actor: Actor) -> QuerySet[Organisation]:
    """The organisations whose payment details this actor sees, masked: their own, for the trust and the auditor all."""
    if policies.reads_all(actor):
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=actor.organisation_ids)


def payee_for(actor: Actor, public_id: UUID | str) -> Organisation:
    """One organisation. Raises NotVisible."""
    found = visible_to(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible("payee")
    return found


def detail_for(actor: Actor, public_id: UUID | str) -> BankDetail:
    """One entry of bank details. Raises NotVisible."""
    found = (
        BankDetail.objects.filter(public_id=public_id, organisation__in=visible_to(actor))
        .select_related("organisation", "entered_by", "verified_by")
        .first()
    )
    if found is None:
        raise NotVisible("bank account")
    return found


def details_of(organisation: Organisation) -> QuerySet[BankDetail]:
    """Every entry of the organisation, newest first."""
    return (
        BankDetail.objects.filter(organisation=organisation)
        .select_related("entered_by", "verified_by")
        .order_by("-pk")
    )


def standings_of(organisation: Organisation) -> QuerySet[TaxStanding]:
    """Everything recorded about the organisation and the tax, newest first."""
    return (
        TaxStanding.objects.filter(organisation=organisation)
        .select_related("entered_by")
        .order_by("-valid_from", "-pk")
    )


def waiting(actor: Actor) -> QuerySet[BankDetail]:
    """The details that wait to be verified, oldest first; of the actor's own organisations for all but the trust."""
    return (
        BankDetail.objects.filter(state=states.ENTERED, organisation__in=visible_to(actor))
        .select_related("organisation", "entered_by")
        .order_by("entered_at", "pk")
    )


def payees(actor: Actor) -> QuerySet[Organisation]:
    """Organisations by name: the actor's own, whatever they entered; for others those that entered something."""
    entered = Q(bank_details__isnull=False) | Q(tax_standings__isnull=False)
    return visible_to(actor).filter(entered | Q(pk__in=actor.organisation_ids)).distinct().order_by("name")


def same_account(detail: BankDetail, fingerprints: Iterable[str]) -> QuerySet[Organisation]:
    """Other organisations for which the same account was entered: the verifier is told."""
    others = BankDetail.objects.filter(fingerprint__in=list(fingerprints)).exclude(
        organisation_id=detail.organisation_id
    )
    return Organisation.objects.filter(pk__in=others.values("organisation_id")).order_by("name")
