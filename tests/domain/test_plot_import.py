"""A plot file from upload to commit: staged, corrected, refused or brought in whole."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings

from assessments.models import Plot, PlotImport, PlotImportRow, Revision, VegetationZone
from assessments.plots.template import COLUMNS, empty_template_csv
from assessments.services import importing
from registry.findings import DomainError, InvalidInput, NotVisible
from registry.jobs import work
from registry.jobs.models import Job
from registry.parties.models import Organisation, User
from tests import builders
from tests.pure.plot_sheets import xlsx_sheet

ROW: dict[str, Any] = {
    "plot": "P1",
    "pct": 1592,
    "area": "6.40",
    "patchsize": "180",
    "conditionclass": "good",
    "zone": 56,
    "easting": 321840,
    "northing": 6391520,
    "bearing": 45,
    **dict.fromkeys(("compTree", "compShrub", "compGrass", "compForbs", "compFerns", "compOther"), 3),
    **dict.fromkeys(
        ("strucTree", "strucShrub", "strucGrass", "strucForbs", "strucFerns", "strucOther"), "9.0"
    ),
    "funLargeTrees": 2,
    "funHollowtrees": 1,
    "funLitterCover": "30.5",
    "funLenFallenLogs": "12.0",
    **dict.fromkeys(
        (
            "funTreeStem5to9",
            "funTreeStem10to19",
            "funTreeStem20to29",
            "funTreeStem30to49",
            "funTreeStem50to79",
            "funTreeRegen",
        ),
        1,
    ),
    "funHighThreatExotic": "2.0",
}


def sheet(*rows: dict[str, Any]) -> bytes:
    """A file in the official template with these rows over `ROW`."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [column.name for column in COLUMNS], lineterminator="\n")
    writer.writeheader()
    writer.writerows(ROW | row for row in rows)
    return out.getvalue().encode()


@pytest.fixture
def revision(assessor: User, authority: Organisation, release: object) -> Revision:
    made = builders.open_revision(assessor=assessor, reviewing=authority)
    builders.change_single(made, "site", subregion_code=builders.SUBREGION)
    return made


def stage(revision: Revision, content: bytes, filename: str = "plots.csv") -> PlotImport:
    made = importing.upload(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        filename=filename,
        content=content,
    )
    return PlotImport.objects.get(public_id=made["id"])


def commit(staged: PlotImport, **choices: Any) -> dict[str, Any]:
    return importing.commit(
        actor=builders.acting(staged.revision.assessment.assessor),
        plot_import_id=str(staged.public_id),
        **choices,
    )


def test_nothing_reaches_the_assessment_before_commit(revision: Revision) -> None:
    staged = stage(revision, sheet({}, {"plot": "P2"}))
    assert (staged.state, staged.rows, staged.rows_with_errors) == (PlotImport.STAGED, 2, 0)
    assert not VegetationZone.objects.filter(revision=revision).exists()
    assert commit(staged) == {"id": str(staged.public_id), "plots": 2, "zones": 1, "replaced": 0}
    zone = VegetationZone.objects.get(revision=revision)
    assert (zone.key, zone.area_m2, zone.patch_size_m2) == ("1592_good", 64_000, 1_800_000)
    plot = Plot.objects.get(revision=revision, label="P2")
    assert (plot.litter_cover_percent, plot.stems_50_to_79, plot.weed_cover_percent) == (
        Decimal("30.5"),
        1,
        Decimal("2.0"),
    )


def test_warnings_do_not_block(revision: Revision) -> None:
    staged = stage(revision, sheet({"plot": "P1"}, {"plot": "P9", "pct": 99_999, "conditionclass": "odd"}))
    codes = {f["code"] for row in staged.staged_rows.all() for f in row.findings}
    assert "plot.plot.too_few" in codes
    assert staged.rows_with_errors == 0
    assert staged.rows_with_warnings == 2
    assert commit(staged)["zones"] == 2


def test_errors_block_by_row_and_column_until_they_are_corrected(revision: Revision) -> None:
    staged = stage(revision, sheet({"funLitterCover": "152"}, {"plot": "P2", "compTree": "four"}))
    placed = {
        (row.row_number, finding["column"])
        for row in staged.staged_rows.all()
        for finding in row.findings
        if finding["severity"] == "error"
    }
    assert placed == {(2, "funLitterCover"), (3, "compTree")}
    with pytest.raises(DomainError) as refusal:
        commit(staged)
    assert refusal.value.code == "plot_import.has_errors"
    actor = builders.acting(revision.assessment.assessor)
    for row, cells in ((2, {"funLitterCover": "52"}), (3, {"compTree": "4"})):
        importing.correct_row(actor=actor, plot_import_id=str(staged.public_id), row_number=row, cells=cells)
    staged.refresh_from_db()
    assert staged.rows_with_errors == 0
    commit(staged)
    assert Plot.objects.get(revision=revision, label="P2").composition_tree == 4


