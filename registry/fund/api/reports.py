"""Yearly reports over the API: the list, one year with its report, its draft, photos, observations and the PDF."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import BINARY, DeskView, read, require
from assessments.api.answers import changing as changing_something
from assessments.api.answers import described as described_operation
from assessments.api.documents import WhateverIsAccepted
from registry.bodies import MEGABYTE, JsonBody, UploadBody
from registry.findings import NotVisible
from registry.fund import states
from registry.fund.api import report_shapes as shapes
from registry.fund.models import ManagementYear
from registry.fund.papers import annual_report as paper
from registry.fund.policies import reports as policies
from registry.fund.selectors import report_lists, reporting
from registry.fund.services import report_observations, report_photos, reports
from registry.states import Transition

TAG = "annual reports"
ENDINGS = {"png": "image/png", "jpg": "image/jpeg"}


def described(*args: Any, **kwargs: Any) -> Callable[[Any], Any]:
    """The OpenAPI description of a method, under yearly reports."""
    return lambda method: extend_schema(tags=[TAG])(described_operation(*args, **kwargs)(method))


def changing(*args: Any, **kwargs: Any) -> Callable[[Any], Any]:
    """The same for a method that changes something: it takes an idempotency key."""
    return lambda method: extend_schema(tags=[TAG])(changing_something(*args, **kwargs)(method))


class YearView(DeskView):
    """A view of one management year."""

    def year(self, year_id: UUID) -> ManagementYear:
        """The year, if this actor may see it. Raises NotVisible."""
        return reporting.year_for(self.actor, year_id)

    def year_to_write(self, year_id: UUID) -> ManagementYear:
        """The year for somebody who signs for an owner. Raises NotVisible, NotAllowed."""
        year = self.year(year_id)
        require(policies.may_write(self.actor, year.site.agreement))
        return year


class Years(DeskView):
    """Management years that have begun."""

    @described(
        "management_years_list",
        shapes.YearBriefSerializer(many=True),
        refusals=(401,),
        parameters=[
            OpenApiParameter("show", str, enum=list(report_lists.SHOWN), description="Whose turn it is."),
            OpenApiParameter("search", str, description="Number of the agreement, or name of the site."),
        ],
    )
    def get(self, request: Request) -> Response:
        """Those you may see: `show` is `all` where it is not given."""
        today = timezone.localdate()
        show = str(request.query_params.get("show", report_lists.ALL))
        rows = report_lists.listed(
            self.actor,
            show=show if show in report_lists.SHOWN else report_lists.ALL,
            search=str(request.query_params.get("search", ""))[:120],
            today=today,
        )
        return self.page_of(rows, shapes.YearBriefSerializer, today=today)


class Year(YearView):
    """A management year with its report."""

    @described("management_year", shapes.YearSerializer, refusals=(401, 404))
    def get(self, request: Request, year_id: UUID) -> Response:
        """Everything about it, and what you may do now."""
        year = self.year(year_id)
        context = {
            "today": timezone.localdate(),
            "content": reporting.content_of(year),
            "actions": self._actions(year),
        }
        return Response(shapes.YearSerializer(year, context=context).data)

    def _actions(self, year: ManagementYear) -> list[Transition]:
        report = reporting.report_of(year)
        if report is None:
            return []
        return [
            transition
            for transition in states.REPORT.transitions
            if report.state in transition.sources
            and policies.may(self.actor, year.site.agreement, transition.action).allowed
        ]


class Report(YearView):
    """The report of a management year: begun by POST, saved whole by PUT."""

    @changing("annual_report_begin", shapes.ReportDoneSerializer, status=201)
    def post(self, request: Request, year_id: UUID) -> Response:
        """Begin it, once the year has begun."""
        self.year_to_write(year_id)
        made = reports.begin(
            actor=self.actor,
            key=self.key,
            year_id=str(year_id),
            today=timezone.localdate(),
            now=timezone.now(),
        )
        return Response(made, status=201)

    @changing("annual_report_save", shapes.ReportDoneSerializer, request=shapes.DraftBodySerializer)
    def put(self, request: Request, year_id: UUID) -> Response:
        """Save the whole draft."""
        self.year_to_write(year_id)
        values = read(shapes.DraftBodySerializer(data=request.data))
        values["actions"] = [{**one, "duty_id": str(one["duty_id"])} for one in values["actions"]]
        values["spending"] = [dict(one) for one in values["spending"]]
        return Response(reports.save(actor=self.actor, key=self.key, year_id=str(year_id), **values))


class Observations(YearView):
    """Monitoring results and incidents."""

    @changing(
        "annual_report_observation_add",
        shapes.ReportDoneSerializer,
        status=201,
        request=shapes.ObservationBodySerializer,
    )
    def post(self, request: Request, year_id: UUID) -> Response:
        """Add one."""
        self.year_to_write(year_id)
        made = report_observations.add(
            actor=self.actor,
            key=self.key,
            year_id=str(year_id),
            **read(shapes.ObservationBodySerializer(data=request.data)),
            today=timezone.localdate(),
        )
        return Response(made, status=201)


class Observation(YearView):
    """One of them."""

    @changing("annual_report_observation_remove", shapes.ReportDoneSerializer)
    def delete(self, request: Request, year_id: UUID, observation_id: UUID) -> Response:
        """Take it out while the report is written."""
        self.year_to_write(year_id)
        removed = report_observations.remove(
            actor=self.actor, key=self.key, year_id=str(year_id), observation_id=str(observation_id)
        )
        return Response(removed)


class Photos(YearView):
    """Photos of a report."""

    parser_classes = [UploadBody]
    largest_body_bytes = 13 * MEGABYTE
    throttle_scope = "upload"

    @changing(
        "annual_report_photo_add",
        shapes.ReportDoneSerializer,
        status=201,
        request={"multipart/form-data": shapes.PhotoBodySerializer},
        refusals=(400, 401, 403, 404, 409, 413, 429),
    )
    def post(self, request: Request, year_id: UUID) -> Response:
        """Add one. What it is, its bytes say; it is encoded anew without its metadata."""
        self.year_to_write(year_id)
        values = read(shapes.PhotoBodySerializer(data=request.data))
        made = report_photos.add(
            actor=self.actor,
            key=self.key,
            year_id=str(year_id),
            content=values.pop("file").read(),
            **values,
            today=timezone.localdate(),
            now=timezone.now(),
        )
        return Response(made, status=201)


class Photo(YearView):
    """One photo."""

    parser_classes = [JsonBody]
    content_negotiation_class = WhateverIsAccepted

    @described(
        "annual_report_photo",
        {(200, media_type): BINARY for media_type in ENDINGS.values()},
        refusals=(401, 404),
    )
    def get(self, request: Request, year_id: UUID, photo_id: UUID) -> FileResponse:
        """The stored bytes, to be saved."""
        row = reporting.photo_for(self.actor, year_id, photo_id)
        ending = str(row.image.name).rpartition(".")[2]
        try:
            stream = row.image.open("rb")
        except FileNotFoundError:
            raise NotVisible("file") from None
        name = f"photo-{str(row.public_id)[:8]}.{ending}"
        return FileResponse(stream, as_attachment=True, filename=name, content_type=ENDINGS[ending])

    @changing("annual_report_photo_remove", shapes.ReportDoneSerializer)
    def delete(self, request: Request, year_id: UUID, photo_id: UUID) -> Response:
        """Take it out while the report is written."""
        self.year_to_write(year_id)
        removed = report_photos.remove(
            actor=self.actor, key=self.key, year_id=str(year_id), photo_id=str(photo_id)
        )
        return Response(removed)


class ReportPaper(YearView):
    """The report as a document."""

    content_negotiation_class = WhateverIsAccepted

    @described("annual_report_pdf", {(200, "application/pdf"): BINARY}, refusals=(401, 404))
    def get(self, request: Request, year_id: UUID) -> HttpResponse:
        """A PDF with its photos; the same report gives the same bytes."""
        year = self.year(year_id)
        report = reporting.report_of(year)
        if report is None:
            raise NotVisible("report")
        content = paper.draw(report, reporting.content_of(year), reporting.owners_of(year))
        answer = HttpResponse(content, content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{paper.filename_of(report)}"'
        return answer
