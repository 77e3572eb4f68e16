"""From an offer to settled credits: what moves, what is refused and why."""

from uuid import uuid4

import pytest
from django.urls import resolve

from credits.lots.services import offers, transfers
from credits.models import Lot, Movement, Offer, Transfer
from registry.audit.models import AuditEvent
from registry.fees.models import FeeAmount, FeeCharge
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.notices.models import Notice
from tests.builders_ledger import open_lot
from tests.dealings.market import Market

pytestmark = pytest.mark.django_db


def balances(lot: Lot) -> tuple[int, int, int, int]:
    """Available, reserved, ended, moved out."""
    return Lot.objects.values_list("available", "reserved", "ended", "moved_out").get(pk=lot.pk)


def codes(refusal: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    """Code and field of each finding."""
    return [(finding.code, finding.field) for finding in refusal.value.findings]


@pytest.mark.statement("N2", "N13", "N15")
def test_credits_are_owned_priced_sold_and_used_up(market: Market) -> None:
    lot = market.lot(100)
    offer = market.offer(lot, 40, price="1250.505")
    assert (balances(lot), offer.price, offer.remaining, offer.buyer) == (
        (60, 40, 0, 0),
        "1250.505",
        40,
        None,
    )
    transfer = market.accept(offer, 30)
    assert (transfer.value_cents, transfer.state) == (3_751_515, "accepted")
    market.act("check", transfer, market.registrar)
    answer = market.act("settle", transfer, market.approver)
    transfer.refresh_from_db()
    new = Lot.objects.get(number=answer["new_lot"])
    assert (answer["state"], transfer.new_lot_id) == ("settled", new.pk)
    assert (new.holder.organisation, new.available, new.parent_id) == (market.buyer, 30, lot.pk)
    assert balances(lot) == (60, 10, 0, 30)
    movement = Movement.objects.get(cause=str(transfer.public_id))
    assert (movement.source, movement.price, movement.value_cents, movement.transaction_number) == (
        "transfer",
        "1250.505",
        3_751_515,
        transfer.transaction_number,
    )
    assert (
        movement.deposit_step,
        movement.fee_step,
        movement.signature_step,
        movement.second_person_step,
    ) == (
        "not_required",
        "not_set",
        "done",
        "done",
    )
    # The buyer now holds them, and uses them up.
    buying = Market(
        holder=market.buyer,
        buyer=market.holder,
        seller_person=market.buyer_person,
        buyer_person=market.seller_person,
        registrar=market.registrar,
        approver=market.approver,
    )
    retirement = buying.checked_retirement(
        new, 30, purpose="planning_approval", obligation_reference="SSD-0001 (made up)"
    )
    retired = buying.act("retire", retirement, market.approver)
    assert balances(new) == (0, 0, 0, 30)
    used = Lot.objects.get(number=retired["new_lot"])
    assert (used.status, used.ended, used.holder.organisation) == ("retired", 30, market.buyer)


def test_both_sides_are_told_when_credits_are_accepted_and_settled(market: Market) -> None:
    market.settled_transfer(market.lot(), 10, buyer_id=str(market.buyer.public_id))
    told = list(Notice.objects.order_by("pk").values_list("organisation__name", "title"))
    names = (market.holder.name, market.buyer.name)
    transfer = Transfer.objects.get()
    lot = transfer.lot.number
    assert told == [
        (market.buyer.name, f"{market.holder.name} offers you credits"),
        *[(name, f"10 credits of lot {lot} accepted") for name in names],
        *[(name, f"Transfer {transfer.transaction_number} settled") for name in names],
    ]
    assert {resolve(notice.path).url_name for notice in Notice.objects.all()} == {
        "offer-page",
        "transfer-page",
    }


def test_each_step_leaves_one_event_with_who_signed(market: Market) -> None:
    transfer = market.settled_transfer(market.lot(), 10)
    events = AuditEvent.objects.filter(chain__kind="lot_family", chain__key=transfer.lot.number)
    assert list(events.order_by("sequence").values_list("action", "actor_label")) == [
        ("offer.make", market.seller_person.name),
        ("transfer.accept", market.buyer_person.name),
        ("transfer.check", market.registrar.name),
        ("transfer.settle", market.approver.name),
    ]
    assert transfer.signature.statement_text == (
        f"I am authorised to sign for {market.buyer}. {market.buyer} accepts 10 credits of lot {transfer.lot.number} "
        f"from {market.holder} at $1250.50 each, excluding GST, and asks for the transfer to be recorded."
    )


@pytest.mark.statement("N14")
@pytest.mark.parametrize("kind", ["landholder", "trust"])
def test_private_and_public_landholders_sell_alike(market: Market, cast, kind: str) -> None:
    public = kind == "trust"
    seller = cast.person("trust_officer") if public else market.seller_person
    holder = cast.organisation("trust") if public else market.holder
    lot = open_lot(holder, 20)
    made = offers.make(
        actor=market.actor(seller),
        lot_number=lot.number,
        quantity=20,
        price="10",
        today=market.today,
        now=market.now,
        **market.signs(seller),
    )
    transfer = market.accept(Offer.objects.get(public_id=made["id"]))
    market.act("check", transfer, market.registrar)
    market.act("settle", transfer, market.approver)
    transfer.refresh_from_db()
    assert (transfer.new_lot.available, transfer.new_lot.holder.organisation) == (20, market.buyer)


@pytest.mark.statement("N15")
@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        ("landholder_member", NotAllowed),
        ("registrar", NotAllowed),
        ("registrar_approver", NotAllowed),
        ("auditor", NotAllowed),
        ("developer", NotVisible),
        ("other_landholder_signatory", NotVisible),
        ("trust_officer", NotVisible),
        ("authority_officer", NotVisible),
        ("stranger", NotVisible),
    ],
)
def test_nobody_but_a_signatory_of_the_holder_offers_or_prices(
    market: Market, cast, role: str, refusal: type[Exception]
) -> None:
    lot, user = market.lot(), cast.person(role)
    with pytest.raises(refusal):
        offers.make(
            actor=market.actor(user),
            lot_number=lot.number,
            quantity=1,
            price="1",
            today=market.today,
            now=market.now,
            **market.signs(user),
        )
    assert (balances(lot), Offer.objects.count()) == ((100, 0, 0, 0), 0)


