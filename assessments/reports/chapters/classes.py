"""Which class each credit is of: what may offset it like for like, or what a stewardship site would list (method 6)."""

from assessments.reports import class_options
from assessments.reports.content import Block, Part, Words
from assessments.reports.credit_classes import classed, place_of
from assessments.reports.source import ReportSource

IN_FULL = (
    "The biodiversity credit report of the same set gives the sums, the subregions and the rules in full, and says "
    "what the classes and places marked † rest on."
)


def like_for_like(source: ReportSource) -> list[Part]:
    """What may offset the residual impact under the like-for-like rules; nothing without a credit line."""
    if not source.outcome.credit_lines:
        return []
    rows = classed(source)
    blocks: list[Block] = [
        *class_options.same_ecosystem(rows, place_of(source)),
        *class_options.same_species(rows),
        Words(IN_FULL, "small"),
    ]
    return [Part("Like-for-like credit classes", blocks, "classes", wide=True)]


def listed_classes(source: ReportSource) -> list[Part]:
    """The class each credit of a stewardship site would be listed in."""
    if not source.outcome.credit_lines:
        return []
    blocks: list[Block] = [
        *class_options.listed(classed(source), place_of(source)),
        Words(IN_FULL, "small"),
    ]
    return [Part("Credit classes", blocks, "classes")]
