"""What a person typed into a form and has not saved.

A draft changes no content, so it is no command: nothing of it is audited, shown to others or calculated with. It is
kept for one person, one revision they can see and one form, and goes when the form is saved or the draft discarded.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from assessments.models import FormDraft, Revision
from registry.actor import Actor
from registry.findings import DomainError, Finding, InvalidInput
from registry.idempotency import keys

LARGEST_BYTES = 200_000
MOST_A_PERSON = 200
KEPT_FOR = timedelta(days=30)
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "version", "password"})

Typed = Sequence[tuple[str, str]]


def keep(
    *, actor: Actor, revision: Revision, form: str, typed: Typed, section_version: int | None, now: datetime
) -> FormDraft:
    """Keep what was typed, in place of what was kept before. Raises InvalidInput for one too large, DomainError for a
    person who is not signed in. The oldest drafts of a person with too many go, and all of 30 days ago."""
    if actor.user_id is None:
        raise DomainError("draft.signed_out", "Sign in to have what you type kept.")
    values = [[_storable(name)[:200], _storable(text)] for name, text in typed if name not in NEVER_KEPT]
    if len(json.dumps(values).encode()) > LARGEST_BYTES or not 0 < len(form) <= 200:
        raise InvalidInput(
            [Finding("draft.too_large", "This is too much to keep as a draft. Save the form.", "values")]
        )
    with transaction.atomic():
        draft, _ = FormDraft.objects.update_or_create(
            revision=revision,
            person_id=actor.user_id,
            form=form,
            defaults={"values": values, "section_version": section_version, "saved_at": now},
        )
        _let_go(actor.user_id, now)
    return draft


def _storable(text: str) -> str:
    """Without what no database or page can hold: NUL, and halves of a surrogate pair, which JSON can smuggle in."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _let_go(person_id: int, now: datetime) -> None:
    own = FormDraft.objects.filter(person_id=person_id)
    own.filter(saved_at__lt=now - KEPT_FOR).delete()
    too_many = list(own.order_by("-saved_at", "-pk").values_list("pk", flat=True)[MOST_A_PERSON:])
    if too_many:
        own.filter(pk__in=too_many).delete()


def draft_of(*, actor: Actor, revision_id: UUID, form: str) -> FormDraft | None:
    """This person's own draft of one form; `revision_id` is the revision's public id.

    A draft that arrived after its form was saved carries a key that took effect, and goes.
    """
    if actor.user_id is None:
        return None
    draft = FormDraft.objects.filter(
        revision__public_id=revision_id, person_id=actor.user_id, form=form
    ).first()
    if draft is not None and any(
        name == "key" and keys.used(actor=actor, key=text) for name, text in draft.values
    ):
        draft.delete()
        return None
    return draft


def forget(*, actor: Actor, revision_id: UUID, form: str) -> None:
    """Let a draft go: it was saved, or its writer discarded it."""
    if actor.user_id is not None:
        FormDraft.objects.filter(revision__public_id=revision_id, person_id=actor.user_id, form=form).delete()
