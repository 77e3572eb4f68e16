"""Copy a case: what the new one is called, and which sections come along."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assessments.models import Revision
from assessments.services import case_copies
from assessments.web.answers import (
    actor_of,
    answer_form,
    desk_for,
    desk_page,
    form_page,
    posted,
    require,
    today,
)
from assessments.web.vegetation.frame import page
from registry.forms import RegistryForm, SeeOther, key_of
from registry.reference import selectors as reference


class CopyForm(RegistryForm):
    """A name, and the sections to take."""

    title = forms.CharField(label="Name of the new case", max_length=500)
    sections = forms.MultipleChoiceField(
        label="What comes along", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data: Any = None, *, source: Revision) -> None:
        sections = case_copies.sections_to_copy(source)
        initial = {
            "title": f"{source.assessment.case.title} (copy)"[:500],
            "sections": [section.code for section in sections],
        }
        super().__init__(data, initial=initial)
        field = self.fields["sections"]
        if isinstance(field, forms.MultipleChoiceField):
            field.optional_word = "untick what should stay behind"  # type: ignore[attr-defined]
            field.choices = [(section.code, section.title) for section in sections]


@desk_page("GET", "POST")
def copy_page(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Ask what to take, then open the copy."""
    desk = desk_for(request, revision_id)
    actor = actor_of(request)
    require(case_copies.may_copy(actor, desk.revision.assessment))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return case_copies.copy_case(
            actor=actor,
            key=key_of(request),
            source_revision_id=desk.revision.pk,
            title=data["title"],
            sections=data["sections"],
            today=today(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(
            request, "The new case is open. Name its parties; dates and certification start afresh."
        )
        for sentence in result["told"]:
            messages.warning(request, sentence)
        return SeeOther(reverse("revision-page", args=[result["revision_id"]]))

    draw = form_page(
        request,
        "assessments/workbench/copy.html",
        page(desk, ("Copy to a new case", ""), current=reference.current_release(today())),
    )
    return answer_form(
        request, CopyForm(posted(request), source=desk.revision), act=act, done=done, draw=draw
    )
