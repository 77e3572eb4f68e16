"""Transfers, retirements, cancellations, corrections and suspensions over the API."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import read, require
from credits.lots import kinds, policies, work
from credits.lots.api import dealing_shapes, requests
from credits.lots.api.answers import CreditsView, changing, described
from credits.lots.api.offers import today
from credits.lots.services import corrections, retirements
from registry.actor import DEALING_ROLES, REGISTRAR
from registry.findings import NotVisible

TAKEN = {"check": "note", "refuse": "reason", "withdraw": "reason", "settle": "fee_not_set_acknowledged"}
TAKEN["retire"] = TAKEN["settle"]
"""The one field that a step takes; cancelling and posting take none."""
LOT = OpenApiParameter("lot", str, description="Only those of the lot with this number.")
STATE = OpenApiParameter("state", str, description="Only those in this state.")


class KindView(CreditsView):
    """A view of one kind of dealing."""

    kind: ClassVar[kinds.Kind]
    shape: ClassVar[type[serializers.BaseSerializer[Any]]]

    def listed(self) -> Response:
        """A page of those this actor may see, newest first."""
        rows = self.kind.visible(self.actor).order_by("-pk")
        if lot := self.asked("lot"):
            rows = rows.filter(lot__number=lot)
        if state := self.asked("state"):
            rows = rows.filter(state=state)
        return self.page_of(rows, self.shape)

    def shown(self, dealing_id: UUID) -> Response:
        """One of them."""
        return Response(self.shape(self.kind.one(self.actor, dealing_id)).data)

    def stepped(self, dealing_id: UUID, action: str) -> Response:
        """Take a step: the policy is asked before anything of the body is looked at."""
        dealing = self.kind.one(self.actor, dealing_id)
        run = self.kind.commands.get(action)
        if run is None:
            raise NotVisible("step")
        require(policies.RULES[self.kind.model, action](self.actor, dealing))
        values = read(requests.StepBodySerializer(data=self.request.data))
        foreign = sorted(set(values) - {TAKEN.get(action, "")})
        if foreign:
            raise serializers.ValidationError(
                {name: [ErrorDetail(f"To {action} takes no “{name}”.", "unknown_field")] for name in foreign}
            )
        needed = TAKEN.get(action, "")
        if needed in ("note", "reason") and needed not in values:
            raise serializers.ValidationError({needed: [ErrorDetail("This field is required.", "required")]})
        clock: dict[str, Any] = {"now": timezone.now()}
        if action in kinds.COMPLETING:
            clock["today"] = today()
        ids = {f"{self.kind.name}_id": str(dealing_id)}
        return Response(run(actor=self.actor, key=self.key, **ids, **values, **clock))

    def steps(self, dealing_id: UUID) -> Response:
        """What the state allows for a role of this actor."""
        dealing = self.kind.one(self.actor, dealing_id)
        found = [
            {
                "action": possible.transition.action,
                "label": possible.transition.label,
                "allowed": possible.allowed,
                "reason": possible.reason,
            }
            for possible in work.possible_actions(self.actor, dealing)
        ]
        return self.page_of(found, dealing_shapes.DealingStepSerializer)


class Transfers(KindView):
    """Transfers."""

    kind, shape = kinds.TRANSFER, dealing_shapes.TransferSerializer

    @described("transfers_list", shape(many=True), refusals=[401], parameters=[LOT, STATE])
    def get(self, request: Request) -> Response:
        """Those of your lots and those you accepted, newest first. One begins by accepting an offer."""
        return self.listed()


class TransferDetail(KindView):
    """One transfer."""

    kind, shape = kinds.TRANSFER, dealing_shapes.TransferSerializer

    @described("transfers_retrieve", shape)
    def get(self, request: Request, dealing_id: UUID) -> Response:
        """With the standing of its fee."""
        return self.shown(dealing_id)


class TransferSteps(KindView):
    """The steps of a transfer."""

    kind = kinds.TRANSFER

    @described("transfer_steps_list", dealing_shapes.DealingStepSerializer(many=True))
    def get(self, request: Request, dealing_id: UUID) -> Response:
        """Which step you may take, and why not."""
        return self.steps(dealing_id)


class TransferAction(KindView):
    """A step of a transfer."""

    kind = kinds.TRANSFER

    @changing("transfers_step", requests.SettledSerializer, request=requests.StepBodySerializer)
    def post(self, request: Request, dealing_id: UUID, action: str) -> Response:
        """`check` with `note`; `settle`; `refuse` or `withdraw` with `reason`."""
        return self.stepped(dealing_id, action)


class Retirements(KindView):
    """Retirements."""

    kind, shape = kinds.RETIREMENT, dealing_shapes.RetirementSerializer

    @described("retirements_list", shape(many=True), refusals=[401], parameters=[LOT, STATE])
    def get(self, request: Request) -> Response:
        """Those of lots you may see, newest first."""
        return self.listed()

    @changing(
        "retirements_create",
        requests.CreditStateSerializer,
        status=201,
        request=requests.ApplyToRetireSerializer,
    )
    def post(self, request: Request) -> Response:
        """Apply to retire credits of a lot of yours (BC Act s 6.27). The request is your signature."""
        self.require_role(DEALING_ROLES)
        values = read(requests.ApplyToRetireSerializer(data=request.data))
        values["lot_number"] = values.pop("lot")
        made = retirements.apply(actor=self.actor, key=self.key, today=today(), now=timezone.now(), **values)
        return Response(made, status=201)


class RetirementDetail(KindView):
    """One retirement."""

    kind, shape = kinds.RETIREMENT, dealing_shapes.RetirementSerializer

    @described("retirements_retrieve", shape)
    def get(self, request: Request, dealing_id: UUID) -> Response:
        """With the standing of its fee."""
        return self.shown(dealing_id)


class RetirementSteps(KindView):
    """The steps of a retirement."""

    kind = kinds.RETIREMENT

    @described("retirement_steps_list", dealing_shapes.DealingStepSerializer(many=True))
    def get(self, request: Request, dealing_id: UUID) -> Response:
        """Which step you may take, and why not."""
        return self.steps(dealing_id)


class RetirementAction(KindView):
    """A step of a retirement."""

    kind = kinds.RETIREMENT

    @changing("retirements_step", requests.SettledSerializer, request=requests.StepBodySerializer)
    def post(self, request: Request, dealing_id: UUID, action: str) -> Response:
        """`check` with `note`; `retire`; `refuse` or `withdraw` with `reason`. Retired is final."""
        return self.stepped(dealing_id, action)


class Corrections(KindView):
    """Corrections."""

    kind, shape = kinds.CORRECTION, dealing_shapes.CorrectionSerializer

    @described("corrections_list", shape(many=True), refusals=[401], parameters=[LOT, STATE])
    def get(self, request: Request) -> Response:
        """Those out of lots you may see, newest first."""
        return self.listed()

    @changing(
        "corrections_create",
        requests.CreditStateSerializer,
        status=201,
        request=requests.ProposeCorrectionSerializer,
    )
    def post(self, request: Request) -> Response:
        """The registrar proposes that credits go back to the lot they came from."""
        self.require_role(frozenset({REGISTRAR}))
        values = read(requests.ProposeCorrectionSerializer(data=request.data))
        made = corrections.propose(
            actor=self.actor,
            key=self.key,
            lot_number=values["lot"],
            quantity=values["quantity"],
            reason=values["reason"],
            today=today(),
            now=timezone.now(),
        )
        return Response(made, status=201)


class CorrectionDetail(KindView):
    """One correction."""

    kind, shape = kinds.CORRECTION, dealing_shapes.CorrectionSerializer

    @described("corrections_retrieve", shape)
    def get(self, request: Request, dealing_id: UUID) -> Response:
        """With its reason."""
        return self.shown(dealing_id)


class CorrectionAction(KindView):
    """A step of a correction."""

    kind = kinds.CORRECTION

    @changing("corrections_step", requests.SettledSerializer, request=requests.StepBodySerializer)
    def post(self, request: Request, dealing_id: UUID, action: str) -> Response:
        """`post`, by the second officer; `withdraw` with `reason` drops the proposal."""
        return self.stepped(dealing_id, action)
