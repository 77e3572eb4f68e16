"""The embedded fonts of every PDF: Noto Sans, then Noto Sans SC, then DejaVu Sans, chosen character by character.

A person's or a place's name never stops a document: a character that none of the fonts can draw becomes a
visible box, and the build counts it (`document.BuiltDocument.unknown_glyphs`).
Fonts are read once per process. ReportLab's unembedded Helvetica is replaced, and its fetching of files
and addresses is closed, in the same step.
"""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

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
FALLBACKS = (CHINESE, SYMBOLS)

UNKNOWN_GLYPH = "\u25a1"  # a box: the reader sees that a character is missing


class FontsMissing(RuntimeError):
    """The fonts folder lacks a file. The message names the folder, the files and the remedy."""


@dataclass
class FontSet:
    """The registered fonts of one folder: which face draws which character, and how wide it is."""

    folder: Path
    fonts: dict[str, TTFont]
    _choices: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def draws(self, face: str, character: str) -> bool:
        return ord(character) in self.fonts[face].face.charToGlyph

    def choose(self, character: str, face: str) -> str | None:
        """The first font of (`face`, Noto Sans SC, DejaVu Sans) that has the character; None where none has."""
        key = (face, character)
        if key not in self._choices:
            candidates = (face, REGULAR, *FALLBACKS)
            self._choices[key] = next((name for name in candidates if self.draws(name, character)), None)
        return self._choices[key]

    def draws_all_ascii(self) -> bool:
        return all(self.draws(face, chr(code)) for face in FILES for code in range(0x20, 0x7F))

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
    fonts = {face: TTFont(face, str(folder / name)) for face, name in FILES.items()}
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
