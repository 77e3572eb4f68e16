"""One obligation from the condition of its consent to the last part discharged."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from credits.obligations.models import (
    Condition,
    DutyHolder,
    FundQuote,
    LineSetting,
    ObligationLine,
    Question,
    Stage,
)
from credits.obligations.selectors import visible
from credits.obligations.selectors.lifeline import lifeline_of
from credits.obligations.web import links
from tests.obligations import builders
from tests.obligations.life.conftest import AT, carry_over, close

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(api_for, developer):
    """`told(obligation)`: its life-line as the developer's program reads it."""

    def read(obligation):
        answer = api_for(developer).get(reverse("api-obligation", args=[obligation.public_id]))
        assert answer.status_code == 200
        return answer.json()

    return read


@pytest.mark.statement("N4")
def test_each_line_tells_required_discharged_and_outstanding_and_it_is_finished_only_at_zero(
    cast, told, retired, today
):
    owed = builders.obligation(cast, lines=[(builders.eco_class(), 10), (builders.species_class(), 5)])
    first, second = owed.lines.order_by("number")
    retired(first, 4)
    ObligationLine.objects.filter(pk=second.pk).update(pending=2)
    found = told(owed)
    assert [
        (line["number"], line["required"], line["pending"], line["discharged"], line["outstanding"])
        for line in found["lines"]
    ] == [(1, 10, 0, 4, 6), (2, 5, 2, 0, 3)]
    assert (found["required"], found["discharged"], found["pending"], found["outstanding"]) == (15, 4, 2, 9)
    assert (found["standing"], found["finished"]) == ("due", False)
    owed.lines.update(pending=0, discharged=0)
    for line in owed.lines.all():
        carry_over(line, line.required, on=today)
    close(owed, today)
    found = told(owed)
    assert (found["outstanding"], found["standing"], found["finished"]) == (0, "discharged", True)
    assert found["next"] == []


def test_a_superseded_line_stays_in_the_life_and_leaves_the_sums(cast, told, release):
    owed = builders.staged_obligation(cast, lines=[(builders.eco_class(), 10)])
    before = owed.lines.get()
    ObligationLine.objects.update(state="superseded")
    builders.obligation_line(owed, number=2, required=7, supersedes=before)
    found = told(owed)
    assert [(line["number"], line["state"], line["outstanding"]) for line in found["lines"]] == [
        (1, "superseded", 0),
        (2, "in_force", 7),
    ]
    assert found["required"] == 7
    assert "Line 1 of 10 credits replaced by line 2 of 7 credits." in [
        event["text"] for event in found["events"]
    ]


def test_everything_that_happened_comes_in_order(
    cast, told, release, authority_officer, authority_delegate, developer, trust, landholder, retired
):
    owed = builders.staged_obligation(cast)
    line, made = owed.lines.get(), owed.application
    proposed = builders.proposed_line(made, line.credit_class, 10)
    LineSetting.objects.create(
        line=proposed,
        before_quantity=12,
        after_quantity=10,
        reason="Hollow trees stay.",
        set_by=authority_officer,
        set_at=AT - timedelta(days=40),
    )
    Condition.objects.create(
        application=made,
        number=1,
        text="Fence the creek.",
        met_on=date(2026, 4, 3),
        met_evidence="Photographs.",
        met_by=developer,
    )
    Question.objects.create(
        line=line,
        credit_class=line.credit_class,
        test="near",
        sentence="Is it near?",
        state="answered",
        asked_for=cast.organisation("proponent"),
        asked_by=developer,
        asked_at=AT,
        answer=True,
        reasons="It is.",
        answered_by=authority_delegate,
        answered_at=AT + timedelta(days=1),
        rule_set_version="test",
    )
    FundQuote.objects.create(obligation=owed, trust=trust, requested_by=developer, requested_at=AT)
    DutyHolder.objects.create(
        obligation=owed, organisation=landholder, held_from=date(2026, 4, 4), recorded_at=AT
    )
    retired(line, 10)
    close(owed, timezone.localdate())
    found = told(owed)
    number = made.number
    days = [event["on"] for event in found["events"]]
    assert days == sorted(days)
    texts = [event["text"] for event in found["events"]]
    assert texts[0] == "Line 1 set from 12 to 10 credits."
    assert texts[-2:] == [
        f"10 credits of line 1 discharged by retiring credits, transaction {found_transaction(found)}.",
        "Discharged: nothing is left to do.",
    ]
    for said in (
        f"Application {number} for approval lodged.",
        f"Application {number} approved.",
        f"Imposed by {owed.reference}: consent decided in this registry.",
        "Condition 1 met.",
        "Question put to the authority for line 1.",
        "Question for line 1 answered: yes.",
        "The duty passed to another holder: Name withheld.",
    ):
        assert said in texts
    [setting] = [event for event in found["events"] if event["kind"] == "line_set"]
    assert (setting["by"], setting["note"]) == ("Ollie Officer", "Hollow trees stay.")


def found_transaction(found):
    [text] = [event["text"] for event in found["events"] if event["kind"] == "retirement"]
    return text.rsplit("transaction ", 1)[1].rstrip(".")


