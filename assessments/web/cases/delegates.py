"""The delegates of an assessment: who they are, naming one, and ending it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assessments import policies, selectors
from assessments.models import Assessment
from assessments.services import delegates
from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from assessments.web.cases.forms import ConfirmForm
from registry.findings import NotVisible
from registry.forms import RegistryForm, SeeOther, key_of


class DelegateForm(RegistryForm):
    """Who shall work on it."""

    email = forms.EmailField(
        label="E-mail address of the assessor",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


def _context(assessment: Assessment, **more: Any) -> dict[str, Any]:
    return {
        "assessment": assessment,
        "newest": assessment.seen[0],  # type: ignore[attr-defined]
        "delegates": assessment.delegates.filter(removed_at__isnull=True).select_related(
            "person", "added_by"
        ),
        **more,
    }


@desk_page("GET", "POST")
def delegate_list(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The delegates; the lead assessor names another."""
    actor = actor_of(request)
    assessment = selectors.assessment_for(actor, assessment_id)
    require(policies.may_edit(actor, assessment))
    leads = policies.may_lead(actor, assessment)
    if request.method == "POST":
        require(leads)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return delegates.add_delegate(
            actor=actor, key=key_of(request), assessment_id=assessment_id, email=data["email"], today=today()
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "The delegate can now work on this assessment.")
        return SeeOther(reverse("delegate-list", args=[assessment_id]))

    draw = form_page(request, "assessments/cases/delegates.html", _context(assessment, leads=leads.allowed))
    return answer_form(request, DelegateForm(posted(request)), act=act, done=done, draw=draw)


@desk_page("GET", "POST")
def delegate_remove(request: HttpRequest, assessment_id: UUID, delegate_id: UUID) -> HttpResponse:
    """Ask, then end it."""
    actor = actor_of(request)
    assessment = selectors.assessment_for(actor, assessment_id)
    require(policies.may_lead(actor, assessment))
    delegate = assessment.delegates.filter(public_id=delegate_id, removed_at__isnull=True).first()
    if delegate is None:
        raise NotVisible("delegate")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return delegates.remove_delegate(
            actor=actor, key=key_of(request), assessment_id=assessment_id, delegate_id=delegate_id
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"{delegate.person} is no longer a delegate.")
        return SeeOther(reverse("delegate-list", args=[assessment_id]))

    draw = form_page(
        request, "assessments/cases/delegate_remove.html", _context(assessment, delegate=delegate)
    )
    return answer_form(request, ConfirmForm(posted(request)), act=act, done=done, draw=draw)
