"""The description of the API is complete and valid, and it says what the code does."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from assessments.bam.attributes import ATTRIBUTE_CODES
from assessments.bam.inputs import CaseInput
from assessments.sections import SECTIONS
from registry.parties.models import User

CHANGING = ("post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    """Made anew, validated against OpenAPI's own schema, failing on the first warning."""
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in description["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def api_routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from api_routes(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern)


def test_every_address_of_the_api_is_described(description: dict[str, Any]) -> None:
    routes = {route for route in api_routes(get_resolver().url_patterns) if route.startswith("api/v1/")}
    own = {"api/v1/schema/", "api/v1/docs/"}
    assert len(description["paths"]) == len(routes - own)


def test_every_answer_and_every_body_has_a_type(description: dict[str, Any]) -> None:
    untyped = []
    for path, method, operation in operations(description):
        for code, answer in operation["responses"].items():
            contents = answer.get("content", {})
            if code not in ("204",) and not all(content.get("schema") for content in contents.values()):
                untyped.append((path, method, code))
            if code == "200" and not contents:
                untyped.append((path, method, code))
        for content in operation.get("requestBody", {}).get("content", {}).values():
            if not content.get("schema"):
                untyped.append((path, method, "request"))
    assert untyped == []


def test_every_change_to_an_assessment_takes_an_idempotency_key(description: dict[str, Any]) -> None:
    without = [
        (path, method)
        for path, method, operation in operations(description)
        if operation["tags"] == ["assessments"] and method in CHANGING
        if "Idempotency-Key" not in {parameter["name"] for parameter in operation.get("parameters", [])}
    ]
    assert without == []


def test_every_refusal_has_the_one_shape(description: dict[str, Any]) -> None:
    shapes = {
        answer["content"]["application/json"]["schema"]["$ref"]
        for _, _, operation in operations(description)
        if operation["tags"] == ["assessments"]
        for code, answer in operation["responses"].items()
        if code >= "400" and "application/json" in answer["content"]
    }
    assert shapes == {"#/components/schemas/Refusal"}


@pytest.mark.parametrize(
    "section", [section for section in SECTIONS if not section.uploaded], ids=lambda section: section.code
)
def test_a_row_is_described_by_the_fields_of_its_section(description: dict[str, Any], section: Any) -> None:
    described = description["components"]["schemas"][f"{section.model.__name__}Row"]["properties"]
    assert set(described) == {"id", "version", *section.fields}


def test_the_calculators_input_is_described_from_the_method_itself(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    assert set(schemas["CaseInput"]["properties"]) == set(CaseInput.__dataclass_fields__)
    plot = schemas["MethodPlotObservation"]["properties"]
    assert (plot["composition"]["minItems"], plot["composition"]["maxItems"]) == (6, 6)
    assert (plot["stem_classes"]["minItems"], plot["litter"]["maximum"]) == (5, 100)
    values = schemas["MethodBenchmark"]["properties"]["values"]
    assert all(code in values["description"] for code in ATTRIBUTE_CODES)
    assert "demo" in values["additionalProperties"]["properties"]["mark"]["allOf"][0]["enum"]
    assert schemas["ZoneInput"]["required"] == [
        "key",
        "number",
        "pct_id",
        "pct_name",
        "condition_class",
        "area_m2",
    ]


def test_a_described_component_exists(description: dict[str, Any]) -> None:
    text = json.dumps(description)
    named = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(description["components"]["schemas"])


@pytest.mark.parametrize(
    "path", ["cases", "assessments", "reviews", "organisations", "jobs", "accreditations", "reference/pcts"]
)
def test_a_list_is_described_as_the_pages_it_comes_in(
    description: dict[str, Any], api_for: Any, assessor: User, release: Any, path: str
) -> None:
    answer = api_for(assessor).get(f"/api/v1/{path}/")
    operation = description["paths"][f"/api/v1/{path}/"]["get"]
    shape = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    described = description["components"]["schemas"][shape.rpartition("/")[2]]["properties"]
    assert set(answer.json()) == set(described) == {"count", "next", "previous", "results"}
    assert {"page", "page_size"} <= {parameter["name"] for parameter in operation["parameters"]}


def test_an_address_that_is_not_there_is_answered_as_json(client: Any, db: None) -> None:
    answer = client.get("/api/v1/revisions/nonsense/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "text/html" in client.get("/nonsense/")["Content-Type"]
