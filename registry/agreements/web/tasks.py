"""The parts of an agreement as a list of tasks: each with its page, its status and what is still missing."""

from typing import Any

from registry.agreements import criteria, plan_costs, selectors, states
from registry.agreements.models import (
    Agreement,
    AgreementBoundary,
    AgreementChange,
    InterestHolder,
    Origin,
    OwnerChange,
)
from registry.agreements.services import eligibility
from registry.agreements.web.desk import Desk
from registry.units import display_dollars, display_hectares

Task = dict[str, Any]
DONE, DOING, TODO, PROBLEM, NONE = "done", "doing", "todo", "problem", "none"


def _task(desk: Desk, title: str, page: str, status: str, kind: str, hint: str = "") -> Task:
    return {
        "title": title,
        "url": desk.address(page),
        "status": status,
        "status_kind": kind,
        "hint": hint,
    }


def parts(desk: Desk) -> list[Task]:
    """All parts, in the order in which an agreement is made. A BioBanking agreement was made elsewhere, so it has only
    what lives on."""
    before = [] if desk.agreement.origin == Origin.BIOBANKING else _before(desk)
    land = _land(desk)
    return [land, *before, *_after(desk)]


def _before(desk: Desk) -> list[Task]:
    return [
        _report(desk),
        *_eligibility(desk),
        _interests(desk),
        _activities(desk),
        _plan(desk),
        _terms(desk),
        _signatures(desk),
    ]


def _after(desk: Desk) -> list[Task]:
    return [
        _registration(desk),
        _owners(desk),
        _changes(desk),
        _suspension(desk),
        _task(desk, "History", "agreement-history", "Kept", NONE, "Who did what and when."),
    ]


def _land(desk: Desk) -> Task:
    boundary = AgreementBoundary.objects.filter(agreement=desk.agreement).defer("geojson").first()
    if boundary is None:
        return _task(
            desk, "Land and boundary", "agreement-land", "No boundary", TODO, "It comes with the report."
        )
    hint = f"Site of {display_hectares(boundary.area_m2)} ha"
    if desk.agreement.holding_area_m2:
        hint += f" in a property of {display_hectares(desk.agreement.holding_area_m2)} ha"
    if boundary.overlap_findings:
        return _task(desk, "Land and boundary", "agreement-land", "Overlap", PROBLEM, hint)
    return _task(desk, "Land and boundary", "agreement-land", "Entered", DONE, hint)


def _report(desk: Desk) -> Task:
    if desk.agreement.revision_id is None:
        hint = "An application without an accepted report is incomplete."
        return _task(desk, "Report and credits", "agreement-report", "No report", TODO, hint)
    return _task(desk, "Report and credits", "agreement-report", "Accepted", DONE)


OUTCOMES = {
    criteria.MET: ("Met", DONE),
    criteria.NOT_MET: ("Not met", PROBLEM),
    criteria.OPEN: ("Open", TODO),
}


def _eligibility(desk: Desk) -> list[Task]:
    """Person and land are judged apart (N38)."""
    found = eligibility.standing(desk.agreement)
    lines = []
    for title, outcome in (
        ("Eligibility of the landholder", found.person),
        ("Eligibility of the land", found.land),
    ):
        text, kind = OUTCOMES[outcome.state]
        missing = len(outcome.missing)
        hint = f"{missing} question{'' if missing == 1 else 's'} not answered yet" if missing else ""
        lines.append(_task(desk, title, "agreement-eligibility", text, kind, hint))
    return lines


def _interests(desk: Desk) -> Task:
    answers = list(desk.agreement.interest_holders.values_list("answer", flat=True))
    waiting = answers.count(InterestHolder.Answer.WAITING)
    refused = answers.count(InterestHolder.Answer.REFUSED)
    title, page = "Others with an interest", "agreement-interests"
    if refused:
        return _task(desk, title, page, "Refused", PROBLEM, f"{refused} of {len(answers)} refuse")
    if waiting:
        return _task(desk, title, page, "Waiting", DOING, f"{waiting} of {len(answers)} not answered")
    if answers:
        return _task(desk, title, page, "Consent", DONE, f"{len(answers)} named")
    return _task(desk, title, page, "None named", NONE)


