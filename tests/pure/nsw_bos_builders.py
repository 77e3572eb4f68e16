"""Facts of the trading rules that match like for like, to be changed one by one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from credits.schemes.nsw_bos import outcome
from credits.schemes.nsw_bos.facts import Candidate, Circumstances, Impact, Permission, Place

MATCH_DAY = date(2024, 6, 1)

VEGETATION: dict[str, Any] = {
    "kind": "ecosystem",
    "vegetation_class": "Hunter-Macleay Dry Sclerophyll Forests",
    "formation": "Dry Sclerophyll Forests (Shrub/grass sub-formation)",
    "trading_group": "Hunter-Macleay Dry Sclerophyll Forests >=50% and <70%",
    "tier": 3,
    "subregion": "Hunter",
    "region": "Sydney Basin",
}
SPECIES: dict[str, Any] = {
    "kind": "species",
    "species": "cercartetusnanus",
    "scientific_name": "Cercartetus nanus",
    "kingdom": "Animalia",
    "listing": "V",
    "subregion": "Bateman",
    "region": "South East Corner",
}
COMMUNITY: dict[str, Any] = {
    "community": "riverflat",
    "community_name": "River-Flat Eucalypt Forest",
    "trading_group": "River-Flat Eucalypt Forest",
}


def vegetation_impact(**changes: Any) -> Impact:
    return Impact(**(VEGETATION | {"hollows": True} | changes))


def vegetation_credit(**changes: Any) -> Candidate:
    return Candidate(**(VEGETATION | {"hollows": "yes"} | changes))


def community_impact(**changes: Any) -> Impact:
    return vegetation_impact(**(COMMUNITY | {"listing": "E"} | changes))


def community_credit(**changes: Any) -> Candidate:
    return vegetation_credit(**(COMMUNITY | changes))


def species_impact(**changes: Any) -> Impact:
    return Impact(**(SPECIES | changes))


def species_credit(**changes: Any) -> Candidate:
    return Candidate(**(SPECIES | changes))


OTHER_SPECIES: dict[str, Any] = {
    "species": "phascolarctoscinereus",
    "scientific_name": "Phascolarctos cinereus",
    "listing": "E",
}

HERE = Place(same_subregion=True, adjoining_subregion=False, within_100km=True, same_region=True)
ADJOINING = Place(same_subregion=False, adjoining_subregion=True)
WITHIN_100KM = Place(same_subregion=False, adjoining_subregion=False, within_100km=True, same_region=False)
REGION_ONLY = replace(WITHIN_100KM, within_100km=False, same_region=True)
OUTSIDE = replace(WITHIN_100KM, within_100km=False)
UNMEASURED = replace(WITHIN_100KM, within_100km=None)

PERMITTED = Permission(
    approved_on=date(2024, 1, 15),
    approved_by="Planning authority",
    evidence="Condition B12",
    reasonable_steps=True,
    none_found=True,
    other_options_declined=True,
)
ALLOWED = Circumstances(
    on=MATCH_DAY, permission=PERMITTED, excluded_from_variation=False, controlled_action_entity=False
)


def permitted(**changes: Any) -> Circumstances:
    """Circumstances in which variation may be used, but for these changes of the permission."""
    return replace(ALLOWED, permission=replace(PERMITTED, **changes))


def decision(answer: str, reasons: str = "Looked at the site report.") -> outcome.PersonDecision:
    return outcome.PersonDecision(outcome.Answer(answer), reasons, "REV-0001", date(2024, 5, 30))


def answers(tests: Iterable[outcome.Test]) -> dict[str, str]:
    """The answers by code."""
    return {test.code: test.answer.value for test in tests}
