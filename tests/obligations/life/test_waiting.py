"""What waits for whom, and reminders before a stage begins."""

from datetime import timedelta

import pytest
from django.utils import timezone

from credits.obligations.models import Application, FundQuote, Measure, Question, Stage, VariationRequest
from credits.obligations.services.reminding import DAYS_BEFORE, remind, remind_all
from credits.obligations.tasks import remind_of_commencement
from credits.obligations.web.waiting import lines
from registry.celery import app
from registry.findings import NotAllowed
from registry.notices.models import Notice
from tests.builders_people import give_role, make_organisation, make_user
from tests.obligations import builders
from tests.obligations.life.conftest import AT, carry_over

pytestmark = pytest.mark.django_db


@pytest.fixture
def waits(act, today):
    """`waits(user)`: the titles of what waits for that person."""
    return lambda user: [line["title"] for line in lines(act(user), on=today)]


def test_an_application_waits_for_an_officer_and_then_for_another_delegate(
    cast, waits, release, authority_officer, authority_delegate, developer
):
    made = builders.application(cast)
    title = f"Application {made.number}, Ridge quarry"
    assert (waits(authority_officer), waits(authority_delegate), waits(developer)) == ([title], [], [])
    Application.objects.update(state="recommended", recommended_by=authority_officer, recommended_at=AT)
    assert (waits(authority_officer), waits(authority_delegate)) == ([], [title])
    Application.objects.update(recommended_by=authority_delegate)
    assert waits(authority_delegate) == []


def test_a_quote_waits_for_the_trusts_two_people_and_for_who_pays(
    cast, waits, trust, trust_officer, trust_approver, developer
):
    owed = builders.obligation(cast)
    quote = FundQuote.objects.create(obligation=owed, trust=trust, requested_by=developer, requested_at=AT)
    title = f"Quote {quote.number} for {owed.number}"

    def who():
        return [len(waits(one)) for one in (trust_officer, trust_approver, developer)]

    assert (who(), waits(trust_officer)) == ([1, 0, 0], [title])
    FundQuote.objects.update(state="prepared", prepared_by=trust_officer)
    assert who() == [0, 1, 0]
    FundQuote.objects.update(state="offered", offered_by=trust_approver)
    assert who() == [0, 0, 1]
    FundQuote.objects.update(state="received", received_by=trust_officer)
    assert who() == [0, 1, 0]
    FundQuote.objects.update(received_by=trust_approver)
    assert who() == [0, 0, 0]


def test_a_measure_waits_for_the_check_and_the_decision(
    cast, waits, developer, authority_officer, authority_delegate
):
    line = builders.obligation(cast).lines.get()
    Measure.objects.create(
        line=line,
        kind="mine_rehabilitation",
        quantity=3,
        description="Pit.",
        evidence="Plan.",
        proposed_by=developer,
        proposed_at=AT,
    )
    title = f"Rehabilitation of the mine site for 3 credits of {line.obligation.number}"
    assert (waits(authority_officer), waits(authority_delegate)) == ([title], [])
    Measure.objects.update(state="checked", checked_by=authority_officer)
    assert (waits(authority_officer), waits(authority_delegate)) == ([], [title])


def test_questions_and_requests_wait_for_a_delegate_who_did_not_ask(
    cast, waits, developer, authority_delegate
):
    line = builders.obligation(cast).lines.get()
    Question.objects.create(
        line=line,
        credit_class=line.credit_class,
        test="near",
        sentence="Is it near?",
        asked_for=cast.organisation("proponent"),
        asked_by=developer,
        asked_at=AT,
        rule_set_version="test",
    )
    VariationRequest.objects.create(
        line=line,
        statement="None found.",
        no_other_option=True,
        found={},
        steps=[],
        asked_by=developer,
        asked_at=AT,
    )
    number = line.obligation.number
    assert waits(authority_delegate) == [
        f"Open question about the rules, line 1 of {number}",
        f"Request to use the variation rules, line 1 of {number}",
    ]
    Question.objects.update(asked_by=authority_delegate)
    VariationRequest.objects.update(asked_by=authority_delegate)
    assert waits(authority_delegate) == []


