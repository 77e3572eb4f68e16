"""Worked cases G08 to G13, G26 and G36 on real rows: transfers, retirements, money and entries."""

from itertools import pairwise

import pytest

from credits.models import Movement
from registry.agreements import states
from registry.findings import DomainError, InvalidInput
from registry.fund import ledger
from registry.fund.chart import STEWARDSHIP
from registry.fund.models import ManagementYear, Settlement, SiteAccount
from tests.builders_people import Cast
from tests.fund_settlements.ground import CREDITS, Site, make_site, postings
from tests.pure.fund import worked

pytestmark = pytest.mark.django_db
cents = worked.cents
SALES = [(sale["credits"], sale["price"]) for sale in worked.inputs("G08")["sales"]]


@pytest.mark.statement("N49", "N57", "N59")
def test_five_sales_pay_portions_that_add_up_to_the_deposit_and_the_fourth_begins_full_management(
    site: Site,
) -> None:
    expected = worked.expected("G08")
    assert site.account.threshold_cents == cents(expected["threshold_80"])
    for (quantity, price), lot, income in zip(SALES, expected["lots"], worked.expected("G36"), strict=True):
        sold = site.sell(quantity, price)
        account = site.account
        assert (sold.state, sold.portion_cents) == ("settled", cents(lot["tfd_portion"]))
        assert sold.surplus_cents - sold.gst_cents == cents(lot["surplus_to_seller"])
        assert account.deposited_cents == cents(lot["tfd_received"]) == cents(income["deposits"])
        assert account.sale_income_cents == cents(income["sale_income"])
        assert (site.state == states.ACTIVE) is lot["active"] is income["active_if_DEPOSITS"]
    assert account.deposited_cents == account.due_cents == cents(worked.inputs("G08")["tfd"])
    assert account.credits_settled == CREDITS
    assert ManagementYear.objects.filter(site=account).count() == 20


@pytest.mark.statement("N59")
def test_measured_on_sale_income_full_management_begins_two_sales_earlier(cast: Cast) -> None:
    site = make_site(cast, measure="SALE_INCOME")
    for (quantity, price), expected in zip(SALES[:3], worked.expected("G36"), strict=False):
        site.sell(quantity, price)
        assert (site.state == states.ACTIVE) is expected["active_if_SALE_INCOME"]


def test_proceeds_first_fills_the_deposit_before_the_seller_gets_anything(cast: Cast) -> None:
    site = make_site(cast, regime="PROCEEDS_FIRST")
    received = 0
    for (quantity, price), expected in zip(SALES, worked.expected("G09")["lots"], strict=True):
        transfer = site.sale(quantity, price)
        if received < site.account.due_cents:
            site.pay(transfer)
        site.settle(transfer)
        into_the_fund = site.account.deposited_cents - received
        received += into_the_fund
        assert (into_the_fund, received) == (cents(expected["to_fund"]), cents(expected["tfd_received"]))
        assert (site.state == states.ACTIVE) is expected["active"]
    marks = Movement.objects.filter(kind="transfer").order_by("pk").values_list("deposit_step", flat=True)
    assert list(marks) == ["done", "done", "not_required", "not_required", "not_required"]


@pytest.mark.statement("N57")
def test_a_price_below_the_share_does_not_settle_without_the_sellers_top_up(site: Site) -> None:
    inputs, expected = worked.inputs("G10"), worked.expected("G10")
    transfer = site.sale(inputs["credits"], inputs["price_ex_gst"])
    with pytest.raises(DomainError, match=r"the seller tops up \$930.53"):
        site.settle(transfer)
    with pytest.raises(InvalidInput) as refusal:
        site.record(transfer, top_up_cents=0, top_up_receipt="")
    assert [one.field for one in refusal.value.findings] == ["top_up_cents"]
    settlement = site.pay(transfer)
    assert settlement.top_up_cents == cents(expected["top_up_required"])
    site.settle(transfer)
    settlement.refresh_from_db()
    assert settlement.portion_cents == cents(expected["tfd_portion"])
    assert settlement.surplus_cents == settlement.gst_cents == 3_500_00
    assert postings(settlement) == [
        ("1020", "2200", 38_500_00),
        ("1010", "2300", 930_53),
        ("2200", "1020", 35_000_00),
        ("1010", "3010", 35_000_00),
        ("2300", "3010", 930_53),
        ("2200", "1020", 3_500_00),
    ]


