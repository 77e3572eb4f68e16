"""Issuing documents: made once, kept as they were handed out, and given again while nothing they state has changed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from credits.certificates import policies, selectors, signing, subjects
from credits.certificates.models import IssuedDocument
from credits.certificates.papers.drawing import Signer, draw
from credits.certificates.papers.writing import paper_of
from credits.certificates.sealed import Facts, Label, facts_sha256
from credits.certificates.signing import KeyUnusable, SigningKey
from credits.certificates.subjects import Subject
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput


@command("document.issue")
def issue(
    run: Run, *, kind: str, subject: str, as_on: date | None = None, today: date, now: datetime
) -> dict[str, Any]:
    """Issue a document about a thing the person sees; `as_on` is for holding statements and is today unless given.

    Where one with the same facts was issued, and signed as it would be now, that one is given again. Raises NotVisible,
    InvalidInput, and DomainError where it is too early or the signing key cannot be used."""
    found = subjects.held(run.actor, kind, subject)
    run.allow(policies.may_issue(run.actor))
    day = _day(as_on, today)
    facts = subjects.facts_of(found, as_on=day, live=day == today)
    key = signing_key(now)
    kept = _kept(kind, subject, facts, key)
    issued = kept or _made(found, facts, key, run.actor.user_id, now)
    about_lot = {"lot": found.lot_number} if found.lot_number else {}
    run.event(
        chain=found.chain,
        subject=str(issued.public_id),
        data={
            **about_lot,
            "number": issued.number,
            "kind": kind,
            "facts_sha256": issued.facts_sha256,
            "file_sha256": issued.file_sha256,
            "again": kept is not None,
        },
    )
    return {"id": str(issued.public_id), "number": issued.number, "again": kept is not None}


def _day(as_on: date | None, today: date) -> date:
    if as_on is not None and as_on > today:
        message = "Enter a day that has begun: nobody knows what will be held."
        raise InvalidInput([Finding("document.day_to_come", message, "as_on")])
    return as_on or today


def signing_key(now: datetime) -> SigningKey | None:
    """The key documents are signed with; None where none is set. Raises DomainError where it cannot be used: then no
    document goes out at all."""
    try:
        key = signing.read_key(settings.DOCUMENT_SIGNING_PKCS12, settings.DOCUMENT_SIGNING_PASSPHRASE)
        if key is not None:
            key.require_in_date(now)
    except KeyUnusable as error:
        raise DomainError(
            "document.signing_unavailable",
            "Documents cannot be issued now, because they cannot be signed. Tell whoever runs this registry.",
        ) from error
    return key


def _kept(kind: str, subject: str, facts: Facts, key: SigningKey | None) -> IssuedDocument | None:
    return (
        selectors.about(kind, UUID(str(subject)))
        .filter(
            facts_sha256=facts_sha256(facts), signer_fingerprint=key.fingerprint if key is not None else ""
        )
        .first()
    )


def _made(
    found: Subject, facts: Facts, key: SigningKey | None, person_id: int | None, now: datetime
) -> IssuedDocument:
    sequence, public_id = _next_sequence(), uuid4()
    number = selectors.number_of(sequence)
    label = Label(number, found.kind, str(public_id), now.isoformat(), address_of(public_id))
    content = draw(
        paper_of(facts),
        label=label,
        facts=facts,
        issued_at=now,
        issued_words=f"{timezone.localtime(now):%d/%m/%Y, %H:%M} (Sydney)",
        signer=Signer(key.name, key.fingerprint) if key is not None else None,
    )
    if key is not None:
        content = signing.sign(content, key, now=now)
    made = IssuedDocument(
        pk=sequence,
        public_id=public_id,
        kind=found.kind,
        subject=str(found.thing.public_id),
        organisation=found.organisation,
        number=number,
        issued_at=now,
        issued_by_id=person_id,
        facts=facts,
        facts_sha256=facts_sha256(facts),
        file_sha256=signing.file_sha256(content),
        signer_fingerprint=key.fingerprint if key is not None else "",
    )
    made.file.save(f"{uuid4().hex}.pdf", ContentFile(content), save=False)
    made.save(force_insert=True)
    return made


def _next_sequence() -> int:
    """The next document's row number, which its number is made of, before there is a row: the row never changes."""
    table = IssuedDocument._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        else:
            # One writer at a time, and rows are never deleted.
            cursor.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")  # noqa: S608 (our own table)
        return int(cursor.fetchone()[0])


def address_of(public_id: UUID) -> str:
    """The page that checks a document, as it is printed and scanned."""
    return f"{settings.SITE_ADDRESS}{reverse('certificate-page', args=[public_id])}"
