"""Developments on pages and over the API: from entering to lodging, what is refused, how many queries a list takes."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.services import cases
from credits.obligations.models import Application, Development
from tests import builders
from tests.conftest import make_organisation

pytestmark = pytest.mark.django_db

STATED = {
    "title": "Warehouse at Ironbark Road",
    "pathway": "local",
    "clearing_ha": "1.2",
    "minimum_lot_ha": "45",
    "on_values_map": "no",
    "likely_significant": "",
    "in_outstanding_value_area": "no",
    "subregion": "Hunter",
}


@pytest.fixture
def browser(client_for, developer):
    return client_for(developer)


@pytest.fixture
def entered(browser, proponent, authority, release):
    answer = browser.post(
        reverse("development-new"),
        STATED | {"developer": str(proponent.public_id), "authority": str(authority.public_id), "key": "one"},
    )
    assert answer.status_code == 303
    return Development.objects.get()


def test_a_development_goes_from_the_form_to_a_lodged_application(
    browser, entered, developer, proponent, assessor, authority
):
    assert (entered.clearing_m2, entered.minimum_lot_m2) == (12_000, 450_000)
    assert (entered.on_values_map, entered.likely_significant) == (False, None)
    assert (entered.subregion, entered.region) == ("Hunter", "Sydney Basin")
    page = reverse("development-page", args=[entered.public_id])
    assert "Not tested yet." in browser.get(page).content.decode()
    tested = browser.post(reverse("development-scope", args=[entered.public_id]), {"key": "two"}, follow=True)
    text = tested.content.decode()
    assert (
        "1.2 ha are cleared; for lots of 40 ha to less than 1,000 ha the scheme applies from 1 ha on: reached."
        in text
    )
    assert "BC Reg cl 7.2" in text
    apply = reverse("development-apply", args=[entered.public_id])
    assert "No report fits yet" in browser.get(apply).content.decode()
    bare = browser.post(apply, {"revision": "", "key": "three"})
    assert bare.status_code == 400
    assert "an application without it is incomplete" in bare.content.decode()
    revision = builders.complete_development(assessor=assessor, reviewing=authority)
    cases.name_party(
        actor=builders.lead(revision),
        case_id=str(revision.assessment.case.public_id),
        organisation_id=str(proponent.public_id),
        role="proponent",
    )
    builders.submit(builders.finalise(revision))
    lodged = browser.post(apply, {"revision": str(revision.public_id), "key": "four"})
    assert lodged.status_code == 303
    application = Application.objects.get()
    assert (application.state, application.revision_id) == ("lodged", revision.pk)
    text = browser.get(page).content.decode()
    assert application.number in text and "reviews the application and decides" in text
    gone = browser.post(
        reverse("application-withdraw", args=[application.public_id]), {"reason": "Redesign", "key": "five"}
    )
    assert gone.status_code == 303
    assert Development.objects.get().state == "in_scope"


def test_a_stale_form_is_refused_and_keeps_what_was_typed(browser, entered):
    address = reverse("development-change", args=[entered.public_id])
    first = browser.post(address, STATED | {"title": "Depot", "version": "1", "key": "a"})
    assert first.status_code == 303
    second = browser.post(address, STATED | {"title": "Silo", "version": "1", "key": "b"})
    assert second.status_code == 409
    assert 'value="Silo"' in second.content.decode()
    assert Development.objects.get().title == "Depot"


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"clearing_ha": "-1"}, "enter at least 0"),
        ({"clearing_ha": "lots"}, "Enter the area in hectares"),
        ({"title": ""}, "Fill in “Title”."),
        ({"pathway": "shortcut"}, "choose from the list"),
        ({"likely_significant": "no"}, "Say what the test of significance rests on."),
    ],
)
def test_a_form_with_an_error_says_what_to_do(browser, proponent, authority, release, stated, said):
    answer = browser.post(
        reverse("development-new"),
        STATED
        | {"developer": str(proponent.public_id), "authority": str(authority.public_id), "key": "one"}
        | stated,
    )
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Development.objects.exists()


def test_no_vegetation_at_all_is_stated_as_zero(browser, proponent, authority, release):
    browser.post(
        reverse("development-new"),
        STATED
        | {"developer": str(proponent.public_id), "authority": str(authority.public_id), "clearing_ha": "0"},
    )
    assert Development.objects.get().clearing_m2 == 0


def test_another_developers_and_another_authoritys_people_see_nothing(
    entered, client_for, reviewer, stranger
):
    page = reverse("development-page", args=[entered.public_id])
    assert client_for(reviewer).get(page).status_code == 200
    assert client_for(stranger).get(page).status_code == 404


def test_the_api_enters_tests_and_answers_alike(api_for, developer, proponent, authority, release):
    api = api_for(developer)
    made = api.post(
        "/api/v1/developments/",
        {
            "developer": str(proponent.public_id),
            "authority": str(authority.public_id),
            "title": "Quarry",
            "pathway": "state_development",
        },
        format="json",
    )
    assert made.status_code == 201
    address = f"/api/v1/developments/{made.json()['id']}/"
    tested = api.post(f"{address}scope/", {}, format="json")
    assert (tested.json()["answer"], tested.json()["state"]) == ("yes", "in_scope")
    stage = api.post(f"{address}stages/", {"title": "Pit 1", "planned_start": "2027-03-01"}, format="json")
    assert stage.status_code == 201
    read = api.get(address).json()
    assert read["stages"][0]["planned_start"] == "2027-03-01"
    assert read["scope_test"]["reasons"][0]["clause"] == "BC Act s 7.9"
    bare = api.post(f"{address}applications/", {}, format="json")
    assert bare.status_code == 400
    assert bare.json()["findings"][0]["code"] == "application.incomplete"
    unknown = api.put(address, {"titel": "x"}, format="json")
    assert unknown.status_code == 400
    assert "titel" in {finding["field"] for finding in unknown.json()["findings"]}


def _many(number, developer, proponent, authority):
    for place in range(number):
        Development.objects.create(
            developer=proponent,
            authority=authority,
            title=f"Development {place}",
            pathway="local",
            made_by=developer,
            made_at=timezone.now(),
        )


@pytest.mark.parametrize("address", ["development-list", "api-developments"])
def test_a_list_takes_as_many_queries_for_many_as_for_one(
    client_for, developer, proponent, authority, django_assert_num_queries, address
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_for(developer)
    _many(1, developer, proponent, authority)
    browser.get(reverse(address))
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse(address))
    _many(12, developer, proponent, make_organisation("Second Council", "authority"))
    with django_assert_num_queries(len(few)):
        answer = browser.get(reverse(address))
    assert "Development 11" in answer.content.decode()
