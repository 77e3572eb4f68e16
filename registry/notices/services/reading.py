"""Saying that a notice was read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import DomainError
from registry.notices import selectors
from registry.notices.models import Notice
from registry.notices.policies import may_mark_read

READ_ALREADY = "notice.read_already"


@command("notice.mark_read")
def mark_read(run: Run, *, notice_id: UUID, now: datetime) -> dict[str, Any]:
    """Mark a notice as read for its organisation. Raises NotVisible; DomainError when somebody did so already."""
    notice = selectors.notice_for(run.actor, notice_id)
    run.allow(may_mark_read(run.actor, notice))
    marked = Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(
        read_at=now, read_by_id=run.actor.person_id
    )
    if not marked:
        raise DomainError(READ_ALREADY, "This notice is marked as read already.")
    run.event(
        chain=ChainKey("notices", str(notice.organisation.public_id)), subject=str(notice.public_id), data={}
    )
    return {"notice_id": str(notice.public_id)}
