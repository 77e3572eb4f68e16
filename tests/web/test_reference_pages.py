"""Pages of reference facts: public, searchable, and plain about what is not known."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registry.audit import triggers
from registry.reference.models import Release

TABLES = [
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
]
PLACES = [
    ("home", ()),
    ("releases", ()),
    ("pct", (1383,)),
    ("community", ("blue-gum-high-forest-in-the-sydney-basin-bioregion",)),
    ("species", ("vespadelus-troughtoni",)),
    ("subregion", ("SYB08",)),
    ("outlines", ()),
    *((name, ()) for name in TABLES),
]


def page(name: str, *arguments: object, status: int = 200, **query: object) -> str:
    answer = Client().get(reverse(f"reference-{name}", args=arguments), query)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize(("name", "arguments"), PLACES)
def test_every_page_is_public_and_uses_no_inline_code(
    release: Release, name: str, arguments: tuple[Any, ...]
) -> None:
    content = page(name, *arguments)
    assert "<h1>" in content
    assert content.count("<main") == 1
    assert " style=" not in content and "<script>" not in content and " onclick=" not in content
    assert "http://" not in content.replace("http://www.w3.org/", "").replace("http://testserver", "")


@pytest.mark.parametrize("name", TABLES)
def test_a_search_without_result_says_what_to_do(release: Release, name: str) -> None:
    content = page(name, q="zebra crossing")
    assert "Nothing was found." in content
    assert "Show all" in content


@pytest.mark.parametrize("name", TABLES)
def test_a_table_shows_a_mark_in_every_row(release: Release, name: str) -> None:
    content = page(name)
    body = content[content.index("<tbody>") : content.index("</tbody>")]
    marks = body.count("reg-tag--done") + body.count("reg-provisional__mark")
    assert marks == body.count("<tr>") > 3


@pytest.mark.parametrize("name", ["pcts", "species-list", "trading-groups"])
def test_a_full_page_takes_as_few_queries_as_a_short_one(
    release: Release, name: str, django_assert_num_queries: Any
) -> None:
    for query in ({}, {"page": "2"}):
        with django_assert_num_queries(3):
            page(name, **query)


def test_a_type_takes_a_fixed_number_of_queries(release: Release, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(5):
        page("pct", 1383)
    with django_assert_num_queries(4):
        page("subregion", "SYB08")


def test_a_type_shows_demonstration_benchmarks_as_such(release: Release) -> None:
    content = page("pct", 1383)
    assert "They are not" in content and "the current official benchmarks" in content
    assert content.count("Demonstration") >= 3
    assert "95 %" in content
    assert "Wholly or in part" not in page("pct", 2)


def test_a_type_whose_value_was_set_aside_says_why(release: Release) -> None:
    content = page("pct", 281)
    assert "75.00 % set aside" in content


def test_a_type_without_benchmarks_or_community_says_what_happens_then(release: Release) -> None:
    content = page("pct", 8)
    assert "This release has no benchmarks for the class of this type." in content
    assert "The assessor enters them with their source" in content


def test_a_species_shows_what_is_not_known(release: Release) -> None:
    content = page("species", "vespadelus-troughtoni")
    assert content.count("not known") >= 4
    assert "Not today&#x27;s sensitivity to loss or gain." in content or "Not today's sensitivity" in content


def test_a_subregion_lists_its_neighbours(release: Release) -> None:
    content = page("subregion", "SYB08")
    assert content.index("SYB04 Wollemi") < content.index("SYB11 Moss Vale")


def test_parameters_show_value_mark_and_source(release: Release) -> None:
    content = page("parameters", q="conversion.credits_per_vi_hectare")
    assert "0.25" in content and "Fitted" in content and "BAM Calculator User Guide 2024" in content


def test_a_release_shows_versions_licences_and_checksum(release: Release) -> None:
    content = page("release", release.code)
    for text in (release.checksum, "CC BY 4.0", "demo-2016-03", "State of New South Wales"):
        assert text in content


def test_links_keep_to_the_release_that_was_chosen(release: Release) -> None:
    content = page("pcts", release=release.code)
    assert f"/reference/pcts/2/?release={release.code}" in content
    assert f"release={release.code}&amp;page=2" in content or f"release={release.code}&page=2" in content
    assert "/reference/pcts/2/?release" not in page("pcts")


@pytest.mark.parametrize(
    ("name", "arguments", "query"),
    [
        ("pct", (999_999,), {}),
        ("pct", (10**30,), {}),
        ("community", ("none",), {}),
        ("species", ("none",), {}),
        ("subregion", ("none",), {}),
        ("release", ("none",), {}),
        ("pcts", (), {"release": "other"}),
        ("home", (), {"release": "other"}),
    ],
)
def test_what_is_not_there_is_404(
    release: Release, name: str, arguments: tuple[Any, ...], query: dict[str, str]
) -> None:
    page(name, *arguments, status=404, **query)


def test_a_search_is_shown_as_text_and_cut(release: Release) -> None:
    content = page("pcts", q="<script>alert(1)</script>")
    assert "<script>alert" not in content
    assert "x" * 201 not in page("pcts", q="x" * 5000)


def test_an_impossible_page_number_shows_a_page(release: Release) -> None:
    assert "<tbody>" in page("pcts", page="none")
    assert "<tbody>" in page("pcts", page="9999")


def test_pages_answer_reading_alone(release: Release) -> None:
    assert Client().post(reverse("reference-pcts")).status_code in (403, 405)


@pytest.fixture
def no_facts(db: None) -> Callable[[], None]:
    """A registry into which nothing was loaded."""

    def unpublish() -> None:
        triggers.remove()
        Release.objects.update(published_on=None)
        triggers.install()

    return unpublish


def test_without_facts_the_start_page_says_how_to_load_them(no_facts: Callable[[], None]) -> None:
    no_facts()
    assert "manage.py load_reference" in page("home")
    assert "No release is published yet." in page("releases")
    answer = Client().get(reverse("reference-pcts"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("reference-home"))
    page("pct", 1383, status=404)
