"""What the trust does with a report: asks, approves the whole payment or a part, rejects; inspections and holds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.agreements.models import OwnerShare
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible, StaleEdit
from registry.fund import states
from registry.fund.models import AnnualReport, ComplianceHold, Inspection
from registry.fund.selectors.reports import ReportStanding, standing_of
from registry.fund.services import compliance_holds, inspections, reports
from registry.notices.models import Notice
from registry.parties.models import Membership
from tests.builders_agreements import actor
from tests.builders_people import give_role
from tests.fund_reports import builders as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(cast):
    return made.made_year(cast)


def decide(command, cast, year, *, by=made.OFFICER, **more):
    version = AnnualReport.objects.get(management_year=year).version
    asked = {"expected_version": version, **more}
    return command(actor=actor(cast, by), year_id=str(year.public_id), now=made.now(), **asked)


def inspect(cast, year, *, by=made.OFFICER, **changes):
    asked = {
        "inspected_on": made.today(),
        "actions_complete": True,
        "findings": "As reported.",
        "today": made.today(),
        "now": made.now(),
    }
    return inspections.record(actor=actor(cast, by), year_id=str(year.public_id), **asked | changes)


def fields_of(refusal):
    return [(finding.code, finding.field) for finding in refusal.value.findings]


# --- questions -------------------------------------------------------------------------------------------------------
@pytest.mark.statement("N63")
def test_a_question_goes_back_to_the_holder_who_answers_and_submits_again(cast, year):
    made.submitted(cast, year)
    told = decide(reports.query, cast, year, question="Which herbicide?")
    assert (told["state"], told["version"]) == ("queried", 4)
    assert Notice.objects.get(organisation=cast.organisation("landholder")).body == "Which herbicide?"
    with pytest.raises(InvalidInput) as refusal:
        made.submit(cast, year)
    assert fields_of(refusal) == [("report.query.not_answered", "queries")]
    reports.answer(
        actor=actor(cast, made.HOLDER),
        year_id=str(year.public_id),
        query_id=told["query_id"],
        text="None.",
        now=made.now(),
    )
    assert made.submit(cast, year).state == states.SUBMITTED
    (asked,) = made.content(cast, year).queries
    assert (asked.answer, asked.answered_by) == ("None.", cast.person(made.HOLDER))


def test_a_question_of_another_report_is_not_answered_here(cast, year):
    other = made.made_year(cast, number="BS9002")
    made.submitted(cast, year)
    made.submitted(cast, other)
    told = decide(reports.query, cast, other, question="Which?")
    decide(reports.query, cast, year, question="Where?")
    with pytest.raises(NotVisible):
        reports.answer(
            actor=actor(cast, made.HOLDER),
            year_id=str(year.public_id),
            query_id=told["query_id"],
            text="x",
            now=made.now(),
        )


# --- approving -------------------------------------------------------------------------------------------------------
def test_an_approved_report_lets_the_whole_of_the_next_payment_go(cast, year):
    report = made.approved(cast, year)
    assert (report.state, report.payable_parts, report.decided_by) == (
        "approved",
        10_000,
        cast.person(made.OFFICER),
    )
    assert standing_of([year.pk])[year.pk].approved
    assert Notice.objects.get(organisation=cast.organisation("landholder")).body == "The report is approved."


def test_less_than_the_whole_needs_an_action_that_was_not_done_and_a_reason(cast, year):
    made.submitted(cast, year)
    with pytest.raises(InvalidInput) as refusal:
        decide(reports.approve, cast, year, payable_parts=9_000)
    assert fields_of(refusal) == [
        ("report.payable_parts.no_ground", "payable_parts"),
        ("report.reason.missing", "reason"),
    ]
    assert AnnualReport.objects.get().state == states.SUBMITTED


def test_a_part_is_approved_where_the_report_says_that_an_action_was_not_done(cast, year):
    made.submitted(cast, year, actions=made.answers(year, "partly"))
    decide(reports.approve, cast, year, payable_parts=7_550, reason="A quarter of the weeds is left.")
    report = AnnualReport.objects.get()
    assert (report.payable_parts, report.decision) == (7_550, "A quarter of the weeds is left.")
    body = Notice.objects.get(organisation=cast.organisation("landholder")).body
    assert (
        body
        == "The report is approved. 75.50 % of the next payment is approved: A quarter of the weeds is left."
    )


def test_a_part_is_approved_where_an_inspection_found_otherwise_than_reported(cast, year):
    made.submitted(cast, year)
    inspect(cast, year, actions_complete=False, findings="The fence is down.")
    decide(reports.approve, cast, year, payable_parts=0, reason="Nothing was done.")
    assert AnnualReport.objects.get().payable_parts == 0


@pytest.mark.parametrize("parts", [-1, 10_001, True])
def test_a_share_is_from_nothing_to_the_whole(cast, year, parts):
    made.submitted(cast, year, actions=made.answers(year, "no"))
    with pytest.raises(InvalidInput) as refusal:
        decide(reports.approve, cast, year, payable_parts=parts, reason="x")
    assert fields_of(refusal) == [("report.payable_parts.range", "payable_parts")]


def test_a_decision_is_about_the_report_that_was_read(cast, year):
    report = made.submitted(cast, year)
    for command, more in ((reports.approve, {}), (reports.reject, {"reason": "x"})):
        with pytest.raises(StaleEdit):
            decide(command, cast, year, expected_version=report.version - 1, **more)
    assert AnnualReport.objects.get().state == states.SUBMITTED


def test_who_belongs_to_an_owner_decides_nothing_for_the_trust(cast, year):
    made.submitted(cast, year)
    Membership.objects.create(user=cast.person(made.OFFICER), organisation=cast.organisation("landholder"))
    for command, more in (
        (reports.approve, {}),
        (reports.query, {"question": "x"}),
        (reports.reject, {"reason": "x"}),
    ):
        with pytest.raises(NotAllowed, match="belong to an owner"):
            decide(command, cast, year, **more)
    with pytest.raises(NotAllowed, match="belong to an owner"):
        inspect(cast, year)


def test_who_signed_the_report_for_a_former_owner_does_not_decide_about_it(cast, year):
    person = cast.person("other_landholder_signatory")
    give_role(person, cast.organisation("trust"), "trust_officer", since=made.today())
    shares = OwnerShare.objects.filter(agreement=year.site.agreement)
    shares.update(organisation=cast.organisation("other_landholder"))
    made.submitted(cast, year, by="other_landholder_signatory")
    shares.update(organisation=cast.organisation("landholder"))
    with pytest.raises(NotAllowed, match="You signed this report"):
        decide(reports.approve, cast, year, by="other_landholder_signatory")


def test_a_rejected_report_is_mended_and_submitted_again(cast, year):
    made.submitted(cast, year)
    with pytest.raises(InvalidInput):
        decide(reports.reject, cast, year, reason=" ")
    decide(reports.reject, cast, year, reason="No photos.")
    report = AnnualReport.objects.get()
    assert (report.state, report.decision) == ("rejected", "No photos.")
    reports.save(
        actor=actor(cast, made.HOLDER),
        year_id=str(year.public_id),
        expected_version=report.version,
        **made.draft(year, summary="Photos are attached now."),
    )
    assert made.submit(cast, year).state == states.SUBMITTED
    decide(reports.approve, cast, year)
    assert AnnualReport.objects.get().decision == ""


@pytest.mark.parametrize("person", [made.HOLDER, "landholder_member", "auditor", "registrar"])
def test_nobody_but_the_trust_decides(cast, year, person):
    made.submitted(cast, year)
    for command, more in (
        (reports.approve, {}),
        (reports.query, {"question": "x"}),
        (reports.reject, {"reason": "x"}),
    ):
        with pytest.raises(NotAllowed):
            decide(command, cast, year, by=person, **more)


def test_every_step_is_written_into_the_chain_of_its_site(cast, year):
    made.approved(cast, year)
    told = AuditEvent.objects.filter(chain__kind="fund", chain__key=str(year.site.public_id)).order_by(
        "sequence"
    )
    assert [event.action for event in told] == [
        "report.begin",
        "report.save",
        "report.submit",
        "report.approve",
    ]


# --- inspections -----------------------------------------------------------------------------------------------------
def test_an_inspection_is_recorded_once_and_a_later_one_counts(cast, year):
    inspect(cast, year, inspected_on=made.today() - timedelta(days=3), actions_complete=False)
    inspect(cast, year, findings="Mended.")
    assert [(one.actions_complete, one.findings) for one in Inspection.objects.all()] == [
        (True, "Mended."),
        (False, "As reported."),
    ]
    assert standing_of([year.pk])[year.pk] == ReportStanding("", 10_000, True, True)
    titles = Notice.objects.filter(organisation=cast.organisation("landholder")).values_list(
        "body", flat=True
    )
    assert {text.partition(" the trust found ")[2] for text in titles} == {
        "that the actions of the year were carried out.",
        "that the actions of the year were not carried out.",
    }


def test_an_inspection_lies_within_its_year_and_not_in_the_future(cast, year):
    for day in (year.due_on - timedelta(days=1), made.today() + timedelta(days=1)):
        with pytest.raises(InvalidInput) as refusal:
            inspect(cast, year, inspected_on=day)
        assert fields_of(refusal) == [("inspection.inspected_on.range", "inspected_on")]
    inspect(cast, year, inspected_on=year.due_on)
    with pytest.raises(NotAllowed):
        inspect(cast, year, by=made.HOLDER)


# --- holds -----------------------------------------------------------------------------------------------------------
def place(cast, year, *, by=made.OFFICER, reason="Grazing inside the fence."):
    return compliance_holds.place(
        actor=actor(cast, by),
        agreement_id=str(year.site.agreement.public_id),
        reason=reason,
        now=made.now(),
    )


def lift(cast, year, hold_id, *, by=made.APPROVER, reason="Stock is out."):
    return compliance_holds.lift(
        actor=actor(cast, by),
        agreement_id=str(year.site.agreement.public_id),
        hold_id=hold_id,
        reason=reason,
        now=made.now(),
    )


def test_a_hold_is_lifted_by_another_person_than_placed_it(cast, year):
    told = place(cast, year)
    with pytest.raises(NotAllowed, match="Another person of the trust must lift it"):
        lift(cast, year, told["hold_id"], by=made.OFFICER)
    lift(cast, year, told["hold_id"])
    hold = ComplianceHold.objects.get()
    assert (hold.placed_by, hold.lifted_by) == (cast.person(made.OFFICER), cast.person(made.APPROVER))
    assert hold.lifting_reason == "Stock is out."
    with pytest.raises(DomainError, match="lifted already"):
        lift(cast, year, told["hold_id"])


def test_there_is_one_hold_at_a_time_with_a_reason_by_the_trust(cast, year):
    with pytest.raises(InvalidInput):
        place(cast, year, reason="")
    with pytest.raises(NotAllowed):
        place(cast, year, by=made.HOLDER)
    with pytest.raises(NotVisible):
        place(cast, year, by="stranger")
    told = place(cast, year)
    with pytest.raises(DomainError, match="held already"):
        place(cast, year, by=made.APPROVER)
    lift(cast, year, told["hold_id"])
    place(cast, year)
    assert ComplianceHold.objects.filter(lifted_at=None).count() == 1


def test_the_owners_are_told_of_a_hold_and_where_it_stands(cast, year):
    place(cast, year)
    notice = Notice.objects.get(organisation=cast.organisation("landholder"))
    assert notice.title == "Payments held: BS9001"
    assert notice.path == f"/payments/holds/{year.site.agreement.public_id}/"


# --- what a payment run asks -----------------------------------------------------------------------------------------
def test_the_standing_of_many_years_takes_two_queries(cast, year):
    second = made.made_year(cast, number="BS9002")
    third = made.made_year(cast, number="BS9003")
    made.submitted(cast, second, actions=made.answers(second, "no"))
    decide(reports.approve, cast, second, payable_parts=5_000, reason="Half.")
    made.begun(cast, third)
    inspect(cast, third, actions_complete=False)
    with CaptureQueriesContext(connection) as captured:
        found = standing_of([year.pk, second.pk, third.pk])
    assert len(captured) == 2
    assert found == {
        year.pk: ReportStanding("", 10_000, False, None),
        second.pk: ReportStanding("approved", 5_000, False, None),
        third.pk: ReportStanding("draft", 10_000, True, False),
    }
    assert [found[one.pk].received for one in (year, second, third)] == [False, True, False]
