"""Importing plots by pages: upload, every finding by row and column, correct, commit or discard."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import Plot, PlotImport, PlotImportRow, Revision, VegetationZone
from assessments.plots.template import COLUMNS
from registry.jobs import work
from registry.jobs.models import Job
from registry.parties.models import Organisation, User
from tests import builders
from tests.domain.test_plot_import import sheet

SAMPLES = Path(__file__).parent.parent / "samples" / "plots"


@pytest.fixture
def revision(assessor: User, authority: Organisation, release: object) -> Revision:
    made = builders.open_revision(assessor=assessor, reviewing=authority)
    builders.change_single(made, "site", subregion_code=builders.SUBREGION)
    return made


@pytest.fixture
def client(client_for: Any, assessor: User) -> Client:
    return client_for(assessor)


def upload(client: Client, revision: Revision, content: bytes, name: str = "plots.csv") -> Any:
    address = reverse("plot-import-new", args=[revision.public_id])
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def stage(client: Client, revision: Revision, content: bytes, name: str = "plots.csv") -> PlotImport:
    answer = upload(client, revision, content, name)
    staged = PlotImport.objects.latest("uploaded_at")
    assert (answer.status_code, answer["Location"]) == (303, of(staged))
    return staged


def of(staged: PlotImport, what: str = "page", *more: int) -> str:
    return reverse(f"plot-import-{what}", args=[staged.public_id, *more])


def text_of(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").split())


def test_small_file_is_staged_at_once_with_its_counts(client: Client, revision: Revision) -> None:
    staged = stage(client, revision, sheet({}, {"plot": "P2", "funLitterCover": "152"}))
    answer = client.get(of(staged))
    assert answer.status_code == 200
    shown = text_of(answer)
    assert "rows 2 with errors 1 with warnings" in shown
    assert "Litter cover (funLitterCover) is 152. It must be from 0 to 100 %." in shown
    assert "Possible once no row has an error." in shown
    assert not Plot.objects.exists()


def test_rows_with_errors_come_first_then_warnings_then_the_rest_in_pages(
    client: Client, revision: Revision
) -> None:
    rows = [{"plot": f"P{n}"} for n in range(60)]
    rows[30]["compTree"] = "x"
    rows[55]["structForbs"] = "y"
    rows[58]["strucForbs"] = "0.05"
    for row in rows:
        row.pop("structForbs", None)
    rows[57]["bearing"] = "360"
    staged = stage(client, revision, sheet(*rows))
    first = [row.row_number for row in client.get(of(staged)).context["page"]]
    assert first[:4] == [32, 59, 60, 2] and len(first) == 50
    second = [row.row_number for row in client.get(of(staged), {"page": 2}).context["page"]]
    assert len(second) == 10 and not set(first) & set(second)


def test_staging_page_asks_the_database_as_often_for_many_rows_as_for_one(
    client: Client, revision: Revision
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (1, 45):
        staged = stage(client, revision, sheet(*({"plot": f"P{n}", "compTree": "x"} for n in range(size))))
        with CaptureQueriesContext(connection) as asked:
            client.get(of(staged))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "plots.csv", "empty"),
        (b"PK\x03\x04 not really", "plots.xlsx", "plots.xlsx"),
        (b"%PDF-1.7", "plots.csv", "PDF"),
        ((SAMPLES / "wrong_columns.csv").read_bytes(), "wrong.csv", "bearing"),
    ],
)
def test_refused_file_says_why_and_offers_to_upload_again(
    client: Client, revision: Revision, content: bytes, name: str, told: str
) -> None:
    staged = stage(client, revision, content, name)
    answer = client.get(of(staged))
    shown = text_of(answer)
    assert staged.state == PlotImport.REFUSED
    assert "This file cannot be imported" in shown and "Nothing was changed." in shown
    assert told.lower() in shown.lower()
    assert reverse("plot-import-new", args=[revision.public_id]) in answer.content.decode()
    assert of(staged, "commit") not in answer.content.decode()


def test_file_over_five_megabytes_is_refused_on_the_form(client: Client, revision: Revision) -> None:
    answer = upload(client, revision, b"x" * (5 * 1024 * 1024 + 1))
    assert answer.status_code == 400
    assert answer.context["form"].errors["file"] == ["The file is larger than 5 MB."]
    assert not PlotImport.objects.exists()


def test_upload_without_a_file_asks_for_one(client: Client, revision: Revision) -> None:
    answer = client.post(reverse("plot-import-new", args=[revision.public_id]), {})
    assert answer.status_code == 400
    assert answer.context["form"].errors["file"] == ["Choose the file to upload."]


def test_row_is_corrected_cell_by_cell_until_it_has_no_error(client: Client, revision: Revision) -> None:
    staged = stage(client, revision, sheet({"funLitterCover": "152", "compTree": "four"}))
    opened = client.get(of(staged, "row", 2))
    shown = opened.content.decode()
    assert 'href="#id_funLitterCover"' in shown
    assert re.search(r'value="152"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*value="152"', shown)
    typed = {name: str(field.value()) for name, field in ((f.name, f) for f in opened.context["form"])}
    still = client.post(of(staged, "row", 2), typed | {"funLitterCover": "52"})
    assert (still.status_code, still["Location"]) == (303, of(staged, "row", 2))
    assert "saved, but still has errors" in text_of(client.get(still["Location"]))
    done = client.post(of(staged, "row", 2), typed | {"funLitterCover": "52", "compTree": "4"})
    assert (done.status_code, done["Location"]) == (303, of(staged))
    assert "Row 2 is correct now. No errors are left." in text_of(client.get(of(staged)))
    raw = PlotImportRow.objects.get(plot_import=staged).raw
    assert (raw["funLitterCover"], raw["compTree"], raw["compShrub"]) == ("52", "4", "3")


def test_row_saved_unchanged_is_left_alone(client: Client, revision: Revision) -> None:
    staged = stage(client, revision, sheet({}))
    typed = {field.name: str(field.value()) for field in client.get(of(staged, "row", 2)).context["form"]}
    assert client.post(of(staged, "row", 2), typed)["Location"] == of(staged)
    assert "Nothing was changed in row 2." in text_of(client.get(of(staged)))


def test_row_that_is_not_there_is_not_found(client: Client, revision: Revision) -> None:
    staged = stage(client, revision, sheet({}))
    assert client.get(of(staged, "row", 3)).status_code == 404
    assert client.get(of(staged, "row", 99_999_999_999_999)).status_code == 404


def test_commit_brings_plots_and_zones_in(client: Client, revision: Revision) -> None:
    staged = stage(client, revision, sheet({}, {"plot": "P2"}, {"plot": "P1", "conditionclass": "poor"}))
    answer = client.post(of(staged, "commit"))
    plots = reverse("section-page", args=[revision.public_id, "plots"])
    assert (answer.status_code, answer["Location"]) == (303, plots)
    assert "3 plots were imported into 2 zones." in text_of(client.get(plots))
    assert VegetationZone.objects.count() == 2 and Plot.objects.count() == 3
    done = client.get(of(staged))
    assert "The plots of this file are part of the assessment." in text_of(done)
    assert of(staged, "commit") not in done.content.decode()


def test_rows_with_errors_refuse_the_commit(client: Client, revision: Revision) -> None:
    staged = stage(client, revision, sheet({"compTree": "four"}))
    answer = client.post(of(staged, "commit"))
    assert answer.status_code == 409
    assert "1 rows have errors. Correct them, or upload a corrected file." in text_of(answer)
    assert not Plot.objects.exists()


def test_plots_of_the_same_name_are_replaced_only_when_chosen(client: Client, revision: Revision) -> None:
    client.post(of(stage(client, revision, sheet({})), "commit"))
    again = stage(client, revision, sheet({"funLitterCover": "60.0"}))
    refused = client.post(of(again, "commit"))
    assert refused.status_code == 409
    assert "The assessment has these plots already: P1 in 1592_good." in text_of(refused)
    assert str(Plot.objects.get().litter_cover_percent) == "30.5"
    client.post(of(again, "commit"), {"replace": "on"})
    assert str(Plot.objects.get().litter_cover_percent) == "60.0"


def test_discarded_file_changes_nothing(client: Client, revision: Revision) -> None:
    staged = stage(client, revision, sheet({}))
    assert client.post(of(staged, "discard")).status_code == 303
    assert "This file was put aside." in text_of(client.get(of(staged)))
    assert client.post(of(staged, "commit")).status_code == 409
    assert not Plot.objects.exists()


@override_settings(PLOT_FILE_ROWS_IN_REQUEST=2)
def test_large_file_shows_the_progress_of_its_job(client: Client, revision: Revision) -> None:
    staged = stage(client, revision, sheet(*({"plot": f"P{n}"} for n in range(20))))
    job = Job.objects.get(pk=staged.job_id)
    if not job.finished:
        Job.objects.filter(pk=job.pk).update(progress_done=1, progress_total=4, message="Checking 20 rows")
        waiting = client.get(of(staged)).content.decode()
        assert (
            'data-refresh-seconds="3"' in waiting
            and 'value="25"' in waiting
            and "Checking 20 rows" in waiting
        )
        work.run(job.pk)
    shown = client.get(of(staged))
    assert "rows 20 with errors 0" in text_of(shown)
    assert "data-refresh-seconds" not in shown.content.decode()


def test_waiting_file_is_named_among_the_plots(client: Client, revision: Revision) -> None:
    stage(client, revision, sheet({}), name="Spring survey.csv")
    shown = text_of(client.get(reverse("section-page", args=[revision.public_id, "plots"])))
    assert "Spring survey.csv is waiting to be imported." in shown


def test_staged_file_is_the_lead_assessors_alone(
    client: Client, client_for: Any, other_assessor: User, registrar: User, revision: Revision
) -> None:
    staged = stage(client, revision, sheet({}))
    for person in (other_assessor, registrar):
        stranger = client_for(person)
        assert stranger.get(of(staged)).status_code == 404
        assert stranger.get(of(staged, "row", 2)).status_code == 404
        assert stranger.post(of(staged, "commit")).status_code == 404
        assert stranger.post(of(staged, "discard")).status_code == 404
    assert not Plot.objects.exists()


def test_cells_full_of_markup_are_shown_as_text(client: Client, revision: Revision) -> None:
    staged = stage(client, revision, sheet({"plot": '"><b>P</b>', "compTree": "<i>4</i>"}), "<b>&.csv")
    for address in (of(staged), of(staged, "row", 2)):
        shown = client.get(address).content.decode()
        assert "<b>P</b>" not in shown and "<i>4</i>" not in shown and "<b>&.csv" not in shown


def test_empty_sheets_have_the_32_columns(client: Client) -> None:
    names = [column.name for column in COLUMNS]
    as_csv = client.get(reverse("plot-template-csv"))
    assert as_csv["Content-Disposition"] == 'attachment; filename="plot-sheet.csv"'
    assert next(csv.reader(io.StringIO(as_csv.content.decode()))) == names
    book = load_workbook(io.BytesIO(client.get(reverse("plot-template-xlsx")).content))
    assert [cell.value for cell in book["Plots"][1]] == names


def test_a_missing_subregion_is_told_before_plots_are_imported(
    client: Client, assessor: User, authority: Organisation, release: object
) -> None:
    bare = builders.open_revision(assessor=assessor, reviewing=authority)
    address = reverse("plot-import-new", args=[bare.public_id])
    assert "The subregion is not chosen yet" in client.get(address).content.decode()
    builders.change_single(bare, "site", subregion_code=builders.SUBREGION)
    assert "The subregion is not chosen yet" not in client.get(address).content.decode()
