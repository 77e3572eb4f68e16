"""A market, an agreement with a lot, and families of any size."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from credits import ledger
from credits.ledger import Cause, NewLot
from credits.models import Lot
from tests.builders_ledger import ISSUED_AT, ISSUED_ON, open_lot, varied_lot
from tests.builders_people import ORGANISATIONS, Cast
from tests.dealings.market import Market, market_of


@pytest.fixture
def market(cast: Cast) -> Market:
    return market_of(cast)


@pytest.fixture
def lot_of_agreement(cast: Cast) -> Lot:
    """A root lot of 100 credits of agreement BS9002."""
    return varied_lot(lambda name: cast.organisation(name) if name in ORGANISATIONS else cast.person(name))


@pytest.fixture
def family(cast: Cast) -> Callable[[int], Lot]:
    """`family(500)`: a root lot from which that many lots of one credit were minted, each in turn from the last but
    one or from the root, so that the tree is both wide and deep."""

    def made(size: int) -> Lot:
        root = open_lot(cast.organisation("landholder"), 10 * size)
        parent = root.pk
        with transaction.atomic():
            for number in range(size):
                quantity = 10 if parent == root.pk else 1
                parent_id, parent = parent, root.pk
                moved = ledger.move(
                    "transfer",
                    parent_id,
                    NewLot(root.holder_id, "issued"),
                    quantity=quantity,
                    cause=Cause(
                        source="register_import",
                        reference=f"{root.number}-{number}",
                        at=ISSUED_AT + timedelta(days=number),
                        transaction_number=f"9{number:05d}",
                        price="3",
                        value_cents=300 * quantity,
                    ),
                    on=ISSUED_ON,
                    reserved=False,
                )
                if number % 2 == 0:
                    parent = moved.lot_id
        return root

    return made
