"""Delegates and comments over the API."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Delegate, SectionComment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staged_submission")]


@pytest.fixture
def submitted(staged_submission):
    return staged_submission


@pytest.fixture
def lead(api_for, assessor):
    return api_for(assessor)


@pytest.fixture
def officer(api_for, reviewer):
    return api_for(reviewer)


def comments_of(revision):
    return reverse("api-comments", args=[revision.public_id])


def delegates_of(revision):
    return reverse("api-delegates", args=[revision.assessment.public_id])


def told(answer, status=400):
    assert answer.status_code == status, answer.json()
    return [(finding["code"], finding["field"]) for finding in answer.json()["findings"]]


def wrote(api, revision, **body):
    answer = api.post(comments_of(revision), {"section": "zones", "text": "Patch?"} | body, format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()["id"]


def resolved(api, revision, comment_id, body=None):
    return api.post(
        reverse("api-comment-resolve", args=[revision.public_id, comment_id]), body or {}, format="json"
    )


# --- delegates ---------------------------------------------------------------------------------------------------
def test_a_delegate_is_named_listed_and_removed(lead, api_for, submitted, other_assessor):
    made = lead.post(
        delegates_of(submitted),
        {"email": other_assessor.email},
        format="json",
        headers={"Idempotency-Key": "k"},
    )
    again = lead.post(
        delegates_of(submitted),
        {"email": other_assessor.email},
        format="json",
        headers={"Idempotency-Key": "k"},
    )
    assert (made.status_code, again.json()) == (201, made.json())
    (row,) = lead.get(delegates_of(submitted)).json()["results"]
    assert (row["id"], row["name"], row["added_by"]) == (made.json()["id"], "Olga Other", "Alex Assessor")
    assert set(row) == {"id", "name", "added_by", "added_at"}
    helper = api_for(other_assessor)
    assert helper.get(delegates_of(submitted)).json()["count"] == 1
    assert helper.post(delegates_of(submitted), {"email": "a@example.org"}, format="json").status_code == 403
    one = reverse("api-delegate", args=[submitted.assessment.public_id, row["id"]])
    assert helper.delete(one).status_code == 403
    assert lead.delete(one).json() == {"id": row["id"]}
    assert lead.delete(one).status_code == 404
    assert helper.get(delegates_of(submitted)).status_code == 404
    assert Delegate.objects.get().removed_at is not None


def test_a_refused_delegate_is_told_by_code(lead, submitted, stranger):
    def naming(**body):
        return told(lead.post(delegates_of(submitted), body, format="json"))

    assert naming(email=stranger.email) == naming(email="no@example.org") == [("delegate.unknown", "email")]
    assert naming(email="a\x00@example.org")[0][1] == "email"
    assert naming(email="no address") == [("input.invalid", "email")]
    assert ("input.unknown_field", "person") in naming(person="x")


# --- comments ----------------------------------------------------------------------------------------------------
def test_a_comment_is_written_answered_read_and_resolved(lead, officer, submitted):
    made = wrote(officer, submitted)
    answer = lead.post(comments_of(submitted), {"reply_to": made, "text": "Map 4."}, format="json")
    assert answer.status_code == 201
    (row,) = officer.get(comments_of(submitted)).json()["results"]
    assert (row["id"], row["section"], row["revision_number"], row["author"], row["text"]) == (
        made,
        "zones",
        1,
        "Rae Reviewer",
        "Patch?",
    )
    assert (row["resolved_at"], row["resolved_by"]) == (None, None)
    assert [(one["author"], one["text"]) for one in row["answers"]] == [("Alex Assessor", "Map 4.")]
    assert resolved(lead, submitted, made).status_code == 403
    assert resolved(officer, submitted, made, {"reason": "x"}).status_code == 400
    assert resolved(officer, submitted, made).json() == {"id": made}
    again = resolved(officer, submitted, made)
    assert (again.status_code, again.json()["code"]) == (409, "comment.resolved")
    assert lead.get(comments_of(submitted)).json()["results"][0]["resolved_by"] == "Rae Reviewer"


def test_comments_of_one_section_are_asked_for_by_any_of_its_parts(lead, submitted):
    wrote(lead, submitted)
    plots = wrote(lead, submitted, section="plots")
    found = lead.get(f"{comments_of(submitted)}?section=plot_species").json()["results"]
    assert [row["id"] for row in found] == [plots]
    assert told(lead.get(f"{comments_of(submitted)}?section=nothing")) == [
        ("input.invalid_choice", "section")
    ]


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        ({"section": "zones", "text": " "}, ("input.blank", "text")),
        ({"section": "zones", "text": "a" * 4001}, ("input.max_length", "text")),
        ({"section": "zones", "text": "a\x00"}, ("input.null_characters_not_allowed", "text")),
        ({"section": "nothing", "text": "a"}, ("input.invalid_choice", "section")),
        ({"text": "a"}, ("input.invalid", "section")),
        ({"section": "zones", "text": "a", "author": 1}, ("input.unknown_field", "author")),
        ({"reply_to": "x", "text": "a"}, ("input.invalid", "reply_to")),
    ],
)
def test_a_refused_comment_is_told_by_code(lead, submitted, body, finding):
    assert finding in told(lead.post(comments_of(submitted), body, format="json"))
    assert not SectionComment.objects.exists()


def test_what_is_not_there_is_404(lead, submitted):
    for body in ({"section": "trees", "text": "a"}, {"reply_to": str(uuid4()), "text": "a"}):
        assert lead.post(comments_of(submitted), body, format="json").status_code == 404
    assert resolved(lead, submitted, uuid4()).status_code == 404


def test_the_list_costs_the_same_with_fifty_comments_as_with_one(lead, submitted, assessor):
    def write():
        comment = SectionComment.objects.create(
            revision=submitted, section="zones", author=assessor, text="a", written_at=timezone.now()
        )
        SectionComment.objects.create(
            revision=submitted,
            section="zones",
            author=assessor,
            text="b",
            written_at=timezone.now(),
            reply_to=comment,
        )

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert lead.get(comments_of(submitted)).status_code == 200
        return len(captured)

    write()
    one = queries()
    for _ in range(49):
        write()
    assert queries() == one
    assert lead.get(comments_of(submitted)).json()["count"] == 50
