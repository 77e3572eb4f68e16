"""Notices over the API: those to one's organisations."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api import ActorView, Pages
from registry.notices import selectors
from registry.notices.api import serializers
from registry.notices.services import reading

KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Up to 80 characters of your choice. The same request with the same key is done once.",
)


class NoticeList(ActorView):
    """Notices to your organisations."""

    pagination_class = Pages

    @extend_schema(operation_id="notices_list", responses=serializers.NoticeSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Newest first."""
        pages = self.pagination_class()
        rows = pages.paginate_queryset(selectors.visible_to(self.actor), request, view=self)
        return pages.get_paginated_response(serializers.NoticeSerializer(rows or [], many=True).data)


class NoticeRead(ActorView):
    """That a notice was read."""

    @extend_schema(
        operation_id="notices_read",
        parameters=[KEY],
        request=None,
        responses=serializers.NoticeReadSerializer,
    )
    def post(self, request: Request, notice_id: UUID) -> Response:
        """Mark it as read for your organisation."""
        done = reading.mark_read(actor=self.actor, key=self.key, notice_id=notice_id, now=timezone.now())
        return Response(serializers.NoticeReadSerializer(done).data)
