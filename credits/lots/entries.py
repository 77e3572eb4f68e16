"""What the ledger is told and tells: the lot to open or mint, what a movement is for, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Steps:
    """How the four steps around a movement stand: deposit, fee, signature, second person (`Movement.STEPS`); `money`
    is what the event keeps of a deposit that settled with it."""

    deposit: str = "not_required"
    fee: str = "not_required"
    signature: str = "done"
    second_person: str = "done"
    money: Mapping[str, Any] | None = None


NOT_PUBLISHED = Steps("not_published", "not_published", "not_published", "not_published")
"""What the import of the public register records; the database lets nobody else."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What a movement is for. `source`, `reference` and `line` together happen once."""

    source: str
    reference: str
    at: datetime
    line: int = 1
    steps: Steps = Steps()
    transaction_number: str = ""
    price: str = ""
    value_cents: int | None = None
    reason: str = ""
    recorded_by_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewLot:
    """The lot that a movement mints. `number` is empty for one of our own; the class is the parent's."""

    holder_id: int
    status: str
    number: str = ""
    issued_on: date | None = None
    deposit_settled: bool = True


@dataclass(frozen=True, slots=True)
class RootLot:
    """The lot that an issue opens."""

    holder_id: int
    credit_class_id: int
    status: str
    issued_on: date
    number: str = ""
    scheme: str = "nsw_bos"
    agreement_id: int | None = None
    agreement_number: str = ""
    issue_date_published: bool = True
    deposit_settled: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of a movement: the lot that received, and the movement; its id is `GIVEN` where the event that it goes
    with is the first to know it."""

    lot_id: int
    number: str
    movement_id: int | str