def test_a_correction_that_makes_two_rows_alike_is_seen(revision: Revision) -> None:
    staged = stage(revision, sheet({}, {"plot": "P2"}))
    importing.correct_row(
        actor=builders.acting(revision.assessment.assessor),
        plot_import_id=str(staged.public_id),
        row_number=3,
        cells={"plot": "P1"},
    )
    staged.refresh_from_db()
    assert staged.rows_with_errors >= 1


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (b"", "plots.csv"),
        (b"PK\x03\x04 not really", "plots.xlsx"),
        (b"%PDF-1.7", "plots.csv"),
        (b"plot,pct\nP1,1592\n", "plots.csv"),
        (sheet({}), "plots.exe"),
        (empty_template_csv(), "plots.csv"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_as_a_whole(
    revision: Revision, content: bytes, filename: str
) -> None:
    staged = stage(revision, content, filename)
    assert staged.state == PlotImport.REFUSED
    assert staged.file_findings and all(f["message"] for f in staged.file_findings)
    with pytest.raises(DomainError) as refusal:
        commit(staged)
    assert refusal.value.code == "plot_import.not_staged"


def test_a_file_over_five_megabytes_is_refused_before_it_is_stored(revision: Revision) -> None:
    with pytest.raises(InvalidInput):
        stage(revision, b"x" * (5 * 1024 * 1024 + 1))
    assert not PlotImport.objects.exists()


def test_plots_of_the_same_name_are_refused_unless_they_shall_be_replaced(revision: Revision) -> None:
    commit(stage(revision, sheet({})))
    again = stage(revision, sheet({"funLitterCover": "60.0"}))
    with pytest.raises(DomainError) as refusal:
        commit(again)
    assert refusal.value.code == "plot_import.plots_exist"
    assert Plot.objects.get(revision=revision).litter_cover_percent == Decimal("30.5")
    assert commit(again, replace=True)["replaced"] == 1
    assert Plot.objects.get(revision=revision).litter_cover_percent == Decimal("60.0")


def test_a_file_is_committed_once(revision: Revision) -> None:
    staged = stage(revision, sheet({}))
    commit(staged)
    with pytest.raises(DomainError) as refusal:
        commit(staged)
    assert refusal.value.code == "plot_import.not_staged"
    assert Plot.objects.filter(revision=revision).count() == 1


def test_a_discarded_file_changes_nothing(revision: Revision) -> None:
    staged = stage(revision, sheet({}))
    importing.discard(
        actor=builders.acting(revision.assessment.assessor), plot_import_id=str(staged.public_id)
    )
    staged.refresh_from_db()
    assert staged.state == PlotImport.DISCARDED
    assert not Plot.objects.filter(revision=revision).exists()


def test_another_assessor_does_not_see_a_staged_file(revision: Revision, other_assessor: User) -> None:
    staged = stage(revision, sheet({}))
    with pytest.raises(NotVisible):
        importing.commit(actor=builders.acting(other_assessor), plot_import_id=str(staged.public_id))


def test_zones_that_differ_in_area_take_the_last_row_and_warn(revision: Revision) -> None:
    staged = stage(revision, sheet({"area": "1.10"}, {"plot": "P2", "area": "0.30"}))
    assert staged.rows_with_warnings >= 1
    commit(staged)
    assert VegetationZone.objects.get(revision=revision).area_m2 == 3_000


@pytest.mark.parametrize(("rows", "by_job"), [(30, False), (60, True)])
def test_a_workbook_is_large_by_its_rows_and_not_by_its_packed_size(
    revision: Revision, rows: int, by_job: bool
) -> None:
    content = xlsx_sheet(*({"plot": f"P{number}"} for number in range(rows)))
    assert len(content) < 12_000
    with override_settings(PLOT_FILE_ROWS_IN_REQUEST=40):
        made = importing.upload(
            actor=builders.acting(revision.assessment.assessor),
            revision_id=revision.pk,
            filename="plots.xlsx",
            content=content,
        )
    assert (made["job_id"] is not None) is by_job


def test_lines_that_end_the_old_way_are_counted_too(revision: Revision) -> None:
    content = sheet(*({"plot": f"P{number}"} for number in range(60))).replace(b"\n", b"\r")
    with override_settings(PLOT_FILE_ROWS_IN_REQUEST=40):
        made = importing.upload(
            actor=builders.acting(revision.assessment.assessor),
            revision_id=revision.pk,
            filename="plots.csv",
            content=content,
        )
    assert made["job_id"] is not None


@override_settings(PLOT_FILE_ROWS_IN_REQUEST=2)
def test_a_large_file_is_read_by_a_job_with_progress(
    revision: Revision, django_capture_on_commit_callbacks: Any
) -> None:
    rows = [{"plot": f"P{n}"} for n in range(1, 41)]
    staged = stage(revision, sheet(*rows))
    assert staged.state == PlotImport.READING
    job = Job.objects.get(pk=staged.job_id)
    work.run(job.pk)
    job.refresh_from_db()
    staged.refresh_from_db()
    assert (job.state, job.result["rows"], staged.state) == ("succeeded", 40, PlotImport.STAGED)
    assert PlotImportRow.objects.filter(plot_import=staged).count() == 40
    work.run(job.pk)
    assert PlotImportRow.objects.filter(plot_import=staged).count() == 40
