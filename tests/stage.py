"""What is made once for all tests of a module, in a transaction that each test goes on from and that ends undone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model

from tests.builders_people import Cast


@contextmanager
def undone() -> Iterator[None]:
    """Undo at the end what is done inside, commands included."""
    block = transaction.atomic()
    # A command insists on being the outermost transaction, save for those of a test.
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


class Stage:
    """The people of a module and what its fixtures make with them. Not for modules with transactional tests."""

    def __init__(self, unblock: Callable[[], Any], today: date) -> None:
        self._unblock = unblock
        self._ending = ExitStack()
        self.cast = Cast(today)

    def open(self) -> None:
        """Begin the transaction that all of the module happens in."""
        with self._unblock():
            self._ending.enter_context(undone())

    def close(self) -> None:
        """Undo everything."""
        with self._unblock():
            self._ending.close()

    def make(self, build: Callable[[Cast], Model]) -> int:
        """Have a row and what it needs made, for every test of the module from now on; returns its key."""
        with self._unblock():
            return build(self.cast).pk
