"""Raw SQL cannot break the ledger: whoever writes, the database itself refuses. One test for each rule."""

import pytest
from django.db import DatabaseError, connection, transaction

from credits.models import Lot, Movement
from registry.audit import triggers
from registry.parties.models import Signature
from tests.builders_ledger import make_account, make_class, open_lot
from tests.dealings.market import market_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lots")]


def run(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(because, statement, *values):
    """The statement is refused with `because` in the reason, and nothing is changed."""
    before = (list(Lot.objects.values()), list(Movement.objects.values()))
    with pytest.raises(DatabaseError, match=because):
        run(statement, *values)
    assert (list(Lot.objects.values()), list(Movement.objects.values())) == before


def sold_and_retired(market):
    lot = market.lot(100)
    sold = market.settled_transfer(lot, 20)
    market.act("retire", market.checked_retirement(lot, 7), market.approver)
    return sold.new_lot


@pytest.fixture(scope="module")
def _key(module_stage):
    return module_stage.make(lambda cast: sold_and_retired(market_of(cast)))


@pytest.fixture
def lots(_key, db):
    """A root lot of 100, a lot of 20 sold out of it, and a retired lot of 7."""
    return Lot.objects.get(parent=None), Lot.objects.get(pk=_key), Lot.objects.get(status="retired")


LOT_COLUMNS = (
    "number, scheme, status, credit_class_id, holder_id, parent_id, root_id, agreement_id, agreement_number, received, "
    "available, reserved, ended, moved_out, deposit_settled, suspended_until, issued_on, issue_date_published, "
    "last_moved_at"
)
MOVEMENT_COLUMNS = (
    "kind, from_lot_id, to_lot_id, quantity, source, cause, line, transaction_number, at, recorded_at, price, "
    "value_cents, reason, from_held_after, to_held_after, deposit_step, fee_step, signature_step, second_person_step, "
    "recorded_by_id"
)


def copied(columns, **changes):
    """The columns to select for a copy of a row with `changes` (SQL texts) in place."""
    return ", ".join(changes.get(column, column) for column in columns.split(", "))


def copy_of_lot(lot, **changes):
    selected = copied(LOT_COLUMNS, **({"number": "'COPY'"} | changes))
    return f"INSERT INTO credits_lot ({LOT_COLUMNS}) SELECT {selected} FROM credits_lot WHERE id = {lot.pk}"


def copy_of_movement(movement, **changes):
    selected = copied(MOVEMENT_COLUMNS, **({"cause": "'copy'"} | changes))
    return (
        f"INSERT INTO credits_movement ({MOVEMENT_COLUMNS}) SELECT {selected} FROM credits_movement "
        f"WHERE id = {movement.pk}"
    )


def test_a_movement_is_never_updated(lots):
    refused("append-only", "UPDATE credits_movement SET quantity = quantity + 1")


def test_a_movement_is_never_deleted(lots):
    refused("append-only", "DELETE FROM credits_movement")


@pytest.mark.postgresql_only
def test_the_movements_are_never_truncated(lots):
    run("SET CONSTRAINTS ALL IMMEDIATE")
    refused("append-only", "TRUNCATE credits_movement CASCADE")


@pytest.mark.postgresql_only
def test_the_lots_are_never_truncated(lots):
    run("SET CONSTRAINTS ALL IMMEDIATE")
    refused("append-only", "TRUNCATE credits_lot CASCADE")


def test_a_lot_is_never_deleted(lots):
    refused("a lot is never deleted", "DELETE FROM credits_lot WHERE id = %s", lots[1].pk)


def test_a_lot_is_never_renumbered(lots):
    refused("what a lot is never changes", "UPDATE credits_lot SET id = 9999 WHERE id = %s", lots[1].pk)


def test_a_movement_to_a_lot_that_is_not_there_is_refused(lots):
    movement = Movement.objects.get(kind="transfer")
    refused("are not parent and child", copy_of_movement(movement, to_lot_id="9999"))


@pytest.mark.parametrize("column", ["parent_id", "root_id"])
def test_a_lot_of_a_parent_or_root_that_is_not_there_is_refused(lots, column):
    refused("does not descend from its parent", copy_of_lot(lots[1], **{column: "1 - id"}))


@pytest.mark.parametrize("column", ["credit_class_id", "holder_id"])
@pytest.mark.parametrize("which", [0, 1], ids=["root", "child"])
def test_a_lot_of_a_class_or_holder_that_is_not_there_is_refused(lots, which, column):
    refused("nobody holds it, or it is of no class", copy_of_lot(lots[which], **{column: "1000000"}))


def test_the_account_of_a_holder_is_never_deleted(landholder):
    account = make_account(landholder)
    refused("never deleted", "DELETE FROM credits_holderaccount WHERE id = %s", account.pk)


def test_the_account_of_a_holder_is_never_renumbered(landholder):
    account = make_account(landholder)
    refused("keeps its id", "UPDATE credits_holderaccount SET id = 9999 WHERE id = %s", account.pk)


@pytest.mark.parametrize("column", ["parent_id", "root_id"])
def test_a_lot_has_both_a_parent_and_a_root_or_neither(lots, column):
    refused("does not descend from its parent", copy_of_lot(lots[1], **{column: "NULL"}))


@pytest.mark.parametrize("status", ["issued", "equivalence", "cancelled"])
def test_a_retired_lot_is_never_reopened(lots, status):
    refused(
        "what a lot is never changes", "UPDATE credits_lot SET status = %s WHERE id = %s", status, lots[2].pk
    )


def test_a_retired_lot_never_gives_its_credits_back(lots):
    refused(
        "what a lot is never changes|lot_status_fits",
        "UPDATE credits_lot SET ended = 0, available = 7 WHERE id = %s",
        lots[2].pk,
    )


def test_a_retired_lot_never_moves(lots):
    refused(
        "lot_status_fits_balances|never changes",
        "UPDATE credits_lot SET moved_out = 7, ended = 0 WHERE id = %s",
        lots[2].pk,
    )


def test_a_lot_in_force_never_ends_in_place(lots):
    refused(
        "lot_status_fits_balances",
        "UPDATE credits_lot SET ended = 1, available = available - 1 WHERE id = %s",
        lots[0].pk,
    )


def test_nobody_holds_less_than_nothing(lots):
    refused(
        "available|never_negative",
        "UPDATE credits_lot SET available = -1, moved_out = moved_out + available + 1 WHERE id = %s",
        lots[1].pk,
    )


def test_nobody_reserves_less_than_nothing(lots):
    refused(
        "reserved|never_negative",
        "UPDATE credits_lot SET reserved = -1, available = available + reserved + 1 WHERE id = %s",
        lots[1].pk,
    )


def test_a_lot_always_adds_up(lots):
    refused("lot_adds_up", "UPDATE credits_lot SET available = available + 1 WHERE id = %s", lots[0].pk)


@pytest.mark.parametrize("column", ["received", "moved_out"])
def test_what_moved_is_never_taken_back(lots, column):
    refused(
        "never changes|adds_up", f"UPDATE credits_lot SET {column} = {column} - 1 WHERE id = %s", lots[0].pk
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", "'OTHER'"),
        ("scheme", "'elsewhere'"),
        ("credit_class_id", "credit_class_id + 1"),
        ("holder_id", "holder_id + 1"),
        ("parent_id", "NULL"),
        ("root_id", "NULL"),
        ("agreement_number", "'BS1'"),
        ("issued_on", "'2020-01-01'"),
        ("issue_date_published", "NOT issue_date_published"),
        ("last_moved_at", "'2020-01-01 00:00:00+00:00'"),
    ],
)
def test_what_a_lot_is_never_changes(lots, column, value):
    refused(
        "what a lot is never changes", f"UPDATE credits_lot SET {column} = {value} WHERE id = %s", lots[1].pk
    )


