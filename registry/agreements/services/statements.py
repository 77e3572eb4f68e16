"""The statements that are signed about an agreement, each with its edition: a changed wording is a new edition.

A text names the agreement by its id and everything signed by its version, so that equal text means the same thing was
signed. The wording is ours; the executed deed is the legal instrument.
"""

from collections.abc import Iterable

from django.utils import timezone

from registry.agreements import selectors
from registry.agreements.models import Agreement, AgreementChange, OwnerChange, OwnerShare
from registry.agreements.money_terms import money_terms
from registry.parties.models import Organisation, Signature

HOLDER = "agreement.holder/2"
TRUST = "agreement.trust/2"
CHANGE = "agreement.change/1"
OWNER = "agreement.owner/1"


def _named(agreement: Agreement) -> str:
    number = f"{agreement.number}, " if agreement.number else ""
    return f"the site {agreement.site_name} ({number}agreement {agreement.public_id})"


def _content(agreement: Agreement) -> str:
    terms, plan = selectors.terms_now(agreement), selectors.plan_now(agreement)
    return (
        f"with terms version {terms.version if terms else 'none'} and management plan version "
        f"{plan.version if plan else 'none'}"
    )


def holder_text(agreement: Agreement) -> str:
    """What each owner signs: the same for all of them, the deposit as the first of them saw it."""
    content = (
        f"As owner of the land I enter into the biodiversity stewardship agreement for {_named(agreement)}, "
        f"{_content(agreement)}. I understand that the site is protected for ever, that the duties stay with the land, "
        "and that the plan can be changed only by a variation of the agreement."
    )
    signed = (
        Signature.objects.filter(statement_code=HOLDER, statement_text__startswith=f"{content} ")
        .order_by("pk")
        .values_list("statement_text", flat=True)
        .first()
    )
    return signed or f"{content} {money_text(agreement)}"


def trust_text(agreement: Agreement) -> str:
    """What the trust's approver signs for the Minister (N10)."""
    return (
        f"For the Minister, as delegate, I enter into the biodiversity stewardship agreement for {_named(agreement)}, "
        f"{_content(agreement)}. {money_text(agreement)}"
    )


def money_text(agreement: Agreement) -> str:
    """The deposit as it is computed today, or why it is not (N49)."""
    return money_terms().stated(agreement, selectors.plan_now(agreement), on=timezone.localdate())


def change_text(agreement: Agreement, change: AgreementChange) -> str:
    """What each owner signs for a variation or a renewed plan (N43)."""
    return (
        f"As owner of the land I agree to this change of the agreement for {_named(agreement)}: "
        f"{change.get_kind_display().lower()} {change.public_id}, with management plan version {change.plan_version}. "
        f"Reason: {change.reason}"
    )


def owner_text(agreement: Agreement, change: OwnerChange) -> str:
    """What each owner after a change of owner signs (N16)."""
    return (
        f"As an owner of the land from {change.effective_on:%d/%m/%Y} I accept the duties of the biodiversity "
        f"stewardship agreement for {_named(agreement)} (change of owner {change.public_id}). I understand that the "
        "credits stay with those who hold them."
    )


def signatures_under(code: str, text: str) -> list[Signature]:
    """Who signed exactly this, oldest first."""
    return list(
        Signature.objects.filter(statement_code=code, statement_text=text)
        .select_related("signer", "organisation")
        .order_by("pk")
    )


def signatures_of(agreement: Agreement) -> list[Signature]:
    """Every signature under the agreement as it was shown: the owners', then the one for the Minister."""
    found = signatures_under(HOLDER, holder_text(agreement))
    known = {signature.pk for signature in found}
    for signature in (agreement.holder_signature, agreement.trust_signature):
        if signature is not None and signature.pk not in known:
            found.append(signature)
    return found


def signer_ids(signatures: Iterable[Signature]) -> frozenset[int]:
    """The people behind signatures."""
    return frozenset(signature.signer_id for signature in signatures)


def owners_to_sign(agreement: Agreement, code: str, text: str) -> list[Organisation]:
    """Present owners who have not signed this yet, in the order of their shares."""
    signed = {signature.organisation_id for signature in signatures_under(code, text)}
    owners = OwnerShare.objects.filter(agreement=agreement, valid_to=None).select_related("organisation")
    return [share.organisation for share in owners.order_by("pk") if share.organisation_id not in signed]
