"""A person's or a company's name in the few characters that the bank's file takes.

Letters become their plain forms (ā a, ö o, ß ss, ł l, æ ae), other scripts their Latin spelling, typographic signs
their nearest plain one; nothing disappears without being told. Pure: no Django, no clock, no I/O.
"""

import unicodedata
from dataclasses import dataclass

from anyascii import anyascii

from registry.findings import Finding, InvalidInput
from registry.fund.bank import layout

_NEAREST = str.maketrans(
    {'"': "'", "`": "'", ";": ",", "{": "(", "}": ")", "<": "(", ">": ")", "\\": "/", "|": "/", "~": "-"}
)
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
"""Marks over a letter and invisible signs: without them the spelling changes, but no letter is lost."""

_FORBIDDEN_AHEAD = "0-"


@dataclass(frozen=True, slots=True)
class Transliterated:
    """The text for the bank. `changed` says that it differs from what was given; `dropped` is what found no place in
    it: what may not stand in front, characters without a counterpart, and whatever was beyond the width."""

    text: str
    changed: bool
    dropped: str


def account_title(text: str) -> Transliterated:
    """The title of an account, 32 columns. Raises `InvalidInput` when nothing of it can be written."""
    return transliterated(text, width=layout.DETAIL.column("title").width, field="title")


def remitter(text: str) -> Transliterated:
    """The remitter's name, 16 columns. Raises `InvalidInput` when nothing of it can be written."""
    return transliterated(text, width=layout.DETAIL.column("remitter").width, field="remitter")


def lodgement_reference(text: str) -> Transliterated:
    """What the payee reads on the statement, 18 columns. Zeros and hyphens in front, which the bank does not take, are
    dropped and told. Raises `InvalidInput` when nothing of it can be written."""
    return transliterated(
        text,
        width=layout.DETAIL.column("reference").width,
        field="reference",
        forbidden_ahead=_FORBIDDEN_AHEAD,
    )


def transliterated(text: str, *, width: int, field: str, forbidden_ahead: str = "") -> Transliterated:
    """`text` in permitted characters, at most `width` of them, blanks single and none at the ends.

    `forbidden_ahead` are characters the text may not begin with. Raises `InvalidInput` naming `field` when nothing
    is left: a payment never goes to an account without a title.
    """
    dropped: list[str] = []
    written = "".join(_written(character, dropped) for character in unicodedata.normalize("NFC", text))
    written = " ".join(written.split())
    begins = written.lstrip(forbidden_ahead + " ")
    dropped.insert(0, written[: len(written) - len(begins)].strip())
    kept = begins[:width].rstrip()
    dropped.append(begins[width:].strip())
    if not kept:
        raise InvalidInput([_nothing_left(text, field)])
    return Transliterated(kept, kept != text, "".join(dropped))


def _written(character: str, dropped: list[str]) -> str:
    """The character in permitted ones. What has no counterpart goes to `dropped`."""
    if character.isspace():
        return " "
    kind = unicodedata.category(character)
    # A pictogram would be spelt out in words that nobody has in a name.
    plain = "" if kind == "So" else anyascii(character).translate(_NEAREST)
    kept = "".join(letter for letter in plain if letter in layout.PERMITTED)
    if kept != plain or (not plain and kind not in _UNSEEN):
        dropped.append(character)
    return kept


def _nothing_left(text: str, field: str) -> Finding:
    if not text.strip():
        return Finding("bank.text.blank", "Nothing was entered: enter the name as the bank has it.", field)
    return Finding(
        "bank.text.unwritable",
        f"Nothing of “{text[:60]}” can be written in the bank's characters: enter the name as the bank has it.",
        field,
    )
