"""Two questions a supervisor asks: does the process answer, and can it do its work?"""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from registry.jobs.models import UNFINISHED, Job


def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and is migrated; says how long the oldest unfinished job has waited."""
    try:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        oldest = Job.objects.filter(state__in=UNFINISHED).order_by("created_at").first()
    except Exception:
        return JsonResponse({"status": "unavailable", "database": "no answer"}, status=503)
    waiting = int((timezone.now() - oldest.created_at).total_seconds()) if oldest else 0
    ok = pending == 0
    return JsonResponse(
        {
            "status": "ok" if ok else "unavailable",
            "database": "ok",
            "pending_migrations": pending,
            "oldest_unfinished_job_seconds": waiting,
        },
        status=200 if ok else 503,
    )
