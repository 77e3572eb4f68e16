"""The tests of place: how a candidate's subregion lies to the impact, as alternatives (cl 6.3, cl 6.4). Pure.

What is measured is the subregion, from the outer edge of the impacted site; not the stewardship site.
"""

from credits.schemes.nsw_bos.facts import Candidate, Impact, Place, shown
from credits.schemes.nsw_bos.outcome import Answer, Criterion, Test, any_of

UNKNOWN_DISTANCE = "whether it comes within 100 km of the outer edge of the impacted site is not known"


def nearby(criterion: Criterion, impact: Impact, candidate: Candidate, place: Place) -> Test:
    """The same subregion, an adjoining one, or one within 100 km of the outer edge of the impacted site."""
    names = _names(impact.subregion, candidate.subregion)
    found = any_of((place.same_subregion, place.adjoining_subregion, place.within_100km))
    if found:
        return criterion.yes(f"{names}: {_limb(place)}.")
    if found is None:
        return criterion.open(f"{names}: not known to be the same or adjoining, and {UNKNOWN_DISTANCE}.")
    return criterion.no(
        f"{names}: neither the same, nor adjoining, nor within 100 km of the outer edge of the impacted site."
    )


def same_region_or_near(criterion: Criterion, impact: Impact, candidate: Candidate, place: Place) -> Test:
    """The same IBRA region, or a subregion within 100 km of the outer edge of the impacted site."""
    names = _names(impact.region, candidate.region)
    found = any_of((place.same_subregion is True, place.same_region, place.within_100km))
    if found:
        how = "the same region" if place.same_region or place.same_subregion else _limb(place)
        return criterion.yes(f"{names}: {how}.")
    if found is None:
        return criterion.open(f"{names}: not known to be the same region, and {UNKNOWN_DISTANCE}.", Answer.NO)
    return criterion.no(
        f"{names}: another region, and not within 100 km of the outer edge of the impacted site."
    )


def _names(impact: str, candidate: str) -> str:
    return f"Impact in {shown(impact, 'a place that is not stated')}, credit in {shown(candidate, 'one not stated')}"


def _limb(place: Place) -> str:
    if place.same_subregion:
        return "the same subregion"
    if place.adjoining_subregion:
        return "an adjoining subregion"
    return "a subregion within 100 km of the outer edge of the impacted site"
