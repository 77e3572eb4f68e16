"""What a calculation keeps about credit classes, for the small cases of `report_sources`."""

from typing import Any

TIERS = [
    {"order": 1, "label": "<50%", "from": "0", "to": "50"},
    {"order": 2, "label": ">=50% and <70%", "from": "50", "to": "70"},
    {"order": 3, "label": ">=70% and <90%", "from": "70", "to": "90"},
    {"order": 4, "label": ">=90%", "from": "90", "to": None},
]


def area(
    code: str, name: str, region: str, distance_km: float | None = None, uncertain: bool = False
) -> dict[str, Any]:
    """A subregion."""
    return {"code": code, "name": name, "region": region, "distance_km": distance_km, "uncertain": uncertain}


def place(**changes: Any) -> dict[str, Any]:
    """A site in Hunter with one adjoining subregion and one near it."""
    values: dict[str, Any] = {
        "subregion": area("SYB02", "Hunter", "Sydney Basin"),
        "adjoining": [area("SYB03", "Yengo", "Sydney Basin", 0.0)],
        "near": [
            area("SYB02", "Hunter", "Sydney Basin", 0.0),
            area("SYB03", "Yengo", "Sydney Basin", 11.3),
            area("NNC13", "Upper Hunter", "NSW North Coast", 44.2, True),
        ],
        "limit_km": 100,
        "basis": "outlines",
        "notes": [],
    }
    return values | changes


def classes(
    *, zones: dict[str, Any] | None = None, percent: float | None = 72.0, **changes: Any
) -> dict[str, Any]:
    """PCT 1387, its class and community, and two species of the small cases."""
    cleared = None if percent is None else {"value": percent, "mark": "confirmed", "source": "test"}
    values: dict[str, Any] = {
        "tiers": TIERS,
        "pcts": {
            "1387": {
                "name": "Test woodland",
                "vegetation_class": "Test Grassy Woodlands",
                "formation": "Grassy Woodlands",
                "percent_cleared": cleared,
                "register_tier": "",
            }
        },
        "vegetation_classes": {"Test Grassy Woodlands": [266, 1387]},
        "communities": {"Test community": [941, 1387]},
        "zones": zones or {},
        "species": {"Testus secundus": {"kingdom": "Animalia"}, "Testus tertius": {"kingdom": "Plantae"}},
        "place": place(),
    }
    return values | changes