@pytest.mark.statement("N57")
def test_a_first_retirement_without_a_sale_pays_the_whole_share_and_begins_full_management(
    site: Site,
) -> None:
    retirement = site.retirement(worked.inputs("G11")["retire_first"])
    settlement = site.pay(retirement)
    assert settlement.payer == site.cast.organisation("landholder")
    site.settle(retirement)
    settlement.refresh_from_db()
    assert settlement.portion_cents == cents(worked.expected("G11")["tfd_portion"])
    assert (site.state, site.account.sale_income_cents) == (states.ACTIVE, 0)
    assert postings(settlement) == [("1010", "2300", 440_508_24), ("2300", "3010", 440_508_24)]


@pytest.mark.statement("N57")
def test_a_resale_owes_nothing(site: Site) -> None:
    transfer = site.sale(100, "2150.00")
    site.pay(transfer)
    site.settle(transfer)
    transfer.refresh_from_db()
    before = site.account.deposited_cents
    market = site.market
    from credits.lots.services import retirements

    made = retirements.apply(
        actor=market.actor(market.buyer_person),
        lot_number=transfer.new_lot.number,
        quantity=10,
        purpose="voluntary",
        today=market.today,
        now=market.now,
        **market.signs(market.buyer_person),
    )
    from credits.models import Retirement

    retirement = Retirement.objects.get(public_id=made["id"])
    market.act("check", retirement, market.registrar)
    site.settle(retirement)
    assert Movement.objects.get(cause=made["id"]).deposit_step == "not_required"
    assert (site.account.deposited_cents, Settlement.objects.count()) == (before, 1)


@pytest.mark.statement("N59")
@pytest.mark.parametrize("case", worked.expected("G13"))
def test_the_threshold_is_met_to_the_cent(cast: Cast, case: dict[str, str]) -> None:
    """A credit for each cent, so that a sale can bring exactly so much."""
    deposit, received = cents(case["tfd"]), cents(case["received"])
    site = make_site(cast, credits_total=deposit, deposit_cents=deposit, gst_registered=False)
    assert site.account.threshold_cents == cents(case["threshold"])
    retirement = site.retirement(received)
    site.pay(retirement)
    site.settle(retirement)
    account = site.account
    assert account.deposited_cents == received
    assert (site.state == states.ACTIVE) is case["active"]
    assert (account.threshold_reached_on is not None) is case["active"]


@pytest.mark.statement("N59")
def test_full_management_begins_once_and_is_dated(site: Site) -> None:
    for quantity, price in SALES:
        site.sell(quantity, price)
    agreement = site.account.agreement
    assert (agreement.activated_on, site.account.threshold_reached_on) == (site.market.today,) * 2
    years = list(ManagementYear.objects.order_by("year").values_list("year", "due_on", "ends_on"))
    assert [year for year, _, _ in years] == list(range(1, 21))
    assert years[0][1] == site.market.today
    assert all(before[2] == after[1] for before, after in pairwise(years))


def test_the_entries_of_a_whole_sale_are_those_of_the_worked_set(site: Site) -> None:
    settlement = site.sell(CREDITS, worked.inputs("G26")["price"])
    assert postings(settlement) == [
        ("1020", "2200", 1_274_427_00),
        ("2200", "1020", 440_508_24),
        ("1010", "3010", 440_508_24),
        ("2200", "1020", 833_918_76),
    ]
    account = site.account
    closing = {
        account_no: ledger.balance_cents(
            STEWARDSHIP, account_no, site_id=account.pk if account_no == "3010" else None
        )
        for account_no in ("1010", "1020", "2200", "2300", "3010")
    }
    assert closing == {"1010": 440_508_24, "1020": 0, "2200": 0, "2300": 0, "3010": -440_508_24}


def test_a_site_never_holds_more_than_its_deposit(site: Site) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        SiteAccount.objects.update(deposited_cents=site.account.due_cents + 1)