def test_a_lot_is_not_its_own_ancestor(lots):
    refused(
        "does not descend|parent_is_older",
        copy_of_lot(lots[1], parent_id="id + 1000", root_id="id + 1000"),
    )


def test_a_lot_has_a_root_where_it_has_a_parent(lots):
    refused("does not descend", copy_of_lot(lots[1], root_id="NULL"))
    refused("does not descend", copy_of_lot(lots[1], parent_id="NULL"))


def test_a_lot_is_not_minted_from_a_retired_one(lots):
    refused("does not descend", copy_of_lot(lots[1], parent_id=str(lots[2].pk)))


def test_a_lot_is_of_its_parents_class_and_scheme(lots):
    other = make_class(kind="species", scientific_name="Phascolarctos cinereus")
    refused("does not descend", copy_of_lot(lots[1], credit_class_id=str(other.pk)))
    refused("does not descend", copy_of_lot(lots[1], scheme="'elsewhere'"))


def test_a_number_is_given_once(lots):
    refused("number", copy_of_lot(lots[0], number="number"))


def test_credits_do_not_move_between_strangers(lots, landholder):
    stranger = open_lot(landholder, 5, number="STRANGER")
    refused(
        "not parent and child",
        copy_of_movement(movement_into(lots[1]), to_lot_id=str(stranger.pk), to_held_after="5"),
    )


