"""Worked trading cases: one obligation line and one candidate lot a row, with the three expected answers. Pure.

Every value of a row is taken as given; only the spellings of communities are brought together. An approval date
implies that the steps of variation are evidenced. `outside` and `same_region_only` lie beyond 100 km.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar, cast

from assessments.bam.worked_cases import CaseResult, Status
from assessments.classes.listings import Status as Listing
from assessments.classes.listings import status_of
from credits.schemes.nsw_bos.communities import Communities
from credits.schemes.nsw_bos.decide import Decision, decide, explain
from credits.schemes.nsw_bos.facts import (
    Candidate,
    Circumstances,
    CreditKind,
    Hollows,
    Impact,
    LotStatus,
    Permission,
    Place,
)
from credits.schemes.nsw_bos.outcome import Answer
from registry.findings import InvalidInput
from registry.reference.cells import BadCell
from registry.reference.official import names

REQUIRED_COLUMNS = (
    "case_id",
    "retire_date",
    "obl_kind",
    "cand_kind",
    "cand_status",
    "location_relation",
    "expected_like_for_like",
    "expected_variation",
    "expected_bct",
)
Value = TypeVar("Value")

KINDS = ("ecosystem", "species")
RULE_CODES: dict[Answer, str] = {Answer.YES: "Y", Answer.NO: "N", Answer.OPEN: "OPEN"}
EXPECTED: dict[str, tuple[str, ...]] = {
    "expected_like_for_like": ("Y", "N", "OPEN"),
    "expected_variation": ("Y", "N", "OPEN", "NA"),
    "expected_bct": ("Y1", "Y2", "OPEN3", "N"),
}
STATUSES: dict[str, LotStatus] = {
    "issued": "issued",
    "equivalence credit": "equivalence",
    "pending review": "pending",
    "pending": "pending",
    "suspended": "suspended",
    "cancelled": "cancelled",
    "retired": "retired",
    "expression of interest": "interest",
    "unconverted": "unconverted",
    "biobanking": "unconverted",
}
"""The register's words, and those of credits of earlier schemes. Any other one names no credit in force."""

PLACES: dict[str, Place] = {
    "same_subregion": Place(same_subregion=True, adjoining_subregion=False, same_region=True),
    "adjoining_subregion": Place(same_subregion=False, adjoining_subregion=True),
    "subregion_within_100km": Place(same_subregion=False, adjoining_subregion=False, within_100km=True),
    "same_region_only": Place(
        same_subregion=False, adjoining_subregion=False, within_100km=False, same_region=True
    ),
    "outside": Place(same_subregion=False, adjoining_subregion=False, within_100km=False, same_region=False),
}
_HOLLOWS: dict[str, Hollows] = {
    "yes": "yes",
    "yes (including artificial)": "artificial",
    "no": "no",
    "": "",
}
_FLAGS: dict[str, bool | None] = {"yes": True, "no": False, "": None}


