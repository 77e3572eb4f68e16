"""Agreements and their API: both sides of one read it, the registrar and the auditor read all; for the rest it is not
there. Who may take a step is the state table's matter; here each step is asked for in a state that allows it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from registry.agreements import states
from registry.agreements.models import (
    AgreedPlan,
    Agreement,
    AgreementChange,
    AgreementTerms,
    InterestHolder,
    OwnerChange,
    OwnerShare,
    PlanAction,
)
from tests import builders_agreements as built
from tests.access.route import ROLES, Fixture, Route, Statuses, among, only, seen_by, signed_in

HOLDER, OFFICER, APPROVER = "landholder_signatory", "trust_officer", "trust_approver"
NEW_HOLDER = "other_landholder_signatory"
REGISTRAR, REGISTRAR_APPROVER = "registrar", "registrar_approver"
READERS = ("landholder_member", OFFICER, APPROVER, REGISTRAR, REGISTRAR_APPROVER, "auditor")
Arguments = Callable[[Fixture], dict[str, Any]]


def made(fixture: Fixture, state: str) -> Agreement:
    """An agreement in that state with what the pages look at, put there without its story: many addresses need one."""
    cast, today = fixture("cast"), timezone.localdate()
    by = cast.person(HOLDER).pk
    facts: dict[str, Any] = {}
    if state in states.IN_FORCE or state == states.SIGNED:
        facts = {
            "number": "BS9001",
            "title_reference": "AB123456",
            "registration_prepared_by_id": cast.person(REGISTRAR).pk,
        }
    if state in states.IN_FORCE:
        # A review is due after twenty years.
        facts |= {"registered_on": today, "activated_on": today - timedelta(days=21 * 366)}
    agreement = Agreement.objects.create(
        site_name="Ironbark Hills",
        intention="Protect the ridge.",
        applicant=cast.organisation("landholder"),
        trust=cast.organisation("trust"),
        state=state,
        created_by_id=by,
        **facts,
    )
    if state != states.INTENTION:
        OwnerShare.objects.create(
            agreement=agreement, organisation=cast.organisation("landholder"), parts=1, valid_from=today
        )
        plan = AgreedPlan.objects.create(
            agreement=agreement, version=1, created_by_id=by, created_at=timezone.now()
        )
        PlanAction.objects.create(plan=plan, action_code="agreed", title="Grazing kept out")
        AgreementTerms.objects.create(
            agreement=agreement, version=1, text="As planned.", proposed_by_id=by, proposed_at=timezone.now()
        )
    return agreement


def an(state: str) -> Arguments:
    """An agreement in that state."""
    return lambda fixture: {"agreement_id": made(fixture, state).public_id}


def a_suspended_one(fixture: Fixture) -> dict[str, Any]:
    agreement = made(fixture, states.PASSIVE)
    Agreement.objects.filter(pk=agreement.pk).update(suspended_on=timezone.localdate())
    return {"agreement_id": agreement.public_id}


def an_interest(fixture: Fixture) -> dict[str, Any]:
    agreement = made(fixture, states.APPLIED)
    holder = InterestHolder.objects.create(
        agreement=agreement,
        name="Hill Bank",
        interest="mortgage",
        recorded_by_id=fixture("cast").person(OFFICER).pk,
    )
    return {"agreement_id": agreement.public_id, "interest_id": holder.public_id}


def an_action(fixture: Fixture) -> dict[str, Any]:
    agreement = made(fixture, states.APPLIED)
    action = PlanAction.objects.get(plan__agreement=agreement)
    return {"agreement_id": agreement.public_id, "action_id": action.public_id}


def a_criterion(fixture: Fixture) -> dict[str, Any]:
    return {**an(states.APPLIED)(fixture), "subject": "person", "criterion": "fit_and_proper"}


def a_change(state: str, kind: str = "variation") -> Arguments:
    """A change in that state, proposed by the officer."""

    def arguments(fixture: Fixture) -> dict[str, Any]:
        agreement = made(fixture, states.PASSIVE)
        change = AgreementChange.objects.create(
            agreement=agreement,
            kind=kind,
            state=state,
            reason="Fire.",
            plan_version=1,
            proposed_by_id=fixture("cast").person(OFFICER).pk,
            proposed_at=timezone.now(),
        )
        if state == AgreementChange.AGREED:
            built.lay_signatures(fixture("cast"), change)
        return {"agreement_id": agreement.public_id, "change_id": change.public_id}

    return arguments


def an_owner_change(state: str) -> Arguments:
    """The land goes from the landholder to the other one."""

    def arguments(fixture: Fixture) -> dict[str, Any]:
        cast, agreement = fixture("cast"), made(fixture, states.PASSIVE)
        change = OwnerChange.objects.create(
            agreement=agreement,
            state=state,
            shares=[[str(cast.organisation("other_landholder").public_id), 1]],
            effective_on=timezone.localdate(),
            evidence="AC1",
            lodged_by_id=cast.person(HOLDER).pk,
            lodged_at=timezone.now(),
        )
        return {"agreement_id": agreement.public_id, "change_id": change.public_id}

    return arguments


def the_agreement_of(change: Arguments) -> Arguments:
    """The agreement alone, with a change in it."""
    return lambda fixture: {"agreement_id": change(fixture)["agreement_id"]}


def read() -> Statuses:
    """A page for all who see the agreement."""
    return seen_by(*READERS)


def step(*who: str, status: int = 400, also: tuple[str, ...] = (), public: int = 302) -> Statuses:
    """Done by `who`; other readers (and `also`, who see it for the sake of an offer) get 403, the rest nothing."""
    readers = among(*READERS, *also)
    found = {role: 403 if role in readers else public if role == "public" else 404 for role in ROLES}
    return {**found, **dict.fromkeys(among(*who), status)}


def api_read(*also: str) -> Statuses:
    return seen_by(*READERS, *also, public=401)


def api(*who: str, status: int = 400, also: tuple[str, ...] = ()) -> Statuses:
    return step(*who, status=status, also=also, public=401)


def page(name: str, state: str, *who: str, status: int = 400, arguments: Arguments | None = None) -> Route:
    """A page with a form: opened and sent by the same people."""
    return Route(
        f"agreement-{name}",
        arguments=arguments or an(state),
        get=step(*who, status=200),
        post=step(*who, status=status),
    )


HOLDERS = (HOLDER, NEW_HOLDER)
WRITERS = (HOLDER, OFFICER, APPROVER)
OFFICERS = (OFFICER, APPROVER)

PAGES = (
    Route("agreement-list", get=signed_in()),
    Route("agreement-new", get=only(*HOLDERS), post=only(*HOLDERS, status=400)),
    Route("agreement-biobanking-new", get=only(REGISTRAR), post=only(REGISTRAR, status=400)),
    Route("agreement-page", arguments=an(states.APPLIED), get=read()),
    page("intention", states.INTENTION, HOLDER),
    page("apply", states.INTENTION, HOLDER),
    *(
        Route(f"agreement-{part}", arguments=an(states.APPLIED), get=read())
        for part in (
            "land",
            "report",
            "eligibility",
            "interests",
            "activities",
            "plan",
            "costs-file",
            "terms",
            "signatures",
            "registration",
            "suspension",
            "history",
        )
    ),
    page("eligibility-record", "", *OFFICERS, arguments=a_criterion),
    page("interest-new", states.APPLIED, *OFFICERS),
    page("interest-answer", "", *OFFICERS, arguments=an_interest),
    page("activity-new", states.APPLIED, *OFFICERS),
    page("action-new", states.APPLIED, *WRITERS),
    page("action", "", *WRITERS, arguments=an_action),
    # Sent without the version it was opened with, a form counts as out of date.
    page("action-remove", "", *WRITERS, status=409, arguments=an_action),
    page("costs", states.APPLIED, *WRITERS, status=409),
    page("costs-upload", states.APPLIED, *WRITERS),
    page("terms-propose", states.APPLIED, *OFFICERS),
    # Nothing was found about landholder and land, so terms are not settled.
    page("terms-agree", states.NEGOTIATION, HOLDER, status=409),
    page("terms-reopen", states.AGREED, HOLDER, *OFFICERS, status=303),
    page("sign-holder", states.AGREED, HOLDER),
    page("sign-trust", states.HOLDER_SIGNED, APPROVER),
    page("prepare", states.SIGNED, REGISTRAR),
    page("review-begin", states.ACTIVE, *OFFICERS, status=303),
    page("maintain", states.REVIEW, HOLDER, status=303),
    page("suspend", states.PASSIVE, APPROVER),
    page("lift", "", APPROVER, status=409, arguments=a_suspended_one),
    page("refuse", states.APPLIED, APPROVER),
    page("withdraw", states.APPLIED, HOLDER),
    # Who may become an owner sees the agreement for that.
    Route(
        "agreement-owners",
        arguments=the_agreement_of(an_owner_change(OwnerChange.LODGED)),
        get=seen_by(*READERS, NEW_HOLDER),
    ),
    page("owner-change-new", states.PASSIVE, HOLDER, REGISTRAR),
    Route(
        "agreement-owner-accept",
        arguments=an_owner_change(OwnerChange.LODGED),
        get=step(NEW_HOLDER, status=200),
        post=step(NEW_HOLDER),
    ),
    Route(
        "agreement-owner-record",
        arguments=an_owner_change(OwnerChange.ACCEPTED),
        get=step(REGISTRAR, status=200, also=(NEW_HOLDER,)),
        post=step(REGISTRAR, status=303, also=(NEW_HOLDER,)),
    ),
    Route(
        "agreement-owner-withdraw",
        arguments=an_owner_change(OwnerChange.LODGED),
        get=step(HOLDER, REGISTRAR, status=200, also=(NEW_HOLDER,)),
        post=step(HOLDER, REGISTRAR, status=303, also=(NEW_HOLDER,)),
    ),
    Route("agreement-changes", arguments=the_agreement_of(a_change(AgreementChange.PROPOSED)), get=read()),
    page("change-new", states.PASSIVE, *OFFICERS),
    page("change-agree", "", HOLDER, arguments=a_change(AgreementChange.PROPOSED)),
    page("change-approve", "", APPROVER, status=303, arguments=a_change(AgreementChange.AGREED)),
    page("change-withdraw", "", *OFFICERS, status=303, arguments=a_change(AgreementChange.PROPOSED)),
)


def get_route(name: str, state: str = states.APPLIED, **more: Statuses) -> Route:
    """An address of the API that all who see the agreement read."""
    return Route(f"api-agreement-{name}", arguments=an(state), get=api_read(), **more)


def post_route(
    name: str, state: str, *who: str, status: int = 400, arguments: Arguments | None = None
) -> Route:
    """A step over the API."""
    return Route(f"api-agreement-{name}", arguments=arguments or an(state), post=api(*who, status=status))


API = (
    Route("api-agreements", get=signed_in(public=401), post=only(*HOLDERS, status=400, public=401)),
    Route("api-agreement-criteria", get=signed_in(public=401)),
    Route("api-agreement-biobanking", post=only(REGISTRAR, status=400, public=401)),
    Route("api-agreement", arguments=an(states.APPLIED), get=api_read()),
    Route("api-agreement-intention", arguments=an(states.INTENTION), put=api(HOLDER)),
    post_route("apply", states.INTENTION, HOLDER),
    get_route("boundary"),
    get_route("history"),
    get_route("eligibility", post=api(*OFFICERS)),
    get_route("interests", post=api(*OFFICERS)),
    post_route("interest-answer", "", *OFFICERS, arguments=an_interest),
    get_route("activities", post=api(*OFFICERS)),
    get_route("plans"),
    Route("api-agreement-costs", arguments=an(states.APPLIED), put=api(*WRITERS)),
    post_route("actions", states.APPLIED, *WRITERS),
    Route("api-agreement-action", arguments=an_action, put=api(*WRITERS), delete=api(*WRITERS)),
    get_route("terms"),
    get_route("signatures"),
    get_route("suspensions"),
    post_route("terms-propose", states.APPLIED, *OFFICERS),
    post_route("terms-agree", states.NEGOTIATION, HOLDER),
    post_route("terms-reopen", states.AGREED, HOLDER, *OFFICERS, status=200),
    post_route("sign-holder", states.AGREED, HOLDER),
    post_route("sign-trust", states.HOLDER_SIGNED, APPROVER),
    post_route("prepare-registration", states.SIGNED, REGISTRAR),
    post_route("begin-review", states.ACTIVE, *OFFICERS, status=200),
    post_route("maintain", states.REVIEW, HOLDER, status=200),
    post_route("suspend", states.PASSIVE, APPROVER),
    post_route("lift-suspension", "", APPROVER, status=409, arguments=a_suspended_one),
    post_route("refuse", states.APPLIED, APPROVER),
    post_route("withdraw", states.APPLIED, HOLDER),
    get_route("changes", states.PASSIVE, post=api(*OFFICERS)),
    post_route("change-agree", "", HOLDER, arguments=a_change(AgreementChange.PROPOSED)),
    post_route("change-approve", "", APPROVER, status=200, arguments=a_change(AgreementChange.AGREED)),
    post_route("change-withdraw", "", *OFFICERS, status=200, arguments=a_change(AgreementChange.PROPOSED)),
    get_route("owners"),
    get_route("owner-changes", states.PASSIVE, post=api(HOLDER, REGISTRAR)),
    post_route("owner-change-accept", "", NEW_HOLDER, arguments=an_owner_change(OwnerChange.LODGED)),
    Route(
        "api-agreement-owner-change-record",
        arguments=an_owner_change(OwnerChange.ACCEPTED),
        post=api(REGISTRAR, status=200, also=(NEW_HOLDER,)),
    ),
    Route(
        "api-agreement-owner-change-withdraw",
        arguments=an_owner_change(OwnerChange.LODGED),
        post=api(HOLDER, REGISTRAR, status=200, also=(NEW_HOLDER,)),
    ),
)

ROUTES = (*PAGES, *API)
