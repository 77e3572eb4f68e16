"""Money paid in without credits, from several desks at once on PostgreSQL: counted once, never beyond what is due."""

import pytest
from django.db.models import Sum

from registry.findings import DomainError, InvalidInput
from registry.fund.models import DirectDeposit, Entry
from registry.fund.selectors.proof import prove
from tests.builders_people import Cast
from tests.concurrency.test_assessment_races import all_at_once
from tests.fund_direct.ground import cancel, clear, record, varied_site, withdraw
from tests.fund_settlements.ground import make_site

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]


@pytest.mark.statement("N50")
def test_one_deposit_confirmed_and_withdrawn_at_once_ends_one_way(cast: Cast) -> None:
    site = varied_site(cast)
    deposit_id = record(site, 77_400_00)
    site.market.actor(cast.person("trust_approver"))
    results = all_at_once(
        lambda: clear(site, deposit_id), lambda: clear(site, deposit_id), lambda: withdraw(site, deposit_id)
    )
    assert sum(isinstance(one, DomainError) for one in results) == 2
    posted = Entry.objects.filter(cause=deposit_id).aggregate(n=Sum("amount_cents"))["n"]
    cleared = DirectDeposit.objects.get().state == "cleared"
    assert posted == (77_400_00 if cleared else None)
    assert site.account.deposited_cents == 236_617_28 + (posted or 0)
    assert prove().clean


def test_two_deposits_confirmed_at_once_are_both_counted(cast: Cast) -> None:
    site = varied_site(cast)
    both = [record(site, 70_000_00), record(site, 7_400_00)]
    site.market.actor(cast.person("trust_approver"))
    results = all_at_once(lambda: clear(site, both[0]), lambda: clear(site, both[1]))
    assert all(isinstance(one, dict) for one in results)
    assert site.account.deposited_cents == site.account.due_cents == 314_017_28
    assert prove().clean


def test_of_two_sums_recorded_at_once_that_are_too_much_together_one_is_refused(cast: Cast) -> None:
    site = varied_site(cast)
    site.market.actor(cast.person("trust_officer"))
    results = all_at_once(lambda: record(site, 50_000_00), lambda: record(site, 50_000_00))
    assert sorted(type(one) for one in results if not isinstance(one, str)) == [InvalidInput]
    assert DirectDeposit.objects.count() == 1


def test_a_sale_and_a_deposit_at_once_bring_the_deposit_to_what_is_due(cast: Cast) -> None:
    site = make_site(cast, level=(10_000_00, 5_000_00))
    cancel(site, 63)
    deposit_id = record(site, 24_317_93)
    transfer = site.sale(550, "2150.00")
    site.pay(transfer)
    site.market.actor(site.market.approver)
    site.market.actor(cast.person("trust_approver"))
    results = all_at_once(lambda: site.settle(transfer), lambda: clear(site, deposit_id))
    assert all(isinstance(one, dict) for one in results)
    assert (site.account.deposited_cents, site.state) == (236_617_28, "active")
    assert prove().clean
