"""A row of the credit supply register as values. Pure: no Django, no clock, no I/O."""

from collections.abc import Callable
from typing import Any

from credits.registers import cleaning
from credits.registers import columns as c
from credits.registers.full_names import FullNames
from credits.registers.readers.tables import Row
from credits.registers.remarks import REFUSED, REPAIRED, Remark
from registry.reference import cells

ISSUED, EQUIVALENCE, CANCELLED = "issued", "equivalence", "cancelled"
PENDING, INTEREST = "pending_review", "expression_of_interest"
STATUSES = {
    "issued": ISSUED,
    "equivalence credit": EQUIVALENCE,
    "pending review": PENDING,
    "expression of interest": INTEREST,
    "cancelled": CANCELLED,
}
OPEN = (ISSUED, EQUIVALENCE)
"""The rows that are lots. Others are listings, and the cancelled are minted by their cancelling lines."""
KINDS = {"ecosystem": "ecosystem", "species": "species"}
HOLLOWS = {"": "", "yes": "yes", "yes (including artificial)": "artificial", "no": "no"}
NUMBER_LENGTH = 20

Reader = Callable[[str, list[str]], Any]


def text_cell(at_most: int) -> Reader:
    return lambda raw, mended: cleaning.text(raw, mended, at_most=at_most)


def word_cell(words: dict[str, str]) -> Reader:
    return lambda raw, mended: cleaning.word(raw, mended, words)


READERS: tuple[tuple[str, str, Reader], ...] = (
    ("credit_id", c.CREDIT_ID, text_cell(NUMBER_LENGTH)),
    ("agreement_number", c.AGREEMENT, text_cell(30)),
    ("status", c.STATUS, word_cell(STATUSES)),
    ("issued_on", c.ISSUED_ON, cleaning.day),
    ("credits", c.CREDITS, cleaning.credits),
    ("subregion", c.SUBREGION, text_cell(120)),
    ("region", c.REGION, cleaning.region),
    ("kind", c.KIND, word_cell(KINDS)),
    ("pct_id", c.PCT_ID, cleaning.profile_id),
    ("pct_name", c.PCT_NAME, text_cell(300)),
    ("vegetation_formation", c.FORMATION, text_cell(120)),
    ("offset_trading_group", c.GROUP, text_cell(600)),
    ("community_name", c.COMMUNITY, cleaning.community),
    ("vegetation_class", c.CLASS, text_cell(120)),
    ("hollow_bearing_trees", c.HOLLOWS, word_cell(HOLLOWS)),
    ("species_id", c.SPECIES_ID, cleaning.profile_id),
    ("scientific_name", c.SCIENTIFIC, text_cell(200)),
    ("common_name", c.COMMON, text_cell(200)),
    ("suspended_from", c.SUSPENDED_FROM, cleaning.day),
    ("suspended_to", c.SUSPENDED_TO, cleaning.day),
    ("cancelled_on", c.CANCELLED_ON, cleaning.day),
    ("cancellation_ground", c.CANCELLATION_GROUND, text_cell(200)),
    ("site_area_m2", c.SITE_AREA, cleaning.hectares),
    ("local_government_area", c.LGA, text_cell(300)),
    ("listed_on", c.LISTED_ON, cleaning.day),
    ("case_number", c.CASE_NUMBER, text_cell(12)),
    ("expires_on", c.EXPIRES_ON, cleaning.day),
    ("biobanking_credit_id", c.COMMENT, cleaning.earlier_credit),
)
COMMUNITY_LENGTH = 400
BESIDE_THE_CREDITS = frozenset(
    {c.SITE_AREA, c.LGA, c.LISTED_ON, c.CASE_NUMBER, c.EXPIRES_ON, c.CANCELLATION_GROUND}
    | {c.CONSENT_ON, c.PHILANTHROPIC, c.OBLIGATION, c.OBLIGATION_LGA}
)
"""Columns that say nothing about what a credit is or where it went: one that cannot be read is left empty."""


TEXT_FIELDS = ("local_government_area", "case_number", "cancellation_ground")
"""Texts among them, which are empty rather than None."""


class SupplyReader:
    """Reads rows one after the other and remembers which credit ids it has seen."""

    def __init__(self, full_names: FullNames) -> None:
        self._full_names = full_names
        self._seen: dict[str, int] = {}

    def read(self, row: Row) -> tuple[dict[str, Any] | None, list[Remark]]:
        """The values of the row by field, and what there is to say about it; no values where it is refused."""
        values, remarks = read_cells(row, c.SUPPLY, READERS)
        self._full_names.complete(values, remarks, c.SUPPLY, row.number)
        for field in TEXT_FIELDS:
            values[field] = values[field] or ""
        remarks += self._faults(values, row.number) if not _refused(remarks) else []
        if _refused(remarks):
            return None, [remark for remark in remarks if remark.kind == REFUSED]
        self._seen[values["credit_id"]] = row.number
        return values, remarks

    def _faults(self, values: dict[str, Any], number: int) -> list[Remark]:
        def fault(code: str, column: str, reason: str) -> Remark:
            return Remark(REFUSED, c.SUPPLY, code, reason, number, column, values["credit_id"])

        found = []
        credit_id = values["credit_id"]
        if not credit_id:
            found.append(fault("id.missing", c.CREDIT_ID, "The row has no credit ID."))
        elif credit_id in self._seen:
            before = self._seen[credit_id]
            found.append(
                fault(
                    "id.twice", c.CREDIT_ID, f"{credit_id} is in row {before} already: the first row counts."
                )
            )
        elif credit_id.upper().startswith("LOT-"):
            found.append(
                fault("id.reserved", c.CREDIT_ID, f"{credit_id} reads like a number of this registry.")
            )
        if values["status"] in OPEN and not values["credits"]:
            found.append(
                fault("credits.none", c.CREDITS, f"{credit_id} is {values['status']} but of no credits.")
            )
        if values["status"] in OPEN and values["kind"] == "species" and not values["scientific_name"]:
            found.append(
                fault("species.unnamed", c.SCIENTIFIC, f"{credit_id} is a species credit of no species.")
            )
        if len(values["community_name"]) > COMMUNITY_LENGTH:
            found.append(fault("cell.unreadable", c.COMMUNITY, "The name of the community is too long."))
        return found


def read_cells(
    row: Row, file: str, readers: tuple[tuple[str, str, Reader], ...]
) -> tuple[dict[str, Any], list[Remark]]:
    """Every cell by its reader: one remark for each cell that was mended or cannot be read (its value is None)."""
    values: dict[str, Any] = {}
    remarks: list[Remark] = []
    for field, column, read in readers:
        mended: list[str] = []
        try:
            values[field] = read(row.cells[column], mended)
        except cells.BadCell as fault:
            values[field] = None
            if column in BESIDE_THE_CREDITS:
                mended.append(f"the cell was left empty, for it {fault}")
            else:
                reason = f"{column}: {fault}."
                remarks.append(Remark(REFUSED, file, "cell.unreadable", reason, row.number, column))
        if mended:
            sentence = "; ".join(mended)
            reason = f"{sentence[:1].upper()}{sentence[1:]}."
            remarks.append(Remark(REPAIRED, file, "cell.mended", reason, row.number, column))
    return values, remarks


def _refused(remarks: list[Remark]) -> bool:
    return any(remark.kind == REFUSED for remark in remarks)
