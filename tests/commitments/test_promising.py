"""Credits promised before registration: what may be promised, that nothing moves, and how a promise is kept."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from credits.lots.dealings import Channel
from credits.market.commitments import selectors
from credits.market.commitments.services import promising
from credits.market.models import Commitment
from credits.models import Lot, Movement, Offer
from registry.agreements import states as agreement_states
from registry.agreements.models import Agreement, OwnerShare
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.notices.models import Notice
from registry.parties.models import Signature
from tests import builders_agreements as made
from tests.builders_ledger import make_class, open_lot
from tests.commitments.scene import GROUP, Scene

pytestmark = pytest.mark.django_db


@pytest.mark.statement("N53")
def test_a_promise_is_signed_by_both_sides_and_moves_no_credits(scene: Scene) -> None:
    commitment = scene.agreed(conditions="The site is fenced first.")
    assert (Lot.objects.count(), Movement.objects.count(), Offer.objects.count()) == (0, 0, 0)
    assert commitment.state == "agreed"
    for signature, side in ((commitment.seller_signature, "seller"), (commitment.buyer_signature, "buyer")):
        assert signature is not None
        assert signature.statement_code == f"commitment.{side}/1"
        assert f"40 ecosystem credits of the class “{GROUP}” at $1250.50 each" in signature.statement_text
        assert "No credits exist before the agreement is registered" in signature.statement_text
        assert signature.statement_text.endswith("Conditions: The site is fenced first.")
    with pytest.raises(DomainError) as refusal:
        scene.act("fulfil", commitment, "landholder_signatory")
    assert refusal.value.code == "commitment.no_credits"
    assert Offer.objects.count() == 0


@pytest.mark.statement("N53")
def test_after_registration_the_credits_are_offered_to_the_promised_buyer_at_the_agreed_price(
    scene: Scene,
) -> None:
    agreement = scene.agreement()
    commitment = scene.agreed(agreement, related_party=True)
    scene.register(agreement)
    result = scene.act("fulfil", commitment, "landholder_signatory", note="As agreed.")
    offer = Offer.objects.get(public_id=result["offer"])
    commitment.refresh_from_db()
    assert (commitment.state, commitment.offer) == ("fulfilled", offer)
    assert (offer.quantity, offer.price, offer.buyer, offer.channel, offer.related_party, offer.note) == (
        40,
        "1250.50",
        scene.cast.organisation("proponent"),
        Channel.COMMITMENT,
        True,
        "As agreed.",
    )
    assert (offer.lot.available, offer.lot.reserved) == (60, 40)


def test_both_sides_are_told_of_every_step(scene: Scene) -> None:
    commitment = scene.agreed()
    scene.act("end", commitment, "developer")
    path = f"/market/commitments/{commitment.public_id}/"
    sides = [scene.cast.organisation(name).pk for name in ("landholder", "proponent")]
    told = Notice.objects.filter(path=path).order_by("pk").values_list("organisation_id", "title")
    assert list(told) == [
        (side, title)
        for title in (
            "40 credits promised before registration",
            "Quarry Holdings agreed to the promise",
            "A promise of credits was ended",
        )
        for side in sides
    ]


def test_a_promise_is_told_in_a_chain_of_its_own(scene: Scene) -> None:
    commitment = scene.agreed()
    events = AuditEvent.objects.filter(
        chain__kind="commitment", chain__key=str(commitment.public_id)
    ).order_by("sequence")
    assert [event.action for event in events] == ["commitment.propose", "commitment.agree"]


@pytest.mark.parametrize("state", sorted(set(agreement_states.AGREEMENT.states)))
def test_credits_are_promised_only_while_the_agreement_is_on_its_way(scene: Scene, state: str) -> None:
    more = {"activated_on": scene.today} if state == "active" else {}
    agreement = scene.agreement(state, **more)
    if state in agreement_states.BEFORE_REGISTRATION:
        assert scene.promise(agreement).state == "proposed"
        return
    with pytest.raises(DomainError) as refusal:
        scene.promise(agreement)
    assert refusal.value.code == "commitment.agreement_state"


@pytest.mark.parametrize("state", ["passive", "withdrawn"])
def test_a_promise_is_not_agreed_to_once_the_agreement_is_registered_or_ended(
    scene: Scene, state: str
) -> None:
    agreement = scene.agreement()
    commitment = scene.promise(agreement)
    if state == "passive":
        scene.register(agreement)
    else:
        Agreement.objects.filter(pk=agreement.pk).update(state=state)
    with pytest.raises(DomainError) as refusal:
        scene.act("agree", commitment, "developer")
    assert refusal.value.code == "commitment.agreement_state"


def test_an_ended_agreement_shows_on_its_promises_and_either_side_ends_them(scene: Scene) -> None:
    agreement = scene.agreement()
    commitment = scene.agreed(agreement)
    Agreement.objects.filter(pk=agreement.pk).update(state="refused")
    found = selectors.commitment(scene.actor("developer"), commitment.public_id)
    assert selectors.standing_in_words(found, on=scene.today).startswith("The agreement has ended")
    assert scene.act("end", commitment, "landholder_signatory")["state"] == "ended"


def test_after_its_last_day_a_promise_is_neither_agreed_to_nor_kept(scene: Scene) -> None:
    agreement = scene.agreement()
    waiting, agreed = scene.promise(agreement), scene.agreed(agreement)
    scene.register(agreement)
    later = {"today": scene.today + timedelta(days=91)}
    with pytest.raises(DomainError) as refusal:
        scene.act("fulfil", agreed, "landholder_signatory", **later)
    assert refusal.value.code == "commitment.lapsed"
    Agreement.objects.filter(pk=agreement.pk).update(state="signed")
    with pytest.raises(DomainError) as refusal:
        scene.act("agree", waiting, "developer", **later)
    assert refusal.value.code == "commitment.lapsed"
    assert scene.act("agree", waiting, "developer", today=waiting.lapses_on)["state"] == "agreed"


def test_only_a_signatory_of_the_landholder_promises(scene: Scene) -> None:
    agreement = scene.agreement()
    for person in ("trust_officer", "registrar", "auditor", "landholder_member"):
        with pytest.raises(NotAllowed):
            scene.promise(agreement, by=person)
    for person in ("developer", "other_landholder_signatory", "stranger"):
        with pytest.raises(NotVisible):
            scene.promise(agreement, by=person)


def test_a_co_owner_promises_for_itself_and_cannot_offer_what_the_applicant_holds(scene: Scene) -> None:
    agreement = scene.agreement("applied")
    for name in ("landholder", "other_landholder"):
        OwnerShare.objects.create(
            agreement=agreement,
            organisation=scene.cast.organisation(name),
            parts=1,
            valid_from=scene.today,
        )
    commitment = scene.promise(agreement, by="other_landholder_signatory")
    assert commitment.seller == scene.cast.organisation("other_landholder")
    scene.act("agree", commitment, "developer")
    scene.register(agreement)
    with pytest.raises(DomainError) as refusal:
        scene.act("fulfil", commitment, "other_landholder_signatory")
    assert refusal.value.code == "commitment.no_lot"


@pytest.mark.parametrize(
    ("field", "value", "code", "named"),
    [
        ("quantity", 0, "quantity.not_positive", "quantity"),
        ("quantity", -5, "quantity.not_positive", "quantity"),
        ("quantity", 10**13, "quantity.too_large", "quantity"),
        ("price", "twelve", "price.not_a_number", "price"),
        ("price", "-1", "price.negative", "price"),
        ("price", "1" * 10, "price.too_large", "price"),
        ("kind", "mineral", "commitment.kind_unknown", "kind"),
        ("class_name", "", "commitment.class_unknown", "class_name"),
        ("class_name", "Moon forest <50%", "commitment.class_unknown", "class_name"),
        ("class_name", "x" * 700, "commitment.class_unknown", "class_name"),
        ("buyer_id", "nobody", "commitment.buyer_unclear", "buyer"),
        ("seller_id", "nobody", "commitment.seller_unclear", "seller"),
        ("conditions", "x" * 4001, "conditions.too_long", "conditions"),
        ("typed_name", "Somebody Else", "signature.name.not_yours", "typed_name"),
    ],
)
def test_bad_input_is_refused_by_field_and_leaves_nothing(
    scene: Scene, field: str, value: Any, code: str, named: str
) -> None:
    agreement = scene.agreement()
    values = scene.terms(agreement) | scene.signs("landholder_signatory") | {field: value}
    with pytest.raises(InvalidInput) as refusal:
        promising.propose(
            actor=scene.actor("landholder_signatory"), today=scene.today, now=scene.now, **values
        )
    assert [(one.code, one.field) for one in refusal.value.findings] == [(code, named)]
    assert (Commitment.objects.count(), Signature.objects.count()) == (0, 0)


def test_a_last_day_that_is_past_and_a_promise_to_oneself_are_refused(scene: Scene) -> None:
    agreement = scene.agreement()
    with pytest.raises(InvalidInput) as refusal:
        scene.promise(agreement, lapses_on=scene.today - timedelta(days=1))
    assert refusal.value.findings[0].code == "commitment.lapse_past"
    with pytest.raises(InvalidInput) as refusal:
        scene.promise(agreement, buyer_id=str(scene.cast.organisation("landholder").public_id))
    assert refusal.value.findings[0].code == "commitment.buyer_unclear"
    assert scene.promise(agreement, lapses_on=scene.today).state == "proposed"


def test_of_several_lots_of_the_class_the_seller_chooses_one(scene: Scene) -> None:
    agreement = scene.agreement()
    commitment = scene.agreed(agreement)
    scene.register(agreement)
    other = open_lot(
        scene.cast.organisation("landholder"), 50, agreement=agreement, credit_class=make_class(pct_id=1600)
    )
    too_small = open_lot(
        scene.cast.organisation("landholder"), 39, agreement=agreement, credit_class=make_class(pct_id=1601)
    )
    with pytest.raises(InvalidInput) as refusal:
        scene.act("fulfil", commitment, "landholder_signatory")
    assert refusal.value.findings[0].code == "commitment.lot_unclear"
    with pytest.raises(DomainError) as refused:
        scene.act("fulfil", commitment, "landholder_signatory", lot_number=too_small.number)
    assert refused.value.code == "commitment.no_lot"
    result = scene.act("fulfil", commitment, "landholder_signatory", lot_number=other.number)
    assert result["lot"] == other.number


def test_a_gift_needs_its_reason_when_it_is_offered(scene: Scene) -> None:
    agreement = scene.agreement()
    commitment = scene.agreed(agreement, price="0")
    scene.register(agreement)
    with pytest.raises(InvalidInput) as refusal:
        scene.act("fulfil", commitment, "landholder_signatory")
    assert refusal.value.findings[0].code == "price.zero_without_reason"
    with pytest.raises(InvalidInput) as refusal:
        scene.act("fulfil", commitment, "landholder_signatory", zero_price_reason="other")
    assert refusal.value.findings[0].code == "price.zero_without_note"
    done = scene.act("fulfil", commitment, "landholder_signatory", zero_price_reason="philanthropic")
    assert Offer.objects.get(public_id=done["offer"]).zero_price_reason == "philanthropic"


@pytest.fixture
def entitled(scene: Scene) -> tuple[Agreement, selectors.Promisable]:
    """An application with an accepted report, and the first class of it."""
    agreement = made.applied_agreement(scene.cast)
    classes = selectors.promisable(agreement, on=scene.today)
    assert classes
    return agreement, classes[0]


@pytest.mark.statement("N53")
def test_no_more_is_promised_than_the_accepted_report_gives(
    scene: Scene, entitled: tuple[Agreement, selectors.Promisable]
) -> None:
    agreement, first = entitled
    of_class = {"kind": first.kind, "class_name": first.class_name}
    scene.agreed(agreement, **of_class, quantity=first.entitled - 1)
    last = scene.promise(agreement, **of_class, quantity=1)
    with pytest.raises(InvalidInput) as refusal:
        scene.promise(agreement, **of_class, quantity=1)
    assert refusal.value.findings[0].code == "commitment.more_than_entitled"
    assert "at most 0 are left" in refusal.value.findings[0].message
    with pytest.raises(InvalidInput) as refusal:
        scene.promise(agreement, kind="species", class_name=first.class_name)
    assert refusal.value.findings[0].code == "commitment.class_not_entitled"
    scene.act("withdraw", last, "landholder_signatory")
    assert scene.promise(agreement, **of_class, quantity=1).state == "proposed"


def test_an_estimate_beyond_the_report_is_not_agreed_to_and_lapsed_promises_leave_room(
    scene: Scene, entitled: tuple[Agreement, selectors.Promisable]
) -> None:
    agreement, first = entitled
    of_class = {"kind": first.kind, "class_name": first.class_name}
    whole = scene.promise(agreement, **of_class, quantity=first.entitled)
    Commitment.objects.filter(pk=whole.pk).update(quantity=first.entitled + 1)
    with pytest.raises(InvalidInput) as refusal:
        scene.act("agree", whole, "developer")
    assert refusal.value.findings[0].code == "commitment.more_than_entitled"
    Commitment.objects.filter(pk=whole.pk).update(lapses_on=scene.today - timedelta(days=1))
    assert scene.promise(agreement, **of_class, quantity=first.entitled).state == "proposed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql_only
def test_of_promises_at_once_no_more_get_through_than_the_report_gives(scene: Scene) -> None:
    agreement = made.applied_agreement(scene.cast)
    first = (selectors.promisable(agreement, on=scene.today) or [])[0]
    each = first.entitled // 3
    actor = scene.actor("landholder_signatory")
    values = scene.terms(
        agreement, kind=first.kind, class_name=first.class_name, quantity=each
    ) | scene.signs("landholder_signatory")
    barrier = Barrier(6)

    def propose(_: int) -> Any:
        try:
            barrier.wait()
            return promising.propose(actor=actor, today=scene.today, now=scene.now, **values)
        except InvalidInput as refusal:
            return refusal.findings[0].code
        finally:
            connection.close()

    calls: Callable[[int], Any] = propose
    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(calls, range(6)))
    assert results.count("commitment.more_than_entitled") == 3
    assert sum(one.quantity for one in Commitment.objects.all()) == each * 3
