"""Questions, diary and requests to use variation that a person may read: those of the obligations they may read."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from credits.lots.models import CreditClass
from credits.obligations.models import DiaryEntry, Obligation, ObligationLine, Question, VariationRequest
from credits.obligations.selectors import visible
from registry import public_ids
from registry.actor import Actor
from registry.findings import NotVisible
from registry.reference import selectors as reference

_LINE = ("line__credit_class", "line__obligation__authority", "line__obligation__holder")
QUESTION_FACTS = (*_LINE, "credit_class", "asked_for", "asked_by", "answered_by")
VARIATION_FACTS = (*_LINE, "asked_by", "decided_by")
WAITING_DAYS = "reasonable_steps.waiting_days"
"""Parameter of the reference facts: days that the reasonable steps have to last. Not in any release yet."""


def questions(actor: Actor) -> QuerySet[Question]:
    """Every question of an obligation that the actor may read, newest first."""
    rows = Question.objects.select_related(*QUESTION_FACTS).order_by("-pk")
    return rows.filter(line__obligation__in=_obligations(actor))


def variation_requests(actor: Actor) -> QuerySet[VariationRequest]:
    """Every request of an obligation that the actor may read, newest first."""
    rows = VariationRequest.objects.select_related(*VARIATION_FACTS).order_by("-pk")
    return rows.filter(line__obligation__in=_obligations(actor))


def _obligations(actor: Actor) -> "QuerySet[Obligation, Any]":
    return visible.obligations(actor).select_related(None).order_by().values("pk")


def question(actor: Actor, public_id: object) -> Question:
    """One question. Raises NotVisible."""
    return public_ids.find(questions(actor), public_id, "question")


def variation_request(actor: Actor, public_id: object) -> VariationRequest:
    """One request. Raises NotVisible."""
    return public_ids.find(variation_requests(actor), public_id, "variation request")


def credit_class(class_id: int) -> CreditClass:
    """One class by its key; classes are public. Raises NotVisible."""
    found = CreditClass.objects.filter(pk=class_id).first() if 0 < class_id < 2**63 else None
    if found is None:
        raise NotVisible("credit class")
    return found


def diary(obligation: Obligation) -> QuerySet[DiaryEntry]:
    """The diary of an obligation by day."""
    rows = DiaryEntry.objects.filter(obligation=obligation).select_related("line__credit_class", "made_by")
    return rows.order_by("on", "pk")


def diary_of(line: ObligationLine) -> QuerySet[DiaryEntry]:
    """The entries about one line, and those about the whole obligation."""
    return diary(line.obligation).filter(Q(line=line) | Q(line=None))


def latest_request(line: ObligationLine) -> VariationRequest | None:
    """The last request of the line, whatever became of it."""
    return VariationRequest.objects.filter(line=line).select_related(*VARIATION_FACTS).first()


def questions_of(line: ObligationLine, of: CreditClass) -> Sequence[Question]:
    """What was asked about one class for the line, newest first."""
    rows = Question.objects.filter(line=line, credit_class=of)
    return list(rows.select_related("answered_by", "asked_by"))


def waiting_days(on: date) -> int | None:
    """How many days the reasonable steps have to last; None: not set, and then nothing is asked of them."""
    release = reference.current_release(on)
    if release is None:
        return None
    found = [row for row in reference.parameters(release, on) if row.code == WAITING_DAYS]
    return int(found[0].number) if found else None
