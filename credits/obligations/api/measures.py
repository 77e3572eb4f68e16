"""Measures in place of credits over the API (N30, N31)."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import read
from credits.lots.api.answers import CreditsView, changing, described
from credits.lots.api.requests import ReasonSerializer
from credits.obligations import states
from credits.obligations.api import fund_shapes as shapes
from credits.obligations.api.fund_steps import step, tagged
from credits.obligations.selectors import fund, visible, ways
from credits.obligations.services import measures
from registry.actor import DEVELOPER, TRUST_APPROVER, TRUST_OFFICER

STATE = OpenApiParameter("state", str, enum=states.MEASURE.states)
HOLDERS = frozenset({DEVELOPER, TRUST_OFFICER, TRUST_APPROVER})


class WaySerializer(serializers.Serializer[ways.Way]):
    """A way other than credits, and why it is not open for the line."""

    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    is_open = serializers.BooleanField()
    why_not = serializers.CharField()


class LineWays(CreditsView):
    """Ways other than credits."""

    @tagged
    @described("obligation_lines_measures", WaySerializer(many=True))
    def get(self, request: Request, line_id: UUID) -> Response:
        """Which ways are open for a line today, and why the others are not."""
        line = visible.line(self.actor, line_id)
        found: Any = ways.ways_of(line, on=timezone.localdate())
        return Response(WaySerializer(found, many=True).data)


class MeasureList(CreditsView):
    """Measures."""

    @tagged
    @described("measures_list", shapes.MeasureSerializer(many=True), refusals=[401], parameters=[STATE])
    def get(self, request: Request) -> Response:
        """Those you may see, newest first; `state` narrows them."""
        rows = fund.measures(self.actor)
        state = self.asked("state")
        if state in states.MEASURE.states:
            rows = rows.filter(state=state)
        return self.page_of(rows, shapes.MeasureSerializer)

    @tagged
    @changing(
        "measures_propose",
        shapes.MeasureDoneSerializer,
        status=201,
        request=shapes.MeasureProposedSerializer,
    )
    def post(self, request: Request) -> Response:
        """Propose another way for so many credits of a line; they are set aside until it is decided."""
        self.require_role(HOLDERS)
        values: dict[str, Any] = read(shapes.MeasureProposedSerializer(data=request.data))
        made = measures.propose(
            actor=self.actor,
            key=self.key,
            line_id=str(values.pop("line")),
            listed_action_code=values.pop("listed_action"),
            today=timezone.localdate(),
            now=timezone.now(),
            **values,
        )
        return Response(made, status=201)


class MeasureDetail(CreditsView):
    """One measure."""

    @tagged
    @described("measures_retrieve", shapes.MeasureSerializer)
    def get(self, request: Request, measure_id: UUID) -> Response:
        """What is done for which credits, the check and the decision."""
        return Response(shapes.MeasureSerializer(fund.measure(self.actor, measure_id)).data)


STEPS = {
    "check": step("measure", "check", measures.check, body=shapes.CheckNoteSerializer),
    "accept": step("measure", "accept", measures.accept, clock=("today", "now")),
    "refuse": step("measure", "refuse", measures.refuse, body=ReasonSerializer, clock=("now",)),
    "withdraw": step("measure", "withdraw", measures.withdraw, body=ReasonSerializer, clock=("now",)),
}
"""By the end of the address."""
