"""A holder's yearly report: begun, saved as often as wanted, complete before it is submitted, signed."""

from datetime import timedelta

import pytest

from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible, StaleEdit
from registry.fund import states
from registry.fund.models import AnnualReport, ManagementYear, ReportedAction, ReportedSpend
from registry.fund.selectors import report_checks
from registry.fund.services import report_observations, reports
from registry.notices.models import Notice
from registry.parties.models import Signature
from tests.builders_agreements import actor
from tests.fund_reports import builders as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(cast):
    return made.made_year(cast)


def save(cast, year, *, by=made.HOLDER, **changes):
    version = AnnualReport.objects.get(management_year=year).version
    asked = {"expected_version": version, **made.draft(year), **changes}
    return reports.save(actor=actor(cast, by), year_id=str(year.public_id), **asked)


def codes_of(refusal):
    return [(finding.code, finding.field) for finding in refusal.value.findings]


@pytest.mark.statement("N63")
def test_a_year_is_reported_once_from_its_first_day_on(cast, year):
    report = made.begun(cast, year)
    assert (report.state, report.version, report.begun_by) == ("draft", 1, cast.person(made.HOLDER))
    with pytest.raises(DomainError, match="begun already"):
        made.begun(cast, year)
    ManagementYear.objects.filter(pk=year.pk).update(due_on=made.today() + timedelta(days=1))
    AnnualReport.objects.all().delete()
    with pytest.raises(DomainError, match="The year begins on"):
        made.begun(cast, year)


def test_nothing_is_reported_for_a_year_that_the_end_of_the_agreement_took_away(cast, year):
    ManagementYear.objects.filter(pk=year.pk).update(state=states.ENDED)
    with pytest.raises(DomainError, match="nothing is owed"):
        made.begun(cast, year)


@pytest.mark.parametrize(
    ("person", "refusal"),
    [("landholder_member", NotAllowed), ("trust_officer", NotAllowed), ("auditor", NotAllowed)],
)
def test_only_who_signs_for_an_owner_writes_the_report(cast, year, person, refusal):
    with pytest.raises(refusal):
        made.begun(cast, year, by=person)


@pytest.mark.statement("N16")
def test_the_duty_to_report_passes_with_the_land(cast, year):
    with pytest.raises(NotVisible):
        made.begun(cast, year, by="other_landholder_signatory")
    shares = year.site.agreement.owner_shares
    shares.update(valid_to=made.today())
    shares.create(organisation=cast.organisation("other_landholder"), parts=1, valid_from=made.today())
    with pytest.raises(NotVisible):
        made.begun(cast, year)
    assert made.begun(cast, year, by="other_landholder_signatory").state == states.DRAFT


def test_a_draft_is_saved_whole_and_gives_back_what_was_typed(cast, year):
    made.begun(cast, year)
    told = save(cast, year, actions=made.answers(year, "no", "partly"), summary="Wet.", changes="New gate.")
    assert told == {"id": str(year.public_id), "state": "draft", "version": 2}
    report = AnnualReport.objects.get()
    assert (report.summary, report.changes) == ("Wet.", "New gate.")
    assert [(row.duty.action.title, row.done, row.why_not) for row in report.actions.all()] == [
        ("Weeds sprayed", "no", "Too wet."),
        ("Ridge burnt", "partly", "Too wet."),
        ("Fence kept", "yes", ""),
    ]
    assert [(row.purpose, row.spent_cents, row.local_cents) for row in report.spending.all()] == [
        ("fire", 300_000, 160_000),
        ("weeds_pests", 500_000, 400_000),
    ]


def test_a_draft_may_have_gaps_and_what_is_left_out_is_no_longer_answered(cast, year):
    made.saved(cast, year)
    save(cast, year, actions=made.answers(year)[:1], spending=[])
    assert ReportedAction.objects.count() == 1
    assert not ReportedSpend.objects.exists()


def test_a_stale_form_saves_nothing_and_loses_nothing(cast, year):
    report = made.saved(cast, year, summary="First.")
    with pytest.raises(StaleEdit, match="Nothing you typed is lost"):
        save(cast, year, expected_version=report.version - 1, summary="Second.")
    report.refresh_from_db()
    assert (report.summary, report.version) == ("First.", 2)
    assert report.actions.count() == 3


def test_what_makes_no_sense_is_refused_by_its_place(cast, year):
    made.begun(cast, year)
    answers = made.answers(year)
    with pytest.raises(InvalidInput) as refusal:
        save(
            cast,
            year,
            actions=[*answers, answers[0], {"duty_id": "x"}],
            spending=[
                {"purpose": "fire", "spent_cents": 100, "local_cents": 101},
                {"purpose": "fire", "spent_cents": 1},
                {"purpose": "wages", "spent_cents": 1},
                {"purpose": "other", "spent_cents": -1},
                {"purpose": "fencing", "spent_cents": True},
            ],
        )
    assert codes_of(refusal) == [
        ("report.actions.duty_unknown", "actions[3].duty_id"),
        ("report.actions.duty_unknown", "actions[4].duty_id"),
        ("report.spending.local_above_spent", "spending[0].local_cents"),
        ("report.spending.purpose_unknown", "spending[1].purpose"),
        ("report.spending.purpose_unknown", "spending[2].purpose"),
        ("report.spending.not_an_amount", "spending[3].spent_cents"),
        ("report.spending.not_an_amount", "spending[4].spent_cents"),
    ]
    assert AnnualReport.objects.get().version == 1


