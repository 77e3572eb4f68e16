"""E-mail addresses and telephone numbers in what people write. Pure: no Django, no clock, no I/O."""

import re

_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")
_TELEPHONE = re.compile(r"(?<![\w/])\+?\(?\d(?:[ ().-]{0,2}\d){7,14}(?![\w/])")
"""Eight digits or more with nothing but spaces, points, brackets and hyphens between them: commas part thousands, and
strokes part days and title references."""


def contact_in(text: str) -> str:
    """The first e-mail address or telephone number of the text; empty where there is none."""
    found = _EMAIL.search(text) or _TELEPHONE.search(text)
    return found.group() if found else ""
