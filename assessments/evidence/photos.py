"""Photos as they are stored: what the bytes say they are, upright, at most 2,400 pixels long, without any metadata.

Every photo is decoded and encoded again, so nothing but its pixels survives: no camera, no position, no comment, no
bytes that another program would read as something else. The same file gives the same bytes. Pure: bytes in, bytes out.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageCms

from registry.findings import Finding

LARGEST_BYTES = 12_000_000
LARGEST_PIXELS = 40_000_000
LONGEST_SIDE_PX = 2_400
THUMBNAIL_SIDE_PX = 320
JPEG_QUALITY = 85
JPEG_START, PNG_START = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"

# A header that promises more is refused before a pixel is read, here and wherever else this process opens a picture.
Image.MAX_IMAGE_PIXELS = LARGEST_PIXELS

ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a camera's picture upright, by the orientation it noted (EXIF 2.3)."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo to store: its bytes, what they are, and its size."""

    content: bytes
    media_type: Literal["image/jpeg", "image/png"]
    width_px: int
    height_px: int


class Unusable(Exception):
    """The file cannot be stored; `finding` says why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.finding = Finding(f"attachment.{code}", message, field="file")


def is_photo(content: bytes) -> bool:
    """Do the first bytes say JPEG or PNG? The file's name is never asked."""
    return content.startswith((JPEG_START, PNG_START))


def read_photo(content: bytes) -> Photo:
    """The photo to store. Raises Unusable."""
    if len(content) > LARGEST_BYTES:
        raise Unusable("photo.too_large", f"The photo is larger than {LARGEST_BYTES // 1_000_000} MB.")
    picture = _smaller(_opened(content), LONGEST_SIDE_PX)
    as_png = content.startswith(PNG_START)
    made = _encoded(picture, as_png=as_png)
    return Photo(made, "image/png" if as_png else "image/jpeg", picture.width, picture.height)


def thumbnail(content: bytes) -> bytes:
    """A small JPEG of a stored photo, for lists. Raises Unusable."""
    return _encoded(_smaller(_opened(content), THUMBNAIL_SIDE_PX), as_png=False)


def _opened(content: bytes) -> Image.Image:
    """The decoded first picture, checked before its pixels are. Raises Unusable."""
    broken = Unusable(
        "photo.unreadable",
        "The photo is damaged or cut off, or it is not what its beginning says. Export it again as JPEG or PNG.",
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_many_pixels() from None
    except Exception:
        # A decoder meets bytes from anywhere; whatever it stumbles over, the answer to the person is the same.
        raise broken from None
    if picture.width * picture.height > LARGEST_PIXELS:
        raise _too_many_pixels()
    if picture.format == "PNG" and getattr(picture, "is_animated", False):
        raise Unusable("photo.animated", "The picture moves. Save one still picture as JPEG or PNG.")
    try:
        turn = UPRIGHT.get(picture.getexif().get(ORIENTATION, 1))
        if picture.format in ("JPEG", "MPO"):
            picture.draft(None, (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
        picture.load()
        plain = _plain(picture)
    except Exception:
        raise broken from None
    return plain.transpose(turn) if turn is not None else plain


def _too_many_pixels() -> Unusable:
    return Unusable(
        "photo.too_many_pixels",
        f"The photo has more than {LARGEST_PIXELS // 1_000_000} million pixels. Make it smaller.",
    )


def _plain(picture: Image.Image) -> Image.Image:
    """Eight-bit grey or red, green and blue in sRGB, on white where it was transparent."""
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode == "P" or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture = _in_srgb(picture)
    if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La"):
        clear = picture.convert("RGBA")
        picture = Image.new("RGB", clear.size, "white")
        picture.paste(clear, mask=clear.getchannel("A"))
    if picture.mode == "1":
        picture = picture.convert("L")
    return picture if picture.mode in ("L", "RGB") else picture.convert("RGB")


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Colours of another profile in sRGB; a profile that cannot be read is left out."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        made = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return made or picture


def _smaller(picture: Image.Image, longest_px: int) -> Image.Image:
    longest = max(picture.size)
    if longest <= longest_px:
        return picture
    size = tuple(max(1, round(side * longest_px / longest)) for side in picture.size)
    return picture.resize((size[0], size[1]), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encoded(picture: Image.Image, *, as_png: bool) -> bytes:
    """The pixels alone, on a picture that never knew of any metadata."""
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    out = io.BytesIO()
    if as_png:
        clean.save(out, "PNG", compress_level=9)
    else:
        clean.save(out, "JPEG", quality=JPEG_QUALITY, subsampling="4:2:0", optimize=True, progressive=False)
    return out.getvalue()
