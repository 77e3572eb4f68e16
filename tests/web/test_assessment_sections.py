"""Pages of sections: typing, losing nothing, adding and removing rows, boundary, species, plan and facts."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import (
    AvoidanceMeasure,
    CandidateSpecies,
    EnteredFact,
    ManagementAction,
    PredictedSpecies,
    ScatteredTreeGroup,
    SiteBoundary,
    SpeciesHabitat,
)
from tests import builders

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


def page(revision, section):
    return reverse("section-page", args=[revision.public_id, section])


def adding(revision, section):
    return reverse("section-row-add", args=[revision.public_id, section])


def editing(revision, section, row):
    return reverse("section-row-edit", args=[revision.public_id, section, row.public_id])


def hidden(answer):
    """The key and the version that the form of this page carries."""
    text = answer.content.decode()
    found = {name: re.search(f'name="{name}" value="([^"]*)"', text) for name in ("key", "version")}
    assert all(found.values()), "the page has no form"
    return {name: match.group(1) for name, match in found.items()}


def typed_into(client, address, **values):
    """Open a form and send it with these values, as a person does."""
    return client.post(address, hidden(client.get(address)) | values)


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
    assert (revision.proposal.name, revision.proposal.local_government_area) == ("Quarry, stage 2", "Singleton")


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
    assert (revision.site_context.subregion_code, revision.site_context.landscape_name) == ("SYB02", landscape)


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
def test_of_two_people_the_second_is_shown_both_versions_and_can_save_over_it(client, client_for, assessor, revision):
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
    typed_into(client, editing(revision, "avoidance", row), **MEASURE | {"description": "Road and shed moved."})

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
    for section in ("proposal", "site", "boundary", "avoidance", "predicted_species", "candidate_species", "facts"):
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
        address, slow | {"file": SimpleUploadedFile("late.geojson", builders.square_geojson()), "claimed_ha": "9"}
    )
    assert answer.status_code == 409
    assert "comes from the file first.geojson" in answer.content.decode()
    assert SiteBoundary.objects.get().source_name == "first.geojson"


# --- species -----------------------------------------------------------------------------------------------------
@pytest.fixture
def with_zone(revision):
    builders.describe(revision)
    return builders.add_zone(revision)


def test_a_predicted_species_gets_its_name_and_zones(client, revision, with_zone):
    answer = typed_into(
        client,
        adding(revision, "predicted_species"),
        scientific_name="chthonicola sagittata",
        confirmed="yes",
        confirmed_zones=[str(with_zone.public_id)],
    )
    assert answer.status_code == 303
    row = PredictedSpecies.objects.get()
    assert row.scientific_name == "Chthonicola sagittata"
    assert row.common_name
    assert list(row.confirmed_zones.all()) == [with_zone]


def test_a_species_on_the_list_already_is_named_as_such(client, revision, with_zone):
    builders.add(revision, "predicted_species", scientific_name="Chthonicola sagittata")
    answer = typed_into(
        client, adding(revision, "predicted_species"), scientific_name="Chthonicola sagittata", confirmed="yes"
    )
    assert answer.status_code == 400
    assert answer.context["form"].errors["scientific_name"] == [
        "There is one with the same species already. Change that one instead."
    ]


def test_a_species_set_aside_needs_its_reason(client, revision, with_zone):
    answer = typed_into(
        client, adding(revision, "predicted_species"), scientific_name="Chthonicola sagittata", confirmed="no"
    )
    assert answer.context["form"].errors["reason"] == ["Say why the species is not predicted here."]


def test_species_of_the_reference_data_are_offered_and_added_together(client, revision):
    builders.describe(revision)
    zone = builders.add_zone(revision, pct_id=1395, pct_name="Narrow-leaved Ironbark forest")
    address = reverse("species-suggestions", args=[revision.public_id, "predicted_species"])
    page_of_offers = client.get(address)
    offered = [row.scientific_name for row in page_of_offers.context["found"]]
    assert "Chthonicola sagittata" in offered
    assert "demonstration" in page_of_offers.content.decode()
    chosen = ["Chthonicola sagittata", "Ninox strenua"]
    assert typed_into(client, address, names=chosen).status_code == 303
    rows = PredictedSpecies.objects.filter(revision=revision)
    assert [row.scientific_name for row in rows] == chosen
    assert all(list(row.confirmed_zones.all()) == [zone] for row in rows)
    left = [row.scientific_name for row in client.get(address).context["found"]]
    assert left == [name for name in offered if name not in chosen]


def test_nothing_is_offered_for_a_place_that_the_reference_data_does_not_tie_to_species(client, revision, with_zone):
    address = reverse("species-suggestions", args=[revision.public_id, "candidate_species"])
    assert "ties no further species to this site" in client.get(address).content.decode()


def test_an_assumed_presence_is_not_offered_at_a_stewardship_site(client, stewardship, revision, with_zone):
    assert "Assumed present" in client.get(adding(revision, "candidate_species")).content.decode()
    assert "Assumed present" not in client.get(adding(stewardship, "candidate_species")).content.decode()


def test_a_candidate_with_habitat_in_a_zone(client, revision, with_zone):
    answer = typed_into(
        client,
        adding(revision, "candidate_species"),
        scientific_name="Phascolarctos cinereus",
        retained="yes",
        presence="present_survey",
        survey_months="October",
    )
    assert answer.status_code == 303
    candidate = CandidateSpecies.objects.get()
    address = f"{adding(revision, 'species_habitat')}?candidate={candidate.public_id}"
    assert typed_into(client, address, zone=str(with_zone.public_id), area_ha="1.5").status_code == 303
    habitat = SpeciesHabitat.objects.get()
    assert (habitat.candidate, habitat.zone, habitat.area_m2) == (candidate, with_zone, 15_000)
    assert "1.5000 ha" in client.get(page(revision, "candidate_species")).content.decode()


@pytest.mark.parametrize("amounts", [{}, {"area_ha": "1", "individuals": "5"}])
def test_habitat_is_an_area_or_a_count_never_both(client, revision, with_zone, amounts):
    builders.add(revision, "candidate_species", scientific_name="Phascolarctos cinereus", presence="present_survey")
    address = f"{adding(revision, 'species_habitat')}?candidate={CandidateSpecies.objects.get().public_id}"
    answer = typed_into(client, address, zone=str(with_zone.public_id), **amounts)
    assert answer.status_code == 400
    assert answer.context["form"].errors["area_ha"] == [
        "Enter either a habitat area or a number of individuals."
    ]


def test_a_polygon_larger_than_the_zone_is_refused_beside_the_file(client, revision, with_zone):
    builders.add_candidate(revision, with_zone)
    habitat = SpeciesHabitat.objects.get()
    address = reverse("species-polygon", args=[revision.public_id, habitat.public_id])
    answer = typed_into(client, address, file=SimpleUploadedFile("koala.geojson", builders.square_geojson()))
    assert answer.status_code == 400
    assert answer.context["form"].errors["file"] == ["The polygon is larger than the zone it lies in."]


def test_a_polygon_measures_the_habitat(client, revision, with_zone):
    builders.add_candidate(revision, with_zone)
    habitat = SpeciesHabitat.objects.get()
    address = reverse("species-polygon", args=[revision.public_id, habitat.public_id])
    small = builders.square_geojson(side_degrees=0.001)
    assert typed_into(client, address, file=SimpleUploadedFile("koala.geojson", small)).status_code == 303
    habitat.refresh_from_db()
    assert 9_900 < habitat.area_m2 < 10_500
    assert habitat.polygon is not None


# --- management plan ---------------------------------------------------------------------------------------------
@pytest.mark.statement("N41")
@pytest.mark.statement("N42")
def test_the_plan_shows_which_required_and_restoration_actions_are_answered(client, assessor, trust, release):
    revision = builders.open_revision(assessor=assessor, reviewing=trust, kind="stewardship")
    groups = client.get(page(revision, "management_plan")).context["groups"]
    assert [(group["title"], len(group["actions"]), group["must"]) for group in groups[:2]] == [
        ("Required management actions", 4, True),
        ("Active restoration", 3, True),
    ]
    address = f"{adding(revision, 'management_plan')}?action=grazing"
    assert client.get(address).context["form"]["action_code"].value() == "grazing"
    answer = typed_into(
        client, address, action_code="grazing", planned="no", reason_not_needed="No stock on the site."
    )
    assert answer.status_code == 303
    actions = client.get(page(revision, "management_plan")).context["groups"][0]["actions"]
    assert [bool(item["lines"]) for item in actions] == [True, False, False, False]


def test_a_planned_action_says_what_and_when(client, stewardship):
    address = adding(stewardship, "management_plan")
    answer = typed_into(client, address, action_code="fire_management", planned="yes")
    assert answer.context["form"].errors["description"] == ["Describe what is done."]
    assert answer.context["form"].errors["first_year"] == ["Enter the first year, 1 to 20."]
    assert not ManagementAction.objects.filter(action_code="fire_management").exists()


# --- facts -------------------------------------------------------------------------------------------------------
def test_what_is_missing_leads_to_the_form_that_mends_it(client, revision, with_zone):
    builders.add_plot(revision, with_zone)
    builders.enter_fact(revision, "pct", with_zone.pct_id, "large_tree_threshold_cm", 50)
    builders.add(
        revision,
        "predicted_species",
        scientific_name="Chthonicola sagittata",
        confirmed_zones=[str(with_zone.public_id)],
    )
    gaps = client.get(page(revision, "facts")).context["gaps"]
    gap = next(gap for gap in gaps if "sensitivity to gain of Chthonicola sagittata" in gap.sentence)
    answer = typed_into(
        client, gap.links[0][0], **{"fact-sensitivity_to_gain": "High", "source": "Profile of the species, 2024"}
    )
    assert answer.status_code == 303
    fact = EnteredFact.objects.get(code="sensitivity_to_gain")
    assert (fact.subject_kind, fact.subject_key, fact.value, fact.source) == (
        "species",
        "Chthonicola sagittata",
        "High",
        "Profile of the species, 2024",
    )
    left = client.get(page(revision, "facts")).context["gaps"]
    assert not any("sensitivity to gain of" in gap.sentence for gap in left)


def about(revision, code):
    return f"{reverse('facts-supply', args=[revision.public_id])}?about={code}"


def test_several_facts_about_one_community_are_saved_at_once(client, revision, with_zone):
    address = about(revision, f"pct:{with_zone.pct_id}")
    values = {"fact-benchmark--composition--tree": "6", "fact-percent_cleared": "71.5"}
    assert typed_into(client, address, **values, source="Local benchmark study").status_code == 303
    stored = dict(EnteredFact.objects.values_list("code", "value"))
    assert stored == {"benchmark.composition.tree": "6", "percent_cleared": "71.5"}


def test_a_fact_without_a_source_is_refused_once_beside_the_source(client, revision, with_zone):
    address = about(revision, f"pct:{with_zone.pct_id}")
    values = {"fact-benchmark--composition--tree": "6", "fact-percent_cleared": "71.5"}
    answer = typed_into(client, address, **values, source="")
    assert answer.context["form"].errors["source"] == ["Say where the value comes from."]
    assert answer.context["form"]["fact-percent_cleared"].value() == "71.5"
    assert not EnteredFact.objects.exists()


def test_a_fact_out_of_its_range_is_refused_beside_its_field(client, revision, with_zone):
    answer = typed_into(
        client, about(revision, f"pct:{with_zone.pct_id}"), **{"fact-percent_cleared": "120"}, source="A study"
    )
    assert answer.status_code == 400
    assert answer.context["form"].errors["fact-percent_cleared"] == [
        "Per cent cleared: enter a number from 0 to 100."
    ]


def test_a_value_that_stays_keeps_its_own_source(client, revision, with_zone):
    builders.enter_fact(revision, "pct", with_zone.pct_id, "percent_cleared", "60")
    address = about(revision, f"pct:{with_zone.pct_id}")
    values = {"fact-percent_cleared": "60", "fact-woody": "yes"}
    typed_into(client, address, **values, source="Field notes")
    sources = dict(EnteredFact.objects.values_list("code", "source"))
    assert sources == {
        "percent_cleared": "Practice note of the assessor's firm, page 3",
        "woody": "Field notes",
    }


def test_a_cleared_field_takes_the_fact_away(client, revision, with_zone):
    builders.enter_fact(revision, "pct", with_zone.pct_id, "percent_cleared", "60")
    typed_into(client, about(revision, f"pct:{with_zone.pct_id}"), **{"fact-percent_cleared": ""})
    assert not EnteredFact.objects.exists()


def test_facts_about_something_outside_the_revision_are_not_there(client, revision, with_zone):
    assert client.get(about(revision, "pct:99999")).status_code == 404


def test_every_kind_of_section_is_drawn_for_every_kind_of_assessment(client, stewardship, assessor, authority, release):
    from assessments.sections import task_list_sections
    from assessments.web.vegetation.section_pages import SPECIAL_PAGES

    development = builders.complete_development(assessor=assessor, reviewing=authority)
    builders.add_candidate(development, development.vegetationzone_set.get())
    builders.add(
        development, "impacts", kind="indirect", title="Noise", description="At night", response="Day shifts only"
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
            builders.add(revision, "avoidance", kind="avoid", phase="planning", description=f"Measure {number}")
        return revision

    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    one, many = revision_with(1), revision_with(4)
    for section in ("predicted_species", "candidate_species", "avoidance", "facts"):
        assert queries(page(many, section)) == queries(page(one, section)), section
