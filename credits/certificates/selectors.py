"""Which issued documents a person may read in full, and what has become of what they state."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from credits.certificates import subjects
from credits.certificates.kinds import (
    AGREEMENT,
    DECISION,
    DISCHARGE,
    FUND,
    HOLDING,
    PUBLIC,
    RETIREMENT,
    TRANSFER,
)
from credits.certificates.models import IssuedDocument
from credits.certificates.papers.words import credits, day
from credits.certificates.redaction import public_facts
from credits.certificates.sealed import Facts, facts_sha256
from credits.lots.selectors import READS_ALL
from credits.obligations.states import DISCHARGED, LAPSED
from registry.actor import Actor
from registry.findings import NotVisible

SEEN_WITH_SUBJECT = (TRANSFER, RETIREMENT, AGREEMENT, DECISION, DISCHARGE, FUND)
"""Kinds that are listed for who sees what they are about."""
_NUMBER = re.compile(r"(?:C-?)?0*([0-9]{1,18})")


def readable(actor: Actor) -> QuerySet[IssuedDocument]:
    """Every document the person may read in full, newest first."""
    rows = IssuedDocument.objects.select_related("organisation").order_by("-pk")
    if READS_ALL & actor.roles:
        return rows
    if actor.user_id is None:
        return rows.filter(kind__in=PUBLIC)
    readable = Q(kind=HOLDING, organisation__in=actor.organisation_ids)
    for kind in SEEN_WITH_SUBJECT:
        readable |= Q(kind=kind, subject__in=subjects.visible_ids(actor, kind))
    return rows.filter(readable)


def about(kind: str, subject: object) -> QuerySet[IssuedDocument]:
    """Documents of one kind about one thing, newest first."""
    return IssuedDocument.objects.filter(kind=kind, subject=str(subject)).order_by("-pk")


def document(public_id: UUID) -> IssuedDocument:
    """One document: who has its id, which is on the paper, may know that it was issued. Raises NotVisible."""
    found = IssuedDocument.objects.select_related("organisation").filter(public_id=public_id).first()
    if found is None:
        raise NotVisible("document")
    return found


def may_read(actor: Actor, found: IssuedDocument) -> bool:
    """May the person read it in full and keep the file?"""
    if found.kind in PUBLIC or READS_ALL & actor.roles:
        return True
    if actor.user_id is None:
        return False
    return subjects.may_see(actor, found.kind, found.subject)


def to_download(actor: Actor, public_id: UUID) -> IssuedDocument:
    """One document that the person may keep. Raises NotVisible."""
    found = document(public_id)
    if not may_read(actor, found):
        raise NotVisible("document")
    return found


def by_number(typed: str) -> IssuedDocument | None:
    """The document of a number as it is printed or typed (`C-0000012`, `c12`); None where there is none."""
    number = _NUMBER.fullmatch(re.sub(r"\s", "", typed).upper())
    if number is None:
        return None
    return IssuedDocument.objects.filter(number=number_of(int(number[1]))).first()


def number_of(sequence: int) -> str:
    """The number of the so-manieth document."""
    return f"C-{sequence:07d}"


def by_bytes(sha256: str) -> IssuedDocument | None:
    """The document that consists of exactly these bytes; None where none was issued."""
    return IssuedDocument.objects.filter(file_sha256=sha256).first()


def facts_for(actor: Actor, found: IssuedDocument) -> Facts:
    """What a document states: all of it to who may read it, else what is everybody's."""
    return found.facts if may_read(actor, found) else public_facts(found.facts)


@dataclass(frozen=True, slots=True)
class Standing:
    """What has become of a document: whether everything it states is still so, a sentence, and the number of a newer
    document about the same thing, where there is one."""

    holds: bool
    sentence: str
    newer: str = ""


def standing(found: IssuedDocument, *, today: date) -> Standing:
    """Hold what a document states against the register as it is now."""
    newer = about(found.kind, found.subject).filter(pk__gt=found.pk).values_list("number", flat=True).first()
    as_on = date.fromisoformat(found.facts.get("as_on", today.isoformat()))
    live = "available" in found.facts.get("total", {})
    now = subjects.facts_of(subjects.any_subject(found.kind, found.subject), as_on=as_on, live=live)
    holds = facts_sha256(now) == found.facts_sha256
    return Standing(holds, _sentence(found.kind, found.facts, now, holds=holds, live=live), newer or "")


def _sentence(kind: str, then: Facts, now: Facts, *, holds: bool, live: bool) -> str:
    if kind == RETIREMENT:
        return f"The credits of lot {now['new_lot']} are retired for ever. They can never be used again."
    if kind == TRANSFER:
        if now["put_back"] > then["put_back"]:
            return (
                f"Since it was issued, {credits(now['put_back'] - then['put_back'])} of lot {now['new_lot']} went back "
                f"to lot {now['lot']} by a correction."
            )
        return "The transfer stands as it was confirmed."
    if kind == HOLDING:
        if not live:
            return f"It tells what was held at the end of {day(then['as_on'])}, not what is held today."
        if holds:
            return "Nothing that it states has changed since."
        return f"It tells what was held on {day(then['as_on'])}. The holdings have changed since."
    if holds:
        return "Nothing that it states has changed since."
    if kind in (DECISION, FUND):
        return "What this registry holds about it has changed since. Ask for a new one."
    if kind == DISCHARGE:
        return _discharge_sentence(now)
    return f"The register has changed since. The agreement is now: {now['state'].lower()}, " + (
        f"{credits(now['total']['held'])} in force, {now['total']['retired']:,} retired."
    )


def _discharge_sentence(now: Facts) -> str:
    if now["state"] == DISCHARGED:
        return f"The obligation was discharged since, on {day(now['discharged_on'])}."
    if now["state"] == LAPSED:
        return f"The obligation lapsed since, on {day(now['lapsed_on'])}."
    total = now["total"]
    required = credits(total["required"])
    return f"The obligation has changed since. Now {total['discharged']:,} of {required} are discharged."
