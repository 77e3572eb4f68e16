"""The examples and lists of docs/api.md are what the API does."""

import json
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from rest_framework.test import APIClient

from assessments.sections import SECTIONS
from registry.api import LONGEST_KEY
from registry.bodies import MEGABYTE, JsonBody, UploadBody
from registry.findings import Finding
from registry.parties.models import User

Api = Callable[[User | None], APIClient]

GUIDE = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")


def examples() -> list[Any]:
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)]


def test_the_example_of_vegetation_integrity_works(api_for: Api, release: Any) -> None:
    (body,) = [example for example in examples() if "zones" in example]
    address = f"{reverse('api-calculate-vegetation-integrity')}?region=Sydney Basin"
    (zone,) = api_for(None).post(address, body).json()["zones"]
    assert zone["current"]["score"] > 0
    assert zone["means"]["composition.tree"] == 3


def test_the_example_of_credits_works(api_for: Api, release: Any) -> None:
    (body,) = [example for example in examples() if "lines" in example]
    lines = api_for(None).post(reverse("api-calculate-credits"), body).json()["lines"]
    assert [line["credits"] for line in lines] == [43, 24, 3]


def test_the_example_of_a_refusal_has_the_shape_of_a_refusal() -> None:
    (body,) = [example for example in examples() if "code" in example]
    assert set(body) == {"code", "message", "findings"}
    assert body["findings"][0] == Finding(**body["findings"][0]).as_dict()


def test_the_guide_names_every_section_that_is_filled_row_by_row() -> None:
    named = set(re.findall(r"`(\w+)`", GUIDE.partition("Sections:")[2].partition("The\nfirst two")[0]))
    assert named == {section.code for section in SECTIONS if not section.uploaded}


def test_the_guide_names_the_limits() -> None:
    assert f"at most {JsonBody.largest_body_bytes // MEGABYTE} MB" in GUIDE
    assert f"at most {UploadBody.largest_body_bytes // MEGABYTE} MB" in GUIDE
    assert f"up to {LONGEST_KEY} characters" in GUIDE
    rates = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    assert (rates["upload"], rates["calculator"]) == ("30/min", "60/min")
    assert "uploads 30, calculators 60 a minute" in GUIDE
