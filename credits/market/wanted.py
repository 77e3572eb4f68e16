"""Which credits an entry of the registers is about: copied from a lot, or looked up in the reference facts of the day.

What is left empty is open. A name that the facts do not know is refused, so that supply and demand are told in the same
words; where no facts are loaded, the words stay as they were written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from credits.lots.models import CreditClass, Lot
from registry.findings import Finding, InvalidInput
from registry.reference import selectors as reference
from registry.reference.models import LocalGovernmentArea, OffsetTradingGroup, Release

MOST_SUBREGIONS = 60
LARGEST_PCT_ID = 999_999_999
LONGEST = {
    "offset_trading_group": 600,
    "community_name": 400,
    "scientific_name": 200,
    "subregions": 120,
    "local_government_area": 200,
}
Words = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wrote about the credits, before it is looked up."""

    kind: str
    offset_trading_group: str = ""
    community_name: str = ""
    pct_id: int | None = None
    hollow_bearing_trees: str = ""
    scientific_name: str = ""
    subregions: Sequence[str] = field(default_factory=tuple)


def of_lot(lot: Lot) -> Words:
    """The words of the lot's own class: nobody describes existing credits in other ones."""
    credit_class = lot.credit_class
    names = (
        "kind",
        "offset_trading_group",
        "community_name",
        "pct_id",
        "pct_name",
        "hollow_bearing_trees",
        "scientific_name",
        "common_name",
    )
    words = {name: getattr(credit_class, name) for name in names}
    return words | {"subregions": [credit_class.subregion] if credit_class.subregion else []}


def looked_up(asked: Asked, *, on: date) -> Words:
    """The fields of an entry, in the words of the facts in use on that day. Raises InvalidInput with every name that
    they do not know."""
    return _Reading(reference.current_release(on)).words(asked)


def area_looked_up(name: str, *, on: date) -> str:
    """A local government area as the facts call it; empty stays empty. Raises InvalidInput for an unknown one."""
    reading = _Reading(reference.current_release(on))
    found = reading.known(
        "local_government_area", name, lambda release, text: _area(release, text), "local government area"
    )
    reading.refuse()
    return found


def _area(release: Release, name: str) -> str | None:
    rows = LocalGovernmentArea.objects.filter(release=release, name__iexact=name)
    return rows.values_list("name", flat=True).first()


def _trading_group(release: Release, name: str) -> str | None:
    rows = OffsetTradingGroup.objects.filter(release=release, name__iexact=name)
    return rows.values_list("name", flat=True).first()


def _community(release: Release, name: str) -> str | None:
    found = reference.community(release, name)
    return found.name if found else None


def _subregion(release: Release, name: str) -> str | None:
    found = reference.subregion(release, name)
    return found.name if found else None


class _Reading:
    """One reading of what was asked: the words found so far, and what is wrong with the others."""

    def __init__(self, release: Release | None) -> None:
        self.release = release
        self.findings: list[Finding] = []

    def wrong(self, code: str, message: str, name: str) -> None:
        """Note what is wrong with a field."""
        self.findings.append(Finding(code, message, name))

    def refuse(self) -> None:
        """Raises InvalidInput where anything was wrong."""
        if self.findings:
            raise InvalidInput(self.findings)

    def words(self, asked: Asked) -> Words:
        """The fields of an entry."""
        if asked.kind not in dict(CreditClass.KINDS):
            self.wrong("wanted.kind_unknown", "Choose ecosystem or species credits.", "kind")
            self.refuse()
        words = self._species(asked) if asked.kind == CreditClass.SPECIES else self._ecosystem(asked)
        words["subregions"] = self._subregions(asked.subregions)
        self.refuse()
        return {"kind": asked.kind, **words}

    def _species(self, asked: Asked) -> Words:
        given = {
            "offset_trading_group": asked.offset_trading_group,
            "community_name": asked.community_name,
            "pct_id": asked.pct_id,
            "hollow_bearing_trees": asked.hollow_bearing_trees,
        }
        for name in (name for name, value in given.items() if value):
            self.wrong(
                "wanted.not_of_species",
                "Species credits are told by their species alone; leave this empty.",
                name,
            )
        name = self._text("scientific_name", asked.scientific_name)
        if not name:
            self.wrong("wanted.species_missing", "Name the species.", "scientific_name")
            return {}
        if self.release is None:
            return {"scientific_name": name}
        found = reference.species_of(self.release, name)
        if found is None:
            self._unknown("scientific_name", name, "species")
            return {}
        return {"scientific_name": found.scientific_name, "common_name": found.common_name[:200]}

    def _ecosystem(self, asked: Asked) -> Words:
        if asked.scientific_name.strip():
            message = (
                "Ecosystem credits are not told by a species; leave this empty, or choose species credits."
            )
            self.wrong("wanted.not_of_ecosystem", message, "scientific_name")
        if asked.hollow_bearing_trees not in dict(CreditClass.HOLLOWS):
            self.wrong("wanted.hollows_unknown", "Choose from the list.", "hollow_bearing_trees")
        group = self.known(
            "offset_trading_group", asked.offset_trading_group, _trading_group, "offset trading group"
        )
        community = self.known(
            "community_name", asked.community_name, _community, "threatened ecological community"
        )
        return {
            "offset_trading_group": group,
            "community_name": community,
            "hollow_bearing_trees": asked.hollow_bearing_trees,
            **self._type(asked.pct_id),
        }

    def _type(self, pct_id: int | None) -> Words:
        if pct_id is None:
            return {}
        if not 1 <= pct_id <= LARGEST_PCT_ID:
            self._unknown("pct_id", str(pct_id), "plant community type")
            return {}
        if self.release is None:
            return {"pct_id": pct_id}
        found = reference.pct(self.release, pct_id)
        if found is None:
            self._unknown("pct_id", str(pct_id), "plant community type")
            return {}
        return {"pct_id": pct_id, "pct_name": found.name[:300]}

    def _subregions(self, names: Sequence[str]) -> list[str]:
        if len(names) > MOST_SUBREGIONS:
            message = f"Name at most {MOST_SUBREGIONS} subregions, or none for anywhere."
            self.wrong("wanted.too_many_subregions", message, "subregions")
            return []
        found = [self.known("subregions", name, _subregion, "IBRA subregion") for name in names]
        return list(dict.fromkeys(name for name in found if name))

    def known(self, name: str, text: str, find: Callable[[Release, str], str | None], what: str) -> str:
        """The text as the facts have it; empty for an empty one and for one that is refused."""
        text = self._text(name, text)
        if not text or self.release is None:
            return text
        found = find(self.release, text)
        if found is None:
            self._unknown(name, text, what)
        return found or ""

    def _text(self, name: str, text: str) -> str:
        folded = " ".join(str(text).replace("\x00", " ").split())
        if len(folded) > LONGEST[name]:
            self.wrong("wanted.too_long", f"This is too long: {LONGEST[name]} characters at most.", name)
            return ""
        return folded

    def _unknown(self, name: str, text: str, what: str) -> None:
        code = self.release.code if self.release else ""
        message = (
            f"There is no {what} “{text[:80]}” in the reference facts ({code}). Choose one of theirs, or leave "
            "it empty."
        )
        if name == "scientific_name":
            message = (
                f"There is no {what} “{text[:80]}” in the reference facts ({code}). Choose one of theirs."
            )
        self.wrong("wanted.unknown_name", message, name)
