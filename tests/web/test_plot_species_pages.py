"""The species list of a plot on its page: typed, corrected, counted, taken from a file; and hints beside plots."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import FormDraft, Plot, PlotSpecies, Revision
from registry.parties.models import Organisation, User
from tests import builders
from tests.web.desk import editing, hidden, page, typed_into


@pytest.fixture
def plot(assessor: User, authority: Organisation, release: Any) -> Plot:
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    return Plot.objects.get(public_id=builders.add_plot(revision, builders.add_zone(revision)))


@pytest.fixture
def client(client_for: Any, assessor: User) -> Client:
    return client_for(assessor)


def list_of(plot: Plot) -> str:
    return reverse("plot-species", args=[plot.revision.public_id, plot.public_id])


def row(number: int, name: str, cover: str = "", **more: str) -> dict[str, str]:
    return {
        f"r{number}-{field}": value
        for field, value in {
            "scientific_name": name,
            "cover_percent": cover,
            "individuals": "",
            "growth_form": "",
            "native": "",
            "high_threat_weed": "",
            "source": "",
            **more,
        }.items()
    }


def text_of(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").split())


def test_ten_empty_rows_take_a_list_without_a_script(client: Client, plot: Plot) -> None:
    answer = client.get(list_of(plot))
    assert answer.content.decode().count('name="r9-scientific_name"') == 1
    assert "r10-scientific_name" not in answer.content.decode()
    sent = row(0, "themeda australis", "20") | row(3, "Lantana camara", "2.5") | row(5, "")
    saved = typed_into(client, list_of(plot), **sent, count="on")
    assert (saved.status_code, saved["Location"]) == (303, list_of(plot))
    plot.refresh_from_db()
    assert (plot.composition_grass, plot.sums_from_species) == (1, True)
    text = text_of(client.get(list_of(plot)))
    assert "counted as Themeda triandra" in text
    assert "The plot sheet follows this list." in text


def test_a_bad_cell_is_told_beside_it_and_everything_typed_stays(client: Client, plot: Plot) -> None:
    sent = row(0, "Themeda triandra", "20") | row(1, "Plantus ignotus", "many") | row(2, "", "5")
    answer = typed_into(client, list_of(plot), **sent)
    assert answer.status_code == 400
    body = answer.content.decode()
    assert re.search(r'href="#id_r1-cover_percent"', body)
    assert re.search(r'name="r1-cover_percent" value="many"[^>]*aria-invalid="true"', body)
    assert 'name="r0-scientific_name" value="Themeda triandra"' in body
    assert re.search(r'href="#id_r2-scientific_name"', body)
    assert not PlotSpecies.objects.exists()


def test_an_own_answer_without_source_is_asked_for_it(client: Client, plot: Plot) -> None:
    sent = row(0, "Plantus ignotus", "1", native="yes", growth_form="forb")
    answer = typed_into(client, list_of(plot), **sent)
    assert answer.status_code == 400
    assert 'href="#id_r0-source"' in answer.content.decode()
    assert typed_into(client, list_of(plot), **sent | {"r0-source": "Herbarium"}).status_code == 303


def test_clearing_a_name_removes_its_plant_and_nothing_else(client: Client, plot: Plot) -> None:
    typed_into(client, list_of(plot), **row(0, "Dichondra repens", "1"), **row(1, "Themeda triandra", "20"))
    sent = row(0, "", "1") | {"r0-stored": "1"} | row(1, "Themeda triandra", "20") | {"r1-stored": "1"}
    assert typed_into(client, list_of(plot), **sent).status_code == 303
    assert [line.scientific_name for line in PlotSpecies.objects.all()] == ["Themeda triandra"]


def test_a_list_overtaken_by_somebody_else_is_shown_beside_what_is_stored(client: Client, plot: Plot) -> None:
    before = hidden(client.get(list_of(plot)))
    typed_into(client, list_of(plot), **row(0, "Dichondra repens", "1"))
    answer = client.post(list_of(plot), before | row(0, "Themeda triandra", "20"))
    assert answer.status_code == 409
    assert "Stored now" in text_of(answer)
    assert 'name="r0-scientific_name" value="Themeda triandra"' in answer.content.decode()
    assert [line.scientific_name for line in PlotSpecies.objects.all()] == ["Dichondra repens"]


def test_numbers_that_are_counted_cannot_be_typed_on_the_plot_sheet(client: Client, plot: Plot) -> None:
    typed_into(client, list_of(plot), **row(0, "Themeda triandra", "20"), count="on")
    plot.refresh_from_db()
    address = editing(plot.revision, "plots", plot)
    sheet = client.get(address)
    assert re.search(r'name="composition_grass" value="1"[^>]*disabled', sheet.content.decode())
    assert "Counted from the species list" in text_of(sheet)
    sent = {
        name: str(value) for name, value in builders.PLOT.items() if not name.startswith(("comp", "struc"))
    }
    sent |= {"zone": str(plot.zone.public_id), "large_trees": "7", "composition_grass": "50"}
    assert typed_into(client, address, **sent).status_code == 303
    plot.refresh_from_db()
    assert (plot.large_trees, plot.composition_grass, plot.composition_tree) == (7, 1, 0)


def test_a_line_s_own_address_leads_to_its_list(client: Client, plot: Plot) -> None:
    typed_into(client, list_of(plot), **row(0, "Themeda triandra", "20"))
    answer = client.get(editing(plot.revision, "plot_species", PlotSpecies.objects.get()))
    assert (answer.status_code, answer["Location"]) == (303, list_of(plot))


def test_a_file_is_looked_at_and_then_taken_in(client: Client, plot: Plot) -> None:
    address = reverse("plot-species-import", args=[plot.revision.public_id])
    file = SimpleUploadedFile(
        "lists.csv", b"plot,species,cover\nP1,Themeda trianda,20\nP1,Dichondra repens,1\n"
    )
    seen = client.post(address, {"file": file})
    assert seen.status_code == 200
    assert "Do you mean Themeda triandra?" in text_of(seen)
    assert not PlotSpecies.objects.exists()
    lists = re.search(r'name="lists" value="([^"]*)"', seen.content.decode())
    assert lists is not None
    taken = client.post(
        address, hidden(seen) | {"lists": lists.group(1), "filename": "lists.csv", "count": "on"}
    )
    assert (taken.status_code, taken["Location"]) == (303, page(plot.revision, "plots"))
    plot.refresh_from_db()
    assert (plot.composition_forb, plot.composition_grass, plot.sums_from_species) == (1, 0, True)


def test_a_bad_file_is_told_by_row_and_column_and_cannot_be_taken_in(client: Client, plot: Plot) -> None:
    address = reverse("plot-species-import", args=[plot.revision.public_id])
    file = SimpleUploadedFile("lists.csv", b"plot,species,cover\nP9,Themeda triandra,200\n")
    seen = client.post(address, {"file": file})
    assert seen.status_code == 400
    assert "Row 2, column cover" in text_of(seen)
    assert 'name="lists"' not in seen.content.decode()
    forged = client.post(
        address, {"lists": "plot,species,cover\nP9,Themeda triandra,200\n", "version": "1", "key": "k"}
    )
    assert forged.status_code == 400
    assert not PlotSpecies.objects.exists()


def test_hints_stand_beside_the_plots_and_on_the_zone_s_page(client: Client, plot: Plot) -> None:
    builders.add_plot(plot.revision, plot.zone, "P2")
    zone = reverse("zone-page", args=[plot.revision.public_id, plot.zone.public_id])
    for address in (page(plot.revision, "plots"), zone):
        assert "Plot P2: it lies within 2 m of plot P1." in text_of(client.get(address))


def test_the_plots_page_takes_as_many_queries_for_many_plots_with_lists_as_for_one(
    client: Client, plot: Plot
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page(plot.revision, "plots")).status_code == 200
        return len(seen)

    typed_into(client, list_of(plot), **row(0, "Themeda triandra", "20"), count="on")
    queries()
    one = queries()
    for number in range(6):
        other = Plot.objects.get(public_id=builders.add_plot(plot.revision, plot.zone, f"N{number}"))
        typed_into(client, list_of(other), **row(0, "Themeda triandra", "20"), count="on")
    assert queries() == one


def test_a_reader_sees_the_working_and_no_inputs(
    client_for: Any, assessor: User, authority: Organisation, reviewer: User, release: Any
) -> None:
    revision = builders.complete_development(assessor=assessor, reviewing=authority)
    plot = Plot.objects.get(revision=revision, label="P1")
    typed_into(client_for(assessor), list_of(plot), **row(0, "Themeda australis", "20"))
    builders.submit(builders.finalise(Revision.objects.get(pk=revision.pk)))
    answer = client_for(reviewer).get(list_of(plot))
    assert answer.status_code == 200
    assert "r0-scientific_name" not in answer.content.decode()
    assert "counted as Themeda triandra" in text_of(answer)


def test_a_kept_list_is_told_beside_what_is_stored_and_goes_when_it_says_the_same(
    client: Client, plot: Plot
) -> None:
    sent = row(0, "Themeda triandra", "20") | row(1, "Dichondra repens", "1")
    assert typed_into(client, list_of(plot), **sent).status_code == 303
    bad = row(0, "Themeda triandra", "20") | row(1, "Dichondra repens", "far")
    assert typed_into(client, list_of(plot), **bad).status_code == 400
    assert "Not saved yet" in text_of(client.get(list_of(plot)))
    FormDraft.objects.update(values=[[name, text.replace("20", "30")] for name, text in sent.items()])
    text = text_of(client.get(list_of(plot)))
    assert "What differs from what is stored (1)" in text
    assert "Themeda triandra 20 % 30 %" in text
    FormDraft.objects.update(values=list(sent.items()))
    assert "Not saved yet" not in text_of(client.get(list_of(plot)))
    assert not FormDraft.objects.exists()
