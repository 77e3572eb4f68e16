"""Plots as a table of inputs: whole or not at all, every error at its cell, nothing lost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Plot, SectionVersion
from assessments.sections import section_of
from assessments.services import content, editing, row_sets
from registry.audit.models import AuditEvent
from registry.findings import InvalidInput
from tests import builders
from tests.web.desk import hidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for, assessor):
    return client_for(assessor)


@pytest.fixture
def revision(assessor, authority, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    zone = builders.add_zone(revision)
    builders.add_plot(revision, zone, label="P1")
    builders.add_plot(revision, zone, label="P2")
    return revision


def remove(assessor, revision, plot):
    content.remove_row(
        actor=builders.acting(assessor),
        revision_id=revision.pk,
        section="plots",
        row_id=str(plot.public_id),
        expected_version=editing.section_version(revision, section_of("plots")),
    )


def grid(revision):
    return reverse("plot-grid", args=[revision.public_id])


def as_drawn(answer):
    """Every input of the table as a browser would send it."""
    text = answer.content.decode()
    sent = hidden(answer)
    for tag in re.findall(r"<input[^>]*>", text):
        name = re.search(r'name="(r\d+-[^"]*)"', tag)
        if name and " disabled" not in tag:
            value = re.search(r'value="([^"]*)"', tag)
            sent[name.group(1)] = value.group(1) if value else ""
    for name, options in re.findall(r'<select[^>]*name="(r\d+-[^"]*)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        sent[name] = chosen.group(1)
    return sent


def new_plot(number, revision, **more):
    zone = revision.vegetationzone_set.get()
    values = {
        "zone": str(zone.public_id),
        "label": "P9",
        "surveyed_on": "2026-03-04",
        "mga_zone": "56",
        "easting": "300100",
        "northing": "6400100",
        "bearing": "90",
        "stems_5_to_9": "1",
        "regeneration": "0",
    }
    values |= {f"composition_{form}": "3" for form in ("tree", "shrub", "grass", "forb", "fern", "other")}
    values |= {f"structure_{form}": "10.5" for form in ("tree", "shrub", "grass", "forb", "fern", "other")}
    return {f"r{number}-{name}": value for name, value in (values | more).items()}


def test_the_table_shows_every_plot_and_empty_rows(client, revision):
    text = client.get(grid(revision)).content.decode()
    assert len(re.findall(r'name="r\d+-label"', text)) == 5
    assert 'aria-label="Plot P1: Easting, m"' in text


def test_sending_the_table_as_it_was_drawn_changes_nothing(client, revision):
    before = SectionVersion.objects.get(revision=revision, section="plots").version
    answer = client.post(grid(revision), as_drawn(client.get(grid(revision))), follow=True)
    assert "Nothing was changed" in answer.content.decode()
    assert SectionVersion.objects.get(revision=revision, section="plots").version == before


def test_an_untouched_new_row_is_no_plot_where_there_are_several_zones(client, revision):
    builders.add_zone(revision, number=2, condition="low")
    answer = client.post(grid(revision), as_drawn(client.get(grid(revision))), follow=True)
    assert "Nothing was changed" in answer.content.decode()


def test_rows_are_changed_and_added_in_one_step_with_one_event(client, revision):
    events = AuditEvent.objects.count()
    sent = as_drawn(client.get(grid(revision))) | {"r0-bearing": "271"} | new_plot(2, revision)
    assert client.post(grid(revision), sent).status_code == 303
    plots = {plot.label: plot for plot in Plot.objects.filter(revision=revision)}
    assert plots["P1"].bearing == 271
    assert (plots["P9"].stems_5_to_9, plots["P9"].regeneration, plots["P9"].stems_10_to_19) == (1, 0, None)
    assert AuditEvent.objects.count() == events + 1
    event = AuditEvent.objects.latest("pk")
    assert event.action == "content.save_rows"
    assert '"P1.bearing":[' in event.body


def test_a_row_that_was_not_touched_is_not_written(client, revision):
    sent = as_drawn(client.get(grid(revision))) | {"r0-bearing": "271"}
    client.post(grid(revision), sent)
    body = AuditEvent.objects.latest("pk").body
    assert "P1.bearing" in body
    assert "P2." not in body


def test_one_bad_cell_saves_nothing_and_is_told_at_its_cell_with_everything_kept(client, revision):
    sent = as_drawn(client.get(grid(revision))) | {
        "r0-bearing": "271",
        "r1-easting": "far",
        "r1-regeneration": "7",
    }
    answer = client.post(grid(revision), sent)
    assert answer.status_code == 400
    text = answer.content.decode()
    assert 'href="#id_r1-easting"' in text
    assert "Plot P2: Easting, m: enter a number" in text
    assert "type 1, 0 or nothing" in text
    assert 'value="far"' in text
    assert 'value="271"' in text
    assert Plot.objects.get(label="P1").bearing != 271


def test_a_name_that_is_there_twice_is_told_and_nothing_is_saved(client, revision):
    sent = as_drawn(client.get(grid(revision))) | {"r0-bearing": "271"} | new_plot(2, revision, label="P2")
    answer = client.post(grid(revision), sent)
    assert answer.status_code == 400
    assert "There is one with the same" in answer.content.decode()
    assert Plot.objects.filter(revision=revision).count() == 2
    assert Plot.objects.get(label="P1").bearing != 271


def test_two_new_rows_of_one_name_are_refused(client, revision):
    sent = as_drawn(client.get(grid(revision))) | new_plot(2, revision) | new_plot(3, revision)
    assert client.post(grid(revision), sent).status_code == 400
    assert Plot.objects.filter(revision=revision).count() == 2


def test_a_table_overtaken_by_somebody_elses_change_shows_both_and_saves_when_sent_again(client, revision):
    sent = as_drawn(client.get(grid(revision))) | {"r0-bearing": "271"}
    client.post(grid(revision), as_drawn(client.get(grid(revision))) | {"r0-bearing": "15"})
    answer = client.post(grid(revision), sent)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Stored now, and what you typed" in text
    assert Plot.objects.get(label="P1").bearing == 15
    assert client.post(grid(revision), as_drawn(answer)).status_code == 303
    assert Plot.objects.get(label="P1").bearing == 271


def test_sending_the_same_table_twice_has_one_effect(client, revision):
    sent = as_drawn(client.get(grid(revision))) | new_plot(2, revision)
    assert client.post(grid(revision), sent).status_code == 303
    events = AuditEvent.objects.count()
    client.post(grid(revision), sent)
    assert Plot.objects.filter(revision=revision).count() == 3
    assert AuditEvent.objects.count() == events


def test_what_was_typed_into_the_table_and_refused_is_there_again(client, revision):
    client.post(grid(revision), as_drawn(client.get(grid(revision))) | {"r1-easting": "far"})
    text = client.get(grid(revision)).content.decode()
    assert 'value="far"' in text
    assert "Not saved yet" in text


def test_a_plot_of_another_revision_is_not_there(client, revision, assessor, authority):
    other = builders.open_revision(assessor=assessor, reviewing=authority)
    builders.add_plot(other, builders.add_zone(other), label="X")
    theirs = Plot.objects.get(revision=other).public_id
    sent = as_drawn(client.get(grid(revision))) | {"r0-id": str(theirs), "r0-bearing": "7"}
    assert client.post(grid(revision), sent).status_code == 404


def test_an_assessment_without_zones_asks_for_one(client, assessor, authority, release):
    bare = builders.open_revision(assessor=assessor, reviewing=authority)
    assert client.get(grid(bare)).status_code == 303


def test_the_table_takes_as_many_queries_for_many_plots_as_for_few(client, revision):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(grid(revision))
        return len(seen)

    queries()
    few = queries()
    zone = revision.vegetationzone_set.get()
    for number in range(3, 23):
        builders.add_plot(revision, zone, label=f"P{number}")
    assert queries() == few


@pytest.mark.parametrize(("section", "rows"), [("zones", 1), ("plots", 0), ("plots", 201)])
def test_only_tables_of_a_size_are_saved_at_once(revision, assessor, section, rows):
    with pytest.raises(InvalidInput):
        row_sets.save_rows(
            actor=builders.acting(assessor),
            revision_id=revision.pk,
            section=section,
            rows=[{"id": None, "values": {}}] * rows,
            expected_version=0,
        )


def test_a_plot_removed_meanwhile_is_told_and_the_rest_of_the_table_kept(client, revision, assessor):
    sent = as_drawn(client.get(grid(revision))) | {"r1-bearing": "77"}
    removed = Plot.objects.get(public_id=sent["r0-id"])
    remove(assessor, revision, removed)
    answer = client.post(grid(revision), sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert f"left out of it: {removed.label}" in text
    assert 'value="77"' in text
    assert str(removed.public_id) not in text
    assert not Plot.objects.filter(revision=revision, bearing=77).exists()
    again = as_drawn(answer) | {"r1-bearing": "77"}
    assert client.post(grid(revision), again).status_code == 303
    assert Plot.objects.filter(revision=revision, bearing=77).count() == 1


def test_a_kept_table_opens_again_after_one_of_its_plots_was_removed(client, revision, assessor):
    sent = as_drawn(client.get(grid(revision)))
    client.post(grid(revision), sent | {"r1-easting": "far"})
    remove(assessor, revision, Plot.objects.get(public_id=sent["r0-id"]))
    answer = client.get(grid(revision))
    assert answer.status_code == 200
    assert 'value="far"' in answer.content.decode()
    assert Plot.objects.filter(revision=revision).count() == 1


def test_a_kept_table_tells_what_somebody_else_stored_meanwhile(client, revision, assessor):
    client.post(grid(revision), as_drawn(client.get(grid(revision))) | {"r1-mga_zone": "99"})
    plot = Plot.objects.filter(revision=revision).order_by("zone__number", "label").first()
    content.change_row(
        actor=builders.acting(assessor),
        revision_id=revision.pk,
        section="plots",
        row_id=str(plot.public_id),
        values={"bearing": 123},
        expected_version=editing.section_version(revision, section_of("plots")),
    )
    text = client.get(grid(revision)).content.decode()
    assert "What differs from what is stored" in text
    assert "<td>123" in text
