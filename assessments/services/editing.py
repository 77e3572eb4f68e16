"""The guards every change of content passes: the revision is open, and nobody changed the section meanwhile."""

from datetime import datetime

from django.db.models import F

from assessments import policies, states
from assessments.models import Revision, SectionVersion
from assessments.sections import Section
from registry.audit.events import ChainKey
from registry.commands import Run
from registry.findings import DomainError, NotVisible, StaleEdit


def case_chain(revision: Revision) -> ChainKey:
    """Events about a revision go to the chain of its parent case."""
    return ChainKey("assessment_case", str(revision.assessment.case.public_id))


def lock_open_revision(*, run: Run, revision_id: int, now: datetime) -> Revision:
    """The revision, held against everybody else until this transaction ends.

    One conditional update both checks that it is open and takes its row. Raises NotVisible, NotAllowed, DomainError.
    """
    revision = Revision.objects.select_related("assessment__case", "release").filter(pk=revision_id).first()
    if revision is None:
        raise NotVisible("revision")
    run.allow(policies.may_edit(run.actor, revision.assessment))
    taken = Revision.objects.filter(pk=revision_id, state=states.OPEN).update(edited_at=now)
    if not taken:
        raise DomainError(
            "revision.not_open",
            "This revision is final and cannot be changed. Reopen it to make a new revision.",
        )
    return revision


def advance_section(
    *, run: Run, revision: Revision, section: Section, expected: int | None, now: datetime
) -> int:
    """Count one change of a section and return its new version.

    `expected` is the version the person's form was opened with; None where nothing can be overwritten (adding).
    Raises StaleEdit, which says who changed it and when.
    """
    row, _ = SectionVersion.objects.get_or_create(revision=revision, section=section.group)
    changing = SectionVersion.objects.filter(pk=row.pk)
    if expected is not None:
        changing = changing.filter(version=expected)
    changed = changing.update(version=F("version") + 1, edited_by_id=run.actor.user_id, edited_at=now)
    row.refresh_from_db()
    if not changed:
        who = str(row.edited_by) if row.edited_by else "Somebody"
        raise StaleEdit(
            "section.changed_meanwhile",
            f"{who} changed “{section.title}” after you opened it. Nothing you typed is lost: compare it with what is "
            "stored now, and save again if yours should stand.",
        )
    return row.version


def section_version(revision: Revision, section: Section) -> int:
    """The version a form carries; 0 before the first change."""
    row = SectionVersion.objects.filter(revision=revision, section=section.group).first()
    return row.version if row else 0
