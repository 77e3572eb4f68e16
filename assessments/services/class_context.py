"""What credit classes rest on, frozen with the calculation as plain data: names, bands, lists of types, the place.

Everything is read in a fixed number of queries, whatever the number of zones. `assessments.reports.credit_classes`
reads it back.
"""

from collections import defaultdict
from typing import Any

from assessments.bam.inputs import Fact
from assessments.models import CandidateSpecies, Revision, ScatteredTreeGroup, SiteBoundary, VegetationZone
from assessments.services import known_facts, site_place
from assessments.services.known_facts import Facts
from registry.reference import models as reference
from registry.reference import places, selectors
from registry.reference.models import Release
from registry.units import display

BY_TABLE = (
    "No outlines of subregions are loaded, or the site has no boundary: near subregions come from the table of "
    "neighbours, which is measured from the subregion, not from the edge of the site."
)
BY_SIMPLIFIED = (
    "The loaded outlines are simplified: what lies near the limit, or near a border, can be decided wrongly."
)


def build(revision: Revision) -> dict[str, Any]:
    """The part `classes` of a calculation's context."""
    facts = known_facts.read_facts(revision)
    release = revision.release
    zones = list(VegetationZone.objects.filter(revision=revision))
    pct_ids = {zone.pct_id for zone in zones}
    pct_ids |= set(ScatteredTreeGroup.objects.filter(revision=revision).values_list("pct_id", flat=True))
    return {
        "tiers": _tiers(release),
        "pcts": {str(pct_id): _pct(pct_id, facts) for pct_id in sorted(pct_ids)},
        "vegetation_classes": _types_of_classes(release, facts),
        "communities": _types_of_communities(release, {zone.community_name for zone in zones} - {""}),
        "zones": {
            zone.key: {"community_answer": zone.community_answer, "community": zone.community_name}
            for zone in zones
        },
        "species": _species(revision, facts),
        "place": place(revision),
    }


def _tiers(release: Release) -> list[dict[str, Any]]:
    return [
        {
            "order": row.cleared_order,
            "label": row.label,
            "from": str(row.percent_cleared_from),
            "to": None if row.percent_cleared_to is None else str(row.percent_cleared_to),
        }
        for row in selectors.tiers(release)
    ]


def _pct(pct_id: int, facts: Facts) -> dict[str, Any]:
    row = facts.pcts.get(pct_id)
    return {
        "name": row.name if row else "",
        "vegetation_class": row.vegetation_class if row else "",
        "formation": row.vegetation_formation if row else "",
        "percent_cleared": _plain(known_facts.percent_cleared_of(pct_id, facts)),
        "register_tier": row.cleared_tier if row else "",
    }


def _plain(fact: Fact[Any] | None) -> dict[str, Any] | None:
    return None if fact is None else {"value": fact.value, "mark": fact.mark, "source": fact.source}


def _types_of_classes(release: Release, facts: Facts) -> dict[str, list[int]]:
    """Every type of the classes at hand, by class. One query."""
    names = {row.vegetation_class for row in facts.pcts.values()} - {""}
    rows = reference.PlantCommunityType.objects.filter(release=release, vegetation_class__in=names)
    found: dict[str, list[int]] = defaultdict(list)
    for name, pct_id in rows.order_by("pct_id").values_list("vegetation_class", "pct_id"):
        found[name].append(pct_id)
    return dict(found)


def _types_of_communities(release: Release, names: set[str]) -> dict[str, list[int]]:
    """Every type tied to the communities at hand, by community. One query."""
    rows = reference.CommunityAssociation.objects.filter(release=release, community_name__in=names)
    found: dict[str, set[int]] = defaultdict(set)
    for name, pct_id in rows.values_list("community_name", "pct_id"):
        found[name].add(pct_id)
    return {name: sorted(ids) for name, ids in found.items()}


def _species(revision: Revision, facts: Facts) -> dict[str, dict[str, str]]:
    names = CandidateSpecies.objects.filter(revision=revision).values_list("scientific_name", flat=True)
    return {name: {"kingdom": facts.species[name].kingdom if name in facts.species else ""} for name in names}


def place(revision: Revision) -> dict[str, Any]:
    """Where the site lies and what lies near it: own, adjoining and near subregions with names and distances."""
    release = revision.release
    code = revision.site_context.subregion_code
    geojson = SiteBoundary.objects.filter(revision=revision).values_list("geojson", flat=True).first()
    near = places.subregions_within_km(release, geojson, from_code=code)
    beside = places.adjoining(release, code) if code else ()
    names = {
        row.code: row
        for row in reference.Subregion.objects.filter(
            release=release, code__in={code, *(one.code for one in (*near.rows, *beside))}
        )
    }
    notes = [BY_TABLE] if near.basis == "table" else []
    if near.basis == "outlines" and near.provisional:
        notes.append(BY_SIMPLIFIED)
    notes += _other_subregions(revision, code)
    return {
        "subregion": _area(names[code]) if code in names else None,
        "adjoining": [_area(names[one.code], one) for one in beside if one.code in names],
        "near": [_area(names[one.code], one) for one in near.rows if one.code in names],
        "limit_km": places.LIMIT_KM,
        "basis": near.basis,
        "notes": notes,
    }


def _other_subregions(revision: Revision, code: str) -> list[str]:
    """What the outlines say beside the chosen subregion: others that hold a part of the site, or all of it."""
    found = site_place.place_of(revision, chosen=code)
    others = [(name, share) for name, share in found.shares if not name.startswith(f"{code} ")]
    if found.doubts or not code:
        return list(found.doubts)
    return [
        f"{display(share)} % of the site lies in {name} by the loaded outlines." for name, share in others
    ]


def _area(row: reference.Subregion, near: places.Near | None = None) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "region": row.region_name,
        "distance_km": None if near is None else near.distance_km,
        "uncertain": near is not None and near.uncertain,
    }
