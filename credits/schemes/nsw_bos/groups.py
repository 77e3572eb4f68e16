"""Offset trading groups compared: the same group, or a higher one, which is the more cleared. Pure."""

from credits.schemes.nsw_bos.facts import Biodiversity, same_name, shown
from credits.schemes.nsw_bos.outcome import Criterion, Test


def compare_groups(criterion: Criterion, impact: Biodiversity, candidate: Biodiversity) -> Test:
    """The same trading group by name, or a tier at or above that of the impact (tier 1 is the highest).

    A tier that is not set is never computed here: the test is open.
    """
    if same_name(impact.trading_group, candidate.trading_group):
        return criterion.yes(f"Both are in the trading group {impact.trading_group}.")
    if impact.tier is None or candidate.tier is None:
        return criterion.open(f"Tier of the impact: {_tier(impact)}; of the credit: {_tier(candidate)}.")
    if candidate.tier <= impact.tier:
        how = "the same" if candidate.tier == impact.tier else "higher"
        return criterion.yes(
            f"The impact is in tier {impact.tier}, the credit in tier {candidate.tier}: {how} (1 is the highest)."
        )
    return criterion.no(
        f"The impact is in tier {impact.tier}, the credit in tier {candidate.tier}: lower (1 is the highest)."
    )


def _tier(of: Biodiversity) -> str:
    return shown("" if of.tier is None else str(of.tier), "not set")
