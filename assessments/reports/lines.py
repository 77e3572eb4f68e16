"""Credit lines put in the order a reader looks for them: by community, then by species."""

from collections.abc import Iterable

from assessments.bam.outcome import CreditLine
from assessments.reports.content import Italic, Text
from assessments.reports.figures import number
from registry.units import hectares


def subject_of(line: CreditLine) -> tuple[str | Italic, ...]:
    """The species of a line, its scientific name in italics; or the community with its number."""
    if line.credit_class != "species":
        return (f"PCT {line.subject} {line.subject_name}".rstrip(),)
    common = f" ({line.subject_name})" if line.subject_name not in ("", line.subject) else ""
    return (Italic(line.subject), common)


def by_subject(lines: Iterable[CreditLine]) -> dict[str, tuple[CreditLine, ...]]:
    """Lines by community or species, in order of first appearance."""
    grouped: dict[str, list[CreditLine]] = {}
    for line in lines:
        grouped.setdefault(line.subject, []).append(line)
    return {subject: tuple(rows) for subject, rows in grouped.items()}


def label_of(lines: tuple[CreditLine, ...]) -> Text:
    """The label over the lines of one subject."""
    return subject_of(lines[0])


def constant_of(lines: Iterable[CreditLine]) -> str | None:
    """Credits per point of vegetation integrity and hectare, as the lines themselves show it; None when no line
    can show it."""
    for line in lines:
        if line.unrounded and line.vi_change and line.area_m2:
            weighting = line.risk_weighting if line.risk_weighting is not None else 1.0
            product = abs(line.vi_change) * float(hectares(line.area_m2)) * weighting
            if product:
                return number(abs(line.unrounded) / product, 4)
    return None
