"""One's own account: the name others see, and tokens that are shown once and stored as a hash."""

import json

import pytest
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from registry import actor as actors
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotVisible
from registry.idempotency.models import CommandKey
from registry.parties.services import accounts

pytestmark = pytest.mark.django_db


def test_a_name_is_changed_with_an_event(stranger, act):
    accounts.rename(actor=act(stranger), name="  Sam   Ngaanyatjarra ")
    stranger.refresh_from_db()
    assert stranger.name == "Sam Ngaanyatjarra"
    assert AuditEvent.objects.get(action="account.rename").actor_user == stranger


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_name_has_1_to_120_characters(stranger, act, name):
    with pytest.raises(InvalidInput, match="corrected"):
        accounts.rename(actor=act(stranger), name=name)


def test_a_token_opens_the_api_and_is_stored_as_a_hash_alone(stranger, act):
    token = accounts.issue_token(actor=act(stranger), days=30)
    client = APIClient(headers={"Authorization": f"Token {token}"})
    assert client.get("/api/v1/me/").json()["email"] == stranger.email
    row = AuthToken.objects.get()
    stored = [row.digest, row.token_key]
    stored += [json.dumps([key.result, key.fingerprint]) for key in CommandKey.objects.all()]
    stored += [event.body for event in AuditEvent.objects.filter(action="token.create")]
    assert all(token not in text for text in stored)
    assert 29 <= (row.expiry - timezone.now()).days <= 30


def test_a_revoked_token_opens_nothing(stranger, act):
    token = accounts.issue_token(actor=act(stranger), days=30)
    accounts.revoke_token(actor=act(stranger), token_key=AuthToken.objects.get().token_key)
    answer = APIClient(headers={"Authorization": f"Token {token}"}).get("/api/v1/me/")
    assert answer.status_code == 401
    assert answer.json()["code"].startswith("request.")


def test_an_expired_token_opens_nothing(stranger, act):
    token = accounts.issue_token(actor=act(stranger), days=1)
    AuthToken.objects.update(expiry=timezone.now())
    assert APIClient(headers={"Authorization": f"Token {token}"}).get("/api/v1/me/").status_code == 401


def test_another_persons_token_is_as_if_it_did_not_exist(stranger, assessor, act):
    accounts.issue_token(actor=act(stranger), days=30)
    with pytest.raises(NotVisible):
        accounts.revoke_token(actor=act(assessor), token_key=AuthToken.objects.get().token_key)
    assert AuthToken.objects.count() == 1


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_token_lasts_1_to_365_days(stranger, act, days):
    with pytest.raises(InvalidInput):
        accounts.issue_token(actor=act(stranger), days=days)


def test_the_eleventh_token_is_refused(stranger, act):
    for _ in range(10):
        accounts.issue_token(actor=act(stranger), days=30)
    with pytest.raises(DomainError) as refusal:
        accounts.issue_token(actor=act(stranger), days=30)
    assert refusal.value.code == "token.too_many"


def test_a_visitor_has_no_account():
    with pytest.raises(NotVisible):
        accounts.rename(actor=actors.public(), name="Nobody")


def test_a_new_password_ends_the_tokens_that_the_old_one_opened(client_for, assessor, act):
    assessor.set_password("old-password-of-alex")
    assessor.save()
    token = accounts.issue_token(actor=act(assessor), days=30)
    browser = client_for(assessor)
    answer = browser.post(
        "/accounts/password/change/",
        {
            "oldpassword": "old-password-of-alex",
            "password1": "a-better-one-of-alex-27",
            "password2": "a-better-one-of-alex-27",
        },
    )
    assert answer.status_code == 302
    assert AuthToken.objects.filter(user=assessor).count() == 0
    event = AuditEvent.objects.get(action="token.revoke_all")
    assert event.actor_user == assessor
    assert token[:15] in event.body
    assert token not in event.body
    assert browser.get("/people/account/").status_code == 200, "the one who changed it goes on"
