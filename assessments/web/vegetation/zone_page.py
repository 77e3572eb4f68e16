"""The page of one vegetation zone: every attribute from observed mean to contribution, now and in the future."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.bam.attributes import ATTRIBUTE_CODES, label, unit
from assessments.bam.inputs import Fact, ZoneInput
from assessments.bam.outcome import (
    AttributeScore,
    ComponentScore,
    ManagementZoneOutcome,
    VegetationIntegrity,
    ZoneOutcome,
)
from assessments.models import Plot, VegetationZone
from assessments.sections import section_of
from assessments.services import content
from assessments.services.method import minimum_plots_for
from assessments.services.plot_hints import plot_hints
from assessments.web.answers import desk_for, desk_page, today
from assessments.web.charts import Bar, bar_chart, component_chart
from assessments.web.results.stored import result_of
from assessments.web.vegetation.frame import applicable, page, section_address
from assessments.web.vegetation.outlines import outline_of
from registry.units import display, hectares

COMPONENTS = ("composition", "structure", "function")
MARKS = {
    "confirmed": "confirmed",
    "fitted": "fitted to official results",
    "memory": "not confirmed",
    "open": "open in the method",
    "entered": "entered by the assessor",
    "demo": "demonstration value",
}


@dataclass(frozen=True, slots=True)
class AttributeRow:
    """One attribute as the table shows it; scores are None while they cannot be computed."""

    label: str
    unit: str
    observed: float | None
    benchmark: Fact[float] | None
    score: AttributeScore | None

    @property
    def benchmark_provisional(self) -> bool:
        """Does the benchmark make the score provisional?"""
        return self.benchmark is not None and self.benchmark.provisional


@desk_page("GET")
def show(request: HttpRequest, *, revision_id: UUID, zone_id: UUID) -> HttpResponse:
    """One zone of a visible revision."""
    desk = desk_for(request, revision_id)
    spec = applicable(desk, "zones")
    zone: Any = content.row_of(desk.revision, spec, zone_id)
    result = result_of(desk.revision)
    outcome, taken = result.zone(zone.key), result.zone_input(zone.key)
    context = page(
        desk,
        (spec.title, section_address(desk.revision, spec.code)),
        (f"Zone {zone.number}", ""),
        zone=zone,
        facts=facts_of(zone, stewardship=desk.revision.assessment.is_stewardship),
        outcome=outcome,
        result=result,
        components=components_of(outcome, taken),
        benchmarks=benchmark_sources(taken),
        mean_spelled=spelled_mean(outcome.current) if outcome and outcome.current else "",
        change=spelled_change(outcome, taken, supply=desk.revision.assessment.is_stewardship),
        futures=futures_of(outcome),
        futures_chart=futures_chart(outcome),
        plots=list(Plot.objects.filter(zone=zone).annotate(listed=Count("species")).order_by("label")),
        hints=plot_hints(desk.revision, today=today(), only=[zone]),
        wanted=minimum_plots_for(desk.revision.release, zone.area_m2),
        parts={part.name: part for part in zone.management_zones.all()},
        findings=[f for f in result.outcome.findings if f.field.startswith(f"zones[{zone.key}]")],
        plots_address=section_address(desk.revision, "plots"),
        parts_address=section_address(desk.revision, "management_zones"),
        facts_address=section_address(desk.revision, section_of("facts").code),
        **outline_of(zone),
    )
    return render(request, "assessments/vegetation/zone_page.html", context)


def facts_of(zone: VegetationZone, *, stewardship: bool) -> list[dict[str, str]]:
    """What was recorded about the zone itself."""
    community = zone.get_community_answer_display() if zone.community_answer else ""
    rows = [
        ("Plant community type", f"{zone.pct_id} {zone.pct_name}"),
        ("Condition class", zone.condition_class),
        ("Area", f"{hectares(zone.area_m2).normalize():f} ha"),
        (
            "Patch size",
            "" if zone.patch_size_m2 is None else f"{hectares(zone.patch_size_m2).normalize():f} ha",
        ),
        ("Threatened ecological community", zone.community_name or community),
        ("Hollow-bearing trees", _yes_no(zone.hollow_bearing_trees)),
        ("Potential serious and irreversible impact", _yes_no(zone.potential_saii)),
    ]
    if zone.saii_statement:
        rows.append(("Assessment of that impact", zone.saii_statement))
    if stewardship:
        planned = zone.planned_weed_cover_percent
        rows += [
            ("High risk land", _yes_no(zone.high_risk_land)),
            ("Why it is, or is not", zone.high_risk_reason),
            (
                "High threat weed cover with management",
                "As seen in the plots" if planned is None else f"{planned.normalize():f} %",
            ),
            ("Under a conservation obligation", _yes_no(zone.conservation_obligation)),
            ("Crown land", _yes_no(zone.crown_land)),
        ]
    if zone.justification:
        rows.append(("Evidence for the type", zone.justification))
    return [{"label": name, "value": value} for name, value in rows]


def _yes_no(value: bool | None) -> str:
    return "" if value is None else ("Yes" if value else "No")


def components_of(outcome: ZoneOutcome | None, taken: ZoneInput | None) -> list[dict[str, Any]]:
    """Composition, structure and function: rows of every attribute, the score, and its chart."""
    benchmarks = taken.benchmark.values if taken and taken.benchmark else {}
    means = outcome.means if outcome else {}
    current = outcome.current if outcome else None
    found = []
    for name in COMPONENTS:
        component: ComponentScore | None = getattr(current, name) if current else None
        scores = {one.code: one for one in component.attributes} if component else {}
        found.append(
            {
                "name": name,
                "title": name.capitalize(),
                "rows": [
                    AttributeRow(
                        label(code), unit(code), means.get(code), benchmarks.get(code), scores.get(code)
                    )
                    for code in ATTRIBUTE_CODES
                    if code.startswith(name)
                ],
                "score": component.score if component else None,
                "chart": component_chart(component) if component else "",
                "left_out": current is not None and component is None,
            }
        )
    return found


def benchmark_sources(taken: ZoneInput | None) -> list[dict[str, Any]]:
    """Where the benchmarks come from: each source with its mark and, when it is not all of them, its attributes."""
    if taken is None or taken.benchmark is None:
        return []
    values = taken.benchmark.values
    grouped: dict[tuple[str, str], list[str]] = {}
    for code in ATTRIBUTE_CODES:
        if code in values:
            fact = values[code]
            grouped.setdefault((fact.source, fact.mark), []).append(
                f"{code.partition('.')[0]} {label(code).lower()}"
            )
    return [
        {
            "source": source,
            "mark": MARKS[mark],
            "provisional": Fact(None, mark, source).provisional,  # type: ignore[arg-type]
            "which": "" if len(names) == len(values) else ", ".join(names),
        }
        for (source, mark), names in grouped.items()
    ]


def spelled_mean(integrity: VegetationIntegrity) -> str:
    """The geometric mean with its numbers: `(40.9 × 41.8 × 52.5)^(1/3) = 44.8`."""
    parts = [integrity.composition.score, integrity.structure.score]
    if integrity.function is not None:
        parts.append(integrity.function.score)
    product = " × ".join(display(part) for part in parts)
    return f"({product})^(1/{len(parts)}) = {display(integrity.score)}"


def futures_of(outcome: ZoneOutcome | None) -> list[dict[str, Any]]:
    """The lines of the table now and in the future: title, area, scores, change, and what was typed."""
    if outcome is None or outcome.current is None:
        return []
    lines: list[dict[str, Any]] = [
        {"title": "Current", "area_m2": outcome.area_m2, "integrity": outcome.current}
    ]
    if outcome.without_management is not None:
        lines.append(
            {
                "title": "In 20 years without management",
                "area_m2": outcome.area_m2,
                "integrity": outcome.without_management,
            }
        )
    supply = outcome.without_management is not None
    for part in outcome.management_zones:
        lines.append(
            {
                "title": f"{'In 20 years with management' if supply else 'After the development'}: {part.name}",
                "name": part.name,
                "area_m2": part.area_m2,
                "integrity": part.future,
                "change": part.change,
                "typed": "typed_gain" in part.typed,
                "typed_values": [code for code in part.typed if code != "typed_gain"],
                "reason": part.reason,
            }
        )
    return lines


def futures_chart(outcome: ZoneOutcome | None) -> str:
    """Vegetation integrity of each line of that table."""
    bars = [
        Bar(
            label=line["title"],
            value=line["integrity"].score,
            text=display(line["integrity"].score),
            tone="current" if number == 0 else "future",
        )
        for number, line in enumerate(futures_of(outcome))
        if line["integrity"] is not None
    ]
    return bar_chart(title="Vegetation integrity now and in the future", bars=bars) if len(bars) > 1 else ""


def spelled_change(outcome: ZoneOutcome | None, taken: ZoneInput | None, *, supply: bool) -> str:
    """The zone's change with its numbers: the area-weighted mean over its management zones (method 2 and 3)."""
    if outcome is None or taken is None or outcome.change is None:
        return ""
    share, benefit = 1.0, outcome.security_benefit or 0.0
    if supply and taken.stewardship and taken.stewardship.obligation_reduction_percent:
        share -= taken.stewardship.obligation_reduction_percent.value / 100
    before = outcome.without_management if supply else outcome.current
    parts = [(_term(part, before, share, benefit), part.area_m2) for part in outcome.management_zones]
    if len(parts) == 1:
        return f"{parts[0][0]} = {_number(outcome.change)}"
    above = " + ".join(f"({term}) × {_hectares(area)}" for term, area in parts)
    return f"({above}) / {_hectares(outcome.area_m2)} = {_number(outcome.change)}"


def _term(
    part: ManagementZoneOutcome, before: VegetationIntegrity | None, share: float, benefit: float
) -> str:
    """One management zone's part: an obligation and the security benefit touch calculated gains only."""
    if part.future is None or before is None:
        return _number(part.change or 0.0)
    text = f"{_number(part.future.score)} − {_number(before.score)}"
    if share != 1:
        text = f"({text}) × {display(share, 4)}"
    return f"{text} + {display(benefit, 4)}" if benefit else text


def _number(value: float) -> str:
    return display(value, 4).replace("-", "−")


def _hectares(area_m2: int) -> str:
    return f"{hectares(area_m2).normalize():f}"
