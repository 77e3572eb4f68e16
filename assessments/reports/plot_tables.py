"""The plot sheets the scores come from, as they went into the calculation."""

from assessments.bam.attributes import GROWTH_FORMS, LABELS, STEM_CLASSES_CM
from assessments.bam.inputs import PlotObservation
from assessments.reports import figures
from assessments.reports.content import Cell, Column, Group, Record, Table
from assessments.reports.source import ReportSource

PLOT = Column("plot", "Plot", head=True)
SHORT = {"grass": "Grass"}
FORMS = tuple((form, SHORT.get(form, LABELS[form])) for form in GROWTH_FORMS)
COVER_AND_RICHNESS = (
    PLOT,
    *(Column(f"c.{form}", f"{name}, species", number=True) for form, name in FORMS),
    *(Column(f"s.{form}", f"{name}, % cover", number=True) for form, name in FORMS),
)
FUNCTION = (
    PLOT,
    Column("large", "Large trees", number=True),
    Column("hollow", "Hollow-bearing trees", number=True),
    Column("litter", "Litter cover (%)", number=True),
    Column("logs", "Fallen logs (m)", number=True),
    *(Column(f"stems{low}", f"Stems {low} to {high} cm", number=True) for low, high in STEM_CLASSES_CM),
    Column("regeneration", "Tree regeneration", number=True),
    Column("weeds", "High threat weeds (%)", number=True),
)


def plots(source: ReportSource) -> list[Table]:
    """Two tables, grouped by zone: richness and cover; then function."""
    zones = [zone for zone in source.inputs.zones if zone.plots]
    return [
        Table(
            title,
            columns,
            groups=[
                Group(f"Zone {zone.number}: {zone.key}", [row(plot) for plot in zone.plots]) for zone in zones
            ],
            empty="No plots.",
        )
        for title, columns, row in (
            ("Plots: native species and foliage cover (400 m²)", COVER_AND_RICHNESS, _cover_row),
            ("Plots: function (1,000 m²)", FUNCTION, _function_row),
        )
    ]


def _cover_row(plot: PlotObservation) -> Record:
    row: dict[str, Cell] = {"plot": plot.label}
    for form, species, cover in zip(GROWTH_FORMS, plot.composition, plot.structure, strict=True):
        row[f"c.{form}"] = figures.number(species)
        row[f"s.{form}"] = figures.number(cover)
    return row


def _function_row(plot: PlotObservation) -> Record:
    stems = plot.stem_classes or (None,) * len(STEM_CLASSES_CM)
    return {
        "plot": plot.label,
        "large": figures.number(plot.large_trees),
        "hollow": figures.number(plot.hollow_bearing_trees),
        "litter": figures.number(plot.litter),
        "logs": figures.number(plot.logs),
        **{
            f"stems{low}": figures.number(seen) for (low, _), seen in zip(STEM_CLASSES_CM, stems, strict=True)
        },
        "regeneration": figures.number(plot.regeneration),
        "weeds": figures.number(plot.high_threat_weed_cover),
    }
