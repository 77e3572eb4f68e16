"""The embedded fonts of every PDF: Noto Sans, Noto Sans SC and DejaVu Sans, chosen character by character.

Noto Sans comes first. What it lacks is drawn by Noto Sans SC when the character is a wide one of East Asia,
else by DejaVu Sans (a sign such as ≥ then keeps the width of Latin text), and by the other where one lacks it.

A person's or a place's name never stops a document: a character that none of the fonts can draw becomes a
visible box, and the build counts it (`document.BuiltDocument.unknown_glyphs`).
Fonts are read once per process. ReportLab's unembedded Helvetica is replaced, and its fetching of files
and addresses is closed, in the same step.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "Kit-Regular"
BOLD = "Kit-Bold"
ITALIC = "Kit-Italic"
BOLD_ITALIC = "Kit-BoldItalic"
CHINESE = "Kit-Chinese"
SYMBOLS = "Kit-Symbols"

FILES = {
    REGULAR: "NotoSans-Regular.ttf",
    BOLD: "NotoSans-Bold.ttf",
    ITALIC: "NotoSans-Italic.ttf",
    BOLD_ITALIC: "NotoSans-BoldItalic.ttf",
    CHINESE: "NotoSansSC-Regular.ttf",
    SYMBOLS: "DejaVuSans.ttf",
}

UNKNOWN_GLYPH = "\u25a1"  # a box: the reader sees that a character is missing


class FontsMissing(RuntimeError):
    """The fonts folder lacks a file. The message names the folder, the files and the remedy."""


class EmbeddedFont(TTFont):
    """A TrueType font whose characters beyond the basic plane (most emoji) can be copied from the file.

    ReportLab writes such a code point as five digits in the font's table of characters; the PDF standard
    (ISO 32000-1, 9.10.3) asks for UTF-16, and readers drop or misread the character.
    """

    def addObjects(self, doc: Any) -> None:
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            if str(name).startswith("toUnicodeCMap:"):
                stream.content = _BEYOND_BASIC_PLANE.sub(_as_utf16, stream.content)


_BEYOND_BASIC_PLANE = re.compile(r"<([0-9A-F]{5,6})>")


def _as_utf16(found: re.Match[str]) -> str:
    return f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>"


@dataclass
class FontSet:
    """The registered fonts of one folder: which face draws which character, and how wide it is."""

    folder: Path
    fonts: Mapping[str, TTFont]
    _choices: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def draws(self, face: str, character: str) -> bool:
        return ord(character) in self.fonts[face].face.charToGlyph

    def choose(self, character: str, face: str) -> str | None:
        """The first font in the order of fallback that has the character; None where none has."""
        key = (face, character)
        if key not in self._choices:
            is_wide = unicodedata.east_asian_width(character) in {"W", "F"}
            fallbacks = (CHINESE, SYMBOLS) if is_wide else (SYMBOLS, CHINESE)
            candidates = (face, REGULAR, *fallbacks)
            self._choices[key] = next((name for name in candidates if self.draws(name, character)), None)
        return self._choices[key]

    def width(self, value: str, font: str, size_pt: float) -> float:
        """Width in points of a string drawn with one font."""
        return float(self.fonts[font].stringWidth(value, size_pt))


_lock = Lock()
_current: FontSet | None = None


def register(folder: Path | None = None) -> FontSet:
    """Register the fonts of `folder` (default: the project's fonts folder) once, and return them.

    Raises `FontsMissing` when a file is absent.
    """
    global _current
    with _lock:
        if _current is not None and (folder is None or folder == _current.folder):
            return _current
        _current = _load(folder or _configured_folder())
        _harden()
        return _current


def _configured_folder() -> Path:
    # Imported here so that the kit can be used, and tested, with a folder and no Django settings.
    from django.conf import settings

    default = Path(settings.BASE_DIR) / "var" / "fonts"
    return Path(getattr(settings, "DOCUMENT_FONTS_DIR", default))


def _load(folder: Path) -> FontSet:
    missing = [name for name in FILES.values() if not (folder / name).is_file()]
    if missing:
        raise FontsMissing(
            f"The fonts folder {folder} lacks {', '.join(missing)}. "
            "Run the set-up again, or set DOCUMENT_FONTS_DIR to a folder that has them."
        )
    fonts = {face: EmbeddedFont(face, str(folder / name)) for face, name in FILES.items()}
    for font in fonts.values():
        pdfmetrics.registerFont(font)
    return FontSet(folder=folder, fonts=fonts)


def _harden() -> None:
    """Set ReportLab so that it embeds every font and fetches nothing.

    With no trusted host every address is refused already; an impossible host keeps that true if the
    default ever changes. Plain file paths are closed by `text.py`: outside text is never parsed as markup.
    """
    rl_config.canvas_basefontname = REGULAR
    rl_config.trustedHosts = ["no-host.invalid"]
    rl_config.trustedSchemes = ["data"]
    rl_config.invariant = 1
    rl_config.useA85 = 0  # photos and fonts as bytes, not as text a quarter longer
