"""Whatever is done to a family of lots, in any order: nothing is lost and nothing comes into being."""

import os
from datetime import timedelta
from random import Random

import pytest

from credits import ledger
from credits.ledger import Cause, NewLot
from credits.lots import balances
from credits.models import Lot, Movement
from tests.builders_ledger import make_account, make_class, open_lot
from tests.ledger.play import ON, START, Player

pytestmark = pytest.mark.django_db
FULL = os.environ.get("TEST_FULL") == "1"
SEQUENCES = 10_000 if FULL else 300
STEPS = 12
SPLITS = 10_000 if FULL else 150
INSTANTS = 100


@pytest.fixture
def holders(landholder, proponent):
    return [make_account(landholder), make_account(proponent)]


def test_a_family_adds_up_after_every_step_of_any_sequence(holders):
    koala = make_class(kind="species", scientific_name="Phascolarctos cinereus")
    seen = set()
    for seed in range(SEQUENCES):
        player = Player(seed, holders, koala)
        for number in range(STEPS):
            seen.add(player.step())
            stored = player.stored_family()
            assert stored == player.family(), f"seed {seed}, step {number}"
            assert stored[0] == sum(stored[1:]), f"seed {seed}, step {number}"
        lots = Lot.objects.filter(pk__in=player.books)
        assert {lot.pk: (lot.available, lot.reserved, lot.ended) for lot in lots} == {
            pk: (book.available, book.reserved, book.ended) for pk, book in player.books.items()
        }
    assert len(seen) == 9
    kinds = set(Movement.objects.values_list("kind", flat=True))
    assert kinds == set(Movement.MovementKind.values)


def test_children_sum_to_what_left_their_parent(holders, landholder):
    random = Random(7)
    for seed in range(SPLITS):
        quantity = random.randint(1, 1_000)
        parent = open_lot(landholder, quantity)
        parts = []
        while (left := quantity - sum(parts)) and len(parts) < 4:
            parts.append(random.randint(1, left))
        for line, part in enumerate(parts, start=1):
            cause = Cause(source="split", reference=str(seed), line=line, at=START)
            to = NewLot(random.choice(holders).pk, random.choice(Lot.OPEN))
            ledger.move("transfer", parent.pk, to, quantity=part, cause=cause, on=ON, reserved=False)
        parent.refresh_from_db()
        assert list(parent.children.order_by("pk").values_list("available", flat=True)) == parts
        assert (parent.moved_out, parent.available) == (sum(parts), quantity - sum(parts))


def test_balances_at_any_past_instant_are_the_sums_of_the_movements_until_then(holders):
    player = Player(11, holders, make_class())
    while player.steps < 300:
        player.step()
    first, last = START - timedelta(minutes=1), player.now + timedelta(minutes=1)
    random = Random(12)
    for _ in range(INSTANTS):
        instant = first + (last - first) * random.random()
        summed = dict.fromkeys(player.books, 0)
        issued = 0
        for movement in Movement.objects.filter(at__lte=instant):
            summed[movement.to_lot_id] += movement.quantity
            if movement.from_lot_id:
                summed[movement.from_lot_id] -= movement.quantity
            else:
                issued += movement.quantity
        assert balances.balances_at(list(player.books), instant=instant) == summed
        one = random.choice(list(player.books))
        assert balances.held_at(one, instant=instant) == summed[one]
        family = balances.family_at(player.root, instant=instant)
        assert family.adds_up
        assert family.issued == issued


def test_what_a_lot_held_is_read_and_not_summed(holders, django_assert_num_queries):
    player = Player(13, holders, make_class())
    while player.steps < 60:
        player.step()
    with django_assert_num_queries(1):
        balances.balances_at(list(player.books), instant=player.now)
    with django_assert_num_queries(1):
        balances.held_at(player.root, instant=player.now)


def test_nobody_ever_held_more_or_less_than_the_running_balance_says(holders):
    player = Player(15, holders, make_class())
    while player.steps < 200:
        player.step()
    for pk in player.books:
        held, last = 0, None
        touching = Movement.objects.filter(to_lot=pk) | Movement.objects.filter(from_lot=pk)
        for movement in touching.order_by("pk"):
            held += movement.quantity if movement.to_lot_id == pk else -movement.quantity
            after = movement.to_held_after if movement.to_lot_id == pk else movement.from_held_after
            assert after == held
            assert last is None or movement.at >= last
            last = movement.at
