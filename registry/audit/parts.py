"""Last writes of a transaction that go with its audit event."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import IntegrityError

GIVEN = f"given-{uuid4().hex}"
"""Stands in an event's data for the number that a part beside it gives: what a row is numbered, known once written."""


@dataclass(frozen=True, slots=True)
class Part:
    """A last write of a transaction that may ride along with its event: SQL with named placeholders that ends in
    `RETURNING 1`, its values, and how many rows it has to write. The names of its values are its own.

    On PostgreSQL alone it may begin with `steps`, named writes that the SQL reads, and where it `gives` a number it
    ends in `RETURNING id`. `refused` is raised where another number of rows was written, and may read the database;
    `broken` says what a rule of the database that was broken means, or None where it is not this part's.
    """

    sql: str
    values: dict[str, Any]
    rows: int = 1
    steps: tuple[tuple[str, str], ...] = ()
    gives: bool = False
    refused: Callable[[], Exception] | None = None
    broken: Callable[[IntegrityError], Exception | None] | None = None

    def require_rows(self, written: int) -> None:
        """Raises what `refused` gives, or NotWritten, where another number of rows was written."""
        if written != self.rows:
            if self.refused is not None:
                raise self.refused()
            raise NotWritten(f"{written} rows instead of {self.rows} were written by: {self.sql}")


class NotWritten(RuntimeError):
    """A part wrote another number of rows than it had to: the transaction must not be committed."""
