"""Jobs over the API: one's own, read only."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api import ActorView, Pages
from registry.jobs import selectors
from registry.jobs.api.serializers import JobSerializer


class JobList(ActorView):
    """Your own jobs, newest first."""

    pagination_class = Pages

    @extend_schema(operation_id="jobs_list", responses=JobSerializer(many=True))
    def get(self, request: Request) -> Response:
        pages = self.pagination_class()
        rows = pages.paginate_queryset(selectors.visible_to(self.actor), request, view=self)
        return pages.get_paginated_response(JobSerializer(rows or [], many=True).data)


class JobDetail(ActorView):
    """One of your own jobs; ask again while `finished` is false."""

    @extend_schema(operation_id="jobs_retrieve", responses=JobSerializer)
    def get(self, request: Request, public_id: UUID) -> Response:
        return Response(JobSerializer(selectors.job_for(self.actor, public_id)).data)
