"""Pages of predicted and candidate species, their habitat and polygons."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import CandidateSpecies, PredictedSpecies, SpeciesHabitat
from tests import builders
from tests.web.desk import adding, page, typed_into

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
        client,
        adding(revision, "predicted_species"),
        scientific_name="Chthonicola sagittata",
        confirmed="yes",
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


def test_nothing_is_offered_for_a_place_that_the_reference_data_does_not_tie_to_species(
    client, revision, with_zone
):
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
    builders.add(
        revision, "candidate_species", scientific_name="Phascolarctos cinereus", presence="present_survey"
    )
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
