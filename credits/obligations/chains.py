"""Which audit chain tells about an obligation."""

from credits.obligations.models import Development, Obligation
from registry.audit.events import ChainKey


def development_chain(development: Development) -> ChainKey:
    """The chain of a development: its tests of scope, its applications and their decisions."""
    return ChainKey("development", str(development.public_id))


def obligation_chain(obligation: Obligation) -> ChainKey:
    """The chain of an obligation: conditions, discharge, commencement, modification."""
    return ChainKey("obligation", str(obligation.public_id))
