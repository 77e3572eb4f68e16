"""manage.py verify_document: is this file a document of the registry, and what does it state?

Exit 0: it is, unchanged. Exit 1: it was changed, is not ours, or nobody can tell. Exit 2: it cannot be read.
"""

import json
import logging
from argparse import ArgumentParser
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from cryptography import x509
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLiteWrapper
from django.utils import timezone

from credits.certificates import checking
from credits.certificates.checking import LARGEST_FILE_BYTES, UNREADABLE, VALID, Checked
from credits.certificates.papers.paper import Paper
from credits.certificates.papers.writing import paper_of
from credits.certificates.services import verifying
from credits.certificates.services.verifying import Verified
from credits.certificates.signing import KeyUnusable, file_sha256, read_pem

NOISY = ("pypdf", "pyhanko", "pyhanko_certvalidator")


class Command(BaseCommand):
    help = (
        "Check a document. With --certificate it is held against that published certificate alone: no database and "
        "no network. Without, against the registry's own certificate and its database, where there is one."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the PDF as it was received")
        parser.add_argument("--certificate", help="the published certificate (PEM)")
        parser.add_argument("--json", action="store_true", help="print JSON alone")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in NOISY:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            with Path(options["file"]).open("rb") as file:
                content = file.read(LARGEST_FILE_BYTES + 1)
            certificates = self._certificates(options["certificate"])
        except OSError as error:
            self._tell(Checked(UNREADABLE, f"{error.filename}: {error.strerror}."), None, b"", options)
        except KeyUnusable as error:
            self._tell(Checked(UNREADABLE, f"The certificate cannot be used: {error}."), None, b"", options)
        else:
            found = checking.check(content, certificates, now=timezone.now())
            asks = not options["certificate"] and found.verdict != UNREADABLE
            known = _asked(content) if asks else None
            self._tell(_weighed(found, known), known, content, options)

    def _certificates(self, path: str | None) -> list[x509.Certificate]:
        return read_pem(Path(path).read_bytes()) if path else verifying.published_certificates()

    def _tell(self, found: Checked, known: Verified | None, content: bytes, options: dict[str, Any]) -> None:
        told = _as_data(found, known, content)
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(f"{'VALID' if found.valid else 'NOT VALID'}: {found.reason}")
            for line in (*found.notes, told["since"]):
                if line:
                    self.stdout.write(line)
            if found.sealed is not None:
                self._tell_facts(found)
        if not found.valid:
            raise SystemExit(2 if found.verdict == UNREADABLE else 1)

    def _tell_facts(self, found: Checked) -> None:
        sealed = found.sealed
        if sealed is None:
            return
        claim = "The document states" if found.valid else "Nobody vouches for what the file states"
        label = f"{claim}: number {sealed.label.number}, issued {sealed.label.issued_at}"
        self.stdout.write(f"\n{printable(label)}")
        self.stdout.write(f"SHA-256 of the facts: {printable(sealed.facts_sha256)}")
        try:
            paper = paper_of(sealed.facts)
        except (KeyError, TypeError, ValueError, AttributeError):
            return
        for line in lines_of(paper):
            self.stdout.write(printable(line))


def printable(line: str) -> str:
    """Without the signs that move a terminal's cursor: a made-up file could write its own verdict over ours."""
    return "".join(sign if sign.isprintable() else "?" for sign in line)


def lines_of(paper: Paper) -> list[str]:
    """A paper as lines of text."""
    lines = [f"{paper.title}. {paper.headline}"]
    for part in paper.parts:
        lines += ["", part.title, *(f"  {label}: {value}" for label, value in part.pairs)]
        for table in part.tables:
            keys = [column.key for column in table.columns]
            lines.append("  " + " | ".join(column.label for column in table.columns))
            lines += ["  " + " | ".join(row.get(key, "") for key in keys) for row in table.rows]
    return lines


def _asked(content: bytes) -> Verified | None:
    """What the registry's database says; None where there is none at hand."""
    if not _is_there():
        return None
    try:
        return verifying.verify_file(content, today=timezone.localdate())
    except DatabaseError:
        return None


def _is_there() -> bool:
    """Is there a database to ask? SQLite would make an empty one."""
    database = connections["default"]
    if not isinstance(database, SQLiteWrapper) or database.is_in_memory_db():
        return True
    return Path(str(database.settings_dict["NAME"])).exists()


def _weighed(found: Checked, known: Verified | None) -> Checked:
    """The registry's own record outweighs the file: it knows every byte it handed out."""
    if known is None or found.verdict == UNREADABLE:
        return found
    if known.verdict == verifying.ISSUED:
        if found.valid:
            return found
        return replace(found, verdict=VALID, reason=f"{known.sentence} {found.reason}")
    if found.verdict == checking.UNSIGNED:
        changed = known.verdict == verifying.CHANGED
        return replace(
            found, verdict=checking.CHANGED if changed else checking.NOT_OURS, reason=known.sentence
        )
    if not found.valid:
        return found
    reason = "It bears the registry's signature, but this registry has no record of having issued it."
    return replace(found, verdict=checking.NOT_OURS, reason=reason)


def _as_data(found: Checked, known: Verified | None, content: bytes) -> dict[str, Any]:
    sealed = found.sealed
    return {
        "verdict": found.verdict,
        "valid": found.valid,
        "reason": found.reason,
        "notes": list(found.notes),
        "file_sha256": file_sha256(content) if content else "",
        "signer_fingerprint": found.signer,
        "signed_at": found.signed_at.isoformat() if found.signed_at else None,
        "document": asdict(sealed.label) if sealed is not None else None,
        "facts": sealed.facts if sealed is not None else None,
        "facts_sha256": sealed.facts_sha256 if sealed is not None else "",
        "issued_here": None if known is None else known.verdict == verifying.ISSUED,
        "since": known.standing.sentence if known is not None and known.standing is not None else "",
    }
