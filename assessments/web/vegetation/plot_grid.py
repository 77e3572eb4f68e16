"""All plot sheets of a revision as one table of inputs: typed, pasted and saved like a spreadsheet."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.models import Plot, Revision, VegetationZone
from assessments.sections import section_of
from assessments.services import row_sets
from assessments.web.answers import Desk, actor_of, carried_version, desk_page, version_of, versioned
from assessments.web.drafts import restoring
from assessments.web.sections.frame import open_section_to_edit
from assessments.web.vegetation.frame import differences, page, section_address
from assessments.web.vegetation.plot_grid_forms import COLUMNS, GROUPS, GridRowForm
from assessments.web.vegetation.table_findings import placed
from registry.findings import DomainError, Finding, NotAllowed, NotVisible, StaleEdit
from registry.forms import SeeOther, key_of

CODE = "plots"
PLOTS = 25
EMPTY_ROWS = 3
MOST_ROWS = 100
TEMPLATE = "assessments/vegetation/plot_grid.html"


@desk_page("GET", "POST")
def grid(request: HttpRequest, *, revision_id: UUID) -> HttpResponse:
    """The table; POST saves every row that was touched, whole or not at all."""
    desk, _ = open_section_to_edit(request, revision_id, CODE)
    zones = list(VegetationZone.objects.filter(revision=desk.revision).order_by("number"))
    if not zones:
        messages.info(request, "Add a vegetation zone first; a plot belongs to one.")
        return SeeOther(reverse("section-row-add", args=[desk.revision.public_id, "zones"]))
    plots = (
        Plot.objects.filter(revision=desk.revision).select_related("zone").order_by("zone__number", "label")
    )
    shown = Paginator(plots, PLOTS).get_page(request.GET.get("page"))
    if request.method == "POST":
        return _save(request, desk, zones, shown)
    typed = restoring.typed_before(request)
    if typed is not None:
        rows, _ = _rows_typed(desk.revision, zones, typed)
        if any(row.has_changed() for row in rows):
            return _draw(request, desk, rows, shown, restored=True)
        restoring.forget(request)
    return _draw(request, desk, _rows_stored(desk.revision, zones, shown), shown)


def _rows_stored(revision: Revision, zones: Sequence[VegetationZone], shown: Page[Plot]) -> list[GridRowForm]:
    plots = list(shown)
    rows = [
        GridRowForm(zones=zones, revision=revision, number=number, plot=plot)
        for number, plot in enumerate(plots)
    ]
    first = str(zones[0].public_id) if len(zones) == 1 else ""
    empty = range(len(plots), len(plots) + EMPTY_ROWS)
    rows += [
        GridRowForm(zones=zones, revision=revision, number=number, initial={"zone": first, "mga_zone": 56})
        for number in empty
    ]
    return rows


def _rows_typed(
    revision: Revision, zones: Sequence[VegetationZone], data: Any
) -> tuple[list[GridRowForm], list[str]]:
    """The rows as they were sent, and the labels in rows whose plot was removed meanwhile: those are left out. The
    plots are looked up once, and only among this revision's; one of another revision raises NotVisible."""
    numbers = [number for number in range(MOST_ROWS) if f"r{number}-label" in data]
    wanted = {number: _uuid(data.get(f"r{number}-id", "")) for number in numbers}
    plots = {
        plot.public_id: plot
        for plot in Plot.objects.filter(
            revision=revision, public_id__in=[one for one in wanted.values() if one]
        ).select_related("zone")
    }
    missing = {one for one in wanted.values() if one and one not in plots}
    if missing and Plot.objects.filter(public_id__in=missing).exists():
        raise NotVisible("plot")
    first = str(zones[0].public_id) if len(zones) == 1 else ""
    rows, removed = [], []
    for number in numbers:
        about = wanted[number]
        if about in missing:
            removed.append(str(data[f"r{number}-label"]))
            continue
        more: dict[str, Any] = (
            {"plot": plots[about]} if about else {"initial": {"zone": first, "mga_zone": 56}}
        )
        rows.append(GridRowForm(data, zones=zones, revision=revision, number=number, **more))
    return rows, removed


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotVisible("plot") from None


