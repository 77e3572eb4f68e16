"""Species lists of plots: a plot's list saved as a whole, and a file of lists taken in as a whole.

Both are one command with one event; ticked plots are counted again inside it (`plot_counts`).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace as with_changes
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.models import Plot, PlotSpecies, Revision
from assessments.plot_species.plants import Names
from assessments.sections import section_of
from assessments.services import content as rows_of_sections
from assessments.services import editing, plot_counts, plot_species_files
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput

PLANTS_MAXIMUM = 400
"""Of one plot: several times the richest plot there is (ours)."""

FIELDS = (
    "scientific_name",
    "cover_percent",
    "individuals",
    "growth_form",
    "native",
    "high_threat_weed",
    "source",
)
CHUNK = 500
SECTION = "plot_species"


@command("plot_species.set_list")
def set_list(
    run: Run,
    *,
    revision_id: int,
    plot_id: str,
    plants: Sequence[Mapping[str, Any]],
    expected_version: int,
    count: bool | None = None,
) -> dict[str, Any]:
    """Replace a plot's list, all plants at once. Raises InvalidInput with every bad field (a finding's `row` counts
    from 1 in the order given) and StaleEdit when the plots were changed meanwhile.

    `count`: whether the plot's numbers are counted from the list from now on; None leaves that as it is.
    """
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    spec = rows_of_sections.editable_section(revision, SECTION)
    found = rows_of_sections.row_of(revision, section_of("plots"), plot_id)
    plot = Plot.objects.select_related("zone").get(pk=found.pk)
    version = editing.advance_section(
        run=run, revision=revision, section=spec, expected=expected_version, now=now
    )
    if len(plants) > PLANTS_MAXIMUM:
        raise DomainError("plot_species.too_many", f"A plot's list takes at most {PLANTS_MAXIMUM} plants.")
    names = plot_counts.names_of(
        revision.release, [str(plant.get("scientific_name", "")) for plant in plants]
    )
    lines = _checked(revision, plot, plants, names)
    changes = _store(plot, lines)
    if count is not None and count != plot.sums_from_species:
        Plot.objects.filter(pk=plot.pk).update(sums_from_species=count)
        changes["sums_from_species"] = [not count, count]
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/plots/{plot.public_id}/species",
        data={**changes, **plot_counts.follow(revision, {plot.pk})},
    )
    return {"id": str(plot.public_id), "plants": len(lines), "version": version}


def _checked(
    revision: Revision, plot: Plot, plants: Sequence[Mapping[str, Any]], names: Names
) -> list[PlotSpecies]:
    """The lines as they will be stored. Raises InvalidInput with every finding."""
    lines: list[PlotSpecies] = []
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    for number, plant in enumerate(plants, start=1):
        line = PlotSpecies(
            revision=revision, plot=plot, **{name: plant[name] for name in FIELDS if name in plant}
        )
        wrong = check_line(line, names)
        earlier = seen.setdefault(line.scientific_name.lower(), number)
        if earlier != number and not wrong:
            message = (
                f"{line.scientific_name} is in row {earlier} already. Keep one row with the whole cover."
            )
            wrong = [Finding("plot_species.twice", message, field="scientific_name")]
        findings += [with_changes(finding, row=number) for finding in wrong]
        lines.append(line)
    if findings:
        raise InvalidInput(findings)
    return lines


def check_line(line: PlotSpecies, names: Names) -> list[Finding]:
    """Every finding about one line, its fields first."""
    try:
        line.clean_fields(exclude=["revision", "plot"])
    except ValidationError as error:
        return rows_of_sections.findings_of(error)
    return plot_counts.check_named(line, names)


def _store(plot: Plot, lines: Sequence[PlotSpecies]) -> dict[str, Any]:
    """Write the list and tell what changed; a plant that stays keeps its id."""
    stored = {row.scientific_name: row for row in PlotSpecies.objects.filter(plot=plot)}
    added, changed, kept = [], {}, set()
    for line in lines:
        row = stored.get(line.scientific_name)
        if row is None:
            added.append(line)
            continue
        kept.add(row.pk)
        differs = {
            name: [_plain(getattr(row, name)), _plain(getattr(line, name))]
            for name in FIELDS
            if getattr(row, name) != getattr(line, name)
        }
        if differs:
            for name in differs:
                setattr(row, name, getattr(line, name))
            row.save()
            changed[row.scientific_name] = differs
    gone = [row for row in stored.values() if row.pk not in kept]
    PlotSpecies.objects.filter(pk__in=[row.pk for row in gone]).delete()
    PlotSpecies.objects.bulk_create(added, batch_size=CHUNK)
    return {
        "added": {line.scientific_name: _plain(line.cover_percent) for line in added},
        "changed": changed,
        "removed": {row.scientific_name: _plain(row.cover_percent) for row in gone},
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


@command("plot_species.import")
def take_in(
    run: Run,
    *,
    revision_id: int,
    filename: str,
    content: bytes,
    replace: bool = False,
    count: bool = False,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Take a file of species lists in, whole or not at all. Raises InvalidInput with every finding by row and column.

    `replace`: the lists of the plots in the file are replaced, otherwise plots that have one are refused by name.
    `count`: those plots are ticked, so that their numbers are counted from now on.
    """
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    spec = rows_of_sections.editable_section(revision, SECTION)
    version = editing.advance_section(
        run=run, revision=revision, section=spec, expected=expected_version, now=now
    )
    read = plot_species_files.match(revision, content, filename=filename)
    if read.errors:
        raise InvalidInput(read.errors)
    taken = [plot for plot in read.plots if plot.listed_before]
    if taken and not replace:
        names = ", ".join(f"{one.plot.label} in {one.plot.zone.key}" for one in taken[:10])
        raise DomainError(
            "plot_species.lists_exist",
            f"These plots have a species list already: {names}. Choose to replace the lists, or take them out of "
            "the file.",
        )
    plots = [one.plot for one in read.plots]
    PlotSpecies.objects.filter(plot__in=plots).delete()
    PlotSpecies.objects.bulk_create([line for one in read.plots for line in one.lines], batch_size=CHUNK)
    if count:
        Plot.objects.filter(pk__in=[plot.pk for plot in plots]).update(sums_from_species=True)
    plants = sum(len(one.lines) for one in read.plots)
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/plot_species",
        data={
            "filename": filename[:200],
            "sha256": hashlib.sha256(content).hexdigest(),
            "plants": plants,
            "plots": [f"{plot.zone.key}/{plot.label}" for plot in plots],
            "replaced": [f"{one.plot.zone.key}/{one.plot.label}" for one in taken],
            **plot_counts.follow(revision, {plot.pk for plot in plots}),
        },
    )
    return {"plants": plants, "plots": len(plots), "replaced": len(taken), "version": version}
