"""Quotes, measures, the ancillary lists and the Trust's duties on pages: from asking to the report of a year."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from credits.obligations import states
from credits.obligations.models import (
    Discharge,
    ExcludedEntity,
    FundQuote,
    ListedAction,
    Measure,
    Obligation,
    ObligationLine,
)
from credits.obligations.selectors import trust_duties
from tests.agreements_web.conftest import sent
from tests.obligations import builders
from tests.obligations.fund import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_person(cast, client_for):
    """`as_person(name)`: a browser session of that person of the cast."""
    return lambda name: client_for(cast.person(name))


def at(name, thing):
    return reverse(name, args=[thing.public_id])


def text_of(answer):
    return " ".join(answer.content.decode().split())


# --- quotes ----------------------------------------------------------------------------------------------------------
def test_a_quote_goes_from_the_question_to_the_duty_of_the_trust(cast, as_person, trust):
    owed = builders.obligation(cast, lines=[(builders.eco_class(), 10), (builders.species_class(), 4)])
    first, second = owed.lines.order_by("number")
    developer, officer, approver = map(as_person, ("developer", "trust_officer", "trust_approver"))
    form = text_of(developer.get(at("obligation-quote", owed)))
    assert "10 outstanding of 10. Empty: none of this line." in form
    asked = sent(
        developer,
        at("obligation-quote", owed),
        trust=str(trust.public_id),
        **{f"line-{first.public_id}": "10", f"line-{second.public_id}": ""},
    )
    quote = FundQuote.objects.get()
    assert (asked.status_code, asked.url) == (303, at("quote-page", quote))
    page = text_of(officer.get(asked.url))
    assert "An officer of Conservation Trust</strong> enters the charge" in page
    assert "within 10 working days for fewer than 50 credits or fewer than 4 types" in page
    assert "public holidays are not known here" in page
    priced = sent(
        officer,
        at("quote-prepare", quote),
        **{f"price-{first.public_id}": "$1,250.50"},
        risk_premium_cents="1,000",
        delivery_fee_cents="500.00",
        gst_cents="1400.5",
        source="Determination 12.",
        index_at_quote="139.4",
        index_source="Consumer price index",
    )
    assert priced.status_code == 303
    quote.refresh_from_db()
    assert (quote.risk_premium_cents, quote.delivery_fee_cents, quote.gst_cents) == (100_000, 50_000, 140_050)
    assert quote.lines.get().value_cents == 1_250_500
    again = text_of(officer.get(at("quote-prepare", quote)))
    assert 'value="1250.50"' in again and 'value="1400.50"' in again
    confirm = text_of(approver.get(at("quote-offer", quote)))
    assert "10 credits at $1,250.50" in confirm and "$15,405.50" in confirm
    assert sent(approver, at("quote-offer", quote)).status_code == 303
    page = text_of(developer.get(at("quote-page", quote)))
    assert "<strong>$15,405.50</strong>" in page and "pays the whole amount by" in page
    due = officer.get(at("quote-receive", quote), {"index": "141.2"})
    assert "With 141.2: $15,604.42." in text_of(due)
    short = sent(
        officer,
        at("quote-receive", quote),
        received_cents="15000",
        received_on=f"{timezone.localdate():%Y-%m-%d}",
        receipt_reference="R-1",
        index_at_payment="141.2",
    )
    assert short.status_code == 400
    assert "The amount due is 15,604.42 dollars; 15,000.00 were entered." in text_of(short)
    paid = sent(
        officer,
        at("quote-receive", quote),
        received_cents="15,604.42",
        received_on=f"{timezone.localdate():%d/%m/%Y}",
        receipt_reference="R-1",
        index_at_payment="141.2",
    )
    assert paid.status_code == 303
    assert ObligationLine.objects.get(pk=first.pk).pending == 10
    assert "from 139.4 to 141.2" in text_of(approver.get(at("quote-settle", quote)))
    assert sent(approver, at("quote-settle", quote)).status_code == 303
    duty = Obligation.objects.get(source="fund")
    page = text_of(developer.get(at("quote-page", quote)))
    assert reverse("public-obligation", args=[duty.number]) in page
    assert reverse("certificate-issue", args=["fund_statement", quote.public_id]) in page
    assert at("obligation-page", duty) in text_of(officer.get(at("quote-page", quote)))
    duties = text_of(officer.get(reverse("trust-duties")))
    assert duty.number in duties and quote.number in duties
    assert "<dd>10</dd><dt>credits taken over</dt>" in duties


def test_a_quote_for_more_than_is_outstanding_or_for_nothing_is_refused_by_line(cast, as_person, trust):
    owed = builders.obligation(cast)
    line = owed.lines.get()
    developer = as_person("developer")
    for typed, said in (
        ("11", "Line 1: enter at most the 10 outstanding."),
        ("", "Choose at least one line and how many credits of it."),
        ("-1", "Enter one credit or more."),
        ("1.5", "Enter a whole number of credits, for example 12."),
    ):
        answer = sent(
            developer,
            at("obligation-quote", owed),
            trust=str(trust.public_id),
            **{f"line-{line.public_id}": typed},
        )
        assert answer.status_code == 400
        assert said in text_of(answer)
    assert not FundQuote.objects.exists()


def test_where_nothing_is_outstanding_no_quote_can_be_asked_for(cast, as_person, trust):
    owed = builders.obligation(cast)
    ObligationLine.objects.update(discharged=10)
    assert "Nothing is outstanding." in text_of(as_person("developer").get(at("obligation-quote", owed)))


def test_a_quote_is_offered_to_the_developer_that_owes_and_not_to_the_trust_for_its_own_duty(cast, as_person):
    owed, duty = builders.obligation(cast), a_step_down(cast, date(2026, 6, 30))
    assert at("obligation-quote", owed) in text_of(as_person("developer").get(at("obligation-page", owed)))
    page = text_of(as_person("trust_officer").get(at("obligation-page", duty)))
    assert at("obligation-quote", duty) not in page


def test_an_issued_quote_that_has_run_out_says_so(cast, as_person):
    quote = scene.quote_in(states.OFFERED, cast, quoted_on=date(2020, 1, 6), valid_until=date(2023, 1, 6))
    page = text_of(as_person("developer").get(at("quote-page", quote)))
    assert "asks for another quote: this one held until 06/01/2023." in page


def test_a_step_that_the_state_does_not_allow_is_a_conflict_for_who_may_take_it(cast, as_person):
    quote = scene.quote_in(states.SETTLED, cast)
    for address in ("quote-offer", "quote-settle"):
        assert as_person("trust_approver").get(at(address, quote)).status_code == 409
        assert as_person("trust_approver").post(at(address, quote), {"key": "k"}).status_code == 409


@pytest.mark.parametrize(
    "field", ["risk_premium_cents", "delivery_fee_cents", "gst_cents", "index_at_quote", "price"]
)
def test_an_amount_or_index_that_could_be_misread_is_refused_and_comes_back(cast, as_person, field):
    quote = scene.quote_in(states.REQUESTED, cast)
    line = quote.lines.get().line
    name = f"price-{line.public_id}" if field == "price" else field
    given = {
        f"price-{line.public_id}": "1250.50",
        "risk_premium_cents": "0",
        "delivery_fee_cents": "0",
        "gst_cents": "0",
        "source": "Determination 12.",
        "index_source": "Consumer price index",
    }
    officer = as_person("trust_officer")
    for typed in ("1e999999999", "-1", "12,50", "١٢", "=1+1", "9" * 30, "NaN", "0.001\x00", "1_000"):
        answer = sent(officer, at("quote-prepare", quote), **(given | {name: typed}))
        assert answer.status_code == 400, typed
        assert f'value="{typed}"' in answer.content.decode()
    assert FundQuote.objects.get().state == states.REQUESTED


@pytest.mark.parametrize("index", ["1e999999999", "0", "-3", "abc", "9" * 40, "\x00", "١"])
def test_working_out_what_is_due_takes_any_index_that_is_typed(cast, as_person, index):
    quote = scene.quote_in(states.OFFERED, cast)
    answer = as_person("trust_officer").get(at("quote-receive", quote), {"index": index})
    assert answer.status_code == 200


# --- measures --------------------------------------------------------------------------------------------------------
def test_only_ways_that_are_open_are_offered_and_the_others_say_why_not(cast, as_person):
    owed = builders.obligation(cast)
    page = text_of(as_person("developer").get(at("line-measure", owed.lines.get())))
    assert "The list of biodiversity conservation actions is not set" in page
    assert "Only a large mining project can commit to rehabilitating its site" in page
    assert "Only a strategic biodiversity certification can have other measures approved" in page
    assert "?kind=" not in page


def test_a_way_that_is_not_open_is_refused_with_the_clause_and_what_was_typed_stays(cast, as_person):
    owed = builders.obligation(cast, lines=[(builders.species_class(), 10)])
    address = at("line-measure", owed.lines.get()) + "?kind=mine_rehabilitation"
    answer = as_person("developer").post(
        address,
        {"quantity": "3", "creates": "x", "description": "Plant it.", "evidence": "Plan.", "key": "k"},
    )
    assert answer.status_code == 409
    assert "BC Reg cl 6.2" in text_of(answer) and "Plant it." in text_of(answer)
    assert not Measure.objects.exists()


def test_a_conservation_action_goes_from_the_list_to_the_discharge(cast, as_person):
    registrar, developer = as_person("registrar"), as_person("developer")
    entered = sent(
        registrar,
        reverse("listed-action-new"),
        code="KOALA-1",
        title="Koala road crossings",
        entity="Phascolarctos cinereus",
        listed_from="2020-01-01",
        source="Made up for a test",
    )
    assert entered.status_code == 303
    assert "Koala road crossings" in text_of(developer.get(reverse("ancillary-lists")))
    owed = builders.obligation(cast, lines=[(builders.species_class(), 10)])
    line = owed.lines.get()
    form = text_of(developer.get(at("line-measure", line)))
    assert "Koala road crossings (KOALA-1), for Phascolarctos cinereus" in form
    assert "Community or habitat that it creates" not in form
    proposed = sent(
        developer,
        at("line-measure", line) + "?kind=conservation_action",
        quantity="4",
        listed_action_code="KOALA-1",
        cost_cents="50,000",
        description="Crossings on two roads.",
        evidence="Receipt 12.",
    )
    measure = Measure.objects.get()
    assert (proposed.status_code, measure.cost_cents, measure.quantity) == (303, 5_000_000, 4)
    officer, delegate = as_person("authority_officer"), as_person("authority_delegate")
    assert "Crossings on two roads." in text_of(officer.get(reverse("measure-list")))
    assert sent(officer, at("measure-check", measure), note="Receipt seen.").status_code == 303
    assert "Receipt seen." in text_of(delegate.get(at("measure-accept", measure)))
    assert sent(delegate, at("measure-accept", measure)).status_code == 303
    line.refresh_from_db()
    assert (line.pending, line.discharged) == (0, 4)
    page = text_of(developer.get(at("measure-page", measure)))
    assert "4 credits of the line are discharged." in page and "$50,000.00" in page


def test_a_measure_whose_action_has_gone_off_the_list_warns(cast, as_person):
    owed = builders.obligation(cast, lines=[(builders.species_class(), 10)])
    action = scene.listed_action(cast)
    measure = scene.measure_in(
        states.CHECKED,
        cast,
        owed,
        kind="conservation_action",
        creates="",
        cost_cents=1,
        listed_action=action,
    )
    taken = sent(
        as_person("registrar"),
        at("listed-action-remove", action),
        day=f"{timezone.localdate():%Y-%m-%d}",
        source="Second edition",
    )
    assert taken.status_code == 303
    assert "The action is not on the list today" in text_of(
        as_person("authority_delegate").get(at("measure-page", measure))
    )
    assert sent(as_person("authority_delegate"), at("measure-accept", measure)).status_code == 409
    lists = text_of(as_person("developer").get(reverse("ancillary-lists")))
    assert lists.count("Nothing is on the list today.") == 1
    ways = text_of(as_person("developer").get(at("line-measure", owed.lines.get())))
    assert "No conservation action is on the list of today" in ways


def test_a_measure_for_a_line_with_nothing_outstanding_cannot_be_begun(cast, as_person):
    line = scene.mine(cast).lines.get()
    ObligationLine.objects.update(discharged=10)
    page = text_of(as_person("developer").get(at("line-measure", line)))
    assert "Nothing is outstanding" in page and "<textarea" not in page


# --- lists -----------------------------------------------------------------------------------------------------------
def test_lists_that_nobody_entered_say_that_they_are_not_set(client):
    page = text_of(client.get(reverse("ancillary-lists")))
    assert page.count("Not set: no officer has entered the list.") == 2
    assert "Without it no conservation action can be accepted." in page


def test_an_entity_is_excluded_and_readmitted_by_a_registrar(cast, as_person, client):
    registrar, today = as_person("registrar"), timezone.localdate()
    given = {"entity": "Made-up Swamp Woodland", "source": "Made up"}
    begins = today - timedelta(days=2)
    done = sent(registrar, reverse("excluded-entity-new"), excluded_from=f"{begins:%Y-%m-%d}", **given)
    assert done.status_code == 303
    twice = sent(registrar, reverse("excluded-entity-new"), excluded_from=f"{begins:%Y-%m-%d}", **given)
    assert twice.status_code == 400
    assert "There is an entry of that day already." in text_of(twice)
    assert "Made-up Swamp Woodland" in text_of(client.get(reverse("ancillary-lists")))
    row = ExcludedEntity.objects.get()
    tomorrow = today + timedelta(days=1)
    off = sent(registrar, at("excluded-entity-remove", row), day=f"{tomorrow:%Y-%m-%d}", source="Second")
    assert off.status_code == 303
    page = text_of(client.get(reverse("ancillary-lists")))
    assert f"From {tomorrow:%d/%m/%Y}: Made-up Swamp Woodland is off the list." in page
    assert ListedAction.objects.count() == 0


# --- the Trust's year ------------------------------------------------------------------------------------------------
def a_step_down(cast, on):
    """A duty of the Trust of which 4 credits were discharged by a listed action."""
    duty = builders.obligation(
        cast,
        source="fund",
        holder=cast.organisation("trust"),
        lines=[(builders.species_class(), 10)],
        title="=Ridge quarry",
    )
    measure = scene.measure_in(
        states.ACCEPTED,
        cast,
        duty,
        kind="conservation_action",
        creates="",
        cost_cents=1,
        listed_action=ListedAction.objects.first() or scene.listed_action(cast),
        description="=No like-for-like credits were on offer.",
    )
    ObligationLine.objects.filter(obligation=duty).update(discharged=4)
    Discharge.objects.create(
        line=duty.lines.get(),
        way="conservation_action",
        quantity=4,
        on=on,
        measure=measure,
        recorded_at=timezone.now(),
    )
    return duty


def test_the_report_of_a_year_tells_each_step_down_with_its_reason(cast, as_person, act, trust_officer):
    duty = a_step_down(cast, date(2026, 6, 30))
    a_step_down(cast, date(2026, 7, 1))
    actor = act(trust_officer)
    assert trust_duties.years(actor, on=date(2026, 11, 2)) == ["2026-27", "2025-26"]
    (step,) = trust_duties.steps_down(actor, "2025-26")
    assert (step.line.obligation_id, step.quantity, step.step, step.record) == (
        duty.pk,
        4,
        "Conservation action funded",
        "KOALA-1",
    )
    assert trust_duties.discharged_by_step(actor, "2026-27") == [("Conservation action funded", 4)]
    assert trust_duties.totals(actor) == {
        "required": 20,
        "pending": 0,
        "discharged": 8,
        "undischarged": 12,
    }
    officer = as_person("trust_officer")
    page = text_of(officer.get(reverse("trust-duties"), {"year": "2025-26"}))
    assert "=No like-for-like credits were on offer." in page
    file = officer.get(reverse("trust-steps-file"), {"year": "2025-26"}).content.decode().splitlines()
    assert len(file) == 2
    assert file[1].startswith(f"2025-26,2026-06-30,{duty.number},1,")
    assert file[1].endswith(",4,Conservation action funded,'=No like-for-like credits were on offer.,KOALA-1")
    duties = officer.get(reverse("trust-duties-file")).content.decode().splitlines()
    assert len(duties) == 3
    assert duties[2].endswith(f",{duty.imposed_on.isoformat()},10,4,0,6,in_force")
    assert ",'=Ridge quarry," in duties[2]


def test_other_people_see_no_duty_of_the_trust(cast, as_person):
    a_step_down(cast, date(2026, 6, 30))
    page = text_of(as_person("landholder_signatory").get(reverse("trust-duties"), {"year": "nonsense"}))
    assert "The Trust has taken over no duty that you may see." in page


# --- queries ---------------------------------------------------------------------------------------------------------
MAKERS = {
    "quote": lambda cast: scene.quote_in(states.PREPARED, cast),
    "measure": lambda cast: scene.measure_in(states.PROPOSED, cast),
    "duty": lambda cast: a_step_down(cast, timezone.localdate()),
}


@pytest.mark.parametrize(
    ("address", "thing"),
    [
        ("quote-list", "quote"),
        ("api-quotes", "quote"),
        ("measure-list", "measure"),
        ("api-measures", "measure"),
        ("trust-duties", "duty"),
        ("trust-steps-file", "duty"),
        ("api-trust-duties", "duty"),
        ("api-trust-year", "duty"),
    ],
)
def test_a_list_takes_as_many_queries_for_many_as_for_one(
    cast, as_person, address, thing, django_assert_num_queries
):
    browser = as_person("auditor")
    MAKERS[thing](cast)
    browser.get(reverse(address))
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse(address))
    for _ in range(4):
        MAKERS[thing](cast)
    with django_assert_num_queries(len(few)):
        answer = browser.get(reverse(address))
    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["quote-list", "measure-list", "trust-duties"])
@pytest.mark.parametrize("query", ["state=\x00&page=zzz", "state=lodged&show=%00&year=9999-00", "page=-1"])
def test_a_list_takes_any_parameter(as_person, address, query):
    assert as_person("trust_officer").get(f"{reverse(address)}?{query}").status_code == 200
