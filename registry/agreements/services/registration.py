"""Registering an agreement: one person of the registrar's office prepares, another registers (N11, N51).

`take_effect` is one step of the command that issues the credits: no credits without it, and it not without credits.
"""

import re
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from registry.agreements import policies
from registry.agreements.models import Agreement
from registry.agreements.services import applications, entries, holding, notices
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput

NUMBER = re.compile(r"[A-Z]{2}[0-9]{1,8}(_[0-9]{2})?")
"""Two letters and digits, as the register writes them: letters say the scheme, `_01` a variation."""

EARLIER_SCHEME = "BA"


def read_number(findings: list[Finding], number: object, *, earlier: bool, own: Agreement | None) -> str:
    """The agreement number as the register writes it, unused so far; adds findings for field `number`.

    `earlier`: a BioBanking agreement, whose number begins with BA; others do not.
    """
    typed = "".join(
        entries.text(findings, number, field="number", called="the agreement number", longest=20).split()
    ).upper()
    if typed and not NUMBER.fullmatch(typed):
        message = "Enter the number as two letters and digits."
        findings.append(Finding("agreement.number.form", message, "number"))
    elif typed and typed.startswith(EARLIER_SCHEME) != earlier:
        message = (
            "The number of a BioBanking agreement begins with BA."
            if earlier
            else "Numbers that begin with BA belong to BioBanking agreements."
        )
        findings.append(Finding("agreement.number.other_scheme", message, "number"))
    taken = Agreement.objects.filter(number=typed)
    if own is not None:
        taken = taken.exclude(pk=own.pk)
    if typed and taken.exists():
        findings.append(number_taken(typed))
    return typed


def number_taken(number: str) -> Finding:
    """Another agreement has this number."""
    return Finding("agreement.number.taken", f"Agreement {number} exists already.", "number")


@command("agreement.prepare_registration")
def prepare(run: Run, *, agreement_id: UUID | str, number: str, title_reference: str) -> dict[str, Any]:
    """Enter the number and the dealing on the land title of a signed agreement; until it is registered, again.

    Raises InvalidInput for a number that another agreement has. Whether a lot bears it is asked when it is registered.
    """
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "prepare_registration"))
    holding.require_state(agreement, "prepare_registration")
    findings: list[Finding] = []
    number = read_number(findings, number, earlier=False, own=agreement)
    title_reference = entries.text(
        findings,
        title_reference,
        field="title_reference",
        called="the reference of the dealing on the land title",
        longest=120,
    )
    if findings:
        raise InvalidInput(findings)
    try:
        with transaction.atomic():
            holding.move(
                agreement,
                "prepare_registration",
                number=number,
                title_reference=title_reference,
                registration_prepared_by_id=run.actor.person_id,
            )
    except IntegrityError as error:
        raise InvalidInput([number_taken(number)]) from error
    return holding.told(run, agreement, {"number": number, "title_reference": title_reference}, number=number)


def take_effect(agreement: Agreement, *, registered_by: int, on: date) -> Agreement:
    """Make a signed agreement one in force, passive, from `on`; `registered_by` is the id of the person.

    Call it inside the command that issues the credits, which has checked that the person may register. Raises
    DomainError where it is not signed or not prepared, the same person prepared it, or somebody was quicker;
    InvalidInput where the site overlaps another meanwhile. Gives the agreement as stored.
    """
    holding.require_state(agreement, "register")
    if not agreement.number or not agreement.title_reference or agreement.registration_prepared_by_id is None:
        raise DomainError(
            "agreement.not_prepared",
            "The registrar first enters the agreement number and the reference of the dealing on the land title.",
        )
    if agreement.registration_prepared_by_id == registered_by:
        raise DomainError(
            "agreement.same_person", "You prepared this registration. Another person must register it."
        )
    if agreement.signed_on is not None and on < agreement.signed_on:
        raise DomainError(
            "agreement.registered_before_signed",
            f"The agreement was signed on {agreement.signed_on:%d/%m/%Y} and cannot be registered before that day.",
        )
    applications.require_no_overlap(agreement)
    holding.move(agreement, "register", registered_by_id=registered_by, registered_on=on)
    body = f"In force under the number {agreement.number} from {on:%d/%m/%Y}."
    notices.tell(
        [*notices.owners_of(agreement), agreement.trust],
        agreement,
        "Agreement registered",
        body,
        part="registration/",
    )
    return agreement
