"""The steps of a yearly report over the API: submit, ask, answer, approve, reject; inspections and holds."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments.api.answers import DeskView, StrictSerializer, read, require
from registry.fund.api import report_shapes as shapes
from registry.fund.api.reports import YearView, changing, described
from registry.fund.policies import reports as policies
from registry.fund.selectors import reporting
from registry.fund.services import compliance_holds, inspections, reports


def step_view(
    action: str, description: str, command: Callable[..., dict[str, Any]], body: type[StrictSerializer]
) -> type[APIView]:
    """A view whose POST takes one action of the state table. Who may is asked before the body is looked at."""

    def post(self: YearView, request: Request, year_id: UUID) -> Response:
        require(policies.may(self.actor, self.year(year_id).site.agreement, action))
        values = read(body(data=request.data))
        return Response(
            command(actor=self.actor, key=self.key, year_id=str(year_id), **values, now=timezone.now())
        )

    post.__doc__ = description
    described_post = changing(f"annual_report_{action}", shapes.ReportDoneSerializer, request=body)(post)
    made = type(f"{action.capitalize()}Report", (YearView,), {"post": described_post, "__doc__": description})
    return made


Submit = step_view(
    "submit", "Submit it, signed under the declaration.", reports.submit, shapes.SubmitBodySerializer
)
Query = step_view("query", "Ask the owners a question.", reports.query, shapes.QueryBodySerializer)
Approve = step_view(
    "approve",
    "Approve it with the share of the next payment; not by the person who signed it.",
    reports.approve,
    shapes.ApproveBodySerializer,
)
Reject = step_view(
    "reject", "Reject it with a reason; it can be mended.", reports.reject, shapes.RejectBodySerializer
)


class AnswerQuery(YearView):
    """The answer to a question."""

    @changing("annual_report_answer", shapes.ReportDoneSerializer, request=shapes.AnswerQueryBodySerializer)
    def post(self, request: Request, year_id: UUID, query_id: UUID) -> Response:
        """Answer it; the report is submitted again afterwards."""
        self.year_to_write(year_id)
        values = read(shapes.AnswerQueryBodySerializer(data=request.data))
        answered = reports.answer(
            actor=self.actor,
            key=self.key,
            year_id=str(year_id),
            query_id=str(query_id),
            **values,
            now=timezone.now(),
        )
        return Response(answered)


class Inspections(YearView):
    """Visits of the trust."""

    @changing(
        "inspection_record",
        shapes.ReportDoneSerializer,
        status=201,
        request=shapes.InspectionBodySerializer,
    )
    def post(self, request: Request, year_id: UUID) -> Response:
        """Record what a visit found. It is written once; the latest one counts."""
        require(policies.may_inspect(self.actor, self.year(year_id).site.agreement))
        made = inspections.record(
            actor=self.actor,
            key=self.key,
            year_id=str(year_id),
            **read(shapes.InspectionBodySerializer(data=request.data)),
            today=timezone.localdate(),
            now=timezone.now(),
        )
        return Response(made, status=201)


class Holds(DeskView):
    """Holds of a site's payments."""

    @described("site_holds_list", shapes.HoldSerializer(many=True), refusals=(401, 404))
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """Every hold, newest first; one without `lifted_at` stands."""
        agreement = reporting.agreement_for(self.actor, agreement_id)
        return self.page_of(reporting.holds_of(agreement), shapes.HoldSerializer)

    @changing(
        "site_hold_place", shapes.HoldDoneSerializer, status=201, request=shapes.HoldReasonBodySerializer
    )
    def post(self, request: Request, agreement_id: UUID) -> Response:
        """Hold every payment of the site from now on."""
        require(policies.may_hold(self.actor, reporting.agreement_for(self.actor, agreement_id)))
        made = compliance_holds.place(
            actor=self.actor,
            key=self.key,
            agreement_id=str(agreement_id),
            **read(shapes.HoldReasonBodySerializer(data=request.data)),
            now=timezone.now(),
        )
        return Response(made, status=201)


class LiftHold(DeskView):
    """Lifting a hold."""

    @changing("site_hold_lift", shapes.HoldDoneSerializer, request=shapes.HoldReasonBodySerializer)
    def post(self, request: Request, agreement_id: UUID, hold_id: UUID) -> Response:
        """Lift it: another person of the trust than placed it."""
        require(policies.may_hold(self.actor, reporting.agreement_for(self.actor, agreement_id)))
        lifted = compliance_holds.lift(
            actor=self.actor,
            key=self.key,
            agreement_id=str(agreement_id),
            hold_id=str(hold_id),
            **read(shapes.HoldReasonBodySerializer(data=request.data)),
            now=timezone.now(),
        )
        return Response(lifted)
