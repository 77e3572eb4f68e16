"""The variation rules (cl 6.4): broader biodiversity that is as threatened as the impact or more (N35).

`matching` asks whether a credit fits; `gate.tests` whether a proponent may use the rules at all. Each function is one
test. Pure: no Django, no clock, no I/O.
"""

from assessments.classes.listings import RANK, WORDS, at_or_above
from assessments.classes.rules import VARIATION_CLAUSE
from credits.schemes.nsw_bos import places
from credits.schemes.nsw_bos.facts import Biodiversity, Candidate, Impact, Place, same_name, shown
from credits.schemes.nsw_bos.groups import compare_groups
from credits.schemes.nsw_bos.outcome import Criterion, Test

RULE = "variation"

FORMATION = Criterion(
    "variation.formation",
    VARIATION_CLAUSE,
    "Is it the same vegetation formation?",
    "confirmed",
    "names that differ in the sub-formation alone, or are not stated; strictly no",
)
TRADING_GROUP = Criterion(
    "variation.trading_group",
    VARIATION_CLAUSE,
    "Is it in the same or a more cleared trading group, by tier?",
    "confirmed",
    "a tier that is not set: how a community gets one is not known",
)
REGION = Criterion(
    "variation.region",
    VARIATION_CLAUSE,
    "The same IBRA region, or a subregion within 100 km of the outer edge of the impacted site?",
    "confirmed",
    "a distance that is not known, in another region",
)
HOLLOWS = Criterion(
    "variation.hollows",
    VARIATION_CLAUSE,
    "Where the impacted vegetation has hollow-bearing trees, has the credit's, or artificial hollows?",
    "confirmed",
    "hollows that are not stated",
)
KINGDOM = Criterion(
    "variation.kingdom",
    VARIATION_CLAUSE,
    "Another species: an animal for an animal, a plant for a plant?",
    "memory",
    "a kingdom that is not known",
)
THREAT = Criterion(
    "variation.threat_category",
    VARIATION_CLAUSE,
    "Another species: threatened, and in the same or a higher category?",
    "confirmed",
    "a listing that is not known",
)
SPECIES_PLACE = Criterion(
    "variation.species_place",
    VARIATION_CLAUSE,
    "Another species: same subregion, adjoining, or within 100 km of the outer edge of the impacted site?",
    "memory",
    "a distance that is not known, where the subregion is neither the same nor adjoining",
)
CRITERIA = (FORMATION, TRADING_GROUP, REGION, HOLLOWS, KINGDOM, THREAT, SPECIES_PLACE)


def matching(impact: Impact, candidate: Candidate, place: Place) -> tuple[Test, ...]:
    """Does the credit fit? Both are of one kind."""
    if impact.kind == "species":
        return (
            same_kingdom(impact, candidate),
            threat_category(impact, candidate),
            places.nearby(SPECIES_PLACE, impact, candidate, place),
        )
    return (
        same_formation(impact, candidate),
        compare_groups(TRADING_GROUP, impact, candidate),
        places.same_region_or_near(REGION, impact, candidate, place),
        hollows(impact, candidate),
    )


def same_formation(impact: Impact, candidate: Candidate) -> Test:
    """The same formation, as registered; names that differ in the sub-formation alone are for a person."""
    ours, theirs = impact.formation, candidate.formation
    if not ours or not theirs:
        return FORMATION.open(f"Formation of the impact: {shown(ours)}; of the credit: {shown(theirs)}.")
    if same_name(ours, theirs):
        return FORMATION.yes(f"Both are {ours}.")
    if same_name(_formation(ours), _formation(theirs)):
        return FORMATION.open(
            f"The impact is on {ours}, the credit of {theirs}: one formation, but another sub-formation; whether "
            "that is the same formation is not settled."
        )
    return FORMATION.no(f"The impact is on {ours}; the credit is of {theirs}, another formation.")


def _formation(label: str) -> str:
    """The formation of a label such as "Semi-arid Woodlands (Grassy sub-formation)"."""
    return label.partition("(")[0].strip()


def hollows(impact: Impact, candidate: Candidate) -> Test:
    """Hollow-bearing trees or artificial hollows, where the impact has them."""
    if impact.hollows is False:
        return HOLLOWS.yes("The impacted vegetation has no hollow-bearing trees, so none are asked for.")
    if candidate.hollows == "yes":
        return HOLLOWS.yes("The credit's vegetation has hollow-bearing trees.")
    if candidate.hollows == "artificial":
        return HOLLOWS.yes(
            "The credit's vegetation has hollows, artificial ones included, which these rules allow."
        )
    if impact.hollows is None or candidate.hollows == "":
        return HOLLOWS.open("Hollow-bearing trees are not stated of both the impact and the credit.")
    return HOLLOWS.no("The impacted vegetation has hollow-bearing trees; the credit's has no hollows.")


def same_kingdom(impact: Impact, candidate: Candidate) -> Test:
    """Animal for animal, plant for plant; the class of animal does not count."""
    if not impact.kingdom or not candidate.kingdom:
        return KINGDOM.open(
            f"Kingdom of the impacted species: {shown(impact.kingdom, 'not known')}; of the credit's: "
            f"{shown(candidate.kingdom, 'not known')}."
        )
    return KINGDOM.of(
        same_name(impact.kingdom, candidate.kingdom),
        f"The impacted species is of the kingdom {impact.kingdom}, the credit's of {candidate.kingdom}.",
    )


def threat_category(impact: Impact, candidate: Candidate) -> Test:
    """A threatened species, in the same category or a higher one, on the day of the match (N35)."""
    sentence = f"Impact on {_listed(impact)}; credit of {_listed(candidate)}."
    if candidate.listing is not None and RANK[candidate.listing] == 0:
        return THREAT.no(f"{sentence} The credit's species is not threatened.")
    if impact.listing is None or candidate.listing is None:
        return THREAT.open(sentence)
    return THREAT.of(at_or_above(candidate.listing, impact.listing), sentence)


def _listed(species: Biodiversity) -> str:
    name = shown(species.scientific_name, shown(species.species, "a species that is not stated"))
    status = "listing not known" if species.listing is None else WORDS[species.listing]
    return f"{name}: {status}"
