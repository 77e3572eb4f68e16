"""Which audit chain tells about a lot: its agreement's, or its family's where no agreement is held here."""

from credits.lots.models import Lot
from registry.agreements.models import Agreement
from registry.audit.events import ChainKey


def agreement_chain(agreement: Agreement) -> ChainKey:
    """The chain of an agreement, its lots included."""
    return ChainKey("agreement", str(agreement.public_id))


def chain_of(lot: Lot) -> ChainKey:
    """The chain of a lot: one for each agreement, else one for each root lot, so that writers rarely meet."""
    if lot.agreement is not None:
        return agreement_chain(lot.agreement)
    return ChainKey("lot_family", lot.root.number if lot.root is not None else lot.number)
