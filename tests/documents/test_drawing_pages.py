"""Every block of a report as a page: the same words as the file, safe markup, a picture in proportion."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from assessments.reports import content as c
from assessments.reports.numbering import numbered
from assessments.web.documents.drawing import contents_of, drawn
from assessments.web.documents.map_svg import draw_map
from tests.documents import drawing_reports as made


def page(report: c.ReportContent, **options: object) -> str:
    parts = drawn(report, **options)  # type: ignore[arg-type]
    lines = {"lines": contents_of(parts), "numbered": report.cover}
    pieces = [render_to_string("assessments/documents/contents.html", lines)]
    return "".join(
        [*pieces, *(render_to_string("assessments/documents/part.html", {"part": part}) for part in parts)]
    )


def svg_of(block: c.Map) -> ElementTree.Element:
    return ElementTree.fromstring(str(draw_map(block, name="map-1").svg))  # noqa: S314


def points_of(data: str) -> list[tuple[float, float]]:
    return [tuple(map(float, pair.split())) for pair in re.findall(r"-?[\d.]+ -?[\d.]+", data)]  # type: ignore[misc]


def test_levels_of_parts_are_levels_of_headings_and_of_the_contents() -> None:
    html = page(numbered(made.everything()))
    assert re.search(r'<h2 id="site"[^>]*>2 Site</h2>', html)
    assert re.search(r'<h3 id="maps"[^>]*>2\.1 Maps</h3>', html)
    assert '<li><a href="#site">2 Site</a>\n<ol><li><a href="#maps">2.1 Maps</a></li>' in html
    assert "report-contents--numbered" in html


def test_a_map_is_a_picture_with_title_description_and_a_key_that_names_everything() -> None:
    svg = svg_of(made.MAP)
    assert svg.attrib["role"] == "img"
    title, desc = list(svg)[:2]
    assert title.tag == "title" and title.text == made.MAP.caption
    assert desc.text and "4 areas and 2 points" in desc.text
    assert svg.attrib["aria-labelledby"] == f"{title.attrib['id']} {desc.attrib['id']}"
    html = page(made.report(made.part("P", made.MAP)))
    for words in ("Subject land", "1_Moderate", "Litoria aurea", "Buffer", "P1", "midline 45° from north"):
        assert words in html
    for words in (
        "Site boundary",
        "Vegetation zone",
        "Species habitat",
        "Zone 9 has no outline.",
        "GDA2020.",
    ):
        assert words in html


def test_a_map_on_a_page_is_to_scale() -> None:
    """0.02 degrees at 33 degrees south: 1869 m of longitude, 2218 m of latitude."""
    svg = svg_of(replace(made.MAP, areas=made.MAP.areas[:1], points=()))
    (line,) = [one for one in svg.iter("path") if "reg-map__line" in one.attrib.get("class", "")]
    points = points_of(line.attrib["d"])
    wide = max(x for x, _ in points) - min(x for x, _ in points)
    high = max(y for _, y in points) - min(y for _, y in points)
    assert wide / high == pytest.approx(1869.06 / 2218.08, rel=0.01)
    bars = [one for one in svg.iter("rect") if "reg-map__bar" in one.attrib.get("class", "")]
    length = sum(float(bar.attrib["width"]) for bar in bars)
    metres = next(
        float(m[1]) * (1000 if m[2] == "km" else 1)
        for one in svg.iter("text")
        if (m := re.fullmatch(r"([\d.]+) (k?m)", one.text or ""))
    )
    assert wide / length * metres == pytest.approx(1869.06, rel=0.01)


def test_nothing_of_a_map_lies_outside_its_frame() -> None:
    svg = svg_of(made.MAP)
    left, top, wide, high = map(float, svg.attrib["viewBox"].split())
    for one in svg.iter("path"):
        if "reg-map__line" in one.attrib.get("class", ""):
            assert all(
                left <= x <= left + wide and top <= y <= top + high for x, y in points_of(one.attrib["d"])
            )


def test_a_page_has_no_inline_style_or_script_whatever_the_names_are() -> None:
    hostile = '"><script>alert(1)</script><p style="x" onload=y>&amp;'
    block = replace(
        made.MAP,
        caption=hostile,
        note=hostile,
        datum=hostile,
        areas=[replace(area, label=f"{hostile}{n}") for n, area in enumerate(made.MAP.areas)],
        points=[replace(point, label=hostile[:9]) for point in made.MAP.points],
    )
    picture = replace(made.PICTURE, caption=hostile)
    html = page(
        made.report(made.part(hostile, block, picture, anchor="a")), picture_url=lambda _: "/photos/1?a=1&b=2"
    )
    assert "<script" not in html and "<p style" not in html
    assert not re.search(r"<[^>]*\s(style|on\w+)=", re.sub(r'"[^"]*"', '""', html))
    assert 'src="/photos/1?a=1&amp;b=2"' in html


def test_patterns_of_two_maps_on_one_page_have_names_of_their_own() -> None:
    html = page(made.report(made.part("P", made.MAP, made.MAP)))
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(ids)


def test_holes_are_drawn_as_holes() -> None:
    outer, hole = made.square(0, 0, 0.02)[0][0], made.square(0.005, 0.005, 0.01)[0][0]
    svg = svg_of(c.Map("m", [c.MapArea("Z", [[outer, hole]], "zone")]))
    filled = [one for one in svg.iter("path") if one.attrib.get("fill-rule") == "evenodd"]
    assert filled and all(one.attrib["d"].count("M") == 2 for one in filled)


def test_a_map_of_nothing_is_a_sentence() -> None:
    html = page(made.report(made.part("P", c.Map("m", [], note="The boundary is missing."))))
    assert "no outline and no point" in html and "The boundary is missing." in html and "<svg" not in html


def test_a_picture_has_words_and_size_and_a_missing_one_says_so() -> None:
    report = made.report(made.part("P", made.PICTURE))
    html = page(report, picture_url=lambda sha256: f"/photos/{sha256}")
    assert f'src="/photos/{"a" * 64}"' in html
    assert 'alt="Plot 1"' in html and 'width="320"' in html and 'height="200"' in html
    for options in ({}, {"picture_url": lambda _: ""}):
        html = page(report, **options)
        assert "The file of this picture is missing." in html and "<img" not in html


def test_a_chart_of_nothing_is_left_out_as_it_is_in_the_file() -> None:
    html = page(made.report(made.part("P", c.Bars("Empty bars", []), c.Pairs("Empty pairs", ("a", "b"), []))))
    assert "Empty" not in html


def test_a_map_is_the_same_every_time() -> None:
    assert draw_map(made.MAP, name="m") == draw_map(made.MAP, name="m")
