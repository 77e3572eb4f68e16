"""Pages of sections: typing, losing nothing, adding and removing rows, boundary, species, plan and facts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import (
    AvoidanceMeasure,
    ScatteredTreeGroup,
    SiteBoundary,
)
from tests import builders
from tests.web.desk import adding, editing, hidden, page, typed_into

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for, assessor):
    return client_for(assessor)


@pytest.fixture
def revision(assessor, authority, release):
    return builders.open_revision(assessor=assessor, reviewing=authority)


@pytest.fixture
def stewardship(assessor, trust, landholder, release):
    return builders.complete_stewardship(assessor=assessor, trust=trust, landholder=landholder)


MEASURE = {"kind": "avoid", "phase": "planning", "description": "Road moved.", "outcome": ""}


# --- single sections ---------------------------------------------------------------------------------------------
def test_the_proposal_is_saved_and_shown(client, revision):
    answer = typed_into(
        client,
        page(revision, "proposal"),
        name="Quarry, stage 2",
        description="Six hectares more.",
        entry_trigger="area_clearing_threshold",
        lots="12/DP754321",
        local_government_area="Singleton",
    )
    assert answer.status_code == 303
    revision.proposal.refresh_from_db()
    assert (revision.proposal.name, revision.proposal.local_government_area) == (
        "Quarry, stage 2",
        "Singleton",
    )


def test_a_form_with_an_error_keeps_everything_that_was_typed(client, revision):
    long_name = "x" * 501
    answer = typed_into(
        client, page(revision, "proposal"), name=long_name, description="Kept <b>& safe</b>", lots="12/DP1"
    )
    text = answer.content.decode()
    assert answer.status_code == 400
    assert long_name in text
    assert "Kept &lt;b&gt;&amp; safe&lt;/b&gt;" in text
    assert "12/DP1" in text
    assert 'href="#id_name"' in text
    revision.proposal.refresh_from_db()
    assert revision.proposal.description == ""


def test_a_number_that_is_none_is_shown_again_as_it_was_typed(client, revision):
    answer = typed_into(client, page(revision, "site"), native_vegetation_cover_percent="about half")
    assert answer.status_code == 400
    assert 'value="about half"' in answer.content.decode()


def test_subregion_and_landscape_are_those_of_the_release(client, revision):
    landscape = builders.reference_landscape(revision)
    answer = typed_into(
        client,
        page(revision, "site"),
        subregion_code="SYB02",
        landscape_name=landscape.upper(),
        native_vegetation_cover_percent="42.5",
    )
    assert answer.status_code == 303
    revision.site_context.refresh_from_db()
    assert (revision.site_context.subregion_code, revision.site_context.landscape_name) == (
        "SYB02",
        landscape,
    )


def test_a_landscape_that_the_release_does_not_know_is_refused_by_name(client, revision):
    answer = typed_into(client, page(revision, "site"), landscape_name="Middle Earth")
    assert answer.status_code == 400
    assert "“Middle Earth” is not a NSW (Mitchell) landscape" in answer.content.decode()


def test_the_lot_size_is_asked_for_in_the_small_area_module_only(client, assessor, authority, revision):
    small = builders.open_revision(assessor=assessor, reviewing=authority, module="small_area")
    assert 'name="minimum_lot_size_ha"' not in client.get(page(revision, "proposal")).content.decode()
    answer = typed_into(client, page(small, "proposal"), name="Shed", minimum_lot_size_ha="12.5")
    assert answer.status_code == 303
    small.proposal.refresh_from_db()
    assert str(small.proposal.minimum_lot_size_ha) == "12.50"


# --- two people --------------------------------------------------------------------------------------------------
def test_of_two_people_the_second_is_shown_both_versions_and_can_save_over_it(
    client, client_for, assessor, revision
):
    address = page(revision, "proposal")
    slow = hidden(client.get(address))
    quick = client_for(assessor)
    typed_into(quick, address, name="Name of the first", description="By the first")

    overtaken = client.post(address, slow | {"name": "Name of the second", "description": "By the second"})
    text = overtaken.content.decode()
    assert overtaken.status_code == 409
    assert "Alex Assessor changed “Proposal or site” after you opened it" in text
    assert {"label": "Proposal name", "stored": "Name of the first", "typed": "Name of the second"} in (
        overtaken.context["differences"]
    )
    assert overtaken.context["form"]["description"].value() == "By the second"
    revision.proposal.refresh_from_db()
    assert revision.proposal.name == "Name of the first"

    again = client.post(
        address, hidden(overtaken) | {"name": "Name of the second", "description": "By the second"}
    )
    assert again.status_code == 303
    revision.proposal.refresh_from_db()
    assert (revision.proposal.name, revision.proposal.description) == ("Name of the second", "By the second")


def test_a_row_changed_by_somebody_else_is_not_removed_without_looking(client, revision):
    builders.add(revision, "avoidance", kind="avoid", phase="planning", description="Road moved.")
    row = AvoidanceMeasure.objects.get()
    address = reverse("section-row-remove", args=[revision.public_id, "avoidance", row.public_id])
    slow = hidden(client.get(address))
    typed_into(
        client, editing(revision, "avoidance", row), **MEASURE | {"description": "Road and shed moved."}
    )

    answer = client.post(address, slow)
    assert answer.status_code == 409
    assert "Road and shed moved." in answer.content.decode()
    assert AvoidanceMeasure.objects.exists()
    assert client.post(address, hidden(answer)).status_code == 303
    assert not AvoidanceMeasure.objects.exists()


def test_a_form_without_a_version_overwrites_nothing(client, revision):
    answer = client.post(page(revision, "proposal"), {"key": "k", "name": "Overwritten"})
    assert answer.status_code == 409
    revision.proposal.refresh_from_db()
    assert revision.proposal.name == "Quarry at Ironbark Road"


def test_only_what_differs_is_shown_after_an_overtaken_edit(client, revision):
    builders.describe(revision)
    landscape = builders.reference_landscape(revision)
    address = page(revision, "site")
    slow = hidden(client.get(address))
    same = {"subregion_code": "SYB02", "landscape_name": landscape, "native_vegetation_cover_percent": "42.5"}
    typed_into(client, address, **same, connectivity="By the first")
    answer = client.post(address, slow | same | {"connectivity": "By the second"})
    assert answer.context["differences"] == [
        {"label": "Connectivity of habitat", "stored": "By the first", "typed": "By the second"}
    ]


# --- rows --------------------------------------------------------------------------------------------------------
def test_a_measure_is_added_changed_and_removed(client, revision):
    assert typed_into(client, adding(revision, "avoidance"), **MEASURE).status_code == 303
    row = AvoidanceMeasure.objects.get()
    assert "Road moved." in client.get(page(revision, "avoidance")).content.decode()
    changed = MEASURE | {"description": "Road moved to the west."}
    assert typed_into(client, editing(revision, "avoidance", row), **changed).status_code == 303
    row.refresh_from_db()
    assert row.description == "Road moved to the west."
    removing = reverse("section-row-remove", args=[revision.public_id, "avoidance", row.public_id])
    assert typed_into(client, removing).status_code == 303
    assert not AvoidanceMeasure.objects.exists()


def test_the_same_form_sent_twice_adds_one_row(client, revision):
    values = hidden(client.get(adding(revision, "avoidance"))) | MEASURE
    assert [client.post(adding(revision, "avoidance"), values).status_code for _ in range(2)] == [303, 303]
    assert AvoidanceMeasure.objects.count() == 1


def test_a_row_of_another_revision_is_not_there(client, assessor, authority, revision):
    other = builders.open_revision(assessor=assessor, reviewing=authority, title="Another")
    builders.add(other, "avoidance", kind="avoid", phase="planning", description="Not here")
    assert client.get(editing(revision, "avoidance", AvoidanceMeasure.objects.get())).status_code == 404


@pytest.mark.parametrize("section", ["trees", "management_plan", "nothing", "species_habitat/x"])
def test_a_section_that_is_not_part_of_the_assessment_is_not_there(client, revision, section):
    assert client.get(f"/revisions/{revision.public_id}/sections/{section}/").status_code == 404


def test_planted_vegetation_is_typed_in_hectares(client, revision):
    answer = typed_into(
        client,
        adding(revision, "planted"),
        description="Windbreak of river red gum",
        outcome="habitat_only",
        reason="Planted in 1998.",
        area_ha="1.25",
    )
    assert answer.status_code == 303
    assert revision.plantedvegetation_set.get().area_m2 == 12_500
    assert "1.2500 ha" in client.get(page(revision, "planted")).content.decode()


def test_scattered_trees_are_a_table_of_their_own_module(client, assessor, authority, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority, module="scattered_trees")
    answer = typed_into(
        client,
        adding(revision, "trees"),
        pct_id=str(builders.PCT_WITH_BENCHMARK),
        tree_species="Eucalyptus crebra",
        trees="3",
        dbh_cm="45",
        hollows="yes",
    )
    assert answer.status_code == 303
    assert ScatteredTreeGroup.objects.get().hollows is True
    assert "Eucalyptus crebra" in client.get(page(revision, "trees")).content.decode()


# --- reading -----------------------------------------------------------------------------------------------------
def test_a_final_revision_is_read_without_forms(client, assessor, authority, release):
    revision = builders.finalise(builders.complete_development(assessor=assessor, reviewing=authority))
    for section in (
        "proposal",
        "site",
        "boundary",
        "avoidance",
        "predicted_species",
        "candidate_species",
        "facts",
    ):
        text = client.get(page(revision, section)).content.decode()
        assert "This revision is final and cannot be changed" in text, section
        assert 'name="version"' not in text, section
    answer = client.post(page(revision, "proposal"), {"key": "k", "version": "1", "name": "Changed"})
    assert answer.status_code == 409
    revision.proposal.refresh_from_db()
    assert revision.proposal.name == "Quarry at Ironbark Road"


def test_a_reviewer_reads_and_is_refused_to_change(client_for, assessor, reviewer, authority, release):
    revision = builders.submit(
        builders.finalise(builders.complete_development(assessor=assessor, reviewing=authority))
    )
    client = client_for(reviewer)
    assert "The haul road was moved" in client.get(page(revision, "avoidance")).content.decode()
    assert client.post(adding(revision, "avoidance"), MEASURE).status_code in (403, 409)
    assert AvoidanceMeasure.objects.filter(revision=revision).count() == 1


# --- boundary ----------------------------------------------------------------------------------------------------
def upload(client, revision, content, claimed="9", name="site.geojson"):
    address = reverse("boundary-upload", args=[revision.public_id])
    return typed_into(client, address, file=SimpleUploadedFile(name, content), claimed_ha=claimed)


def test_a_boundary_is_drawn_to_scale_with_both_areas(client, revision):
    assert upload(client, revision, builders.square_geojson()).status_code == 303
    boundary = SiteBoundary.objects.get()
    assert boundary.claimed_area_m2 == 90_000
    text = client.get(page(revision, "boundary")).content.decode()
    assert '<path class="reg-map__site"' in text
    assert "9.00 ha" in text
    assert "style=" not in text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty"),
        (b"not json", "JSON"),
        (builders.square_geojson(west=10.0, south=50.0), "New South Wales"),
    ],
)
def test_a_boundary_that_cannot_be_used_is_refused_beside_the_file_and_the_claim_is_kept(
    client, revision, content, told
):
    answer = upload(client, revision, content, claimed="9.5")
    assert answer.status_code == 400
    assert told in " ".join(answer.context["form"].errors["file"])
    assert answer.context["form"]["claimed_ha"].value() == "9.5"
    assert not SiteBoundary.objects.exists()


def test_a_boundary_uploaded_meanwhile_by_somebody_else_is_not_overwritten_unseen(client, revision):
    address = reverse("boundary-upload", args=[revision.public_id])
    slow = hidden(client.get(address))
    upload(client, revision, builders.square_geojson(), name="first.geojson")
    answer = client.post(
        address,
        slow | {"file": SimpleUploadedFile("late.geojson", builders.square_geojson()), "claimed_ha": "9"},
    )
    assert answer.status_code == 409
    assert "comes from the file first.geojson" in answer.content.decode()
    assert SiteBoundary.objects.get().source_name == "first.geojson"


def test_every_kind_of_section_is_drawn_for_every_kind_of_assessment(
    client, stewardship, assessor, authority, release
):
    from assessments.sections import task_list_sections
    from assessments.web.vegetation.section_pages import SPECIAL_PAGES

    development = builders.complete_development(assessor=assessor, reviewing=authority)
    builders.add_candidate(development, development.vegetationzone_set.get())
    builders.add(
        development,
        "impacts",
        kind="indirect",
        title="Noise",
        description="At night",
        response="Day shifts only",
    )
    for revision in (development, stewardship):
        for section in task_list_sections(revision):
            if section.code not in SPECIAL_PAGES:
                assert client.get(page(revision, section.code)).status_code == 200, section.code


def test_pages_of_rows_need_as_many_queries_for_many_rows_as_for_one(client, assessor, authority, release):
    def revision_with(rows):
        revision = builders.open_revision(assessor=assessor, reviewing=authority)
        builders.describe(revision)
        names = ("Ninox strenua", "Lathamus discolor", "Petaurus australis", "Litoria aurea")[:rows]
        for number, name in enumerate(names, start=1):
            zone = builders.add_zone(revision, number=number, condition=f"c{number}")
            builders.add(
                revision, "predicted_species", scientific_name=name, confirmed_zones=[str(zone.public_id)]
            )
            builders.add_candidate(revision, zone, scientific_name=name)
            builders.enter_fact(revision, "zone", zone.key, "risk_weighting", "1.5")
            builders.add(
                revision, "avoidance", kind="avoid", phase="planning", description=f"Measure {number}"
            )
        return revision

    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    one, many = revision_with(1), revision_with(4)
    for section in ("predicted_species", "candidate_species", "avoidance", "facts"):
        assert queries(page(many, section)) == queries(page(one, section)), section


@pytest.mark.parametrize(
    ("section", "typed", "told"),
    [
        (
            "site",
            {"native_vegetation_cover_percent": "140"},
            "Native vegetation cover in the landscape, %: enter at most 100.",
        ),
        (
            "site",
            {"native_vegetation_cover_percent": "much"},
            "Native vegetation cover in the landscape, %: enter a number, for example 12.5.",
        ),
    ],
)
def test_an_error_names_its_field_and_says_what_to_do(
    client_for, assessor, authority, release, section, typed, told
):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    answer = typed_into(client_for(assessor), page(revision, section), **typed)
    assert answer.status_code == 400
    assert answer.content.decode().count(told) == 2


def test_an_empty_answer_is_told_by_the_name_of_its_field(client_for, assessor, authority, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    text = typed_into(client_for(assessor), adding(revision, "zones"), number="1").content.decode()
    assert "Fill in “Plant community type (PCT)”." in text
    assert "Fill in “Condition class”." in text
    assert "This field is required" not in text