def _save(
    request: HttpRequest, desk: Desk, zones: Sequence[VegetationZone], shown: Page[Plot]
) -> HttpResponse:
    rows, removed = _rows_typed(desk.revision, zones, request.POST)
    if removed:
        restoring.keep_refused(request)
        return _draw(request, desk, rows, shown, status=409, findings=[_told_removed(removed)], stale=True)
    touched = [row for row in rows if row.has_changed()]
    if not touched:
        messages.info(request, "Nothing was changed, so nothing was saved.")
        return SeeOther(request.get_full_path())
    if not all([row.is_valid() for row in touched]):
        restoring.keep_refused(request)
        return _draw(request, desk, rows, shown, status=400)
    try:
        row_sets.save_rows(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            section=CODE,
            rows=[
                {"id": str(row.plot.public_id) if row.plot else None, "values": row.changed_values()}
                for row in touched
            ],
            expected_version=version_of(request),
        )
    except (NotVisible, NotAllowed):
        raise
    except DomainError as refusal:
        restoring.keep_refused(request)
        findings = placed(touched, refusal, name_field="label")
        return _draw(
            request,
            desk,
            rows,
            shown,
            status=refusal.status,
            findings=findings,
            stale=isinstance(refusal, StaleEdit),
        )
    restoring.forget(request)
    count = len(touched)
    messages.success(request, "1 plot was saved." if count == 1 else f"{count} plots were saved.")
    return SeeOther(request.get_full_path())


def _told_removed(labels: Sequence[str]) -> Finding:
    named = ", ".join(label[:60] for label in labels[:10])
    message = (
        f"Removed after you opened the table, and left out of it: {named}. Save again if the rest is right."
    )
    return Finding("plots.removed_meanwhile", message)


def _draw(
    request: HttpRequest,
    desk: Desk,
    rows: Sequence[GridRowForm],
    shown: Page[Plot],
    *,
    status: int = 200,
    findings: Sequence[Finding] = (),
    stale: bool = False,
    restored: bool = False,
) -> HttpResponse:
    if restored:
        # What was typed before is shown, not judged.
        for row in rows:
            row.full_clean()
    context = page(
        desk,
        ("Plots", section_address(desk.revision, CODE)),
        ("Table of plots", ""),
        rows=[{"form": row, "cells": row.cells()} for row in rows],
        groups=GROUPS,
        width=len(COLUMNS),
        page=shown,
        problems=_problems(rows, findings, told=not restored),
        stale=stale,
        differences=_differences(rows) if stale or restored else (),
        restored=restored,
        version=carried_version(request, versioned(desk.revision, section_of(CODE)), stale=stale),
        cancel=section_address(desk.revision, CODE),
    )
    return render(request, TEMPLATE, context, status=status)


def _problems(
    rows: Sequence[GridRowForm], findings: Sequence[Finding], *, told: bool
) -> list[dict[str, str]]:
    """Every error with the cell it is in, for the summary above the table."""
    lines = [{"text": finding.message, "target": ""} for finding in findings]
    for row in rows if told else ():
        for name, texts in row.errors.items() if row.is_bound and row.has_changed() else ():
            target = f"#{row[name].auto_id}" if name in row.fields else ""
            lines += [{"text": f"{row.name}: {text}", "target": target} for text in texts]
    return lines


def _differences(rows: Sequence[GridRowForm]) -> list[dict[str, str]]:
    """What was typed beside what is stored now, for the rows of plots that are there."""
    found: list[dict[str, str]] = []
    for row in rows:
        if row.plot is not None and row.has_changed() and row.is_valid():
            own = [one for one in differences(row, row.plot)]
            found += [one | {"label": f"{row.name}: {one['label']}"} for one in own]
    return found
