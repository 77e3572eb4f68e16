"""Which class each credit is of: what may offset it like for like, or what a stewardship site would list (method 6)."""

from collections.abc import Sequence

from assessments.classes.requirements import Requirement
from assessments.reports import class_marks, class_options, class_summary
from assessments.reports.class_marks import needs_of
from assessments.reports.content import Block, Part, Words
from assessments.reports.credit_classes import ClassedLine, classed, place_of
from assessments.reports.source import ReportSource

IN_FULL = (
    "The biodiversity credit report of the same set gives the sums, the subregions and the rules in full."
)


def like_for_like(source: ReportSource) -> list[Part]:
    """What may offset the residual impact under the like-for-like rules; nothing without a credit line."""
    if not source.outcome.credit_lines:
        return []
    rows, place = classed(source), place_of(source)
    needs = needs_of(rows, place, "like_for_like")
    blocks: list[Block] = [
        *class_options.same_ecosystem(rows, place),
        *class_options.same_species(rows),
        *_after(rows, needs, near=True),
    ]
    return [Part("Like-for-like credit classes", blocks, "classes", wide=True)]


def listed_classes(source: ReportSource) -> list[Part]:
    """The class each credit of a stewardship site would be listed in."""
    if not source.outcome.credit_lines:
        return []
    rows, place = classed(source), place_of(source)
    needs = needs_of(rows, place, "like_for_like")
    blocks: list[Block] = [*class_options.listed(rows, place), *_after(rows, needs, near=False)]
    return [Part("Credit classes", blocks, "classes")]


def _after(rows: Sequence[ClassedLine], needs: Sequence[Requirement], *, near: bool) -> list[Block]:
    """What is not in these tables and why, and what the marks in them rest on."""
    return [
        *class_summary.omitted(rows),
        *class_options.undetermined(needs),
        *class_marks.reasons(rows, needs, near=near),
        Words(IN_FULL, "small"),
    ]
