"""From the intention to the application: wording it, applying, and the pages of land and report."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments import selectors as assessments
from assessments import states as revision_states
from assessments.boundary.outline import boundary_outline_svg_points
from assessments.models import Revision
from assessments.selectors import latest_calculation
from assessments.web.answers import desk_page, posted, require, today, version_of
from assessments.web.fields import HectaresField
from registry.agreements import policies, states
from registry.agreements.models import Agreement
from registry.agreements.services import applications, intentions
from registry.agreements.web.desk import Desk, answer_step, context_of, desk_for, desk_to
from registry.agreements.web.forms import IntentionForm
from registry.agreements.web.lists import INTENTION_FIELDS, intention_initial, intention_of
from registry.agreements.web.owner_forms import ApplyForm
from registry.fees.models import FeeCharge, FeeKind
from registry.fees.standing import FeeStanding, standing
from registry.findings import DomainError
from registry.forms import key_of

WIDTH, HEIGHT = 640, 420
"""The picture's own units; the page scales it."""


@desk_page("GET", "POST")
def intention(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Word the intention anew, as long as nobody applied."""
    desk = desk_for(request, agreement_id)
    require(policies.may_change_intention(desk.actor, desk.agreement))
    if request.method != "POST" and desk.agreement.state != states.INTENTION:
        raise DomainError("agreement.wrong_state", "The intention was applied for, so it stays as it is.")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return intentions.change(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            **intention_of(data),
            expected_version=version_of(request),
        )

    return answer_step(
        request,
        desk,
        IntentionForm(posted(request), applicants=(), lodged=True, initial=intention_initial(desk.agreement)),
        act=act,
        told="The intention is saved.",
        back=desk.address("agreement-page"),
        title="Change the intention",
        button="Save",
        fields=INTENTION_FIELDS,
    )


@desk_page("GET", "POST")
def apply(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Apply to the trust with an accepted report (N46)."""
    desk = desk_to(request, agreement_id, "apply")
    agreement = desk.agreement
    form = ApplyForm(
        posted(request),
        revisions=reports_for(desk),
        initial={
            "holding_ha": HectaresField.ha(agreement.holding_area_m2),
            "owner_1": agreement.applicant.name,
            "parts_1": 1,
        },
    )
    form.order_fields(["revision", "holding_ha"])

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return applications.apply(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            revision_id=str(data["revision"].public_id),
            holding_area_m2=HectaresField.m2(data["holding_ha"]),
            shares=form.shares(),
            today=today(),
        )

    return answer_step(
        request,
        desk,
        form,
        act=act,
        told="The application is lodged. The boundary and the management plan were taken from the report.",
        back=desk.address("agreement-page"),
        title="Apply",
        button="Lodge the application",
        intro="The application takes boundary, credits and management plan from the accepted report. Nothing is "
        "typed twice.",
        template="agreements/apply.html",
        fields={"revision_id": "revision", "holding_area_m2": "holding_ha", "shares": "owner_1"},
        context={"reports": bool(form.fields["revision"].queryset)},  # type: ignore[attr-defined]
    )


def reports_for(desk: Desk) -> Any:
    """Stewardship reports this person sees that went to the agreement's trust, newest first."""
    return (
        assessments.revisions_visible_to(desk.actor)
        .filter(
            assessment__kind="stewardship",
            assessment__reviewing_organisation=desk.agreement.trust_id,
            state=revision_states.ACCEPTED,
        )
        .select_related("proposal")
        .order_by("-pk")
    )


@desk_page("GET")
def land(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The land, the holding it is part of, and the boundary as a picture and in figures."""
    desk = desk_for(request, agreement_id)
    agreement = desk.agreement
    boundary = agreement.boundaries.order_by("-version").first()
    outline = boundary_outline_svg_points(boundary.geojson, WIDTH, HEIGHT - 30) if boundary else None
    facts = [
        ("Locality", agreement.locality),
        ("Local government area", agreement.local_government_area),
        ("Lots and plans", agreement.lots_and_plans),
    ]
    return render(
        request,
        "agreements/land.html",
        context_of(
            desk,
            "Land and boundary",
            facts=[{"label": label, "value": value} for label, value in facts],
            boundary=boundary,
            outline=outline,
            rest_m2=_rest_m2(agreement),
            boundaries=agreement.boundaries.select_related("entered_by").defer("geojson"),
            width=WIDTH,
            height=HEIGHT,
        ),
    )


def _rest_m2(agreement: Agreement) -> int | None:
    """What of the holding stays outside the site (N44)."""
    if agreement.holding_area_m2 is None or agreement.site_area_m2 is None:
        return None
    return agreement.holding_area_m2 - agreement.site_area_m2


@desk_page("GET")
def report(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The accepted report the agreement rests on, and the credits it gives."""
    desk = desk_for(request, agreement_id)
    revision = desk.agreement.revision
    calculation = latest_calculation(revision) if revision else None
    lines = list(calculation.credit_lines.all()) if calculation else []
    return render(
        request,
        "agreements/report.html",
        context_of(
            desk,
            "Report and credits",
            report=revision,
            sees_report=revision is not None and _sees(desk, revision),
            calculation=calculation,
            lines=lines,
            fee=application_fee(desk.agreement),
        ),
    )


def application_fee(agreement: Agreement) -> FeeStanding | None:
    """How the fee of the application stands; None before anybody applied."""
    charge = (
        FeeCharge.objects.select_related("amount")
        .filter(kind=FeeKind.APPLICATION, subject=f"agreement:{agreement.public_id}")
        .first()
    )
    return standing(charge) if charge else None


def _sees(desk: Desk, revision: Revision) -> bool:
    """May this person open the report itself?"""
    return assessments.revisions_visible_to(desk.actor).filter(pk=revision.pk).exists()