@pytest.mark.parametrize(
    ("price", "code"),
    [
        ("twelve", "price.not_a_number"),
        ("NaN", "price.not_a_number"),
        ("Infinity", "price.not_a_number"),
        ("1e3", "price.not_a_number"),
        ("1,50", "price.not_a_number"),
        ("١٢", "price.not_a_number"),
        ("", "price.missing"),
        ("-1", "price.negative"),
        ("\u22121.50", "price.negative"),
        ("0.0000000000001", "price.too_many_decimals"),
        ("1000000000", "price.too_large"),
    ],
)
def test_a_price_that_is_none_is_refused_at_its_field(market: Market, price: str, code: str) -> None:
    lot = market.lot()
    with pytest.raises(InvalidInput) as refusal:
        market.offer(lot, price=price)
    assert codes(refusal) == [(code, "price")]
    assert balances(lot) == (100, 0, 0, 0)


@pytest.mark.parametrize(
    ("typed", "kept", "millionths"),
    [
        ("$1,250.50", "1250.50", 1_250_500_000),
        ("0.000000000001", "0.000000000001", 0),
        (" 007 ", "7", 7_000_000),
        ("999999999.999999999999", "999999999.999999999999", 1_000_000_000_000_000),
    ],
)
def test_a_price_is_kept_to_the_last_digit(market: Market, typed: str, kept: str, millionths: int) -> None:
    offer = market.offer(market.lot(), price=typed)
    assert (offer.price, offer.price_millionths) == (kept, millionths)


def test_credits_are_given_for_nothing_only_with_a_reason(market: Market) -> None:
    lot = market.lot()
    with pytest.raises(InvalidInput) as refusal:
        market.offer(lot, price="0.00")
    assert codes(refusal) == [("price.zero_without_reason", "zero_price_reason")]
    with pytest.raises(InvalidInput) as refusal:
        market.offer(lot, price="0", zero_price_reason="other")
    assert codes(refusal) == [("price.zero_without_note", "note")]
    transfer = market.settled_transfer(lot, price="0", zero_price_reason="philanthropic")
    movement = Movement.objects.get(cause=str(transfer.public_id))
    assert (movement.value_cents, movement.reason) == (0, "philanthropic")
    assert market.offer(lot, price="1", zero_price_reason="philanthropic").zero_price_reason == ""


@pytest.mark.parametrize(
    ("quantity", "code"),
    [(0, "quantity.not_positive"), (-5, "quantity.not_positive"), (10**30, "quantity.too_large")],
)
def test_a_number_of_credits_that_is_none_is_refused(market: Market, quantity: int, code: str) -> None:
    lot = market.lot()
    for attempt in (market.offer, market.apply, market.propose_cancellation):
        with pytest.raises(InvalidInput) as refusal:
            attempt(lot, quantity)
        assert codes(refusal) == [(code, "quantity")]
    with pytest.raises(InvalidInput) as refusal:
        market.accept(market.offer(lot), quantity)
    assert codes(refusal) == [(code, "quantity")]


