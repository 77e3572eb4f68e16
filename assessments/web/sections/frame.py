"""What every page of a section has around it: the revision, the section's findings, the way on and back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.models import Content
from assessments.sections import BY_CODE, Section, task_list_sections
from assessments.services import completeness, content
from assessments.web.answers import Attempt, Desk, actor_of, desk_for, form_page, today, version_of, versioned
from assessments.web.cases import comments
from assessments.web.cases.revision import STATUS_SHOWN
from assessments.web.cases.states_shown import tag_of
from registry.findings import NotVisible, errors, warnings
from registry.forms import RegistryForm, SeeOther, key_of


def section_named(desk: Desk, code: str) -> Section:
    """The section of that code, if it is part of this revision. Raises NotVisible."""
    spec = BY_CODE.get(code)
    if spec is None or not spec.applies_to(desk.revision):
        raise NotVisible("section")
    return spec


def open_section(request: HttpRequest, revision_id: UUID, code: str) -> tuple[Desk, Section]:
    """The revision and its section, whoever may see them. Raises NotVisible."""
    desk = desk_for(request, revision_id)
    return desk, section_named(desk, code)


def open_section_to_edit(request: HttpRequest, revision_id: UUID, code: str) -> tuple[Desk, Section]:
    """The same for a page that changes it. Raises NotAllowed or DomainError with the reason."""
    desk, spec = open_section(request, revision_id, code)
    desk.require_editable()
    return desk, spec


def changing(
    request: HttpRequest, desk: Desk, spec: Section, row: Content, form: Any
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What saving a row's form does: one command, with the key and the version its page was opened with."""

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return content.change_row(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            section=spec.code,
            row_id=str(row.public_id),
            values=form.values(),
            expected_version=version_of(request),
        )

    return act


def section_url(desk: Desk, spec: Section) -> str:
    """The page of the section's place in the task list."""
    return reverse("section-page", args=[desk.revision.public_id, spec.group])


def frame(desk: Desk, spec: Section, **more: Any) -> dict[str, Any]:
    """The context of a section's pages. `findings` say what is missing or doubtful in it."""
    revision = desk.revision
    order = task_list_sections(revision)
    place = next((i for i, one in enumerate(order) if one.code == spec.group), 0)
    status = next(
        (one for one in completeness.statuses(revision, today=today()) if one.section.code == spec.group),
        None,
    )
    text, kind = STATUS_SHOWN[status.status] if status else ("", "none")
    return {
        "desk": desk,
        "revision": revision,
        "tag": tag_of(revision),
        "section": spec,
        "section_title": BY_CODE[spec.group].title,
        "section_status": {"text": text, "kind": kind},
        "missing": errors(status.findings) if status and desk.editable else (),
        "doubtful": warnings(status.findings) if status else (),
        "version": versioned(revision, spec),
        "previous": order[place - 1] if place > 0 else None,
        "next": order[place + 1] if place + 1 < len(order) else None,
        **comments.beside_section(desk, spec),
        **more,
    }


def draw_section(request: HttpRequest, desk: Desk, spec: Section, template: str, **more: Any) -> HttpResponse:
    """A page of a section that is only looked at."""
    return render(request, template, frame(desk, spec, **more))


def draw_form(
    request: HttpRequest,
    desk: Desk,
    spec: Section,
    template: str,
    *,
    on_stale: Callable[[RegistryForm], dict[str, Any]] | None = None,
    **more: Any,
) -> Callable[[RegistryForm, Attempt], HttpResponse]:
    """Draws a section's form. The version it carries is read again each time, so that a person who has seen what is
    stored now can save over it knowingly; `on_stale` adds what to show them."""

    def draw(form: RegistryForm, tried: Attempt) -> HttpResponse:
        context = frame(desk, spec, **more)
        if tried.stale and on_stale:
            context.update(on_stale(form))
        return form_page(request, template, context)(form, tried)

    return draw


def to_section(desk: Desk, spec: Section) -> HttpResponse:
    """Back to the section after a change."""
    return SeeOther(section_url(desk, spec))