def test_an_open_application_tells_nothing_of_its_review(cast, told, release, authority_officer):
    owed = builders.staged_obligation(cast)
    asked = builders.application(
        cast, development=owed.development, kind="modification", state="under_review"
    )
    proposed = builders.proposed_line(asked, builders.eco_class(), 10)
    LineSetting.objects.create(
        line=proposed, before_quantity=10, after_quantity=8, set_by=authority_officer, set_at=AT
    )
    found = told(owed)
    assert f"Application {asked.number} for a modification lodged." in [
        event["text"] for event in found["events"]
    ]
    assert [event for event in found["events"] if event["kind"] == "line_set"] == []
    assert f"An officer reviews application {asked.number}." in [step["text"] for step in found["next"]]


def test_what_is_next_names_who_has_to_act(cast, told, release, trust, developer):
    owed = builders.staged_obligation(cast)
    quote = FundQuote.objects.create(obligation=owed, trust=trust, requested_by=developer, requested_at=AT)
    assert [(step["who"], step["text"]) for step in told(owed)["next"]] == [
        (
            "holder",
            "Line 1: find and retire 10 credits, or discharge them in another of the permitted ways (BC Reg cl 6.2).",
        ),
        ("trust", f"An officer of the Trust enters the charge of quote {quote.number}."),
        (
            "holder",
            "Stage 1 cannot commence before 10 credits of it or of earlier stages are discharged "
            "(BC Act s 7.13, s 7.14(4)).",
        ),
    ]


def test_a_stage_can_commence_when_nothing_it_waits_for_is_left(cast, told, release, today):
    owed = builders.staged_obligation(cast)
    carry_over(owed.lines.get(), 10, on=today)
    close(owed, today)
    assert [step["text"] for step in told(owed)["next"]] == [
        "Stage 1 can commence: record the day when it does."
    ]
    Stage.objects.update(state="commenced", commenced_on=today)
    found = told(owed)
    assert found["next"] == []
    assert "Stage 1 commenced." in [event["text"] for event in found["events"]]


def test_the_page_shows_lines_next_steps_and_life(cast, release, client_for, developer, retired):
    owed = builders.staged_obligation(cast)
    retired(owed.lines.get(), 4)
    page = client_for(developer).get(reverse("obligation-page", args=[owed.public_id]))
    shown = " ".join(page.content.decode().split())
    assert f"<h1>Obligation {owed.number}</h1>" in shown
    assert "the position is minus 6 credits" in shown
    assert "find and retire 6 credits" in shown
    assert "4 credits of line 1 discharged by retiring credits" in shown


def test_the_number_of_queries_does_not_grow_with_the_life(cast, release, act, developer, today):
    owed = builders.staged_obligation(cast)
    carry_over(owed.lines.get(), 1, on=today)
    few = queries_of(visible.obligation(act(developer), owed.public_id), today)
    for number in range(2, 12):
        carry_over(builders.obligation_line(owed, number=number), 1, on=today)
        builders.stage(owed.development, number)
    assert queries_of(visible.obligation(act(developer), owed.public_id), today) == few


def queries_of(obligation, on):
    with CaptureQueriesContext(connection) as queries:
        lifeline_of(obligation, on=on)
    return len(queries)


def buttons_of(client, obligation):
    page = client.get(reverse("obligation-page", args=[obligation.public_id]))
    of_lines = [button["label"] for line in page.context["lines"] for button in line["buttons"]]
    return {button["label"] for button in page.context["buttons"]}, of_lines


def test_each_is_led_on_to_what_is_theirs_to_do(cast, client_for, developer, authority_delegate, auditor):
    owed = builders.obligation(cast)
    of_all, of_lines = buttons_of(client_for(developer), owed)
    assert "Cheapest way" in of_all
    assert "Find credits" in of_lines
    assert "Record another developer" not in of_all
    of_all, of_lines = buttons_of(client_for(authority_delegate), owed)
    assert {"Record another developer", "Record that the consent has lapsed"} <= of_all
    assert "Cheapest way" not in of_all
    of_all, of_lines = buttons_of(client_for(auditor), owed)
    assert (of_all, of_lines) == ({"Steps taken to find credits"}, ["Find credits"])


def test_what_would_be_refused_is_not_offered(cast, client_for, developer, authority_delegate, trust):
    ask = "Ask to use the variation rules"
    owed = builders.obligation(cast)
    assert ask not in buttons_of(client_for(developer), owed)[1]
    permitted = builders.obligation(cast, variation_permitted_on=date(2024, 5, 2))
    assert ask in buttons_of(client_for(developer), permitted)[1]
    refused = {"Record another developer", "Record that the consent has lapsed"}
    for ended in (
        builders.obligation(cast, source="fund", holder=trust),
        builders.obligation(cast, state="lapsed", lapsed_on=date(2026, 5, 2)),
    ):
        assert not refused & buttons_of(client_for(authority_delegate), ended)[0]


def test_nothing_is_offered_for_a_line_that_is_discharged(cast, client_for, developer, today):
    owed = builders.obligation(cast)
    carry_over(owed.lines.get(), 10, on=today)
    assert buttons_of(client_for(developer), owed)[1] == []


def test_a_page_that_is_not_there_is_not_led_to():
    assert links.address("no-such-page", "1") == ""
    assert links.page_of(None) == links.page_of(("no such thing", "1")) == ""


def test_every_page_it_leads_to_is_there():
    an_id = "00000000-0000-4000-8000-000000000000"
    routes = [*links.PAGES.values(), *(link.route for link in links.LINKS)]
    assert [route for route in routes if not links.address(route, an_id)] == []
    assert [route for route, _, _ in links.BOARD if not links.address(route)] == []
