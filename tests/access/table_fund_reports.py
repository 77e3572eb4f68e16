"""Yearly reports: owners, trust, registrar's office and auditor read; owners write; the trust decides and inspects."""

from collections.abc import Callable
from typing import Any

from registry.fund import states
from registry.fund.models import (
    AnnualReport,
    ComplianceHold,
    ManagementYear,
    ReportedObservation,
    ReportPhoto,
    ReportQuery,
)
from tests.access.route import ROLES, Fixture, Route, Statuses, among, seen_by, signed_in
from tests.fund_reports import builders as made

HOLDER = "landholder_signatory"
OFFICERS = ("trust_officer", "trust_approver")
READERS = ("landholder_member", *OFFICERS, "registrar", "registrar_approver", "auditor")
Arguments = Callable[[Fixture], dict[str, Any]]


def a_year(state: str = "") -> Arguments:
    """A management year whose report is in that state; empty: none was begun."""

    def arguments(fixture: Fixture) -> dict[str, Any]:
        year = made.made_year(fixture("cast"))
        if state:
            _report(fixture, year, state)
        return {"year_id": year.public_id}

    return arguments


def _report(fixture: Fixture, year: ManagementYear, state: str = states.DRAFT) -> AnnualReport:
    return AnnualReport.objects.create(
        management_year=year, state=state, begun_by=fixture("cast").person(HOLDER), begun_at=made.now()
    )


def a_photo(fixture: Fixture) -> dict[str, Any]:
    year = made.made_year(fixture("cast"))
    photo = ReportPhoto.objects.create(
        report=_report(fixture, year),
        image="report-photos/gone.jpg",
        sha256="0" * 64,
        width=1,
        height=1,
        caption="The ridge",
        added_by=fixture("cast").person(HOLDER),
        added_at=made.now(),
    )
    return {"year_id": year.public_id, "photo_id": photo.public_id}


def an_observation(fixture: Fixture) -> dict[str, Any]:
    year = made.made_year(fixture("cast"))
    one = ReportedObservation.objects.create(
        report=_report(fixture, year), kind="incident", observed_on=made.today(), text="Fire."
    )
    return {"year_id": year.public_id, "observation_id": one.public_id}


def a_question(fixture: Fixture) -> dict[str, Any]:
    year = made.made_year(fixture("cast"))
    asked = ReportQuery.objects.create(
        report=_report(fixture, year, states.QUERIED),
        question="Which?",
        asked_by=fixture("cast").person("trust_officer"),
        asked_at=made.now(),
    )
    return {"year_id": year.public_id, "query_id": asked.public_id}


def a_site(fixture: Fixture) -> dict[str, Any]:
    return {"agreement_id": made.made_site(fixture("cast")).agreement.public_id}


def a_hold(fixture: Fixture) -> dict[str, Any]:
    site = made.made_site(fixture("cast"))
    hold = ComplianceHold.objects.create(
        site=site, reason="Stock.", placed_by=fixture("cast").person("trust_officer"), placed_at=made.now()
    )
    return {"agreement_id": site.agreement.public_id, "hold_id": hold.public_id}


def step(*who: str, status: int = 400, public: int = 302) -> Statuses:
    """Done by `who`; other readers get 403, and for the rest it is not there."""
    readers = among(*READERS)
    found = {role: 403 if role in readers else public if role == "public" else 404 for role in ROLES}
    return found | dict.fromkeys(who, status)


def page(name: str, arguments: Arguments, *who: str, status: int = 400) -> Route:
    """A page with a form."""
    return Route(
        f"annual-report-{name}",
        arguments=arguments,
        get=step(*who, status=200),
        post=step(*who, status=status),
    )


def api(name: str, arguments: Arguments, *who: str, status: int = 400, method: str = "post") -> Route:
    """A step over the API."""
    return Route(
        f"api-annual-report-{name}", arguments=arguments, **{method: step(*who, status=status, public=401)}
    )


ROUTES = (
    Route("annual-report-list", get=signed_in()),
    Route("annual-report", arguments=a_year(), get=seen_by(*READERS)),
    Route("annual-report-begin", arguments=a_year(), post=step(HOLDER, status=303)),
    page("write", a_year(states.DRAFT), HOLDER, status=409),
    page("submit", a_year(states.DRAFT), HOLDER),
    page("photo-add", a_year(states.DRAFT), HOLDER),
    page("photo-remove", a_photo, HOLDER, status=303),
    page("observation-add", a_year(states.DRAFT), HOLDER),
    page("observation-remove", an_observation, HOLDER, status=303),
    page("answer", a_question, HOLDER),
    page("query", a_year(states.SUBMITTED), *OFFICERS),
    page("approve", a_year(states.SUBMITTED), *OFFICERS),
    page("reject", a_year(states.SUBMITTED), *OFFICERS),
    page("inspect", a_year(), *OFFICERS),
    Route("annual-report-pdf", arguments=a_year(states.DRAFT), get=seen_by(*READERS)),
    Route("annual-report-photo", arguments=a_photo, get=dict.fromkeys(ROLES, 404) | {"public": 302}),
    Route("site-holds", arguments=a_site, get=seen_by(*READERS), post=step(*OFFICERS)),
    Route(
        "site-hold-lift",
        arguments=a_hold,
        get=step("trust_approver", status=200),
        post=step("trust_approver"),
    ),
    Route("api-management-years", get=signed_in(public=401)),
    Route("api-management-year", arguments=a_year(), get=seen_by(*READERS, public=401)),
    Route(
        "api-annual-report",
        arguments=a_year(states.DRAFT),
        post=step(HOLDER, status=409, public=401),
        put=step(HOLDER, public=401),
    ),
    api("submit", a_year(states.DRAFT), HOLDER),
    api("query", a_year(states.SUBMITTED), *OFFICERS),
    api("answer", a_question, HOLDER),
    api("approve", a_year(states.SUBMITTED), *OFFICERS),
    api("reject", a_year(states.SUBMITTED), *OFFICERS),
    api("observations", a_year(states.DRAFT), HOLDER),
    api("observation", an_observation, HOLDER, status=200, method="delete"),
    # Only a form with a file is read there.
    api("photos", a_year(states.DRAFT), HOLDER, status=415),
    Route(
        "api-annual-report-photo",
        arguments=a_photo,
        get=dict.fromkeys(ROLES, 404) | {"public": 401},
        delete=step(HOLDER, status=200, public=401),
    ),
    Route("api-annual-report-pdf", arguments=a_year(states.DRAFT), get=seen_by(*READERS, public=401)),
    Route("api-inspections", arguments=a_year(), post=step(*OFFICERS, public=401)),
    Route(
        "api-site-holds",
        arguments=a_site,
        get=seen_by(*READERS, public=401),
        post=step(*OFFICERS, public=401),
    ),
    Route(
        "api-site-hold-lift",
        arguments=a_hold,
        post=step(*OFFICERS, public=401),
    ),
)
