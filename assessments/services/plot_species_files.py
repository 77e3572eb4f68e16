"""A file of species lists held against a revision's plots and its release's plant names. Writes nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from assessments.models import Plot, PlotSpecies, Revision
from assessments.plot_species.counting import Counts, count
from assessments.plot_species.nearest import NameIndex
from assessments.plot_species.reader import SpeciesFile, SpeciesRow, read_species
from assessments.services import plot_counts
from registry.findings import Finding, errors
from registry.reference import selectors as reference

UNKNOWN_WITH_NEAREST = 50
"""For this many unknown names the nearest known ones are looked for; more is a list in other names altogether."""


@dataclass(frozen=True, slots=True)
class MatchedPlot:
    """A plot of the file: the lines it will have, what they count to, and how many it has now."""

    plot: Plot
    lines: tuple[PlotSpecies, ...]
    counts: Counts
    listed_before: int


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that the reference data does not have, where it is in the file, and names like it."""

    name: str
    rows: tuple[int, ...]
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchedFile:
    """What would come in. With errors nothing does."""

    file: SpeciesFile
    plots: tuple[MatchedPlot, ...]
    unknown: tuple[UnknownName, ...]
    findings: tuple[Finding, ...]
    plants: int = field(default=0)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What has to be corrected first."""
        return errors(self.findings)


def match(revision: Revision, content: bytes, *, filename: str) -> MatchedFile:
    """Read a file and find its plots and plants. A fixed number of queries."""
    file = read_species(content, filename=filename)
    plots = list(
        Plot.objects.filter(revision=revision).select_related("zone").annotate(listed=Count("species"))
    )
    by_plot, findings = _by_plot(file.rows, plots)
    names = plot_counts.names_of(revision.release, {row.species for row in file.rows})
    matched = []
    for plot in plots:
        rows = by_plot.get(plot.pk)
        if not rows:
            continue
        lines = []
        for row in rows:
            line = PlotSpecies(
                revision=revision,
                plot=plot,
                scientific_name=row.species,
                cover_percent=row.cover_percent,
                individuals=row.individuals,
            )
            plot_counts.check_named(line, names)
            lines.append(line)
        counts = count(map(plot_counts.listed, lines), names)
        matched.append(MatchedPlot(plot, tuple(lines), counts, getattr(plot, "listed", 0)))
    unknown = _unknown(revision, file.rows, names)
    return MatchedFile(
        file=file,
        plots=tuple(matched),
        unknown=unknown,
        findings=tuple(
            sorted([*file.findings, *findings, *map(_told, unknown)], key=lambda finding: finding.row or 0)
        ),
        plants=len(file.rows),
    )


class _Likely:
    """Labels of plots like one that is not there, looked for once each and not for a file full of them: comparing is
    slow."""

    def __init__(self, plots: Sequence[Plot]) -> None:
        self._index = NameIndex(plot.label for plot in plots)
        self._found: dict[str, tuple[str, ...]] = {}

    def labels(self, label: str) -> tuple[str, ...]:
        """The nearest labels; none after the first fifty that are not there."""
        if label not in self._found and len(self._found) < UNKNOWN_WITH_NEAREST:
            self._found[label] = self._index.nearest(label)
        return self._found.get(label, ())


def _by_plot(
    rows: Sequence[SpeciesRow], plots: Sequence[Plot]
) -> tuple[dict[int, list[SpeciesRow]], list[Finding]]:
    """The rows of each plot, and a finding for each row whose plot is not there or not clear."""
    by_label: dict[str, list[Plot]] = defaultdict(list)
    for plot in plots:
        by_label[plot.label.casefold()].append(plot)
    like = _Likely(plots)
    found: dict[int, list[SpeciesRow]] = defaultdict(list)
    findings = []
    for row in rows:
        named = by_label.get(row.plot.casefold(), [])
        if row.zone:
            zone = row.zone.casefold()
            named = [plot for plot in named if zone in (plot.zone.key.casefold(), str(plot.zone.number))]
        if len(named) == 1:
            found[named[0].pk].append(row)
            continue
        where = f" in zone {row.zone}" if row.zone else ""
        if named:
            zones = " and ".join(plot.zone.key for plot in named)
            message = f"Plot {row.plot} is in zones {zones}. Add a column zone that says which."
            findings.append(Finding("plot_species.plot.not_clear", message, "zone", row.row_number, "zone"))
        else:
            meant = like.labels(row.plot)
            advice = (
                f" Do you mean {' or '.join(meant)}?"
                if meant
                else " Add the plot first, or correct its name."
            )
            message = f"There is no plot {row.plot}{where} here.{advice}"
            findings.append(Finding("plot_species.plot.unknown", message, "plot", row.row_number, "plot"))
    return found, findings + _the_same_plant(found)


def _the_same_plant(by_plot: dict[int, list[SpeciesRow]]) -> list[Finding]:
    """A plant twice in one plot, where the file names the zone in one row and leaves it out in the other."""
    findings = []
    for rows in by_plot.values():
        first: dict[str, SpeciesRow] = {}
        for row in rows:
            earlier = first.setdefault(row.species.lower(), row)
            if earlier is not row and (earlier.zone.casefold() != row.zone.casefold()):
                message = f"{row.species} is in row {earlier.row_number} for the same plot. Keep one row."
                findings.append(
                    Finding("plot_species.species.twice", message, "species", row.row_number, "species")
                )
    return findings


def _unknown(
    revision: Revision, rows: Sequence[SpeciesRow], names: plot_counts.Names
) -> tuple[UnknownName, ...]:
    where: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.species.lower() not in names:
            where[row.species].append(row.row_number)
    if not where:
        return ()
    index = NameIndex(name for name, _ in reference.plant_names(revision.release))
    return tuple(
        UnknownName(name, tuple(at), index.nearest(name) if number < UNKNOWN_WITH_NEAREST else ())
        for number, (name, at) in enumerate(where.items())
    )


def _told(unknown: UnknownName) -> Finding:
    like = f" Do you mean {' or '.join(unknown.nearest)}?" if unknown.nearest else ""
    message = (
        f"{unknown.name} is not among the plant names of the reference data.{like} It can go in; say then what it is, "
        "with a source."
    )
    return Finding("plot_species.species.unknown", message, "species", unknown.rows[0], "species", "warning")
