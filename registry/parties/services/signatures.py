"""Signing a statement: kept as it was shown, with who signed, for whom, in what capacity and when.

Not a command: signing is one step of another app's command, which decides who may sign and writes the event.
"""

from datetime import datetime

from registry.actor import Actor
from registry.findings import Finding, InvalidInput
from registry.parties.models import Organisation, Signature, User

LONGEST = 120


def sign(
    *,
    actor: Actor,
    organisation: Organisation,
    statement_code: str,
    statement_text: str,
    typed_name: str,
    capacity: str,
    now: datetime,
) -> Signature:
    """The actor's signature under `statement_text` for `organisation`.

    The typed name must be the signer's own; capital letters and repeated spaces do not matter. Raises InvalidInput
    that names `typed_name` and `capacity`, ValueError for a statement without text.
    """
    if not statement_text.strip():
        raise ValueError(f"{statement_code} has no text to sign")
    signer = User.objects.get(pk=actor.person_id)
    typed, capacity = _single_spaced(typed_name), _single_spaced(capacity)
    findings = [*_about_the_name(typed, signer), *_about_the_capacity(capacity)]
    if findings:
        raise InvalidInput(findings)
    return Signature.objects.create(
        statement_code=statement_code,
        statement_text=statement_text,
        signer=signer,
        signer_name=typed,
        organisation=organisation,
        capacity=capacity,
        signed_at=now,
        request_id=actor.request_id,
    )


def _single_spaced(text: str) -> str:
    return " ".join(text.replace("\x00", " ").split())


def _about_the_name(typed: str, signer: User) -> list[Finding]:
    if not typed:
        return [Finding("signature.name.missing", "Type your name to sign.", "typed_name")]
    if typed.casefold() != _single_spaced(signer.name).casefold():
        message = f"Type your own name as it stands on your account: {signer.name}."
        return [Finding("signature.name.not_yours", message, "typed_name")]
    return []


def _about_the_capacity(capacity: str) -> list[Finding]:
    if not capacity:
        message = "Say in what capacity you sign, for example owner, director or delegate."
        return [Finding("signature.capacity.missing", message, "capacity")]
    if len(capacity) > LONGEST:
        message = f"Say in what capacity you sign in at most {LONGEST} characters."
        return [Finding("signature.capacity.too_long", message, "capacity")]
    return []
