"""Known names near to one that is not known, for a person to choose from. Pure."""

import difflib
from collections import defaultdict
from collections.abc import Iterable

OFFERED = 3
LIKENESS = 0.8
"""Of the ratio of equal letters, from 0 to 1: catches a slip in one word, not another species of the genus (ours)."""


class NameIndex:
    """Names by their first letter: a slip there is rare, and the rest need not be compared."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for name in names:
            self._by_letter[name[:1].lower()].append(name)

    def nearest(self, name: str) -> tuple[str, ...]:
        """The names most like this one, best first; empty when none is."""
        known = self._by_letter.get(name[:1].lower(), [])
        return tuple(difflib.get_close_matches(name[:200], known, n=OFFERED, cutoff=LIKENESS))
