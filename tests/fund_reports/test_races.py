"""Two people at once about the same report, on PostgreSQL: one succeeds, the other is told."""

from typing import Any

import pytest

from registry.audit.events import verify_all
from registry.findings import DomainError
from registry.fund.models import AnnualReport, ComplianceHold, ReportReminder
from registry.fund.services import compliance_holds, reports
from registry.fund.services.report_reminders import remind_all
from registry.notices.models import Notice
from registry.parties.models import Signature
from tests.builders_agreements import actor
from tests.concurrency.test_assessment_races import all_at_once
from tests.fund_reports import builders as made

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]


def codes(results: list[Any]) -> list[str]:
    return sorted(result.code if isinstance(result, DomainError) else result["state"] for result in results)


def test_of_two_saves_of_one_version_at_once_one_is_kept_and_the_other_is_told(cast):
    year = made.made_year(cast)
    report = made.begun(cast, year)
    asked = {
        "actor": actor(cast, made.HOLDER),
        "year_id": str(year.public_id),
        "expected_version": report.version,
    }

    def save(summary):
        return lambda: reports.save(**asked, **made.draft(year, summary=summary))

    assert codes(all_at_once(save("One."), save("Two."))) == ["draft", "report.changed_meanwhile"]
    report.refresh_from_db()
    assert (report.version, report.actions.count(), report.spending.count()) == (2, 3, 2)


def test_a_report_is_begun_once(cast):
    year = made.made_year(cast)
    begin = {"actor": actor(cast, made.HOLDER), "year_id": str(year.public_id), "today": made.today()}
    again = lambda: reports.begin(**begin, now=made.now())  # noqa: E731
    assert codes(all_at_once(again, again)) == ["draft", "report.begun_already"]
    assert AnnualReport.objects.count() == 1


def test_a_report_approved_and_rejected_at_once_is_one_of_both(cast):
    year = made.made_year(cast)
    report = made.submitted(cast, year)
    asked = {"year_id": str(year.public_id), "expected_version": report.version, "now": made.now()}
    officer, approver = actor(cast, made.OFFICER), actor(cast, made.APPROVER)
    results = all_at_once(
        lambda: reports.approve(actor=officer, **asked),
        lambda: reports.reject(actor=approver, reason="No photos.", **asked),
    )
    report.refresh_from_db()
    assert codes(results) == sorted([report.state, "annual report.wrong_state"])
    assert Signature.objects.count() == 1
    assert all(breaks == [] for _, breaks in verify_all())


def test_payments_held_twice_at_once_are_held_once(cast):
    agreement = made.made_site(cast).agreement
    asked = {"agreement_id": str(agreement.public_id), "reason": "Stock.", "now": made.now()}
    people = [actor(cast, person) for person in (made.OFFICER, made.APPROVER)]
    results = all_at_once(
        *(lambda person=person: compliance_holds.place(actor=person, **asked) for person in people)
    )
    assert [one.code for one in results if isinstance(one, DomainError)] == ["hold.placed_already"]
    assert ComplianceHold.objects.count() == 1


def test_two_nights_at_once_remind_once(cast):
    made.made_year(cast, days_until_due=7)
    night = lambda: remind_all(today=made.today(), now=made.now())  # noqa: E731
    all_at_once(night, night)
    assert ReportReminder.objects.count() == Notice.objects.count() == 1
