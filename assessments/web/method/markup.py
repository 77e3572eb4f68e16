"""A formula's plain text as HTML: `^{...}` raised, `_{...}` lowered, everything else escaped."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SHIFTED = re.compile(r"([\^_])\{([^{}]*)\}")
ELEMENTS = {"^": "<sup>{}</sup>", "_": "<sub>{}</sub>"}


def formula_html(text: str) -> SafeString:
    """The formula for a page. Real text, so it can be read out, copied and enlarged."""
    pieces: list[str] = []
    end = 0
    for found in SHIFTED.finditer(text):
        pieces.append(format_html("{}", text[end : found.start()]))
        pieces.append(format_html(ELEMENTS[found.group(1)], found.group(2)))
        end = found.end()
    pieces.append(format_html("{}", text[end:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))
