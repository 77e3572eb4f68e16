"""The documents of the demonstration: issued and signed, copied out, and checked as whoever is given one would."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from credits.certificates import signing
from credits.certificates.kinds import (
    AGREEMENT,
    DECISION,
    DISCHARGE,
    FUND,
    HOLDING,
    RETIREMENT,
    TRANSFER,
)
from credits.certificates.models import IssuedDocument
from credits.certificates.services import issuing, verifying
from credits.demo.agreement import now
from credits.demo.people import Cast, acting
from credits.lots.dealings import Retirement, Transfer
from credits.obligations.models import FundQuote, Obligation
from registry.agreements.models import Agreement

CERTIFICATE = "signing-certificate.pem"
CHANGED = "one-byte-changed.pdf"


@dataclass(frozen=True, slots=True)
class Checked:
    """What `manage.py verify_document` says of a file: its exit status and first line."""

    name: str
    status: int
    said: str


def issue_all(cast: Cast, today: date) -> list[IssuedDocument]:
    """Developer and landholder have the seven kinds of documents made."""
    developer, landholder = acting(cast.developer, today), acting(cast.landholder, today)
    settled = Transfer.objects.filter(state="settled").earliest("pk")
    retired = Retirement.objects.filter(state="retired").latest("pk")
    obligation = Obligation.objects.filter(state="discharged", application__isnull=False).earliest("pk")
    agreement = Agreement.objects.filter(registered_on=today).earliest("pk")
    subjects: tuple[tuple[Any, str, Any], ...] = (
        (developer, TRANSFER, settled),
        (developer, RETIREMENT, retired),
        (developer, HOLDING, cast.quarry),
        (landholder, AGREEMENT, agreement),
        (developer, DECISION, obligation.application),
        (developer, DISCHARGE, obligation),
        (developer, FUND, FundQuote.objects.filter(state="settled").earliest("pk")),
    )
    for actor, kind, thing in subjects:
        issuing.issue(actor=actor, kind=kind, subject=str(thing.public_id), today=today, now=now())
    return list(IssuedDocument.objects.order_by("pk"))


def copy_out(documents: list[IssuedDocument], folder: Path) -> list[Path]:
    """The PDFs in a folder, with the certificate that they are checked with, where they are signed."""
    folder.mkdir(parents=True, exist_ok=True)
    copies = []
    for document in documents:
        target = folder / f"{document.number}-{document.kind.replace('_', '-')}.pdf"
        with document.file.open("rb") as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        copies.append(target)
    certificates = verifying.published_certificates()
    if certificates:
        (folder / CERTIFICATE).write_bytes(signing.pem(certificates))
    return copies


def change_a_byte(document: Path) -> Path:
    """A copy beside it in which one byte in the middle is another."""
    content = bytearray(document.read_bytes())
    content[len(content) // 2] ^= 1
    changed = document.parent / CHANGED
    changed.write_bytes(content)
    return changed


def check(documents: list[Path]) -> Iterator[Checked]:
    """Each file against the certificate alone, as somebody would who has neither account nor database."""
    for document in documents:
        said, status = StringIO(), 0
        certificate = document.parent / CERTIFICATE
        try:
            call_command("verify_document", str(document), certificate=str(certificate), stdout=said)
        except SystemExit as ended:
            status = int(ended.code or 0)
        yield Checked(document.name, status, said.getvalue().partition("\n")[0])
