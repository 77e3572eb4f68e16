"""Claiming a key and finding what it did before."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

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
    return hashlib.sha256(_fingerprinted([command, inputs]).encode()).hexdigest()


_fingerprinted = json.JSONEncoder(sort_keys=True, default=_plain).encode
_encode = json.JSONEncoder().encode


def _scope(actor: Actor) -> str:
    return str(actor.user_id) if actor.user_id is not None else actor.label


def used(*, actor: Actor, key: str) -> bool:
    """Did a command of this actor already take effect under this key?"""
    return CommandKey.objects.filter(scope=_scope(actor), key=key).exists()


@dataclass(frozen=True, slots=True)
class Claim:
    """A key as it stands: `first` says that it is new, `result` what it did before otherwise."""

    row_id: int
    first: bool
    result: dict[str, Any]


_CLAIM = (
    "INSERT INTO idempotency_commandkey (user_id, scope, key, command, fingerprint, created_at) "
    "VALUES (%(user)s, %(scope)s, %(key)s, %(command)s, %(fingerprint)s, %(at)s) "
    "ON CONFLICT (scope, key) DO NOTHING RETURNING id"
)


_KEEP = (
    "UPDATE idempotency_commandkey SET result = %(key_result)s WHERE id = %(key_row)s AND result IS NULL "
    "RETURNING 1"
)


def claim(*, actor: Actor, key: str, command: str, inputs: dict[str, Any]) -> Claim:
    """Take the key for this actor, in one statement, or find what it did before.

    A second request with the same key waits on the unique index: until the first has committed, whose result it then
    gets, or until the first was rolled back, whose place it then takes. The same key with other inputs is refused: it
    is a mistake in the client, and answering either way would hide it.
    """
    print_ = fingerprint(command, inputs)
    scope = _scope(actor)
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "user": actor.user_id,
                "scope": scope,
                "key": key,
                "command": command,
                "fingerprint": print_,
                "at": connection.ops.adapt_datetimefield_value(timezone.now()),
            },
        )
        written = cursor.fetchone()
    if written is not None:
        return Claim(written[0], True, {})
    row = CommandKey.objects.get(scope=scope, key=key)
    if row.fingerprint != print_:
        raise DomainError(
            "idempotency.key_reused",
            "This request key was already used for something else. Open the page again and repeat what you did.",
        )
    return Claim(row.pk, False, row.result or {})


def keeping(claimed: Claim, result: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The write that keeps the result under its key, for the caller to run with the command's event."""
    return _KEEP, {"key_result": _encode(result), "key_row": claimed.row_id}
