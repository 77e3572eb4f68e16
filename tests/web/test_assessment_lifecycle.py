"""Pages of a revision's life: the task list, finalising, submitting, reviewing, reopening, history."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments import states
from assessments.models import Calculation, Revision
from assessments.services import cases, importing, lifecycle
from assessments.templatetags.rules import published_clause
from assessments.web.cases.history import _plain as history_in_words
from registry.parties.models import Membership
from tests import builders
from tests.domain.test_plot_import import sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staged_development")]


@pytest.fixture
def client(client_for, assessor):
    return client_for(assessor)


@pytest.fixture
def complete(staged_development):
    return staged_development


@pytest.fixture
def submitted(complete):
    return builders.submit(builders.finalise(complete))


def to(name, revision):
    return reverse(name, args=[revision.public_id])


def certify(client, revision, today, **values):
    certified = {"certified_on": today.isoformat(), "certified": "on", "key": "k"}
    return client.post(to("revision-finalise", revision), certified | values)


# --- the task list -----------------------------------------------------------------------------------------------
def test_the_task_list_says_where_each_section_stands(client, assessor, authority, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    tasks = {task["title"]: task for task in client.get(to("revision-page", revision)).context["tasks"]}
    assert tasks["Landscape"]["status"] == "Not started"
    assert tasks["Planted native vegetation"]["status"] == "Nothing entered"
    assert "Scattered trees" not in tasks
    builders.add(revision, "avoidance", kind="avoid", phase="planning", description="Road moved.")
    tasks = {task["title"]: task for task in client.get(to("revision-page", revision)).context["tasks"]}
    assert (tasks["Avoid and minimise"]["status"], tasks["Avoid and minimise"]["hint"]) == (
        "Complete",
        "1 entry",
    )


def test_the_first_unfinished_section_is_the_next_step(client, assessor, authority, complete):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    page = client.get(to("revision-page", revision)).content.decode()
    assert (
        f'href="{reverse("section-page", args=[revision.public_id, "proposal"])}">Go on: Proposal or site'
        in page
    )
    assert "Go on:" not in client.get(to("revision-page", complete)).content.decode()


def test_no_page_shows_the_numbers_of_our_own_statements(client, assessor, authority, trust, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    site = builders.open_revision(assessor=assessor, reviewing=trust, kind="stewardship")
    pages = [to("revision-page", revision), to("revision-finalise", revision), to("revision-finalise", site)]
    pages.append(reverse("section-page", args=[site.public_id, "management_plan"]))
    pages += [reverse("reference-management-actions"), reverse("reference-home")]
    for address in pages:
        text = client.get(address).content.decode()
        assert not re.search(r"\bN\d{1,2}\b(?=[),]| and N)", text), address
    assert published_clause("N3, N21") == ""
    assert published_clause("BC Act s 6.15") == "BC Act s 6.15"
    assert published_clause("BAM 2020 s 4.3.2, N41") == "BAM 2020 s 4.3.2"


@pytest.mark.statement("N3")
def test_what_is_missing_is_listed_with_a_link_to_its_section(client, assessor, authority, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    missing = client.get(to("revision-page", revision)).context["missing"]
    avoidance = next(section for section in missing if section["title"] == "Avoid and minimise")
    assert avoidance["url"] == reverse("section-page", args=[revision.public_id, "avoidance"])
    assert avoidance["findings"][0].clause == "N3, N21"


def test_a_complete_revision_offers_finalising_and_nothing_else(client, complete):
    page = client.get(to("revision-page", complete))
    assert [offer.transition.action for offer in page.context["offers"]] == ["finalise"]
    assert page.context["missing"] == []
    assert "Everything that is required is there" in page.content.decode()


def test_the_revision_page_needs_as_many_queries_for_many_zones_as_for_one(
    client, assessor, authority, release
):
    def queries(revision):
        client.get(to("revision-page", revision))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(to("revision-page", revision)).status_code == 200
        return len(captured)

    one = builders.complete_development(assessor=assessor, reviewing=authority)
    many = builders.complete_development(assessor=assessor, reviewing=authority, zones=4)
    assert queries(many) == queries(one)


def test_a_lapsed_assessor_reads_on_the_page_why_the_button_is_missing(
    client_for, lapsed_assessor, authority, release
):
    revision = builders.open_revision(assessor=lapsed_assessor, reviewing=authority)
    text = client_for(lapsed_assessor).get(to("revision-page", revision)).content.decode()
    assert "Your accreditation is not in force today" in text
    assert to("revision-finalise", revision) not in text


# --- finalise ----------------------------------------------------------------------------------------------------
@pytest.mark.statement("N19")
def test_a_lapsed_assessor_is_refused_to_finalise_with_the_reason(
    client_for, lapsed_assessor, authority, release, today
):
    revision = builders.complete_development(assessor=lapsed_assessor, reviewing=authority)
    client = client_for(lapsed_assessor)
    for answer in (client.get(to("revision-finalise", revision)), certify(client, revision, today)):
        assert answer.status_code == 403
        assert "Your accreditation is not in force today" in answer.content.decode()
    revision.refresh_from_db()
    assert revision.state == states.OPEN


@pytest.mark.statement("N19")
def test_an_assessor_of_a_party_is_refused_to_finalise_with_the_reason(
    client, complete, assessor, proponent, today
):
    cases.name_party(
        actor=builders.acting(assessor),
        case_id=str(complete.assessment.case.public_id),
        organisation_id=str(proponent.public_id),
        role="proponent",
    )
    Membership.objects.create(user=assessor, organisation=proponent)
    answer = certify(client, complete, today)
    assert answer.status_code == 403
    assert "another assessor must certify it" in answer.content.decode()
    complete.refresh_from_db()
    assert complete.state == states.OPEN


@pytest.mark.statement("N21")
def test_an_incomplete_revision_shows_its_check_list_and_cannot_be_certified(
    client, assessor, authority, release, today
):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    page = client.get(to("revision-finalise", revision))
    assert page.status_code == 200
    assert 'name="certified"' not in page.content.decode()
    answer = certify(client, revision, today)
    assert answer.status_code == 409
    assert "Describe at least one measure that avoids or minimises the impact" in answer.content.decode()
    revision.refresh_from_db()
    assert revision.state == states.OPEN


def test_finalising_certifies_and_stores_the_calculation(client, complete, today):
    page = client.get(to("revision-finalise", complete))
    assert page.context["results"]["ecosystem"] > 0
    answer = certify(client, complete, today)
    assert answer.status_code == 303
    complete.refresh_from_db()
    assert (complete.state, complete.certified_on) == (states.FINALISED, today)
    assert complete.accreditation_number == "BAAS17001"
    assert (
        Calculation.objects.get(revision=complete).ecosystem_credits == page.context["results"]["ecosystem"]
    )


def test_finalising_needs_the_statement_to_be_ticked(client, complete, today):
    answer = client.post(to("revision-finalise", complete), {"certified_on": today.isoformat(), "key": "k"})
    assert answer.status_code == 400
    assert "Tick the box to certify the assessment." in answer.content.decode()


def test_a_certification_date_in_the_future_is_refused_beside_the_field(client, complete, today):
    answer = certify(client, complete, today, certified_on=(today + timedelta(days=1)).isoformat())
    assert answer.status_code == 400
    assert answer.context["form"].errors["certified_on"] == [
        "The certification date cannot lie in the future."
    ]


# --- submit ------------------------------------------------------------------------------------------------------
def test_submitting_shows_the_last_day_and_sends_it(client, complete, today):
    builders.finalise(complete)
    page = client.get(to("revision-submit", complete))
    last_day = today + timedelta(days=14)
    assert f"{last_day:%-d %B %Y}" in page.content.decode()
    assert client.post(to("revision-submit", complete), {"key": "k"}).status_code == 303
    complete.refresh_from_db()
    assert complete.state == states.SUBMITTED


def test_a_certification_that_is_too_old_is_explained_and_not_sent(client, complete, today):
    Revision.objects.filter(pk=complete.pk).update(edited_at=timezone.now() - timedelta(days=15))
    builders.finalise(complete, on=today - timedelta(days=15))
    page = client.get(to("revision-submit", complete)).content.decode()
    assert "The certification is too old" in page
    assert to("revision-reopen", complete) in page
    answer = client.post(to("revision-submit", complete), {"key": "k"})
    assert answer.status_code == 409
    assert "Reopen it and certify it again" in answer.content.decode()
    complete.refresh_from_db()
    assert complete.state == states.FINALISED


def test_submitting_an_open_revision_is_refused_with_what_it_must_be(client, complete):
    answer = client.get(to("revision-submit", complete))
    assert answer.status_code == 409
    assert "it must be finalised" in answer.content.decode()


# --- review ------------------------------------------------------------------------------------------------------
def test_the_reviewer_sees_credits_documents_and_sections_and_accepts(client_for, reviewer, submitted):
    client = client_for(reviewer)
    page = client.get(to("revision-review", submitted))
    assert [line.credits for line in page.context["ecosystem_lines"]] == [
        line.credits for line in submitted.calculations.get().credit_lines.all()
    ]
    assert "Avoid and minimise" in [section["title"] for section in page.context["sections"]]
    answer = client.post(to("revision-review", submitted), {"decision": "accept", "reason": "", "key": "k"})
    assert answer.status_code == 303
    submitted.refresh_from_db()
    assert submitted.state == states.ACCEPTED


def test_a_return_needs_its_reason_and_keeps_the_choice(client_for, reviewer, submitted):
    client = client_for(reviewer)
    answer = client.post(to("revision-review", submitted), {"decision": "return", "reason": " ", "key": "k"})
    assert answer.status_code == 400
    assert answer.context["form"].errors["reason"] == ["Say what has to change."]
    assert answer.context["form"]["decision"].value() == "return"
    client.post(
        to("revision-review", submitted), {"decision": "return", "reason": "Zone 1 lacks a map.", "key": "k"}
    )
    submitted.refresh_from_db()
    assert (submitted.state, submitted.decision_reason) == (states.RETURNED, "Zone 1 lacks a map.")


def test_the_assessor_reads_why_it_was_returned(client, client_for, reviewer, submitted):
    client_for(reviewer).post(
        to("revision-review", submitted), {"decision": "return", "reason": "Zone 1 lacks a map.", "key": "k"}
    )
    text = client.get(to("revision-page", submitted)).content.decode()
    assert "Zone 1 lacks a map." in text
    assert to("revision-reopen", submitted) in text


def test_a_reviewer_of_another_organisation_sees_nothing(client_for, trust_reviewer, submitted):
    client = client_for(trust_reviewer)
    assert client.get(to("revision-review", submitted)).status_code == 404


def test_the_lead_assessor_cannot_review_the_own_report(client, submitted):
    answer = client.post(to("revision-review", submitted), {"decision": "accept", "key": "k"})
    assert answer.status_code == 403
    submitted.refresh_from_db()
    assert submitted.state == states.SUBMITTED


# --- reopen ------------------------------------------------------------------------------------------------------
def test_reopening_leads_to_the_new_revision_with_the_content_copied(client, submitted):
    answer = client.post(to("revision-reopen", submitted), {"release": "keep", "key": "k"})
    fresh = Revision.objects.get(assessment=submitted.assessment, number=2)
    assert answer.status_code == 303
    assert answer.url == to("revision-page", fresh)
    assert fresh.avoidancemeasure_set.count() == 1
    submitted.refresh_from_db()
    assert submitted.state == states.SUPERSEDED


def test_an_accepted_revision_is_amended_and_stays_accepted(client, client_for, reviewer, submitted):
    lifecycle.accept(actor=builders.acting(reviewer), revision_id=submitted.pk, reason="")
    page = client.get(to("revision-reopen", submitted)).content.decode()
    assert "Amend as a new revision" in page
    client.post(to("revision-reopen", submitted), {"release": "keep", "key": "k"})
    submitted.refresh_from_db()
    assert submitted.state == states.ACCEPTED
    assert Revision.objects.get(assessment=submitted.assessment, number=2).state == states.OPEN


def test_a_second_reopening_is_refused_with_where_to_go_on(client, client_for, reviewer, submitted):
    lifecycle.accept(actor=builders.acting(reviewer), revision_id=submitted.pk, reason="")
    client.post(to("revision-reopen", submitted), {"release": "keep", "key": "a"})
    answer = client.post(to("revision-reopen", submitted), {"release": "keep", "key": "b"})
    assert answer.status_code == 409
    assert "Revision 2 is open already. Continue there." in answer.content.decode()


def test_other_revisions_are_offered_for_comparison(client, submitted):
    client.post(to("revision-reopen", submitted), {"release": "keep", "key": "k"})
    fresh = Revision.objects.get(assessment=submitted.assessment, number=2)
    compare = reverse("revision-compare", args=[fresh.public_id, submitted.public_id])
    assert compare in client.get(to("revision-page", fresh)).content.decode()


# --- history -----------------------------------------------------------------------------------------------------
def entries(client, revision):
    return client.get(to("revision-history", revision)).context["entries"]


def test_the_history_tells_who_changed_which_field_from_what_to_what(client, assessor, authority, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    builders.change_single(revision, "proposal", name="Quarry, stage 2")
    newest = entries(client, revision)[0]
    assert (newest["who"], newest["what"]) == ("Alex Assessor", "changed “Proposal or site”")
    assert newest["changes"] == [
        {"label": "Proposal name", "old": "Quarry at Ironbark Road", "new": "Quarry, stage 2"}
    ]


def test_the_history_shows_several_values_and_days_as_a_person_writes_them(
    client, assessor, authority, release
):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    builders.change_single(revision, "site", subregion_code=builders.SUBREGION)
    actor = builders.acting(assessor)
    content = sheet({"conditionclass": "good"}, {"plot": "P2", "conditionclass": "low"})
    staged = importing.upload(actor=actor, revision_id=revision.pk, filename="plots.csv", content=content)
    importing.commit(actor=actor, plot_import_id=staged["id"])
    taken = entries(client, revision)[0]
    assert taken["what"] == "took a plot file into the assessment"
    assert ("Zones", "1592_good, 1592_low") in taken["facts"]
    assert history_in_words("2026-12-05") == "5 December 2026"
    assert history_in_words("2026-13-05") == "2026-13-05"


def test_the_history_begins_with_the_opening_of_the_case(client, complete):
    assert [entry["what"] for entry in entries(client, complete)][-2:] == [
        "opened the assessment",
        "opened the case",
    ]


def test_a_reviewer_does_not_see_what_happens_in_a_revision_that_was_not_submitted(
    client, client_for, reviewer, submitted
):
    client.post(to("revision-reopen", submitted), {"release": "keep", "key": "k"})
    fresh = Revision.objects.get(assessment=submitted.assessment, number=2)
    builders.change_single(fresh, "proposal", name="A secret draft")
    seen = client_for(reviewer).get(to("revision-history", submitted)).content.decode()
    assert "finalised and certified the revision" in seen
    assert "A secret draft" not in seen
    assert "A secret draft" in client.get(to("revision-history", fresh)).content.decode()


def test_every_kind_of_event_of_the_desk_has_its_words():
    from assessments import services
    from assessments.web.cases.history import SENTENCES

    names = set()
    for module in Path(services.__path__[0]).glob("*.py"):
        names |= set(re.findall(r'^@command\("([^"]+)"\)', module.read_text(), re.M))
    assert len(names) >= 30
    assert names - set(SENTENCES) == set()


def test_a_stranger_finds_no_page_of_a_revision(client_for, other_assessor, complete):
    client = client_for(other_assessor)
    for name in (
        "revision-page",
        "revision-finalise",
        "revision-submit",
        "revision-review",
        "revision-reopen",
        "revision-history",
        "boundary-upload",
        "facts-supply",
    ):
        assert client.get(to(name, complete)).status_code == 404, name
