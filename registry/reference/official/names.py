"""Text of official data in one spelling: names that a person reads as the same are the same.

Pure: no Django, no clock, no I/O.
"""

import difflib
import html
import re
import unicodedata
from collections.abc import Iterable

from registry.reference import cells

_ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SPELLINGS = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u00b4": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\ufeff": "",
        "\u200b": "",
        "\u00ad": "",
    }
)
_NOT_TEXT = ("Cc", "Cs")
"""Control characters, and halves of a character that no database can hold."""

_NOT_LETTERS = re.compile(r"[\W_]+")


def plain(raw: str) -> str:
    """The text of a cell: HTML entities as characters, straight quotes, composed letters, single spaces, trimmed.

    A line break counts as a space. Raises `cells.BadCell` for any other control character.
    """
    if raw.isascii() and raw.isprintable() and "&" not in raw and "  " not in raw:
        return raw.strip()
    text = _ENTITY.sub(lambda found: html.unescape(found[0]), raw) if "&" in raw else raw
    text = " ".join(unicodedata.normalize("NFC", text).translate(_SPELLINGS).split())
    if not text.isprintable() and any(unicodedata.category(part) in _NOT_TEXT for part in text):
        raise cells.BadCell("holds a control character: remove it")
    return text


def printable(text: str) -> str:
    """The text for a message: what cannot be shown, or stored, becomes a question mark."""
    if text.isprintable():
        return text
    return "".join("?" if unicodedata.category(part) in _NOT_TEXT else part for part in text)


def folded(name: str) -> str:
    """A name for comparison: letters and digits only, small, without accents."""
    if not name.isascii():
        name = "".join(part for part in unicodedata.normalize("NFD", name) if not unicodedata.combining(part))
    return _NOT_LETTERS.sub("", name.casefold())


def nearest(name: str, known: Iterable[str], *, at_least: float = 0.7) -> str:
    """The known name most like this one, or nothing when none is."""
    by_fold = {folded(other): other for other in known}
    found = difflib.get_close_matches(folded(name), by_fold, n=1, cutoff=at_least)
    return by_fold[found[0]] if found else ""


def or_nearest(name: str, known: Iterable[str]) -> str:
    """The end of a message: which known name may be meant."""
    near = nearest(name, known)
    return f" Is “{near}” meant?" if near else ""
