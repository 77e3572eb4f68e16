"""The species list of a plot: a table of inputs with the working beside it, saved as a whole."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.bam.attributes import GROWTH_FORMS, LABELS
from assessments.bam.inputs import Fact
from assessments.models import Plot, PlotSpecies
from assessments.plot_species.counting import WEEDS, CountedLine, Counts
from assessments.sections import section_of
from assessments.services import content, plot_counts, plot_species
from assessments.services.known_facts import benchmark_of, read_facts
from assessments.web.answers import (
    Desk,
    actor_of,
    carried_version,
    desk_for,
    desk_page,
    version_of,
    versioned,
)
from assessments.web.drafts import restoring
from assessments.web.vegetation.frame import applicable, page, section_address
from assessments.web.vegetation.plot_species_forms import HEADS, NAMES_LIST, PlantRowForm
from assessments.web.vegetation.table_findings import placed
from registry.findings import DomainError, Finding, NotAllowed, NotVisible, StaleEdit
from registry.forms import SeeOther, key_of
from registry.reference import selectors as reference

TEMPLATE = "assessments/vegetation/plot_species.html"
EMPTY_ROWS = 10
OFFERED_NAMES = 3_000
"""More names than this would make the page slow to open; then the names already in use here are offered."""


@desk_page("GET", "POST")
def species_list(request: HttpRequest, *, revision_id: UUID, plot_id: UUID) -> HttpResponse:
    """One plot's list: to work on, or to read with the working."""
    desk = desk_for(request, revision_id)
    applicable(desk, "plot_species")
    found = content.row_of(desk.revision, section_of("plots"), plot_id)
    plot = Plot.objects.select_related("zone").get(pk=found.pk)
    if request.method == "POST":
        desk.require_editable()
        return _save(request, desk, plot)
    typed = restoring.typed_before(request) if desk.editable else None
    if typed is not None:
        rows, count = _rows_typed(typed), bool(typed.get("count"))
        if count != bool(plot.sums_from_species) or _differs(rows, plot):
            return _draw(request, desk, plot, rows, restored=True, count=count)
        restoring.forget(request)
    return _draw(request, desk, plot, None)


def _differs(rows: Sequence[PlantRowForm], plot: Plot) -> bool:
    """Do these rows say anything that is not stored? What cannot be stored does."""
    filled = [row for row in rows if not row.empty]
    stored = PlotSpecies.objects.filter(plot=plot).values(*plot_species.FIELDS)
    return not all([row.is_valid() for row in filled]) or _by_name(
        row.values() for row in filled
    ) != _by_name(stored)


