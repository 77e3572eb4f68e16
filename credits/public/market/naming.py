"""What the market trades under: an offset trading group, or a species; and its address. Pure."""

import hashlib
import re
import unicodedata

ECOSYSTEM, SPECIES = "ecosystem", "species"
KINDS = {"groups": ECOSYSTEM, "species": SPECIES}
"""The word of the address, and the kind of credits."""

LONGEST_WORDS, HASH_DIGITS = 60, 10


def slug_of(name: str) -> str:
    """A stable address: readable words and a short hash of the whole name, for names can be 600 characters long and
    differ in a sign."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_WORDS].strip("-")
    mark = hashlib.sha256(name.encode()).hexdigest()[:HASH_DIGITS]
    return f"{words}-{mark}" if words else mark


def word_of(kind: str) -> str:
    """The word of the address for a kind of credits. Raises KeyError."""
    return {known: word for word, known in KINDS.items()}[kind]
