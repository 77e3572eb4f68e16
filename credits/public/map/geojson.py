"""The map as GeoJSON: the same sites and subregions with the same sums."""

from collections.abc import Sequence
from typing import Any

from credits.public.map.geometry import as_geojson
from credits.public.map.selectors import Place, Site

NOTE = (
    "Outlines of agreements are laid on a grid of a thousandth of a degree, about 100 m. Open Biodiversity Credit "
    "Registry; not the official register."
)


def collection(sites: Sequence[Site], places: Sequence[Place]) -> dict[str, Any]:
    """One feature for each agreement and each subregion; the geometry of a subregion is null where none is loaded."""
    features = [*(_site(site) for site in sites), *(_place(place) for place in places if place.name)]
    return {"type": "FeatureCollection", "note": NOTE, "features": features}


def _site(site: Site) -> dict[str, Any]:
    own = site.agreement
    return {
        "type": "Feature",
        "id": own.number,
        "geometry": as_geojson(site.outline),
        "properties": {
            "feature": "agreement",
            "number": own.number,
            "kind": own.origin,
            "suspended": own.suspended_on is not None,
            "area_m2": own.site_area_m2,
            "lots": site.lots,
            "held": site.held,
            "available": site.available,
        },
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": as_geojson(place.outline),
        "properties": {
            "feature": "subregion",
            "name": place.name,
            "code": place.code,
            "lots": place.lots,
            "held": place.held,
            "available": place.available,
            "retired": place.retired,
        },
    }