def test_more_than_is_available_is_not_offered(market: Market) -> None:
    lot = market.lot(100)
    market.offer(lot, 60)
    with pytest.raises(DomainError, match="has 40 credits available; 41 were asked for") as refusal:
        market.offer(lot, 41)
    assert refusal.value.code == "lot.not_enough"


def test_more_than_remains_of_an_offer_is_not_accepted(market: Market) -> None:
    offer = market.offer(market.lot(), 10)
    market.accept(offer, 7)
    with pytest.raises(DomainError, match="3 credits of this offer remain; 4 were asked for") as refusal:
        market.accept(offer, 4)
    assert refusal.value.code == "offer.not_enough"
    market.accept(offer, 3)
    offer.refresh_from_db()
    assert (offer.state, offer.remaining, offer.closed_at) == ("taken", 0, market.now)


def test_an_offer_to_one_buyer_is_for_nobody_else(market: Market, cast) -> None:
    stranger = cast.person("other_landholder_signatory")
    offer = market.offer(market.lot(), buyer_id=str(market.buyer.public_id))
    with pytest.raises(NotVisible):
        market.act("accept", offer, stranger)
    with pytest.raises(NotAllowed) as refusal:
        market.act("accept", offer, market.seller_person)
    assert refusal.value.code == "offer.not_buyer"
    assert market.accept(offer).buyer == market.buyer


def test_the_holder_cannot_buy_its_own_credits(market: Market) -> None:
    offer = market.offer(market.lot())
    with pytest.raises(NotAllowed) as refusal:
        market.act("accept", offer, market.seller_person)
    assert refusal.value.code == "offer.own_credits"


@pytest.mark.parametrize("buyer", ["holder", "firm", "none", "words"])
def test_a_buyer_that_cannot_buy_is_refused(market: Market, cast, buyer: str) -> None:
    named = {
        "holder": str(market.holder.public_id),
        "firm": str(cast.organisation("firm").public_id),
        "none": str(uuid4()),
        "words": "somebody",
    }[buyer]
    with pytest.raises(InvalidInput) as refusal:
        market.offer(market.lot(), buyer_id=named)
    assert codes(refusal) == [("offer.buyer_unknown", "buyer")]


def test_a_person_who_signs_for_two_organisations_says_for_which(market: Market, cast) -> None:
    from registry.actor import DEVELOPER
    from registry.parties.models import RoleAssignment

    other = cast.organisation("other_landholder")
    RoleAssignment.objects.create(
        user=market.buyer_person, organisation=other, role=DEVELOPER, valid_from=market.today
    )
    offer = market.offer(market.lot())
    with pytest.raises(InvalidInput) as refusal:
        market.accept(offer)
    assert codes(refusal) == [("transfer.buyer_unclear", "buyer")]
    with pytest.raises(InvalidInput):
        market.accept(offer, buyer_id=str(market.holder.public_id))
    assert market.accept(offer, buyer_id=str(other.public_id)).buyer == other


def test_signing_needs_ones_own_name_and_a_capacity(market: Market) -> None:
    lot = market.lot()
    with pytest.raises(InvalidInput) as refusal:
        market.offer(lot, typed_name="Somebody Else", capacity=" ")
    assert [finding.field for finding in refusal.value.findings] == ["typed_name", "capacity"]
    assert balances(lot) == (100, 0, 0, 0)


def test_a_withdrawn_offer_frees_what_remains_and_is_accepted_no_more(market: Market) -> None:
    lot = market.lot(100)
    offer = market.offer(lot, 40)
    market.accept(offer, 15)
    answer = market.act("withdraw", offer, market.seller_person)
    assert (answer["state"], answer["freed"], balances(lot)) == ("withdrawn", 25, (85, 15, 0, 0))
    for attempt in (
        lambda: market.accept(offer, 1),
        lambda: market.act("withdraw", offer, market.seller_person),
    ):
        with pytest.raises(DomainError) as refusal:
            attempt()
        assert refusal.value.code == "offer.wrong_state"


def test_the_named_buyer_declines(market: Market) -> None:
    lot = market.lot(100)
    offer = market.offer(lot, 40, buyer_id=str(market.buyer.public_id))
    market.act("withdraw", offer, market.buyer_person)
    assert balances(lot) == (100, 0, 0, 0)
    assert Notice.objects.filter(organisation=market.holder).count() == 1


