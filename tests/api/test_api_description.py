"""The description of the API as a file: the same for everybody, made once."""

import json

import pytest
from drf_spectacular.generators import SchemaGenerator

from registry.api_description import ApiDescription

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/schema/"


@pytest.fixture(autouse=True)
def _nothing_made(monkeypatch):
    monkeypatch.setattr(ApiDescription, "made", {})


def test_each_format_is_made_once_and_served_as_what_it_is(client, monkeypatch):
    made = []
    whole = SchemaGenerator.get_schema
    monkeypatch.setattr(
        SchemaGenerator, "get_schema", lambda *given, **named: made.append(1) or whole(*given, **named)
    )
    first = client.get(ADDRESS)
    assert first["Content-Type"].startswith("application/vnd.oai.openapi")
    assert first.content == client.get(ADDRESS).content
    assert len(made) == 1
    as_json = client.get(ADDRESS, {"format": "json"})
    assert "json" in as_json["Content-Type"]
    assert "/api/v1/me/" in json.loads(as_json.content)["paths"]
    assert client.get(ADDRESS, {"format": "json"}).content == as_json.content
    assert len(made) == 2
