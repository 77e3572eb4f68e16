"""The content of a revision over the API: two addresses for each section, made from the table of sections."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import VERSION, DeskView, changing, described, read
from assessments.api.section_shapes import RowSerializer, row_serializer, rows_of
from assessments.sections import SECTIONS, Section
from assessments.services import content
from assessments.services.editing import section_version
from registry.api import Pages


class SectionPages(Pages):
    """A page of rows with the section's version beside it, which is there before the first row is."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The shape of the page."""
        page: dict[str, Any] = super().get_paginated_response_schema(schema)
        page["properties"] = {
            "version": {"type": "integer", "description": "Version of the section."},
            "applies": {"type": "boolean", "description": "Is it part of this kind of assessment?"},
            **page["properties"],
        }
        return page


class WrittenSerializer(serializers.Serializer[Any]):
    """The row that was written and the section's new version."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()


class VersionSerializer(serializers.Serializer[Any]):
    """The version a change starts from."""

    version = serializers.IntegerField(min_value=0)


class SectionView(DeskView):
    """One section of a revision."""

    section: ClassVar[Section]
    shape: ClassVar[type[RowSerializer]]


class SectionRows(SectionView):
    """The rows of a section."""

    pagination_class = SectionPages

    def get(self, request: Request, revision_id: UUID) -> Response:
        """Its rows, and the version to send back when one is changed."""
        revision = self.revision(revision_id)
        version = section_version(revision, self.section)
        page = self.page_of(rows_of(self.section, revision), self.shape, version=version)
        facts = {"version": version, "applies": self.section.applies_to(revision)}
        return Response({**facts, **page.data})

    def post(self, request: Request, revision_id: UUID) -> Response:
        """Add a row. Nothing can be overwritten by it, so no version is needed."""
        revision = self.own_revision(revision_id)
        values = read(self.shape(data=request.data))
        version = values.pop("version", None)
        made = content.add_row(
            actor=self.actor,
            key=self.key,
            revision_id=revision.pk,
            section=self.section.code,
            values=values,
            expected_version=version,
        )
        return Response(made, status=201)


class SectionRow(SectionView):
    """One row of a section."""

    def get(self, request: Request, revision_id: UUID, row_id: UUID) -> Response:
        """The row with the version to send back when it is changed."""
        revision = self.revision(revision_id)
        row = content.row_of(revision, self.section, row_id)
        context = {"version": section_version(revision, self.section)}
        return Response(self.shape(row, context=context).data)

    def patch(self, request: Request, revision_id: UUID, row_id: UUID) -> Response:
        """Change the fields that are sent; the others keep their value."""
        revision = self.own_revision(revision_id)
        values = read(self.shape(data=request.data, partial=True))
        version = values.pop("version", None)
        if version is None:
            raise serializers.ValidationError(
                {"version": [ErrorDetail("Send the version of the section as you read it.", "required")]}
            )
        changed = content.change_row(
            actor=self.actor,
            key=self.key,
            revision_id=revision.pk,
            section=self.section.code,
            row_id=str(row_id),
            values=values,
            expected_version=version,
        )
        return Response(changed)

    def delete(self, request: Request, revision_id: UUID, row_id: UUID) -> Response:
        """Remove the row and what hangs on it. The version comes in the query."""
        revision = self.own_revision(revision_id)
        query = read(VersionSerializer(data=request.query_params))
        removed = content.remove_row(
            actor=self.actor,
            key=self.key,
            revision_id=revision.pk,
            section=self.section.code,
            row_id=str(row_id),
            expected_version=query["version"],
        )
        return Response(removed)


def _view(base: type[SectionView], section: Section, **methods: Any) -> Callable[..., Any]:
    """The view of one section with its own description. A single row is neither added nor removed."""
    names = [name for name in methods if not (section.single and name in ("post", "delete"))]
    view = type(
        f"{section.model.__name__}{base.__name__}",
        (base,),
        {
            "section": section,
            "shape": row_serializer(section),
            "http_method_names": [*names, "head", "options"],
            "__doc__": section.title,
        },
    )
    wrapped: Any = extend_schema_view(**{name: methods[name] for name in names})(view)
    as_view: Callable[..., Any] = wrapped.as_view()
    return as_view


def rows_view(section: Section) -> Callable[..., Any]:
    """List and add."""
    shape = row_serializer(section)
    return _view(
        SectionRows,
        section,
        get=described(f"section_{section.code}_list", shape(many=True), refusals=(401, 404)),
        post=changing(f"section_{section.code}_create", WrittenSerializer, status=201, request=shape),
    )


def row_view(section: Section) -> Callable[..., Any]:
    """Look, change and remove."""
    shape = row_serializer(section)
    return _view(
        SectionRow,
        section,
        get=described(f"section_{section.code}_retrieve", shape, refusals=(401, 404)),
        patch=changing(f"section_{section.code}_change", WrittenSerializer, request=shape),
        delete=changing(f"section_{section.code}_remove", WrittenSerializer, parameters=[VERSION]),
    )


def section_routes() -> list[URLPattern]:
    """Both addresses of every section that is filled row by row."""
    routes: list[URLPattern] = []
    for section in SECTIONS:
        if section.uploaded:
            continue
        root = f"revisions/<uuid:revision_id>/sections/{section.code}/"
        routes += [
            path(root, rows_view(section), name=f"api-section-{section.code}"),
            path(f"{root}<uuid:row_id>/", row_view(section), name=f"api-section-{section.code}-row"),
        ]
    return routes
