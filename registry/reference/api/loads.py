"""Loads of official data over the API: the registrar stages, publishes and discards, officers read."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api import ActorView, Pages
from registry.bodies import JsonBody, UploadBody
from registry.commands import Decision
from registry.findings import NotAllowed
from registry.reference import policies
from registry.reference.api import load_shapes as shapes
from registry.reference.loads import selectors
from registry.reference.loads.records import StagedLoad, StagedRow
from registry.reference.loads.services import publishing, reading, staging
from registry.reference.loads.services.checks import LARGEST_FILE_BYTES, LARGEST_LOAD_BYTES, MEGABYTE
from registry.reference.official.formats import FORMATS, columns_of

KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Up to 80 characters of your choice. The same request with the same key is done once.",
)


def _require(decision: Decision) -> None:
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)


class LoadView(ActorView):
    """What the views of loads share."""

    parser_classes = [JsonBody]
    pagination_class = Pages

    def page_of(self, rows: QuerySet[Any], shape: type[serializers.BaseSerializer[Any]]) -> Response:
        """One page of rows."""
        pages = self.pagination_class()
        found = pages.paginate_queryset(rows, self.request, view=self)
        return pages.get_paginated_response(shape(found, many=True).data)

    def load_to_decide(self, load_id: UUID) -> StagedLoad:
        """The load for who may decide on it. Raises NotVisible, NotAllowed."""
        load = selectors.load_for(self.actor, load_id)
        _require(policies.may_load(self.actor))
        return load


class Formats(LoadView):
    """The official formats."""

    @extend_schema(operation_id="reference_formats_list", responses=shapes.FormatSerializer(many=True))
    def get(self, request: Request) -> Response:
        """What can be loaded, and which of our columns can be chosen."""
        _require(policies.may_read_loads(self.actor))
        rows = [
            {
                "code": one.code,
                "title": one.title,
                "help": one.help,
                "tables": one.tables,
                "accepts": one.accepts,
                "needs_mapping": one.needs_mapping,
                "columns": [
                    {"name": name, "label": label, "needed": name in one.needed_fields}
                    for name, label in one.fields
                ],
            }
            for one in FORMATS.values()
        ]
        return Response(
            {
                "count": len(rows),
                "next": None,
                "previous": None,
                "results": shapes.FormatSerializer(rows, many=True).data,
            }
        )


class Loads(LoadView):
    """Loads of official data."""

    parser_classes = [UploadBody]
    largest_body_bytes = LARGEST_LOAD_BYTES + MEGABYTE

    @property
    def throttle_scope(self) -> str:
        """Uploads are counted by themselves."""
        return "upload" if self.request.method == "POST" else ""

    @extend_schema(operation_id="reference_loads_list", responses=shapes.LoadSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All loads, newest first."""
        return self.page_of(selectors.loads(self.actor), shapes.LoadSerializer)

    @extend_schema(
        operation_id="reference_loads_create",
        request={"multipart/form-data": shapes.StageSerializer},
        responses={201: shapes.StagedSerializer},
        parameters=[KEY],
    )
    def post(self, request: Request) -> Response:
        """Stage files. A job reads and compares them; nothing is published."""
        _require(policies.may_load(self.actor))
        asked = shapes.StageSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        files = [(file.name or "", file.read(LARGEST_FILE_BYTES + 1)) for file in values.pop("files")]
        made = staging.stage(actor=self.actor, key=self.key, files=files, **values)
        return Response(made, status=201)


class LoadDetail(LoadView):
    """One load."""

    @extend_schema(operation_id="reference_loads_retrieve", responses=shapes.LoadDetailSerializer)
    def get(self, request: Request, load_id: UUID) -> Response:
        """Its state, counts by table, files and findings."""
        return Response(shapes.LoadDetailSerializer(selectors.load_for(self.actor, load_id)).data)


class LoadDifferences(LoadView):
    """What a load would change."""

    @extend_schema(
        operation_id="reference_loads_differences",
        responses=shapes.FactDifferenceSerializer(many=True),
        parameters=[
            OpenApiParameter("table", str, description="Rows of one table."),
            OpenApiParameter("kind", str, enum=[kind for kind, _ in StagedRow.KINDS]),
            OpenApiParameter("search", str, description="Words of the row's key."),
        ],
    )
    def get(self, request: Request, load_id: UUID) -> Response:
        """The rows, fifty a page."""
        load = selectors.load_for(self.actor, load_id)
        asked = request.query_params
        kind = asked.get("kind", "")
        if kind not in ("", *dict(StagedRow.KINDS)):
            raise serializers.ValidationError({"kind": ["Choose added, changed or gone."]})
        table = asked.get("table", "")
        if table and table not in load.counts:
            raise serializers.ValidationError({"table": ["This load has no such table."]})
        rows = selectors.differences(load, table=table, kind=kind, text=asked.get("search", ""))
        return self.page_of(rows, shapes.FactDifferenceSerializer)


class LoadColumns(LoadView):
    """The columns of a load whose format needs a person's choice."""

    @extend_schema(operation_id="reference_loads_columns", responses=shapes.ColumnsFoundSerializer)
    def get(self, request: Request, load_id: UUID) -> Response:
        """The columns in its files, and how they were assigned the last time."""
        load = self.load_to_decide(load_id)
        found = columns_of(reading.files_of(load))
        return Response({"columns": found, "last_mapping": selectors.last_mapping(load.format)})

    @extend_schema(
        operation_id="reference_loads_choose_columns",
        request=shapes.ChooseColumnsSerializer,
        responses=shapes.StagedSerializer,
        parameters=[KEY],
    )
    def post(self, request: Request, load_id: UUID) -> Response:
        """Choose them; then the load is read."""
        self.load_to_decide(load_id)
        asked = shapes.ChooseColumnsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = staging.choose_columns(
            actor=self.actor, key=self.key, load_id=str(load_id), mapping=asked.validated_data["mapping"]
        )
        return Response(made)


class LoadPublish(LoadView):
    """Publish."""

    @extend_schema(
        operation_id="reference_loads_publish",
        request=shapes.PublishSerializer,
        responses=shapes.PublishedSerializer,
        parameters=[KEY],
    )
    def post(self, request: Request, load_id: UUID) -> Response:
        """Make the release: everything of the base release, with the load's differences; whole or not at all."""
        self.load_to_decide(load_id)
        asked = shapes.PublishSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        done = publishing.publish(
            actor=self.actor,
            key=self.key,
            load_id=str(load_id),
            acknowledged=asked.validated_data["acknowledged"],
            today=timezone.localdate(),
        )
        return Response(done)


class LoadDiscard(LoadView):
    """Discard."""

    @extend_schema(
        operation_id="reference_loads_discard",
        request=None,
        responses=shapes.DiscardedLoadSerializer,
        parameters=[KEY],
    )
    def post(self, request: Request, load_id: UUID) -> Response:
        """Put the load aside. Nothing of it is published."""
        self.load_to_decide(load_id)
        return Response(staging.discard(actor=self.actor, key=self.key, load_id=str(load_id)))
