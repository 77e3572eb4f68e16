"""The codebook: every column of every register with meaning, type, unit and values, and the rules that withhold."""

from typing import Any

from credits.public.registers.book import REGISTERS

RULES = (
    "Nothing about a person is shown: no name, address, telephone number or e-mail address, no lot and plan, no free "
    "words about an obligation. Columns of the official exports that hold such things are there and always empty.",
    "An organisation is named where it has agreed to be named, or is a public body; else the column says so.",
    "Offers to a named buyer, applications, drafts and what was refused are no register entries.",
)


def codebook() -> dict[str, Any]:
    """All of it, as data."""
    return {
        "rules": list(RULES),
        "columns": [column.told(one.name) for one in REGISTERS.values() for column in one.columns],
    }
