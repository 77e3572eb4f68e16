"""The page of a job: how far it is, and where to go when it is done. Needs no JavaScript."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from registry.actor import AUDITOR
from registry.jobs import selectors

REFRESH_SECONDS = 3
ROWS = 50


@never_cache
@login_required
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """The actor's own jobs, newest first; the auditor's list is everybody's."""
    actor = request.actor  # type: ignore[attr-defined]
    jobs = selectors.visible_to(actor).select_related("requested_by")[:ROWS]
    return render(request, "jobs/job_list.html", {"jobs": jobs, "of_everybody": actor.has(AUDITOR)})


@never_cache
@login_required
@require_GET
def job(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One job; reloads itself while unfinished."""
    found = selectors.job_for(request.actor, public_id)  # type: ignore[attr-defined]
    return render(
        request,
        "jobs/job.html",
        {
            "job": found,
            "refresh_seconds": None if found.finished else REFRESH_SECONDS,
            "findings": found.result.get("findings", []) if found.error_code else [],
        },
    )
