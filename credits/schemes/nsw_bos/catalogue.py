"""Every test of the trading rules by its code: what it asks, its clause, how well it is known, what is open. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from credits.schemes.nsw_bos import certification, equivalence, force, gate, like_for_like, trust, variation
from credits.schemes.nsw_bos.outcome import Criterion

CRITERIA: Mapping[str, Criterion] = MappingProxyType(
    {
        criterion.code: criterion
        for module in (force, equivalence, like_for_like, gate, variation, trust, certification)
        for criterion in module.CRITERIA
    }
)
