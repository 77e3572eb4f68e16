"""Cancellations over the API: asked for by the holder, proposed and confirmed by two officers."""

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import read
from credits.lots import kinds
from credits.lots.api import dealing_shapes, requests
from credits.lots.api.answers import CreditsView, changing, described
from credits.lots.api.dealings import LOT, STATE, KindView
from credits.lots.api.offers import signed, today
from credits.lots.dealings import Cancellation
from credits.lots.services import cancellations
from registry.actor import DEALING_ROLES, REGISTRAR


class Cancellations(KindView):
    """Cancellations."""

    kind, shape = kinds.CANCELLATION, dealing_shapes.CancellationSerializer

    @described("cancellations_list", shape(many=True), refusals=[401], parameters=[LOT, STATE])
    def get(self, request: Request) -> Response:
        """Those of lots you may see, newest first."""
        return self.listed()

    @changing(
        "cancellations_create",
        requests.CreditStateSerializer,
        status=201,
        request=requests.ProposeCancellationSerializer,
    )
    def post(self, request: Request) -> Response:
        """The registrar proposes a cancellation on another ground than the holder's request."""
        self.require_role(frozenset({REGISTRAR}))
        values = read(requests.ProposeCancellationSerializer(data=request.data))
        made = cancellations.propose(
            actor=self.actor,
            key=self.key,
            lot_number=values["lot"],
            quantity=values["quantity"],
            ground=Cancellation.Ground.OTHER,
            ground_note=values["ground_note"],
            today=today(),
            now=timezone.now(),
        )
        return Response(made, status=201)


class CancellationRequests(CreditsView):
    """Cancellations that holders ask for."""

    @changing(
        "cancellation_requests_create",
        requests.CreditStateSerializer,
        status=201,
        request=requests.RequestCancellationSerializer,
    )
    def post(self, request: Request) -> Response:
        """Ask for credits of a lot of yours to be cancelled. The request is your signature."""
        self.require_role(DEALING_ROLES)
        values = read(requests.RequestCancellationSerializer(data=request.data))
        made = cancellations.request(
            actor=self.actor,
            key=self.key,
            lot_number=values["lot"],
            quantity=values["quantity"],
            ground_note=values["ground_note"],
            today=today(),
            now=timezone.now(),
            **signed(values),
        )
        return Response(made, status=201)


class CancellationDetail(KindView):
    """One cancellation."""

    kind, shape = kinds.CANCELLATION, dealing_shapes.CancellationSerializer

    @described("cancellations_retrieve", shape)
    def get(self, request: Request, dealing_id: UUID) -> Response:
        """With its ground."""
        return self.shown(dealing_id)


class CancellationAction(KindView):
    """A step of a cancellation."""

    kind = kinds.CANCELLATION

    @changing("cancellations_step", requests.SettledSerializer, request=requests.StepBodySerializer)
    def post(self, request: Request, dealing_id: UUID, action: str) -> Response:
        """`cancel`, by the second officer; `withdraw` with `reason` drops the proposal."""
        return self.stepped(dealing_id, action)
