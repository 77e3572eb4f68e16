"""Cells of the published registers as values: what is dirt is mended and told, what cannot be read is refused.

Every reader takes the cell as it stands and gives the value; what it mended it says in `mended`, a list of sentences of
one cell. It raises `cells.BadCell` with what was expected. Pure: no Django, no clock, no I/O.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from registry import units
from registry.reference import cells
from registry.reference.official import names

CREDITS_AT_MOST = 10**12
PRICE_AT_MOST = Decimal(10**12)
PRICE_DIGITS = 30
NO_COMMUNITY = {"not a tec": "", "no associated tec": "", "no tec associated": ""}
"""The three spellings of “no threatened ecological community”."""

_EXCEL_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_ENTITY = re.compile(r"&(#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
_LOST_APOSTROPHE = re.compile(r"(?<=[A-Za-z])\?(?=s\b)")
_LOST_DASH = re.compile(r"(?<=[a-z])\?(?=[A-Z])")
_CURLY = "\u2018\u2019\u02bc\u00b4"
_LESS_THAN = "\u02c2"
_TABLELANDS = re.compile(r"\bNew England Tablelands?(?= Bioregion\b)")
_MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_AMERICAN_DAY = re.compile(r"([A-Za-z]+)\.? ([0-9]{1,2}), ([0-9]{4})")
_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(:00(\.0+)?)?")
_WHOLE = re.compile(r"([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.0+)?")
_EARLIER_CREDIT = re.compile(r"(?:BBAM|BIMS) credit\s+(?:ID\s+)?([0-9]+(?:\s*,\s*[0-9]+)*)", re.IGNORECASE)


def unwrapped(raw: str) -> str:
    """The cell without the `="00049452"` that keeps a spreadsheet from dropping zeros in front."""
    stripped = raw.strip()
    found = _EXCEL_TEXT.fullmatch(stripped)
    return found[1] if found else stripped


def text(raw: str, mended: list[str], *, at_most: int = 0) -> str:
    """Text in one spelling: entities as characters, straight apostrophes, single spaces."""
    raw = unwrapped(raw)
    if raw.isascii() and raw.isprintable() and not any(mark in raw for mark in ("&", "  ", "?")):
        plain = raw
    else:
        plain = _mended(raw, mended)
    if at_most and len(plain) > at_most:
        raise cells.BadCell(f"has {len(plain)} characters, more than {at_most}")
    return plain


def _mended(raw: str, mended: list[str]) -> str:
    plain = names.plain(raw)
    if _ENTITY.search(raw):
        mended.append("HTML entities were read as characters")
    if any(mark in raw for mark in _CURLY):
        mended.append("a curly apostrophe was made straight")
    if len(raw.split()) != len(raw.split(" ")):
        mended.append("double spaces or line breaks were made one space")
    if _LESS_THAN in plain:
        plain = plain.replace(_LESS_THAN, "<")
        mended.append("a letter that looks like “<” was read as “<”")
    if "?" in plain:
        straight = _LOST_DASH.sub("\u2014", _LOST_APOSTROPHE.sub("'", plain))
        if straight != plain:
            mended.append("a question mark stands for an apostrophe or a dash that was lost")
        plain = straight
    return plain


def region(raw: str, mended: list[str]) -> str:
    """An IBRA region; the one that is published in two spellings gets the official one."""
    plain = text(raw, mended, at_most=120)
    if plain == "New England Tableland":
        mended.append("“New England Tableland” is the region New England Tablelands")
        return "New England Tablelands"
    return plain


def community(raw: str, mended: list[str]) -> str:
    """A threatened ecological community; nothing for any spelling of “none”."""
    plain = text(raw, mended)
    if plain.casefold() in NO_COMMUNITY:
        if plain != "Not a TEC":
            mended.append(f"“{plain}” is one of three spellings of no community")
        return ""
    return plain


def folded_name(name: str) -> str:
    """A name for comparison: letters and digits, New England Tablelands as one."""
    return names.folded(_TABLELANDS.sub("New England Tableland", name))


def day(raw: str, mended: list[str]) -> date | None:
    """A date as `2025-07-03`, with a midnight after it, or as `July 3, 2025`."""
    written = unwrapped(raw)
    if not written:
        return None
    if found := _MIDNIGHT.fullmatch(written):
        written = found[1]
    try:
        if found := _AMERICAN_DAY.fullmatch(" ".join(written.split())):
            return date(int(found[3]), _month(found[1]), int(found[2]))
        if len(written) == 10:
            return datetime.strptime(written, "%Y-%m-%d").date()
    except ValueError:
        pass
    shown = names.printable(written[:40])
    raise cells.BadCell(f"“{shown}” is no date: it should read like 2025-07-03 or July 3, 2025")


def _month(word: str) -> int:
    """The number of a month by its English name or the first three letters. Raises ValueError."""
    small = word.lower()
    for number, name in enumerate(_MONTHS, 1):
        if small in (name, name[:3]):
            return number
    raise ValueError(word)


def credits(raw: str, mended: list[str]) -> int | None:
    """A whole number of credits, thousands with or without commas."""
    written = unwrapped(raw)
    if not written:
        return None
    shown = names.printable(written[:40])
    found = _WHOLE.fullmatch(written)
    if found is None or not written.isascii():
        try:
            number = units.parse_decimal(written.replace(",", ""))
        except ValueError as error:
            raise cells.BadCell(f"“{shown}” is not a number of credits") from error
        if number < 0:
            raise cells.BadCell(f"“{shown}” is negative")
        raise cells.BadCell(f"“{shown}” is not a whole number of credits")
    number_of = int(found[1].replace(",", "")[:20])
    if number_of > CREDITS_AT_MOST:
        raise cells.BadCell(f"“{shown}” is more credits than can be")
    return number_of


def profile_id(raw: str, mended: list[str]) -> int | None:
    """A PCT or species id; 0 is published where there is none."""
    number = cells.whole_number(unwrapped(raw))
    if number == 0:
        mended.append("0 is no id: read as not given")
        return None
    return number


def price(raw: str, mended: list[str]) -> str:
    """An exact price as plain decimal text: `$1,250.50` is 1250.5 and `1e-12` is 0.000000000001."""
    written = unwrapped(raw)
    if not written:
        return ""
    shown = names.printable(written[:40])
    try:
        value = units.parse_decimal(written.removeprefix("$").replace(",", ""))
    except ValueError as error:
        raise cells.BadCell(f"“{shown}” is not a price") from error
    if value < 0:
        raise cells.BadCell(f"“{shown}” is below zero")
    exponent = value.as_tuple().exponent
    if (
        value > PRICE_AT_MOST
        or not isinstance(exponent, int)
        or exponent < -PRICE_DIGITS
        or len(written) > 60
    ):
        raise cells.BadCell(f"“{shown}” is no price that can be kept exactly")
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    if len(plain) > 40:
        raise cells.BadCell(f"“{shown}” is no price that can be kept exactly")
    return plain or "0"


def hectares(raw: str, mended: list[str]) -> int | None:
    """An area in hectares, as whole square metres; 0 is published where it is not known."""
    written = unwrapped(raw).replace(",", "")
    if not written:
        return None
    area_m2 = cells.decimal(places=4)(written)
    if area_m2 is None or area_m2 == 0:
        mended.append("an area of 0 was read as not given")
        return None
    return units.area_m2_from_hectares(area_m2)


def earlier_credit(raw: str, mended: list[str]) -> str:
    """The number of a credit of the earlier scheme, where a comment is nothing but that; all else is dropped."""
    try:
        found = _EARLIER_CREDIT.fullmatch(names.plain(unwrapped(raw)))
    except cells.BadCell:
        return ""
    return "".join(found[1].split())[:20] if found else ""


def word(raw: str, mended: list[str], words: Mapping[str, str]) -> str:
    """One of the listed words, whatever its case. Raises BadCell that lists them."""
    plain = text(raw, mended)
    try:
        return words[plain.casefold()]
    except KeyError:
        named = ", ".join(word for word in words if word) or "nothing"
        shown = names.printable(plain[:60])
        raise cells.BadCell(f"“{shown}” is not one of: {named}") from None
