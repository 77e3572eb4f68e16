"""Titles of sheets that Excel accepts: at most 31 characters, some forbidden, none twice whatever their case. Pure."""

import re

LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]+")
_NUMBERED = re.compile(r"^Table (\d+)\. ")


class SheetTitles:
    """Gives each table a title made from its caption; the number of the table stands first."""

    def __init__(self, *taken: str) -> None:
        self._taken = {title.casefold() for title in (*taken, "History")}  # Excel keeps "History" for itself
        self._count = 0

    def next(self, caption: str) -> str:
        """The title for the next table. A caption that carries a table number keeps it."""
        self._count += 1
        found = _NUMBERED.match(caption)
        number = found[1] if found else str(self._count)
        words = " ".join(_FORBIDDEN.sub(" ", caption[found.end() if found else 0 :]).split())
        title, attempt = _fitted(f"{number} {words}", ""), 1
        while title.casefold() in self._taken:
            attempt += 1
            title = _fitted(f"{number} {words}", f" ({attempt})")
        self._taken.add(title.casefold())
        return title


def _fitted(words: str, ending: str) -> str:
    """Excel counts UTF-16 units, and refuses an apostrophe at either end."""
    shown = words
    while len(f"{shown}{ending}".encode("utf-16-le")) // 2 > LONGEST:
        shown = shown[:-1]
    return f"{shown.strip().strip(chr(39)).strip()}{ending}"
