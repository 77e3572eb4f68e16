"""What the classes and places of credits marked † rest on, for every document that shows them. Pure."""

from collections.abc import Sequence

from assessments.classes import requirements
from assessments.classes.requirements import Place, Requirement
from assessments.classes.rules import RuleKind
from assessments.reports.content import Block, Column, Record, Table
from assessments.reports.credit_classes import ClassedLine, by_class, counting

FROM_MEMORY = {
    ("like_for_like", "ecosystem"): (
        "That own, adjoining and near subregions are alternatives is a reading from memory of cl 6.3, not confirmed."
    ),
    ("variation", "species"): (
        "What another species must be like, and where its credits must lie, is from memory of cl 6.4, not confirmed."
    ),
}
"""What a class of rule and of credit rests on that is not confirmed."""


def needs_of(rows: Sequence[ClassedLine], place: Place, rule: RuleKind) -> list[Requirement]:
    """One requirement for each class that counts, hollows told apart."""
    make = requirements.like_for_like if rule == "like_for_like" else requirements.variation
    held = counting(rows)
    return [
        make(part.credit, place)
        for kind in ("ecosystem", "species")
        for one in by_class(held, kind)
        if one.credits
        for part in one.by_hollows()
    ]


def reasons(rows: Sequence[ClassedLine], needs: Sequence[Requirement], *, near: bool) -> list[Block]:
    """Each reason once; nothing where no mark stands. `near`: subregions near the site are shown, which rest on a
    reading of their own."""
    varied = any(need.rule == "variation" for need in needs)
    found = dict.fromkeys(
        reason
        for row in counting(rows)
        for reason in (*row.credit.provisional, *(row.credit.listing_provisional if varied else ()))
    )
    for need in needs if near else ():
        if (need.rule, need.kind) in FROM_MEMORY and not need.excluded:
            found[FROM_MEMORY[need.rule, need.kind]] = None
    if not found:
        return []
    records: list[Record] = [{"reason": reason} for reason in found]
    column = Column("reason", "Fact or rule", head=True)
    return [Table("What classes and places marked † rest on", (column,), records)]
