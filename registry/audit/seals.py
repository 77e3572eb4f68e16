"""Seals: one hash over the heads of all chains at a moment, to be published outside the registry.

A chain's own hashes find a changed event. A chain that was cut with its head, rewritten from some event on, or removed
whole still agrees with itself; it no longer agrees with a seal. Seals are chained like events, and written once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction

from registry.audit import chain as links
from registry.audit import walk
from registry.audit.models import AuditChain, AuditEvent, AuditSeal

ChainName = tuple[str, str]
Head = tuple[int, str]


@dataclass(frozen=True, slots=True)
class SealBreak:
    """What does not hold: a seal itself (`chain` is empty), or a chain against a seal."""

    seal: int
    chain: str
    sequence: int
    reason: str


def seal(*, now: datetime) -> AuditSeal | None:
    """Seal the chains that grew since the seal before; None where none did.

    Safe beside itself: two seals never share a number, and the later of two at once finds its work done.
    """
    before = AuditSeal.objects.first()
    # One statement: the heads as they stood together.
    current = {(row[0], row[1]): (row[2], row[3]) for row in _heads()}
    sealed = _newest_of(sealed_heads())
    grown = sorted(
        [*name, *head] for name, head in current.items() if name not in sealed or head != sealed[name]
    )
    if not grown:
        return None
    made = AuditSeal(
        number=before.number + 1 if before else 1,
        sealed_at=now,
        chains=len(current),
        events=sum(length for length, _ in current.values()),
        heads=grown,
        previous_hash=before.hash if before else links.GENESIS,
    )
    made.hash = links.link_hash(made.previous_hash, body_of(made))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return None
    return made


def body_of(made: AuditSeal) -> str:
    """The canonical text that a seal's hash covers, after the hash of the seal before."""
    return links.canonical(
        {
            "number": made.number,
            "sealed_at": made.sealed_at.astimezone(UTC).isoformat(),
            "chains": made.chains,
            "events": made.events,
            "heads": made.heads,
        }
    )


def sealed_heads() -> Iterator[tuple[int, ChainName, Head]]:
    """Every head of every seal with the seal's number, oldest first."""
    for number, heads in AuditSeal.objects.order_by("number").values_list("number", "heads").iterator():
        for kind, key, length, head_hash in heads:
            yield number, (kind, key), (length, head_hash)


def verify_seals() -> list[SealBreak]:
    """Hold each seal against the one before and against its own hash, and the chains against every seal.

    One walk over the seals and one over the numbers and hashes of all events, as the database stood at one moment.
    """
    with walk.one_moment():
        return [*_broken_seals(), *_unkept_heads()]


def _heads() -> Any:
    return AuditChain.objects.values_list("kind", "key", "length", "head_hash")


def _newest_of(heads: Iterator[tuple[int, ChainName, Head]]) -> dict[ChainName, Head]:
    return {name: head for _, name, head in heads}


def _broken_seals() -> Iterator[SealBreak]:
    expected, previous = 1, links.GENESIS
    for made in AuditSeal.objects.order_by("number").iterator():
        if made.number != expected:
            yield SealBreak(made.number, "", 0, f"expected seal number {expected}")
        if made.previous_hash != previous:
            yield SealBreak(made.number, "", 0, "does not point to the seal before it")
        if links.link_hash(made.previous_hash, body_of(made)) != made.hash:
            yield SealBreak(made.number, "", 0, "the seal's content was changed")
        expected, previous = made.number + 1, made.hash


def _unkept_heads() -> Iterator[SealBreak]:
    """Sealed heads that no event bears any more."""
    wanted: dict[ChainName, dict[Head, int]] = {}
    for number, name, head in sealed_heads():
        wanted.setdefault(name, {}).setdefault(head, number)
    names = {row[0]: (row[1], row[2]) for row in AuditChain.objects.values_list("pk", "kind", "key")}
    found = AuditEvent.objects.order_by().values_list("chain_id", "sequence", "hash")
    for chain_id, sequence, hash_ in found.iterator(chunk_size=10_000):
        # An event may have lost its chain: then no name finds it, and what was sealed of it is gone.
        heads = wanted.get(names.get(chain_id, ("", "")))
        if heads is not None:
            heads.pop((sequence, hash_), None)
    there = set(names.values())
    for name, heads in wanted.items():
        for (length, _), number in sorted(heads.items()):
            reason = "differs from what was sealed" if name in there else "the whole chain is gone"
            yield SealBreak(number, "/".join(name), length, reason)
