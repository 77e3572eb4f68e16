"""One walk finds and names every kind of difference; each test breaks one thing that the database would refuse."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from credits.lots.services import registration
from credits.models import Lot, Movement, Transfer
from credits.proof import checking, differences
from credits.proof.models import LedgerCheck
from credits.proof.services import check_and_keep
from registry.audit.models import AuditEvent, AuditSeal
from tests import builders_agreements as agreements
from tests.builders_ledger import make_account, make_class, open_lot
from tests.dealings.market import market_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("busy")]


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found():
    """Code and subject of every difference."""
    return {(one.code, one.subject) for one in checking.walk().differences}


def busy_market(market):
    """A lot, and a settled transfer of it."""
    lot = market.lot(100)
    sold = market.settled_transfer(lot, 20)
    market.act("retire", market.checked_retirement(lot, 7), market.approver)
    market.act("cancel", market.propose_cancellation(lot, 5), market.approver)
    market.act("post", market.propose_correction(sold.new_lot, 3), market.approver)
    market.offer(lot, 11)
    market.accept(market.offer(lot, 9), 4)
    return sold


@pytest.fixture(scope="module")
def _key(module_stage):
    return module_stage.make(lambda cast: busy_market(market_of(cast)))


@pytest.fixture
def busy(_key, db):
    """A market in which everything has happened: the lot, and a settled transfer of it."""
    return Lot.objects.get(parent=None), Transfer.objects.get(pk=_key)


def last(kind):
    return Movement.objects.filter(kind=kind).order_by("-pk")[0]


def test_a_ledger_in_which_everything_has_happened_has_no_difference(busy):
    walk = checking.walk()
    assert walk.differences == []
    assert (walk.lots, walk.movements, walk.issued) == (4, 5, 100)
    # 100 - 20 - 7 - 5 + 3 stay with the holder, of which 20 wait in offers and in a transfer; 17 with the buyer.
    assert (walk.available, walk.reserved, walk.retired, walk.cancelled) == (68, 20, 7, 5)


def test_every_kind_of_difference_has_a_code_of_its_own_and_a_test(busy):
    codes = [kind.code for kind in differences.KINDS] + list(checking.OTHER_KINDS)
    assert len(codes) == len(set(codes))
    with open(__file__) as file:
        told = file.read()
    assert [code for code in codes if f'"{code}"' not in told] == []


def test_a_lot_that_received_more_than_moved_into_it(busy, unguarded):
    lot, _ = busy
    run("UPDATE credits_lot SET received = received + 1, available = available + 1 WHERE id = %s", lot.pk)
    assert found() == {
        ("lot.received", lot.number),
        ("family.sum", lot.number),
        ("movement.last_balance", lot.number),
    }


def test_a_lot_that_gave_up_less_than_moved_out_of_it(busy, unguarded):
    lot, _ = busy
    run("UPDATE credits_lot SET moved_out = moved_out - 2, available = available + 2 WHERE id = %s", lot.pk)
    assert ("lot.moved_out", lot.number) in found()


def test_a_lot_that_was_minted_without_a_movement(busy, unguarded):
    _, sold = busy
    run("DELETE FROM credits_movement WHERE to_lot_id = %s", sold.new_lot_id)
    codes = found()
    assert ("lot.no_movement", sold.new_lot.number) in codes
    assert ("transfer.movement", f"transfer {name_of(sold)}") in codes


def test_a_lot_that_does_not_add_up(busy, unguarded):
    lot, _ = busy
    run("UPDATE credits_lot SET available = available - 1 WHERE id = %s", lot.pk)
    assert ("lot.balance", lot.number) in found()


def test_a_lot_whose_balance_is_below_zero(busy, unguarded):
    lot, _ = busy
    run("UPDATE credits_lot SET available = -1, moved_out = moved_out + available + 1 WHERE id = %s", lot.pk)
    assert ("lot.balance", lot.number) in found()


def test_a_retired_lot_that_was_reopened(busy, unguarded):
    ended = Lot.objects.get(status="retired")
    run("UPDATE credits_lot SET available = ended, ended = 0 WHERE id = %s", ended.pk)
    assert found() == {("lot.status", ended.number)}
    run("UPDATE credits_lot SET status = 'issued' WHERE id = %s", ended.pk)
    assert ("movement.kind", str(last("retire").pk)) in found()


def test_a_lot_that_reserves_what_no_open_dealing_holds(busy, unguarded):
    lot, _ = busy
    run("UPDATE credits_lot SET reserved = reserved - 1, available = available + 1 WHERE id = %s", lot.pk)
    assert found() == {("lot.reserved", lot.number)}


def test_a_lot_of_another_family_or_class_than_its_parent(busy, unguarded, landholder):
    _, sold = busy
    other = make_class(kind="species", scientific_name="Phascolarctos cinereus")
    run("UPDATE credits_lot SET credit_class_id = %s WHERE id = %s", other.pk, sold.new_lot_id)
    assert ("lot.descent", sold.new_lot.number) in found()
    assert ("movement.kind", str(Movement.objects.get(to_lot=sold.new_lot).pk)) in found()


def test_a_cycle_of_lots(busy, unguarded):
    lot, sold = busy
    run("UPDATE credits_lot SET parent_id = %s, root_id = %s WHERE id = %s", sold.new_lot_id, lot.pk, lot.pk)
    assert ("lot.descent", lot.number) in found()


def test_a_lot_of_another_scheme_than_its_class(busy, unguarded):
    lot, _ = busy
    run("UPDATE credits_lot SET scheme = 'elsewhere' WHERE id = %s", lot.pk)
    assert ("lot.scheme", lot.number) in found()


def test_a_lot_under_an_agreement_that_is_not_registered(cast, release, unguarded):
    agreement = agreements.prepared_agreement(cast)
    lot = open_lot(cast.organisation("landholder"), 5, agreement=agreement)
    assert found() == {("lot.agreement", lot.number)}


def test_a_lot_that_is_suspended_without_a_record(busy, unguarded):
    lot, _ = busy
    run("UPDATE credits_lot SET suspended_until = '2026-09-01' WHERE id = %s", lot.pk)
    assert found() == {("lot.suspension", lot.number)}


def test_a_movement_that_was_made_larger(busy, unguarded):
    lot, sold = busy
    movement = last("transfer")
    run("UPDATE credits_movement SET quantity = quantity + 1 WHERE id = %s", movement.pk)
    assert {
        ("lot.received", sold.new_lot.number),
        ("lot.moved_out", lot.number),
        ("movement.running_balance", str(movement.pk)),
        ("movement.value", str(movement.pk)),
        ("transfer.movement", f"transfer {name_of(sold)}"),
    } <= found()


def test_a_past_balance_that_was_changed(busy, unguarded):
    movement = last("transfer")
    run("UPDATE credits_movement SET from_held_after = from_held_after + 1 WHERE id = %s", movement.pk)
    assert found() == {("movement.running_balance", str(movement.pk))}


def test_a_last_balance_that_was_changed_is_named_with_its_lot(busy, unguarded):
    ended = Lot.objects.get(status="cancelled")
    movement = last("cancel")
    run("UPDATE credits_movement SET to_held_after = 1 WHERE id = %s", movement.pk)
    assert found() == {
        ("movement.running_balance", str(movement.pk)),
        ("movement.last_balance", ended.number),
    }


def test_time_that_runs_back_within_a_lot(busy, unguarded):
    movement = last("correct")
    run("UPDATE credits_movement SET at = '2020-01-01 00:00:00+00:00' WHERE id = %s", movement.pk)
    assert ("movement.time", str(movement.pk)) in found()


def test_a_movement_of_a_kind_that_does_not_fit_its_lots(busy, unguarded):
    movement = last("transfer")
    run("UPDATE credits_movement SET kind = 'retire' WHERE id = %s", movement.pk)
    assert found() == {("movement.kind", str(movement.pk))}


def test_a_line_that_was_recorded_twice(busy, unguarded):
    movement = last("transfer")
    columns = ", ".join(field.column for field in Movement._meta.concrete_fields if field.column != "id")
    if connection.vendor == "sqlite":  # which cannot drop a rule of a table: a copy of the table has none
        run("ALTER TABLE credits_movement RENAME TO kept")
        run("CREATE TABLE credits_movement AS SELECT * FROM kept")
        run(
            f"INSERT INTO credits_movement (id, {columns}) SELECT 99999, {columns} FROM kept WHERE id = %s",
            movement.pk,
        )
    else:
        run(
            f"INSERT INTO credits_movement ({columns}) SELECT {columns} FROM credits_movement WHERE id = %s",
            movement.pk,
        )
    assert ("movement.cause", f"transfer {movement.cause} line 1") in found()


def test_an_unpublished_step_outside_the_import(busy, unguarded):
    movement = last("retire")
    run("UPDATE credits_movement SET fee_step = 'not_published' WHERE id = %s", movement.pk)
    assert found() == {("movement.steps", str(movement.pk))}


def test_a_value_that_is_not_price_times_quantity(busy, unguarded):
    movement = last("transfer")
    run("UPDATE credits_movement SET value_cents = value_cents + 1 WHERE id = %s", movement.pk)
    assert {code for code, _ in found()} == {"movement.value", "transfer.movement"}


def test_a_price_that_was_changed(busy, unguarded):
    movement = last("transfer")
    run("UPDATE credits_movement SET price = 'free' WHERE id = %s", movement.pk)
    assert {code for code, _ in found()} == {"movement.value", "transfer.movement"}


def test_credits_that_were_issued_for_no_record(market, unguarded):
    lot = market.lot(10)
    movement = last("issue")
    run("UPDATE credits_movement SET source = 'gift' WHERE id = %s", movement.pk)
    assert found() == {("movement.source", str(movement.pk))}
    assert movement.to_lot == lot


@pytest.mark.parametrize(
    ("kind", "source", "table", "state"),
    [
        ("transfer", "transfer", "credits_transfer", "checked"),
        ("retire", "retirement", "credits_retirement", "checked"),
        ("cancel", "cancellation", "credits_cancellation", "proposed"),
        ("correct", "correction", "credits_correction", "proposed"),
    ],
)
def test_a_dealing_that_is_open_again_after_its_credits_moved(busy, unguarded, kind, source, table, state):
    """ "transfer.movement", "retirement.movement", "cancellation.movement", "correction.movement"."""
    run(f"UPDATE {table} SET state = %s WHERE state IN ('settled', 'retired', 'cancelled', 'posted')", state)
    codes = {code for code, _ in found()}
    assert codes == {f"{source}.movement", "lot.reserved"}


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("transfer", "transfer"),
        ("retire", "retirement"),
        ("cancel", "cancellation"),
        ("correct", "correction"),
    ],
)
def test_a_movement_for_a_dealing_that_is_not_there(busy, unguarded, kind, source):
    """ "transfer.missing", "retirement.missing", "cancellation.missing", "correction.missing"."""
    movement = last(kind)
    run("UPDATE credits_movement SET cause = 'none' WHERE id = %s", movement.pk)
    codes = found()
    assert {code for code, _ in codes} == {f"{source}.movement", f"{source}.missing", "movement.event"}
    assert (f"{source}.missing", str(movement.pk)) in codes


def test_a_movement_whose_event_is_gone(busy, unguarded):
    movement = last("transfer")
    run("DELETE FROM audit_auditevent WHERE action = 'transfer.settle'")
    assert found() == {("movement.event", str(movement.pk))}


def test_an_event_whose_text_cannot_be_read_tells_nothing(busy, unguarded):
    run("UPDATE audit_auditevent SET body = 'x' WHERE action = 'retirement.retire'")
    assert found() == {("movement.event", str(last("retire").pk))}


def test_registered_credits_have_the_event_of_their_registration(cast, release, unguarded):
    agreement = agreements.prepared_agreement(cast)
    registration.register(
        actor=agreements.actor(cast, "registrar_approver"),
        agreement_id=agreement.public_id,
        today=agreements.today(),
        now=agreements.now(),
    )
    assert found() == set()
    run("DELETE FROM audit_auditevent WHERE action = 'agreement.register'")
    assert found() == {("movement.event", str(Movement.objects.get(source="agreement").pk))}


def name_of(dealing):
    """The public id as the database at hand writes it."""
    return str(dealing.public_id) if connection.vendor == "postgresql" else dealing.public_id.hex


def test_a_check_is_kept_with_the_newest_seal(busy):
    seal = AuditSeal.objects.create(
        number=1,
        sealed_at=agreements.now(),
        chains=0,
        events=0,
        heads=[],
        previous_hash="0" * 64,
        hash="1" * 64,
    )
    kept, walk = check_and_keep()
    assert LedgerCheck.objects.get() == kept
    assert (kept.issued, kept.reserved, kept.differences, kept.details, kept.seal) == (100, 20, 0, [], seal)
    assert kept.seconds >= 0
    assert walk.movements == kept.movements == 5


def test_the_command_prints_counts_and_ends_well(busy, capsys):
    call_command("check_ledger")
    assert capsys.readouterr().out.startswith(
        "4 lots, 5 movements; issued 100 = available 68 + reserved 20 + retired 7 + cancelled 5; 0 differences in "
    )


def test_the_command_names_each_difference_and_ends_with_one(busy, unguarded, capsys):
    movement = last("retire")
    run("UPDATE credits_movement SET fee_step = 'not_published' WHERE id = %s", movement.pk)
    with pytest.raises(SystemExit) as ended:
        call_command("check_ledger")
    assert ended.value.code == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(f"movement.steps {movement.pk}: A movement outside the import")
    assert first.endswith("Expected every step answered, found not published.")
    with pytest.raises(SystemExit):
        call_command("check_ledger", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["issued"], told["differences"][0]["code"]) == (100, "movement.steps")
    assert LedgerCheck.objects.filter(differences=1).count() == 2


def test_a_check_reads_in_a_fixed_number_of_queries(market, django_assert_num_queries):
    before = make_account(market.buyer).lots.count()
    with django_assert_num_queries(len(differences.KINDS) + 7):
        checking.walk()
    for _ in range(3):
        market.settled_transfer(market.lot(10), 2)
    with django_assert_num_queries(len(differences.KINDS) + 7):
        checking.walk()
    assert AuditEvent.objects.count() > 0
    assert make_account(market.buyer).lots.count() == before + 3
