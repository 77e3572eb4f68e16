"""One zone attribute by attribute: observed mean, benchmark, score, weight and contribution, so that every later
number can be worked out by hand (method 1.2-1.4)."""

from typing import Any

from assessments.bam.attributes import ATTRIBUTE_CODES, COMPOSITION_CODES, STRUCTURE_CODES, label, unit
from assessments.bam.outcome import AttributeScore, ManagementZoneOutcome, VegetationIntegrity, ZoneOutcome
from assessments.reports import figures
from assessments.reports.content import (
    Bar,
    Bars,
    Block,
    Cell,
    Column,
    Details,
    Group,
    Heading,
    Record,
    Table,
    Words,
)
from assessments.reports.source import ReportSource

COMPONENTS = ("composition", "structure", "function")
NOW = (
    Column("name", "Attribute", head=True),
    Column("unit", "Unit"),
    Column("observed", "Observed mean", number=True),
    Column("benchmark", "Benchmark", number=True),
    Column("score", "Score", number=True),
    Column("weight", "Weight", number=True),
    Column("weighted", "Contribution", number=True),
)
COMPLETE_LOSS = "every attribute becomes 0 (complete loss)."


def zone_details(source: ReportSource, zone: ZoneOutcome) -> list[Block]:
    """Everything the report says about one zone."""
    blocks: list[Block] = [
        Heading(f"Zone {zone.number}: {zone.key}"),
        Details(_facts(source, zone)),
    ]
    blocks += [Words(sentence) for sentence in _statements(source.zone_text(zone.key))]
    if zone.current is None:
        return [*blocks, *(Words(sentence) for sentence in zone.not_computed), *_unscored(zone)]
    blocks += [_scored(source, zone, zone.current), _chart(zone, zone.current)]
    return [*blocks, *_future(source, zone)]


def _statements(text: dict[str, Any]) -> list[str]:
    """What the assessor says of a zone beside its numbers."""
    sentences = []
    if text.get("justification"):
        sentences.append(f"Evidence for the community: {text['justification']}")
    if text.get("high_risk_land") is not None:
        answer = "yes" if text["high_risk_land"] else "no"
        sentences.append(f"High risk land: {answer}. {text.get('high_risk_reason', '')}".rstrip())
    return sentences


def _facts(source: ReportSource, zone: ZoneOutcome) -> list[tuple[str, Cell]]:
    text = source.zone_text(zone.key)
    return [
        ("Plant community type", f"{zone.pct_id} {zone.pct_name}".strip()),
        ("Vegetation class", text.get("vegetation_class", "")),
        ("Formation", text.get("vegetation_formation", "")),
        (
            "Threatened community",
            text.get("community_name") or text.get("community_answer") or "Not recorded",
        ),
        ("Area", f"{figures.area(zone.area_m2)} ha"),
        ("Plots", f"{zone.plots}, at least {zone.minimum_plots} asked for"),
        ("Hollow-bearing trees, mean per plot", figures.number(zone.hollow_bearing_trees)),
        ("High threat weed cover, mean", _percent(zone.high_threat_weed_cover)),
        ("Large tree threshold", _threshold(source, zone)),
    ]


def _percent(value: float | None) -> str | None:
    return None if value is None else f"{figures.number(value)} %"


def _threshold(source: ReportSource, zone: ZoneOutcome) -> Cell:
    benchmark = source.zone_inputs[zone.key].benchmark
    fact = benchmark.large_tree_threshold_cm if benchmark else None
    return None if fact is None else figures.marked(f"{fact.value} cm", fact.provisional)


def _attributes(integrity: VegetationIntegrity) -> dict[str, AttributeScore]:
    components = (integrity.composition, integrity.structure, integrity.function)
    return {row.code: row for component in components if component for row in component.attributes}


def _chart(zone: ZoneOutcome, current: VegetationIntegrity) -> Bars:
    """Observed means as a percentage of their benchmark."""
    bars = []
    for code, row in _attributes(current).items():
        percent = 100.0 * row.observed / row.benchmark if row.benchmark else None
        shown = f"{figures.number(row.observed)} of {figures.number(row.benchmark)}"
        bars.append(Bar(f"{code.partition('.')[0].capitalize()}: {label(code).lower()}", percent, shown))
    return Bars(f"{zone.key}: observed means held against their benchmarks", bars)


def _scored(source: ReportSource, zone: ZoneOutcome, current: VegetationIntegrity) -> Table:
    scored, provisional = _attributes(current), bool(zone.provisional)
    benchmark = source.zone_inputs[zone.key].benchmark
    facts = benchmark.values if benchmark else {}
    groups = []
    for name, component in zip(
        COMPONENTS, (current.composition, current.structure, current.function), strict=True
    ):
        rows = [
            _row(
                code,
                scored.get(code),
                zone.means.get(code),
                provisional,
                code in facts and facts[code].provisional,
            )
            for code in _codes(name)
            if code in scored or code in zone.means
        ]
        subtotal = {"weighted": figures.score(component.score, provisional) if component else "no score"}
        groups.append(Group(name.capitalize(), rows, subtotal, f"{name.capitalize()} score"))
    return Table(
        f"{zone.key}: current vegetation integrity by attribute",
        NOW,
        groups=groups,
        total={"weighted": figures.score(current.score, provisional)},
        total_label="Current vegetation integrity",
    )


