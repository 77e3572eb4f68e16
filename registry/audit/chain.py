"""The hash chain: each event's hash covers the one before it, so one changed byte is found and named.

Pure: no Django, no clock, no I/O.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
"""What the first event of a chain points back to."""


@dataclass(frozen=True, slots=True)
class Link:
    """One stored event as far as the chain is concerned. `body` is the canonical text that was hashed."""

    sequence: int
    previous_hash: str
    hash: str
    body: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold, and why."""

    sequence: int
    reason: str


def canonical(data: dict[str, Any]) -> str:
    """The one text form of an event: sorted keys, no spaces, no NaN.

    Raises ValueError or TypeError for anything that plain JSON cannot hold exactly.
    """
    return _encode(data)


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def canonical_around(name: str, data: dict[str, Any]) -> tuple[str, str]:
    """The canonical text of `data` with a number called `name` in it, as what stands before the number and what stands
    after it: so the number can be put in where it is given. `data` has names on both sides of `name`."""
    first = {key: value for key, value in data.items() if key < name}
    last = {key: value for key, value in data.items() if key > name}
    return f'{canonical(first)[:-1]},"{name}":', f",{canonical(last)[1:]}"


def link_hash(previous_hash: str, body: str) -> str:
    """SHA-256 over the previous hash and this event's canonical text."""
    return hashlib.sha256(f"{previous_hash}\n{body}".encode()).hexdigest()


def verify_link(link: Link, sequence: int, previous_hash: str) -> list[Break]:
    """Hold one event against its own content and against its place: this number, after the event with this hash."""
    breaks: list[Break] = []
    if link.sequence != sequence:
        breaks.append(Break(link.sequence, f"expected number {sequence}"))
    if link.previous_hash != previous_hash:
        breaks.append(Break(link.sequence, "does not point to the event before it"))
    if link_hash(link.previous_hash, link.body) != link.hash:
        breaks.append(Break(link.sequence, "its content was changed"))
    return breaks


def verify(links: Iterable[Link]) -> list[Break]:
    """Walk one chain in order and name every event that does not hold."""
    breaks: list[Break] = []
    sequence, previous_hash = 1, GENESIS
    for link in links:
        breaks += verify_link(link, sequence, previous_hash)
        sequence, previous_hash = link.sequence + 1, link.hash
    return breaks
