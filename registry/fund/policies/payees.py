"""May this person do this with where a holder's money goes, or with how the holder stands to tax?"""

from registry.actor import AUDITOR, TRUST_APPROVER, TRUST_OFFICER, Actor
from registry.commands import YES, Decision, no
from registry.fund.models import BankDetail

TRUST_ROLES = frozenset({TRUST_OFFICER, TRUST_APPROVER})


def is_trust(actor: Actor) -> bool:
    """An officer or approver of a trust. Details are one holder's, not one agreement's, so any trust may look."""
    return bool(actor.roles & TRUST_ROLES)


def reads_all(actor: Actor) -> bool:
    """The trust and the auditor see every payee, masked."""
    return is_trust(actor) or actor.has(AUDITOR)


def may_enter_details(actor: Actor, organisation_id: int) -> Decision:
    """A person who signs for the organisation, and nobody in its place."""
    if actor.deals_for(organisation_id):
        return YES
    return no(
        "bank_details.not_signatory", "Only a person who signs for the organisation enters its bank details."
    )


def may_check_details(actor: Actor, detail: BankDetail) -> Decision:
    """A person of the trust who did not enter them and does not belong to the organisation they are for."""
    if not is_trust(actor):
        return no("bank_details.not_trust", "Only an officer or approver of the trust checks bank details.")
    if detail.entered_by_id == actor.user_id:
        return no("bank_details.same_person", "You entered these details. Another person must check them.")
    if detail.organisation_id in actor.organisation_ids:
        return no(
            "bank_details.conflict_of_interest",
            "You belong to the organisation that is paid, so another person must check its details.",
        )
    return YES


def may_record_tax(actor: Actor, organisation_id: int) -> Decision:
    """A person who signs for the organisation, or the trust, which holds the written agreement."""
    if actor.deals_for(organisation_id):
        return YES
    if is_trust(actor):
        return YES
    return no(
        "tax_standing.not_signatory",
        "Only a person who signs for the organisation, or the trust, records how it stands to tax.",
    )
