"""Before any rule: is the credit in force, and is it of the obligation's kind? Pure."""

from collections.abc import Mapping

from credits.schemes.nsw_bos.facts import Candidate, Impact
from credits.schemes.nsw_bos.outcome import Criterion, Test

IN_FORCE = Criterion(
    "credit.in_force",
    "ss 6.18, 6.27",
    "Is the credit in force: issued or converted, and not suspended, cancelled or retired?",
    "confirmed",
)
KIND = Criterion(
    "credit.kind",
    "cl 6.3, cl 6.4",
    "Are credit and obligation both of ecosystems, or both of species?",
    "memory",
)
CRITERIA = (IN_FORCE, KIND)

_NOT_IN_FORCE: Mapping[str, str] = {
    "pending": "The credit is still being reviewed and is not issued: only a credit in force can be retired.",
    "suspended": "The credit is suspended: it cannot be transferred or retired meanwhile.",
    "cancelled": "The credit is cancelled and no longer in force.",
    "retired": "The credit is retired and no longer in force.",
    "unconverted": "The credit is of an earlier scheme and not converted: it is not in force in this one.",
    "other": "The register gives the credit no status in which it is in force.",
    "interest": "This is an expression of interest: no credit exists yet.",
}
_ISSUED = IN_FORCE.yes("The credit is issued and in force.")
_CONVERTED = IN_FORCE.yes("The credit is converted from an earlier scheme and in force.")


def in_force(candidate: Candidate) -> Test:
    """s 6.18: in force until cancelled or retired, not to be dealt with while suspended; s 6.27: only what is in force
    is retired."""
    if candidate.status == "issued":
        return _ISSUED
    if candidate.status == "equivalence":
        return _CONVERTED
    return IN_FORCE.no(_NOT_IN_FORCE[candidate.status])


def same_kind(impact: Impact, candidate: Candidate) -> Test:
    """Ecosystem credits never stand for species credits, nor the reverse."""
    if impact.kind == candidate.kind:
        return KIND.yes(f"Both are {impact.kind} credits.")
    return KIND.no(
        f"The obligation is for {impact.kind} credits and this is a {candidate.kind} credit: kinds never cross."
    )
