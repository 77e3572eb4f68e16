"""Many writers of one family at once: balances run on without a gap, time never runs back, nobody waits in a circle."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from credits import ledger
from credits.ledger import Cause, NewLot, RootLot
from credits.lots.services import issuing
from credits.models import HolderAccount, Lot, Movement
from credits.proof import checking
from registry.agreements.models import Agreement, AgreementChange
from registry.findings import DomainError
from registry.parties.models import Organisation
from tests import builders
from tests.builders_ledger import ISSUED_AT, ISSUED_ON, make_account, make_class, open_lot
from tests.builders_people import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql_only]
WRITERS = 8
ROUNDS = 12


def all_at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Each call on a connection of its own; gives results, or refusals and errors as they are."""
    barrier = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def cause(reference: str, seconds: int = 0) -> Cause:
    """Of the import, which needs no event of its own."""
    at = ISSUED_AT + timedelta(seconds=seconds)
    return Cause(source="register_import", reference=reference, at=at)


def test_balances_run_on_without_a_gap_when_many_sell_out_of_one_lot(landholder: Organisation) -> None:
    lot, account = open_lot(landholder, 1_000), make_account(landholder)

    def sell(writer: int) -> Callable[[], None]:
        def rounds() -> None:
            random = Random(writer)
            for number in range(ROUNDS):
                with transaction.atomic():
                    ledger.move(
                        "transfer",
                        lot.pk,
                        NewLot(account.pk, "issued"),
                        quantity=random.randint(1, 5),
                        cause=cause(f"{writer}-{number}", seconds=random.randint(-50, 50)),
                        on=ISSUED_ON,
                        reserved=False,
                    )

        return rounds

    assert all_at_once([sell(writer) for writer in range(WRITERS)]) == [None] * WRITERS
    assert Movement.objects.count() == 1 + WRITERS * ROUNDS
    assert checking.walk().differences == []


def test_top_ups_corrections_and_sales_of_one_family_never_wait_in_a_circle(landholder: Organisation) -> None:
    parent, account = open_lot(landholder, 10_000), make_account(landholder)
    children = [
        ledger.move(
            "transfer",
            parent.pk,
            NewLot(account.pk, "issued"),
            quantity=500,
            cause=cause(f"child-{number}"),
            on=ISSUED_ON,
            reserved=False,
        ).lot_id
        for number in range(2)
    ]

    def busy(writer: int) -> Callable[[], None]:
        def rounds() -> None:
            random = Random(writer)
            for number in range(ROUNDS):
                child = random.choice(children)
                told: dict[str, Any] = {
                    "cause": cause(f"{writer}-{number}", seconds=random.randint(-50, 50)),
                    "on": ISSUED_ON,
                }
                if writer % 3 == 1:
                    ledger.reserve(child, quantity=1, on=ISSUED_ON)
                with transaction.atomic():
                    if writer % 3 == 0:
                        ledger.move_further("transfer", parent.pk, child, quantity=2, reserved=False, **told)
                    elif writer % 3 == 1:
                        ledger.correct(child, quantity=1, **told)
                    else:
                        minted = NewLot(account.pk, random.choice(["issued", "retired"]))
                        kind = "transfer" if minted.status == "issued" else "retire"
                        ledger.move(kind, child, minted, quantity=1, reserved=False, **told)

        return rounds

    assert all_at_once([busy(writer) for writer in range(9)]) == [None] * 9
    walk = checking.walk()
    assert walk.differences == []
    assert walk.issued == walk.available + walk.retired == 10_000


def test_what_many_send_at_once_happens_once(landholder: Organisation, proponent: Organisation) -> None:
    """A lot's number, a line of a cause, and the account of an organisation that was met for the first time."""
    lot, account, credit_class = open_lot(landholder, 100), make_account(landholder), make_class()

    def issue(writer: int) -> Callable[[], Any]:
        def once() -> Any:
            root = RootLot(account.pk, credit_class.pk, "issued", ISSUED_ON, number="CR-1")
            with transaction.atomic():
                return ledger.issue(root, quantity=5, cause=cause(f"issue-{writer}"))

        return once

    def sell() -> Any:
        minted = NewLot(account.pk, "issued")
        with transaction.atomic():
            return ledger.move(
                "transfer", lot.pk, minted, quantity=5, cause=cause("same"), on=ISSUED_ON, reserved=False
            )

    refusals = [
        one for one in all_at_once([issue(n) for n in range(WRITERS)]) if isinstance(one, DomainError)
    ]
    assert [one.message for one in refusals] == ["There is a lot CR-1 already; choose another number."] * (
        WRITERS - 1
    )
    refusals = [one for one in all_at_once([sell] * WRITERS) if isinstance(one, DomainError)]
    assert [one.code for one in refusals] == ["movement.recorded_already"] * (WRITERS - 1)
    lot.refresh_from_db()
    assert (lot.available, Lot.objects.count(), Movement.objects.count()) == (95, 3, 3)
    accounts = all_at_once([lambda: issuing.holder_account(proponent).pk] * WRITERS)
    assert accounts == [HolderAccount.objects.get(organisation=proponent).pk] * WRITERS


def test_further_credits_and_sales_out_of_one_lot_never_wait_in_a_circle(cast: Cast) -> None:
    """One holds the agreement and wants the lot, the other holds the lot and mints one that points at the agreement."""
    trust, holder = cast.organisation("trust"), cast.organisation("landholder")
    officer, approver = cast.person("trust_officer"), cast.person("trust_approver")
    agreement = Agreement.objects.create(
        number="BS9001",
        state="passive",
        site_name="Ironbark Hills",
        applicant=holder,
        trust=trust,
        title_reference="AB123456",
        registered_on=ISSUED_ON,
        created_by=officer,
    )
    lot = open_lot(holder, 1_000, agreement=agreement)
    changes = [
        AgreementChange.objects.create(
            agreement=agreement,
            kind="variation",
            state="approved",
            reason="More restoration.",
            proposed_by=officer,
            proposed_at=ISSUED_AT,
            approved_by=approver,
        )
        for _ in range(ROUNDS * 2)
    ]
    registrar_approver = builders.acting(cast.person("registrar_approver"))

    def further(mine: list[AgreementChange]) -> Callable[[], None]:
        def rounds() -> None:
            for change in mine:
                issuing.issue_further(
                    actor=registrar_approver,
                    lot_number=lot.number,
                    change_id=change.public_id,
                    quantity=3,
                    reason="More restoration.",
                    now=ISSUED_AT,
                )

        return rounds

    def sell(writer: int) -> Callable[[], None]:
        def rounds() -> None:
            for number in range(ROUNDS):
                with transaction.atomic():
                    ledger.move(
                        "transfer",
                        lot.pk,
                        NewLot(lot.holder_id, "issued"),
                        quantity=1,
                        cause=cause(f"{writer}-{number}"),
                        on=ISSUED_ON,
                        reserved=False,
                    )

        return rounds

    writers = [further(changes[::2]), further(changes[1::2]), sell(1), sell(2), sell(3)]
    assert all_at_once(writers) == [None] * len(writers)
    walk = checking.walk()
    assert (walk.differences, walk.issued) == ([], 1_000 + 3 * len(changes))
