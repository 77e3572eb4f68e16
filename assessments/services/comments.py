"""Comments on the sections of a revision, between those who make an assessment and those who review it.

They are working papers: parties and the registrar do not see them, the auditor does, no report carries them, and none
is deleted. A comment that is not resolved follows the assessment to its next revisions.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, ExpressionWrapper, Prefetch, Q, QuerySet
from django.db.models.fields import BooleanField
from django.utils import timezone

from assessments import policies, selectors
from assessments.models import Revision, SectionComment
from assessments.sections import BY_CODE
from assessments.services import editing
from registry.actor import Actor
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible

LONGEST = 4000


@command("comment.write")
def write(
    run: Run, *, revision_id: UUID, text: str, section: str = "", reply_to: UUID | None = None
) -> dict[str, Any]:
    """Write a comment on a section, or an answer to one, which stands where that one stands.

    Its words are not in the audit event, only that it was written. Raises NotVisible for a section that is not part of
    the revision and for an unknown comment, NotAllowed, InvalidInput for an empty or too long text or the section of
    another comment, DomainError when what it answers is resolved.
    """
    revision = selectors.revision_for(run.actor, revision_id)
    run.allow(policies.may_comment(run.actor, revision))
    answered = None if reply_to is None else _held(run.actor, revision, reply_to)
    code = _place(revision, section, answered)
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not 0 < len(text) <= LONGEST:
        raise InvalidInput([Finding("comment.text", f"Write 1 to {LONGEST:,} characters.", "text")])
    comment = SectionComment.objects.create(
        revision=answered.revision if answered else revision,
        section=code,
        reply_to=answered,
        author_id=run.actor.person_id,
        text=text,
        written_at=timezone.now(),
    )
    run.event(
        chain=editing.case_chain(revision),
        subject=_subject(comment),
        data={"answers": str(reply_to)} if reply_to else {},
    )
    return {"id": str(comment.public_id)}


def _held(actor: Actor, revision: Revision, comment_id: UUID) -> SectionComment:
    """The open comment that is answered, its row held: nobody resolves it meanwhile."""
    comment = answerable(actor, revision, comment_id)
    held = SectionComment.objects.select_for_update().get(pk=comment.pk)
    if held.resolved_at is not None:
        raise DomainError("comment.resolved", "This comment is resolved. Write a new one.")
    return comment


def answerable(actor: Actor, revision: Revision, comment_id: UUID) -> SectionComment:
    """A comment on the revision's page, which is no answer itself. Raises NotVisible."""
    comment = (
        visible(actor, revision)
        .filter(public_id=comment_id, reply_to__isnull=True)
        .select_related("revision", "author")
        .first()
    )
    if comment is None:
        raise NotVisible("comment")
    return comment


def _place(revision: Revision, section: str, answered: SectionComment | None) -> str:
    """The place in the task list that is commented on."""
    spec = BY_CODE.get(section)
    if answered is not None and not section:
        return answered.section
    if spec is None or not spec.applies_to(revision):
        raise NotVisible("section")
    if answered is not None and spec.group != answered.section:
        message = "The comment you answer stands on another section."
        raise InvalidInput([Finding("comment.section", message, "section")])
    return spec.group


def _subject(comment: SectionComment) -> str:
    return f"{comment.revision.public_id}/{comment.section}/{comment.public_id}"


