"""What a retirement asks of the obligations that it is for.

Lots know nothing of obligations, which stand above them; `settings.OBLIGATION_BOOK` names who answers.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from credits.lots.dealings import Retirement
from registry.actor import Actor


class ObligationBook(Protocol):
    """Called inside the transaction of the retirement's command; whatever it raises undoes all of it."""

    def claim(
        self,
        actor: Actor,
        retirement: Retirement,
        claims: Sequence[Mapping[str, Any]],
        *,
        on: date,
        now: datetime,
    ) -> list[dict[str, Any]]:
        """Set the quantities claimed aside on their lines: `{"line": public id, "quantity": credits}` and, for the
        Trust, `"justification"`. Together they are all of the retirement. Returns what the audit event tells.

        Raises InvalidInput or DomainError with the clause where a line does not take these credits."""
        ...

    def retired(self, actor: Actor, retirement_id: int, *, on: date, now: datetime) -> None:
        """The credits are being retired: what is claimed is discharged, if on that day the credits still serve.

        Raises DomainError with the clause where they no longer do."""
        ...

    def released(self, retirement_id: int) -> None:
        """The application came to nothing: what was claimed is outstanding again."""
        ...


def obligation_book() -> ObligationBook:
    """The implementation named by `settings.OBLIGATION_BOOK`."""
    made: ObligationBook = import_string(settings.OBLIGATION_BOOK)()
    return made