def test_a_stage_waits_for_its_developer_once_nothing_is_left_before_it(
    cast, waits, release, developer, authority_officer, today
):
    owed = builders.staged_obligation(cast)
    assert waits(developer) == []
    carry_over(owed.lines.get(), 10, on=today)
    assert waits(developer) == ["Stage 1 of Ridge quarry can commence"]
    assert waits(authority_officer) == []
    Stage.objects.update(state="commenced", commenced_on=today)
    assert waits(developer) == []


def test_a_stage_waits_for_who_owes_the_credits_now_and_for_its_conditions(
    cast, waits, release, developer, today
):
    owed = builders.staged_obligation(cast)
    carry_over(owed.lines.get(), 10, on=today)
    condition = owed.application.conditions.create(number=1, text="Fence.", stage=owed.lines.get().stage)
    assert waits(developer) == []
    condition.delete()
    buyer = make_user("Hal Harbour")
    holder = make_organisation("Harbour Sheds", "proponent")
    give_role(buyer, holder, "developer", since=today)
    assert waits(buyer) == []
    owed.holder = holder
    owed.save()
    assert waits(buyer) == ["Stage 1 of Ridge quarry can commence"]


def test_nothing_is_asked_of_the_database_for_whom_it_does_not_concern(
    act, landholder_signatory, registrar, today, django_assert_num_queries
):
    people = [act(landholder_signatory), act(registrar)]
    with django_assert_num_queries(0):
        assert [lines(actor, on=today) for actor in people] == [[], []]


def test_the_page_of_what_waits_shows_it(cast, client_for, trust, trust_officer, developer):
    owed = builders.obligation(cast)
    quote = FundQuote.objects.create(obligation=owed, trust=trust, requested_by=developer, requested_at=AT)
    shown = client_for(trust_officer).get("/waiting/").content.decode()
    assert f"Quote {quote.number} for {owed.number}" in shown


# --- reminders ---------------------------------------------------------------------------------------------------


@pytest.fixture
def planned(cast, release, today):
    """`planned(30)`: an obligation of a stage planned so many days from today."""

    def make(days):
        owed = builders.staged_obligation(cast)
        Stage.objects.filter(development=owed.development).update(planned_start=today + timedelta(days=days))
        return owed

    return make


def told():
    return list(Notice.objects.order_by("pk").values_list("organisation__name", "title"))


def test_who_owes_credits_is_reminded_once_at_each_mark(planned, today):
    owed = planned(90)
    start = today + timedelta(days=90)
    title = f"Stage 1 is planned for {start:%d/%m/%Y}"
    for passed, expected in ((0, 1), (0, 1), (1, 1), (59, 1), (60, 2), (61, 2), (83, 3), (90, 3), (91, 3)):
        remind_all(today=today + timedelta(days=passed), now=timezone.now())
        assert told() == [("Quarry Holdings", title)] * expected, passed
    assert Notice.objects.first().path == f"/obligations/{owed.public_id}/"
    assert "10 credits of" in Notice.objects.first().body


@pytest.mark.parametrize("days", [-1, DAYS_BEFORE[0] + 1])
def test_a_stage_that_is_far_or_past_reminds_nobody(planned, today, days):
    planned(days)
    assert remind_all(today=today, now=timezone.now()) == {"reminded": 0}


def test_what_is_discharged_reminds_nobody(planned, today):
    carry_over(planned(10).lines.get(), 10, on=today)
    assert remind_all(today=today, now=timezone.now()) == {"reminded": 0}


def test_another_planned_day_reminds_again(planned, today):
    owed = planned(10)
    assert remind_all(today=today, now=timezone.now()) == {"reminded": 1}
    Stage.objects.filter(development=owed.development).update(planned_start=today + timedelta(days=12))
    assert remind_all(today=today, now=timezone.now()) == {"reminded": 1}


def test_only_the_clock_reminds(planned, act, developer, today):
    owed = planned(10)
    with pytest.raises(NotAllowed):
        remind(
            actor=act(developer),
            obligation_id=str(owed.public_id),
            stage_number=1,
            planned_start=today,
            owed=10,
            now=timezone.now(),
        )


def test_the_clock_runs_each_night(planned):
    entry = app.conf.beat_schedule["remind-of-commencement"]
    assert entry["task"] == remind_of_commencement.name
    planned(10)
    assert remind_of_commencement() == {"reminded": 1}