class BadColumn(ValueError):
    """A cell that cannot be read: its column, and what to do."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(f"column {column}: {message}")


def run(rows: Iterable[Mapping[str, str | None]], communities: Communities) -> list[CaseResult]:
    """Run every row; rows count from 2, below the header. A faulty row is a failed case, never an exception."""
    return [_run_row(row, number, communities) for number, row in enumerate(rows, start=2)]


def read(row: Mapping[str, str], communities: Communities) -> tuple[Impact, Candidate, Place, Circumstances]:
    """The facts of one row. Raises `BadColumn`."""
    place = _choice(row, "location_relation", PLACES)
    impact = Impact(
        kind=cast(CreditKind, row["obl_kind"]),
        community=communities.key_of(row.get("obl_tec_nsw", "")),
        community_name=row.get("obl_tec_nsw", ""),
        vegetation_class=row.get("obl_class", ""),
        formation=row.get("obl_formation", ""),
        trading_group=communities.name_of(row.get("obl_otg", "")),
        tier=_tier(row, "obl_tier"),
        species=names.folded(row.get("obl_species", "")),
        scientific_name=row.get("obl_species", ""),
        kingdom=row.get("obl_kingdom", ""),
        listing=_listing(row, "obl_species_status") or _listing(row, "obl_listing_nsw"),
        subregion=row.get("obl_subregion", ""),
        region=row.get("obl_region", ""),
        hollows={"yes": True, "artificial": True, "no": False, "": None}[_choice(row, "obl_hbt", _HOLLOWS)],
    )
    status = STATUSES.get(row["cand_status"].casefold(), "other")
    candidate = Candidate(
        kind=cast(CreditKind, row["cand_kind"]),
        community=communities.key_of(row.get("cand_tec_nsw", "")),
        community_name=row.get("cand_tec_nsw", ""),
        vegetation_class=row.get("cand_class", ""),
        formation=row.get("cand_formation", ""),
        trading_group=communities.name_of(row.get("cand_otg", "")),
        tier=_tier(row, "cand_tier"),
        species=names.folded(row.get("cand_species", "")),
        scientific_name=row.get("cand_species", ""),
        kingdom=row.get("cand_kingdom", ""),
        listing=_listing(row, "cand_species_status"),
        subregion=row.get("cand_subregion", ""),
        region=row.get("cand_region", ""),
        hollows=_choice(row, "cand_hbt", _HOLLOWS),
        status=status,
        origin="earlier_scheme" if status in ("equivalence", "unconverted") else "bam",
    )
    return impact, candidate, _with_region(place, impact, candidate), _circumstances(row)


def codes(decision: Decision) -> dict[str, str]:
    """The three answers as the file writes them."""
    trust = decision.trust
    return {
        "expected_like_for_like": RULE_CODES[decision.like_for_like.answer],
        "expected_variation": "NA" if decision.variation is None else RULE_CODES[decision.variation.answer],
        "expected_bct": {Answer.YES: f"Y{trust.step}", Answer.NO: "N", Answer.OPEN: "OPEN3"}[trust.answer],
    }


def _run_row(row: Mapping[str, str | None], number: int, communities: Communities) -> CaseResult:
    case_id = (row.get("case_id") or "").strip() or f"row {number}"
    kind = (row.get("obl_kind") or "").strip()
    try:
        cells = _cells(row)
        expected = {column: cells[column] for column in EXPECTED}
        kinds = [cells[column] for column in ("obl_kind", "cand_kind") if cells[column] not in KINDS]
        if kinds:
            return CaseResult(
                case_id, kind, "not_run", expected, None, f"The kind {kinds[0]!r} is not known."
            )
        for column, allowed in EXPECTED.items():
            if expected[column] not in allowed:
                raise BadColumn(column, f"{expected[column]!r} is none of {', '.join(allowed)}; correct it.")
        decision = decide(*read(cells, communities))
    except BadColumn as error:
        return CaseResult(case_id, kind, "failed", None, None, f"Row {number}, {error}")
    except InvalidInput as error:
        return CaseResult(case_id, kind, "failed", None, None, f"Row {number}: {error.findings[0].message}")
    computed = codes(decision)
    status: Status = "ok" if computed == expected else "failed"
    message = "" if status == "ok" else f"Row {number}: {' '.join(explain(decision))}"
    return CaseResult(case_id, kind, status, expected, computed, message)


def _cells(row: Mapping[str, str | None]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for column, cell in row.items():
        if not isinstance(column, str):
            raise BadColumn("after the last", "the row has more cells than the header; correct it.")
        try:
            cells[column] = names.plain(cell or "")
        except BadCell as error:
            raise BadColumn(column, f"{error}.") from error
    for column in REQUIRED_COLUMNS:
        if not cells.get(column):
            raise BadColumn(column, "it is missing or blank; fill it in.")
    return cells


def _choice(row: Mapping[str, str], column: str, choices: Mapping[str, Value]) -> Value:
    written = row.get(column, "")
    if written.casefold() not in choices:
        raise BadColumn(column, f"{written!r} is none of {', '.join(filter(None, choices))}; correct it.")
    return choices[written.casefold()]


def _tier(row: Mapping[str, str], column: str) -> int | None:
    written = row.get(column, "")
    if not written:
        return None
    if written not in ("1", "2", "3", "4"):
        raise BadColumn(column, f"{written!r} is no tier from 1 to 4; correct or empty it.")
    return int(written)


def _listing(row: Mapping[str, str], column: str) -> Listing | None:
    written = row.get(column, "")
    listing = status_of(written)
    if written and listing is None:
        raise BadColumn(column, f"{written!r} is no status of a listing; correct or empty it.")
    return listing


def _day(row: Mapping[str, str], column: str) -> date:
    try:
        return date.fromisoformat(row.get(column, ""))
    except ValueError as error:
        raise BadColumn(column, f"{row.get(column, '')!r} is no date as 2024-06-01; correct it.") from error


def _with_region(place: Place, impact: Impact, candidate: Candidate) -> Place:
    """The relation says more than the names of the regions; where it says nothing of the region, they do."""
    if place.same_region is not None or not impact.region or not candidate.region:
        return place
    return Place(
        same_subregion=place.same_subregion,
        adjoining_subregion=place.adjoining_subregion,
        within_100km=place.within_100km,
        same_region=_region(impact.region) == _region(candidate.region),
    )


def _region(name: str) -> str:
    """The registers write New England Tableland and New England Tablelands."""
    return names.folded(name).removesuffix("s")


def _circumstances(row: Mapping[str, str]) -> Circumstances:
    permission = None
    if row.get("variation_approved_on"):
        permission = Permission(
            approved_on=_day(row, "variation_approved_on"),
            evidence="as the case gives it",
            reasonable_steps=True,
            none_found=True,
            other_options_declined=True,
        )
    return Circumstances(
        on=_day(row, "retire_date"),
        permission=permission,
        excluded_from_variation=_choice(row, "excluded_from_variation", _FLAGS),
        controlled_action_entity=_choice(row, "epbc_controlled_entity", _FLAGS),
    )
