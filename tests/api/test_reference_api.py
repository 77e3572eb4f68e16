"""Reference facts over the API: public, read-only, from one release."""

from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from registry.reference.models import Release

LISTS = {
    "releases": 1,
    "pcts": 694,
    "communities": 68,
    "species-list": 1075,
    "benchmarks": 17,
    "subregions": 133,
    "landscapes": 569,
    "management-actions": 15,
    "outlines": 0,
}


def get(name: str, *arguments: object, **query: object) -> Any:
    return APIClient().get(reverse(f"reference-api-{name}", args=arguments), query)


@pytest.mark.parametrize(("name", "count"), LISTS.items())
def test_anybody_reads_the_lists_a_page_at_a_time(release: Release, name: str, count: int) -> None:
    answer = get(name)
    assert answer.status_code == 200
    assert answer.data["count"] == count
    assert len(answer.data["results"]) == min(count, 50)


@pytest.mark.parametrize("name", [*LISTS, "parameters", "plants"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes(release: Release, name: str, method: str) -> None:
    answer = getattr(APIClient(), method)(reverse(f"reference-api-{name}"), {}, format="json")
    assert answer.status_code in (401, 403, 405)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pcts", "woodland"),
        ("communities", "forest"),
        ("species-list", "acacia"),
        ("parameters", "brw"),
        ("subregions", "sydney"),
    ],
)
def test_a_list_of_any_length_takes_the_same_queries(
    release: Release, name: str, text: str, django_assert_num_queries: Any
) -> None:
    for size in (1, 50):
        with django_assert_num_queries(3):
            answer = get(name, search=text, page_size=size)
        assert 0 < len(answer.data["results"]) <= size


def test_every_fact_carries_its_mark_and_source(release: Release) -> None:
    for name in (*LISTS, "parameters", "plants"):
        if name != "releases":
            for fact in get(name).data["results"]:
                assert fact["mark"] and fact["source"], name
                assert fact["provisional"] is (fact["mark"] not in ("confirmed", "fitted"))


def test_a_type_comes_with_communities_and_benchmarks(
    release: Release, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(5):
        answer = get("pct", 1383)
    assert answer.data["vegetation_class"] == "Western Slopes Grassy Woodlands"
    assert answer.data["percent_cleared"] == "95.00"
    assert answer.data["percent_cleared_mark"] == "demo"
    assert {row["mark"] for row in answer.data["communities"]} == {"confirmed", "demo"}
    nandewar = next(row for row in answer.data["benchmarks"] if row["ibra_region"] == "Nandewar")
    assert nandewar["values"]["structure.tree"] == "31.00"
    assert nandewar["large_tree_threshold_cm"] is None
    assert nandewar["mark"] == "demo"


def test_a_subregion_comes_with_its_neighbours(release: Release) -> None:
    answer = get("subregion", "SYB08")
    assert answer.data["name"] == "Cumberland"
    first = answer.data["neighbours"][0]
    assert (first["code"], first["touching"], first["distance_km"]) == ("SYB04", True, "0.00")


def test_a_community_names_its_types_and_a_species_its_unknowns(release: Release) -> None:
    community = get("community", "blue-gum-high-forest-in-the-sydney-basin-bioregion").data
    assert community["pct_ids"] == [1237]
    assert community["bc_listing"] == ""
    species = get("species", "eucalyptus-aggregata").data
    assert (species["unit_of_measure"], species["unit_of_measure_mark"]) == ("count", "demo")
    assert species["risk_weighting"] is None


def test_a_release_tells_sources_licences_and_checksums(release: Release) -> None:
    answer = get("release", release.code).data
    assert answer["checksum"] == release.checksum
    assert answer["bam_data_versions"]["benchmarks"]["version"] == "demo-2016-03"
    pcts = next(table for table in answer["tables"] if table["name"] == "pcts")
    assert (pcts["rows"], pcts["licence"], len(pcts["sha256"])) == (694, "CC BY 4.0", 64)


def test_lists_are_filtered(release: Release) -> None:
    assert get("pcts", cleared_tier=">=90%").data["count"] == 15
    assert get("pcts", search="1383").data["results"][0]["pct_id"] == 1383
    assert get("management-actions", group="active_restoration").data["count"] == 3
    assert get("subregions", region_code="SYB").data["count"] == 13
    assert get("species-list", search="koala").data["count"] >= 1


@pytest.mark.parametrize(
    ("name", "arguments", "query"),
    [
        ("pcts", (), {"release": "other"}),
        ("pcts", (), {"release": "\x00"}),
        ("pct", (999_999,), {}),
        ("pct", (10**30,), {}),
        ("pct", (1383,), {"release": "other"}),
        ("community", ("none",), {}),
        ("species", ("none",), {}),
        ("subregion", ("none",), {}),
        ("release", ("none",), {}),
    ],
)
def test_what_is_not_there_is_404_with_a_sentence(
    release: Release, name: str, arguments: tuple[Any, ...], query: dict[str, str]
) -> None:
    answer = get(name, *arguments, **query)
    assert answer.status_code == 404
    assert answer.data["code"] == "not_found"
    assert answer.data["message"]


def test_a_bad_page_or_filter_is_refused_not_an_error(release: Release) -> None:
    assert get("pcts", page="9999").status_code == 404
    assert get("management-actions", required_for_plan="perhaps", group="nothing").status_code == 400
    assert get("pcts", search="\x00" * 10).status_code == 200
    assert get("pcts", search="9" * 5000).data["count"] == 0
