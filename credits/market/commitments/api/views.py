"""Promises of credits before registration over the API."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import StrictSerializer, read, require
from credits.lots.api.answers import CreditsView, changing, described
from credits.lots.api.requests import ReasonSerializer, SignedSerializer
from credits.lots.services.dealing import LARGEST_QUANTITY, LONGEST_TEXT
from credits.market.commitments import policies, selectors
from credits.market.commitments.services import closing, fulfilling, promising
from credits.market.models import Commitment
from registry.actor import LANDHOLDER

in_market = extend_schema(tags=["market"])


class CommitmentSerializer(serializers.ModelSerializer[Commitment]):
    """A promise of credits that do not exist yet; it reserves and transfers nothing."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.CharField(help_text="proposed, agreed, fulfilled, declined, withdrawn or ended.")
    standing = serializers.SerializerMethodField()
    agreement = serializers.UUIDField(source="agreement.public_id")
    seller = serializers.CharField(source="seller.name")
    buyer = serializers.CharField(source="buyer.name")
    kind = serializers.CharField(help_text="ecosystem or species.")
    price = serializers.CharField(help_text="Per credit in dollars without GST, exact decimal text.")
    offer = serializers.UUIDField(source="offer.public_id", default=None, allow_null=True)

    class Meta:
        model = Commitment
        fields = [
            "id",
            "state",
            "standing",
            "agreement",
            "seller",
            "buyer",
            "kind",
            "class_name",
            "quantity",
            "price",
            "related_party",
            "conditions",
            "lapses_on",
            "proposed_at",
            "agreed_at",
            "closed_at",
            "closing_reason",
            "offer",
        ]
        read_only_fields = fields

    def get_standing(self, commitment: Commitment) -> str:
        """What the state alone does not tell, in words; empty where there is nothing to add."""
        return selectors.standing_in_words(commitment, on=timezone.localdate())


class CommitmentStateSerializer(serializers.Serializer[Any]):
    """The promise, and the state it is in now."""

    id = serializers.UUIDField()
    state = serializers.CharField()


class ProposedSerializer(CommitmentStateSerializer):
    """A promise that was made."""

    warnings = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="That all credits at this price would not recover the deposit (N58); it bars nothing.",
    )


class FulfilledSerializer(CommitmentStateSerializer):
    """The offer that the promise became."""

    offer = serializers.UUIDField()
    lot = serializers.CharField()


class ProposeSerializer(SignedSerializer):
    """Credits to promise. The request is your signature."""

    agreement = serializers.UUIDField()
    seller = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Where you sign for several owners."
    )
    buyer = serializers.UUIDField()
    kind = serializers.CharField(max_length=10, help_text="ecosystem or species.")
    class_name = serializers.CharField(
        max_length=promising.LONGEST_CLASS, help_text="Offset trading group, or scientific name."
    )
    quantity = serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY)
    price = serializers.CharField(max_length=60, help_text="Per credit in dollars without GST, as text.")
    lapses_on = serializers.DateField(help_text="Last day of the promise.")
    related_party = serializers.BooleanField(default=False)
    conditions = serializers.CharField(max_length=LONGEST_TEXT, default="", allow_blank=True)


class FulfilSerializer(SignedSerializer):
    """Out of which lot, where several would do; and for a price of zero the reason."""

    lot = serializers.CharField(max_length=20, required=False, allow_null=True, default=None)
    zero_price_reason = serializers.ChoiceField(
        choices=["", "philanthropic", "related_party", "other"], default="", allow_blank=True
    )
    note = serializers.CharField(max_length=LONGEST_TEXT, default="", allow_blank=True)


class CommitmentList(CreditsView):
    """Promises."""

    @in_market
    @described("commitments_list", CommitmentSerializer(many=True), refusals=[401])
    def get(self, request: Request) -> Response:
        """Those of your organisations, newest first."""
        return self.page_of(selectors.visible_to(self.actor), CommitmentSerializer)

    @in_market
    @changing("commitments_create", ProposedSerializer, status=201, request=ProposeSerializer)
    def post(self, request: Request) -> Response:
        """Promise credits of an agreement of yours that is not registered yet, to a named buyer."""
        self.require_role(frozenset({LANDHOLDER}))
        values = read(ProposeSerializer(data=request.data))
        ids = {f"{name}_id": str(values.pop(name)) for name in ("agreement", "buyer")}
        seller = values.pop("seller")
        made = promising.propose(
            actor=self.actor,
            key=self.key,
            seller_id=None if seller is None else str(seller),
            today=timezone.localdate(),
            now=timezone.now(),
            **ids,
            **values,
        )
        return Response(made, status=201)


class CommitmentDetail(CreditsView):
    """One promise."""

    @in_market
    @described("commitments_retrieve", CommitmentSerializer)
    def get(self, request: Request, commitment_id: UUID) -> Response:
        """With what it became."""
        return Response(CommitmentSerializer(selectors.commitment(self.actor, commitment_id)).data)


class _Action(CreditsView):
    """A step of a promise: the policy is asked before anything of the body is looked at."""

    def values(self, action: str, commitment_id: UUID, shape: type[StrictSerializer]) -> dict[str, Any]:
        """The checked body, with what every command takes. Raises NotVisible, NotAllowed, ValidationError."""
        require(policies.RULES[action](self.actor, selectors.commitment(self.actor, commitment_id)))
        return {
            "actor": self.actor,
            "key": self.key,
            "commitment_id": str(commitment_id),
            "now": timezone.now(),
            **read(shape(data=self.request.data)),
        }


class CommitmentAgree(_Action):
    """The buyer's signature."""

    @in_market
    @changing("commitments_agree", CommitmentStateSerializer, request=SignedSerializer)
    def post(self, request: Request, commitment_id: UUID) -> Response:
        """Agree to a promise made to you. The request is your signature."""
        values = self.values("agree", commitment_id, SignedSerializer)
        return Response(promising.agree(today=timezone.localdate(), **values))


class CommitmentFulfil(_Action):
    """Keeping a promise."""

    @in_market
    @changing("commitments_fulfil", FulfilledSerializer, request=FulfilSerializer)
    def post(self, request: Request, commitment_id: UUID) -> Response:
        """Offer the promised credits, once they are issued. The request is your signature."""
        values = self.values("fulfil", commitment_id, FulfilSerializer)
        lot = values.pop("lot")
        return Response(fulfilling.fulfil(lot_number=lot, today=timezone.localdate(), **values))


class CommitmentDecline(_Action):
    """The buyer's no."""

    @in_market
    @changing("commitments_decline", CommitmentStateSerializer, request=ReasonSerializer)
    def post(self, request: Request, commitment_id: UUID) -> Response:
        """Decline a promise made to you."""
        return Response(closing.decline(**self.values("decline", commitment_id, ReasonSerializer)))


class CommitmentWithdraw(_Action):
    """The seller's withdrawal."""

    @in_market
    @changing("commitments_withdraw", CommitmentStateSerializer, request=ReasonSerializer)
    def post(self, request: Request, commitment_id: UUID) -> Response:
        """Take a promise back that the buyer has not agreed to."""
        return Response(closing.withdraw(**self.values("withdraw", commitment_id, ReasonSerializer)))


class CommitmentEnd(_Action):
    """The end of what both signed."""

    @in_market
    @changing("commitments_end", CommitmentStateSerializer, request=ReasonSerializer)
    def post(self, request: Request, commitment_id: UUID) -> Response:
        """End a promise that both sides signed."""
        return Response(closing.end(**self.values("end", commitment_id, ReasonSerializer)))
