"""The log of requests: one number everywhere, and nothing personal or secret."""

import logging

import pytest
import structlog
from structlog.testing import LogCapture

from registry.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(monkeypatch):
    """What the requests' logger is told, with what is bound to it at that moment."""
    capture = LogCapture()
    logger = structlog.wrap_logger(None, processors=[structlog.contextvars.merge_contextvars, capture])
    monkeypatch.setattr("django_structlog.middlewares.request.logger", logger)
    return capture.entries


def test_the_log_the_audit_chain_and_the_request_have_one_number(api_for, assessor, release, lines):
    api_for(assessor).post("/api/v1/cases/", {"title": "Quarry"}, headers={"X-Request-ID": "proxy-7"})
    assert {line["request_id"] for line in lines} == {"proxy-7"}
    assert AuditEvent.objects.get(action="case.open").request_id == "proxy-7"


@pytest.mark.parametrize("brought", ["x" * 1000, "two words"])
def test_the_log_never_takes_a_number_as_long_or_odd_as_a_client_likes(client, lines, brought):
    client.get("/people/register/", headers={"X-Request-ID": brought})
    assert {len(line["request_id"]) for line in lines} == {36}


def test_what_somebody_searched_for_is_not_logged(client_for, registrar, lines):
    client_for(registrar).get("/people/?search=lee.lapsed@example.org")
    assert [line["request"] for line in lines] == ["GET /people/"] * 2


@pytest.mark.parametrize(
    ("address", "logged"),
    [
        ("/accounts/password/reset/key/1a-cx7k-secret/", "GET /accounts/password/reset/key/…/"),
        ("/accounts/confirm-email/MQ:1vSecret/", "GET /accounts/confirm-email/…/"),
        ("/accounts/password/reset/", "GET /accounts/password/reset/"),
    ],
)
def test_a_key_that_was_mailed_to_one_person_is_not_logged(client, lines, address, logged):
    client.get(address)
    assert {line["request"] for line in lines} == {logged}


def test_the_level_of_the_log_holds_for_django_too(settings):
    assert logging.getLogger("django.request").getEffectiveLevel() == logging.getLevelName(settings.LOG_LEVEL)
    assert logging.getLogger("registry").getEffectiveLevel() == logging.getLevelName(settings.LOG_LEVEL)
