"""Which audit chain tells about a lot: its agreement's, or its family's where no agreement is held here."""

from uuid import UUID

from credits.lots.models import Lot
from registry.agreements.models import Agreement
from registry.audit.events import ChainKey


def agreement_chain(agreement: Agreement) -> ChainKey:
    """The chain of an agreement, its lots included."""
    return ChainKey("agreement", str(agreement.public_id))


def chain_of(lot: Lot) -> ChainKey:
    """The chain of a lot: one for each agreement, else one for each root lot, so that writers rarely meet."""
    return family_chain(
        None if lot.agreement is None else lot.agreement.public_id,
        lot.number if lot.root is None else lot.root.number,
    )


def family_chain(agreement_id: UUID | None, root_number: str) -> ChainKey:
    """The chain of the lots of an agreement, by its public id, or of the family of a root lot."""
    if agreement_id is not None:
        return ChainKey("agreement", str(agreement_id))
    return ChainKey("lot_family", root_number)
