"""What a column of a public register is: its name, its meaning, and why it may be empty. Pure: no Django."""

from collections.abc import Iterable
from dataclasses import dataclass

TEXT, WHOLE, DAY, DECIMAL, YES_NO = "text", "whole number", "date", "decimal number as text", "yes or no"
WITHHELD = (
    "Withheld by rule: it names or reaches a person, or the land of one. The column is kept, always empty, so that "
    "programs made for the official export still fit."
)
NOT_KEPT = "Not kept here: the column is always empty."
NOT_FOR_THE_PAST = "Known for now only: empty in a register as on a past day."


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `key` is its name in the API, `name` its heading in the files; `official` says whose heading it is.

    `values` lists all there can be where that is a short list; `empty` says why there is never a value; `typed` marks
    text that people have typed or that was imported, which a spreadsheet must not take for a formula."""

    key: str
    name: str
    meaning: str
    type: str = TEXT
    unit: str = ""
    values: tuple[str, ...] = ()
    official: bool = True
    empty: str = ""
    typed: bool = False

    def told(self, register: str) -> dict[str, object]:
        """The line of the codebook."""
        return {
            "register": register,
            "key": self.key,
            "name": self.name,
            "meaning": self.meaning,
            "type": self.type,
            "unit": self.unit,
            "values": list(self.values),
            "heading": "official" if self.official else "ours",
            "withheld": self.empty == WITHHELD,
            "empty": self.empty,
        }


def withheld(key: str, name: str, what: str) -> Column:
    """A column of the official export about people or their land."""
    return Column(key, name, what, empty=WITHHELD)


def typed(key: str, name: str, meaning: str, **more: object) -> Column:
    """A column of words that somebody typed or that were imported."""
    return Column(key, name, meaning, typed=True, **more)  # type: ignore[arg-type]


def own(key: str, name: str, meaning: str, **more: object) -> Column:
    """A column that the official export does not have."""
    return Column(key, name, meaning, official=False, **more)  # type: ignore[arg-type]


def keys(columns: Iterable[Column]) -> list[str]:
    """The keys in order. Raises ValueError where one is there twice."""
    found = [column.key for column in columns]
    if len(found) != len(set(found)):
        raise ValueError("two columns have the same key")
    return found
