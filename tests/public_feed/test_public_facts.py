"""What a change tells everybody, and what it never tells."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from credits.lots.services import suspensions
from credits.models import LotSuspension
from credits.public.feed import words
from credits.public.feed.kinds import KINDS
from credits.public.models import PublicChange
from registry.agreements.services import suspension as agreement_suspension
from tests.builders_agreements import actor
from tests.builders_ledger import varied_lot
from tests.builders_people import Cast
from tests.dealings.market import Market
from tests.registers.files import imported

pytestmark = pytest.mark.django_db
Publish = Callable[..., list[PublicChange]]
ROOT = Path(__file__).parent.parent.parent


def facts(change: PublicChange) -> tuple[str, str, dict[str, Any]]:
    return change.action, change.lot_number, change.data


def test_every_kind_is_the_name_of_a_command() -> None:
    named = {
        name
        for app in ("credits", "registry")
        for file in (ROOT / app).rglob("*.py")
        for name in re.findall(r'@command\("([^"]+)"\)', file.read_text())
    }
    assert sorted(set(KINDS) - named) == []


def test_a_transfer_tells_lots_transaction_and_price(market: Market, publish: Publish) -> None:
    lot = market.lot(100)
    transfer = market.settled_transfer(lot, 10, buyer_id=str(market.buyer.public_id))
    (change,) = publish()
    assert facts(change) == (
        "transfer.settle",
        lot.number,
        {
            "quantity": 10,
            "to_lot": transfer.new_lot.number,
            "transaction": transfer.transaction_number,
            "price": "1250.50",
            "value_cents": 1_250_500,
        },
    )
    assert words.sentence(change) == (
        f"10 credits of lot {lot.number} were transferred and are now lot {transfer.new_lot.number}."
    )
    assert words.facts(change) == [
        ("Transaction", transfer.transaction_number),
        ("Price per credit", "$1,250.50"),
        ("Value", "$12,505.00"),
    ]


def test_a_gift_tells_why_it_cost_nothing(market: Market, publish: Publish) -> None:
    market.settled_transfer(
        market.lot(100),
        10,
        price="0",
        zero_price_reason="philanthropic",
        note="SECRET",
        buyer_id=str(market.buyer.public_id),
    )
    (change,) = publish()
    assert change.data["zero_price_reason"] == "philanthropic"
    assert ("For nothing because", "Philanthropic") in words.facts(change)


def test_a_standing_offer_is_told_from_its_beginning_to_its_end(market: Market, publish: Publish) -> None:
    offer = market.offer(market.lot(100), 8)
    market.accept(offer, 3)
    market.act("withdraw", offer, market.seller_person)
    told = [(change.action, change.data["quantity"], change.data["offer"]) for change in publish()]
    named = str(offer.public_id)
    assert told == [("offer.make", 8, named), ("transfer.accept", 3, named), ("offer.withdraw", 5, named)]


def test_an_offer_to_one_buyer_stays_private_to_its_end(market: Market, publish: Publish) -> None:
    lot = market.lot(100)
    offer = market.offer(lot, 8, buyer_id=str(market.buyer.public_id))
    market.accept(offer, 3)
    market.act("withdraw", offer, market.seller_person)
    assert publish() == []


def test_a_retirement_tells_its_purpose_and_obligation(market: Market, publish: Publish) -> None:
    lot = market.lot(100)
    retirement = market.checked_retirement(
        lot,
        10,
        purpose="planning_approval",
        obligation_reference="DA-2026/17",
        obligation_local_government_area="Cessnock",
        consent_on=market.today - timedelta(days=9),
    )
    market.act("retire", retirement, market.approver)
    (change,) = publish()
    retirement.refresh_from_db()
    assert facts(change) == (
        "retirement.retire",
        lot.number,
        {
            "quantity": 10,
            "to_lot": retirement.new_lot.number,
            "transaction": retirement.transaction_number,
            "purpose": "planning_approval",
            "obligation_reference": "DA-2026/17",
            "obligation_local_government_area": "Cessnock",
        },
    )
    assert ("Purpose", "Planning approval or vegetation clearing approval") in words.facts(change)


def test_cancellation_correction_and_suspension_tell_no_words_of_a_person(
    market: Market, publish: Publish
) -> None:
    lot = market.lot(100)
    bought = market.settled_transfer(lot, 10, buyer_id=str(market.buyer.public_id)).new_lot
    market.act("cancel", market.propose_cancellation(lot, 7), market.approver)
    market.act("post", market.propose_correction(bought, 4), market.approver)
    made = suspensions.suspend(
        actor=market.actor(market.approver),
        lot_number=lot.number,
        until=market.today + timedelta(days=30),
        reason="SECRET inquiry.",
        today=market.today,
        now=market.now,
    )
    found = LotSuspension.objects.get(public_id=made["id"])
    suspensions.lift(
        actor=market.actor(market.approver),
        suspension_id=str(found.public_id),
        reason="SECRET end.",
        today=market.today,
        now=market.now,
    )
    changes = publish()
    told = {change.action: change for change in changes}
    assert [change.action for change in changes] == [
        "transfer.settle",
        "cancellation.cancel",
        "correction.post",
        "suspension.suspend",
        "suspension.lift",
    ]
    assert told["cancellation.cancel"].data["ground"] == "other"
    assert told["correction.post"].lot_number == bought.number
    assert told["correction.post"].data["to_lot"] == lot.number
    assert told["suspension.suspend"].data == {"until": found.until.isoformat()}
    assert words.sentence(told["suspension.suspend"]) == (
        f"Lot {lot.number} is suspended until {found.until:%d/%m/%Y}."
    )
    text = json.dumps([change.data for change in changes])
    for hidden in ("SECRET", "mistake", str(market.holder), str(market.buyer), market.registrar.name):
        assert hidden not in text


def test_an_agreement_is_told_by_its_number_without_reasons(cast: Cast, publish: Publish) -> None:
    lot = varied_lot(
        lambda name: getattr(cast, "organisation" if name in ("landholder", "trust") else "person")(name)
    )
    agreement = lot.agreement
    assert agreement is not None
    approver, today = actor(cast, "trust_approver"), timezone.localdate()
    agreement_suspension.suspend(
        actor=approver, agreement_id=agreement.public_id, reason="SECRET", today=today
    )
    agreement_suspension.lift(actor=approver, agreement_id=agreement.public_id, today=today)
    told = [(change.action, change.agreement_number, change.data) for change in publish()]
    assert told == [
        ("agreement.suspend", "BS9002", {"from": today.isoformat()}),
        ("agreement.lift_suspension", "BS9002", {"on": today.isoformat()}),
    ]


def test_the_import_of_the_register_is_one_change(publish: Publish, tmp_path: Path) -> None:
    imported(tmp_path)
    (change,) = publish()
    assert (change.action, change.lot_number, change.agreement_number) == ("register.replay", "", "")
    assert set(change.data) == {"lots", "movements", "refused"}
    assert words.sentence(change).startswith("Lines of the published register were replayed: ")


def test_a_kind_that_is_gone_is_still_shown() -> None:
    change = PublicChange(number=1, action="lot.fancy_thing", data={}, at=timezone.now())
    assert words.label(change.action) == "Lot fancy thing"
    assert words.sentence(change) == "Lot fancy thing."