@pytest.mark.parametrize("action", ["withdraw", "refuse"])
def test_a_transfer_that_ends_gives_its_credits_back_to_the_open_offer(market: Market, action: str) -> None:
    lot = market.lot(100)
    offer = market.offer(lot, 40)
    transfer = market.accept(offer, 15)
    market.act(action, transfer, market.buyer_person if action == "withdraw" else market.registrar)
    offer.refresh_from_db()
    assert (offer.remaining, balances(lot)) == (40, (60, 40, 0, 0))


@pytest.mark.parametrize("closed_by", ["taken", "withdrawn"])
def test_a_transfer_that_ends_after_its_offer_frees_its_credits(market: Market, closed_by: str) -> None:
    lot = market.lot(100)
    offer = market.offer(lot, 40)
    transfer = market.accept(offer, 40 if closed_by == "taken" else 15)
    if closed_by == "withdrawn":
        market.act("withdraw", offer, market.seller_person)
    market.act("check", transfer, market.registrar)
    market.act("refuse", transfer, market.approver)
    offer.refresh_from_db()
    assert (offer.state, offer.remaining, balances(lot)) == (closed_by, 0, (100, 0, 0, 0))


def test_the_officer_who_checked_may_refuse_but_not_settle(market: Market, cast) -> None:
    from registry.actor import REGISTRAR_APPROVER
    from registry.parties.models import RoleAssignment

    RoleAssignment.objects.create(
        user=market.registrar,
        organisation=cast.organisation("registrar_office"),
        role=REGISTRAR_APPROVER,
        valid_from=market.today,
    )
    transfer = market.checked_transfer(market.lot())
    with pytest.raises(NotAllowed) as refusal:
        market.act("settle", transfer, market.registrar)
    assert refusal.value.code == "dealing.same_person"
    assert market.act("refuse", transfer, market.registrar)["state"] == "refused"


@pytest.mark.parametrize("side", ["seller_person", "buyer_person"])
def test_no_signer_checks_or_settles(market: Market, cast, side: str) -> None:
    from registry.actor import REGISTRAR, REGISTRAR_APPROVER
    from registry.parties.models import RoleAssignment

    signer = getattr(market, side)
    for role in (REGISTRAR, REGISTRAR_APPROVER):
        RoleAssignment.objects.create(
            user=signer,
            organisation=cast.organisation("registrar_office"),
            role=role,
            valid_from=market.today,
        )
    transfer = market.accept(market.offer(market.lot()))
    for action in ("check", "refuse"):
        with pytest.raises(NotAllowed) as refusal:
            market.act(action, transfer, signer)
        assert refusal.value.code == "dealing.same_person"
    market.act("check", transfer, market.registrar)
    with pytest.raises(NotAllowed):
        market.act("settle", transfer, signer)


@pytest.mark.parametrize("side", ["holder", "buyer"])
def test_an_officer_who_belongs_to_a_side_stays_away(market: Market, side: str) -> None:
    from registry.parties.models import Membership

    transfer = market.checked_transfer(market.lot())
    Membership.objects.create(user=market.approver, organisation=getattr(market, side))
    market.known.clear()
    with pytest.raises(NotAllowed) as refusal:
        market.act("settle", transfer, market.approver)
    assert refusal.value.code == "dealing.conflict"


def test_a_fee_that_is_not_set_has_to_be_acknowledged(market: Market) -> None:
    transfer = market.checked_transfer(market.lot())
    with pytest.raises(InvalidInput) as refusal:
        market.act("settle", transfer, market.approver, fee_not_set_acknowledged=False)
    assert codes(refusal) == [("fee.not_set", "fee_not_set_acknowledged")]
    assert market.act("settle", transfer, market.approver)["state"] == "settled"


@pytest.mark.parametrize("kind", ["transfer", "retirement"])
def test_a_fee_that_is_due_has_to_be_paid_first(market: Market, kind: str) -> None:
    FeeAmount.objects.create(
        kind=f"credit_{kind}",
        amount_cents=5000,
        effective_from=market.today,
        source="Made up",
        entered_by=market.registrar,
        entered_at=market.now,
    )
    lot = market.lot()
    thing = market.checked_transfer(lot) if kind == "transfer" else market.checked_retirement(lot)
    action = "settle" if kind == "transfer" else "retire"
    with pytest.raises(DomainError, match=r"\$50\.00 due") as refusal:
        market.act(action, thing, market.approver)
    assert refusal.value.code == "fee.due"
    FeeCharge.objects.filter(pk=thing.fee_id).update(
        paid_on=market.today, receipt="R-1", recorded_by=market.registrar
    )
    market.act(action, thing, market.approver)
    assert Movement.objects.get(cause=str(thing.public_id)).fee_step == "done"


