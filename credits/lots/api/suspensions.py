"""Suspensions of lots over the API (BC Act s 6.25)."""

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import read, require
from credits.lots import policies, selectors
from credits.lots.api import dealing_shapes, requests
from credits.lots.api.answers import CreditsView, changing, described
from credits.lots.api.dealings import LOT
from credits.lots.api.offers import today
from credits.lots.services import suspensions
from registry.actor import REGISTRAR_APPROVER


class Suspensions(CreditsView):
    """Suspensions of lots."""

    @described(
        "suspensions_list", dealing_shapes.SuspensionSerializer(many=True), refusals=[401], parameters=[LOT]
    )
    def get(self, request: Request) -> Response:
        """Those of lots you may see, newest first."""
        rows = selectors.suspensions_visible_to(self.actor)
        if lot := self.asked("lot"):
            rows = rows.filter(lot__number=lot)
        return self.page_of(rows, dealing_shapes.SuspensionSerializer)

    @changing(
        "suspensions_create", requests.CreditStateSerializer, status=201, request=requests.SuspendSerializer
    )
    def post(self, request: Request) -> Response:
        """Suspend a lot for at most six months (BC Act s 6.25)."""
        self.require_role(frozenset({REGISTRAR_APPROVER}))
        values = read(requests.SuspendSerializer(data=request.data))
        made = suspensions.suspend(
            actor=self.actor,
            key=self.key,
            lot_number=values["lot"],
            until=values["until"],
            reason=values["reason"],
            today=today(),
            now=timezone.now(),
        )
        return Response(made, status=201)


class SuspensionExtend(CreditsView):
    """Extending a suspension."""

    @changing(
        "suspensions_extend", requests.CreditStateSerializer, request=requests.ExtendSuspensionSerializer
    )
    def post(self, request: Request, suspension_id: UUID) -> Response:
        """Once, by at most six more months."""
        suspension = selectors.suspension(self.actor, suspension_id)
        require(policies.may_suspend(self.actor, suspension.lot))
        values = read(requests.ExtendSuspensionSerializer(data=request.data))
        changed = suspensions.extend(
            actor=self.actor,
            key=self.key,
            suspension_id=str(suspension_id),
            today=today(),
            now=timezone.now(),
            **values,
        )
        return Response(changed)


class SuspensionLift(CreditsView):
    """Lifting a suspension."""

    @changing("suspensions_lift", requests.CreditStateSerializer, request=requests.LiftSuspensionSerializer)
    def post(self, request: Request, suspension_id: UUID) -> Response:
        """The credits can move again from today."""
        suspension = selectors.suspension(self.actor, suspension_id)
        require(policies.may_suspend(self.actor, suspension.lot))
        values = read(requests.LiftSuspensionSerializer(data=request.data))
        changed = suspensions.lift(
            actor=self.actor,
            key=self.key,
            suspension_id=str(suspension_id),
            today=today(),
            now=timezone.now(),
            **values,
        )
        return Response(changed)
