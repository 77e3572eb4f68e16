"""One key for a threatened community, whatever spelling, cut or former name it comes under.

The names and spellings are those of a release of reference facts; the names that communities bore before stand here.
Pure: no Django, no clock, no I/O.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.classes.rules import RuleMark
from credits.registers.cleaning import folded_name
from credits.registers.full_names import FullNames


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a community bore before. `spelling`: one that the reference facts know it by today. It is one
    community under both names on every day; when the name changed is not known here."""

    name: str
    spelling: str
    mark: RuleMark


FORMER_NAMES: tuple[FormerName, ...] = (
    FormerName(
        "White Box Yellow Box Blakely's Red Gum Woodland",
        "White Box - Yellow Box - Blakely's Red Gum Grassy Woodland and Derived Native Grassland",
        "memory",
    ),
)


class Communities:
    """The keys of communities by their names. `rows`: full name and its other spellings, of each community."""

    def __init__(self, rows: Iterable[tuple[str, Iterable[str]]] = ()) -> None:
        spellings: dict[str, str] = {}
        for name, variants in rows:
            for spelling in (name, *variants):
                spellings.setdefault(spelling, name)
        self._names = FullNames(spellings)
        self._former = {folded_name(one.name): one.spelling for one in FORMER_NAMES}

    def name_of(self, name: str) -> str:
        """The full name of today; the name itself where it is not known."""
        return self._names.of(self._former.get(folded_name(name), name))

    def key_of(self, name: str) -> str:
        """What `Impact.community` and `Candidate.community` are compared by; empty for an empty name."""
        return folded_name(self.name_of(name)) if name else ""
