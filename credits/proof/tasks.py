"""The ledger checks itself: every night, and when an officer asks for it."""

from typing import Any

from celery import shared_task

from credits.proof.services import check_and_keep
from registry.jobs.work import Progress, handler

CHECK = "ledger.check"
"""Kind of the job that an officer asks for."""


@handler(CHECK)
def check_now(progress: Progress) -> dict[str, Any]:
    """Check the whole ledger and keep the result. Run twice, it is checked twice."""
    kept, _ = check_and_keep()
    return {"check": kept.pk, "differences": kept.differences, "seconds": kept.seconds}


@shared_task(name="credits.proof.tasks.check_ledger")
def check_ledger() -> None:
    """The nightly check; its result is on the proof page."""
    check_and_keep()
