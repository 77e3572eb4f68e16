"""Officers need a second factor outside the demonstration, on the pages and with a token alike."""

import pytest
from allauth.mfa.models import Authenticator
from rest_framework.test import APIClient

from registry.parties.services import accounts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(settings):
    settings.OFFICER_MFA_REQUIRED = True


def enrol(user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})


@pytest.mark.parametrize("who", ["reviewer", "trust_reviewer", "registrar"])
def test_an_officer_without_it_is_led_to_setting_it_up(request, who, client_for):
    answer = client_for(request.getfixturevalue(who)).get("/people/account/")
    assert (answer.status_code, answer.url) == (302, "/accounts/2fa/totp/activate/")


def test_an_officer_with_it_goes_on(registrar, client_for):
    enrol(registrar)
    assert client_for(registrar).get("/people/").status_code == 200


@pytest.mark.parametrize("who", ["assessor", "landholder_member", "stranger"])
def test_nobody_else_is_asked_for_it(request, who, client_for):
    assert client_for(request.getfixturevalue(who)).get("/people/account/").status_code == 200


def test_a_token_does_not_go_round_it(registrar, act):
    token = accounts.issue_token(actor=act(registrar), days=1)
    api = APIClient(headers={"Authorization": f"Token {token}"})
    answer = api.get("/api/v1/me/")
    assert (answer.status_code, answer.json()["code"]) == (403, "mfa.required")
    enrol(registrar)
    assert api.get("/api/v1/me/").status_code == 200


def test_a_session_does_not_go_round_it_over_the_api(reviewer, client_for):
    answer = client_for(reviewer).get("/api/v1/me/")
    assert (answer.status_code, answer.json()["code"]) == (403, "mfa.required")


def test_it_is_not_required_in_the_demonstration(settings, registrar, client_for):
    settings.OFFICER_MFA_REQUIRED = False
    assert client_for(registrar).get("/people/").status_code == 200
