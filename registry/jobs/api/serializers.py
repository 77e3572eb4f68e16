"""A job as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.jobs.models import Job


class JobSerializer(serializers.ModelSerializer[Job]):
    """How far a job is. `result` is what the work gave back; after a refusal it holds the findings."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    percent = serializers.IntegerField(read_only=True)
    finished = serializers.BooleanField(read_only=True)
    result = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            "id",
            "kind",
            "subject",
            "subject_path",
            "state",
            "finished",
            "percent",
            "progress_done",
            "progress_total",
            "message",
            "result",
            "error_code",
            "error_message",
            "created_at",
            "started_at",
            "finished_at",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_result(self, job: Job) -> dict[str, Any]:
        return dict(job.result)
