"""Adding, changing and removing one row of a section, each on a page of its own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from assessments.models import Content, EnteredFact, SpeciesHabitat
from assessments.sections import Section
from assessments.services import content
from assessments.web.answers import Desk, View, actor_of, answer_form, desk_page, posted, version_of
from assessments.web.cases.forms import ConfirmForm
from assessments.web.sections import facts, frame, habitat, shown
from assessments.web.sections.forms import form_class, initial_of
from assessments.web.vegetation.section_pages import SPECIAL_ADD, SPECIAL_EDIT, SPECIAL_REMOVE
from registry.findings import NotVisible
from registry.forms import key_of

ONE = {
    "trees": "group of trees",
    "planted": "planted vegetation",
    "predicted_species": "predicted species",
    "candidate_species": "candidate species",
    "species_habitat": "habitat",
    "avoidance": "measure",
    "impacts": "impact",
    "management_plan": "action",
    "facts": "fact",
}
"""What one row of a section is called."""

ADDED = {"planted": "planted vegetation", "impacts": "an impact", "management_plan": "an action"}
"""Where a heading does not take the article “a”."""

ROW_FORM = "assessments/sections/row_form.html"


def _require_rows(spec: Section) -> None:
    if spec.single or spec.uploaded or spec.code not in ONE:
        raise NotVisible("page")


@desk_page("GET", "POST")
def section_row_add(request: HttpRequest, revision_id: UUID, section: str) -> HttpResponse:
    """A form for a new row."""
    special: View | None = SPECIAL_ADD.get(section)
    if special is not None:
        frame.open_section(request, revision_id, section)
        return special(request, revision_id=revision_id)
    desk, spec = frame.open_section_to_edit(request, revision_id, section)
    _require_rows(spec)
    if spec.model is EnteredFact:
        return facts.choose_subject(desk)
    made = form_class(spec, desk.revision)
    beside = habitat.candidate_of(request, desk) if spec.model is SpeciesHabitat else None
    form = made(posted(request), initial=_initial(request, spec))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        values = form.values()
        if beside is not None:
            values["candidate"] = str(beside.public_id)
        return content.add_row(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            section=spec.code,
            values=values,
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"The {ONE[section]} was added.")
        return frame.to_section(desk, spec)

    heading = (
        f"Add {ADDED.get(section, f'a {ONE[section]}')}" if beside is None else f"Add habitat of {beside}"
    )
    draw = frame.draw_form(
        request, desk, spec, ROW_FORM, heading=heading, button="Add", **_hints(desk, spec, beside)
    )
    return answer_form(request, form, act=act, done=done, draw=draw, fields=form.of_service)


def _initial(request: HttpRequest, spec: Section) -> dict[str, Any]:
    """An action of the catalogue may be chosen by the link that leads here."""
    return {"action_code": request.GET.get("action", "")[:60]} if spec.code == "management_plan" else {}


def _hints(desk: Desk, spec: Section, candidate: Any) -> dict[str, Any]:
    return habitat.hints(desk, candidate) if candidate is not None else {}


@desk_page("GET", "POST")
def section_row_edit(request: HttpRequest, revision_id: UUID, section: str, row_id: UUID) -> HttpResponse:
    """The form of a row. A form that was overtaken by somebody else's change shows both."""
    special: View | None = SPECIAL_EDIT.get(section)
    if special is not None:
        frame.open_section(request, revision_id, section)
        return special(request, revision_id=revision_id, row_id=row_id)
    desk, spec = frame.open_section(request, revision_id, section)
    _require_rows(spec)
    row = content.row_of(desk.revision, spec, row_id)
    desk.require_editable()
    made = form_class(spec, desk.revision)
    form = made(posted(request), initial=initial_of(made, row))

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"The {ONE[section]} is saved.")
        return frame.to_section(desk, spec)

    def on_stale(bound: Any) -> dict[str, Any]:
        return {"differences": shown.differences(bound, row)}

    candidate = row.candidate if isinstance(row, SpeciesHabitat) else None
    draw = frame.draw_form(
        request,
        desk,
        spec,
        ROW_FORM,
        on_stale=on_stale,
        heading=f"Change {name_of(row, spec)}",
        button="Save",
        row=row,
        removable=True,
        **_hints(desk, spec, candidate),
    )
    act = frame.changing(request, desk, spec, row, form)
    return answer_form(
        request,
        form,
        act=act,
        done=done,
        draw=draw,
        fields=form.of_service,
    )


def name_of(row: Content, spec: Section) -> str:
    """What a person calls this row."""
    match row:
        case SpeciesHabitat():
            return f"the habitat of {row.candidate} in zone {row.zone.key}"
        case EnteredFact():
            return f"{facts.title_of(row)} of {row.subject_key}"
    names = [str(getattr(row, name)) for name in NAMED_BY.get(spec.code, ()) if getattr(row, name, "")]
    return f"the {ONE[spec.code]}" + (f" “{_short(names[0])}”" if names else "")


NAMED_BY = {
    "trees": ("tree_species",),
    "planted": ("description",),
    "predicted_species": ("scientific_name",),
    "candidate_species": ("scientific_name",),
    "avoidance": ("description",),
    "impacts": ("title",),
    "management_plan": ("description", "reason_not_needed"),
}
"""The field by which a row is recognised."""


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


@desk_page("GET", "POST")
def section_row_remove(request: HttpRequest, revision_id: UUID, section: str, row_id: UUID) -> HttpResponse:
    """Ask, then remove a row and what hangs on it."""
    special: View | None = SPECIAL_REMOVE.get(section)
    if special is not None:
        frame.open_section(request, revision_id, section)
        return special(request, revision_id=revision_id, row_id=row_id)
    desk, spec = frame.open_section(request, revision_id, section)
    _require_rows(spec)
    row = content.row_of(desk.revision, spec, row_id)
    desk.require_editable()
    name = name_of(row, spec)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return content.remove_row(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            section=spec.code,
            row_id=str(row_id),
            expected_version=version_of(request),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"{name[:1].upper()}{name[1:]} was removed.")
        return frame.to_section(desk, spec)

    draw = frame.draw_form(
        request,
        desk,
        spec,
        "assessments/sections/remove.html",
        name=name,
        summary=shown.summary(row, spec),
        back=frame.section_url(desk, spec),
    )
    return answer_form(request, ConfirmForm(posted(request)), act=act, done=done, draw=draw)
