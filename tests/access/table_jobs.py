"""A job is seen by the one who asked for it and by the auditor, and by nobody else."""

from typing import Any

from registry.jobs.models import Job
from tests.access.route import Fixture, Route, seen_by, signed_in


def the_assessors_job(fixture: Fixture) -> dict[str, Any]:
    return {"public_id": Job.objects.create(kind="test", requested_by=fixture("assessor")).public_id}


ROUTES = (
    Route("job-list", get=signed_in()),
    Route("job", arguments=the_assessors_job, get=seen_by("assessor", "auditor")),
    Route("api-jobs", get=signed_in(public=401)),
    Route("api-job", arguments=the_assessors_job, get=seen_by("assessor", "auditor", public=401)),
)
