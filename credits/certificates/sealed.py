"""What a document carries for a program: its facts with their hash, and what identifies the document. Pure.

The facts are plain JSON in one canonical text, so that whoever has them can compute the SHA-256 that is printed.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from registry.audit.chain import canonical

Facts = dict[str, Any]
FILE_NAME = "facts.json"
FORMAT = "open-biodiversity-credit-registry/document/1"
LARGEST_FACTS_BYTES = 4_000_000


class NotFacts(ValueError):
    """The text is not what this registry puts into a document."""


@dataclass(frozen=True, slots=True)
class Label:
    """What identifies a document: number, kind, public id, instant of issue (ISO 8601) and the page that checks it."""

    number: str
    kind: str
    public_id: str
    issued_at: str
    address: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A label with the facts it is for."""

    label: Label
    facts: Facts
    facts_sha256: str


def facts_sha256(facts: Facts) -> str:
    """SHA-256 of the facts as canonical JSON: keys sorted, no spaces, UTF-8."""
    return hashlib.sha256(canonical(facts).encode()).hexdigest()


def seal(label: Label, facts: Facts) -> bytes:
    """The text of the file that is carried inside the document."""
    whole = {
        "format": FORMAT,
        "document": asdict(label),
        "facts": facts,
        "facts_sha256": facts_sha256(facts),
    }
    return canonical(whole).encode()


def unseal(text: bytes) -> Sealed:
    """Read such a text again. Raises NotFacts where it is of another kind, or its facts do not have their hash."""
    if len(text) > LARGEST_FACTS_BYTES:
        raise NotFacts("the facts inside are larger than any document's of this registry")
    try:
        whole = json.loads(text)
        label = Label(**whole["document"])
        facts, stated = whole["facts"], whole["facts_sha256"]
        known = whole["format"] == FORMAT and isinstance(facts, dict)
        texts = all(isinstance(value, str) for value in (stated, *asdict(label).values()))
        if not (known and texts and seal(label, facts) == text):
            raise NotFacts("the facts inside are not written as this registry writes them")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotFacts(
            str(error) if isinstance(error, NotFacts) else "the facts inside cannot be read"
        ) from error
    return Sealed(label, facts, stated)
