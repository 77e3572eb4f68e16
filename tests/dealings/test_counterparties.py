"""Dealing with trusted counterparties only, and the cooling-off period of a transfer."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from credits.lots.services import counterparties, transfers
from credits.models import CounterpartyRule, Transfer, TrustedCounterparty
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from tests.dealings.market import Market

pytestmark = pytest.mark.django_db


def change(market: Market, command: Any, *, after_days: int = 0, **inputs: Any) -> dict[str, Any]:
    done: dict[str, Any] = command(
        actor=market.actor(market.seller_person),
        organisation_id=str(market.holder.public_id),
        now=market.now + timedelta(days=after_days),
        **inputs,
    )
    return done


def trust_only(market: Market, on: bool = True, **more: Any) -> None:
    change(market, counterparties.set_rule, trusted_only=on, **more)


def trust(market: Market, **more: Any) -> None:
    change(market, counterparties.add, counterparty_id=str(market.buyer.public_id), **more)


def test_credits_go_to_nobody_off_the_list(market: Market) -> None:
    lot = market.lot(100)
    standing = market.offer(lot, 10)
    trust_only(market)
    with pytest.raises(DomainError, match="not on it"):
        market.accept(standing)
    with pytest.raises(DomainError, match="not on it"):
        market.offer(lot, 10, buyer_id=str(market.buyer.public_id))
    assert Transfer.objects.count() == 0


def test_an_entry_counts_after_the_delay_and_no_moment_before(market: Market) -> None:
    standing = market.offer(market.lot(100), 10)
    trust_only(market)
    trust(market)
    counts_from = TrustedCounterparty.objects.get().counts_from
    assert counts_from == market.now + timedelta(days=7)
    market.now = counts_from - timedelta(seconds=1)
    with pytest.raises(DomainError, match="counts only from"):
        market.accept(standing)
    market.now = counts_from
    assert market.accept(standing).state == "accepted"


def test_switching_the_rule_off_counts_after_the_delay_and_on_at_once(market: Market) -> None:
    standing = market.offer(market.lot(100), 10)
    trust_only(market)
    trust_only(market, False)
    rule = CounterpartyRule.objects.get()
    assert (rule.trusted_only, rule.ends_at) == (False, market.now + timedelta(days=7))
    with pytest.raises(DomainError, match="not on it"):
        market.accept(standing)
    # Asking again does not begin the days anew, nor end them.
    trust_only(market, False, after_days=3)
    assert CounterpartyRule.objects.get().ends_at == rule.ends_at
    market.now += timedelta(days=7)
    assert market.accept(standing).state == "accepted"


def test_removing_an_entry_counts_at_once(market: Market) -> None:
    standing = market.offer(market.lot(100), 10)
    trust_only(market)
    trust(market)
    market.now += timedelta(days=8)
    change(market, counterparties.remove, counterparty_id=str(market.buyer.public_id))
    with pytest.raises(DomainError, match="not on it"):
        market.accept(standing)
    with pytest.raises(DomainError, match="not on the list"):
        change(market, counterparties.remove, counterparty_id=str(market.buyer.public_id))


def test_a_list_is_kept_by_signatories_of_its_organisation_alone(market: Market, cast: Any) -> None:
    values = {
        "organisation_id": str(market.holder.public_id),
        "counterparty_id": str(market.buyer.public_id),
        "now": market.now,
    }
    with pytest.raises(NotVisible):
        counterparties.add(actor=market.actor(market.buyer_person), **values)
    with pytest.raises(NotAllowed):
        counterparties.add(actor=market.actor(cast.person("landholder_member")), **values)
    with pytest.raises(InvalidInput) as refused:
        trust_self = values | {"counterparty_id": str(market.holder.public_id)}
        counterparties.add(actor=market.actor(market.seller_person), **trust_self)
    assert [finding.code for finding in refused.value.findings] == ["counterparty.unknown"]
    trust(market)
    with pytest.raises(InvalidInput) as refused:
        trust(market)
    assert [finding.code for finding in refused.value.findings] == ["counterparty.there"]


def test_a_registry_without_the_rule_lets_credits_go_to_anybody(market: Market, settings: Any) -> None:
    standing = market.offer(market.lot(100), 10)
    trust_only(market)
    settings.TRUSTED_COUNTERPARTIES = False
    assert market.accept(standing).state == "accepted"
    with pytest.raises(DomainError, match="does not use"):
        trust(market)


def test_the_list_is_kept_on_its_pages(market: Market, client: Client) -> None:
    client.force_login(market.seller_person)
    base = f"/credits/counterparties/{market.holder.public_id}/"
    assert client.post(f"{base}rule/", {"key": "a"}).status_code == 303
    added = client.post(f"{base}add/", {"counterparty": str(market.buyer.public_id), "key": "b"})
    assert added.status_code == 303
    page = client.get(base).content.decode()
    assert market.buyer.name in page
    assert "only to the organisations below" in page
    removed = client.post(f"{base}{market.buyer.public_id}/remove/", {"key": "c"})
    assert removed.status_code == 303
    assert "Nobody is on the list." in client.get(base).content.decode()


def test_a_transfer_cools_off_before_it_settles(market: Market, settings: Any) -> None:
    settings.COOLING_OFF_DAYS = 5
    transfer = market.checked_transfer(market.lot(100), 10)
    assert transfer.settles_from == market.today + timedelta(days=5)
    with pytest.raises(DomainError, match="may still withdraw"):
        market.act("settle", transfer, market.approver)
    market.now += timedelta(days=5)
    market.act("settle", transfer, market.approver)
    assert Transfer.objects.get().state == "settled"


def test_either_side_withdraws_while_it_cools_off_even_after_the_check(market: Market, settings: Any) -> None:
    settings.COOLING_OFF_DAYS = 5
    lot = market.lot(100)
    for person in (market.seller_person, market.buyer_person):
        market.act("withdraw", market.checked_transfer(lot, 10), person)
    late = market.checked_transfer(lot, 10)
    market.now += timedelta(days=5)
    with pytest.raises(DomainError, match="cooling-off period is over"):
        market.act("withdraw", late, market.buyer_person)


def test_a_transfer_without_the_period_settles_on_the_day(market: Market) -> None:
    assert market.settled_transfer(market.lot(100), 10).settles_from is None


def test_acceptance_says_from_when_it_settles(market: Market, settings: Any) -> None:
    settings.COOLING_OFF_DAYS = 1
    assert transfers.settles_from(market.today) == market.today + timedelta(days=1)
