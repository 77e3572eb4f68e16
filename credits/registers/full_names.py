"""Names that the registers publish cut, or in another spelling, matched to the full name in the reference facts.

Pure: no Django, no clock, no I/O.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any

from credits.registers import columns as c
from credits.registers.cleaning import folded_name
from credits.registers.remarks import REPAIRED, Remark

SHORTEST_CUT = 190
"""A name shorter than this was not cut: the registers cut at 200 or 255 characters, entities counted as written."""
FIELDS = {"offset_trading_group": c.GROUP, "community_name": c.COMMUNITY}


class FullNames:
    """Full names by every spelling that is known of them."""

    def __init__(self, spellings: Mapping[str, str] | None = None) -> None:
        """`spellings`: the full name by each of its spellings, itself among them."""
        self._by_fold: dict[str, str] = {}
        for spelling, name in (spellings or {}).items():
            self._by_fold.setdefault(folded_name(spelling), name)
        self._folds = sorted(self._by_fold)
        self._known: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The full name; the name itself where none is known, or more than one begins so."""
        if not self._folds or not name:
            return name
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> str:
        fold = folded_name(name)
        if fold in self._by_fold:
            return self._by_fold[fold]
        if len(name) < SHORTEST_CUT:
            return name
        full = {self._by_fold[other] for other in self._beginning_with(fold)}
        return full.pop() if len(full) == 1 else name

    def _beginning_with(self, fold: str) -> Iterable[str]:
        for place in range(bisect_left(self._folds, fold), len(self._folds)):
            if not self._folds[place].startswith(fold):
                return
            yield self._folds[place]

    def complete(self, values: dict[str, Any], remarks: list[Remark], file: str, row: int) -> None:
        """Put the full names in place and say so."""
        for field, column in FIELDS.items():
            name = values.get(field)
            if not name or (full := self.of(name)) == name:
                continue
            values[field] = full
            how = "cut" if len(full) > len(name) and full.startswith(name[:100]) else "in another spelling"
            reason = f"The name is published {how}; the full name of the reference facts was taken."
            remarks.append(Remark(REPAIRED, file, "name.completed", reason, row, column))
