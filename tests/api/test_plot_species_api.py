"""Species lists over the API: the working, the whole list, files, and hints."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from assessments.models import Plot, PlotSpecies, Revision
from registry.parties.models import Organisation, User
from tests import builders

Api = Callable[[User | None], APIClient]


@pytest.fixture
def plot(assessor: User, authority: Organisation, release: Any) -> Plot:
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    return Plot.objects.get(public_id=builders.add_plot(revision, builders.add_zone(revision)))


def list_of(plot: Plot) -> str:
    return reverse("api-plot-species-list", args=[plot.revision.public_id, plot.public_id])


def send_file(api: APIClient, revision: Revision, text: str, **choices: Any) -> Any:
    file = SimpleUploadedFile("list.csv", text.encode())
    address = reverse("api-plot-species-files", args=[revision.public_id])
    return api.post(address, {"file": file, **choices}, format="multipart")


def test_a_list_is_written_whole_and_read_with_its_working(plot: Plot, api_for: Api, assessor: User) -> None:
    api = api_for(assessor)
    version = api.get(list_of(plot)).json()["version"]
    plants = [
        {"scientific_name": "Themeda australis", "cover_percent": "20"},
        {"scientific_name": "Lantana camara", "cover_percent": 2.5},
        {"scientific_name": "Plantus ignotus", "cover_percent": 1},
    ]
    answer = api.put(list_of(plot), {"plants": plants, "version": version})
    assert answer.status_code == 200, answer.json()
    read = api.get(list_of(plot)).json()
    assert {one["scientific_name"]: (one["counted_as"], one["counted_in"]) for one in read["plants"]} == {
        "Themeda australis": ("Themeda triandra", "grass"),
        "Lantana camara": ("Lantana camara", "weeds"),
        "Plantus ignotus": ("Plantus ignotus", ""),
    }
    assert (read["composition"]["grass"], read["structure"]["grass"]) == (1, "20.0")
    assert (read["weed_cover_percent"], read["sums_from_species"]) == ("2.5", False)
    assert [gap["field"] for gap in read["gaps"]] == ["native"]
    assert read["version"] == answer.json()["version"] == version + 1


def test_a_bad_plant_is_named_by_its_row(plot: Plot, api_for: Api, assessor: User) -> None:
    plants = [
        {"scientific_name": "Themeda triandra", "cover_percent": "20"},
        {"scientific_name": "Plantus ignotus", "cover_percent": "1", "native": True},
    ]
    answer = api_for(assessor).put(list_of(plot), {"plants": plants, "version": 2})
    assert answer.status_code in (400, 409)
    version = api_for(assessor).get(list_of(plot)).json()["version"]
    answer = api_for(assessor).put(list_of(plot), {"plants": plants, "version": version})
    (finding,) = answer.json()["findings"]
    assert (answer.status_code, finding["row"], finding["field"]) == (400, 2, "source")
    assert not PlotSpecies.objects.exists()


def test_numbers_of_a_ticked_plot_are_refused_by_field(plot: Plot, api_for: Api, assessor: User) -> None:
    api = api_for(assessor)
    address = reverse("api-section-plots-row", args=[plot.revision.public_id, plot.public_id])
    version = api.get(address).json()["version"]
    ticked = api.patch(address, {"version": version, "sums_from_species": True})
    assert ticked.status_code == 200, ticked.json()
    answer = api.patch(address, {"version": ticked.json()["version"], "structure_tree": "7.5"})
    (finding,) = answer.json()["findings"]
    assert (answer.status_code, finding["field"]) == (400, "structure_tree")


def test_a_ticked_plot_is_added_without_numbers_and_an_unticked_one_is_not(
    plot: Plot, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)
    rows = reverse("api-section-plots", args=[plot.revision.public_id])
    counted = ("composition", "structure", "weed")
    sent = {name: value for name, value in builders.PLOT.items() if not name.startswith(counted)}
    sent |= {"zone": str(plot.zone.public_id), "label": "P2"}
    refused = api.post(rows, sent)
    assert refused.status_code == 400
    assert {"composition_tree", "structure_other"} <= {one["field"] for one in refused.json()["findings"]}
    made = api.post(rows, sent | {"sums_from_species": True})
    assert made.status_code == 201, made.json()
    assert Plot.objects.get(label="P2").composition_tree == 0


def test_a_file_is_looked_at_first_and_then_taken_in(plot: Plot, api_for: Api, assessor: User) -> None:
    api, text = api_for(assessor), "plot,species,cover\nP1,Themeda trianda,20\nP1,Dichondra repens,1\n"
    seen = send_file(api, plot.revision, text, preview=True).json()
    assert (seen["taken"], seen["plants"], seen["plots"]) == (False, 2, 1)
    assert seen["unknown"] == [{"name": "Themeda trianda", "rows": [2], "nearest": ["Themeda triandra"]}]
    assert not PlotSpecies.objects.exists()
    taken = send_file(api, plot.revision, text, count=True)
    assert (taken.status_code, taken.json()["taken"]) == (200, True)
    plot.refresh_from_db()
    assert (plot.composition_forb, plot.composition_grass) == (1, 0)


def test_a_bad_file_is_refused_by_row_and_column_and_in_a_preview_told(
    plot: Plot, api_for: Api, assessor: User
) -> None:
    api, text = api_for(assessor), "plot,species,cover\nP7,Themeda triandra,x\n"
    seen = send_file(api, plot.revision, text, preview=True)
    assert (seen.status_code, seen.json()["findings"][0]["column"]) == (200, "cover")
    refused = send_file(api, plot.revision, text)
    (finding,) = refused.json()["findings"]
    assert (refused.status_code, finding["row"], finding["column"]) == (400, 2, "cover")


def test_a_file_looked_at_before_a_colleagues_change_replaces_nothing(
    plot: Plot, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)
    text = "plot,species,cover\nP1,Themeda triandra,20\n"
    seen = send_file(api, plot.revision, text, preview=True).json()["version"]
    plants = [{"scientific_name": "Lantana camara", "cover_percent": 5}]
    assert api.put(list_of(plot), {"plants": plants, "version": seen}).status_code == 200
    assert send_file(api, plot.revision, text, replace=True, version=seen).status_code == 409
    assert PlotSpecies.objects.get().scientific_name == "Lantana camara"
    now = send_file(api, plot.revision, text, preview=True).json()["version"]
    assert send_file(api, plot.revision, text, replace=True, version=now).status_code == 200
    assert PlotSpecies.objects.get().scientific_name == "Themeda triandra"


def test_the_same_file_with_one_key_goes_in_once(plot: Plot, api_for: Api, assessor: User) -> None:
    api = api_for(assessor)
    address = reverse("api-plot-species-files", args=[plot.revision.public_id])
    answers = []
    for _ in range(2):
        file = SimpleUploadedFile("list.csv", b"plot,species,cover\nP1,Themeda triandra,20\n")
        answers.append(
            api.post(address, {"file": file}, format="multipart", headers={"Idempotency-Key": "k"})
        )
    assert [answer.status_code for answer in answers] == [200, 200]
    assert PlotSpecies.objects.count() == 1


def test_hints_are_given_with_their_reason(plot: Plot, api_for: Api, assessor: User) -> None:
    builders.add_plot(plot.revision, plot.zone, "P2")
    address = reverse("api-plot-hints", args=[plot.revision.public_id])
    hints = api_for(assessor).get(address).json()["hints"]
    assert [(hint["label"], hint["code"]) for hint in hints] == [
        ("P2", "plot.hint.same_place"),
        ("P2", "plot.hint.same_values"),
    ]


def test_reading_a_list_takes_as_many_queries_for_many_plants_as_for_one(
    plot: Plot, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert api.get(list_of(plot)).status_code == 200
        return len(seen)

    PlotSpecies.objects.create(
        revision=plot.revision, plot=plot, scientific_name="Themeda australis", cover_percent=1
    )
    one = queries()
    for number in range(30):
        PlotSpecies.objects.create(
            revision=plot.revision, plot=plot, scientific_name=f"Plantus {number}", cover_percent=1
        )
    assert queries() == one
