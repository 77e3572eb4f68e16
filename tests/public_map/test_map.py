"""The map: agreements in force, what they have free, and the subregions, without anything from outside."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from credits.models import Lot
from credits.public.map import selectors
from credits.public.map.drawing import shade_of
from credits.public.map.geometry import generalised, generalised_box
from registry.agreements.models import Agreement, AgreementBoundary
from registry.parties.models import User
from tests import builders
from tests.builders_ledger import make_class, open_lot, varied_lot
from tests.builders_people import ORGANISATIONS, Cast
from tests.credits_web.conftest import text_of

pytestmark = pytest.mark.django_db
PAGE, FILE, API = "/registers/map/", "/registers/map.geojson", "/api/v1/registers/map/"


def bounded(agreement: Agreement, *, west: float = 151.10) -> AgreementBoundary:
    """Give it a square of about 300 m with corners finer than the grid."""
    geojson = json.loads(builders.square_geojson(west=west + 0.00047))
    return AgreementBoundary.objects.create(
        agreement=agreement,
        version=1,
        geojson=geojson,
        area_m2=90_000,
        west=west,
        south=-32.0,
        east=west + 0.003,
        north=-31.9,
        source="site.geojson",
        entered_by=User.objects.first(),
        entered_at=timezone.now(),
    )


@pytest.fixture
def lot(cast: Cast) -> Lot:
    """A root lot of 100 credits of agreement BS9002, whose outline is known."""
    found = varied_lot(lambda name: cast.organisation(name) if name in ORGANISATIONS else cast.person(name))
    assert found.agreement is not None
    bounded(found.agreement)
    return found


def more(cast: Cast, number: int, **values: Any) -> Lot:
    """Another agreement beside it with 10 credits."""
    agreement = Agreement.objects.create(
        state="passive",
        site_name="Elsewhere",
        applicant=cast.organisation("landholder"),
        trust=cast.organisation("trust"),
        created_by=cast.person("landholder_signatory"),
        number=f"BS{number}",
        title_reference="X",
        registered_on=timezone.localdate() - timedelta(days=3),
    )
    bounded(agreement, west=151.10 + number / 1_000)
    return open_lot(cast.organisation("landholder"), 10, agreement=agreement, **values)


def features(**query: str) -> list[dict[str, Any]]:
    answer = Client().get(FILE, query)
    assert answer["Content-Type"] == "application/geo+json"
    found: list[dict[str, Any]] = json.loads(answer.content)["features"]
    return found


def test_an_agreement_is_drawn_as_a_link_and_stands_in_the_table(lot: Lot) -> None:
    content = Client().get(PAGE).content.decode()
    link = '<a href="/registers/agreements/BS9002/" aria-label="Agreement BS9002, 100 credits free">'
    assert link in content
    assert "pub-map__site--some" in content.partition(link)[2].partition("</a>")[0]
    text = text_of(Client().get(PAGE))
    assert "BS9002 – 1 100 100" in text
    assert "Hunter 1 100 100 0" in text
    assert " style=" not in content and "<script" not in content.partition("<main")[2]


def test_coordinates_are_laid_on_a_grid_of_a_thousandth_of_a_degree(lot: Lot) -> None:
    (site, _) = features()
    stored = AgreementBoundary.objects.get().geojson
    corners = [p for part in site["geometry"]["coordinates"] for ring in part for p in ring]
    assert all(round(number, 3) == number for p in corners for number in p)
    exact = {tuple(p) for p in stored["coordinates"][0]}
    assert len(exact) == 4
    assert exact.isdisjoint(map(tuple, corners))
    assert site["properties"] == {
        "feature": "agreement",
        "number": "BS9002",
        "kind": "stewardship",
        "suspended": False,
        "area_m2": None,
        "lots": 1,
        "held": 100,
        "available": 100,
    }


def test_a_site_smaller_than_the_grid_is_one_cell() -> None:
    speck = {
        "type": "Polygon",
        "coordinates": [[[151.1, -32], [151.10001, -32], [151.10001, -32.00001], [151.1, -32]]],
    }
    ((ring,),) = generalised(speck)
    assert len({tuple(p) for p in ring}) == 4
    assert generalised({"type": "FeatureCollection", "features": []}) == []
    (((first, *_),),) = [generalised_box(151.1, -32.1, 151.2, -32.0)]
    assert len(first) == 5


@pytest.mark.parametrize(
    ("available", "shade"),
    [(0, "none"), (1, "few"), (99, "few"), (100, "some"), (999, "some"), (1_000, "many")],
)
def test_the_colour_says_how_much_is_free(available: int, shade: str) -> None:
    assert shade_of(available) == shade


def test_the_map_is_narrowed_by_group_species_and_subregion(lot: Lot, cast: Cast) -> None:
    frog = make_class(
        kind="species",
        scientific_name="Litoria aurea",
        common_name="Green and Golden Bell Frog",
        subregion="Wyong",
    )
    more(cast, 9003, credit_class=frog)

    def found(**query: str) -> list[str]:
        return [one["properties"].get("number") or one["properties"]["name"] for one in features(**query)]

    assert found() == ["BS9002", "BS9003", "Hunter", "Wyong"]
    assert found(group="hunter-macleay") == ["BS9002", "Hunter"]
    assert found(species="bell frog") == ["BS9003", "Wyong"]
    assert found(subregion="wyong") == ["BS9003", "Wyong"]
    assert found(group="no such") == []
    assert "No agreement with such credits is on the map." in text_of(
        Client().get(PAGE, {"group": "no such"})
    )


def test_a_terminated_agreement_leaves_the_map_and_its_credits_stay_in_the_sums(lot: Lot) -> None:
    Agreement.objects.filter(pk=lot.agreement_id).update(
        state="terminated", terminated_on=timezone.localdate()
    )
    (place,) = features()
    assert (place["properties"]["name"], place["properties"]["held"]) == ("Hunter", 100)
    assert "No agreement in force has an outline here yet." in text_of(Client().get(PAGE))


@pytest.mark.parametrize("typed", ["' OR 1=1 --", "<script>alert(1)</script>", "\0", "x" * 5_000])
def test_hostile_words_find_nothing(lot: Lot, typed: str) -> None:
    for address in (PAGE, FILE, API):
        answer = Client().get(address, {"subregion": typed, "group": typed, "species": typed})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode() or address != PAGE


def test_page_file_and_api_say_the_same(lot: Lot) -> None:
    assert Client().get(API).json()["features"] == features()


def test_the_map_costs_the_same_for_one_and_for_many(lot: Lot, cast: Cast) -> None:
    def counts() -> list[int]:
        found = []
        for address in (PAGE, FILE, API):
            with CaptureQueriesContext(connection) as caught:
                assert Client().get(address).status_code == 200
            found.append(len(caught))
        return found

    counts()
    few = counts()
    for number in range(9_010, 9_020):
        more(cast, number)
    assert counts() == few
    assert max(few) <= 12


def test_many_agreements_are_drawn_as_cells(lot: Lot, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "OUTLINES_AT_MOST", 1)
    more(cast, 9_010)
    outlines = [
        one["geometry"]["coordinates"] for one in features() if one["properties"]["feature"] == "agreement"
    ]
    assert [len(outline[0][0]) for outline in outlines] == [5, 5]
