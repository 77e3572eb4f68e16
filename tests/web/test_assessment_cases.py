"""Pages of cases: the list, a case, naming parties, opening assessments, the review queue."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment, AssessmentCase, CaseParty
from assessments.services import cases
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for, assessor):
    return client_for(assessor)


def open_cases(assessor, authority, count):
    return [
        builders.open_revision(assessor=assessor, reviewing=authority, title=f"Quarry number {n}")
        for n in range(count)
    ]


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_case_list_asks_for_sign_in(client_for):
    answer = client_for(None).get(reverse("case-list"))
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_an_assessor_sees_own_cases_only(client, client_for, assessor, other_assessor, authority, release):
    open_cases(assessor, authority, 1)
    assert "Quarry number 0" in client.get(reverse("case-list")).content.decode()
    assert "Quarry number 0" not in client_for(other_assessor).get(reverse("case-list")).content.decode()


def test_the_case_list_needs_as_many_queries_for_many_cases_as_for_one(client, assessor, authority, release):
    open_cases(assessor, authority, 1)
    one = queries_of(client, reverse("case-list"))
    open_cases(assessor, authority, 5)
    assert queries_of(client, reverse("case-list")) == one


def test_the_case_page_needs_as_many_queries_for_many_assessments_as_for_one(
    client, assessor, authority, release
):
    revision = open_cases(assessor, authority, 1)[0]
    case = revision.assessment.case
    address = reverse("case-page", args=[case.public_id])
    one = queries_of(client, address)
    for number in range(3):
        cases.open_assessment(
            actor=builders.acting(assessor),
            case_id=str(case.public_id),
            kind="part4",
            module="standard",
            reviewing_organisation_id=str(authority.public_id),
            proposal_name=f"Stage {number}",
            today=revision.opened_at.date(),
        )
    assert queries_of(client, address) == one


def test_a_case_is_found_by_number_and_by_words(client, assessor, authority, release):
    first, second = open_cases(assessor, authority, 2)
    by_number = client.get(reverse("case-list"), {"search": first.assessment.case.number})
    assert [item["case"].pk for item in by_number.context["cases"]] == [first.assessment.case_id]
    by_words = client.get(reverse("case-list"), {"search": "1 quarry"})
    assert [item["case"].pk for item in by_words.context["cases"]] == [second.assessment.case_id]


def test_a_search_with_a_character_that_no_database_takes_finds_nothing_and_breaks_nothing(client, release):
    assert client.get(reverse("case-list"), {"search": "qua\0rry"}).status_code == 200


def test_the_case_list_is_divided_into_pages(client, assessor, release):
    for number in range(21):
        cases.open_case(actor=builders.acting(assessor), title=f"Case {number}")
    assert len(client.get(reverse("case-list")).context["cases"]) == 20
    assert len(client.get(reverse("case-list"), {"page": 2}).context["cases"]) == 1


def test_an_open_revision_waits_for_its_assessor(client, assessor, authority, release):
    revision = open_cases(assessor, authority, 1)[0]
    waiting = client.get(reverse("case-list")).context["waiting"]
    assert [line["url"] for line in waiting] == [reverse("revision-page", args=[revision.public_id])]
    assert "Go on with it" in waiting[0]["hint"]


def test_a_certified_revision_waits_with_its_last_day_to_submit(client, assessor, authority, release):
    builders.finalise(builders.complete_development(assessor=assessor, reviewing=authority))
    assert "Submit it by" in client.get(reverse("case-list")).context["waiting"][0]["hint"]


def test_a_submitted_revision_waits_for_the_reviewer_and_no_longer_for_the_assessor(
    client, client_for, assessor, reviewer, authority, release
):
    revision = builders.submit(
        builders.finalise(builders.complete_development(assessor=assessor, reviewing=authority))
    )
    assert client.get(reverse("case-list")).context["waiting"] == []
    waiting = client_for(reviewer).get(reverse("case-list")).context["waiting"]
    assert [line["url"] for line in waiting] == [reverse("revision-review", args=[revision.public_id])]


def test_opening_a_case_leads_to_its_page(client):
    answer = client.post(reverse("case-new"), {"title": "Ironbark Road", "key": "k1"})
    case = AssessmentCase.objects.get()
    assert answer.status_code == 303
    assert answer.url == reverse("case-page", args=[case.public_id])


def test_the_same_form_sent_twice_opens_one_case(client):
    for _ in range(2):
        client.post(reverse("case-new"), {"title": "Ironbark Road", "key": "k1"})
    assert AssessmentCase.objects.count() == 1


def test_a_case_without_a_name_is_refused_with_a_link_to_the_field(client):
    answer = client.post(reverse("case-new"), {"title": " ", "key": "k1"})
    assert answer.status_code == 400
    assert '<a href="#id_title">Give the case a name.</a>' in answer.content.decode()
    assert not AssessmentCase.objects.exists()


def test_somebody_who_is_no_assessor_is_told_why_they_cannot_open_a_case(client_for, stranger):
    answer = client_for(stranger).get(reverse("case-new"))
    assert answer.status_code == 403
    assert "Only an assessor can open an assessment" in answer.content.decode()


def test_a_party_is_named(client, assessor, landholder):
    case = cases.open_case(actor=builders.acting(assessor), title="Ironbark Hills")
    answer = client.post(
        reverse("case-party-new", args=[case["id"]]),
        {"organisation": str(landholder.public_id), "role": "landholder", "key": "k"},
    )
    assert answer.status_code == 303
    assert CaseParty.objects.get().organisation == landholder
    assert "Ironbark Family" in client.get(answer.url).content.decode()


def test_a_party_named_twice_is_refused_on_the_form_with_what_was_chosen(client, assessor, landholder):
    case = cases.open_case(actor=builders.acting(assessor), title="Ironbark Hills")
    values = {"organisation": str(landholder.public_id), "role": "landholder"}
    client.post(reverse("case-party-new", args=[case["id"]]), values | {"key": "a"})
    answer = client.post(reverse("case-party-new", args=[case["id"]]), values | {"key": "b"})
    assert answer.status_code == 409
    assert "is the landholder of this case already" in answer.content.decode()
    assert answer.context["form"]["organisation"].value() == str(landholder.public_id)


def test_an_assessment_opens_with_its_first_revision(client, assessor, authority, release):
    case = cases.open_case(actor=builders.acting(assessor), title="Quarry")
    answer = client.post(
        reverse("assessment-new", args=[case["id"]]),
        {
            "proposal_name": "Quarry, stage 2",
            "kind": "part4",
            "module": "standard",
            "reviewing_organisation": str(authority.public_id),
            "key": "k",
        },
    )
    revision = Assessment.objects.get().revisions.get()
    assert answer.status_code == 303
    assert answer.url == reverse("revision-page", args=[revision.public_id])
    assert revision.proposal.name == "Quarry, stage 2"


def test_a_stewardship_assessment_for_an_approval_authority_is_refused_beside_the_field(
    client, assessor, authority, release
):
    case = cases.open_case(actor=builders.acting(assessor), title="Ironbark Hills")
    answer = client.post(
        reverse("assessment-new", args=[case["id"]]),
        {
            "proposal_name": "Ironbark Hills",
            "kind": "stewardship",
            "module": "standard",
            "reviewing_organisation": str(authority.public_id),
            "key": "k",
        },
    )
    assert answer.status_code == 400
    assert answer.context["form"].errors["reviewing_organisation"] == [
        "A stewardship assessment goes to the trust."
    ]
    assert not Assessment.objects.exists()


def test_only_the_assessor_who_opened_a_case_opens_assessments_in_it(
    client_for, assessor, reviewer, authority, release
):
    revision = builders.submit(
        builders.finalise(builders.complete_development(assessor=assessor, reviewing=authority))
    )
    answer = client_for(reviewer).get(reverse("assessment-new", args=[revision.assessment.case.public_id]))
    assert answer.status_code == 403


def test_an_assessment_address_leads_to_its_newest_revision(client, assessor, authority, release):
    revision = open_cases(assessor, authority, 1)[0]
    answer = client.get(reverse("assessment-page", args=[revision.assessment.public_id]))
    assert answer.url == reverse("revision-page", args=[revision.public_id])


def test_the_review_queue_holds_what_was_submitted_to_the_reviewers_organisation(
    client_for, assessor, reviewer, trust_reviewer, authority, release
):
    revision = builders.submit(
        builders.finalise(builders.complete_development(assessor=assessor, reviewing=authority))
    )
    rows = client_for(reviewer).get(reverse("review-queue")).context["page"].object_list
    assert [row.pk for row in rows] == [revision.pk]
    assert list(client_for(trust_reviewer).get(reverse("review-queue")).context["page"].object_list) == []


def test_the_review_queue_needs_as_many_queries_for_many_as_for_one(
    client_for, assessor, reviewer, authority, release
):
    def one_more():
        builders.submit(
            builders.finalise(builders.complete_development(assessor=assessor, reviewing=authority))
        )

    client = client_for(reviewer)
    one_more()
    one = queries_of(client, reverse("review-queue"))
    one_more()
    one_more()
    assert queries_of(client, reverse("review-queue")) == one


def test_a_proponent_finds_a_case_only_after_certification(
    client_for, assessor, proponent, proponent_member, authority, release
):
    revision = builders.complete_development(assessor=assessor, reviewing=authority)
    case = revision.assessment.case
    cases.name_party(
        actor=builders.acting(assessor),
        case_id=str(case.public_id),
        organisation_id=str(proponent.public_id),
        role="proponent",
    )
    client = client_for(proponent_member)
    assert client.get(reverse("case-page", args=[case.public_id])).status_code == 404
    builders.finalise(revision)
    assert client.get(reverse("case-page", args=[case.public_id])).status_code == 200