def _codes(component: str) -> tuple[str, ...]:
    if component == "composition":
        return COMPOSITION_CODES
    if component == "structure":
        return STRUCTURE_CODES
    return tuple(code for code in ATTRIBUTE_CODES if code.startswith("function."))


def _row(
    code: str, row: AttributeScore | None, mean: float | None, provisional: bool, benchmark_provisional: bool
) -> Record:
    record: dict[str, Cell] = {"name": label(code), "unit": unit(code)}
    if row is None:
        return record | {"observed": figures.number(mean, 2), "score": "not scored"}
    return record | {
        "observed": figures.number(row.observed, 2),
        "benchmark": figures.marked(figures.number(row.benchmark, 2), benchmark_provisional),
        "score": figures.score(row.unweighted, provisional),
        "weight": figures.marked(figures.fixed(row.weight), provisional),
        "weighted": figures.score(row.weighted, provisional),
    }


def _unscored(zone: ZoneOutcome) -> list[Block]:
    """What was observed, where no score could be made of it."""
    rows = [
        _row(code, None, zone.means[code], False, False) for code in ATTRIBUTE_CODES if code in zone.means
    ]
    return [Table(f"{zone.key}: observed means", (*NOW[:3], NOW[4]), rows)] if rows else []


def _future(source: ReportSource, zone: ZoneOutcome) -> list[Block]:
    """Later values of each attribute with their scores; a complete loss is said in one sentence."""
    blocks: list[Block] = []
    scenarios: list[tuple[str, str, VegetationIntegrity]] = []
    if zone.without_management is not None:
        scenarios.append(("without", "Without management", zone.without_management))
    for number, part in enumerate(zone.management_zones):
        if part.future is not None and any(row.observed for row in _attributes(part.future).values()):
            name = f"With management ({part.name})" if source.stewardship else part.name
            scenarios.append((f"part{number}", name, part.future))
        else:
            blocks.append(Words(_said_of(part)))
        if part.typed:
            typed = ", ".join(_typed_name(code) for code in part.typed)
            blocks.append(Words(f"{part.name}: entered by the assessor: {typed}."))
        if part.reason:
            blocks.append(Words(f"{part.name}: {part.reason}"))
    if scenarios:
        blocks.insert(0, _future_table(zone, scenarios))
    return blocks


def _typed_name(code: str) -> str:
    component, _, attribute = code.partition(".")
    return f"{component} {label(code).lower()}" if attribute else code


def _said_of(part: ManagementZoneOutcome) -> str:
    if part.future is not None:
        return f"{part.name}, {figures.area(part.area_m2)} ha: {COMPLETE_LOSS}"
    if part.change is not None:
        return f"{part.name}: gain in vegetation integrity entered by the assessor, {figures.number(part.change, 4)}."
    return f"{part.name}: not computed."


def _future_table(zone: ZoneOutcome, scenarios: list[tuple[str, str, VegetationIntegrity]]) -> Table:
    provisional = bool(zone.provisional)
    columns = [Column("name", "Attribute", head=True)]
    for key, name, _ in scenarios:
        columns += [
            Column(f"{key}.value", f"{name}: mean", number=True),
            Column(f"{key}.score", f"{name}: score", number=True),
            Column(f"{key}.weighted", f"{name}: contribution", number=True),
        ]
    groups = []
    for component in COMPONENTS:
        subtotal: dict[str, Cell] = {}
        rows: dict[str, dict[str, Cell]] = {}
        for key, _, integrity in scenarios:
            of_component = getattr(integrity, component)
            if of_component is None:
                continue
            subtotal[f"{key}.weighted"] = figures.score(of_component.score, provisional)
            for row in of_component.attributes:
                cells = rows.setdefault(row.code, {"name": label(row.code)})
                cells[f"{key}.value"] = figures.marked(figures.number(row.observed, 2), provisional)
                cells[f"{key}.score"] = figures.score(row.unweighted, provisional)
                cells[f"{key}.weighted"] = figures.score(row.weighted, provisional)
        if rows:
            groups.append(
                Group(
                    component.capitalize(), list(rows.values()), subtotal, f"{component.capitalize()} score"
                )
            )
    total = {
        f"{key}.weighted": figures.score(integrity.score, provisional) for key, _, integrity in scenarios
    }
    return Table(
        f"{zone.key}: future values by attribute",
        columns,
        groups=groups,
        total=total,
        total_label="Vegetation integrity",
    )