@command("comment.resolve")
def resolve(run: Run, *, revision_id: UUID, comment_id: UUID) -> dict[str, Any]:
    """Say that a comment is dealt with: for the side that wrote it. Raises NotVisible, NotAllowed, DomainError."""
    seen_from = selectors.revision_for(run.actor, revision_id)
    comment = (
        SectionComment.objects.filter(
            public_id=comment_id, reply_to__isnull=True, revision__assessment=seen_from.assessment
        )
        .select_related("revision__assessment__case")
        .first()
    )
    # Asked of the revision it was written on: one that was resolved just now is on that page alone.
    if comment is None or not visible(run.actor, comment.revision).filter(pk=comment.pk).exists():
        raise NotVisible("comment")
    run.allow(policies.may_resolve(run.actor, comment))
    resolved = SectionComment.objects.filter(pk=comment.pk, resolved_at__isnull=True).update(
        resolved_at=timezone.now(), resolved_by_id=run.actor.person_id
    )
    if not resolved:
        raise DomainError("comment.resolved", "This comment is resolved already.")
    run.event(chain=editing.case_chain(comment.revision), subject=_subject(comment), data={})
    return {"id": str(comment_id)}


def visible(actor: Actor, revision: Revision) -> QuerySet[SectionComment]:
    """Comments that belong to this revision's page: its own, and the open ones of the assessment's earlier revisions
    that the actor sees. None for those who may not read them."""
    if not policies.may_read_comments(actor, revision).allowed:
        return SectionComment.objects.none()
    earlier = selectors.revisions_visible_to(actor).filter(
        assessment=revision.assessment, number__lt=revision.number
    )
    return SectionComment.objects.filter(
        Q(revision=revision) | Q(resolved_at__isnull=True, revision__in=earlier.values("pk"))
    )


def threads(actor: Actor, revision: Revision, section: str = "") -> QuerySet[SectionComment]:
    """Comments with their answers, open ones first, oldest first; of one section or of all."""
    rows = visible(actor, revision).filter(reply_to__isnull=True)
    if section:
        rows = rows.filter(section=section)
    answers = SectionComment.objects.select_related("author").order_by("written_at", "pk")
    settled = ExpressionWrapper(Q(resolved_at__isnull=False), output_field=BooleanField())
    return (
        rows.select_related("author", "resolved_by", "revision")
        .prefetch_related(Prefetch("replies", queryset=answers))
        .order_by(settled, "written_at", "pk")
    )


def resolvable_authors(actor: Actor, revision: Revision, authors: set[int]) -> set[int]:
    """Those of the authors whose comments this actor may resolve: one's own side. None for who only reads them."""
    if not policies.may_comment(actor, revision).allowed:
        return set()
    makers = policies.makers_of(revision.assessment)
    return authors & makers if policies.works_on(actor, revision.assessment) else authors - makers


def open_by_section(actor: Actor, revision: Revision) -> dict[str, int]:
    """How many comments are open on each section."""
    rows = visible(actor, revision).filter(reply_to__isnull=True, resolved_at__isnull=True)
    return dict(rows.order_by().values_list("section").annotate(number=Count("pk")))


def open_on(actor: Actor, revisions: Sequence[Revision]) -> dict[int, int]:
    """How many comments are open on each of these revisions, by its primary key, for those who work on it or may review
    it. As many queries for many as for one."""
    assessments = [revision.assessment for revision in revisions]
    works = set(
        selectors.worked_on_by(actor)
        .filter(pk__in=[one.pk for one in assessments])
        .values_list("pk", flat=True)
    )
    barred = policies.conflicts(actor, assessments) - works
    seen = selectors.revisions_visible_to(actor).order_by()
    rows = list(
        SectionComment.objects.filter(
            revision__assessment__in=assessments,
            revision__in=seen.values("pk"),
            reply_to__isnull=True,
            resolved_at__isnull=True,
        )
        .order_by()
        .values_list("revision__assessment_id", "revision__number")
        .annotate(number=Count("pk"))
    )
    found = {}
    for revision in revisions:
        takes_part = revision.assessment_id in works or (
            revision.assessment_id not in barred
            and revision.submitted_at is not None
            and revision.assessment.reviewing_organisation_id in actor.reviewing_organisation_ids
        )
        number = sum(
            count for about, on, count in rows if about == revision.assessment_id and on <= revision.number
        )
        if takes_part and number:
            found[revision.pk] = number
    return found
