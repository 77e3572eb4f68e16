"""How every report begins: the "Proposal details" block and what kind of document the reader holds (method 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessments.reports import content
from assessments.reports.content import DISCLAIMER, Cell
from assessments.reports.figures import day
from assessments.reports.source import ReportSource

TO_BE_FINALISED = "To be finalised"
DATA_FOOTNOTE = (
    '* Newest of the five data versions under "Data and method"; a part of the data may be older. The version is '
    "this registry's release of reference facts."
)


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands before the first part."""

    kicker: str
    subtitle: str
    details: tuple[tuple[str, Cell], ...]
    details_footnote: str
    notice: str
    reference: str


def opening(source: ReportSource, *, credits: bool, results: bool = True) -> Opening:
    """Title block of a report, the same for every kind but for what its notice counts. `results`: the report shows
    something that was calculated, not only what was entered."""
    header = source.header
    module = "" if header["module"] == "Standard" else f", {header['module'].lower()}"
    return Opening(
        kicker=f"{header['assessment_type']}{module}",
        subtitle=header["proposal_name"],
        details=_details(header),
        details_footnote=DATA_FOOTNOTE,
        notice=" ".join([*_notice(source), *(_unfinished(source, credits) if results else [])]),
        reference=(
            f"{header['assessment_id']} · revision {header['revision']} · calculation {source.sha256[:12]}"
        ),
    )


def _details(header: dict[str, Any]) -> tuple[tuple[str, Cell], ...]:
    """Three columns, read across, in the order the field knows."""
    dates = [row.get("date", "") for row in header["data_versions"].values()]
    return (
        ("Assessment Id", header["assessment_id"]),
        ("Proposal name", header["proposal_name"]),
        ("BAM data last updated *", day(max(dates, default=""))),
        ("Assessor name", header["assessor_name"]),
        ("Report created", day(header["report_created"])),
        ("BAM data version *", header["release"]),
        ("Assessor number", header["assessor_number"]),
        ("BAM case status", header["case_status"]),
        ("Date finalised", day(header["date_finalised"]) or TO_BE_FINALISED),
        ("Assessment revision", str(header["revision"])),
        ("Assessment type", header["assessment_type"]),
        ("BOS entry trigger", header["entry_trigger"]),
    )


def _notice(source: ReportSource) -> list[str]:
    """What the document is not."""
    sentences = [
        f"{DISCLAIMER}. Made by open-source software from the published method and the facts named here; it is not a "
        "decision of any authority."
    ]
    if source.draft:
        sentences.append("Draft: the revision is open and nothing in it has been certified.")
    return sentences


def _unfinished(source: ReportSource, credits: bool) -> list[str]:
    """What is not computed or provisional in it."""
    sentences = []
    if credits:
        gaps, noun = sum(line.credits is None for line in source.outcome.credit_lines), "credit line"
    else:
        gaps, noun = sum(bool(zone.not_computed) for zone in source.outcome.zones), "zone"
    if gaps:
        sentences.append(f"Incomplete: {counted(gaps, noun)} could not be computed.")
    reasons = source.reasons(credits=credits)
    if reasons:
        sentences.append(
            f"Provisional: results marked † rest on {counted(len(reasons), 'fact or rule', 'facts or rules')} that no "
            'official source confirms; see "Provisional results".'
        )
    return sentences


def counted(number: int, noun: str, nouns: str = "") -> str:
    """`1 zone`, `3 zones`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {nouns or noun + 's'}"


NAMED_AT_MOST = 12


def several(names: Sequence[str]) -> str:
    """Names in a sentence: the first dozen, and how many more."""
    shown = ", ".join(names[:NAMED_AT_MOST])
    return f"{shown} and {len(names) - NAMED_AT_MOST} more" if len(names) > NAMED_AT_MOST else shown


def assembled(
    source: ReportSource,
    *,
    kind: str,
    parts: list[content.Part],
    contents: bool = False,
    heading: str = "",
    cover: bool = False,
) -> content.ReportContent:
    """A report of these parts behind the common opening. `heading` replaces the kind's own title."""
    opened = opening(
        source, credits=kind != content.VEGETATION_ZONES, results=kind != content.PREDICTED_SPECIES
    )
    return content.ReportContent(
        kind=kind,
        kicker=opened.kicker,
        subtitle=opened.subtitle,
        details=opened.details,
        details_footnote=opened.details_footnote,
        notice=opened.notice,
        reference=opened.reference,
        created_at=source.calculated_at,
        parts=tuple(parts),
        watermark="DRAFT" if source.draft else "",
        contents=contents,
        cover=cover,
        heading=heading,
    )
