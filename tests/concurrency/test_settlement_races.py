"""Money and credits of one site from several desks at once, on PostgreSQL: nothing is begun twice or doubled."""

import pytest
from django.db.models import Sum

from credits.lots.services import registration
from credits.models import Movement
from registry.agreements import states
from registry.agreements.models import Agreement
from registry.findings import DomainError
from registry.fund.models import Entry, ManagementYear, Settlement
from tests.builders_people import Cast
from tests.concurrency.test_assessment_races import all_at_once
from tests.fund_settlements.ground import make_site

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]


@pytest.mark.statement("N57", "N59")
def test_of_two_first_sales_that_cross_the_threshold_together_one_begins_full_management(cast: Cast) -> None:
    site = make_site(cast)
    site.sell(400, "1890.00")
    pair = [site.sale(100, "2000.00"), site.sale(113, "2000.00")]
    for transfer in pair:
        site.pay(transfer)
    site.market.actor(site.market.approver)
    officer = site.market.actor(cast.person("trust_officer"))
    results = all_at_once(
        lambda: site.settle(pair[0]),
        lambda: site.settle(pair[1]),
        lambda: registration.activate(
            actor=officer, agreement_id=site.agreement.public_id, today=site.market.today
        ),
    )
    assert all(isinstance(one, dict) for one in results[:2])
    assert isinstance(results[2], DomainError)
    account = site.account
    assert (account.deposited_cents, account.credits_settled) == (440_508_24, 613)
    assert Settlement.objects.aggregate(n=Sum("portion_cents"))["n"] == 440_508_24
    assert Entry.objects.filter(credit="3010").aggregate(n=Sum("amount_cents"))["n"] == 440_508_24
    assert ManagementYear.objects.count() == 20
    agreement = Agreement.objects.get()
    assert (agreement.state, agreement.activated_on) == (states.ACTIVE, site.market.today)
    assert Movement.objects.filter(kind="transfer").count() == 3


@pytest.mark.statement("N57")
def test_one_sale_settled_from_two_desks_settles_its_money_once(cast: Cast) -> None:
    site = make_site(cast)
    transfer = site.sale(100, "2000.00")
    site.pay(transfer)
    site.market.actor(site.market.approver)
    results = all_at_once(lambda: site.settle(transfer), lambda: site.settle(transfer))
    assert sum(isinstance(one, dict) for one in results) == 1
    assert (site.account.deposited_cents, site.account.credits_settled) == (71_861_05, 100)


def test_money_recorded_from_two_desks_is_one_settlement(cast: Cast) -> None:
    site = make_site(cast)
    transfer = site.sale(100, "2000.00")
    site.market.actor(cast.person("trust_officer"))
    results = all_at_once(lambda: site.record(transfer), lambda: site.record(transfer))
    assert any(isinstance(one, dict) for one in results)
    assert Settlement.objects.get().state == "received"
