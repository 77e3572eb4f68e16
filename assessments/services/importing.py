"""Plot files: upload, look at every finding, correct or upload again, commit or discard.

Nothing of a file reaches the assessment before it is committed, and then all of it does, in one transaction. A large
file is read by a job that reports progress.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

from assessments import policies, selectors
from assessments.models import Plot, PlotImport, PlotImportRow, Revision, VegetationZone
from assessments.plots.checks import (
    CommunityFacts,
    PlotFacts,
    StagedZone,
    check_against_reference,
    check_rows_together,
    group_zones,
)
from assessments.plots.limits import DEFAULT_LIMITS
from assessments.plots.reader import read_plots
from assessments.plots.rows import PlotRow, check_again, check_row, correct
from assessments.sections import section_of
from assessments.services import case_input, editing
from assessments.services.method import minimum_plots_for
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible, errors
from registry.jobs import work
from registry.reference import models as reference

CHUNK = 500

FIELD_OF_COLUMN = {
    "plot": "label",
    "zone": "mga_zone",
    "easting": "easting",
    "northing": "northing",
    "bearing": "bearing",
    "compTree": "composition_tree",
    "compShrub": "composition_shrub",
    "compGrass": "composition_grass",
    "compForbs": "composition_forb",
    "compFerns": "composition_fern",
    "compOther": "composition_other",
    "strucTree": "structure_tree",
    "strucShrub": "structure_shrub",
    "strucGrass": "structure_grass",
    "strucForbs": "structure_forb",
    "strucFerns": "structure_fern",
    "strucOther": "structure_other",
    "funLargeTrees": "large_trees",
    "funHollowtrees": "hollow_bearing_trees",
    "funLitterCover": "litter_cover_percent",
    "funLenFallenLogs": "logs_length_m",
    "funTreeStem5to9": "stems_5_to_9",
    "funTreeStem10to19": "stems_10_to_19",
    "funTreeStem20to29": "stems_20_to_29",
    "funTreeStem30to49": "stems_30_to_49",
    "funTreeStem50to79": "stems_50_to_79",
    "funTreeRegen": "regeneration",
    "funHighThreatExotic": "weed_cover_percent",
}


@command("plots.upload")
def upload(run: Run, *, revision_id: int, filename: str, content: bytes) -> dict[str, Any]:
    """Take a plot file into staging. A small one is read at once; a large one by a job."""
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    if not section_of("plots").applies_to(revision):
        raise DomainError("section.not_applicable", "This kind of assessment has no plots.")
    if len(content) > DEFAULT_LIMITS.file_bytes:
        megabytes = DEFAULT_LIMITS.file_bytes // 1_048_576
        raise InvalidInput(
            [Finding("plot.file.too_large", f"The file is larger than {megabytes} MB.", "file")]
        )
    staged = PlotImport.objects.create(
        revision=revision,
        filename=filename[-200:],
        file=ContentFile(content, name="upload"),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by_id=run.actor.person_id,
    )
    lines = content.count(b"\n")
    if lines > settings.PLOT_FILE_ROWS_IN_REQUEST or (content[:2] == b"PK" and len(content) > 100_000):
        staged.job = work.enqueue(
            kind="assessment.read_plots",
            arguments={"plot_import_id": staged.pk},
            requested_by_id=run.actor.user_id,
            subject=f"Reading {staged.filename}",
            subject_path=f"/plot-imports/{staged.public_id}/",
        )
        staged.save(update_fields=["job"])
    else:
        read(staged.pk, content=content)
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/plot_import/{staged.public_id}",
        data={"filename": staged.filename, "sha256": staged.sha256, "bytes": len(content)},
    )
    return {"id": str(staged.public_id), "job_id": str(staged.job.public_id) if staged.job else None}


def read(
    plot_import_id: int, *, content: bytes | None = None, progress: work.Progress | None = None
) -> PlotImport:
    """Read and check a staged file. Safe to repeat: rows are written only while it is being read."""
    staged = PlotImport.objects.select_related("revision__assessment", "revision__release").get(
        pk=plot_import_id
    )
    if staged.state != PlotImport.READING:
        return staged
    if content is None:
        with staged.file.open("rb") as stream:
            content = stream.read()
    if progress:
        progress.report(0, 3, "Reading the file")
    plot_file = read_plots(content, filename=staged.filename)
    staged.file_findings = [finding.as_dict() for finding in plot_file.findings]
    if plot_file.has_file_errors:
        staged.state = PlotImport.REFUSED
        staged.save(update_fields=["state", "file_findings"])
        return staged
    if progress:
        progress.report(1, 3, f"Checking {len(plot_file.rows)} rows")
    by_row = _findings_by_row(staged.revision, plot_file.rows)
    PlotImportRow.objects.filter(plot_import=staged).delete()
    if progress:
        progress.report(2, 3, "Storing the rows")
    PlotImportRow.objects.bulk_create(
        [_staged_row(staged, row, by_row[row.row_number]) for row in plot_file.rows], batch_size=CHUNK
    )
    staged.state = PlotImport.STAGED
    _count(staged)
    return staged


def _staged_row(staged: PlotImport, row: PlotRow, findings: list[Finding]) -> PlotImportRow:
    return PlotImportRow(
        plot_import=staged,
        row_number=row.row_number,
        raw=row.raw,
        findings=[finding.as_dict() for finding in findings],
        has_errors=bool(errors(findings)),
        has_warnings=any(finding.severity == "warning" for finding in findings),
    )


def _findings_by_row(revision: Revision, rows: Iterable[PlotRow]) -> dict[int, list[Finding]]:
    rows = tuple(rows)
    found: dict[int, list[Finding]] = defaultdict(list)
    for row in rows:
        found[row.row_number] += row.findings
    doubts = check_against_reference(
        rows,
        plot_facts(revision, rows),
        minimum_plots=lambda area_m2: minimum_plots_for(revision.release, area_m2),
    )
    for zone in group_zones(rows):
        doubts += zone.findings
    for finding in (*check_rows_together(rows), *doubts):
        if finding.row is not None and finding not in found[finding.row]:
            found[finding.row].append(finding)
    return found


def plot_facts(revision: Revision, rows: Iterable[PlotRow]) -> PlotFacts:
    """What the revision's release and entered facts say about the communities in a file."""
    ids = {row.values["pct"] for row in rows if isinstance(row.values["pct"], int)}
    facts = case_input.read_facts(revision)
    missing = ids - set(facts.pcts)
    for pct in reference.PlantCommunityType.objects.filter(release=revision.release, pct_id__in=missing):
        facts.pcts[pct.pct_id] = pct
    classes = {pct.vegetation_class for pct in facts.pcts.values()} - set(facts.benchmarks)
    for row in reference.Benchmark.objects.filter(
        release=revision.release, ibra_region=facts.region_name, vegetation_class__in=classes
    ):
        facts.benchmarks[row.vegetation_class] = row
    communities = {}
    for pct_id in ids & set(facts.pcts):
        benchmark = case_input.benchmark_of(int(pct_id), facts)  # type: ignore[arg-type]
        threshold = benchmark.large_tree_threshold_cm if benchmark else None
        communities[pct_id] = CommunityFacts(
            woody=benchmark.woody.value if benchmark else None,
            large_tree_threshold_cm=threshold.value if threshold else None,
            has_benchmark=benchmark is not None,
        )
    return PlotFacts(communities)  # type: ignore[arg-type]


