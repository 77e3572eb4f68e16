"""Like-for-like (cl 6.3): the same community, or class and trading group, near the impact; the same species anywhere.

Each function is one test. The plant community type is never compared: communities match across types and classes.
Pure: no Django, no clock, no I/O.
"""

from assessments.classes.rules import LIKE_FOR_LIKE_CLAUSE
from credits.schemes.nsw_bos import places
from credits.schemes.nsw_bos.facts import Candidate, Impact, Place, same_name, shown
from credits.schemes.nsw_bos.groups import compare_groups
from credits.schemes.nsw_bos.outcome import Criterion, Test

RULE = "like_for_like"

COMMUNITY = Criterion(
    "like_for_like.community",
    LIKE_FOR_LIKE_CLAUSE,
    "Is the credit of the same threatened ecological community as the impact?",
    "confirmed",
)
VEGETATION_CLASS = Criterion(
    "like_for_like.vegetation_class",
    LIKE_FOR_LIKE_CLAUSE,
    "Other native vegetation: is it the same vegetation class?",
    "confirmed",
    "a class that is not stated",
)
TRADING_GROUP = Criterion(
    "like_for_like.trading_group",
    LIKE_FOR_LIKE_CLAUSE,
    "Other native vegetation: is it in the same or a more cleared trading group?",
    "confirmed",
    "a group that is not known",
)
COMMUNITY_FOR_CLASS = Criterion(
    "like_for_like.community_for_class",
    LIKE_FOR_LIKE_CLAUSE,
    "Can a credit of a threatened community stand for other vegetation of its class, as a higher trading group?",
    "open",
    "always; strictly no",
)
PLACE = Criterion(
    "like_for_like.place",
    LIKE_FOR_LIKE_CLAUSE,
    "Same subregion, adjoining, or within 100 km of the outer edge of the impacted site, as alternatives?",
    "memory",
    "a distance that is not known, where the subregion is neither the same nor adjoining",
)
HOLLOWS = Criterion(
    "like_for_like.hollows",
    LIKE_FOR_LIKE_CLAUSE,
    "Where the impacted vegetation has hollow-bearing trees, has the credit's?",
    "confirmed",
    "hollows that include artificial ones, or are not stated; strictly no",
)
SPECIES = Criterion(
    "like_for_like.species",
    LIKE_FOR_LIKE_CLAUSE,
    "Is it the same species? Anywhere in New South Wales.",
    "confirmed",
    "a species that is not known",
)
CRITERIA = (COMMUNITY, VEGETATION_CLASS, TRADING_GROUP, COMMUNITY_FOR_CLASS, PLACE, HOLLOWS, SPECIES)


def tests(impact: Impact, candidate: Candidate, place: Place) -> tuple[Test, ...]:
    """Every test of the rule that applies to this kind of credit; both are of one kind."""
    if impact.kind == "species":
        return (same_species(impact, candidate),)
    return (
        *_identity(impact, candidate),
        places.nearby(PLACE, impact, candidate, place),
        hollows(impact, candidate),
    )


def _identity(impact: Impact, candidate: Candidate) -> tuple[Test, ...]:
    if impact.community:
        return (same_community(impact, candidate),)
    found = (same_class(impact, candidate), same_or_higher_group(impact, candidate))
    return (*found, community_for_class(candidate)) if candidate.community else found


def same_community(impact: Impact, candidate: Candidate) -> Test:
    """An impact on a threatened community is offset by the same community, by its record and not its spelling."""
    name = shown(impact.community_name, impact.community)
    if not candidate.community:
        return COMMUNITY.no(
            f"The impact is on {name}; the credit is of no threatened community "
            f"({shown(candidate.trading_group, 'group not stated')})."
        )
    if candidate.community == impact.community:
        return COMMUNITY.yes(f"Both are {name}.")
    return COMMUNITY.no(
        f"The impact is on {name}; the credit is of {shown(candidate.community_name, candidate.community)}, "
        "another community."
    )


def same_class(impact: Impact, candidate: Candidate) -> Test:
    """Other vegetation is offset by the same vegetation class."""
    if not impact.vegetation_class or not candidate.vegetation_class:
        return VEGETATION_CLASS.open(
            f"Vegetation class of the impact: {shown(impact.vegetation_class)}; of the credit: "
            f"{shown(candidate.vegetation_class)}."
        )
    if same_name(impact.vegetation_class, candidate.vegetation_class):
        return VEGETATION_CLASS.yes(f"Both are {impact.vegetation_class}.")
    return VEGETATION_CLASS.no(
        f"The impact is on {impact.vegetation_class}; the credit is of {candidate.vegetation_class}, another class."
    )


def same_or_higher_group(impact: Impact, candidate: Candidate) -> Test:
    """Other vegetation is offset in the same trading group or a more cleared one."""
    return compare_groups(TRADING_GROUP, impact, candidate)


def community_for_class(candidate: Candidate) -> Test:
    """Not settled: whether a community's own trading group counts as a higher one of its class."""
    return COMMUNITY_FOR_CLASS.open(
        f"The impact is on no threatened community and the credit is of "
        f"{shown(candidate.community_name, candidate.community)}: whether a community counts as a higher trading "
        "group of its class is not settled."
    )


def hollows(impact: Impact, candidate: Candidate) -> Test:
    """One-directional: a credit with hollow-bearing trees serves an impact without them."""
    if impact.hollows is False:
        return HOLLOWS.yes("The impacted vegetation has no hollow-bearing trees, so none are asked for.")
    if candidate.hollows == "yes":
        return HOLLOWS.yes("The credit's vegetation has hollow-bearing trees.")
    if impact.hollows is None:
        return HOLLOWS.open(
            "Whether the impacted vegetation has hollow-bearing trees is not stated, and the credit's has none that "
            "are known to be natural."
        )
    if candidate.hollows == "artificial":
        return HOLLOWS.open(
            "The impacted vegetation has hollow-bearing trees; the credit's hollows include artificial ones, which "
            "only the variation rules name."
        )
    if candidate.hollows == "":
        return HOLLOWS.open(
            "The impacted vegetation has hollow-bearing trees; whether the credit's has is not stated."
        )
    return HOLLOWS.no("The impacted vegetation has hollow-bearing trees; the credit's has none.")


def same_species(impact: Impact, candidate: Candidate) -> Test:
    """The same species, anywhere in the State."""
    name = shown(impact.scientific_name, impact.species)
    other = shown(candidate.scientific_name, candidate.species)
    if not impact.species or not candidate.species:
        return SPECIES.open(
            f"Species of the impact: {shown(name)}; of the credit: {shown(other)}: not both known."
        )
    if impact.species == candidate.species:
        return SPECIES.yes(f"Both are {name}.")
    return SPECIES.no(f"The impact is on {name}; the credit is of {other}, another species.")
