"""What the papers of the fund have in common: who did not issue them, their day, and the mark of made-up data."""

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from zoneinfo import ZoneInfo

from django.conf import settings

from registry.documents.document import DocumentSpec, Section, build
from registry.fund.papers.words import NOT_OFFICIAL

KICKER = "Open biodiversity credit registry"
SYDNEY = ZoneInfo("Australia/Sydney")


def moment_of(day: date) -> datetime:
    """The beginning of a day in Sydney: the only date in a paper, so that a day's paper is the same all day."""
    return datetime.combine(day, time(), SYDNEY)


def paper(
    *,
    title: str,
    reference: str,
    subtitle: str,
    on: date,
    details: Sequence[tuple[str, str]],
    sections: Sequence[Section],
    notice: str = "",
) -> bytes:
    """The file: the same content and day give the same bytes."""
    spec = DocumentSpec(
        title=title,
        created_at=moment_of(on),
        revision=reference,
        kicker=KICKER,
        subtitle=subtitle,
        disclaimer=NOT_OFFICIAL,
        notice=notice,
        watermark="DEMONSTRATION" if settings.DEMO else "",
        details=details,
    )
    out = BytesIO()
    build(spec=spec, sections=sections, out=out)
    return out.getvalue()
