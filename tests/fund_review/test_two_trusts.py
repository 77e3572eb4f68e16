"""The officers of another trust neither find nor decide what concerns a site that is not their trust's."""

import pytest
from django.utils import timezone

from credits.lots import first_money
from credits.lots.services import deposits
from registry.actor import Actor
from registry.findings import NotAllowed, NotVisible
from registry.fund.models import Recovery, Settlement
from registry.fund.selectors import sites
from registry.fund.services import compliance_holds, recoveries
from registry.parties.models import OrganisationKind
from tests import builders
from tests.builders_people import Cast, make_officer, make_organisation
from tests.fund_settlements.ground import Site, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(cast: Cast) -> Site:
    return make_site(cast)


@pytest.fixture(params=["trust_officer", "trust_approver"])
def foreign(request: pytest.FixtureRequest, cast: Cast) -> Actor:
    """An officer, then an approver, of a second trust."""
    other = make_organisation("Second Trust", OrganisationKind.TRUST)
    return builders.acting(make_officer("Otto Officer", other, request.param, today=cast.today))


def test_another_trust_finds_no_account_and_no_money_of_a_sale(site: Site, foreign: Actor) -> None:
    sale = site.sale(100, "2150.00")
    today, now = site.market.today, site.market.now
    with pytest.raises(NotVisible):
        sites.site_for(foreign, site.agreement.public_id)
    with pytest.raises(NotVisible):
        deposits.record(
            actor=foreign,
            kind="transfer",
            dealing_id=str(sale.public_id),
            received_cents=236_500_00,
            received_on=today,
            receipt="EFT 1",
            today=today,
            now=now,
        )
    money = site.record(sale)
    assert not first_money.settlements_visible_to(foreign).exists()
    assert first_money.without_money(foreign) == []
    step = {"actor": foreign, "settlement_id": money["id"], "today": today, "now": now}
    with pytest.raises(NotVisible):
        deposits.clear(cleared_on=today, **step)
    with pytest.raises(NotVisible):
        deposits.cancel(reason="Not ours.", **step)
    assert Settlement.objects.get().state == "received"


def test_another_trust_decides_about_no_recovery_and_no_hold(site: Site, foreign: Actor) -> None:
    owner = site.cast.organisation("landholder")
    asked = {
        "agreement_id": str(site.agreement.public_id),
        "party_id": str(owner.public_id),
        "amount_cents": 500,
        "reason": "Paid twice.",
        "now": timezone.now(),
    }
    with pytest.raises(NotVisible):
        recoveries.propose(actor=foreign, **asked)
    with pytest.raises(NotVisible):
        compliance_holds.place(
            actor=foreign, agreement_id=asked["agreement_id"], reason="Fire.", now=asked["now"]
        )
    officer = site.market.actor(site.cast.person("trust_officer"))
    made = recoveries.propose(actor=officer, **asked)
    step = {"actor": foreign, "recovery_id": made["id"]}
    with pytest.raises(NotAllowed):
        recoveries.approve(today=site.market.today, now=asked["now"], **step)
    with pytest.raises(NotAllowed):
        recoveries.withdraw(reason="Not ours.", **step)
    assert Recovery.objects.get().state == "proposed"


def test_another_trust_states_nothing_about_a_lot_of_an_agreement_that_is_not_its_own(
    site: Site, foreign: Actor
) -> None:
    site.account.delete()
    with pytest.raises(NotAllowed):
        deposits.state_outside(
            actor=foreign, lot_number=site.lot.number, document="Receipt 1", now=timezone.now()
        )
