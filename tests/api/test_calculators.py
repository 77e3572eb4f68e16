"""The stateless calculators: open to everybody, strict about what they take, exact in what they give."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from assessments.bam.attributes import ATTRIBUTE_CODES
from assessments.bam.engine import ENGINE_VERSION, assess
from assessments.bam.serial import case_as_dict
from assessments.models import Calculation
from assessments.services.method import parameters_for
from registry.audit.models import AuditEvent
from registry.parties.models import User
from registry.reference.models import Benchmark, Region, Release
from registry.reference.models import PlantCommunityType as Pct
from tests.pure import bam_builders as bam

Api = Callable[[User | None], APIClient]


@pytest.fixture
def visitor(api_for: Api, release: Any) -> APIClient:
    return api_for(None)


def score(visitor: APIClient, *zones: dict[str, Any], query: str = "") -> Any:
    return visitor.post(f"{reverse('api-calculate-vegetation-integrity')}{query}", {"zones": list(zones)})


def whole(visitor: APIClient, case: dict[str, Any], query: str = "") -> Any:
    return visitor.post(f"{reverse('api-calculate-assessment')}{query}", case)


def line(visitor: APIClient, **numbers: Any) -> Any:
    return visitor.post(reverse("api-calculate-credits"), {"lines": [numbers]})


def plain_zone(**changes: Any) -> dict[str, Any]:
    """The zone of case V01 with what its vegetation integrity needs."""
    zone = case_as_dict(bam.development(bam.zone(plots=(bam.CURRENT_1387,))))["zones"][0]
    return {name: zone[name] for name in ("pct_id", "plots", "benchmark")} | changes


# --- vegetation integrity ------------------------------------------------------------------------------------------
def test_the_published_example_is_given_with_every_intermediate(visitor: APIClient) -> None:
    answer = score(visitor, plain_zone())
    assert answer.status_code == 200, answer.json()
    (zone,) = answer.json()["zones"]
    assert round(zone["current"]["score"], 1) == 33.3
    parts = [zone["current"][name] for name in ("composition", "structure", "function")]
    product = parts[0]["score"] * parts[1]["score"] * parts[2]["score"]
    assert zone["current"]["score"] == pytest.approx(product ** (1 / 3), rel=1e-12)
    attributes = [attribute for part in parts for attribute in part["attributes"]]
    assert [attribute["code"] for attribute in attributes] == list(ATTRIBUTE_CODES)
    for part in parts:
        assert sum(one["weight"] for one in part["attributes"]) == pytest.approx(1)
        assert sum(one["weighted"] for one in part["attributes"]) == pytest.approx(part["score"])
        for one in part["attributes"]:
            assert one["weighted"] == pytest.approx(one["weight"] * one["unweighted"])
    assert (zone["key"], zone["plots"], zone["minimum_plots"]) == ("Z1", 1, 1)


def test_every_answer_says_what_it_is_and_what_it_rests_on(visitor: APIClient, release: Release) -> None:
    answer = score(visitor, plain_zone()).json()
    assert answer["notice"] == "Not the official calculator or register."
    assert "nobody has checked them" in answer["marks"]
    assert (answer["release"], answer["release_checksum"]) == (release.code, release.checksum)
    assert (answer["method_edition"], answer["engine_version"]) == ("BAM 2020", ENGINE_VERSION)


def test_a_zone_without_benchmarks_takes_those_of_the_release_for_its_region(
    visitor: APIClient, release: Release
) -> None:
    row = Benchmark.objects.filter(release=release).exclude(composition_tree=None).order_by("pk").first()
    assert row is not None
    pct = (
        Pct.objects.filter(release=release, vegetation_class=row.vegetation_class).order_by("pct_id").first()
    )
    region = Region.objects.get(release=release, name=row.ibra_region)
    assert pct is not None
    bare = plain_zone(pct_id=pct.pct_id)
    del bare["benchmark"]
    bare["plots"][0]["stem_classes"] = [0, 0, 0, 0, 0]
    (without,) = score(visitor, bare).json()["zones"]
    assert without["current"] is None
    assert without["not_computed"] == [f"PCT {pct.pct_id} has no benchmarks: enter them, with their source."]
    for name in (region.code, region.name.lower()):
        (zone,) = score(visitor, bare, query=f"?region={name}").json()["zones"]
        trees = zone["current"]["composition"]["attributes"][0]
        assert trees["benchmark"] == float(row.composition_tree)
        assert any("demo values" in reason for reason in zone["provisional"])


def test_an_unknown_region_is_named(visitor: APIClient) -> None:
    bare = plain_zone()
    del bare["benchmark"]
    answer = score(visitor, bare, query="?region=Atlantis")
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, "region")


def test_an_unknown_release_is_not_there(visitor: APIClient) -> None:
    assert score(visitor, plain_zone(), query="?release=nothing").status_code == 404


def test_a_zone_without_a_needed_value_says_what_to_enter(visitor: APIClient) -> None:
    zone = plain_zone()
    zone["plots"][0]["litter"] = None
    (scored,) = score(visitor, zone).json()["zones"]
    assert scored["current"] is None
    assert scored["not_computed"] == ["Zone 1: litter cover is not recorded in plot P1: enter it."]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"plots": [{}]}, "zones[0].plots[0].label"),
        ({"pct_id": "oak"}, "zones[0].pct_id"),
        ({"pct_id": -1}, "zones[0].pct_id"),
        ({"plots": "many"}, "zones[0].plots"),
        ({"risk_weighting": 2}, "zones[0].risk_weighting"),
        ({"state": "accepted"}, "zones[0].state"),
        ({"benchmark": {"values": {"structure.moss": 1}}}, "zones[0].benchmark.values.structure.moss"),
    ],
)
def test_a_bad_zone_is_named_by_its_path(visitor: APIClient, change: dict[str, Any], field: str) -> None:
    answer = score(visitor, plain_zone(**change))
    assert answer.status_code == 400
    assert field in [finding["field"] for finding in answer.json()["findings"]]


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"zones": []}', '{"zones": {}}', '{"zones": [7]}', "null"])
def test_a_body_without_zones_is_refused(visitor: APIClient, body: str) -> None:
    address = reverse("api-calculate-vegetation-integrity")
    answer = visitor.post(address, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] in ("input.invalid", "request.parse_error")


# --- a whole assessment --------------------------------------------------------------------------------------------
def test_a_case_gives_the_same_outcome_as_the_engine(visitor: APIClient, release: Release) -> None:
    case = bam.development(bam.zone(), species=(bam.species(),))
    answer = whole(visitor, case_as_dict(case))
    assert answer.status_code == 200, answer.json()
    expected = json.loads(json.dumps(assess(case, parameters_for(release)).as_dict()))
    assert answer.json()["outcome"] == expected
    assert {one["credit_class"] for one in expected["credit_lines"]} == {"ecosystem", "species"}


def test_marks_and_reasons_come_out_as_they_went_in(visitor: APIClient) -> None:
    firm = whole(visitor, case_as_dict(bam.development(bam.zone()))).json()["outcome"]
    demo = bam.zone(benchmark=bam.benchmark(mark="demo"))
    shaky = whole(visitor, case_as_dict(bam.development(demo))).json()["outcome"]
    assert not [reason for reason in firm["provisional"] if "demo values" in reason]
    assert [reason for reason in shaky["provisional"] if "demo values" in reason]


def test_a_stewardship_case_names_its_growth_strategy(visitor: APIClient) -> None:
    outcome = whole(visitor, case_as_dict(bam.stewardship(bam.managed()))).json()["outcome"]
    assert outcome["growth_strategy"] == "logistic-2026"
    assert any("logistic-2026" in reason for reason in outcome["provisional"])
    assert outcome["zones"][0]["without_management"]["score"] < outcome["zones"][0]["current"]["score"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "mining"}, "kind"),
        ({"engine": "mine"}, "engine"),
        ({"zones": [{"key": "Z1"}]}, "zones[0].number"),
        ({"minimum_lot_size_ha": "big"}, "minimum_lot_size_ha"),
        ({"growth_strategy": "x" * 2_001}, "growth_strategy"),
    ],
)
def test_a_bad_case_is_named_by_its_path(visitor: APIClient, changes: dict[str, Any], field: str) -> None:
    answer = whole(visitor, case_as_dict(bam.development(bam.zone())) | changes)
    assert answer.status_code == 400
    assert field in [finding["field"] for finding in answer.json()["findings"]]


def test_numbers_that_are_not_finite_are_refused(visitor: APIClient) -> None:
    body = json.dumps(case_as_dict(bam.development(bam.zone()))).replace("60.0", "1e999", 1)
    answer = visitor.post(reverse("api-calculate-assessment"), body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["findings"][0]["code"] == "case.field.not_finite"


def test_a_hostile_case_is_answered_with_at_most_five_hundred_findings(visitor: APIClient) -> None:
    zone = case_as_dict(bam.development(bam.zone()))["zones"][0] | {"plots": [{}] * 5_000}
    answer = whole(visitor, {"kind": "part4", "zones": [zone]})
    assert answer.status_code == 400
    assert len(answer.json()["findings"]) == 500


@pytest.mark.parametrize(
    "name", ["api-calculate-vegetation-integrity", "api-calculate-assessment", "api-calculate-credits"]
)
def test_a_body_over_one_megabyte_is_refused(visitor: APIClient, name: str) -> None:
    answer = visitor.post(reverse(name), {"kind": "x" * 1_000_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_json_nested_without_end_is_refused(visitor: APIClient, depth: int) -> None:
    body = '{"zones":' * depth + "1" + "}" * depth
    answer = visitor.post(
        reverse("api-calculate-assessment"), body[:900_000], content_type="application/json"
    )
    assert answer.status_code == 400


# --- credits by numbers --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("numbers", "unrounded", "credits"),
    [
        ({"equation": "Eq 1", "vi_loss": 40, "area_m2": 20_000, "risk_weighting": 1.5}, 30.0, 30),
        ({"equation": "Eq 2", "vi_loss": 40, "area_m2": 20_000, "risk_weighting": 2}, 40.0, 40),
        ({"equation": "Eq 2", "vi_loss": 1, "area_m2": 100, "risk_weighting": 1}, 0.0025, 1),
        ({"equation": "Eq 3", "individuals": 7, "risk_weighting": 1.5}, 10.5, 11),
        ({"equation": "Eq 4", "vi_gain": 12, "area_m2": 50_000}, 15.0, 15),
        ({"equation": "Eq 5", "vi_gain": 12, "area_m2": 50_000}, 15.0, 15),
        ({"equation": "Eq 6", "individuals": 9}, 9.0, 9),
        ({"equation": "Eq 1", "vi_loss": -5, "area_m2": 20_000, "risk_weighting": 1.5}, -3.75, 0),
    ],
)
def test_each_equation_by_its_numbers(
    visitor: APIClient, numbers: dict[str, Any], unrounded: float, credits: int
) -> None:
    answer = line(visitor, **numbers)
    assert answer.status_code == 200, answer.json()
    (made,) = answer.json()["lines"]
    assert made["unrounded"] == pytest.approx(unrounded, rel=1e-12)
    assert (made["credits"], made["not_computed"]) == (credits, [])


def test_an_equation_that_is_open_in_the_method_says_so(visitor: APIClient) -> None:
    (made,) = line(visitor, equation="Eq 6", individuals=9).json()["lines"]
    assert made["provisional"] == ["One credit for each individual gained (open in the method, default used)"]


@pytest.mark.statement("N72")
@pytest.mark.parametrize("equation", ["Eq 4", "Eq 5"])
def test_the_supply_side_has_no_risk_weighting(visitor: APIClient, equation: str) -> None:
    answer = line(visitor, equation=equation, vi_gain=12, area_m2=50_000, risk_weighting=2)
    assert answer.status_code == 400
    assert [finding["field"] for finding in answer.json()["findings"]] == ["lines[0].risk_weighting"]


@pytest.mark.parametrize(
    ("numbers", "fields"),
    [
        ({}, {"equation"}),
        ({"equation": "Eq 9"}, {"equation"}),
        ({"equation": "Eq 1"}, {"vi_loss", "area_m2", "risk_weighting"}),
        ({"equation": "Eq 3", "individuals": -1, "risk_weighting": 2}, {"individuals"}),
        ({"equation": "Eq 6", "individuals": 1, "mark": "confirmed"}, {"mark"}),
        ({"equation": "Eq 4", "vi_gain": 101, "area_m2": 1}, {"vi_gain"}),
        ({"equation": "Eq 4", "vi_gain": "NaN", "area_m2": 1}, {"vi_gain"}),
        ({"equation": "Eq 4", "vi_gain": 1, "area_m2": 1.5}, {"area_m2"}),
    ],
)
def test_numbers_that_do_not_fit_are_named(
    visitor: APIClient, numbers: dict[str, Any], fields: set[str]
) -> None:
    answer = line(visitor, **numbers)
    assert answer.status_code == 400, answer.json()
    assert {finding["field"] for finding in answer.json()["findings"]} == {
        f"lines[0].{field}" for field in fields
    }


def test_lines_are_answered_in_their_order(visitor: APIClient) -> None:
    lines = [{"equation": "Eq 6", "individuals": number} for number in (3, 1, 2)]
    made = visitor.post(reverse("api-calculate-credits"), {"lines": lines}).json()["lines"]
    assert [one["credits"] for one in made] == [3, 1, 2]


def by_area(equation: str, change: str, given: dict[str, Any]) -> dict[str, Any]:
    """A worked case as the numbers of its equation."""
    numbers = {"equation": equation, change: given[change], "area_m2": round(given["area_ha"] * 10_000)}
    return numbers | ({"risk_weighting": given["brw"]} if "brw" in given else {})


NUMBERS_OF: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "ecosystem_credits_development": lambda given: by_area("Eq 1", "vi_loss", given),
    "species_credits_area_development": lambda given: by_area("Eq 2", "vi_loss", given),
    "species_credits_count_development": lambda given: {
        "equation": "Eq 3",
        "individuals": given["count"],
        "risk_weighting": given["brw"],
    },
    "ecosystem_credits_stewardship": lambda given: by_area("Eq 4", "vi_gain", given),
    "species_credits_area_stewardship": lambda given: by_area("Eq 5", "vi_gain", given),
}


def worked_cases() -> list[Any]:
    """The worked cases that Eq 1 to 5 decide by their numbers alone."""
    with bam.WORKED_CASES_FILE.open(encoding="utf-8", newline="") as stream:
        return [
            pytest.param(row, id=row["case_id"])
            for row in csv.DictReader(stream)
            if row["kind"] in NUMBERS_OF
        ]


@pytest.mark.parametrize("case", worked_cases())
def test_a_worked_case_of_the_method_holds_over_the_api(visitor: APIClient, case: dict[str, str]) -> None:
    (made,) = line(visitor, **NUMBERS_OF[case["kind"]](json.loads(case["inputs_json"]))).json()["lines"]
    expected = json.loads(case["expected_json"])["credits"]
    assert abs(made["credits"] - expected) <= float(case["tolerance"] or 0)


# --- openness ------------------------------------------------------------------------------------------------------
def test_calculators_store_nothing(visitor: APIClient) -> None:
    with CaptureQueriesContext(connection) as seen:
        whole(visitor, case_as_dict(bam.development(bam.zone())))
        score(visitor, plain_zone())
        line(visitor, equation="Eq 6", individuals=1)
    assert not [query["sql"] for query in seen if not query["sql"].lstrip().startswith("SELECT")]
    assert (
        Calculation.objects.count(),
        AuditEvent.objects.filter(chain__kind="assessment_case").count(),
    ) == (
        0,
        0,
    )


def test_calculators_are_for_sixty_requests_a_minute_each(visitor: APIClient) -> None:
    codes = [line(visitor, equation="Eq 6", individuals=1).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]


def test_two_hundred_zones_take_as_many_queries_as_one(visitor: APIClient) -> None:
    def count(zones: int) -> int:
        many = tuple(replace(bam.zone(), key=f"Z{number}", number=number) for number in range(1, zones + 1))
        with CaptureQueriesContext(connection) as seen:
            assert whole(visitor, case_as_dict(bam.development(*many))).status_code == 200
        return len(seen)

    count(1)
    assert count(200) == count(1)
