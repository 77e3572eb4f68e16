"""Signing a statement of `credits.lots.statements_signed` inside a command."""

from dataclasses import dataclass
from datetime import datetime

from credits.lots.statements_signed import Statement
from registry.commands import Run
from registry.parties.models import Organisation, Signature
from registry.parties.services.signatures import sign


@dataclass(frozen=True, slots=True)
class Signing:
    """What a signer typed: the own name, and in what capacity."""

    typed_name: str
    capacity: str


def sign_statement(
    run: Run, *, statement: Statement, organisation: Organisation, signing: Signing, now: datetime
) -> Signature:
    """The actor's signature under the statement for the organisation. Raises InvalidInput that names the field."""
    return sign(
        actor=run.actor,
        organisation=organisation,
        statement_code=statement.code,
        statement_text=statement.text,
        typed_name=signing.typed_name,
        capacity=signing.capacity,
        now=now,
    )
