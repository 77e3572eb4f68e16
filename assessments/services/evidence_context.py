"""What stands behind the numbers, frozen for the report: photos and documents, and the facts the assessor entered."""

from typing import Any

from assessments.fact_codes import BY_SUBJECT
from assessments.models import Attachment, EnteredFact, Revision


def attachments(revision: Revision) -> list[dict[str, Any]]:
    """Photos and documents in the order they were added, each named by the hash of its bytes."""
    rows = Attachment.objects.filter(revision=revision).select_related("zone", "plot__zone").order_by("pk")
    return [
        {
            "kind": row.kind,
            "caption": row.caption,
            "taken_on": row.taken_on.isoformat() if row.taken_on else "",
            "bearing": row.bearing,
            "zone": row.zone.key if row.zone else (row.plot.zone.key if row.plot else ""),
            "plot": row.plot.label if row.plot else "",
            "source_name": row.source_name,
            "media_type": row.media_type,
            "sha256": row.sha256,
            "size_bytes": row.size_bytes,
            "width_px": row.width_px,
            "height_px": row.height_px,
        }
        for row in rows
    ]


def entered_facts(revision: Revision) -> list[dict[str, Any]]:
    """Facts the reference data lacks or the assessor changed, each with its source (method 9)."""
    return [
        {
            "about": row.get_subject_kind_display(),
            "which": row.subject_key,
            "fact": _title(row),
            "value": row.value,
            "source": row.source,
        }
        for row in EnteredFact.objects.filter(revision=revision)
    ]


def _title(row: EnteredFact) -> str:
    """The fact's name with its unit, as the form asks for it."""
    known = BY_SUBJECT.get((row.subject_kind, row.code))
    if known is None:
        return row.code
    return f"{known.title} ({known.unit})" if known.unit else known.title
