"""What everybody may see of the proof: checks of the ledger, seals, and the heads of all audit chains.

A head is a kind, a public id, a length and a hash: no name, and nothing of what an event tells.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from credits.proof.models import LedgerCheck
from registry.actor import AUDITOR, REGISTRAR_OFFICE, Actor
from registry.audit.models import AuditChain, AuditSeal
from registry.audit.seals import body_of
from registry.commands import YES, Decision, no
from registry.findings import NotVisible

OFFICERS = REGISTRAR_OFFICE | {AUDITOR}


def may_check(actor: Actor) -> Decision:
    """The registrar's office and the auditor have the ledger checked, and read each difference."""
    if actor.roles & OFFICERS:
        return YES
    return no("proof.not_officer", "Only the registrar's office and the auditor have the ledger checked.")


def checks() -> QuerySet[LedgerCheck]:
    """All checks with the seal each was made under, newest first."""
    return LedgerCheck.objects.select_related("seal").defer("seal__heads").order_by("-pk")


def seals() -> QuerySet[AuditSeal]:
    """All seals without the heads they cover, newest first."""
    return AuditSeal.objects.defer("heads").order_by("-number")


def seal(number: int) -> AuditSeal:
    """One seal with the heads it covers. Raises NotVisible."""
    found = AuditSeal.objects.filter(number=number).first()
    if found is None:
        raise NotVisible("seal")
    return found


def chains() -> QuerySet[AuditChain]:
    """The heads of all chains, in a fixed order."""
    return AuditChain.objects.order_by("kind", "key")


def heads() -> Iterator[tuple[str, str, int, str]]:
    """Kind, key, length and hash of every head, as they stand together: one statement."""
    rows: Iterator[tuple[str, str, int, str]] = (
        chains().values_list("kind", "key", "length", "head_hash").iterator(chunk_size=5_000)
    )
    return rows


def adds_up(check: LedgerCheck) -> bool:
    """Issued = available + reserved + retired + cancelled."""
    return check.issued == check.available + check.reserved + check.retired + check.cancelled


def seal_facts(found: AuditSeal) -> dict[str, Any]:
    """A seal as its file and the API give it: its hashes, and the text they cover word for word, heads included."""
    return {
        "number": found.number,
        "previous_hash": found.previous_hash,
        "hash": found.hash,
        "body": body_of(found),
    }
