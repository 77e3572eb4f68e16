"""Pages of reference facts: the start page, releases, and one page for a type, community, species or subregion."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from registry.reference import policies, selectors
from registry.reference.facts.release import Mark
from registry.reference.facts.vegetation import BENCHMARK_LABELS
from registry.reference.loads.selectors import load_of_release
from registry.reference.models import Benchmark, CommunityAssociation, Release, Species
from registry.reference.web import cells
from registry.reference.web.releases import address, link, release_of

TABLE_ROUTES = {
    "pcts": "reference-pcts",
    "tecs": "reference-communities",
    "species": "reference-species-list",
    "benchmarks": "reference-benchmarks",
    "ibra_subregions": "reference-subregions",
    "method_parameters": "reference-parameters",
    "management_actions": "reference-management-actions",
    "mitchell_landscapes": "reference-landscapes",
    "offset_trading_groups": "reference-trading-groups",
    "vegetation_formations_classes": "reference-classes",
    "nsw_lgas": "reference-lgas",
    "plants": "reference-plants",
    "ibra_outlines": "reference-outlines",
}
"""The page that shows a table of a release; tables not named here are seen on the pages of what they belong to."""

MARK_MEANINGS = (
    (Mark.CONFIRMED, "read in a published source"),
    (Mark.FITTED, "derived from published results, which it reproduces"),
    (Mark.MEMORY, "from general knowledge, a second-hand source or our own computation"),
    (Mark.OPEN, "nobody here knows; a stated default is used"),
    (Mark.DEMO, "for demonstration and tests only; not an official value"),
)


def home(request: HttpRequest) -> HttpResponse:
    """What facts there are, in which release, and where to look them up."""
    release = selectors.current_release(timezone.localdate())
    if request.GET.get("release"):
        release = release_of(request)
    context: dict[str, Any] = {"release": release, "trail": [("Reference facts", "")]}
    if release is not None:
        context["tables"] = _tables(release, request.GET.get("release", ""))
        context["marks"] = [(cells.mark(mark.value), meaning) for mark, meaning in MARK_MEANINGS]
    return render(request, "reference/home.html", context)


def _tables(release: Release, code: str) -> list[dict[str, Any]]:
    return [
        {
            "table": table,
            "mark": cells.mark(table.mark),
            "day": cells.in_words(table.data_date),
            "href": address(code, TABLE_ROUTES[table.name]) if table.name in TABLE_ROUTES else "",
        }
        for table in sorted(selectors.tables_of(release), key=lambda table: table.title)
    ]


def releases(request: HttpRequest) -> HttpResponse:
    """All published releases, newest first."""
    return render(
        request,
        "reference/releases.html",
        {
            "releases": selectors.published_releases(),
            "current": selectors.current_release(timezone.localdate()),
            "sees_loads": _sees_loads(request),
            "trail": [("Reference facts", link(request, "reference-home")), ("Releases", "")],
        },
    )


def _sees_loads(request: HttpRequest) -> bool:
    """Officers see what was and is being loaded."""
    return policies.may_read_loads(request.actor).allowed  # type: ignore[attr-defined]


def release_page(request: HttpRequest, code: str) -> HttpResponse:
    """One release: its data versions, checksum, and every table with source, licence and mark."""
    release = selectors.published_releases().filter(code=code).first()
    if release is None:
        raise Http404("There is no such release of reference facts.")
    return render(
        request,
        "reference/release.html",
        {
            "release": release,
            "current": selectors.current_release(timezone.localdate()),
            "tables": _tables(release, release.code),
            "load": load_of_release(release) if _sees_loads(request) else None,
            "versions": [
                (VERSION_LABELS[name], entry["version"], cells.in_words(entry["date"]))
                for name, entry in release.bam_data_versions.items()
            ],
            "trail": [
                ("Reference facts", link(request, "reference-home")),
                ("Releases", link(request, "reference-releases")),
                (release.code, ""),
            ],
        },
    )


VERSION_LABELS = {
    "tec": "Threatened ecological communities",
    "pct": "Plant community types",
    "species": "Species",
    "benchmarks": "Benchmarks",
    "parameters": "Method parameters",
}


def pct_page(request: HttpRequest, pct_id: int) -> HttpResponse:
    """One plant community type with its communities, benchmarks and where it occurs."""
    release = release_of(request)
    kind = selectors.pct(release, pct_id)
    if kind is None:
        raise Http404("There is no such plant community type in this release.")
    benchmarks = list(selectors.benchmarks_of(release, kind.vegetation_class))
    communities = selectors.communities_of(release, pct_id)
    return render(
        request,
        "reference/pct.html",
        {
            "release": release,
            "kind": kind,
            "mark": cells.mark(kind.mark),
            "cleared": cells.number(kind.percent_cleared, "%"),
            "cleared_mark": cells.mark(kind.percent_cleared_mark) if kind.percent_cleared_mark else None,
            "communities": [
                {
                    "name": one.name or "Named by profile number only",
                    "href": link(request, "reference-community", one.community.code) if one.community else "",
                    "associations": _said(one),
                }
                for one in communities
            ],
            "benchmarks": benchmarks,
            "benchmark_rows": _benchmark_rows(benchmarks),
            "trail": _trail(request, "Plant community types", "reference-pcts", f"PCT {pct_id}"),
        },
    )


def _said(one: selectors.AssociatedCommunity) -> list[tuple[CommunityAssociation, cells.Cell]]:
    """What each source says, once: rows that differ only in their 2016 status read the same."""
    different = {
        (row.relationship, row.relationship_note, row.bc_profile_id, row.epbc_profile_id, row.source): row
        for row in one.associations
    }
    return [(row, cells.mark(row.mark)) for row in different.values()]


def _benchmark_rows(benchmarks: list[Benchmark]) -> list[tuple[str, list[cells.Cell]]]:
    rows = [
        (label, [cells.number(getattr(one, field)) for one in benchmarks])
        for field, label in BENCHMARK_LABELS.items()
    ]
    thresholds = [cells.number(one.large_tree_threshold_cm) for one in benchmarks]
    return [*rows, ("Large tree threshold, cm", thresholds)]


def community_page(request: HttpRequest, code: str) -> HttpResponse:
    """One threatened ecological community and the plant community types tied to it."""
    release = release_of(request)
    community = selectors.community(release, code)
    if community is None:
        raise Http404("There is no such community in this release.")
    kinds = selectors.pcts_of_community(release, community.name)
    return render(
        request,
        "reference/community.html",
        {
            "release": release,
            "community": community,
            "mark": cells.mark(community.mark),
            "kinds": [(kind, link(request, "reference-pct", kind.pct_id)) for kind in kinds],
            "trail": _trail(
                request, "Threatened ecological communities", "reference-communities", community.name
            ),
        },
    )


def species_page(request: HttpRequest, code: str) -> HttpResponse:
    """One species, what is known of its credits, and where it is tied to."""
    release = release_of(request)
    kind = selectors.species_of(release, code)
    if kind is None:
        raise Http404("There is no such species in this release.")
    places = list(selectors.places_of(release, kind))
    return render(
        request,
        "reference/species.html",
        {
            "release": release,
            "kind": kind,
            "mark": cells.mark(kind.mark),
            "attributes": _attributes(kind),
            "pcts": [
                (place.place_code, link(request, "reference-pct", place.place_code))
                for place in sorted(places, key=lambda place: (len(place.place_code), place.place_code))
                if place.place_kind == "pct"
            ],
            "subregions": [
                (place.place_code, link(request, "reference-subregion", place.place_code))
                for place in places
                if place.place_kind == "subregion"
            ],
            "trail": _trail(request, "Threatened species", "reference-species-list", kind.scientific_name),
        },
    )


def _attributes(kind: Species) -> list[tuple[str, cells.Cell, cells.Cell | None]]:
    """The attributes the method uses, each with its own mark; unknown ones are shown, not hidden."""
    shown = (
        ("Credit class", cells.plain(kind.get_credit_class_display()), kind.credit_class_mark),
        ("Unit of measure", cells.plain(kind.get_unit_of_measure_display()), kind.unit_of_measure_mark),
        ("Sensitivity to loss", cells.plain(kind.sensitivity_to_loss), kind.sensitivity_to_loss_mark),
        ("Sensitivity to gain", cells.plain(kind.sensitivity_to_gain), kind.sensitivity_to_gain_mark),
        ("Biodiversity risk weighting", cells.number(kind.risk_weighting), kind.risk_weighting_mark),
        (
            "Potential serious and irreversible impact",
            cells.yes_no(kind.potential_saii),
            kind.potential_saii_mark,
        ),
    )
    return [(label, cell, cells.mark(mark) if mark else None) for label, cell, mark in shown]


def subregion_page(request: HttpRequest, code: str) -> HttpResponse:
    """One IBRA subregion and what lies within 100 km of it."""
    release = release_of(request)
    place = selectors.subregion(release, code)
    if place is None:
        raise Http404("There is no such subregion in this release.")
    return render(
        request,
        "reference/subregion.html",
        {
            "release": release,
            "place": place,
            "mark": cells.mark(place.mark),
            "area": cells.number(place.area_in_nsw_km2, "km²"),
            "neighbours": [
                {
                    "near": near,
                    "href": link(request, "reference-subregion", near.subregion.code),
                    "distance": cells.number(near.pair.distance_km, "km"),
                    "mark": cells.mark(near.pair.mark),
                }
                for near in selectors.neighbours(release, place.code)
            ],
            "trail": _trail(request, "IBRA subregions", "reference-subregions", place.code),
        },
    )


def _trail(request: HttpRequest, title: str, route: str, last: str) -> list[tuple[str, str]]:
    return [("Reference facts", link(request, "reference-home")), (title, link(request, route)), (last, "")]