def test_credits_do_not_move_into_another_class(lots, landholder):
    koala = make_class(kind="species", scientific_name="Phascolarctos cinereus")
    other = open_lot(landholder, 5, credit_class=koala)
    refused("not parent and child", copy_of_movement(movement_into(lots[1]), to_lot_id=str(other.pk)))


def test_credits_do_not_move_out_of_a_child_by_a_transfer_to_its_parent(lots):
    refused(
        "not parent and child",
        copy_of_movement(movement_into(lots[1]), from_lot_id="to_lot_id", to_lot_id="from_lot_id"),
    )


def test_nothing_is_corrected_out_of_a_retired_lot(lots):
    refused(
        "not parent and child",
        copy_of_movement(
            movement_into(lots[2]), kind="'correct'", from_lot_id="to_lot_id", to_lot_id="from_lot_id"
        ),
    )


def test_nothing_is_issued_into_a_lot_that_was_minted(lots):
    refused(
        "not parent and child",
        copy_of_movement(movement_into(lots[1]), kind="'issue'", from_lot_id="NULL", from_held_after="NULL"),
    )


def test_a_movement_says_what_its_lots_hold(lots):
    refused(
        "do not hold what the movement says", copy_of_movement(movement_into(lots[1]), to_held_after="21")
    )


def test_a_movement_is_dated_as_its_lots_are(lots):
    refused(
        "do not hold what the movement says",
        copy_of_movement(movement_into(lots[1]), at="'2030-01-01 00:00:00+00:00'"),
    )


def test_a_movement_moves_one_credit_or_more(lots):
    refused(
        "movement_positive|quantity",
        copy_of_movement(movement_into(lots[2]), quantity="0", from_held_after="73"),
    )


def test_credits_come_from_nothing_by_an_issue_alone(lots):
    refused(
        "issue_comes_from_nothing|not parent and child",
        copy_of_movement(movement_into(lots[0]), kind="'transfer'"),
    )


def test_a_line_of_a_cause_is_recorded_once(lots):
    refused("movement_once_by_cause|UNIQUE", copy_of_movement(movement_into(lots[2]), cause="cause"))


@pytest.mark.parametrize("step", ["deposit_step", "fee_step", "signature_step", "second_person_step"])
def test_no_step_is_left_unpublished_outside_the_import(lots, step):
    refused(
        "only_the_import_leaves_unpublished",
        copy_of_movement(movement_into(lots[2]), **{step: "'not_published'"}),
    )


def test_a_value_is_never_below_zero(lots):
    refused("movement_value_not_negative", copy_of_movement(movement_into(lots[2]), value_cents="-1"))


def test_a_class_is_never_changed_or_deleted(lots):
    refused("append-only", "UPDATE credits_creditclass SET pct_name = 'Other'")
    refused("append-only", "DELETE FROM credits_creditclass")


def test_a_signature_is_never_edited_or_deleted(lots):
    assert Signature.objects.count() > 0
    refused("append-only", "UPDATE parties_signature SET signer_name = 'Somebody Else'")
    refused("append-only", "DELETE FROM parties_signature")


def test_a_transfer_is_never_settled_by_the_person_who_checked_it(lots):
    refused("by_different_people", "UPDATE credits_transfer SET completed_by_id = checked_by_id")


def test_a_transfer_is_never_settled_without_two_officers(lots):
    refused("settled_by_two_officers", "UPDATE credits_transfer SET completed_by_id = NULL")


def test_an_account_has_one_holder_known_or_unknown(lots):
    refused("holder_known_or_unknown", "UPDATE credits_holderaccount SET unknown_holder_of = 'CR-1'")


def test_a_missing_trigger_is_named_by_the_system_check(lots):
    with connection.cursor() as cursor:
        suffix = " ON credits_lot" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER credits_lot_keeps_identity{suffix}")
    assert triggers.missing() == ["credits_lot_keeps_identity"]


def movement_into(lot):
    """The one movement into a lot."""
    return Movement.objects.get(to_lot=lot)


def test_a_copy_that_fits_is_let_in(lots):
    """So what is refused above is refused for what was changed. (`check_ledger` finds this one.)"""
    run(copy_of_movement(movement_into(lots[2]), from_held_after="73"))
    assert Movement.objects.filter(cause="copy").count() == 1
    run(copy_of_lot(lots[1]))
    assert Lot.objects.filter(number="COPY").count() == 1
