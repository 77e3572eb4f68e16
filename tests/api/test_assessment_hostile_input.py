"""Whatever stands in a field, the API answers with a refusal or takes it: it never fails itself."""

import copy
import json
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient
from rest_framework.throttling import ScopedRateThrottle, SimpleRateThrottle

from assessments.bam.serial import case_as_dict
from assessments.models import Revision
from assessments.sections import SECTIONS, STEWARDSHIP, Section
from registry.parties.models import Organisation, User
from tests import builders
from tests.api.section_rows import example
from tests.pure import bam_builders as bam

Api = Callable[[User | None], APIClient]

FULL = os.environ.get("TEST_FULL") == "1"
HOSTILE: tuple[Any, ...] = (None, -(10**30), 1e308, "\x00", "\ud800", "x" * 5_000, ["\x00"], {"a": {}}, "NaN")


def some_of(values: Sequence[Any], number: int) -> list[Any]:
    """The values to try in the field of that number: a third of them, others in the next field; in full all."""
    return (
        list(values) if FULL else [value for place, value in enumerate(values) if (place + number) % 3 == 0]
    )


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No counting of requests here."""
    for throttle in (SimpleRateThrottle, ScopedRateThrottle):
        monkeypatch.setattr(throttle, "allow_request", lambda *_: True)


@pytest.mark.parametrize(
    "section", [section for section in SECTIONS if not section.uploaded], ids=lambda section: section.code
)
def test_no_value_in_a_field_of_a_section_makes_the_server_fail(
    section: Section, api_for: Api, assessor: User, authority: Organisation, trust: Organisation, release: Any
) -> None:
    stewardship = section.kinds == STEWARDSHIP
    revision = builders.open_revision(
        assessor=assessor,
        reviewing=trust if stewardship else authority,
        kind="stewardship" if stewardship else "part4",
        module="scattered_trees" if section.code == "trees" else "standard",
    )
    send, sent = sender(api_for(assessor), section, revision)
    failed = [
        (field, value)
        for number, field in enumerate((*section.fields, "version"))
        for value in some_of(HOSTILE, number)
        if send(sent | {field: value}).status_code not in (200, 201, 400, 409)
    ]
    assert failed == []


def sender(
    api: APIClient, section: Section, revision: Revision
) -> tuple[Callable[[dict[str, Any]], Any], dict[str, Any]]:
    """How a row of the section is sent, and a good one."""
    api.raise_request_exception = False
    rows = reverse(f"api-section-{section.code}", args=[revision.public_id])
    if not section.single:
        good = example(section, revision)
        return lambda row: api.post(rows, json.dumps(row), content_type="application/json"), good
    page = api.get(rows).json()
    row = reverse(f"api-section-{section.code}-row", args=[revision.public_id, page["results"][0]["id"]])
    return (
        lambda values: api.patch(row, json.dumps(values), content_type="application/json"),
        {"version": page["version"]},
    )


def places(node: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in plain data; of a list, its first item."""
    yield place
    items = (
        list(node.items())
        if isinstance(node, dict)
        else [(0, node[0])]
        if isinstance(node, list) and node
        else []
    )
    for key, value in items:
        yield from places(value, (*place, key))


def replaced(data: Any, place: tuple[Any, ...], value: Any) -> Any:
    """A copy with another value in one place."""
    if not place:
        return value
    data = copy.deepcopy(data)
    inside = data
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = value
    return data


@pytest.mark.parametrize(
    "case",
    [
        bam.development(bam.zone(), species=(bam.species(),)),
        bam.stewardship(bam.managed(management_zones=(bam.part("a", 10_000, {"composition.tree": 4.0}),))),
    ],
    ids=["development", "stewardship"],
)
def test_no_value_in_a_case_makes_the_calculator_fail(api_for: Api, release: Any, case: Any) -> None:
    api, address, data = api_for(None), reverse("api-calculate-assessment"), case_as_dict(case)
    api.raise_request_exception = False
    failed = [
        (place, value)
        for number, place in enumerate(places(data))
        for value in some_of((None, -1, 1e-320, 1e308, {}, "\x00"), number)
        if api.post(
            address, json.dumps(replaced(data, place, value)), content_type="application/json"
        ).status_code
        not in (200, 400)
    ]
    assert failed == []
