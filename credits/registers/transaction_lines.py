"""A line of the credit transactions register as values, with what stands against it. Pure: no Django, no I/O."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

from credits.registers import cleaning
from credits.registers import columns as c
from credits.registers.full_names import FullNames
from credits.registers.readers.tables import Row
from credits.registers.remarks import REFUSED, Remark
from credits.registers.supply_lines import NUMBER_LENGTH, Reader, read_cells, text_cell, word_cell
from registry import units

TRANSFER, RETIRE, CANCEL = "transfer", "retire", "cancelled"
TYPES = {"": "", "transfer": TRANSFER, "retire": RETIRE, "cancelled": CANCEL}
YES_NO: dict[str, bool | None] = {"": None, "yes": True, "no": False}
COMPLETED = "completed"
PURPOSES = (
    ("requirement to retire biodiversity credits of a planning approval", "planning_approval"),
    ("bct complying with an obligation", "trust_obligation"),
    ("biodiversity certification of land", "certification"),
    ("a planning agreement", "planning_agreement"),
    ("complying with an order requiring", "ministerial"),
    ("voluntary purpose", "voluntary"),
)
"""Words of the published reasons for retiring, and the purpose of the Act they name (s 6.27); any other is `other`."""


def _purpose(raw: str, mended: list[str]) -> str:
    said = cleaning.text(raw, mended).casefold()
    if not said:
        return ""
    return next((purpose for words, purpose in PURPOSES if words in said), "other")


def _yes_no(raw: str, mended: list[str]) -> bool | None:
    return YES_NO[cleaning.word(raw, mended, {word: word for word in YES_NO})]


READERS: tuple[tuple[str, str, Reader], ...] = (
    ("transaction_on", c.ON, cleaning.day),
    ("transaction_number", c.NUMBER, text_cell(12)),
    ("status", c.LINE_STATUS, text_cell(40)),
    ("kind", c.TYPE, word_cell(TYPES)),
    ("from_id", c.FROM, text_cell(NUMBER_LENGTH)),
    ("to_id", c.TO, text_cell(NUMBER_LENGTH)),
    ("pct_name", c.LINE_PCT, text_cell(300)),
    ("subregion", c.LINE_SUBREGION, text_cell(120)),
    ("offset_trading_group", c.GROUP, text_cell(600)),
    ("vegetation_formation", c.FORMATION, text_cell(120)),
    ("scientific_name", c.LINE_SCIENTIFIC, text_cell(200)),
    ("common_name", c.LINE_COMMON, text_cell(200)),
    ("credits", c.LINE_CREDITS, cleaning.credits),
    ("price", c.PRICE, cleaning.price),
    ("philanthropic", c.PHILANTHROPIC, _yes_no),
    ("retirement_purpose", c.PURPOSE, _purpose),
    ("obligation_reference", c.OBLIGATION, text_cell(200)),
    ("obligation_local_government_area", c.OBLIGATION_LGA, text_cell(300)),
    ("consent_on", c.CONSENT_ON, cleaning.day),
)
IDENTITY = ("transaction_on", "transaction_number", "kind", "from_id", "to_id", "credits", "price")
"""What makes two lines the same line."""


def identity(values: Any) -> str:
    """SHA-256 of what a line says: the same line in a later file has the same."""
    told = [str(value if value is not None else "") for value in values]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


class TransactionReader:
    """Reads lines one after the other and remembers which it has seen. `today` is the last day a line can be of."""

    def __init__(self, full_names: FullNames, *, today: date) -> None:
        self._full_names, self._today = full_names, today
        self._seen: dict[str, int] = {}

    def read(self, row: Row) -> tuple[dict[str, Any], list[Remark]]:
        """The values of the line by field and the remarks; `refused` among the values says that it moves nothing."""
        values, remarks = read_cells(row, c.TRANSACTIONS, READERS)
        self._full_names.complete(values, remarks, c.TRANSACTIONS, row.number)
        unreadable = any(remark.kind == REFUSED for remark in remarks)
        fault = None if unreadable else self._fault(values, row.number)
        if fault:
            remarks.append(fault)
        values["refused"] = unreadable or fault is not None
        values["value_cents"] = None
        if values["kind"] == TRANSFER and values["price"] and values["credits"]:
            values["value_cents"] = units.line_value_cents(Decimal(values["price"]), values["credits"])
        for field, value in values.items():
            if value is None and field in _TEXT_FIELDS:
                values[field] = ""
        return values, remarks

    def _fault(self, values: dict[str, Any], number: int) -> Remark | None:
        """Why the line moves nothing, in one sentence, by what can be seen in the line alone."""

        def fault(code: str, column: str, reason: str) -> Remark:
            return Remark(
                REFUSED, c.TRANSACTIONS, code, reason, number, column, values["to_id"] or values["from_id"]
            )

        missing = [
            (column, word)
            for field, column, word in (
                ("to_id", c.TO, "destination"),
                ("from_id", c.FROM, "source"),
                ("transaction_number", c.NUMBER, "transaction id"),
                ("transaction_on", c.ON, "date"),
            )
            if not values[field]
        ]
        if not values["kind"] and not values["credits"]:
            return fault(
                "line.voided",
                c.LINE_CREDITS,
                "The line has no type and zero credits: it was voided and moves nothing.",
            )
        if missing:
            named = ", no ".join(word for _, word in missing)
            return fault("line.incomplete", missing[0][0], f"The line has no {named}: nothing can be moved.")
        if not values["kind"]:
            return fault("line.no_type", c.TYPE, "The line has no type: nobody can tell what it does.")
        if not values["credits"]:
            return fault("line.no_credits", c.LINE_CREDITS, "The line moves zero credits.")
        if values["status"].casefold() != COMPLETED:
            shown = values["status"] or "no status"
            return fault("line.not_completed", c.LINE_STATUS, f"The line is “{shown}”, not completed.")
        if values["from_id"] == values["to_id"]:
            return fault("line.to_itself", c.TO, f"The line moves credits of {values['to_id']} to itself.")
        for field, column in (("from_id", c.FROM), ("to_id", c.TO)):
            if values[field].upper().startswith("LOT-"):
                return fault("id.reserved", column, f"{values[field]} reads like a number of this registry.")
        if values["transaction_on"] > self._today:
            return fault("line.future", c.ON, f"{values['transaction_on']:%d/%m/%Y} is still to come.")
        print_ = identity(values[field] for field in IDENTITY)
        before = self._seen.setdefault(print_, number)
        if before != number:
            return fault("line.twice", "", f"The line says the same as row {before}: it counts once.")
        return None


_TEXT_FIELDS = frozenset(
    field
    for field, _, _ in READERS
    if field not in ("transaction_on", "credits", "philanthropic", "consent_on")
)