def test_duties_of_another_year_are_not_answered_here(cast, year):
    other = made.made_year(cast, site=year.site, year=2, days_until_due=385)
    made.begun(cast, year)
    with pytest.raises(InvalidInput) as refusal:
        save(cast, year, actions=made.answers(other))
    assert [code for code, _ in codes_of(refusal)] == ["report.actions.duty_unknown"] * 3


@pytest.mark.statement("N63")
def test_a_report_is_submitted_when_each_action_is_answered_and_spending_stated(cast, year):
    made.saved(cast, year, actions=made.answers(year, "", "no"), spending=[])
    ReportedAction.objects.update(why_not="")
    with pytest.raises(InvalidInput) as refusal:
        made.submit(cast, year)
    assert codes_of(refusal) == [
        ("report.actions.not_answered", "actions[0].done"),
        ("report.actions.why_missing", "actions[1].why_not"),
        ("report.spending.missing", "spending"),
    ]
    assert AnnualReport.objects.get().state == states.DRAFT
    assert not Signature.objects.exists()


def test_spending_of_nothing_is_stated_by_a_zero(cast, year):
    made.saved(cast, year, spending=made.spending(fire=(0, 0)))
    assert report_checks.missing(made.content(cast, year)) == []


@pytest.mark.statement("N63")
def test_a_submitted_report_is_declared_by_name_and_with_the_trust(cast, year):
    report = made.submitted(cast, year)
    assert report.state == states.SUBMITTED
    assert report.signature.organisation == cast.organisation("landholder")
    assert report.signature.statement_code == "report.declaration/1"
    text = report.signature.statement_text
    assert "management year 1 of agreement BS9001" in text
    assert "version 2, is true and complete: 3 of 3 actions done in full, $8,000.00 spent" in text
    assert "$5,600.00 went to people of the area" in text
    notice = Notice.objects.get(organisation=cast.organisation("trust"))
    assert notice.title == "Report submitted: year 1 of BS9001"
    assert notice.path == f"/payments/reports/{year.public_id}/"


def test_the_declaration_tells_one_content_from_another_of_the_same_figures(cast, year):
    made.saved(cast, year)
    first = made.submit(cast, year).signature.statement_text
    AnnualReport.objects.update(state=states.DRAFT, version=2, summary="Another year.")
    second = made.submit(cast, year).signature.statement_text
    assert first.partition("Fingerprint")[0] == second.partition("Fingerprint")[0]
    assert first != second


def test_a_report_signed_by_another_name_is_not_submitted(cast, year):
    report = made.saved(cast, year)
    with pytest.raises(InvalidInput, match="needs to be corrected"):
        reports.submit(
            actor=actor(cast, made.HOLDER),
            year_id=str(year.public_id),
            typed_name="Somebody Else",
            capacity="Owner",
            expected_version=report.version,
            now=made.now(),
        )
    assert AnnualReport.objects.get().state == states.DRAFT


def test_nobody_signs_what_changed_after_it_was_read(cast, year):
    report = made.saved(cast, year)
    report_observations.add(
        actor=actor(cast, made.HOLDER),
        year_id=str(year.public_id),
        kind="incident",
        observed_on=made.today(),
        text="Flood.",
        today=made.today(),
    )
    with pytest.raises(StaleEdit):
        reports.submit(
            actor=actor(cast, made.HOLDER),
            year_id=str(year.public_id),
            typed_name="Sol Signatory",
            capacity="Owner",
            expected_version=report.version,
            now=made.now(),
        )
    assert not Signature.objects.exists()


def test_a_submitted_report_is_not_written_on(cast, year):
    made.submitted(cast, year)
    with pytest.raises(DomainError, match="annual report is submitted"):
        save(cast, year)
    with pytest.raises(DomainError, match="annual report is submitted"):
        report_observations.add(
            actor=actor(cast, made.HOLDER),
            year_id=str(year.public_id),
            kind="incident",
            observed_on=made.today(),
            text="Flood.",
            today=made.today(),
        )


# --- observations ----------------------------------------------------------------------------------------------------
def observe(cast, year, **changes):
    asked = {"kind": "monitoring", "observed_on": made.today(), "text": "Quolls seen.", "today": made.today()}
    return report_observations.add(
        actor=actor(cast, made.HOLDER), year_id=str(year.public_id), **asked | changes
    )


def test_observations_are_added_and_taken_out_while_the_report_is_written(cast, year):
    report = made.begun(cast, year)
    told = observe(cast, year)
    observe(cast, year, kind="incident", text="Fire on the ridge.")
    assert [(one.kind, one.text) for one in made.content(cast, year).observations] == [
        ("monitoring", "Quolls seen."),
        ("incident", "Fire on the ridge."),
    ]
    report_observations.remove(
        actor=actor(cast, made.HOLDER), year_id=str(year.public_id), observation_id=told["observation_id"]
    )
    assert [one.kind for one in made.content(cast, year).observations] == ["incident"]
    report.refresh_from_db()
    assert report.version == 4


def test_an_observation_says_what_when_and_is_not_to_come(cast, year):
    made.begun(cast, year)
    with pytest.raises(InvalidInput) as refusal:
        observe(cast, year, kind="rumour", text=" ", observed_on=made.today() + timedelta(days=1))
    assert codes_of(refusal) == [
        ("report.kind.unknown", "kind"),
        ("report.text.missing", "text"),
        ("report.observed_on.future", "observed_on"),
    ]


def test_a_report_holds_so_many_observations_and_no_more(cast, year, monkeypatch):
    monkeypatch.setattr(report_observations, "AT_MOST", 1)
    made.begun(cast, year)
    observe(cast, year)
    with pytest.raises(DomainError, match="at most 1"):
        observe(cast, year, text="Another.")
