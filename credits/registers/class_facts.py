"""What a root lot is a credit of, and under which agreement, from the rows that name it or a lot that comes from it.

A root lot that is still in supply says it itself; else the first row of a descendant does; else the first line that
moves from the family, which names no plant community id: that is found by the community's name where only one bears it.
Pure: no Django, no clock, no I/O.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ATTRIBUTES = (
    "kind",
    "pct_id",
    "pct_name",
    "vegetation_formation",
    "vegetation_class",
    "offset_trading_group",
    "community_name",
    "hollow_bearing_trees",
    "species_id",
    "scientific_name",
    "common_name",
    "subregion",
    "region",
)
FROM_LINE = (
    "pct_name",
    "vegetation_formation",
    "offset_trading_group",
    "scientific_name",
    "common_name",
    "subregion",
)

Values = Mapping[str, Any]


@dataclass(slots=True)
class FamilyFacts:
    """What is known of the family of one root lot: the attributes of its class and its agreement's number."""

    attributes: dict[str, Any]
    agreement_number: str = ""


class Families:
    """Gathers what supply rows and lines say about each family; `roots` names the root of every lot."""

    def __init__(self, roots: Mapping[str, str], supply: Iterable[Values]) -> None:
        """`supply`: rows with `row`, `credit_id`, `agreement_number` and the attributes, in the order of the file."""
        self._roots = roots
        self._rows: dict[str, list[Values]] = {}
        self._pct_ids: dict[str, set[int]] = {}
        self._species_ids: dict[str, set[int]] = {}
        self._classes: dict[int, set[str]] = {}
        self._regions: dict[str, set[str]] = {}
        for row in supply:
            root = roots.get(row["credit_id"])
            if root is not None:
                self._rows.setdefault(root, []).append(row)
            _note(self._pct_ids, row["pct_name"], row["pct_id"])
            _note(self._species_ids, row["scientific_name"], row["species_id"])
            _note(self._classes, row["pct_id"], row["vegetation_class"])
            _note(self._regions, row["subregion"], row["region"])

    def of(self, root: str, first_line: Values | None) -> FamilyFacts | None:
        """The facts of a family; None where neither a row nor a line says what its credits are of."""
        rows = self._rows.get(root, [])
        own = _own(root, rows)
        agreement = next((row["agreement_number"] for row in [*own, *rows] if row["agreement_number"]), "")
        if rows:
            teller = (own or rows)[0]
            attributes = {name: teller[name] for name in ATTRIBUTES}
            return FamilyFacts(attributes, agreement)
        if first_line is None:
            return None
        said = {name: first_line[name] for name in FROM_LINE}
        if not said["scientific_name"] and not said["pct_name"] and not said["offset_trading_group"]:
            return None
        return FamilyFacts(self._from_line(said), agreement)

    def differing(self) -> Iterator[tuple[int, str]]:
        """Row and root of every row that tells other attributes than its family's class has."""
        for root, rows in self._rows.items():
            teller = (_own(root, rows) or rows)[0]
            for row in rows:
                if any(row[name] != teller[name] for name in ATTRIBUTES):
                    yield row["row"], root

    def _from_line(self, said: dict[str, Any]) -> dict[str, Any]:
        attributes: dict[str, Any] = dict.fromkeys(ATTRIBUTES, "") | said
        attributes["kind"] = "species" if said["scientific_name"] else "ecosystem"
        attributes["pct_id"] = _only(self._pct_ids, said["pct_name"])
        attributes["species_id"] = _only(self._species_ids, said["scientific_name"])
        attributes["vegetation_class"] = _only(self._classes, attributes["pct_id"]) or ""
        attributes["region"] = _only(self._regions, said["subregion"]) or ""
        return attributes


def _own(root: str, rows: list[Values]) -> list[Values]:
    return [row for row in rows if row["credit_id"] == root]


def _note(known: dict[Any, set[Any]], key: Any, value: Any) -> None:
    if key and value:
        known.setdefault(key, set()).add(value)


def _only(known: Mapping[Any, set[Any]], key: Any) -> Any:
    """The one value known for the key; None where there is none, or more than one."""
    values = known.get(key, set())
    return next(iter(values)) if len(values) == 1 else None
