"""The content of a revision over the API: each section read, filled, changed and cleared; nothing else can be set."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from assessments.models import AvoidanceMeasure, Content, EnteredFact, Plot, Revision, SpeciesHabitat
from assessments.sections import SECTIONS, Section, section_of
from assessments.services.editing import section_version
from registry.audit.models import AuditEvent
from registry.parties.models import Organisation, User
from tests import builders
from tests.api.section_rows import MEASURE, example

Api = Callable[[User | None], APIClient]

ROW_BY_ROW = tuple(section for section in SECTIONS if not section.uploaded)


@pytest.fixture
def development(assessor: User, authority: Organisation, release: Any) -> Revision:
    return builders.open_revision(assessor=assessor, reviewing=authority)


@pytest.fixture
def stewardship(assessor: User, trust: Organisation, release: Any) -> Revision:
    return builders.open_revision(assessor=assessor, reviewing=trust, kind="stewardship")


@pytest.fixture
def trees(assessor: User, authority: Organisation, release: Any) -> Revision:
    return builders.open_revision(assessor=assessor, reviewing=authority, module="scattered_trees")


def rows_at(revision: Revision, section: str) -> str:
    return reverse(f"api-section-{section}", args=[revision.public_id])


def row_at(revision: Revision, section: str, row_id: str) -> str:
    return reverse(f"api-section-{section}-row", args=[revision.public_id, row_id])


def revision_with(section: Section, request: pytest.FixtureRequest) -> Revision:
    """A revision of a kind and module that has the section."""
    for name in ("development", "stewardship", "trees"):
        revision: Revision = request.getfixturevalue(name)
        if section.applies_to(revision):
            return revision
    raise LookupError(section.code)


FILLED = tuple(section for section in ROW_BY_ROW if not section.single)


@pytest.mark.parametrize("section", FILLED, ids=lambda section: section.code)
def test_a_row_of_every_section_is_added_read_changed_and_removed(
    section: Section, request: pytest.FixtureRequest, api_for: Api, assessor: User
) -> None:
    revision = revision_with(section, request)
    sent, api = example(section, revision), api_for(assessor)
    made = api.post(rows_at(revision, section.code), sent)
    assert made.status_code == 201, made.json()
    address = row_at(revision, section.code, made.json()["id"])
    row = api.get(address).json()
    assert {name: row[name] for name in sent} == sent
    assert row["version"] == made.json()["version"]
    changed = api.patch(address, {"version": row["version"], **sent})
    assert changed.status_code == 200, changed.json()
    assert changed.json() == {"id": row["id"], "version": row["version"] + 1}
    removed = api.delete(f"{address}?version={changed.json()['version']}")
    assert removed.status_code == 200, removed.json()
    assert api.get(address).status_code == 404
    assert api.get(rows_at(revision, section.code)).json()["count"] == 0


FOREIGN = (
    "id",
    "pk",
    "public_id",
    "revision",
    "revision_id",
    "state",
    "owner",
    "assessor",
    "entered_by",
    "mark",
)


@pytest.mark.parametrize("section", FILLED, ids=lambda section: section.code)
def test_no_field_beyond_those_of_the_section_can_be_set(
    section: Section, request: pytest.FixtureRequest, api_for: Api, assessor: User, other_assessor: User
) -> None:
    """Every column of the model and of its surroundings is posted; those a person does not edit are refused by name."""
    revision = revision_with(section, request)
    sent = example(section, revision)
    before = section.model._default_manager.filter(revision=revision).count()
    columns = {
        name for field in section.model._meta.get_fields() for name in (field.name, f"{field.name}_id")
    }
    uploaded = {"polygon"} & columns
    foreign = sorted((columns | set(FOREIGN)) - (set(section.fields) - uploaded))
    assert {"id", "public_id", "revision", "revision_id", "state"} <= set(foreign)
    answer = api_for(assessor).post(
        rows_at(revision, section.code), sent | dict.fromkeys(foreign, other_assessor.pk)
    )
    assert answer.status_code == 400
    named = {finding["field"] for finding in answer.json()["findings"]}
    assert named == set(foreign)
    assert {finding["code"] for finding in answer.json()["findings"]} == {"input.unknown_field"}
    assert section.model._default_manager.filter(revision=revision).count() == before


@pytest.mark.parametrize("code", ["proposal", "site"])
def test_a_single_section_is_changed_and_never_added_to_or_removed(
    code: str, development: Revision, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)
    page = api.get(rows_at(development, code)).json()
    (row,) = page["results"]
    field = {"proposal": "description", "site": "connectivity"}[code]
    address = row_at(development, code, row["id"])
    assert api.patch(address, {"version": page["version"], field: "Words"}).status_code == 200
    assert api.get(address).json()[field] == "Words"
    assert api.post(rows_at(development, code), {}).status_code == 405
    assert api.delete(f"{address}?version=1").status_code == 405


def test_an_entered_fact_belongs_to_who_entered_it_and_has_no_mark_to_choose(
    development: Revision, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)
    sent = example(section_of("facts"), development)
    refused = api.post(rows_at(development, "facts"), sent | {"mark": "confirmed"})
    assert (refused.status_code, refused.json()["findings"][0]["field"]) == (400, "mark")
    assert api.post(rows_at(development, "facts"), sent).status_code == 201
    assert EnteredFact.objects.get(revision=development).entered_by == assessor


def test_a_species_polygon_comes_by_its_own_command_alone(
    development: Revision, api_for: Api, assessor: User
) -> None:
    zone = builders.add_zone(development)
    builders.add_candidate(development, zone)
    habitat = SpeciesHabitat.objects.get(revision=development)
    api, address = api_for(assessor), row_at(development, "species_habitat", str(habitat.public_id))
    version = api.get(address).json()["version"]
    answer = api.patch(address, {"version": version, "polygon": {"type": "Polygon"}})
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, "polygon")
    upload = reverse("api-species-polygon", args=[development.public_id, habitat.public_id])
    outline = json.loads(builders.square_geojson(side_degrees=0.001))
    measured = api.put(upload, {"geojson": outline, "version": version})
    assert measured.status_code == 200, measured.json()
    assert 9_000 < measured.json()["area_m2"] < 12_000
    habitat.refresh_from_db()
    assert (habitat.area_m2, habitat.polygon["type"]) == (measured.json()["area_m2"], "FeatureCollection")


def test_a_row_changed_meanwhile_is_refused_and_keeps_its_first_change(
    development: Revision, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)
    made = api.post(rows_at(development, "avoidance"), MEASURE).json()
    address = row_at(development, "avoidance", made["id"])
    assert api.patch(address, {"version": made["version"], "description": "First"}).status_code == 200
    late = api.patch(address, {"version": made["version"], "description": "Second"})
    assert (late.status_code, late.json()["code"]) == (409, "section.changed_meanwhile")
    assert AvoidanceMeasure.objects.get(revision=development).description == "First"


def test_a_change_without_the_version_is_refused(development: Revision, api_for: Api, assessor: User) -> None:
    api = api_for(assessor)
    made = api.post(rows_at(development, "avoidance"), MEASURE).json()
    address = row_at(development, "avoidance", made["id"])
    for answer in (api.patch(address, {"description": "Late"}), api.delete(address)):
        assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, "version")
    assert AvoidanceMeasure.objects.get(revision=development).description == MEASURE["description"]


def test_one_key_adds_one_row(development: Revision, api_for: Api, assessor: User) -> None:
    api = api_for(assessor)
    first, again = (
        api.post(rows_at(development, "avoidance"), MEASURE, headers={"Idempotency-Key": "k"})
        for _ in range(2)
    )
    assert first.json() == again.json()
    assert AvoidanceMeasure.objects.filter(revision=development).count() == 1
    assert AuditEvent.objects.filter(action="content.add").count() == 1


def test_a_row_of_another_revision_is_as_if_it_were_not_there(
    development: Revision, api_for: Api, assessor: User, authority: Organisation
) -> None:
    other = builders.open_revision(assessor=assessor, reviewing=authority)
    theirs = builders.add_zone(other)
    api = api_for(assessor)
    assert api.get(row_at(development, "zones", str(theirs.public_id))).status_code == 404
    assert api.delete(f"{row_at(development, 'zones', str(theirs.public_id))}?version=0").status_code == 404
    answer = api.post(rows_at(development, "plots"), builders.PLOT | {"zone": str(theirs.public_id)})
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, "zone")
    assert Plot.objects.count() == 0


def test_database_numbers_are_no_ids(development: Revision, api_for: Api, assessor: User) -> None:
    zone = builders.add_zone(development)
    api = api_for(assessor)
    answer = api.post(rows_at(development, "plots"), builders.PLOT | {"zone": zone.pk})
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, "zone")
    text = api.get(rows_at(development, "zones")).content.decode()
    assert f'"id":{zone.pk}' not in text and '"revision"' not in text


def test_a_section_that_does_not_apply_is_empty_and_cannot_be_filled(
    development: Revision, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)
    page = api.get(rows_at(development, "trees")).json()
    assert (page["applies"], page["count"]) == (False, 0)
    answer = api.post(rows_at(development, "trees"), example(section_of("trees"), development))
    assert (answer.status_code, answer.json()["code"]) == (409, "section.not_applicable")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("structure_tree", "30.55"),
        ("structure_tree", -1),
        ("structure_tree", 1e400),
        ("structure_tree", "NaN"),
        ("structure_tree", "many"),
        ("composition_tree", 3.5),
        ("composition_tree", 501),
        ("composition_tree", 10**30),
        ("composition_tree", None),
        ("composition_tree", [3]),
        ("label", "a" * 11),
        ("label", "P\x001"),
        ("bearing", 360),
        ("mga_zone", 53),
        ("surveyed_on", "2024-02-30"),
        ("stems_5_to_9", 2),
        ("litter_cover_percent", 100.1),
        ("zone", {"id": 1}),
        ("zone", "2358669c-27d9-4c4f-a8aa-5ca4467b011c"),
    ],
)
def test_a_bad_value_is_named_and_nothing_is_saved(
    development: Revision, api_for: Api, assessor: User, field: str, value: Any
) -> None:
    zone = builders.add_zone(development)
    sent = builders.PLOT | {"zone": str(zone.public_id), field: value}
    # As a client writes it: 1e400 is a number in JSON, and infinite once it is read.
    body = json.dumps(sent).replace("Infinity", "1e400")
    answer = api_for(assessor).post(rows_at(development, "plots"), body, content_type="application/json")
    assert answer.status_code == 400
    assert {finding["field"].partition("[")[0] for finding in answer.json()["findings"]} == {field}
    assert Plot.objects.count() == 0


@pytest.mark.parametrize(
    "value", ["\ud800", ["\udfff"], {"\ud800": 1}], ids=["in a text", "in a list", "as a name"]
)
def test_half_a_character_is_refused_and_never_echoed(
    development: Revision, api_for: Api, assessor: User, value: Any
) -> None:
    body = json.dumps(MEASURE | {"kind": value})
    answer = api_for(assessor).post(rows_at(development, "avoidance"), body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "request.parse_error")


@pytest.mark.parametrize("body", ["", "[]", '"text"', "7", "null", "{", '{"kind": NaN}', "[" * 100_000])
def test_a_body_that_is_no_object_is_refused(
    development: Revision, api_for: Api, assessor: User, body: str
) -> None:
    answer = api_for(assessor).post(rows_at(development, "avoidance"), body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] in ("input.invalid", "request.parse_error")


def test_a_body_over_two_megabytes_is_refused(development: Revision, api_for: Api, assessor: User) -> None:
    sent = MEASURE | {"description": "x" * 2_000_001}
    answer = api_for(assessor).post(rows_at(development, "avoidance"), sent)
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


def test_a_final_revision_is_read_and_not_changed(
    api_for: Api, assessor: User, authority: Organisation, release: Any
) -> None:
    revision = builders.finalise(builders.complete_development(assessor=assessor, reviewing=authority))
    api = api_for(assessor)
    assert api.get(rows_at(revision, "plots")).json()["count"] == 2
    answer = api.post(rows_at(revision, "avoidance"), MEASURE)
    assert (answer.status_code, answer.json()["code"]) == (409, "revision.not_open")


def test_pages_of_rows_hold_fifty_and_carry_the_version(
    development: Revision, api_for: Api, assessor: User
) -> None:
    zone = builders.add_zone(development)
    _plots(development, zone, 60)
    api = api_for(assessor)
    page = api.get(rows_at(development, "plots")).json()
    assert (page["count"], len(page["results"]), page["version"]) == (60, 50, 0)
    last = api.get(page["next"]).json()
    assert (len(last["results"]), last["next"]) == (10, None)


def _plots(revision: Revision, zone: Any, number: int) -> None:
    Plot.objects.bulk_create(
        Plot(revision=revision, zone=zone, **(builders.PLOT | {"label": f"{number}-{index}"}))
        for index in range(number)
    )


@pytest.mark.parametrize("code", ["plots", "predicted_species"])
def test_rows_take_as_many_queries_for_fifty_as_for_one(
    development: Revision, api_for: Api, assessor: User, code: str
) -> None:
    zone = builders.add_zone(development)
    api = api_for(assessor)

    def more(number: int) -> None:
        if code == "plots":
            _plots(development, zone, number)
            return
        for index in range(number):
            builders.add(
                development,
                code,
                scientific_name=f"Species {number} {index}",
                confirmed_zones=[str(zone.public_id)],
            )

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert api.get(rows_at(development, code)).status_code == 200
        return len(seen)

    more(1)
    one = count()
    more(49)
    assert api.get(rows_at(development, code)).json()["count"] == 50
    assert count() == one


def test_future_values_are_replaced_all_at_once(development: Revision, api_for: Api, assessor: User) -> None:
    zone = builders.add_zone(development)
    part = builders.add_part(development, zone, "North", 9_000)
    address = reverse("api-future-values", args=[development.public_id, part.public_id])
    api = api_for(assessor)
    version = section_version(development, section_of("management_zones"))
    first = api.put(
        address, {"values": {"composition.tree": "2", "structure.tree": 12.5}, "version": version}
    )
    assert first.status_code == 200, first.json()
    again = api.put(address, {"values": {"structure.tree": "9"}, "version": first.json()["version"]})
    assert again.status_code == 200
    rows = api.get(rows_at(development, "future_values")).json()["results"]
    assert [(row["attribute"], row["value"]) for row in rows] == [("structure.tree", "9.000")]
    unknown = api.put(address, {"values": {"structure.moss": 1}, "version": again.json()["version"]})
    assert (unknown.status_code, unknown.json()["findings"][0]["field"]) == (400, "structure.moss")


def test_every_section_of_the_task_list_has_an_address_that_answers(
    development: Revision, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)
    sections = api.get(reverse("api-revision", args=[development.public_id])).json()["sections"]
    answers = {row["code"]: api.get(row["url"]).status_code for row in sections}
    assert answers.pop("boundary") == 404  # there is none before the first upload
    assert set(answers.values()) == {200}
    assert len(answers) >= 10


def test_models_of_sections_have_no_column_that_the_table_of_sections_forgets() -> None:
    """The mass-assignment test above goes by the models: a new model of content must belong to a section."""
    assert {section.model for section in SECTIONS} == set(Content.__subclasses__())
