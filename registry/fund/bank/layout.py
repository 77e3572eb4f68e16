"""The columns of the bank's direct entry file: where each field stands and which characters may stand there.

Columns count from 1, as the bank's descriptions do. A record has 120 of them and ends in CRLF, the last one too.
Pure: no Django, no clock, no I/O.
"""

import string
from dataclasses import dataclass
from typing import Literal

RECORD_COLUMNS = 120
RECORD_END = "\r\n"

LARGEST_AMOUNT_CENTS = 9_999_999_999
"""Ten digits of cents, $99,999,999.99: the most of one payment line, and of the total of one file."""

LARGEST_WITHHOLDING_CENTS = 99_999_999
"""Eight digits of cents."""

MOST_DETAIL_RECORDS = 999_999
"""The total record counts them in six digits."""

PERMITTED = frozenset(string.ascii_letters + string.digits + " &',-./+$!%()*#=:?[]_^@")
"""The characters a payment provider publishes for this file; some banks take fewer."""

TOTAL_BSB = "999-999"
CREDIT_CODES = {"50": "general credit", "53": "pay"}
DEBIT_CODE = "13"
INDICATORS = {
    " ": "nothing to say",
    "N": "new or changed account details",
    "W": "tax withheld from a dividend, country with a tax treaty",
    "X": "tax withheld from a dividend, any other country",
    "Y": "tax withheld from interest",
}
WITHHOLDING_INDICATORS = frozenset("WXY")

Fill = Literal["left", "right", "zeros", "exact"]


@dataclass(frozen=True, slots=True)
class Column:
    """A field from column `first` to column `last`. `fill` tells how it stands there:

    "left" against the left edge and "right" against the right one, with blanks; "zeros" to the right with zeros;
    "exact" without any room.
    """

    name: str
    first: int
    last: int
    fill: Fill

    @property
    def width(self) -> int:
        """How many characters fit."""
        return self.last - self.first + 1

    @property
    def place(self) -> str:
        """The columns for a person: `31-62`, or `18` for a single one."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    def cut(self, record: str) -> str:
        """What the record has in these columns, untouched."""
        return record[self.first - 1 : self.last]

    def filled(self, value: str) -> str:
        """`value` at the field's width. Raises ValueError when it is too long: nothing is ever cut off."""
        if len(value) > self.width or (self.fill == "exact" and len(value) != self.width):
            raise ValueError(f"{self.name} has {len(value)} characters for columns {self.place}")
        if self.fill == "left":
            return value.ljust(self.width)
        return value.rjust(self.width, "0" if self.fill == "zeros" else " ")


@dataclass(frozen=True, slots=True)
class Record:
    """A kind of record: its first character and its fields. Every other column is blank."""

    kind: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The field of this name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def written(self, values: dict[str, str]) -> str:
        """The record's 120 characters, without its end. `values` has a text for every field."""
        characters = [self.kind, *(" " * (RECORD_COLUMNS - 1))]
        for column in self.columns:
            characters[column.first - 1 : column.last] = column.filled(values[column.name])
        return "".join(characters)

    def stray_columns(self, record: str) -> tuple[int, ...]:
        """The columns that have to be blank and are not."""
        used = {1} | {n for column in self.columns for n in range(column.first, column.last + 1)}
        return tuple(n for n in range(1, RECORD_COLUMNS + 1) if n not in used and record[n - 1] != " ")


HEADER = Record(
    "0",
    (
        Column("reel", 19, 20, "zeros"),
        Column("bank_code", 21, 23, "exact"),
        Column("user_name", 31, 56, "left"),
        Column("user_id", 57, 62, "exact"),
        Column("description", 63, 74, "left"),
        Column("processing_day", 75, 80, "exact"),
    ),
)

DETAIL = Record(
    "1",
    (
        Column("bsb", 2, 8, "exact"),
        Column("account_number", 9, 17, "right"),
        Column("indicator", 18, 18, "exact"),
        Column("transaction_code", 19, 20, "exact"),
        Column("amount_cents", 21, 30, "zeros"),
        Column("title", 31, 62, "left"),
        Column("reference", 63, 80, "left"),
        Column("trace_bsb", 81, 87, "exact"),
        Column("trace_account", 88, 96, "right"),
        Column("remitter", 97, 112, "left"),
        Column("withholding_cents", 113, 120, "zeros"),
    ),
)

TOTAL = Record(
    "7",
    (
        Column("bsb", 2, 8, "exact"),
        Column("net_cents", 21, 30, "zeros"),
        Column("credit_cents", 31, 40, "zeros"),
        Column("debit_cents", 41, 50, "zeros"),
        Column("count", 75, 80, "zeros"),
    ),
)
