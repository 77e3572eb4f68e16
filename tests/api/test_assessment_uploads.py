"""Files over the API: the site boundary, and plot sheets from upload to commit."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from assessments.models import Plot, PlotImport, Revision, SiteBoundary, VegetationZone
from assessments.plots.template import empty_template_csv
from registry.jobs.models import Job
from registry.parties.models import Organisation, User
from tests import builders
from tests.domain.test_plot_import import sheet

Api = Callable[[User | None], APIClient]


@pytest.fixture
def revision(assessor: User, authority: Organisation, release: Any) -> Revision:
    return builders.open_revision(assessor=assessor, reviewing=authority)


@pytest.fixture
def api(api_for: Api, assessor: User) -> APIClient:
    return api_for(assessor)


def file_of(content: bytes, name: str = "plots.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


# --- boundary ------------------------------------------------------------------------------------------------------
def boundary_at(revision: Revision) -> str:
    return reverse("api-boundary", args=[revision.public_id])


def test_a_boundary_is_uploaded_as_a_file_or_as_json_alike(revision: Revision, api: APIClient) -> None:
    address = boundary_at(revision)
    assert api.get(address).status_code == 404
    content = builders.square_geojson()
    by_file = api.put(
        address,
        {"file": file_of(content, "site.geojson"), "claimed_area_m2": 90_000, "version": 0},
        format="multipart",
    )
    assert by_file.status_code == 200, by_file.json()
    first = api.get(address).json()
    assert (first["source_name"], first["version"], first["claimed_area_m2"]) == ("site.geojson", 1, 90_000)
    by_json = api.put(
        address, {"geojson": json.loads(content), "claimed_area_m2": 90_000, "version": first["version"]}
    )
    assert by_json.status_code == 200, by_json.json()
    second = api.get(address).json()
    assert second["geojson"] == first["geojson"]
    assert second["area_m2"] == first["area_m2"] == by_json.json()["area_m2"]
    assert SiteBoundary.objects.filter(revision=revision).count() == 1


def test_a_boundary_that_crosses_itself_is_refused(revision: Revision, api: APIClient) -> None:
    ring = [[151.1, -32.6], [151.11, -32.59], [151.11, -32.6], [151.1, -32.59], [151.1, -32.6]]
    answer = api.put(
        boundary_at(revision),
        {"geojson": {"type": "Polygon", "coordinates": [ring]}, "claimed_area_m2": 90_000, "version": 0},
    )
    assert answer.status_code == 400
    assert [finding["field"] for finding in answer.json()["findings"]] == ["boundary"]
    assert not SiteBoundary.objects.exists()


def test_a_boundary_from_an_overtaken_version_is_refused(revision: Revision, api: APIClient) -> None:
    builders.set_square_boundary(revision, claimed_area_m2=90_000)
    answer = api.put(
        boundary_at(revision),
        {"geojson": json.loads(builders.square_geojson()), "claimed_area_m2": 90_000, "version": 0},
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "section.changed_meanwhile")


@pytest.mark.parametrize("missing", ["file", "claimed_area_m2", "version"])
def test_each_part_of_a_boundary_upload_is_asked_for_by_name(
    revision: Revision, api: APIClient, missing: str
) -> None:
    sent = {"file": file_of(builders.square_geojson()), "claimed_area_m2": 90_000, "version": 0}
    del sent[missing]
    answer = api.put(boundary_at(revision), sent, format="multipart")
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, missing)


def test_an_upload_over_six_megabytes_is_refused_by_its_length(revision: Revision, api: APIClient) -> None:
    sent = {"file": file_of(b"x" * 6_000_000), "claimed_area_m2": 90_000, "version": 0}
    answer = api.put(boundary_at(revision), sent, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


def test_uploads_are_counted_by_themselves(revision: Revision, api: APIClient) -> None:
    """Thirty a minute; looking is not counted with them."""
    address = reverse("api-plot-imports", args=[revision.public_id])
    for _ in range(40):
        assert api.get(address).status_code == 200
    codes = [api.post(address, {}, format="multipart").status_code for _ in range(31)]
    assert codes == [400] * 30 + [429]


# --- plot files ----------------------------------------------------------------------------------------------------
def upload(api: APIClient, revision: Revision, content: bytes, name: str = "plots.csv") -> dict[str, Any]:
    answer = api.post(
        reverse("api-plot-imports", args=[revision.public_id]),
        {"file": file_of(content, name)},
        format="multipart",
    )
    assert answer.status_code == 201, answer.json()
    made: dict[str, Any] = answer.json()
    return made


def test_a_plot_file_is_looked_at_corrected_and_committed(revision: Revision, api: APIClient) -> None:
    made = upload(api, revision, sheet({}, {"plot": "P2", "compTree": "many"}))
    assert made["job_id"] is None
    address = reverse("api-plot-import", args=[made["id"]])
    page = api.get(address, {"only": "errors"}).json()
    assert (page["plot_import"]["state"], page["plot_import"]["rows_with_errors"], page["count"]) == (
        "staged",
        1,
        1,
    )
    (row,) = page["results"]
    assert (row["row_number"], row["cells"]["compTree"]) == (3, "many")
    assert [
        (finding["row"], finding["column"]) for finding in row["findings"] if finding["severity"] == "error"
    ] == [(3, "compTree")]
    refused = api.post(f"{address}commit/", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "plot_import.has_errors")
    assert Plot.objects.count() == 0
    fixed = api.patch(address, {"row_number": 3, "cells": {"compTree": "4"}})
    assert (fixed.status_code, fixed.json()["rows_with_errors"]) == (200, 0)
    committed = api.post(f"{address}commit/", {})
    assert committed.json() == {"id": made["id"], "plots": 2, "zones": 1, "replaced": 0}
    assert sorted(Plot.objects.values_list("label", "composition_tree")) == [("P1", 3), ("P2", 4)]
    assert VegetationZone.objects.get(revision=revision).area_m2 == 64_000


def test_a_discarded_file_leaves_the_assessment_alone(revision: Revision, api: APIClient) -> None:
    made = upload(api, revision, sheet({}))
    assert api.post(reverse("api-plot-import-discard", args=[made["id"]]), {}).status_code == 200
    again = api.post(reverse("api-plot-import-commit", args=[made["id"]]), {})
    assert (again.status_code, again.json()["code"]) == (409, "plot_import.not_staged")
    assert Plot.objects.count() == 0


def test_plots_of_the_same_name_are_replaced_only_when_asked(revision: Revision, api: APIClient) -> None:
    for _ in range(2):
        made = upload(api, revision, sheet({}))
        answer = api.post(reverse("api-plot-import-commit", args=[made["id"]]), {})
    assert (answer.status_code, answer.json()["code"]) == (409, "plot_import.plots_exist")
    answer = api.post(reverse("api-plot-import-commit", args=[made["id"]]), {"replace": True})
    assert answer.json()["replaced"] == 1
    assert Plot.objects.count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"PK\x03\x04 not a workbook", empty_template_csv()]
)
def test_a_file_that_cannot_be_read_says_so_and_stays_out(
    revision: Revision, api: APIClient, content: bytes
) -> None:
    made = upload(api, revision, content)
    seen = api.get(reverse("api-plot-import", args=[made["id"]])).json()
    assert seen["plot_import"]["state"] in ("refused", "staged")
    assert seen["count"] == 0
    assert seen["plot_import"]["file_findings"], "the person is told nothing"


def test_a_column_that_is_not_in_the_template_cannot_be_corrected(revision: Revision, api: APIClient) -> None:
    made = upload(api, revision, sheet({}))
    answer = api.patch(
        reverse("api-plot-import", args=[made["id"]]), {"row_number": 2, "cells": {"treasure": "1"}}
    )
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, "column")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"cells": {"compTree": "1"}}, "row_number"),
        ({"row_number": 2}, "cells"),
        ({"row_number": 2, "cells": {}}, "cells"),
        ({"row_number": 2, "cells": {"compTree": "x" * 201}}, "cells.compTree"),
        ({"row_number": 2, "cells": {"compTree": "1"}, "state": "committed"}, "state"),
    ],
)
def test_a_correction_that_is_not_clear_is_refused(
    revision: Revision, api: APIClient, body: dict[str, Any], field: str
) -> None:
    made = upload(api, revision, sheet({}))
    answer = api.patch(reverse("api-plot-import", args=[made["id"]]), body)
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, field)


def test_a_large_file_is_read_by_a_job(revision: Revision, api: APIClient) -> None:
    with override_settings(PLOT_FILE_ROWS_IN_REQUEST=2):
        made = upload(api, revision, sheet({}, {"plot": "P2"}, {"plot": "P3"}))
    job = Job.objects.get(public_id=made["job_id"])
    assert job.kind == "assessment.read_plots"
    seen = api.get(reverse("api-plot-import", args=[made["id"]])).json()["plot_import"]
    assert (seen["state"], seen["job"]) == ("reading", made["job_id"])
    assert api.get(reverse("api-job", args=[made["job_id"]])).json()["state"] == "queued"


def test_a_strangers_plot_file_is_not_there(
    revision: Revision, api: APIClient, api_for: Api, other_assessor: User
) -> None:
    made = upload(api, revision, sheet({}))
    theirs = api_for(other_assessor)
    address = reverse("api-plot-import", args=[made["id"]])
    assert theirs.get(address).status_code == 404
    assert theirs.patch(address, {}).status_code == 404
    assert theirs.post(f"{address}commit/", {}).status_code == 404
    assert theirs.post(f"{address}discard/", {}).status_code == 404
    assert PlotImport.objects.get().state == "staged"


def test_rows_are_paged_in_as_many_queries_for_fifty_as_for_one(revision: Revision, api: APIClient) -> None:
    counts = []
    for rows in (1, 60):
        made = upload(api, revision, sheet(*({"plot": f"P{number}"} for number in range(rows))))
        address = reverse("api-plot-import", args=[made["id"]])
        with CaptureQueriesContext(connection) as seen:
            page = api.get(address).json()
        counts.append(len(seen))
        assert len(page["results"]) == min(rows, 50)
    assert counts[0] == counts[1]


def test_the_name_of_an_uploaded_file_is_kept_without_its_path(revision: Revision, api: APIClient) -> None:
    stream = io.BytesIO(sheet({}))
    stream.name = "../../etc/passwd.csv"
    answer = api.post(
        reverse("api-plot-imports", args=[revision.public_id]), {"file": stream}, format="multipart"
    )
    assert answer.status_code == 201
    assert PlotImport.objects.get().filename == "passwd.csv"
