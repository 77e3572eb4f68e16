"""Which audit chain tells about what of the fund."""

from registry.audit.events import ChainKey
from registry.fund.models import SiteAccount
from registry.parties.models import Organisation

KIND = "fund"


def site_chain(site: SiteAccount) -> ChainKey:
    """Everything about one site's money is told in one chain."""
    return ChainKey(KIND, str(site.public_id))


def runs_chain() -> ChainKey:
    """Payment runs, one after the other."""
    return ChainKey(KIND, "runs")


def books_chain() -> ChainKey:
    """The fund's books: results, closed years, rates, rules and index numbers."""
    return ChainKey(KIND, "books")


def payee_chain(organisation: Organisation) -> ChainKey:
    """Where a holder's money goes, and how the holder stands to tax."""
    return ChainKey(KIND, f"payee:{organisation.public_id}")