def _by_name(plants: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(plants, key=lambda plant: str(plant["scientific_name"]))


def to_list(request: HttpRequest, *, revision_id: UUID, row_id: UUID) -> HttpResponse:
    """A line is changed and removed in its plot's list."""
    desk = desk_for(request, revision_id)
    row: Any = content.row_of(desk.revision, section_of("plot_species"), row_id)
    return SeeOther(reverse("plot-species", args=[desk.revision.public_id, row.plot.public_id]))


def _rows_typed(data: Any) -> list[PlantRowForm]:
    most = plot_species.PLANTS_MAXIMUM + EMPTY_ROWS
    return [
        PlantRowForm(data, number=number) for number in range(most) if f"r{number}-scientific_name" in data
    ]


def _rows_stored(counts: Counts, rows: Sequence[PlotSpecies]) -> list[PlantRowForm]:
    by_id = {str(row.public_id): row for row in rows}
    forms = [
        PlantRowForm(number=number, row=by_id[line.plant.listed.row], line=line)
        for number, line in enumerate(counts.lines)
    ]
    return forms + [PlantRowForm(number=len(forms) + more) for more in range(EMPTY_ROWS)]


def _save(request: HttpRequest, desk: Desk, plot: Plot) -> HttpResponse:
    rows = _rows_typed(request.POST)
    filled = [row for row in rows if not row.empty]
    count = bool(request.POST.get("count"))
    if not all([row.is_valid() for row in filled]):
        restoring.keep_refused(request)
        return _draw(request, desk, plot, rows, status=400, count=count)
    try:
        plot_species.set_list(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            plot_id=str(plot.public_id),
            plants=[row.values() for row in filled],
            expected_version=version_of(request),
            count=count,
        )
    except (NotVisible, NotAllowed):
        raise
    except DomainError as refusal:
        restoring.keep_refused(request)
        loose = placed(filled, refusal, name_field="scientific_name")
        stale = isinstance(refusal, StaleEdit)
        return _draw(
            request, desk, plot, rows, status=refusal.status, findings=loose, stale=stale, count=count
        )
    restoring.forget(request)
    messages.success(request, f"The species list of plot {plot.label} was saved: {len(filled)} plants.")
    return SeeOther(request.path)


def _draw(
    request: HttpRequest,
    desk: Desk,
    plot: Plot,
    rows: Sequence[PlantRowForm] | None,
    *,
    status: int = 200,
    findings: Sequence[Finding] = (),
    stale: bool = False,
    restored: bool = False,
    count: bool | None = None,
) -> HttpResponse:
    stored = list(PlotSpecies.objects.filter(plot=plot))
    counts = plot_counts.counts_of([plot], desk.revision.release)[plot.pk]
    shown = _rows_stored(counts, stored) if rows is None else rows
    lines = {line.plant.listed.name: line for line in counts.lines}
    context = page(
        desk,
        ("Plots", section_address(desk.revision, "plots")),
        (f"Species of plot {plot.label}", ""),
        plot=plot,
        rows=[{"form": row, "cells": row.cells(), "counted": _told(lines.get(_name(row)))} for row in shown]
        if desk.editable
        else [],
        lines=[{"line": line, "counted": _told(line)} for line in counts.lines],
        heads=HEADS.values(),
        counts=counts,
        totals=_totals(desk, plot, counts),
        count=plot.sums_from_species if count is None else count,
        names=_names(desk) if desk.editable else [],
        names_list=NAMES_LIST,
        problems=_problems(shown, findings, told=not restored),
        stale=stale,
        differences=_differences(shown, stored) if stale or restored else (),
        restored=restored,
        version=carried_version(request, versioned(desk.revision, section_of("plots")), stale=stale),
        cancel=section_address(desk.revision, "plots"),
    )
    return render(request, TEMPLATE, context, status=status)


def _name(row: PlantRowForm) -> str:
    return row.row.scientific_name if row.row else str(row["scientific_name"].value() or "").strip()


def _told(line: CountedLine | None) -> dict[str, str]:
    """Where a plant counted, and why, for the last column."""
    if line is None:
        return {}
    where = {"": "–", WEEDS: "Weeds"}.get(line.counted_in) or LABELS[line.counted_in]
    why = line.why
    plant = line.plant
    if plant.known is not None and plant.counted_as != plant.listed.name:
        why += f"; counted as {plant.counted_as}"
    if plant.typed:
        why += "; your own answer, provisional"
    return {"where": where, "why": why, "gap": "" if line.counted_in or plant.native is False else "open"}


def _totals(desk: Desk, plot: Plot, counts: Counts) -> list[dict[str, Any]]:
    """Species and cover by growth form beside the community's benchmark."""
    benchmark = benchmark_of(plot.zone.pct_id, read_facts(desk.revision))
    values = benchmark.values if benchmark else {}

    def of(code: str) -> Fact[float] | None:
        return values.get(code)

    return [
        {
            "label": LABELS[form],
            "species": counts.composition[form],
            "species_benchmark": of(f"composition.{form}"),
            "cover": counts.structure[form],
            "cover_benchmark": of(f"structure.{form}"),
        }
        for form in GROWTH_FORMS
    ]


def _names(desk: Desk) -> list[tuple[str, str]]:
    names = reference.plant_names(desk.revision.release)
    if len(names) <= OFFERED_NAMES:
        return names
    used = PlotSpecies.objects.filter(revision=desk.revision).values_list("scientific_name", flat=True)
    return [(name, "") for name in sorted(set(used))]


def _problems(
    rows: Sequence[PlantRowForm], findings: Sequence[Finding], *, told: bool
) -> list[dict[str, str]]:
    lines = [{"text": finding.message, "target": ""} for finding in findings]
    for row in rows if told else ():
        for name, texts in row.errors.items() if row.is_bound and not row.empty else ():
            lines += [
                {"text": f"{_name(row) or row.name}: {text}", "target": f"#{row[name].auto_id}"}
                for text in texts
            ]
    return lines


def _differences(rows: Sequence[PlantRowForm], stored: Sequence[PlotSpecies]) -> list[dict[str, str]]:
    """Plants and covers that are stored now beside what was typed."""
    now = {row.scientific_name: _percent(row.cover_percent) for row in stored}
    typed = {
        _name(row): _percent(row.cleaned_data["cover_percent"])
        for row in rows
        if not row.empty and row.is_valid()
    }
    return [
        {"label": name, "stored": now.get(name, ""), "typed": typed.get(name, "")}
        for name in sorted({*now, *typed})
        if now.get(name) != typed.get(name)
    ]


def _percent(cover: Decimal) -> str:
    return f"{cover.normalize():f} %"
