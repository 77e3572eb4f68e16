"""Try a change: type other values over those that stand, see what they do, and store them if they should stand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.bam.inputs import CaseInput
from assessments.models import VegetationZone
from assessments.sections import section_of
from assessments.services import content, edits_saving, what_if
from assessments.services.editing import section_version
from assessments.services.what_if import Tried
from assessments.web.answers import Desk, actor_of, attempt, desk_for, desk_page
from assessments.web.vegetation.frame import page, section_address
from assessments.web.workbench.tables import shown
from assessments.web.workbench.try_form import TryForm
from assessments.what_if.edits import plain
from registry.findings import InvalidInput, NotVisible
from registry.forms import SeeOther, add_findings, key_of

PLOTS_SHOWN = 6
"""Plots side by side in one grid; more come on the next page of it."""

SECTIONS = ("zones", "plots", "management_zones", "candidate_species", "trees")
SAVE = "save"


@desk_page("GET", "POST")
def overview(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """The zones in which something can be tried; scattered trees are tried here."""
    desk = desk_for(request, revision_id)
    inputs = what_if.inputs_of(desk.revision)
    rows = {row.key: row for row in VegetationZone.objects.filter(revision=desk.revision)}
    zones = [(rows[zone.key], zone) for zone in inputs.zones if zone.key in rows]
    form = TryForm(_typed(request), trees=inputs.trees)
    return _answer(
        request,
        desk,
        form,
        here=[("Try a change", "")],
        address=reverse("what-if", args=[revision_id]),
        zones=zones,
    )


@desk_page("GET", "POST")
def zone(request: HttpRequest, revision_id: UUID, zone_id: UUID) -> HttpResponse:
    """The values of one zone, to type over."""
    desk = desk_for(request, revision_id)
    row: Any = content.row_of(desk.revision, section_of("zones"), zone_id)
    inputs = what_if.inputs_of(desk.revision)
    taken = next((one for one in inputs.zones if one.key == row.key), None)
    if taken is None:
        raise NotVisible("zone")
    plots = Paginator(taken.plots, PLOTS_SHOWN).get_page(request.GET.get("page"))
    form = TryForm(
        _typed(request),
        zone=taken,
        plots=list(plots.object_list),
        species=_with_habitat_in(inputs, row.key),
        stewardship=desk.revision.assessment.is_stewardship,
    )
    query = f"?page={plots.number}" if plots.number > 1 else ""
    return _answer(
        request,
        desk,
        form,
        here=[
            ("Try a change", reverse("what-if", args=[revision_id])),
            (f"Zone {row.number}", ""),
        ],
        address=reverse("what-if-zone", args=[revision_id, zone_id]) + query,
        zone=row,
        plots=plots,
        counted=_counted_plots(row),
    )


def _with_habitat_in(inputs: CaseInput, key: str) -> list[Any]:
    return [one for one in inputs.species if any(holding.zone_key == key for holding in one.zones)]


def _counted_plots(row: VegetationZone) -> list[str]:
    """Plots whose sums come from their species list: they can be tried, but are saved by changing the list."""
    return list(row.plots.filter(sums_from_species=True).values_list("label", flat=True))


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _answer(
    request: HttpRequest,
    desk: Desk,
    form: TryForm,
    *,
    here: list[tuple[str, str]],
    address: str,
    **more: Any,
) -> HttpResponse:
    """Draw the form with what its values do; store them when that was asked for."""
    tried: Tried | None = None
    status, stale = 200, False
    if request.method == "POST":
        if form.is_valid():
            tried = _try(desk, form)
        if tried is not None and request.POST.get("act") == SAVE:
            desk.require_editable()
            saved = attempt(form, lambda: _save(request, desk, form))
            if saved.result is not None:
                count = saved.result["changed"]
                messages.success(request, f"{count} {'value was' if count == 1 else 'values were'} saved.")
                return SeeOther(address)
            status, stale = saved.status, saved.stale
        if form.errors and status == 200:
            status = 400
    context = page(
        desk,
        *here,
        form=form,
        tried=tried,
        difference=shown(tried.difference, stewardship=desk.revision.assessment.is_stewardship)
        if tried
        else None,
        versions=_versions(request, desk, fresh=stale),
        stale=stale,
        address=address,
        sections={code: section_address(desk.revision, code) for code in ("plots", "zones")},
        **more,
    )
    return render(request, "assessments/workbench/try.html", context, status=status)


def _try(desk: Desk, form: TryForm) -> Tried | None:
    try:
        return what_if.try_edits(desk.revision, form.edits())
    except InvalidInput as refusal:
        add_findings(form, [form.place(finding) for finding in refusal.findings])
        return None


def _save(request: HttpRequest, desk: Desk, form: TryForm) -> dict[str, Any]:
    try:
        return edits_saving.apply_edits(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            edits=[plain(edit) for edit in form.edits()],
            reason=form.cleaned_data.get("reason", ""),
            expected_versions={code: _posted_version(request, code) for code in SECTIONS},
        )
    except InvalidInput as refusal:
        raise InvalidInput([form.place(finding) for finding in refusal.findings], refusal.message) from None


def _posted_version(request: HttpRequest, code: str) -> int:
    """The version the page was opened with. A form without one counts as out of date."""
    text = request.POST.get(f"version-{code}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _versions(request: HttpRequest, desk: Desk, *, fresh: bool) -> dict[str, int]:
    """What the form carries: while a person tries, the versions they began with, so that nobody's change is lost; after
    they were told of a change, those of now."""
    if request.method == "POST" and not fresh:
        return {code: _posted_version(request, code) for code in SECTIONS}
    return {code: section_version(desk.revision, section_of(code)) for code in SECTIONS}
