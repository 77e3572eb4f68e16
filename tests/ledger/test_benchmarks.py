"""The rows and functions that the benchmarks of the ledger time are still those of the ledger: one of each is tried."""

from datetime import date

import pytest
from django.utils import timezone

from bench import ledger_sql
from bench.ledger import rows, transfers
from credits.lots.services import transfers as commands
from credits.models import HolderAccount, Lot, Movement, Transfer
from registry.parties.models import User
from registry.parties.people import actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql_only]
TODAY = date(2026, 3, 3)


def test_a_transfer_of_the_benchmark_is_settled_by_the_command():
    signer, checker, approver = transfers.make_people()
    rows.make_holders(3)
    lots = rows.make_root_lots(2, held=40, reserved=20)
    ids = transfers.make_checked_transfers(lots, each=2, signer=signer, checker=checker)
    made = commands.settle(
        actor=actor_for(User.objects.get(pk=approver), today=TODAY),
        key="bench-1",
        transfer_id=ids[0],
        today=TODAY,
        now=timezone.now(),
    )
    settled = Transfer.objects.get(public_id=ids[0])
    assert (made["state"], settled.state) == ("settled", "settled")
    assert settled.new_lot is not None
    assert settled.new_lot.received == 1


def test_both_sides_of_the_benchmark_of_sql_move_what_they_are_told_to():
    rows.make_holders(2)
    lot = rows.make_root_lots(1, held=10, reserved=10)[0]
    rows.run(ledger_sql.our_function())
    rows.run(ledger_sql.BARE)
    holder = HolderAccount.objects.latest("pk").pk
    made = rows.run("SELECT bench_transfer(%(lot)s, 3, %(holder)s)", lot=lot, holder=holder)[0][0]
    movement = Movement.objects.get(pk=made)
    assert (movement.quantity, movement.from_held_after, movement.to_held_after) == (3, 7, 3)
    assert Lot.objects.get(pk=lot).reserved == 7
    rows.run("SELECT bare_transfer(1, 2, 5)")
    assert rows.run("SELECT id, balance FROM bare_account WHERE id < 3 ORDER BY id") == [
        (1, 999_999_995),
        (2, 1_000_000_005),
    ]
    assert rows.run("SELECT account_id, amount FROM bare_entry ORDER BY id") == [(1, -5), (2, 5)]
