"""Discharge by retirement and commencement for programs."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import StrictSerializer, read
from credits.lots.api.answers import CreditsView, changing, described
from credits.lots.api.requests import SignedSerializer
from credits.lots.dealings import Retirement
from credits.lots.services import retirements
from credits.lots.services.dealing import LARGEST_QUANTITY, LONGEST_TEXT
from credits.obligations import policies_discharge as policies
from credits.obligations.book import purposes_for
from credits.obligations.models import Obligation, Stage
from credits.obligations.selectors import commencing as standing
from credits.obligations.selectors import visible
from credits.obligations.services import commencing, linking
from registry.commands import Decision
from registry.findings import NotAllowed


class LineClaimSerializer(StrictSerializer):
    """So many credits for one line."""

    line = serializers.UUIDField()
    quantity = serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY)
    justification = serializers.CharField(
        max_length=LONGEST_TEXT,
        default="",
        allow_blank=True,
        help_text="Of the Trust, where the credits are not like for like: why each step before is left (cl 6.5).",
    )


class RetireForLinesSerializer(SignedSerializer):
    """Credits of one lot for lines of an obligation; all of them are retired."""

    lot = serializers.CharField(max_length=20)
    claims = LineClaimSerializer(many=True, allow_empty=False)
    purpose = serializers.ChoiceField(
        choices=Retirement.Purpose.choices,
        required=False,
        help_text="Needed only where the source of the obligation leaves a choice.",
    )


class RetiredForLinesSerializer(serializers.Serializer[Any]):
    """The application to retire."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    lot = serializers.CharField()
    quantity = serializers.IntegerField()


class LinkRetirementSerializer(StrictSerializer):
    """A recorded retirement that named the obligation in words only."""

    retirement = serializers.CharField(max_length=20, help_text="Transaction number, for example R0000012.")
    claims = LineClaimSerializer(many=True, allow_empty=False)
    reason = serializers.CharField(max_length=LONGEST_TEXT)


class LinkedRetirementSerializer(serializers.Serializer[Any]):
    """How the obligation stands afterwards."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.CharField()
    retirement = serializers.CharField()


class CommenceStageSerializer(StrictSerializer):
    """The day on which the works began."""

    commenced_on = serializers.DateField()


class InTheWaySerializer(serializers.Serializer[Any]):
    """One thing that stands in the way, or a condition to be told of."""

    code = serializers.CharField()
    message = serializers.CharField()
    clause = serializers.CharField(allow_blank=True)


class StageStandingSerializer(serializers.Serializer[Any]):
    """Whether a stage may begin, and what stands in the way (BC Act s 7.13, s 7.14(4))."""

    id = serializers.UUIDField(source="stage.public_id")
    number = serializers.IntegerField(source="stage.number")
    title = serializers.CharField(source="stage.title")
    state = serializers.CharField(source="stage.state")
    commenced_on = serializers.DateField(source="stage.commenced_on", allow_null=True)
    in_the_way = InTheWaySerializer(many=True)
    warnings = InTheWaySerializer(many=True)
    earliest = serializers.DateField(
        allow_null=True,
        help_text="First day on which it may have begun; empty while something is in the way.",
    )


class StageCommencedSerializer(serializers.Serializer[Any]):
    """A stage that commenced."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    state = serializers.CharField()
    commenced_on = serializers.DateField()
    warnings = serializers.ListField(child=serializers.CharField())


def _require(decision: Decision) -> None:
    """Refuses before anything of the body is looked at."""
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)


def _claims(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [one | {"line": str(one["line"])} for one in values["claims"]]


class ObligationRetirements(CreditsView):
    """Retiring credits for an obligation."""

    @changing("obligations_retire", RetiredForLinesSerializer, status=201, request=RetireForLinesSerializer)
    def post(self, request: Request, obligation_id: UUID) -> Response:
        """Apply to retire credits of a lot of yours for lines that you owe. The request is your signature."""
        obligation = visible.obligation(self.actor, obligation_id)
        _require(policies.may_retire_for(self.actor, obligation))
        values = read(RetireForLinesSerializer(data=request.data))
        claims = _claims(values)
        made = retirements.apply(
            actor=self.actor,
            key=self.key,
            lot_number=values["lot"],
            quantity=sum(one["quantity"] for one in claims),
            purpose=values.get("purpose") or _only_purpose(obligation),
            obligation_reference=obligation.reference,
            obligation_local_government_area=obligation.local_government_area,
            consent_on=obligation.imposed_on,
            claims=claims,
            typed_name=values["typed_name"],
            capacity=values["capacity"],
            today=timezone.localdate(),
            now=timezone.now(),
        )
        return Response(made, status=201)


def _only_purpose(obligation: Obligation) -> str:
    """The purpose of its source; empty, and refused as such, where there is a choice."""
    purposes = purposes_for(obligation)
    return purposes[0].value if len(purposes) == 1 else ""


class ObligationLinks(CreditsView):
    """Counting an earlier retirement."""

    @changing("obligations_link_retirement", LinkedRetirementSerializer, request=LinkRetirementSerializer)
    def post(self, request: Request, obligation_id: UUID) -> Response:
        """An officer of the authority counts a recorded retirement towards the obligation."""
        obligation = visible.obligation(self.actor, obligation_id)
        _require(policies.may_link(self.actor, obligation))
        values = read(LinkRetirementSerializer(data=request.data))
        made = linking.link(
            actor=self.actor,
            key=self.key,
            obligation_id=str(obligation_id),
            retirement_number=values["retirement"],
            claims=_claims(values),
            reason=values["reason"],
            now=timezone.now(),
        )
        return Response(made)


class StageCommencement(CreditsView):
    """Commencement of a stage."""

    @described("stages_commencement_retrieve", StageStandingSerializer)
    def get(self, request: Request, stage_id: UUID) -> Response:
        """What stands in the way."""
        found: Stage = standing.stage(self.actor, stage_id)
        return Response(StageStandingSerializer(standing.standing_of(found)).data)

    @changing("stages_commence", StageCommencedSerializer, request=CommenceStageSerializer)
    def post(self, request: Request, stage_id: UUID) -> Response:
        """Record the day on which the works of the stage began."""
        found = standing.stage(self.actor, stage_id)
        _require(policies.may_commence(self.actor, found.development))
        values = read(CommenceStageSerializer(data=request.data))
        made = commencing.commence(
            actor=self.actor, key=self.key, stage_id=str(stage_id), **values, **_clock()
        )
        return Response(made)


class DevelopmentCommencement(CreditsView):
    """Commencement of a development without stages."""

    @changing("developments_commence", StageCommencedSerializer, request=CommenceStageSerializer)
    def post(self, request: Request, development_id: UUID) -> Response:
        """Record the day on which the works began."""
        found = visible.development(self.actor, development_id)
        _require(policies.may_commence(self.actor, found))
        values = read(CommenceStageSerializer(data=request.data))
        made = commencing.commence_whole(
            actor=self.actor, key=self.key, development_id=str(development_id), **values, **_clock()
        )
        return Response(made)


def _clock() -> dict[str, Any]:
    return {"today": timezone.localdate(), "now": timezone.now()}
