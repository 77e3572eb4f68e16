"""Adding, changing and removing a row of a section with forms of its own: one way for zones, plots and parts."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from assessments.models import Content
from assessments.sections import Section
from assessments.services import content
from assessments.web.answers import Desk, actor_of, answer_form, posted, version_of
from assessments.web.cases.forms import ConfirmForm
from assessments.web.sections import frame as section_frame
from assessments.web.vegetation.frame import OF_SERVICE, differences, section_address, shared
from assessments.web.workbench import preview
from registry.forms import SeeOther, key_of


def draw_section(request: HttpRequest, desk: Desk, spec: Section, template: str, **more: Any) -> HttpResponse:
    """A section's page as it is looked at."""
    return section_frame.draw_section(request, desk, spec, template, **shared(desk), **more)


def add_row(
    request: HttpRequest, desk: Desk, spec: Section, form: Any, *, template: str, heading: str, said: str
) -> HttpResponse:
    """Draw or save the form of a new row; `said` tells what was added."""

    def inputs() -> dict[str, Any]:
        return {"section": spec.code, "values": form.values()}

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return content.add_row(
            actor=actor_of(request), key=key_of(request), revision_id=desk.revision.pk, **inputs()
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, said)
        return SeeOther(section_address(desk.revision, spec.code))

    around = {"heading": heading, "previewable": True, **shared(desk)}
    if preview.asked(request):
        more, tried = preview.difference_for(
            request, desk, form, content.add_row, inputs=inputs, fields=OF_SERVICE
        )
        return section_frame.draw_form(request, desk, spec, template, **around, **more)(form, tried)
    draw = section_frame.draw_form(request, desk, spec, template, **around)
    return answer_form(request, form, act=act, done=done, draw=draw, fields=OF_SERVICE)


def change_row(
    request: HttpRequest,
    desk: Desk,
    spec: Section,
    row: Content,
    form: Any,
    *,
    template: str,
    heading: str,
    after: Callable[[], tuple[str, str]],
) -> HttpResponse:
    """Draw or save the form of a row. A form overtaken by somebody else's change shows what differs from it.

    `after` gives, once saved, what to say and where to go.
    """

    def done(result: dict[str, Any]) -> HttpResponse:
        said, address = after()
        messages.success(request, said)
        return SeeOther(address)

    def on_stale(bound: Any) -> dict[str, Any]:
        return {"differences": differences(bound, row)}

    def inputs() -> dict[str, Any]:
        return {
            "section": spec.code,
            "row_id": str(row.public_id),
            "values": form.values(),
            "expected_version": version_of(request),
        }

    around = {"on_stale": on_stale, "heading": heading, "row": row, "previewable": True, **shared(desk)}
    if preview.asked(request):
        more, tried = preview.difference_for(
            request, desk, form, content.change_row, inputs=inputs, fields=OF_SERVICE
        )
        return section_frame.draw_form(request, desk, spec, template, **around, **more)(form, tried)
    draw = section_frame.draw_form(request, desk, spec, template, **around)
    act = section_frame.changing(request, desk, spec, row, form)
    return answer_form(
        request,
        form,
        act=act,
        done=done,
        draw=draw,
        fields=OF_SERVICE,
    )


def remove_row(
    request: HttpRequest,
    desk: Desk,
    spec: Section,
    row: Content,
    *,
    name: str,
    going: Sequence[str],
) -> HttpResponse:
    """Ask, naming what goes along with it, then remove a row."""
    address = section_address(desk.revision, spec.code)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return content.remove_row(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            section=spec.code,
            row_id=str(row.public_id),
            expected_version=version_of(request),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"{name[:1].upper()}{name[1:]} was removed.")
        return SeeOther(address)

    draw = section_frame.draw_form(
        request, desk, spec, "assessments/vegetation/remove.html", name=name, going=going, cancel=address
    )
    return answer_form(request, ConfirmForm(posted(request)), act=act, done=done, draw=draw)
