"""Pages of the facts an assessor supplies, and of the management plan."""

import pytest
from django.urls import reverse

from assessments.models import EnteredFact, ManagementAction
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
        client,
        gap.links[0][0],
        **{"fact-sensitivity_to_gain": "High", "source": "Profile of the species, 2024"},
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
        client,
        about(revision, f"pct:{with_zone.pct_id}"),
        **{"fact-percent_cleared": "120"},
        source="A study",
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
