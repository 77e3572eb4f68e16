"""Credits and obligations of the schemes before this one: usable here once a statement of reasonable equivalence has
given them a class of the present method, and then like any other. Pure."""

from credits.schemes.nsw_bos.facts import Biodiversity, Candidate, Impact
from credits.schemes.nsw_bos.outcome import Criterion, Test

CREDIT = Criterion(
    "credit.equivalence",
    "Statement of reasonable credit equivalence",
    "Has a credit of an earlier scheme been converted?",
    "confirmed",
)
OBLIGATION = Criterion(
    "obligation.equivalence",
    "Statement of reasonable credit equivalence",
    "Has an obligation of an earlier scheme been converted?",
    "confirmed",
)
CRITERIA = (CREDIT, OBLIGATION)


def credit_converted(candidate: Candidate) -> Test:
    """Is it measured by the present method, or converted? The register's status "equivalence credit" says it is."""
    return _converted(CREDIT, "credit", candidate, candidate.status == "equivalence")


def obligation_converted(impact: Impact) -> Test:
    """Is it measured by the present method, or converted?"""
    return _converted(OBLIGATION, "obligation", impact, False)


def _converted(criterion: Criterion, what: str, of: Biodiversity, by_status: bool) -> Test:
    if of.origin == "bam" and not by_status:
        return criterion.yes(f"The {what} is measured by the Biodiversity Assessment Method.")
    if of.equivalence_statement:
        return criterion.yes(
            f"The {what} of an earlier scheme has its statement of equivalence {of.equivalence_statement}."
        )
    if by_status:
        return criterion.yes(f"The register carries the {what} as converted from an earlier scheme.")
    return criterion.no(
        f"The {what} is of an earlier scheme and has no statement of reasonable equivalence: ask for one first."
    )
