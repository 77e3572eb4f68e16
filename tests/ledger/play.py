"""A player who does whatever the ledger's functions allow to one family of lots, by a seed, and keeps his own books.

The books are plain numbers, kept without the ledger's code: after every step they are held against the database.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import connection

from credits import ledger
from credits.ledger import Cause, NewLot, RootLot
from credits.models import CreditClass, HolderAccount, Lot
from registry.findings import DomainError

ON = date(2026, 3, 2)
START = datetime(2026, 3, 2, 1, tzinfo=UTC)
ENDING = {"retire": Lot.RETIRED, "cancel": Lot.CANCELLED}

FAMILY = (
    "SELECT (SELECT SUM(m.quantity) FROM credits_movement m WHERE m.to_lot_id = %s AND m.kind = 'issue'), "
    "SUM(l.available), SUM(l.reserved), SUM(CASE WHEN l.status = 'retired' THEN l.ended ELSE 0 END), "
    "SUM(CASE WHEN l.status = 'cancelled' THEN l.ended ELSE 0 END) "
    "FROM credits_lot l WHERE l.id = %s OR l.root_id = %s"
)


@dataclass
class Book:
    """What the player says one lot holds."""

    status: str
    parent: int | None
    available: int = 0
    reserved: int = 0
    ended: int = 0


@dataclass
class Player:
    """Plays one family."""

    seed: int
    holders: list[HolderAccount]
    credit_class: CreditClass
    random: Random = field(init=False)
    books: dict[int, Book] = field(default_factory=dict)
    issued: int = 0
    steps: int = 0
    now: datetime = START
    root: int = 0

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        quantity = self.random.randint(1, 200)
        root = RootLot(
            holder_id=self.random.choice(self.holders).pk,
            credit_class_id=self.credit_class.pk,
            status=self.random.choice(Lot.OPEN),
            issued_on=ON,
        )
        self.root = ledger.issue(root, quantity=quantity, cause=self.cause()).lot_id
        self.books[self.root] = Book(root.status, None, available=quantity)
        self.issued = quantity

    def cause(self) -> Cause:
        """The next line; now and then its instant lies before the last one."""
        self.steps += 1
        self.now += timedelta(seconds=self.random.randint(0, 3))
        late = self.random.random() < 0.1
        at = self.now - timedelta(seconds=self.random.randint(1, 60)) if late else self.now
        return Cause(source="play", reference=f"{self.seed}-{self.credit_class.pk}", line=self.steps, at=at)

    def step(self) -> str:
        """One random action; returns its name."""
        action = self.random.choice(
            [
                "further",
                "reserve",
                "release",
                "transfer",
                "transfer",
                "retire",
                "cancel",
                "top_up",
                "correct",
                "greed",
            ]
        )
        getattr(self, action)()
        return action

    def pick(self, amount: str) -> tuple[int, Book] | None:
        """A lot in force with something of `amount` (available or reserved)."""
        fitting = [
            pk for pk, book in self.books.items() if book.status in Lot.OPEN and getattr(book, amount) > 0
        ]
        if not fitting:
            return None
        chosen = self.random.choice(fitting)
        return chosen, self.books[chosen]

    def further(self) -> None:
        quantity = self.random.randint(1, 50)
        ledger.issue_further(self.root, quantity=quantity, cause=self.cause())
        self.books[self.root].available += quantity
        self.issued += quantity

    def reserve(self) -> None:
        if found := self.pick("available"):
            pk, book = found
            quantity = self.random.randint(1, book.available)
            ledger.reserve(pk, quantity=quantity, on=ON)
            book.available -= quantity
            book.reserved += quantity

    def release(self) -> None:
        if found := self.pick("reserved"):
            pk, book = found
            quantity = self.random.randint(1, book.reserved)
            ledger.release(pk, quantity=quantity)
            book.reserved -= quantity
            book.available += quantity

    def transfer(self) -> None:
        self.mint("transfer", self.random.choice(Lot.OPEN))

    def retire(self) -> None:
        self.mint("retire", Lot.RETIRED)

    def cancel(self) -> None:
        self.mint("cancel", Lot.CANCELLED)

    def mint(self, kind: str, status: str) -> None:
        reserved = self.random.random() < 0.5
        amount = "reserved" if reserved else "available"
        if found := self.pick(amount):
            pk, book = found
            quantity = self.random.randint(1, getattr(book, amount))
            to = NewLot(self.random.choice(self.holders).pk, status)
            made = ledger.move(kind, pk, to, quantity=quantity, cause=self.cause(), on=ON, reserved=reserved)
            self.take(book, amount, quantity)
            self.books[made.lot_id] = Book(status, pk)
            self.give(self.books[made.lot_id], quantity)

    def top_up(self) -> None:
        """A further line into a lot that was minted from the same parent."""
        pairs = [
            (pk, book)
            for pk, book in self.books.items()
            if book.parent is not None and self.books[book.parent].available > 0
        ]
        if not pairs:
            return
        pk, book = self.random.choice(pairs)
        parent = self.books[book.parent or 0]
        kind = {Lot.RETIRED: "retire", Lot.CANCELLED: "cancel"}.get(book.status, "transfer")
        quantity = self.random.randint(1, parent.available)
        ledger.move_further(
            kind, book.parent or 0, pk, quantity=quantity, cause=self.cause(), on=ON, reserved=False
        )
        self.take(parent, "available", quantity)
        self.give(book, quantity)

    def correct(self) -> None:
        children = [
            (pk, book)
            for pk, book in self.books.items()
            if book.parent is not None and book.status in Lot.OPEN and book.reserved > 0
        ]
        if not children:
            return
        pk, book = self.random.choice(children)
        quantity = self.random.randint(1, book.reserved)
        ledger.correct(pk, quantity=quantity, cause=self.cause(), on=ON)
        self.take(book, "reserved", quantity)
        self.give(self.books[book.parent or 0], quantity)

    def greed(self) -> None:
        """More than there is, or out of what is ended: refused, and nothing changes."""
        pk, book = self.random.choice(list(self.books.items()))
        with pytest.raises(DomainError, match=r"available; \d|its credits cannot move"):
            ledger.move(
                "transfer",
                pk,
                NewLot(self.holders[0].pk, Lot.ISSUED),
                quantity=book.available + self.random.randint(1, 10),
                cause=self.cause(),
                on=ON,
                reserved=False,
            )

    @staticmethod
    def take(book: Book, amount: str, quantity: int) -> None:
        setattr(book, amount, getattr(book, amount) - quantity)

    @staticmethod
    def give(book: Book, quantity: int) -> None:
        amount = "available" if book.status in Lot.OPEN else "ended"
        setattr(book, amount, getattr(book, amount) + quantity)

    def family(self) -> tuple[int, int, int, int, int]:
        """Issued, available, reserved, retired, cancelled, by the player's books."""
        books = self.books.values()
        return (
            self.issued,
            sum(book.available for book in books),
            sum(book.reserved for book in books),
            sum(book.ended for book in books if book.status == Lot.RETIRED),
            sum(book.ended for book in books if book.status == Lot.CANCELLED),
        )

    def stored_family(self) -> tuple[int, ...]:
        """The same from the database. One query."""
        with connection.cursor() as cursor:
            cursor.execute(FAMILY, [self.root] * 3)
            return tuple(int(value) for value in cursor.fetchone())
