"""The appendix of plot sheets: where and when, the attributes of both plots, and the plants listed (method 1.1)."""

from typing import Any

from assessments.bam.attributes import GROWTH_FORMS, LABELS, STEM_CLASSES_CM
from assessments.bam.inputs import PlotObservation
from assessments.reports import figures
from assessments.reports.content import (
    Block,
    Cell,
    Column,
    Details,
    Heading,
    Italic,
    Part,
    Record,
    Table,
    Words,
)
from assessments.reports.source import ReportSource

FORMS = (
    Column("what", "On 400 m²", head=True),
    *(Column(form, LABELS[form], number=True) for form in GROWTH_FORMS),
)
PLANTS = (
    Column("name", "Plant", head=True),
    Column("form", "Growth form group"),
    Column("cover", "Cover (%)", number=True),
    Column("individuals", "Individuals", number=True),
    Column("native", "Native"),
    Column("weed", "High threat weed"),
    Column("source", "Source, where entered"),
)
FROM_PLANTS = "Species numbers, cover and weed cover are counted from the plants listed below."


def plot_sheets(source: ReportSource) -> Part:
    """A sheet for every plot that went into the calculation."""
    known = {(row["zone"], row["label"]): row for row in source.context.get("plots", [])}
    blocks: list[Block] = []
    for zone in source.inputs.zones:
        for plot in zone.plots:
            blocks += _sheet(zone.key, zone.number, plot, known.get((zone.key, plot.label), {}))
    return Part(
        "Plot sheets", blocks or [Words("No plot has been entered.")], "appendix-plots", new_page=True
    )


def _sheet(key: str, number: int, plot: PlotObservation, known: dict[str, Any]) -> list[Block]:
    blocks: list[Block] = [Heading(f"Plot {plot.label}, zone {number}: {key}"), Details(_facts(plot, known))]
    if known.get("sums_from_species"):
        blocks.append(Words(FROM_PLANTS, "small"))
    rows = [_forms("Native species", plot.composition), _forms("Foliage cover (%)", plot.structure)]
    blocks.append(Table(f"Plot {plot.label}, {key}: composition and structure", FORMS, rows))
    plants: list[Record] = [_plant(row) for row in known.get("species", [])]
    if plants:
        blocks.append(Table(f"Plot {plot.label}, {key}: plants", PLANTS, plants))
    return blocks


def _forms(name: str, values: tuple[float, ...]) -> Record:
    numbers: dict[str, Cell] = {
        form: figures.number(value) for form, value in zip(GROWTH_FORMS, values, strict=True)
    }
    return {"what": name, **numbers}


def _plant(row: dict[str, Any]) -> Record:
    return {
        "name": (Italic(row["name"]),),
        "form": row["growth_form"],
        "cover": row["cover_percent"],
        "individuals": figures.whole(row["individuals"]),
        "native": figures.yes(row["native"]),
        "weed": figures.yes(row["high_threat_weed"]),
        "source": row["source"],
    }


def _facts(plot: PlotObservation, known: dict[str, Any]) -> list[tuple[str, Cell]]:
    """Place and day, then function on 1,000 m²; what was not recorded shows as a dash."""
    pairs: list[tuple[str, Cell]] = []
    if known:
        pairs += [
            ("Surveyed on", figures.day(known["surveyed_on"]) or "not entered"),
            ("MGA zone, easting, northing (m)", _grid(known)),
            ("Longitude, latitude", _place(known)),
            ("Bearing of the midline", f"{known['bearing']}°"),
        ]
    return [
        *pairs,
        ("Large trees", figures.number(plot.large_trees)),
        ("Hollow-bearing trees", figures.number(plot.hollow_bearing_trees)),
        ("Litter cover", _with_unit(plot.litter, "%")),
        ("Fallen logs", _with_unit(plot.logs, "m")),
        ("Stem classes present (cm)", _stems(plot)),
        ("Tree regeneration", None if plot.regeneration is None else figures.yes(plot.regeneration > 0)),
        ("High threat weeds", _with_unit(plot.high_threat_weed_cover, "%")),
    ]


def _grid(known: dict[str, Any]) -> str:
    return f"{known['mga_zone']}, {float(known['easting']):,.0f}, {float(known['northing']):,.0f}"


def _place(known: dict[str, Any]) -> str | None:
    if known["longitude"] is None:
        return None
    return f"{known['longitude']:.5f}, {known['latitude']:.5f}".replace("-", figures.MINUS)


def _with_unit(value: float | None, unit: str) -> str | None:
    return None if value is None else f"{figures.number(value)} {unit}"


def _stems(plot: PlotObservation) -> str | None:
    if plot.stem_classes is None:
        return None
    seen = [
        f"{low} to {high}"
        for (low, high), there in zip(STEM_CLASSES_CM, plot.stem_classes, strict=True)
        if there
    ]
    return ", ".join(seen) or "none"
