"""Enquiries: a conversation between two organisations that passes through the registry (N55).

Each side sees the other's organisation, and nothing of its people. What they write is plain text; whoever wants to be
reached some other way writes so.
"""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from credits.lots.services import dealing
from credits.market import policies, selectors
from credits.market.models import Enquiry, EnquiryMessage
from credits.market.selectors import Subject
from credits.market.services import entries
from registry.actor import Actor
from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.parties.models import Organisation

MOST_A_DAY = 20
"""New enquiries of one organisation on one day (our choice): enough to look for credits, too few to pester."""
LONGEST_MESSAGE = 4_000


class TooMany(DomainError):
    """The organisation has asked as often as a day allows."""

    status = 429


def path_of(enquiry: Enquiry) -> str:
    """The page of an enquiry."""
    return f"/market/enquiries/{enquiry.public_id}/"


def _chain_of(enquiry: Enquiry) -> ChainKey:
    return ChainKey("enquiry", str(enquiry.public_id))


def _text(text: str) -> str:
    written = text.replace("\x00", " ").strip()
    if not written:
        raise InvalidInput([Finding("enquiry.text_missing", "Write your message.", "text")])
    if len(written) > LONGEST_MESSAGE:
        message = f"The message is too long: {LONGEST_MESSAGE:,} characters at most."
        raise InvalidInput([Finding("enquiry.text_too_long", message, "text")])
    return written


@command("enquiry.open")
def open_enquiry(
    run: Run,
    *,
    about: str,
    about_id: str,
    text: str,
    asker_id: str | None = None,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Ask the organisation behind an interest, a want or a lot (`about` and its public id, of a lot its number).

    A signatory of another organisation asks, at most 20 new enquiries a day, one at a time about one thing. Raises
    NotVisible, NotAllowed, InvalidInput; DomainError where the holder is unknown or it is no longer listed."""
    subject = selectors.subject(run.actor, about, about_id, on=today)
    asked_id = subject.asked.pk if subject.asked else None
    run.allow(policies.may_enquire(run.actor, asked_id))
    asked = require_asked(subject)
    written = _text(text)
    asker = entries.own_organisation(policies.asking_ids(run.actor, asked_id), asker_id, field="asker")
    # One after the other within an organisation, so that the limits hold at the same moment too.
    Organisation.objects.select_for_update(no_key=True).get(pk=asker.pk)
    _require_not_too_many(asker, subject, today)
    enquiry = Enquiry.objects.create(
        asker=asker,
        asked=asked,
        opened_by_id=run.actor.person_id,
        opened_at=now,
        last_at=now,
        **{subject.kind: subject.thing},
    )
    _write(enquiry, asker, written, run.actor, now)
    _tell(enquiry, asked, f"{asker.name[:80]} enquires about your {_NAMES[subject.kind]}", now)
    run.event(
        chain=_chain_of(enquiry),
        subject=str(enquiry.public_id),
        data={"about": about, "about_id": about_id, "asker": asker.name, "asked": asked.name},
    )
    return {"id": str(enquiry.public_id), "closed": False}


_NAMES = {"interest": "expression of interest", "demand": "want", "lot": "credits"}


def require_asked(subject: Subject) -> Organisation:
    """Whom to ask. Raises DomainError where the register does not say who holds a lot, and for what is over."""
    if subject.asked is None:
        raise DomainError(
            "lot.holder_unknown",
            "The holder of this lot was not published with the register, so there is nobody here to ask.",
        )
    if not subject.open:
        raise DomainError("enquiry.not_listed", "This is no longer listed, so nobody can be asked about it.")
    return subject.asked


def _require_not_too_many(asker: Organisation, subject: Subject, today: date) -> None:
    mine = Enquiry.objects.filter(asker=asker)
    if mine.filter(closed_at=None, **{subject.kind: subject.thing}).exists():
        raise DomainError(
            "enquiry.already_open", "Your organisation has asked about this already. Go on in that enquiry."
        )
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    if mine.filter(opened_at__gte=midnight).count() >= MOST_A_DAY:
        raise TooMany(
            "enquiry.too_many_today",
            f"Your organisation has opened {MOST_A_DAY} enquiries today. Open the next one tomorrow.",
        )


def _write(enquiry: Enquiry, sender: Organisation, text: str, actor: Actor, now: datetime) -> EnquiryMessage:
    return EnquiryMessage.objects.create(
        enquiry=enquiry, sender=sender, written_by_id=actor.person_id, text=text, at=now
    )


def _tell(enquiry: Enquiry, whom: Organisation, title: str, now: datetime) -> None:
    body = "Read it and answer here. The registry tells neither side how to reach the other."
    dealing.tell(whom, title=title, body=body, path=path_of(enquiry), now=now)


def side_of(actor: Actor, enquiry: Enquiry) -> tuple[Organisation, Organisation]:
    """The organisation for which the actor writes, and the other one."""
    if actor.deals_for(enquiry.asker_id):
        return enquiry.asker, enquiry.asked
    return enquiry.asked, enquiry.asker


@command("enquiry.reply")
def reply(run: Run, *, enquiry_id: str, text: str, now: datetime) -> dict[str, Any]:
    """Write a message in an open enquiry. Raises NotVisible, NotAllowed, InvalidInput; DomainError once it is closed.

    The audit event says that somebody wrote, not what: people may take back what they told about themselves."""
    enquiry = selectors.enquiry(run.actor, enquiry_id)
    run.allow(policies.may_write(run.actor, enquiry))
    written = _text(text)
    if not Enquiry.objects.filter(pk=enquiry.pk, closed_at=None).update(last_at=now):
        raise _closed()
    sender, other = side_of(run.actor, enquiry)
    message = _write(enquiry, sender, written, run.actor, now)
    _tell(enquiry, other, f"{sender.name[:80]} answered in an enquiry", now)
    run.event(
        chain=_chain_of(enquiry),
        subject=str(enquiry.public_id),
        data={"sender": sender.name, "characters": len(written)},
    )
    return {"id": str(enquiry.public_id), "message": message.pk, "closed": False}


def _closed() -> DomainError:
    return DomainError("enquiry.closed", "This enquiry is closed. Open a new one to go on.")


@command("enquiry.close")
def close(run: Run, *, enquiry_id: str, now: datetime) -> dict[str, Any]:
    """End an enquiry, from either side; it stays to be read. Raises NotVisible, NotAllowed, DomainError."""
    enquiry = selectors.enquiry(run.actor, enquiry_id)
    run.allow(policies.may_write(run.actor, enquiry))
    ended = Enquiry.objects.filter(pk=enquiry.pk, closed_at=None)
    if not ended.update(closed_at=now, closed_by_id=run.actor.person_id):
        raise _closed()
    own, other = side_of(run.actor, enquiry)
    dealing.tell(
        other,
        title=f"{own.name[:80]} closed an enquiry",
        body="It stays to be read. A new enquiry can be opened while the entry is listed.",
        path=path_of(enquiry),
        now=now,
    )
    run.event(chain=_chain_of(enquiry), subject=str(enquiry.public_id), data={"closed_by": own.name})
    return {"id": str(enquiry.public_id), "closed": True}
