"""Pages of delegates and comments, and what they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Delegate, SectionComment
from assessments.services import comments
from tests import builders
from tests.domain.test_comments import next_revision
from tests.domain.test_delegates import name_delegate
from tests.web.desk import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staged_development")]
HOSTILE = "<script>alert(1)</script> & <b>bold</b>"


@pytest.fixture
def revision(staged_development):
    return staged_development


@pytest.fixture
def submitted(revision):
    return builders.submit(builders.finalise(revision))


@pytest.fixture
def client(client_for, assessor):
    return client_for(assessor)


def to(name, revision, *more):
    return reverse(name, args=[revision.public_id, *more])


def delegates_of(revision):
    return reverse("delegate-list", args=[revision.assessment.public_id])


def comment_on(revision, author, text="Look again.", section="zones"):
    return SectionComment.objects.create(
        revision=revision, section=section, author=author, text=text, written_at=timezone.now()
    )


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def queries_of(client, address):
    text_of(client, address)
    with CaptureQueriesContext(connection) as captured:
        text_of(client, address)
    return len(captured)


# --- delegates ---------------------------------------------------------------------------------------------------
def test_the_lead_names_and_removes_a_delegate_on_pages(client, revision, other_assessor):
    answer = typed_into_delegates(client, revision, other_assessor.email)
    assert answer.status_code == 303
    text = text_of(client, delegates_of(revision))
    assert "Olga Other" in text and other_assessor.email not in text
    delegate = Delegate.objects.get()
    address = reverse("delegate-remove", args=[revision.assessment.public_id, delegate.public_id])
    assert address in text
    assert client.post(address, {"key": "k"}).status_code == 303
    assert "Nobody but the lead assessor works on it" in text_of(client, delegates_of(revision))
    assert client.get(address).status_code == 404


def typed_into_delegates(client, revision, email):
    return client.post(delegates_of(revision), {"email": email, "key": f"key of {email}"})


def test_a_refused_naming_keeps_what_was_typed(client, revision):
    answer = typed_into_delegates(client, revision, "nobody@example.org")
    assert answer.status_code == 400
    text = answer.content.decode()
    assert 'value="nobody@example.org"' in text and "No assessor has this e-mail address" in text
    assert typed_into_delegates(client, revision, "no address").status_code == 400


def test_a_delegate_reads_who_works_on_it_and_is_offered_nothing_of_the_leads(
    client_for, revision, other_assessor
):
    name_delegate(revision, other_assessor.email)
    client = client_for(other_assessor)
    text = text_of(client, delegates_of(revision))
    assert "Olga Other" in text and "Name a delegate" not in text and "/remove/" not in text
    overview = client.get(to("revision-page", revision))
    assert "Only the assessor who leads this assessment can do that" in overview.content.decode()
    assert to("revision-finalise", revision) not in overview.content.decode()
    for name in ("revision-finalise", "revision-submit", "revision-reopen"):
        assert client.get(to(name, revision)).status_code == 403
    assert client.get(reverse("section-row-add", args=[revision.public_id, "avoidance"])).status_code == 200


def test_the_history_page_says_whom_the_lead_named(client, revision, other_assessor):
    name_delegate(revision, other_assessor.email)
    text = text_of(client, to("revision-history", revision))
    assert "named a delegate" in text and "Olga Other" in text


def test_the_delegates_page_costs_the_same_for_many(client, revision, other_assessor, lapsed_assessor):
    name_delegate(revision, other_assessor.email)
    one = queries_of(client, delegates_of(revision))
    name_delegate(revision, lapsed_assessor.email)
    assert queries_of(client, delegates_of(revision)) == one


# --- comments ----------------------------------------------------------------------------------------------------
def test_a_comment_is_written_answered_and_resolved_on_pages(client_for, submitted, assessor, reviewer):
    lead, officer = client_for(assessor), client_for(reviewer)
    assert to("comment-write", submitted, "zones") in text_of(officer, page(submitted, "zones"))
    answer = officer.post(to("comment-write", submitted, "zones"), {"text": "Patch?", "key": "w"})
    assert (answer.status_code, answer.url) == (303, f"{page(submitted, 'zones')}#comments")
    comment = SectionComment.objects.get()
    text = text_of(lead, page(submitted, "zones"))
    answering = to("comment-answer", submitted, comment.public_id)
    resolving = to("comment-resolve", submitted, comment.public_id)
    assert "Patch?" in text and answering in text and resolving not in text
    assert "Patch?" in text_of(lead, answering)
    assert lead.post(answering, {"text": "Map 4.", "key": "a"}).status_code == 303
    assert lead.post(resolving, {"key": "r"}).status_code == 403
    text = text_of(officer, page(submitted, "zones"))
    assert "Map 4." in text and resolving in text
    back = officer.post(resolving, {"key": "r", "section": "zones"})
    assert (back.status_code, back.url) == (303, f"{page(submitted, 'zones')}#comments")
    assert officer.post(resolving, {"key": "another"}).status_code == 409
    text = text_of(lead, page(submitted, "zones"))
    assert "Resolved by Rae Reviewer" in text and answering not in text


@pytest.mark.parametrize(("typed", "told"), [("", "Fill in"), ("a" * 4001, "1 to 4,000"), ("\x00", "Null")])
def test_a_refused_comment_says_why_and_is_not_lost(client, revision, typed, told):
    answer = client.post(to("comment-write", revision, "zones"), {"text": typed, "key": "k"})
    assert answer.status_code == 400
    assert told in answer.content.decode() and typed.strip("\x00") in answer.content.decode()
    assert not SectionComment.objects.exists()


def test_what_was_typed_as_an_answer_does_not_fill_another_form(client, revision, assessor):
    first, second = comment_on(revision, assessor), comment_on(revision, assessor)
    typed = "b" * 4001
    client.post(to("comment-answer", revision, first.public_id), {"text": typed, "key": "k"})
    assert typed in text_of(client, to("comment-answer", revision, first.public_id))
    for address in (
        to("comment-answer", revision, second.public_id),
        to("comment-write", revision, "zones"),
    ):
        assert typed not in text_of(client, address)


def test_markup_in_a_comment_is_text(client, revision, assessor):
    comment = comment_on(revision, assessor, HOSTILE)
    for address in (
        page(revision, "zones"),
        to("comment-list", revision),
        to("comment-answer", revision, comment.public_id),
    ):
        text = text_of(client, address)
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in text
        assert "<script>alert" not in text and "<b>bold" not in text


def test_an_open_comment_is_labelled_with_the_revision_it_was_written_on(
    client, submitted, assessor, reviewer
):
    comment_on(submitted, reviewer)
    fresh = next_revision(submitted, reviewer)
    for address in (page(fresh, "zones"), to("comment-list", fresh)):
        assert "on revision 1" in text_of(client, address)
    assert "on revision 1" not in text_of(client, page(submitted, "zones"))
    assert "1 open comment" in text_of(client, to("revision-page", fresh))


def test_readers_without_a_part_find_no_trace_of_comments(client_for, submitted, reviewer, registrar):
    comment = comment_on(submitted, reviewer, "Ask the neighbour.")
    client = client_for(registrar)
    for address in (page(submitted, "zones"), to("revision-page", submitted)):
        text = text_of(client, address)
        assert "neighbour" not in text and "omment" not in text
    assert client.get(to("comment-list", submitted)).status_code == 403
    assert client.get(to("comment-answer", submitted, comment.public_id)).status_code == 403


@pytest.mark.parametrize("section", ["trees", "nothing"])
def test_a_section_that_is_not_part_of_the_revision_has_no_comments(client, revision, section):
    assert client.get(to("comment-write", revision, section)).status_code == 404


@pytest.mark.parametrize("name", ["section-page", "comment-list", "revision-page"])
def test_a_page_costs_the_same_with_fifty_comments_as_with_one(client, revision, assessor, name):
    def with_answer():
        comment = comment_on(revision, assessor)
        SectionComment.objects.create(
            revision=revision,
            section="zones",
            reply_to=comment,
            author=assessor,
            text="So it is.",
            written_at=timezone.now(),
        )
        return comment

    with_answer()
    address = page(revision, "zones") if name == "section-page" else to(name, revision)
    one = queries_of(client, address)
    for number in range(49):
        comment = with_answer()
        if number % 2:
            SectionComment.objects.filter(pk=comment.pk).update(
                resolved_at=timezone.now(), resolved_by=assessor
            )
    assert queries_of(client, address) == one


# --- what waits --------------------------------------------------------------------------------------------------
def test_what_waits_says_how_many_comments_are_open(client, client_for, submitted, assessor, reviewer):
    comments.write(
        actor=builders.acting(reviewer), revision_id=submitted.public_id, section="zones", text="Why?"
    )
    (line,) = client_for(reviewer).get(reverse("case-list")).context["waiting"]
    assert line["hint"].endswith("By Alex Assessor. 1 open comment.")
    comment_on(submitted, assessor)
    (line,) = client_for(reviewer).get(reverse("case-list")).context["waiting"]
    assert line["hint"].endswith("2 open comments.")


def test_what_waits_costs_the_same_for_many_lines_with_comments(client, assessor, authority, release):
    def waiting():
        comment_on(builders.open_revision(assessor=assessor, reviewing=authority), assessor)

    waiting()
    one = queries_of(client, reverse("case-list"))
    for _ in range(5):
        waiting()
    assert queries_of(client, reverse("case-list")) == one