def _count(staged: PlotImport) -> None:
    rows = staged.staged_rows
    staged.rows = rows.count()
    staged.rows_with_errors = rows.filter(has_errors=True).count()
    staged.rows_with_warnings = rows.filter(has_warnings=True).count()
    staged.save(update_fields=["state", "file_findings", "rows", "rows_with_errors", "rows_with_warnings"])


def _staged(run: Run, plot_import_id: str) -> PlotImport:
    staged = selectors.plot_import_for(run.actor, UUID(plot_import_id))
    run.allow(policies.may_edit(run.actor, staged.revision.assessment))
    # Its row is held, so that correcting, committing and discarding come one after the other.
    held = PlotImport.objects.select_for_update().get(pk=staged.pk)
    if held.state != PlotImport.STAGED:
        raise DomainError(
            "plot_import.not_staged",
            f"This file is {held.get_state_display().lower()}; upload it again to go on.",
        )
    return staged


@command("plots.correct")
def correct_row(run: Run, *, plot_import_id: str, row_number: int, cells: dict[str, str]) -> dict[str, Any]:
    """Correct cells of one staged row and check the file again."""
    staged = _staged(run, plot_import_id)
    wanted = staged.staged_rows.filter(row_number=row_number).first()
    if wanted is None:
        raise NotVisible("row")
    row = check_row(row_number, wanted.raw)
    for column, text in cells.items():
        row = correct(row, column, text)
    others = staged.staged_rows.exclude(row_number=row_number).order_by("row_number")
    rows = sorted(
        [row, *check_again((other.row_number, other.raw) for other in others)], key=lambda r: r.row_number
    )
    by_row = _findings_by_row(staged.revision, rows)
    fresh = [_staged_row(staged, checked, by_row[checked.row_number]) for checked in rows]
    stored = {existing.row_number: existing for existing in staged.staged_rows.all()}
    changed = []
    for new in fresh:
        old = stored[new.row_number]
        if (old.raw, old.findings) != (new.raw, new.findings):
            new.pk = old.pk
            changed.append(new)
    PlotImportRow.objects.bulk_update(
        changed, ["raw", "findings", "has_errors", "has_warnings"], batch_size=CHUNK
    )
    _count(staged)
    run.event(
        chain=editing.case_chain(staged.revision),
        subject=f"{staged.revision.public_id}/plot_import/{staged.public_id}",
        data={"row": row_number, "cells": cells},
    )
    return {"id": plot_import_id, "rows_with_errors": staged.rows_with_errors}


