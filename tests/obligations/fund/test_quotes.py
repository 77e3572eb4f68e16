"""Paying into the fund: request, charge, quote, payment, section 6.33 statement and the Trust's duty (N32)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from credits.obligations.models import Discharge, FundQuote, Obligation, ObligationLine
from credits.obligations.services import fund_payments, quotes
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.fund.chart import CONSERVATION, FUND_BANK, STEWARDSHIP, TAKEN_OVER
from registry.fund.models import Entry
from registry.fund.selectors.proof import prove
from registry.fund.selectors.trial_balance import trial_balance
from registry.notices.models import Notice
from tests.builders_people import make_organisation
from tests.conftest import give_role
from tests.obligations import builders

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)
NOW = timezone.now()


@pytest.fixture
def owed(cast):
    """An obligation of the proponent: 10 ecosystem credits and 4 koala credits."""
    return builders.obligation(cast, lines=[(builders.eco_class(), 10), (builders.species_class(), 4)])


class Fund:
    """Everybody who has a part in a quote."""

    def __init__(self, owed, act, developer, trust, trust_officer, trust_approver):
        self.owed, self.trust = owed, trust
        self.developer, self.officer, self.approver = act(developer), act(trust_officer), act(trust_approver)
        self.lines = list(owed.lines.order_by("number"))

    def requested(self, *quantities):
        made = quotes.request(
            actor=self.developer,
            obligation_id=str(self.owed.public_id),
            trust_id=str(self.trust.public_id),
            lines=[
                {"line": str(line.public_id), "quantity": quantity}
                for line, quantity in zip(self.lines, quantities, strict=False)
            ],
            now=NOW,
        )
        return made["id"]

    def prepared(self, *quantities, **changed):
        quote_id = self.requested(*quantities)
        given = {
            "line_prices": {str(line.public_id): "1250.50" for line in self.lines},
            "risk_premium_cents": 100_000,
            "delivery_fee_cents": 50_000,
            "gst_cents": 140_050,
            "source": "Charge determination of 2 November 2026.",
            "index_at_quote": "139.4",
            "index_source": "Consumer price index, all groups",
        }
        quotes.prepare(actor=self.officer, quote_id=quote_id, **(given | changed))
        return quote_id

    def offered(self, *quantities, **changed):
        quote_id = self.prepared(*quantities, **changed)
        quotes.offer(actor=self.approver, quote_id=quote_id, today=TODAY, now=NOW)
        return quote_id

    def receive(self, quote_id, **changed):
        given = {
            "received_cents": 1_540_550,
            "received_on": TODAY,
            "receipt_reference": "R-1",
            "not_indexed": True,
            "today": TODAY,
        }
        return fund_payments.receive(actor=self.officer, quote_id=quote_id, **(given | changed))

    def settle(self, quote_id):
        return fund_payments.settle(actor=self.approver, quote_id=quote_id, today=TODAY, now=NOW)


@pytest.fixture
def fund(owed, act, developer, trust, trust_officer, trust_approver):
    return Fund(owed, act, developer, trust, trust_officer, trust_approver)


def standing(line):
    now = ObligationLine.objects.get(pk=line.pk)
    return now.outstanding, now.pending, now.discharged


@pytest.mark.statement("N32")
def test_paying_discharges_the_developers_line_and_makes_it_the_trusts_duty(fund):
    quote_id = fund.offered(10)
    assert standing(fund.lines[0]) == (10, 0, 0)
    assert fund.receive(quote_id)["state"] == "received"
    assert standing(fund.lines[0]) == (0, 10, 0)
    assert fund.settle(quote_id)["state"] == "settled"
    assert standing(fund.lines[0]) == (0, 0, 10)
    taken_over = Obligation.objects.get(source="fund")
    assert (taken_over.holder, taken_over.authority) == (fund.trust, fund.owed.authority)
    assert [(line.credit_class_id, line.required, line.outstanding) for line in taken_over.lines.all()] == [
        (fund.lines[0].credit_class_id, 10, 10)
    ]
    (discharge,) = Discharge.objects.all()
    assert (discharge.way, discharge.quantity, discharge.line_id) == ("fund_payment", 10, fund.lines[0].pk)
    assert Obligation.objects.get(pk=fund.owed.pk).state == "in_force"
    assert AuditEvent.objects.filter(action="quote.settle").count() == 1
    assert Notice.objects.filter(title__endswith="paid").count() == 2


def test_a_confirmed_payment_stands_in_the_books_of_the_conservation_fund_alone(fund):
    quote_id = fund.offered(10)
    fund.receive(quote_id)
    assert not Entry.objects.exists()
    fund.settle(quote_id)
    (entry,) = Entry.objects.all()
    assert (entry.fund, entry.debit, entry.credit) == (CONSERVATION, FUND_BANK, TAKEN_OVER)
    assert (entry.amount_cents, entry.source, entry.cause) == (1_540_550, "fund_payment", quote_id)
    assert (entry.party, entry.value_on, entry.site_id) == (fund.owed.holder, TODAY, None)
    assert trial_balance(CONSERVATION).of(FUND_BANK) == 1_540_550
    assert trial_balance(STEWARDSHIP).lines == ()
    assert prove().clean


def test_the_last_line_paid_discharges_the_obligation(fund):
    quote_id = fund.offered(10, 4)
    fund.receive(quote_id, received_cents=10 * 125_050 + 4 * 125_050 + 290_050)
    fund.settle(quote_id)
    owed = Obligation.objects.get(pk=fund.owed.pk)
    assert (owed.state, owed.discharged_on) == ("discharged", TODAY)


def test_the_amount_due_is_indexed_to_the_month_of_payment(fund):
    quote_id = fund.offered(10)
    due = round(1_540_550 * 141.2 / 139.4)
    with pytest.raises(InvalidInput) as refused:
        fund.receive(quote_id, not_indexed=False, index_at_payment="141.2")
    assert refused.value.findings[0].code == "quote.not_the_whole_amount"
    fund.receive(quote_id, not_indexed=False, index_at_payment="141.2", received_cents=due)
    assert FundQuote.objects.get().amount_due_cents == due


@pytest.mark.parametrize(
    ("at_quote", "at_payment", "month"),
    [("", "141.2", "the month of the quote"), ("139.4", "", "the month of payment")],
)
def test_a_missing_index_is_not_guessed(fund, at_quote, at_payment, month):
    quote_id = fund.offered(10, index_at_quote=at_quote)
    with pytest.raises(InvalidInput) as refused:
        fund.receive(quote_id, not_indexed=False, index_at_payment=at_payment)
    (finding,) = refused.value.findings
    assert finding.code == "quote.index_not_set" and month in finding.message
    assert standing(fund.lines[0]) == (10, 0, 0)


@pytest.mark.parametrize("days", [-1, 3 * 366])
def test_a_payment_outside_the_validity_is_refused(fund, days):
    quote_id = fund.offered(10)
    with pytest.raises(DomainError) as refused:
        fund.receive(quote_id, received_on=TODAY + timedelta(days=days), today=TODAY + timedelta(days=2_000))
    assert refused.value.code == "quote.not_valid"
    assert standing(fund.lines[0]) == (10, 0, 0)


def test_a_payment_in_the_future_is_refused(fund):
    quote_id = fund.offered(10)
    with pytest.raises(InvalidInput) as refused:
        fund.receive(quote_id, received_on=TODAY + timedelta(days=1))
    assert "quote.paid_in_future" in {finding.code for finding in refused.value.findings}


def test_a_quote_holds_nothing_back_so_what_is_gone_meanwhile_is_refused_at_payment(fund):
    first, second = fund.offered(10), fund.offered(10)
    fund.receive(first)
    with pytest.raises(DomainError) as refused:
        fund.receive(second)
    assert refused.value.code == "obligation.more_than_outstanding"
    assert FundQuote.objects.get(public_id=second).state == "offered"
    assert standing(fund.lines[0]) == (0, 10, 0)


@pytest.mark.parametrize("quantity", [0, -1, 11, True])
def test_a_quantity_outside_the_line_is_refused(fund, quantity):
    with pytest.raises(InvalidInput) as refused:
        fund.requested(quantity)
    assert refused.value.findings[0].field == "lines"
    assert not FundQuote.objects.exists()


def test_a_line_of_another_obligation_and_a_line_twice_are_refused(fund, cast):
    other = builders.obligation(cast).lines.get()
    for lines in ([other], [fund.lines[0], fund.lines[0]], []):
        with pytest.raises(InvalidInput):
            quotes.request(
                actor=fund.developer,
                obligation_id=str(fund.owed.public_id),
                trust_id=str(fund.trust.public_id),
                lines=[{"line": str(line.public_id), "quantity": 1} for line in lines],
                now=NOW,
            )
    assert not FundQuote.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"line_prices": {}}, "line_prices"),
        ({"risk_premium_cents": -1}, "risk_premium_cents"),
        ({"gst_cents": True}, "gst_cents"),
        ({"source": " "}, "source"),
        ({"index_at_quote": "zero"}, "index_at_quote"),
        ({"index_source": ""}, "index_source"),
    ],
)
def test_a_charge_that_is_not_complete_is_refused_by_field(fund, changed, field):
    with pytest.raises(InvalidInput) as refused:
        fund.prepared(10, **changed)
    assert {finding.field for finding in refused.value.findings} == {field}
    assert FundQuote.objects.get().state == "requested"


def test_who_entered_the_charge_does_not_issue_it_and_who_took_the_payment_does_not_confirm_it(
    fund, act, trust_officer, trust
):
    give_role(trust_officer, trust, "trust_approver", since=date(2020, 1, 1))
    both = act(trust_officer)
    quote_id = fund.prepared(10)
    with pytest.raises(NotAllowed) as refused:
        quotes.offer(actor=both, quote_id=quote_id, today=TODAY, now=NOW)
    assert refused.value.code == "quote.four_eyes"
    quotes.offer(actor=fund.approver, quote_id=quote_id, today=TODAY, now=NOW)
    fund.receive(quote_id)
    with pytest.raises(NotAllowed) as refused:
        fund_payments.settle(actor=both, quote_id=quote_id, today=TODAY, now=NOW)
    assert refused.value.code == "quote.four_eyes"


def test_a_withdrawn_and_a_refused_quote_end_there_with_the_reason(fund):
    first, second = fund.offered(10), fund.requested(5)
    quotes.withdraw(actor=fund.developer, quote_id=first, reason="Credits were found.", now=NOW)
    quotes.refuse(actor=fund.officer, quote_id=second, reason="Nothing can be estimated.", now=NOW)
    assert set(FundQuote.objects.values_list("state", "closing_reason")) == {
        ("withdrawn", "Credits were found."),
        ("refused", "Nothing can be estimated."),
    }
    with pytest.raises(DomainError):
        fund.receive(first)


def test_an_obligation_that_is_discharged_gets_no_quote(fund):
    Obligation.objects.filter(pk=fund.owed.pk).update(state="discharged", discharged_on=TODAY)
    with pytest.raises(DomainError) as refused:
        fund.requested(1)
    assert refused.value.code == "obligation.not_in_force"


def test_strangers_do_not_see_a_quote_and_the_authority_does_not_price_it(
    fund, act, stranger, authority_officer
):
    quote_id = fund.requested(10)
    with pytest.raises(NotVisible):
        quotes.withdraw(actor=act(stranger), quote_id=quote_id, reason="x", now=NOW)
    with pytest.raises(NotAllowed):
        quotes.offer(actor=act(authority_officer), quote_id=quote_id, today=TODAY, now=NOW)


def test_a_quote_is_not_transferred_with_the_duty(fund):
    quote_id = fund.offered(10)
    fund.owed.duty_holders.create(
        organisation=make_organisation("Harbour Sheds", "proponent"),
        held_from=TODAY,
        recorded_at=timezone.now(),
    )
    with pytest.raises(DomainError) as refused:
        fund.receive(quote_id)
    assert refused.value.code == "quote.not_transferable"
    assert "BC Act s 6.30" in refused.value.message
    assert standing(fund.lines[0]) == (10, 0, 0)