def test_a_fee_of_nothing_needs_no_payment(market: Market) -> None:
    FeeAmount.objects.create(
        kind="credit_transfer",
        amount_cents=0,
        effective_from=market.today,
        source="Made up",
        entered_by=market.registrar,
        entered_at=market.now,
    )
    transfer = market.checked_transfer(market.lot())
    market.act("settle", transfer, market.approver, fee_not_set_acknowledged=False)
    assert Movement.objects.get(cause=str(transfer.public_id)).fee_step == "not_required"


@pytest.mark.parametrize("kind", ["transfer", "retirement"])
def test_a_first_movement_waits_for_the_deposit_and_a_later_one_does_not(
    market: Market, settings, kind: str
) -> None:
    lot = market.lot(deposit_settled=False)
    thing = market.checked_transfer(lot) if kind == "transfer" else market.checked_retirement(lot)
    action = "settle" if kind == "transfer" else "retire"
    with pytest.raises(DomainError, match="no fund account") as refusal:
        market.act(action, thing, market.approver)
    assert (refusal.value.code, balances(lot)) == ("deposit.not_settled", (90, 10, 0, 0))
    settings.DEPOSIT_STEP = "tests.deposit_double.PaidInTests"
    market.act(action, thing, market.approver)
    thing.refresh_from_db()
    assert Movement.objects.get(cause=str(thing.public_id)).deposit_step == "demonstrated"
    assert thing.new_lot.deposit_settled is True


def test_an_imported_lot_of_an_unknown_holder_is_nobodys_to_deal_with(market: Market) -> None:
    from credits.models import HolderAccount

    lot = market.lot()
    unknown = HolderAccount.objects.create(unknown_holder_of="CR-0000")
    from credits import ledger
    from credits.ledger import Cause, RootLot

    made = ledger.issue(
        RootLot(unknown.pk, lot.credit_class_id, "issued", market.today, number="CR-0000"),
        quantity=5,
        cause=Cause("test_issue", "unknown", market.now),
    )
    for user in (market.registrar, market.approver):
        with pytest.raises(NotAllowed, match="was not published") as refusal:
            offers.make(
                actor=market.actor(user),
                lot_number=made.number,
                quantity=1,
                price="1",
                today=market.today,
                now=market.now,
                **market.signs(user),
            )
        assert refusal.value.code == "lot.holder_unknown"
    with pytest.raises(NotVisible):
        market.offer(Lot.objects.get(pk=made.lot_id), 1)


@pytest.mark.parametrize("wrong", ["", "not-an-id", "00000000-0000-0000-0000-000000000000", "\x00"])
def test_an_id_that_is_none_is_not_there(market: Market, wrong: str) -> None:
    with pytest.raises(NotVisible):
        transfers.settle(
            actor=market.actor(market.approver), transfer_id=wrong, today=market.today, now=market.now
        )
    with pytest.raises(NotVisible):
        offers.make(
            actor=market.actor(market.seller_person),
            lot_number=wrong,
            quantity=1,
            price="1",
            today=market.today,
            now=market.now,
            **market.signs(market.seller_person),
        )


def test_the_same_form_twice_has_one_effect(market: Market) -> None:
    lot = market.lot(100)
    inputs = {
        "actor": market.actor(market.seller_person),
        "key": "form-1",
        "lot_number": lot.number,
        "price": "5",
        "today": market.today,
        "now": market.now,
        **market.signs(market.seller_person),
    }
    first = offers.make(quantity=30, **inputs)
    assert offers.make(quantity=30, **inputs) == first
    assert (Offer.objects.count(), balances(lot)) == (1, (70, 30, 0, 0))
    with pytest.raises(DomainError) as refusal:
        offers.make(quantity=31, **inputs)
    assert refusal.value.code == "idempotency.key_reused"


def test_a_stale_form_is_refused(market: Market) -> None:
    transfer = market.settled_transfer(market.lot())
    with pytest.raises(DomainError, match="cannot be done while the transfer is settled") as refusal:
        market.act("settle", transfer, market.approver)
    assert refusal.value.code == "transfer.wrong_state"
    assert Movement.objects.filter(source="transfer").count() == 1
