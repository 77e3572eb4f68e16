"""A zip of finished files: the same files and date give the same bytes, and every name is safe to unpack.

Names come from people too (the name of an uploaded photo), so a name is made safe rather than trusted: no way out of
the folder it is unpacked in, nothing a common file system forbids, no two names that differ by case alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

LONGEST_NAME_BYTES = 150
LONGEST_SUFFIX = 8
EARLIEST_YEAR = 1980
"""A zip cannot name an earlier date."""

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)


def write_archive(files: Sequence[tuple[str, bytes]], created_at: datetime) -> bytes:
    """The files in the order given, each dated `created_at`. A name may hold folders ("photos/a.jpg"); a name that
    stands twice gets a number. `ValueError` for a `created_at` without time zone."""
    return zipped(
        zip(_unique([name for name, _ in files]), (data for _, data in files), strict=True), created_at
    )


def zipped(entries: Iterable[tuple[str, bytes]], created_at: datetime) -> bytes:
    """The entries under exactly these names."""
    if created_at.utcoffset() is None:
        raise ValueError("created_at needs a time zone, so that the dates do not depend on the machine.")
    moment = created_at.astimezone(UTC)
    stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in entries:
            entry = ZipInfo(name, stamp if moment.year >= EARLIEST_YEAR else (EARLIEST_YEAR, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # else it names the system that made it
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def safe_name(name: str) -> str:
    """A relative name that unpacks into its folder on every common file system; "file" where nothing is left."""
    composed = unicodedata.normalize("NFC", name).replace("\\", "/")
    visible = "".join(
        c for c in composed if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    parts = [_safe_part(part) for part in visible.split("/")]
    return "/".join(part for part in parts if part) or "file"


def _safe_part(part: str) -> str:
    part = _FORBIDDEN.sub("_", part).strip().strip(".").strip()
    if _RESERVED.match(part):
        part = f"_{part}"
    stem, suffix = _split(part)
    while len(f"{stem}{suffix}".encode()) > LONGEST_NAME_BYTES:
        stem = stem[:-1]
    return f"{stem}{suffix}"


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, f".{suffix}") if dot and stem and len(suffix) <= LONGEST_SUFFIX else (name, "")


def _unique(names: Sequence[str]) -> list[str]:
    taken: set[str] = set()
    result = []
    for name in map(safe_name, names):
        folder, slash, last = name.rpartition("/")
        stem, suffix = _split(last)
        candidate, number = name, 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{folder}{slash}{stem} ({number}){suffix}"
        taken.add(candidate.casefold())
        result.append(candidate)
    return result
