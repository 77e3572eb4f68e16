"""Reading a plot file into staged rows, and checking them again after a correction.

Part of `assessments.services.importing`, which holds the commands.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction

from assessments.models import PlotImport, PlotImportRow, Revision
from assessments.plots.checks import (
    CommunityFacts,
    PlotFacts,
    check_against_reference,
    check_rows_together,
    group_zones,
)
from assessments.plots.reader import PlotFile, read_plots
from assessments.plots.rows import PlotRow
from assessments.services import known_facts
from assessments.services.method import minimum_plots_for
from registry.findings import Finding, errors
from registry.jobs import work
from registry.reference import models as reference

CHUNK = 500


def read(
    plot_import_id: int, *, content: bytes | None = None, progress: work.Progress | None = None
) -> PlotImport:
    """Read and check a staged file. Safe to repeat and to run twice at once: rows are written by whoever holds the
    file's row while it is still being read."""
    staged = PlotImport.objects.select_related("revision__assessment", "revision__release").get(
        pk=plot_import_id
    )
    if staged.state != PlotImport.READING:
        return staged
    if content is None:
        with staged.file.open("rb") as stream:
            content = stream.read()
    report = progress.report if progress else _no_report
    report(0, 3, "Reading the file")
    plot_file = read_plots(content, filename=staged.filename)
    report(1, 3, f"Checking {len(plot_file.rows)} rows")
    by_row = findings_by_row(staged.revision, plot_file.rows)
    report(2, 3, "Storing the rows")
    with transaction.atomic():
        held = PlotImport.objects.select_for_update().get(pk=plot_import_id)
        if held.state == PlotImport.READING:
            _store(staged, plot_file, by_row)
    staged.refresh_from_db()
    return staged


def _no_report(done: int, total: int, message: str) -> None:
    """A small file is read in the request: nobody waits for progress."""


def _store(staged: PlotImport, plot_file: PlotFile, by_row: dict[int, list[Finding]]) -> None:
    staged.file_findings = [finding.as_dict() for finding in plot_file.findings]
    if plot_file.has_file_errors:
        staged.state = PlotImport.REFUSED
        staged.save(update_fields=["state", "file_findings"])
        return
    PlotImportRow.objects.bulk_create(
        [staged_row(staged, row, by_row[row.row_number]) for row in plot_file.rows], batch_size=CHUNK
    )
    staged.state = PlotImport.STAGED
    count(staged)


def staged_row(staged: PlotImport, row: PlotRow, findings: list[Finding]) -> PlotImportRow:
    """The row as staging keeps it."""
    return PlotImportRow(
        plot_import=staged,
        row_number=row.row_number,
        raw=row.raw,
        findings=[finding.as_dict() for finding in findings],
        has_errors=bool(errors(findings)),
        has_warnings=any(finding.severity == "warning" for finding in findings),
    )


def findings_by_row(revision: Revision, rows: Sequence[PlotRow]) -> dict[int, list[Finding]]:
    """Everything there is to say about each row: its own cells, the rows together, and the reference facts."""
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
    facts = known_facts.read_facts(revision)
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
        benchmark = known_facts.benchmark_of(int(pct_id), facts)  # type: ignore[arg-type]
        threshold = benchmark.large_tree_threshold_cm if benchmark else None
        communities[pct_id] = CommunityFacts(
            woody=benchmark.woody.value if benchmark else None,
            large_tree_threshold_cm=threshold.value if threshold else None,
            has_benchmark=benchmark is not None,
        )
    return PlotFacts(communities)  # type: ignore[arg-type]


def count(staged: PlotImport) -> None:
    """Count the staged rows and store the state with the counts."""
    rows = staged.staged_rows
    staged.rows = rows.count()
    staged.rows_with_errors = rows.filter(has_errors=True).count()
    staged.rows_with_warnings = rows.filter(has_warnings=True).count()
    staged.save(update_fields=["state", "file_findings", "rows", "rows_with_errors", "rows_with_warnings"])
