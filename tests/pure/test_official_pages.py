"""Pages of a web service: in order, none missing, none twice."""

import json
from itertools import permutations

import pytest

from registry.reference.official.odata import pages_of
from registry.reference.official.reading import SourceFile
from tests.official import codes, only, read, sample


def page(name: str, first: int, rows: int, link: str = "", **more: object) -> SourceFile:
    """A page with ids from `first` on, and a link if there is a next page."""
    answer: dict[str, object] = {"value": [{"PCTID": first + place} for place in range(rows)], **more}
    if link:
        answer["@odata.nextLink"] = f"https://example.invalid/odata/Types?{link}"
    return SourceFile(name, json.dumps(answer).encode())


THREE = (
    page("a.json", 1, 5, "$skip=5"),
    page("b.json", 6, 5, "$filter=x&%24skip=10"),
    page("c.json", 11, 2),
)


def told(*files: SourceFile) -> tuple[list[str], list[str], list[str]]:
    """Names of the pages in order, errors and warnings."""
    findings: list = []
    pages = pages_of(files, findings)
    return [found.file for found in pages], codes(findings), codes(findings, "warning")


@pytest.mark.parametrize("files", permutations(THREE))
def test_pages_are_put_in_order_whatever_order_they_are_given_in(files):
    assert told(*files) == (["a.json", "b.json", "c.json"], [], ["page.unchecked"])


@pytest.mark.parametrize("missing", range(4))
def test_a_missing_page_is_refused_whichever_it_is(missing):
    pages = (page("a.json", 1, 5, "$skip=5", **{"@odata.count": 17}), *THREE[1:])
    four = (*pages[:2], page("c.json", 11, 5, "$skip=15"), page("d.json", 16, 2))
    files = [file for place, file in enumerate(four) if place != missing]

    assert told(*four)[1:] == ([], [])
    assert set(told(*files)[1]) == {"page.missing"}


def test_without_a_count_the_page_before_the_last_may_be_missing_and_that_is_told():
    assert told(THREE[0], THREE[2]) == (["a.json", "c.json"], [], ["page.unchecked"])


def test_one_page_alone_that_names_a_next_one_is_refused():
    assert told(THREE[0])[1] == ["page.missing"]


def test_the_last_page_alone_cannot_be_told_from_a_short_answer():
    assert told(THREE[2]) == (["c.json"], [], [])


def test_a_page_with_the_same_content_is_refused():
    again = SourceFile("copy.json", THREE[1].content)

    assert told(THREE[0], THREE[1], again, THREE[2])[1] == ["page.repeated"]


def test_a_page_with_the_same_link_but_other_rows_is_refused():
    other = page("other.json", 100, 5, "$skip=5")

    assert "page.repeated" in told(*THREE, other)[1]


def test_pages_of_two_answers_are_refused():
    assert told(*THREE, page("end.json", 500, 3))[1] == ["page.two_ends"]


def test_a_page_cut_at_its_end_is_refused():
    cut = SourceFile("b.json", THREE[1].content[:-30])

    assert told(THREE[0], cut, THREE[2])[1] == ["page.truncated"]


def test_links_that_hide_their_place_are_ordered_and_the_gap_they_may_hide_is_told():
    files = (
        page("b.json", 6, 5, "$skiptoken=Id-10"),
        page("c.json", 11, 2),
        page("a.json", 1, 5, "$skiptoken=Id-5"),
    )

    assert told(*files) == (["a.json", "b.json", "c.json"], [], ["page.unchecked"])


def test_the_number_of_rows_that_the_service_gives_shows_a_missing_page():
    first, last = page("a.json", 1, 5, "$skiptoken=x5", **{"@odata.count": 12}), page("c.json", 11, 2)

    assert told(first, last)[1] == ["page.missing"]
    assert told(first, page("b.json", 6, 5, "$skiptoken=x10"), last) == (
        ["a.json", "b.json", "c.json"],
        [],
        [],
    )


def test_rows_are_told_by_page_and_place():
    result = read("bionet_pcts", sample("pcts_page_2.json"), sample("pcts_page_1.json"))

    found = only(result.findings, "pct.not_approved")
    assert (found.field, found.row) == ("pcts_page_2.json", 2)


def test_a_number_that_is_none_is_refused():
    assert told(SourceFile("a.json", b'{"value": [{"PCTID": NaN}]}'))[1] == ["page.truncated"]
