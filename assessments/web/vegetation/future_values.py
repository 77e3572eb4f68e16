"""The future values of one management zone: the assessor's own means beside what the method would take."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.bam.attributes import ATTRIBUTE_CODES, label, unit
from assessments.bam.outcome import VegetationIntegrity
from assessments.bam.zones import assess_zone
from assessments.models import ManagementZone
from assessments.sections import section_of
from assessments.services import content, future_values
from assessments.services.method import parameters_for
from assessments.web.answers import (
    Desk,
    actor_of,
    attempt,
    carried_version,
    desk_for,
    desk_page,
    version_of,
    versioned,
)
from assessments.web.drafts import restoring
from assessments.web.results.stored import Result, result_of
from assessments.web.vegetation.frame import applicable, page, section_address
from assessments.web.vegetation.part_forms import FutureValuesForm
from assessments.web.workbench import preview
from registry.forms import SeeOther, key_of

COMPONENTS = ("composition", "structure", "function")


@desk_page("GET", "POST")
def grid(request: HttpRequest, *, revision_id: UUID, part_id: UUID) -> HttpResponse:
    """All 17 attributes: current mean, benchmark, default future, and the value the assessor gives instead."""
    desk = desk_for(request, revision_id)
    spec = applicable(desk, "management_zones")
    part: Any = content.row_of(desk.revision, spec, part_id)
    stewardship = desk.revision.assessment.is_stewardship
    status, stale = 200, False
    seen: dict[str, Any] = {}
    stored = {value.attribute: value for value in part.future_values.all()}
    if request.method == "POST":
        desk.require_editable()
        form = FutureValuesForm(request.POST, stewardship=stewardship)
        status = 400

        def inputs() -> dict[str, Any]:
            return {
                "management_zone_id": str(part_id),
                "values": form.values(),
                "reason": form.cleaned_data["reason"],
                "expected_version": version_of(request),
            }

        if preview.asked(request):
            seen, looked = preview.difference_for(
                request, desk, form, future_values.set_future_values, inputs=inputs
            )
            status, stale = looked.status, looked.stale
        elif form.is_valid():
            saved = attempt(
                form,
                lambda: future_values.set_future_values(
                    actor=actor_of(request), key=key_of(request), revision_id=desk.revision.pk, **inputs()
                ),
            )
            if saved.result is not None:
                restoring.forget(request)
                messages.success(request, f"The future values of {part.name} were saved.")
                return SeeOther(section_address(desk.revision, spec.code))
            status, stale = saved.status, saved.stale
    else:
        reasons = dict.fromkeys(value.reason for value in stored.values() if value.reason)
        initial = {code: f"{value.value.normalize():f}" for code, value in stored.items()}
        form = FutureValuesForm(initial={**initial, "reason": "\n".join(reasons)}, stewardship=stewardship)
        if desk.editable:
            restoring.restore(request, form)
    context = page(
        desk,
        (spec.title, section_address(desk.revision, spec.code)),
        (f"Future values of {part.name}", ""),
        part=part,
        form=form,
        stale=stale,
        components=_components(desk, part, form, stored),
        cancel=section_address(desk.revision, spec.code),
        previewable=True,
        version=carried_version(request, versioned(desk.revision, section_of("future_values")), stale=stale),
        **{name: value for name, value in seen.items() if name != "version"},
    )
    return render(request, "assessments/vegetation/future_values.html", context, status=status)


def _components(
    desk: Desk, part: ManagementZone, form: FutureValuesForm, stored: dict[str, Any]
) -> list[dict[str, Any]]:
    result = result_of(desk.revision)
    outcome = result.zone(part.zone.key)
    means = outcome.means if outcome else {}
    benchmarks, defaults = _benchmarks(result, part.zone.key), _defaults(desk, result, part)
    rows: list[dict[str, Any]] = [
        {
            "code": code,
            "label": label(code),
            "unit": unit(code),
            "mean": means.get(code),
            "benchmark": benchmarks.get(code),
            "default": defaults.get(code),
            "field": form[code],
            "stored": stored[code].value if code in stored else None,
        }
        for code in ATTRIBUTE_CODES
    ]
    return [
        {"title": component.capitalize(), "rows": [row for row in rows if row["code"].startswith(component)]}
        for component in COMPONENTS
    ]


def _benchmarks(result: Result, zone_key: str) -> dict[str, float]:
    zone = result.zone_input(zone_key)
    if zone is None or zone.benchmark is None:
        return {}
    return {code: fact.value for code, fact in zone.benchmark.values.items()}


def _defaults(desk: Desk, result: Result, part: ManagementZone) -> dict[str, float]:
    """The future means the method takes where nothing is typed: 0 at a development, growth at a stewardship site.

    Empty where they cannot be computed yet.
    """
    supply = desk.revision.assessment.is_stewardship
    if not supply:
        return dict.fromkeys(ATTRIBUTE_CODES, 0.0)
    zone = result.zone_input(part.zone.key)
    if zone is None:
        return {}
    untyped = tuple(replace(one, future_means={}, typed_gain=None) for one in zone.management_zones)
    outcome = assess_zone(
        replace(zone, management_zones=untyped),
        supply=supply,
        growth_strategy=result.inputs.growth_strategy,
        parameters=parameters_for(desk.revision.release),
    ).outcome
    future = next((one.future for one in outcome.management_zones if one.name == part.name), None)
    return {} if future is None else observed_means(future)


def observed_means(integrity: VegetationIntegrity) -> dict[str, float]:
    """The means that went into a score, by attribute code."""
    components = [integrity.composition, integrity.structure, integrity.function]
    return {one.code: one.observed for part in components if part for one in part.attributes}