def _activities(desk: Desk) -> Task:
    found = selectors.activity_findings(desk.agreement)
    allowed = sum(1 for one in found if one.harmless)
    hint = (
        f"{allowed} permitted, {len(found) - allowed} not"
        if found
        else "Only limited activities are allowed."
    )
    return _task(
        desk,
        "Permitted activities",
        "agreement-activities",
        "Recorded" if found else "None",
        DONE if found else NONE,
        hint,
    )


def _plan(desk: Desk) -> Task:
    title, page = "Management plan and costs", "agreement-plan"
    plan = selectors.plan_open(desk.agreement) or selectors.plan_now(desk.agreement)
    if plan is None:
        return _task(desk, title, page, "No plan", TODO, "It comes with the report.")
    totals = plan_costs.totals(plan.costs.all())
    hint = f"Version {plan.version}. Years 1 to 20: {display_dollars(totals.undiscounted_cents)}"
    if not totals.complete:
        missing = len(totals.missing_years) + (totals.ongoing_cents is None)
        hint += f". {missing} of 21 amounts not stated"
        return _task(desk, title, page, "Incomplete", DOING, hint)
    return _task(desk, title, page, "Frozen" if plan.frozen_at else "Complete", DONE, hint)


def _terms(desk: Desk) -> Task:
    terms = selectors.terms_now(desk.agreement)
    if terms is None:
        return _task(desk, "Terms", "agreement-terms", "Not proposed", TODO)
    agreed = terms.agreed_at is not None
    return _task(
        desk, "Terms", "agreement-terms", "Agreed" if agreed else "Proposed", DONE if agreed else DOING,
        f"Version {terms.version}",
    )  # fmt: skip


def _signatures(desk: Desk) -> Task:
    agreement, title, page = desk.agreement, "Signatures", "agreement-signatures"
    if agreement.trust_signature_id:
        return _task(desk, title, page, "Both signed", DONE)
    if agreement.holder_signature_id:
        return _task(desk, title, page, "Landholder signed", DOING)
    return _task(desk, title, page, "Not signed", TODO)


def _registration(desk: Desk) -> Task:
    agreement, title, page = desk.agreement, "Registration", "agreement-registration"
    if agreement.registered_on:
        return _task(desk, title, page, "Registered", DONE, f"Number {agreement.number}")
    if agreement.registration_prepared_by_id:
        return _task(desk, title, page, "Prepared", DOING, "Waits for a second person.")
    return _task(desk, title, page, "Not yet", TODO)


def _owners(desk: Desk) -> Task:
    count = sum(1 for share in desk.agreement.owner_shares.all() if share.valid_to is None)
    hint = f"{count} owner{'' if count == 1 else 's'}" if count else "Named with the application."
    changing = desk.agreement.owner_changes.filter(
        state__in=[OwnerChange.LODGED, OwnerChange.ACCEPTED]
    ).exists()
    if changing:
        return _task(desk, "Owners and shares", "agreement-owners", "Change open", DOING, hint)
    return _task(
        desk, "Owners and shares", "agreement-owners", "Named" if count else "None", DONE if count else TODO, hint
    )  # fmt: skip


def _changes(desk: Desk) -> Task:
    states_found = list(desk.agreement.changes.values_list("state", flat=True))
    still_open = any(state in (AgreementChange.PROPOSED, AgreementChange.AGREED) for state in states_found)
    hint = f"{len(states_found)} proposed so far" if states_found else ""
    return _task(
        desk, "Changes of the agreement", "agreement-changes", "Open" if still_open else "None open",
        DOING if still_open else NONE, hint,
    )  # fmt: skip


def _suspension(desk: Desk) -> Task:
    agreement: Agreement = desk.agreement
    if agreement.suspended_on:
        hint = f"Since {agreement.suspended_on:%d/%m/%Y}"
        return _task(desk, "Suspension", "agreement-suspension", "Suspended", PROBLEM, hint)
    text = "Not suspended" if agreement.state in states.IN_FORCE else "Not in force"
    return _task(desk, "Suspension", "agreement-suspension", text, NONE)
