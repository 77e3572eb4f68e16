"""Who owes a report is reminded before its day and after it, each mark once."""

from datetime import timedelta

import pytest

from registry.actor import system
from registry.agreements import states as agreement_states
from registry.agreements.models import Agreement, OwnerShare
from registry.findings import DomainError, NotAllowed
from registry.fund import states
from registry.fund.models import ManagementYear, ReportReminder
from registry.fund.services.report_reminders import remind, remind_all
from registry.fund.tasks import remind_of_reports
from registry.notices.models import Notice
from tests.builders_agreements import actor
from tests.fund_reports import builders as made

pytestmark = pytest.mark.django_db


def kinds(year):
    return list(
        ReportReminder.objects.filter(management_year=year).order_by("pk").values_list("kind", flat=True)
    )


def night(*, later=0):
    return remind_all(today=made.today() + timedelta(days=later), now=made.now())["reminded"]


@pytest.mark.statement("N63")
@pytest.mark.parametrize(
    ("days_left", "sent"),
    [
        (61, []),
        (60, ["before_60"]),
        (31, ["before_60"]),
        (30, ["before_30"]),
        (8, ["before_30"]),
        (7, ["before_7"]),
        (0, ["before_7"]),
        (-1, ["overdue_1"]),
        (-29, ["overdue_1"]),
        (-30, ["overdue_30"]),
        (-300, ["overdue_30"]),
    ],
)
def test_the_mark_that_fits_the_day_is_sent_once(cast, days_left, sent):
    year = made.made_year(cast, days_until_due=days_left)
    assert night() == len(sent)
    assert kinds(year) == sent
    assert night() == 0


def test_every_mark_goes_out_once_as_the_days_pass(cast):
    year = made.made_year(cast, days_until_due=60)
    assert sum(night(later=day) for day in range(0, 125, 1)) == 5
    assert kinds(year) == ["before_60", "before_30", "before_7", "overdue_1", "overdue_30"]


@pytest.mark.statement("N63")
def test_the_owners_of_now_are_told_and_the_trust_when_it_is_overdue(cast):
    year = made.made_year(cast, days_until_due=7)
    OwnerShare.objects.update(valid_to=made.today())
    OwnerShare.objects.create(
        agreement=year.site.agreement,
        organisation=cast.organisation("other_landholder"),
        parts=1,
        valid_from=made.today(),
    )
    night()
    (notice,) = Notice.objects.all()
    assert notice.organisation == cast.organisation("other_landholder")
    assert notice.title == f"Report due on {year.report_due_on:%d/%m/%Y}: year 1 of BS9001"
    night(later=8)
    told = Notice.objects.filter(title="Report overdue: year 1 of BS9001")
    assert {one.organisation.name for one in told} == {"Mallee Family", "Conservation Trust"}


def test_nobody_is_reminded_of_a_report_that_is_with_the_trust(cast):
    made.submitted(cast, made.made_year(cast, days_until_due=-1))
    assert night() == 0


def test_a_report_that_came_back_is_still_owed(cast):
    year = made.made_year(cast, days_until_due=-1)
    made.submitted(cast, year)
    year.report.state = states.REJECTED
    year.report.save()
    assert night() == 1


def test_nobody_is_reminded_of_what_is_not_owed(cast):
    ended = made.made_year(cast, days_until_due=-1)
    ManagementYear.objects.filter(pk=ended.pk).update(state=states.ENDED)
    terminated = made.made_year(cast, number="BS9002", days_until_due=-1)
    Agreement.objects.filter(pk=terminated.site.agreement_id).update(state=agreement_states.TERMINATED)
    assert night() == 0


def test_a_reminder_is_the_calendars_and_goes_out_once(cast):
    year = made.made_year(cast)
    asked = {"year_pk": year.pk, "kind": "before_30", "today": made.today(), "now": made.now()}
    with pytest.raises(NotAllowed):
        remind(actor=actor(cast, made.OFFICER), **asked)
    night()
    with pytest.raises(DomainError, match="went out already"):
        remind(actor=system("calendar"), **asked)


def test_the_nightly_task_sends_what_is_due(cast):
    made.made_year(cast, days_until_due=7)
    assert remind_of_reports() == {"reminded": 1}
