"""The ledger's own functions: what moves, what is refused, and that it always adds up."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from credits import ledger
from credits.ledger import Cause, NewLot, RootLot
from credits.lots import classes
from credits.models import HolderAccount, Lot, Movement
from registry.findings import DomainError

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def holder(landholder):
    return HolderAccount.objects.create(organisation=landholder)


@pytest.fixture
def buyer(proponent):
    return HolderAccount.objects.create(organisation=proponent)


@pytest.fixture
def koala():
    return classes.class_of(
        {"scheme": "nsw_bos", "kind": "species", "scientific_name": "Phascolarctos cinereus"}
    )


def cause(reference, line=1, **extra):
    return Cause(source="test", reference=reference, line=line, at=AT, **extra)


@pytest.fixture
def lot(holder, koala):
    root = RootLot(holder_id=holder.pk, credit_class_id=koala.pk, status="issued", issued_on=ON)
    made = ledger.issue(root, quantity=100, cause=cause("issue"))
    return Lot.objects.get(pk=made.lot_id)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_classes_that_are_new_are_made_in_one_order_whoever_asks(order):
    wanted = [{"kind": "species", "scientific_name": name} for name in ("One", "Two", "Three")]
    made = classes.classes_of(wanted[place] for place in order)
    assert sorted(made) == [print_ for print_, _ in sorted(made.items(), key=lambda item: item[1].pk)]
    assert {one.scientific_name for one in made.values()} == {"One", "Two", "Three"}


def test_an_issue_opens_a_root_lot_with_a_number_of_its_own(lot):
    assert lot.number == f"LOT-{lot.pk}"
    assert (lot.received, lot.available, lot.reserved, lot.parent_id) == (100, 100, 0, None)
    movement = Movement.objects.get()
    assert (movement.kind, movement.from_lot_id, movement.to_held_after, movement.at) == (
        "issue",
        None,
        100,
        AT,
    )


def test_a_move_mints_a_lot_for_what_moves_and_the_parent_keeps_the_rest(lot, buyer):
    ledger.reserve(lot.pk, quantity=40, on=ON)
    made = ledger.move(
        "transfer", lot.pk, NewLot(buyer.pk, "issued"), quantity=40, cause=cause("sale"), on=ON
    )
    lot.refresh_from_db()
    child = Lot.objects.get(pk=made.lot_id)
    assert (lot.available, lot.reserved, lot.moved_out) == (60, 0, 40)
    assert (child.available, child.parent_id, child.root_id, child.credit_class_id) == (
        40,
        lot.pk,
        lot.pk,
        lot.credit_class_id,
    )
    movement = Movement.objects.get(pk=made.movement_id)
    assert (movement.from_held_after, movement.to_held_after) == (60, 40)


def test_more_than_is_available_is_refused_with_what_there_is(lot):
    with pytest.raises(DomainError, match="has 100 credits available; 101 were asked for"):
        ledger.reserve(lot.pk, quantity=101, on=ON)


def test_credits_go_back_to_the_parent_by_a_correcting_movement(lot, buyer):
    made = ledger.move(
        "transfer", lot.pk, NewLot(buyer.pk, "issued"), quantity=40, cause=cause("a"), on=ON, reserved=False
    )
    ledger.reserve(made.lot_id, quantity=10, on=ON)
    ledger.correct(made.lot_id, quantity=10, cause=cause("b"), on=ON)
    lot.refresh_from_db()
    assert (lot.available, lot.received, lot.moved_out) == (70, 110, 40)
    assert Lot.objects.get(pk=made.lot_id).available == 30


def test_a_retired_lot_takes_a_further_line_and_never_moves(lot, holder):
    first = ledger.move(
        "retire", lot.pk, NewLot(holder.pk, "retired"), quantity=5, cause=cause("r", 1), on=ON, reserved=False
    )
    ledger.move_further(
        "retire", lot.pk, first.lot_id, quantity=3, cause=cause("r", 2), on=ON, reserved=False
    )
    assert Lot.objects.get(pk=first.lot_id).ended == 8
    with pytest.raises(DomainError, match="is retired; its credits cannot move"):
        ledger.reserve(first.lot_id, quantity=1, on=ON)


def test_a_movement_between_strangers_is_refused_by_the_database(lot, holder, koala):
    root = RootLot(holder_id=holder.pk, credit_class_id=koala.pk, status="issued", issued_on=ON)
    other = ledger.issue(root, quantity=10, cause=cause("other"))
    with pytest.raises(DatabaseError, match="not parent and child"), transaction.atomic():
        ledger.move_further(
            "transfer", lot.pk, other.lot_id, quantity=1, cause=cause("x"), on=ON, reserved=False
        )
