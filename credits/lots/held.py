"""A transfer or retirement that an officer completes: locked, with the facts its rules ask for, by one flat query.

Officers complete dealings by the thousand, and a row of nine tables made into nine objects took longer than everything
the database does for a settlement. Everything else that is done with dealings reads them as `selectors.hold` gives
them.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from credits.lots.chains import family_chain
from registry.audit.events import ChainKey
from registry.findings import NotVisible


@dataclass(frozen=True, slots=True)
class HeldDealing:
    """What completing a dealing needs to know of it; `kind` is transfer or retirement. The row is locked."""

    kind: str
    pk: int
    public_id: UUID
    state: str
    quantity: int
    lodged_by_id: int
    checked_by_id: int | None
    lot_id: int
    fee_id: int
    fee_paid: bool
    lot_number: str
    lot_status: str
    deposit_settled: bool
    holder_id: int
    holder_organisation_id: int | None
    agreement_id: UUID | None
    root_number: str
    chain_begun: bool

    @property
    def transaction_number(self) -> str:
        """As the dealing's own."""
        return f"{self.kind[0].upper()}{self.pk:07d}"

    @property
    def signer_ids(self) -> frozenset[int]:
        """As the dealing's own."""
        return frozenset({self.lodged_by_id})

    @property
    def side_ids(self) -> frozenset[int | None]:
        """As the dealing's own."""
        return frozenset({self.holder_organisation_id})

    @property
    def chain(self) -> ChainKey:
        """The chain that tells about its lot."""
        return family_chain(self.agreement_id, self.root_number)


@dataclass(frozen=True, slots=True)
class HeldTransfer(HeldDealing):
    """What a settlement needs to know besides."""

    offered_by_id: int
    zero_price_reason: str
    buyer_id: int
    buyer_name: str
    buyer_account_id: int | None
    price: str
    value_cents: int
    settles_from: date | None
    new_lot_id: int | None

    @property
    def signer_ids(self) -> frozenset[int]:
        """As the transfer's own."""
        return frozenset({self.lodged_by_id, self.offered_by_id})

    @property
    def side_ids(self) -> frozenset[int | None]:
        """As the transfer's own."""
        return frozenset({self.holder_organisation_id, self.buyer_id})


@dataclass(frozen=True, slots=True)
class HeldRetirement(HeldDealing):
    """What completing a retirement needs to know besides."""

    purpose: str


_FACTS = (
    "d.id, d.public_id, d.state, d.quantity, d.lodged_by_id, d.checked_by_id, d.lot_id, d.fee_id, "
    "fee.paid_on IS NOT NULL, lot.number, lot.status, lot.deposit_settled, lot.holder_id, holder.organisation_id, "
    "agreement.public_id, COALESCE(root.number, lot.number), {begun}"
)
_TABLES = (
    "JOIN credits_lot lot ON lot.id = d.lot_id JOIN credits_holderaccount holder ON holder.id = lot.holder_id "
    "JOIN fees_feecharge fee ON fee.id = d.fee_id LEFT JOIN credits_lot root ON root.id = lot.root_id "
    "LEFT JOIN agreements_agreement agreement ON agreement.id = lot.agreement_id"
)
_RETIREMENT = f"SELECT {_FACTS}, d.purpose FROM credits_retirement d {_TABLES} WHERE d.public_id = %(id)s"  # noqa: S608
_TRANSFER = (
    f"SELECT {_FACTS}, offer.made_by_id, offer.zero_price_reason, d.buyer_id, buyer.name, account.id, d.price, "  # noqa: S608
    f"d.value_cents, d.settles_from, {{new_lot}} FROM credits_transfer d {_TABLES} "
    "JOIN credits_offer offer ON offer.id = d.offer_id JOIN parties_organisation buyer ON buyer.id = d.buyer_id "
    "LEFT JOIN credits_holderaccount account ON account.organisation_id = d.buyer_id WHERE d.public_id = %(id)s"
)
# The id of the lot that a settlement will mint, drawn here so that minting can go with the event; PostgreSQL alone.
_NEW_LOT = {
    "postgresql": "CASE WHEN d.state = 'checked' THEN nextval('credits_lot_id_seq') END",
    "sqlite": "NULL",
}
# Does the chain of its lot's family exist, so that the event may be written and committed at once? PostgreSQL alone.
_BEGUN = {
    "postgresql": "EXISTS (SELECT 1 FROM audit_auditchain chain "
    "WHERE chain.kind = CASE WHEN agreement.id IS NULL THEN 'lot_family' ELSE 'agreement' END "
    "AND chain.key = COALESCE(CAST(agreement.public_id AS text), root.number, lot.number))",
    "sqlite": "false",
}
# Not for the key: what points at the dealing need not wait for it.
_LOCK = {"postgresql": " FOR NO KEY UPDATE OF d", "sqlite": ""}


def transfer(public_id: UUID) -> HeldTransfer:
    """The transfer, whoever asks. Raises NotVisible where there is none."""
    return HeldTransfer("transfer", *_row(_TRANSFER, public_id, "transfer"))


def retirement(public_id: UUID) -> HeldRetirement:
    """The retirement, whoever asks. Raises NotVisible where there is none."""
    return HeldRetirement("retirement", *_row(_RETIREMENT, public_id, "retirement"))


@cache
def _of(statement: str, vendor: str) -> str:
    """The statement for one database."""
    return statement.format(new_lot=_NEW_LOT[vendor], begun=_BEGUN[vendor]) + _LOCK[vendor]


def _row(statement: str, public_id: UUID, what: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_of(statement, connection.vendor), {"id": public_id.hex})
        found = cursor.fetchone()
    if found is None:
        raise NotVisible(what)
    row = list(found)
    if connection.vendor == "sqlite":
        for place in (1, 14):
            row[place] = row[place] and UUID(row[place])
    return row
