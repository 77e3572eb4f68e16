"""Comments on the sections of a revision, between those who make an assessment and those who review it.

They are working papers: parties and the registrar do not see them, no report carries them, and none is deleted. A
comment that is not resolved follows the assessment to its next revision.
"""

from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from assessments import policies, selectors
from assessments.models import Revision, SectionComment
from assessments.sections import section_of
from assessments.services import editing
from registry.actor import Actor
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible

LONGEST = 4000


@command("comment.write")
def write(
    run: Run, *, revision_id: UUID, section: str, text: str, reply_to: UUID | None = None
) -> dict[str, Any]:
    """Write a comment on a section, or an answer to one. Its words are not in the audit event, only that it was
    written. Raises InvalidInput for an empty or too long one, DomainError when what it answers is resolved."""
    revision = selectors.revision_for(run.actor, revision_id)
    run.allow(policies.may_comment(run.actor, revision))
    code = section_of(section).group
    if not section_of(code).applies_to(revision):
        raise NotVisible("section")
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not 0 < len(text) <= LONGEST:
        raise InvalidInput([Finding("comment.text", f"Write 1 to {LONGEST:,} characters.", "text")])
    answered = _answered(run.actor, revision, reply_to)
    comment = SectionComment.objects.create(
        revision=answered.revision if answered else revision,
        section=answered.section if answered else code,
        reply_to=answered,
        author_id=run.actor.person_id,
        text=text,
        written_at=timezone.now(),
    )
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/{code}/{comment.public_id}",
        data={"answers": str(reply_to)} if reply_to else {},
    )
    return {"id": str(comment.public_id)}


def _answered(actor: Actor, revision: Revision, reply_to: UUID | None) -> SectionComment | None:
    if reply_to is None:
        return None
    comment = visible(actor, revision).filter(public_id=reply_to, reply_to__isnull=True).first()
    if comment is None:
        raise NotVisible("comment")
    if comment.resolved_at is not None:
        raise DomainError("comment.resolved", "This comment is resolved. Write a new one.")
    return comment


@command("comment.resolve")
def resolve(run: Run, *, comment_id: UUID) -> dict[str, Any]:
    """Say that a comment is dealt with: for the side that wrote it. Raises NotVisible, NotAllowed, DomainError."""
    comment = (
        SectionComment.objects.filter(public_id=comment_id, reply_to__isnull=True)
        .select_related("revision__assessment__case")
        .first()
    )
    if comment is None or not visible(run.actor, comment.revision).filter(pk=comment.pk).exists():
        raise NotVisible("comment")
    run.allow(policies.may_resolve(run.actor, comment))
    resolved = SectionComment.objects.filter(pk=comment.pk, resolved_at__isnull=True).update(
        resolved_at=timezone.now(), resolved_by_id=run.actor.person_id
    )
    if not resolved:
        raise DomainError("comment.resolved", "This comment is resolved already.")
    run.event(
        chain=editing.case_chain(comment.revision),
        subject=f"{comment.revision.public_id}/{comment.section}/{comment.public_id}",
        data={},
    )
    return {"id": str(comment_id)}


def visible(actor: Actor, revision: Revision) -> QuerySet[SectionComment]:
    """Comments that belong to this revision's page: its own, and the open ones of the assessment's other revisions that
    the actor sees. None for those who have no part in them."""
    if not policies.may_comment(actor, revision).allowed:
        return SectionComment.objects.none()
    seen = selectors.revisions_visible_to(actor).filter(assessment=revision.assessment)
    return SectionComment.objects.filter(
        Q(revision=revision) | Q(resolved_at__isnull=True, revision__in=seen.values("pk"))
    )


def threads(actor: Actor, revision: Revision, section: str = "") -> list[SectionComment]:
    """Comments with their answers, open ones first, oldest first; of one section or of all. Two queries."""
    rows = visible(actor, revision).filter(reply_to__isnull=True)
    if section:
        rows = rows.filter(section=section)
    answers = SectionComment.objects.select_related("author").order_by("written_at", "pk")
    found = list(
        rows.select_related("author", "resolved_by", "revision__assessment")
        .prefetch_related(Prefetch("replies", queryset=answers))
        .order_by("written_at", "pk")
    )
    return sorted(found, key=lambda comment: comment.resolved_at is not None)


def open_by_section(actor: Actor, revision: Revision) -> dict[str, int]:
    """How many comments are open on each section."""
    rows = visible(actor, revision).filter(reply_to__isnull=True, resolved_at__isnull=True)
    return dict(rows.order_by().values_list("section").annotate(number=Count("pk")))
