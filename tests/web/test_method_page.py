"""The method page: public, computed from the release it shows, and plain about what is not known."""

import csv
import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.web.method.markup import formula_html
from registry import actor as actors
from registry.reference import selectors
from registry.reference.contents import DATA_FOLDER
from registry.reference.loading import load_project_facts
from registry.reference.models import Release
from tests.browser import DESKTOP, PHONE

ADDRESS = "/method/"


def page(**query: str) -> str:
    answer = Client().get(ADDRESS, query)
    assert answer.status_code == 200
    return answer.content.decode()


def words(content: str) -> str:
    """The page's text without its elements."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", content))


def section(content: str, slug: str) -> str:
    """The part of the page that explains one rule."""
    return content.split(f'<h3 id="{slug}">')[1].split("</section>")[0]


@pytest.fixture
def other_release(release: Release, tmp_path: Path) -> Release:
    """A second release, older, in which a point and hectare make half a credit."""
    folder = tmp_path / "data"
    shutil.copytree(DATA_FOLDER, folder)
    header = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    header |= {"code": "other-2019", "effective_from": "2019-01-01"}
    (folder / "release.json").write_text(json.dumps(header), encoding="utf-8")
    file = folder / "method_parameters.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    for row in rows:
        if row["code"] == "conversion.credits_per_vi_hectare":
            row |= {"value": "0.5", "mark": "open", "source": "a source of the test"}
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return load_project_facts(actor=actors.system("tests"), today=release.published_on, folder=folder)


def test_the_page_is_public_and_uses_no_inline_code(release: Release) -> None:
    content = page()
    assert reverse("method-page") == ADDRESS
    assert content.count("<h1>") == content.count("<main") == 1
    assert " style=" not in content and "<script>" not in content and " onclick=" not in content
    assert "This is not the official calculator." in content


def test_each_equation_is_worked_in_numbers(release: Release) -> None:
    text = words(page())
    for line in (
        "59.0806, shown 59.1",
        "36.4 · 1.9 ha · 2.5 · 0.25 = 43.225 → 43 credits",
        "64 · 0.01 ha · 2 · 0.25 = 0.32 → 1 credit",
        "12 · 2 = 24 → 24 credits",
        "17.6 · 35 ha · 0.25 = 154 → 154 credits",
        "(35.4 · 52.8 · 71.9)1/3 = 51.2",
    ):
        assert line in text


def test_the_curve_is_drawn_with_the_score_at_half_of_the_benchmark(release: Release) -> None:
    curve = section(page(), "attribute-score")
    assert curve.count("<svg") == 1 and "59.1 at 0.5, 100 from 1 on." in curve
    points = re.search(r'<polyline[^>]* points="([^"]+)"', curve)
    assert points is not None
    heights = [float(point.split(",")[1]) for point in points.group(1).split()]
    assert len(heights) == 61
    assert heights == sorted(heights, reverse=True) and heights[0] - heights[-1] == 180


def test_a_rule_shows_its_mark_source_and_numbers(release: Release) -> None:
    threshold = words(section(page(), "threshold"))
    assert "Not confirmed" in threshold and "General knowledge of BAM 2020" in threshold
    assert "The 3 numbers it uses" in threshold and "15 points" in threshold
    assert "provisional" in threshold
    assert "Confirmed" in words(section(page(), "composition-structure"))
    assert "Open" in words(section(page(), "growth")) and "logistic-2026" in section(page(), "growth")


def test_the_table_of_provisional_facts_counts_every_loose_number(release: Release) -> None:
    text = words(page())
    loose = [row for row in selectors.parameters(release) if row.provisional]
    assert f"17 rules and {len(loose)} numbers of this release are not firm; 8 things have no default" in text
    table = page().split("Numbers that are not firm")[-1].split("</tbody>")[0]
    assert table.count("<tr>") - 1 == len(loose)
    for row in loose:
        assert row.label in words(table)
    assert "Size of the security benefit score" in text
    assert "Decision key for planted native vegetation" in text


def test_another_release_shows_its_own_numbers_and_marks(release: Release, other_release: Release) -> None:
    content = page(release=other_release.code)
    assert "36.4 · 1.9 ha · 2.5 · 0.5 = 86.45 → 86 credits" in words(content)
    assert "a source of the test" in section(content, "eq-1")
    assert "Credits per point and hectare 0.5 (open in the method, default used)" in section(content, "eq-1")
    assert f"/reference/parameters/?release={other_release.code}" in content
    assert "36.4 · 1.9 ha · 2.5 · 0.25 = 43.225 → 43 credits" in words(page())


def test_an_unknown_release_is_not_found(release: Release) -> None:
    assert Client().get(ADDRESS, {"release": "nothing"}).status_code == 404
    assert Client().get(ADDRESS, {"release": "a\x00b"}).status_code == 404


def test_before_the_first_release_the_page_says_how_to_load_facts(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2000, 1, 1))
    assert "manage.py load_reference" in page()


def test_the_page_takes_two_queries(release: Release, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        page()


def test_the_page_only_answers_reading(release: Release) -> None:
    assert Client().post(ADDRESS).status_code == 405


def test_everybody_finds_the_page_in_the_header(release: Release) -> None:
    assert '<a href="/method/" aria-current="page">Method</a>' in page()


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("a^{2.5} · b_{i}", "a<sup>2.5</sup> · b<sub>i</sub>"),
        ("x < b & y", "x &lt; b &amp; y"),
        ("e^{<b>}", "e<sup>&lt;b&gt;</sup>"),
        ("{0} %s", "{0} %s"),
    ],
)
def test_a_formula_is_raised_lowered_and_escaped(text: str, markup: str) -> None:
    assert formula_html(text) == markup


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_has_no_barrier_and_does_not_scroll_sideways(
    fenced_page: Any, live_server: Any, axe: Any, release: Release, size: Any
) -> None:
    fenced_page.set_viewport_size(size)
    fenced_page.goto(live_server.url + ADDRESS)
    fenced_page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert axe(fenced_page) == []
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert fenced_page.evaluate(wide) is False
