"""Claiming a key and finding what it did before."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from registry.actor import Actor
from registry.findings import DomainError
from registry.idempotency.models import CommandKey


def _plain(value: object) -> Any:
    if isinstance(value, bytes):
        return {"sha256": hashlib.sha256(value).hexdigest()}
    if isinstance(value, (date, datetime, Decimal, UUID)):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(str(item) for item in value)
    if hasattr(value, "pk"):
        return f"{type(value).__name__}:{value.pk}"
    return repr(value)


def fingerprint(command: str, inputs: dict[str, Any]) -> str:
    """SHA-256 over the command's name and inputs, the same for the same request whatever the order of its keys."""
    text = json.dumps([command, inputs], sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _scope(actor: Actor) -> str:
    return str(actor.user_id) if actor.user_id is not None else actor.label


def used(*, actor: Actor, key: str) -> bool:
    """Did a command of this actor already take effect under this key?"""
    return CommandKey.objects.filter(scope=_scope(actor), key=key).exists()


def claim(*, actor: Actor, key: str, command: str, inputs: dict[str, Any]) -> tuple[CommandKey, bool]:
    """Take the key for this actor. Returns (row, True) the first time and (row, False) on a repeat.

    A second request with the same key waits on the unique index until the first has committed. The same key with
    other inputs is refused: it is a mistake in the client, and answering either way would hide it.
    """
    print_ = fingerprint(command, inputs)
    scope = _scope(actor)
    try:
        with transaction.atomic():
            row = CommandKey.objects.create(
                user_id=actor.user_id, scope=scope, key=key, command=command, fingerprint=print_
            )
        return row, True
    except IntegrityError:
        row = CommandKey.objects.get(scope=scope, key=key)
    if row.fingerprint != print_:
        raise DomainError(
            "idempotency.key_reused",
            "This request key was already used for something else. Open the page again and repeat what you did.",
        )
    return row, False
