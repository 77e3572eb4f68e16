"""Threat status as the sources write it, made comparable: vulnerable, endangered, critically endangered. Pure."""

from typing import Literal

Status = Literal["none", "V", "E", "CE", "EX"]

RANK: dict[Status, int] = {"none": 0, "V": 1, "E": 2, "CE": 3, "EX": 4}
"""A higher rank is more threatened. `EX`: presumed extinct, as some register entries are listed."""

WORDS: dict[Status, str] = {
    "none": "not listed",
    "V": "vulnerable",
    "E": "endangered",
    "CE": "critically endangered",
    "EX": "presumed extinct",
}

_SPELLINGS: dict[str, Status] = {
    "none": "none",
    "not listed": "none",
    "v": "V",
    "vec": "V",
    "vulnerable": "V",
    "e": "E",
    "eec": "E",
    "endangered": "E",
    "ce": "CE",
    "ceec": "CE",
    "critically endangered": "CE",
    "extinct": "EX",
    "presumed extinct": "EX",
}


def status_of(listing: str | None) -> Status | None:
    """The status of a listing as a source writes it; None where nobody said, or in words that are not known."""
    return _SPELLINGS.get(" ".join((listing or "").lower().split()))


def at_or_above(status: Status, other: Status) -> bool:
    """Is the first as threatened as the second, or more?"""
    return RANK[status] >= RANK[other]