@command("plots.discard")
def discard(run: Run, *, plot_import_id: str) -> dict[str, Any]:
    """Put a staged file aside. The assessment is not touched."""
    staged = _staged(run, plot_import_id)
    PlotImport.objects.filter(pk=staged.pk).update(state=PlotImport.DISCARDED)
    run.event(
        chain=editing.case_chain(staged.revision),
        subject=f"{staged.revision.public_id}/plot_import/{staged.public_id}",
        data={"discarded": staged.filename},
    )
    return {"id": plot_import_id}


@command("plots.commit")
def commit(run: Run, *, plot_import_id: str, replace: bool = False) -> dict[str, Any]:
    """Bring a staged file into the assessment: zones are made or updated, plots added.

    `replace`: plots of the same zone and label are replaced; otherwise they are refused by name. Rows with errors
    refuse the whole file; warnings do not.
    """
    staged = _staged(run, plot_import_id)
    if staged.rows_with_errors:
        raise DomainError(
            "plot_import.has_errors",
            f"{staged.rows_with_errors} rows have errors. Correct them, or upload a corrected file.",
        )
    now = timezone.now()
    revision = staged.revision
    if not Revision.objects.filter(pk=revision.pk, state="open").update(edited_at=now):
        raise DomainError("revision.not_open", "This revision is final. Reopen it before you import plots.")
    rows = check_again((row.row_number, row.raw) for row in staged.staged_rows.order_by("row_number"))
    zones = _write_zones(revision, group_zones(rows))
    replaced = _clear_the_way(revision, rows, zones, replace=replace)
    Plot.objects.bulk_create([_plot(revision, row, zones) for row in rows], batch_size=CHUNK)
    PlotImport.objects.filter(pk=staged.pk).update(state=PlotImport.COMMITTED)
    for code in ("zones", "plots"):
        editing.advance_section(run=run, revision=revision, section=section_of(code), expected=None, now=now)
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/plot_import/{staged.public_id}",
        data={
            "sha256": staged.sha256,
            "plots": len(rows),
            "zones": sorted(z.key for z in zones.values()),
            "replaced": replaced,
        },
    )
    return {"id": plot_import_id, "plots": len(rows), "zones": len(zones), "replaced": replaced}


def _write_zones(revision: Revision, staged: tuple[StagedZone, ...]) -> dict[tuple[int, str], VegetationZone]:
    existing = {(z.pct_id, z.condition_class): z for z in VegetationZone.objects.filter(revision=revision)}
    names = dict(
        reference.PlantCommunityType.objects.filter(
            release=revision.release, pct_id__in={zone.pct_id for zone in staged}
        ).values_list("pct_id", "name")
    )
    number = max((zone.number for zone in existing.values()), default=0)
    written: dict[tuple[int, str], VegetationZone] = {}
    for zone in staged:
        key = (zone.pct_id, zone.condition_class)
        row = existing.get(key)
        if row is None:
            number += 1
            row = VegetationZone(
                revision=revision,
                number=number,
                pct_id=zone.pct_id,
                pct_name=names.get(zone.pct_id, ""),
                condition_class=zone.condition_class,
            )
        row.area_m2, row.patch_size_m2 = zone.area_m2, zone.patch_size_m2
        row.save()
        written[key] = row
    return written


def _clear_the_way(
    revision: Revision,
    rows: list[PlotRow],
    zones: dict[tuple[int, str], VegetationZone],
    *,
    replace: bool,
) -> int:
    labels: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row.zone_key is not None:
            labels[zones[row.zone_key].pk].add(str(row.values["plot"]))
    clashing = [
        plot
        for plot in Plot.objects.filter(revision=revision, zone_id__in=labels).select_related("zone")
        if plot.label in labels[plot.zone_id]
    ]
    if clashing and not replace:
        names = ", ".join(f"{plot.label} in {plot.zone.key}" for plot in clashing[:10])
        raise DomainError(
            "plot_import.plots_exist",
            f"The assessment has these plots already: {names}. "
            "Choose “replace plots of the same name”, or rename them.",
        )
    Plot.objects.filter(pk__in=[plot.pk for plot in clashing]).delete()
    return len(clashing)


def _plot(revision: Revision, row: PlotRow, zones: dict[tuple[int, str], VegetationZone]) -> Plot:
    if row.zone_key is None:
        raise ValueError(f"row {row.row_number} has no zone")
    values = {field: row.values[column] for column, field in FIELD_OF_COLUMN.items()}
    return Plot(revision=revision, zone=zones[row.zone_key], **values)
