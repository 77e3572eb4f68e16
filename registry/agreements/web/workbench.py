"""The page of an agreement: where it stands, what happens next and who does it, and the list of its parts."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.web.answers import desk_page
from registry.actor import LANDHOLDER, Actor
from registry.agreements import policies, selectors, states
from registry.agreements.models import Agreement, AgreementChange, OwnerChange
from registry.agreements.services import ownership, statements
from registry.agreements.web import tasks
from registry.agreements.web.desk import PAGES, Desk, context_of, desk_for
from registry.parties.models import Organisation

TRUST, HOLDER = "{trust}", "{applicant}"

NEXT: dict[str, tuple[str, str]] = {
    states.INTENTION: (
        HOLDER,
        "Engage an accredited assessor. When the trust has accepted the assessment report, apply.",
    ),
    states.APPLIED: (
        TRUST,
        "Looks at the landholder, the land, those with an interest in it, and the activities on it. Both sides write "
        "the costs of the plan. Then the trust proposes terms.",
    ),
    states.NEGOTIATION: (HOLDER, "Reads the terms, and agrees to them or asks the trust for others."),
    states.AGREED: (HOLDER, "Signs. From then on the management plan is frozen."),
    states.HOLDER_SIGNED: (TRUST, "An approver signs for the Minister, never the person who signed before."),
    states.PASSIVE: (
        TRUST,
        "Starts full management once the deposit step says that the threshold is reached. Credits can be sold.",
    ),
    states.ACTIVE: (
        HOLDER,
        "Carries out the plan. After twenty years the agreement is reviewed and stays in force.",
    ),
    states.REVIEW: (HOLDER, "Goes on with maintenance, or agrees with the trust on a renewed plan."),
    states.MAINTENANCE: (HOLDER, "Keeps the site. A renewed plan can be agreed at any time."),
}

CLOSED_SENTENCES = {
    states.REFUSED: "The trust refused it. Nothing more happens here.",
    states.WITHDRAWN: "The landholder took it back. Nothing more happens here.",
    states.TERMINATED: "The agreement has ended. What it did stays on record.",
}


@desk_page("GET")
def agreement_page(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The workbench of one agreement."""
    desk = desk_for(request, agreement_id)
    agreement = desk.agreement
    return render(
        request,
        "agreements/workbench.html",
        context_of(
            desk,
            next_who=next_who(agreement),
            next_what=next_what(agreement),
            buttons=buttons(desk),
            reasons=reasons(desk),
            may_change_intention=(
                agreement.state == states.INTENTION
                and policies.may_change_intention(desk.actor, agreement).allowed
            ),
            tasks=tasks.parts(desk),
            facts=facts_of(agreement),
            table=states.AGREEMENT,
            trust_note=selectors.TRUST_NOTE,
            sells=bool(desk.actor.organisation_ids & policies.holder_ids(agreement)),
        ),
    )


def next_who(agreement: Agreement) -> str:
    """Who is to act now; empty when nobody is."""
    if agreement.state == states.SIGNED:
        prepared = agreement.registration_prepared_by_id is not None
        return "The registrar's approver" if prepared else "The registrar"
    who = NEXT.get(agreement.state, ("", ""))[0]
    return who.format(trust=agreement.trust, applicant=agreement.applicant)


def next_what(agreement: Agreement) -> str:
    """What they are to do, in plain words."""
    if agreement.state in CLOSED_SENTENCES:
        return CLOSED_SENTENCES[agreement.state]
    if agreement.state == states.SIGNED:
        if agreement.registration_prepared_by_id is None:
            return "Enters the number and the title reference."
        return "Registers the agreement, which issues its credits at once. It is another person than the one before."
    return NEXT[agreement.state][1]


def buttons(desk: Desk) -> list[dict[str, Any]]:
    """One button for each page on which this person may do something now."""
    found: dict[str, dict[str, Any]] = {}
    for label, url in own_signatures(desk):
        found.setdefault(url, {"label": label, "url": url, "danger": False})
    for transition in selectors.actions_for(desk.actor, desk.agreement):
        url = desk.address(PAGES[transition.action])
        label = SHARED_LABELS.get(PAGES[transition.action], transition.label)
        found.setdefault(url, {"label": label, "url": url, "danger": transition.target in states.CLOSED})
    if (
        selectors.plan_is_editable(desk.agreement)
        and policies.may_edit_plan(desk.actor, desk.agreement).allowed
    ):
        url = desk.address("agreement-costs")
        found.setdefault(url, {"label": "Enter the costs of the plan", "url": url, "danger": False})
    closing = [button for button in found.values() if button["danger"]]
    return [button for button in found.values() if not button["danger"]] + closing


def own_signatures(desk: Desk) -> list[tuple[str, str]]:
    """What this person may sign for an owner now, which no action of the state table is: a change that is proposed,
    the duties of land that passes to them."""
    agreement, found = desk.agreement, []
    change = selectors.open_change(agreement)
    if (
        change is not None
        and change.state == AgreementChange.PROPOSED
        and change.kind != AgreementChange.ChangeKind.TERMINATION
    ):
        text = statements.change_text(agreement, change)
        if signs_for(desk.actor, statements.owners_to_sign(agreement, statements.CHANGE, text)):
            found.append(("Agree to the change", desk.address("agreement-change-agree", change.public_id)))
    passing = selectors.open_owner_change(agreement)
    if (
        passing is not None
        and passing.state == OwnerChange.LODGED
        and signs_for(desk.actor, ownership.waiting_for(agreement, passing))
    ):
        found.append(("Accept the duties", desk.address("agreement-owner-accept", passing.public_id)))
    return found


def signs_for(actor: Actor, owners: list[Organisation]) -> bool:
    """Does the actor sign for one of the owners?"""
    return any(actor.holds(LANDHOLDER, owner.pk) for owner in owners)


SHARED_LABELS = {"agreement-changes": "Changes of the agreement", "agreement-eligibility": "Record findings"}
"""Pages that several actions share, or whose button leads to more than one answer."""


def reasons(desk: Desk) -> list[dict[str, str]]:
    """Steps the state allows, which belong to a role this person holds, and why this person may not take them."""
    return [
        {"label": transition.label, "reason": decision.reason}
        for transition in states.AGREEMENT.actions(desk.agreement.state, desk.actor.roles)
        if not (decision := desk.may(transition.action)).allowed
    ]


def facts_of(agreement: Agreement) -> list[dict[str, Any]]:
    """The rows beside the list of parts."""
    rows = [
        ("Number", agreement.number or "given at registration"),
        ("Origin", agreement.get_origin_display()),
        ("Legal basis", selectors.legal_basis(agreement)),
        ("Landholder", agreement.applicant.name),
        ("Trust", agreement.trust.name),
        ("Protection", protection(agreement)),
        ("Applied", _day(agreement.applied_on)),
        ("Signed", _day(agreement.signed_on)),
        ("Registered", _day(agreement.registered_on)),
        ("Full management since", _day(agreement.activated_on)),
        ("Terminated", _day(agreement.terminated_on)),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def protection(agreement: Agreement) -> str:
    """Protection has no end date (N6)."""
    if agreement.in_force:
        return "For ever: it has no end date"
    if agreement.state == states.TERMINATED:
        return "Ended with the termination"
    return "For ever, from registration on" if agreement.state in states.BEFORE_REGISTRATION else ""


def _day(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if value else ""
