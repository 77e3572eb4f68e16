"""What people do to their own account: the name others see, and tokens for programs."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from knox.crypto import create_token_string, hash_token
from knox.models import AuthToken
from knox.settings import CONSTANTS

from registry.actor import Actor
from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible
from registry.parties.models import User
from registry.parties.policies import may_keep_account

PEOPLE = ChainKey("people", "all")
TOKEN_DAYS_AT_MOST = 365


@command("account.rename")
def rename(run: Run, *, name: str) -> dict[str, Any]:
    """Change the name others see."""
    user = _own(run.actor)
    run.allow(may_keep_account(run.actor, user.pk))
    name = " ".join(name.split())
    if not 1 <= len(name) <= 120:
        raise InvalidInput([Finding("account.name.length", "Enter a name of 1 to 120 characters.", "name")])
    user.name = name
    user.save(update_fields=["name"])
    run.event(chain=PEOPLE, subject=str(user.public_id), data={"name": name})
    return {"user": str(user.public_id)}


def issue_token(*, actor: Actor, days: int) -> str:
    """A new API token, returned once: only its hash is stored. Raises InvalidInput or DomainError.

    The secret is made before the command runs, because a command's inputs and answer are kept and this must not be.
    """
    token = create_token_string()
    store_token(
        actor=actor, digest=hash_token(token), token_key=token[: CONSTANTS.TOKEN_KEY_LENGTH], days=days
    )
    return str(token)


@command("token.create")
def store_token(run: Run, *, digest: str, token_key: str, days: int) -> dict[str, Any]:
    """Store a token's hash with the day it ends."""
    user = _own(run.actor)
    run.allow(may_keep_account(run.actor, user.pk))
    if not 1 <= days <= TOKEN_DAYS_AT_MOST:
        raise InvalidInput(
            [Finding("token.days.range", f"Enter a number of days from 1 to {TOKEN_DAYS_AT_MOST}.", "days")]
        )
    limit = settings.REST_KNOX["TOKEN_LIMIT_PER_USER"]
    if AuthToken.objects.filter(user=user, expiry__gt=timezone.now()).count() >= limit:
        raise DomainError("token.too_many", f"You have {limit} tokens. Revoke one that you no longer use.")
    expiry: datetime = timezone.now() + timedelta(days=days)
    AuthToken(digest=digest, token_key=token_key, user=user, expiry=expiry).save(force_insert=True)
    run.event(
        chain=PEOPLE, subject=str(user.public_id), data={"token": token_key, "expires": expiry.isoformat()}
    )
    return {"token_key": token_key, "expires": expiry.isoformat()}


@command("token.revoke")
def revoke_token(run: Run, *, token_key: str) -> dict[str, Any]:
    """Delete one of one's own tokens. Raises NotVisible for anybody else's."""
    user = _own(run.actor)
    run.allow(may_keep_account(run.actor, user.pk))
    if not AuthToken.objects.filter(user=user, token_key=token_key).delete()[0]:
        raise NotVisible("token")
    run.event(chain=PEOPLE, subject=str(user.public_id), data={"token": token_key})
    return {"token_key": token_key}


@command("token.revoke_all")
def revoke_all_tokens(run: Run) -> dict[str, Any]:
    """Delete all of one's own tokens: whoever changes a password may do so because somebody else got in."""
    user = _own(run.actor)
    run.allow(may_keep_account(run.actor, user.pk))
    mine = AuthToken.objects.filter(user=user)
    keys = sorted(mine.values_list("token_key", flat=True))
    mine.delete()
    run.event(chain=PEOPLE, subject=str(user.public_id), data={"tokens": keys})
    return {"tokens": keys}


def _own(actor: Actor) -> User:
    user = User.objects.filter(pk=actor.user_id).first() if actor.user_id is not None else None
    if user is None:
        raise NotVisible("account")
    return user
