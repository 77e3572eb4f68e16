"""Which lots a movement and a lot name is kept by triggers instead of foreign keys: they are there, and stay there."""

import pytest
from django.db import connection

from credits.models import Lot, Movement
from tests.dealings.market import Market
from tests.ledger.test_database_rules import (
    LOT_COLUMNS,
    MOVEMENT_COLUMNS,
    copied,
    copy_of_lot,
    copy_of_movement,
    refused,
)

pytestmark = pytest.mark.django_db
NOBODY = "1000000"
KINDS = ("issue", "transfer", "retire", "cancel", "correct")


@pytest.fixture
def moved(market: Market) -> dict[str, Movement]:
    """A movement of each kind, all in one family of lots."""
    lot = market.lot(100)
    sold = market.settled_transfer(lot, 20).new_lot
    assert sold is not None
    market.act("retire", market.checked_retirement(lot, 7), market.approver)
    market.act("cancel", market.propose_cancellation(lot, 3), market.approver)
    market.act("post", market.propose_correction(sold, 5), market.approver)
    found = {kind: Movement.objects.get(kind=kind) for kind in KINDS}
    assert Movement.objects.count() == len(KINDS)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_credits_of_no_kind_move_into_a_lot_that_is_not_there(moved: dict[str, Movement], kind: str) -> None:
    refused("are not parent and child", copy_of_movement(moved[kind], to_lot_id=NOBODY))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "issue"])
def test_credits_of_no_kind_move_out_of_a_lot_that_is_not_there(
    moved: dict[str, Movement], kind: str
) -> None:
    refused("are not parent and child", copy_of_movement(moved[kind], from_lot_id=NOBODY))


@pytest.mark.parametrize("kind", KINDS)
def test_no_lot_that_a_movement_names_is_deleted_or_renumbered(moved: dict[str, Movement], kind: str) -> None:
    for lot_id in {moved[kind].from_lot_id, moved[kind].to_lot_id} - {None}:
        refused("a lot is never deleted", "DELETE FROM credits_lot WHERE id = %s", lot_id)
        refused("what a lot is never changes", "UPDATE credits_lot SET id = -id WHERE id = %s", lot_id)


@pytest.mark.parametrize("column", ["from_lot_id", "to_lot_id", "id"])
def test_a_movement_is_never_pointed_elsewhere(moved: dict[str, Movement], column: str) -> None:
    refused("append-only", f"UPDATE credits_movement SET {column} = {NOBODY} WHERE kind = 'transfer'")


@pytest.mark.parametrize("column", ["parent_id", "root_id"])
def test_a_lot_is_never_given_another_family(moved: dict[str, Movement], column: str) -> None:
    child = moved["transfer"].to_lot_id
    refused("what a lot is never changes", f"UPDATE credits_lot SET {column} = {NOBODY} WHERE id = %s", child)


def test_a_child_of_lots_that_are_not_there_is_refused(moved: dict[str, Movement]) -> None:
    refused(
        "does not descend|parent_is_older",
        copy_of_lot(moved["transfer"].to_lot, parent_id=NOBODY, root_id=NOBODY),
    )


def in_place_of(table: str, columns: str, row: Lot | Movement, **changes: str) -> str:
    """The row inserted once more under its own id, with changes; what is there already gives way to it."""
    column, value = next(iter(changes.items()))
    replacing = connection.vendor == "sqlite"
    verb = "INSERT OR REPLACE" if replacing else "INSERT"
    instead = "" if replacing else f" ON CONFLICT (id) DO UPDATE SET {column} = {value}"
    selected = copied(columns, **changes)
    return (
        f"{verb} INTO {table} (id, {columns}) SELECT id, {selected} FROM {table} WHERE id = {row.pk}{instead}"
    )


def test_a_movement_is_never_replaced(moved: dict[str, Movement]) -> None:
    """SQLite makes room for a replacement without asking the triggers on deletions, unless it is told to."""
    statement = in_place_of("credits_movement", MOVEMENT_COLUMNS, moved["correct"], price="'1'")
    refused("append-only", statement)


def test_a_lot_is_never_replaced(moved: dict[str, Movement]) -> None:
    root = moved["issue"].to_lot
    statement = in_place_of("credits_lot", LOT_COLUMNS, root, number="'OTHER'")
    refused("a lot is never deleted|what a lot is never changes", statement)
