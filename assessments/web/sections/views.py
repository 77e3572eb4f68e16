"""The page of a section: sections of one entry, of an uploaded file, or of rows; some have pages of their own."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from assessments.models import Content
from assessments.sections import Section
from assessments.web.answers import Desk, View, answer_form, desk_page, posted
from assessments.web.sections import attachments, boundary, facts, frame, place, plan, shown, species
from assessments.web.sections.forms import form_class, initial_of
from assessments.web.vegetation.section_pages import SPECIAL_PAGES
from registry.forms import SeeOther

OWN_PAGES: dict[str, Any] = {
    "boundary": boundary.page,
    "predicted_species": species.predicted_page,
    "candidate_species": species.candidate_page,
    "management_plan": plan.page,
    "attachments": attachments.page,
    "facts": facts.page,
}
"""Pages of this package that show more than a table: view(request, desk, section)."""

BESIDE_FORM: dict[str, Callable[[Desk, Content], dict[str, Any]]] = {"site": place.suggestion}
"""What a section of one entry shows beside its form."""


@desk_page("GET", "POST")
def section_page(request: HttpRequest, revision_id: UUID, section: str) -> HttpResponse:
    """One section of a revision, to work on or to read."""
    desk, spec = frame.open_section(request, revision_id, section)
    special: View | None = SPECIAL_PAGES.get(section)
    if special is not None:
        return special(request, revision_id=revision_id)
    if spec.part_of:
        return frame.to_section(desk, spec)
    if section in OWN_PAGES:
        return OWN_PAGES[section](request, desk, spec)  # type: ignore[no-any-return]
    return _single(request, desk, spec) if spec.single else _rows(request, desk, spec)


def _single(request: HttpRequest, desk: Desk, spec: Section) -> HttpResponse:
    """A section of one entry: its form, or its values to read."""
    row: Content = spec.model._default_manager.get(revision=desk.revision)  # type: ignore[assignment]
    beside = BESIDE_FORM[spec.code](desk, row) if spec.code in BESIDE_FORM else {}
    if request.method == "GET" and not desk.editable:
        rows = shown.summary(row, spec)
        return frame.draw_section(
            request, desk, spec, "assessments/sections/single.html", summary=rows, **beside
        )
    desk.require_editable()
    made = form_class(spec, desk.revision)
    form = made(posted(request), initial=initial_of(made, row))

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"“{spec.title}” is saved.")
        return SeeOther(frame.section_url(desk, spec))

    def on_stale(bound: Any) -> dict[str, Any]:
        return {"differences": shown.differences(bound, row)}

    draw = frame.draw_form(
        request, desk, spec, "assessments/sections/single.html", on_stale=on_stale, **beside
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


def _rows(request: HttpRequest, desk: Desk, spec: Section) -> HttpResponse:
    """A section of rows as a table."""
    if request.method != "GET":
        desk.require_editable()
    rows = list(spec.model._default_manager.filter(revision=desk.revision))
    table = shown.table(desk.revision, spec, rows)
    return frame.draw_section(
        request, desk, spec, "assessments/sections/rows.html", table=table, words=WORDS[spec.code]
    )


WORDS = {
    "trees": {
        "intro": "Group the trees by community, species, diameter and hollows. Trees below 20 cm have no value in the "
        "method and are not listed in the result.",
        "add": "Add a group of trees",
        "empty": "No scattered trees yet.",
    },
    "planted": {
        "intro": "Only where native vegetation was planted. The method's decision key is not part of this software: "
        "record the outcome of your own assessment and the reason.",
        "add": "Add planted vegetation",
        "empty": "No planted vegetation recorded.",
    },
    "avoidance": {
        "intro": "What is done to avoid harm and to make it smaller. Only the impact that remains is offset, so a "
        "development cannot be finalised without at least one measure.",
        "add": "Add a measure",
        "empty": "No measure yet.",
    },
    "impacts": {
        "intro": "Impacts that are described, not scored: prescribed impacts such as on karst, connectivity or water, "
        "and indirect impacts beyond the footprint.",
        "add": "Add an impact",
        "empty": "No impact described.",
    },
}
"""The words of the plain tables."""
