"""Celery's view of the audit chains."""

import structlog
from celery import shared_task
from django.utils import timezone

from registry.audit import seals

log = structlog.get_logger(__name__)


@shared_task(name="registry.audit.tasks.seal_audit")
def seal_audit() -> None:
    """The daily seal. Its hash is in the log as well, which is kept elsewhere."""
    made = seals.seal(now=timezone.now())
    if made is not None:
        log.info("audit.sealed", number=made.number, hash=made.hash, events=made.events)
