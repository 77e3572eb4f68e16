"""Reference facts are public, on pages and in the API."""

from typing import Any

from registry.reference.models import EcologicalCommunity, PlantCommunityType, Species, Subregion
from tests.access.route import Fixture, Route, everybody

LISTS = (
    "home",
    "releases",
    "pcts",
    "communities",
    "species-list",
    "subregions",
    "parameters",
    "benchmarks",
    "classes",
    "trading-groups",
    "landscapes",
    "lgas",
    "management-actions",
    "plants",
    "outlines",
    "api-releases",
    "api-pcts",
    "api-communities",
    "api-species-list",
    "api-benchmarks",
    "api-subregions",
    "api-landscapes",
    "api-plants",
    "api-outlines",
    "api-parameters",
    "api-management-actions",
)


def a_release(fixture: Fixture) -> dict[str, Any]:
    return {"code": fixture("release").code}


def a_pct(fixture: Fixture) -> dict[str, Any]:
    return {"pct_id": PlantCommunityType.objects.filter(release=fixture("release")).first().pct_id}


def a_community(fixture: Fixture) -> dict[str, Any]:
    return {"code": EcologicalCommunity.objects.filter(release=fixture("release")).first().code}


def a_species(fixture: Fixture) -> dict[str, Any]:
    return {"code": Species.objects.filter(release=fixture("release")).first().code}


def a_subregion(fixture: Fixture) -> dict[str, Any]:
    return {"code": Subregion.objects.filter(release=fixture("release")).first().code}


DETAILS = {
    "release": a_release,
    "pct": a_pct,
    "community": a_community,
    "species": a_species,
    "subregion": a_subregion,
}

ROUTES = (
    *(Route(f"reference-{name}", get=everybody()) for name in LISTS),
    *(
        Route(f"reference-{edge}{name}", arguments=arguments, get=everybody())
        for name, arguments in DETAILS.items()
        for edge in ("", "api-")
    ),
)
