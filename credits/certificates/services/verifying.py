"""Is this a document of ours? Answered by the registry itself, which keeps the SHA-256 of every file it handed out.

A file sent to us is never parsed: its hash is looked up, and where that is unknown its bytes are searched for the
number that our documents carry in plain text. What the pages of such a file show is not believed.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography import x509
from django.conf import settings

from credits.certificates import selectors, signing
from credits.certificates.checking import LARGEST_FILE_BYTES
from credits.certificates.models import IssuedDocument
from credits.certificates.sealed import FORMAT
from credits.certificates.selectors import Standing
from credits.certificates.signing import KeyUnusable
from registry.actor import Actor
from registry.findings import Finding, InvalidInput

ISSUED, CHANGED, UNKNOWN, UNREADABLE = "issued", "changed", "unknown", "unreadable"
_NUMBER_INSIDE = re.compile(rb'"number":"(C-[0-9]{7,18})"')


@dataclass(frozen=True, slots=True)
class Verified:
    """What the registry says of a file or a number: one of the four verdicts above, a sentence, the document it is or
    gives itself for, and what has become of that. `in_hand`: the very file was sent, so its sender knows all of it."""

    verdict: str
    sentence: str
    document: IssuedDocument | None = None
    standing: Standing | None = None
    in_hand: bool = False


def verify_file(content: bytes, *, today: date) -> Verified:
    """Compare a file with what was handed out, byte by byte. Raises InvalidInput for an empty file and for one that is
    too large."""
    if not content or len(content) > LARGEST_FILE_BYTES:
        limit = f"{LARGEST_FILE_BYTES // 1_000_000} MB"
        message = f"The file is larger than {limit}." if content else "The file is empty."
        raise InvalidInput(
            [Finding("document.file_size", f"{message} Send the PDF as you received it.", "file")]
        )
    found = selectors.by_bytes(signing.file_sha256(content))
    if found is not None:
        sentence = "This registry issued this file, and not one byte of it was changed."
        return Verified(ISSUED, sentence, found, selectors.standing(found, today=today), in_hand=True)
    if not content.startswith(b"%PDF-"):
        return Verified(UNREADABLE, "This is no PDF file. Send the document as you received it.")
    inside = _NUMBER_INSIDE.search(content) if FORMAT.encode() in content else None
    meant = selectors.by_number(inside[1].decode()) if inside is not None else None
    if meant is None:
        return Verified(UNKNOWN, "This registry has not issued this file.")
    sentence = (
        f"This is not the file that this registry issued as {meant.number}: it was changed since, or made up. Do not "
        "rely on anything it says."
    )
    return Verified(CHANGED, sentence, meant)


def verify_number(typed: str, *, today: date) -> Verified:
    """Was a document of this number issued? The paper it was read from may still say something else."""
    found = selectors.by_number(typed)
    if found is None:
        return Verified(UNKNOWN, "This registry has issued no document of this number.")
    sentence = f"This registry issued document {found.number}. Compare it with your paper, or send the file."
    return Verified(ISSUED, sentence, found, selectors.standing(found, today=today))


def may_be_told(actor: Actor, verified: Verified) -> bool:
    """May the document be named by its id, and what has become of it be told? Numbers can be guessed, so a number alone
    opens nothing but what is everybody's."""
    found = verified.document
    return found is not None and (verified.in_hand or selectors.may_read(actor, found))


def published_certificates() -> list[x509.Certificate]:
    """The certificate that signs today and those that did before; none where documents are not signed. Raises
    KeyUnusable where the configured files cannot be read."""
    key = signing.read_key(settings.DOCUMENT_SIGNING_PKCS12, settings.DOCUMENT_SIGNING_PASSPHRASE)
    found = [key.certificate] if key is not None else []
    if settings.DOCUMENT_SIGNING_EARLIER:
        try:
            earlier = signing.read_pem(Path(settings.DOCUMENT_SIGNING_EARLIER).read_bytes())
        except OSError as error:
            raise KeyUnusable(f"the earlier certificates cannot be read: {error.strerror}") from error
        found += [one for one in earlier if one not in found]
    return found
