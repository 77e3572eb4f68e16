"""How transfers, retirements, cancellations, corrections and suspensions look over the API."""

from typing import Any

from rest_framework import serializers

from credits.lots.api.shapes import EXACT_PRICE
from credits.lots.dealings import (
    Cancellation,
    Correction,
    LotSuspension,
    Retirement,
    Transfer,
)
from credits.lots.states import CANCELLATION, CORRECTION, RETIREMENT, TRANSFER
from registry.fees.standing import standing
from registry.parties.models import Signature


class SignatureSerializer(serializers.ModelSerializer[Signature]):
    """Who signed which statement, for whom, in what capacity and when."""

    organisation = serializers.CharField(source="organisation.name")

    class Meta:
        model = Signature
        fields = ["statement_code", "statement_text", "signer_name", "organisation", "capacity", "signed_at"]
        read_only_fields = fields


class FeeStandingSerializer(serializers.Serializer[Any]):
    """How the fee stands: `not_set` where no amount was entered."""

    state = serializers.CharField(help_text="not_set, due, paid or nil.")
    amount_cents = serializers.IntegerField(allow_null=True)
    text = serializers.CharField()


DEALING_FIELDS = [
    "id",
    "transaction_number",
    "state",
    "lot",
    "quantity",
    "lodged_at",
    "checked_at",
    "completed_at",
    "new_lot",
    "closing_reason",
]


class DealingSerializer(serializers.ModelSerializer[Any]):
    """What the four kinds of dealings have in common."""

    id = serializers.UUIDField(source="public_id")
    transaction_number = serializers.CharField()
    lot = serializers.CharField(source="lot.number")
    new_lot = serializers.CharField(source="new_lot.number", default=None, allow_null=True)


class TransferSerializer(DealingSerializer):
    """A sale or gift, from acceptance to settlement."""

    state = serializers.CharField(help_text=", ".join(TRANSFER.states))
    offer = serializers.UUIDField(source="offer.public_id")
    seller = serializers.CharField(source="seller.__str__")
    buyer = serializers.CharField(source="buyer.name")
    price = serializers.CharField(help_text=EXACT_PRICE)
    fee = serializers.SerializerMethodField()

    class Meta:
        model = Transfer
        fields = [
            *DEALING_FIELDS,
            "offer",
            "seller",
            "buyer",
            "price",
            "value_cents",
            "related_party",
            "settles_from",
            "fee",
        ]
        read_only_fields = fields

    def get_fee(self, dealing: Any) -> FeeStandingSerializer:
        """The fee as it stands today."""
        return FeeStandingSerializer(standing(dealing.fee)).data  # type: ignore[return-value]


class RetirementSerializer(DealingSerializer):
    """An application of the recorded holder to retire credits (BC Act s 6.27)."""

    state = serializers.CharField(help_text=", ".join(RETIREMENT.states))
    holder = serializers.CharField(source="lot.holder.__str__")
    purpose = serializers.CharField(help_text=", ".join(Retirement.Purpose.values))
    fee = serializers.SerializerMethodField()

    class Meta:
        model = Retirement
        fields = [
            *DEALING_FIELDS,
            "holder",
            "purpose",
            "purpose_note",
            "obligation_reference",
            "obligation_local_government_area",
            "consent_on",
            "fee",
        ]
        read_only_fields = fields

    def get_fee(self, dealing: Any) -> FeeStandingSerializer:
        """The fee as it stands today."""
        return FeeStandingSerializer(standing(dealing.fee)).data  # type: ignore[return-value]


class CancellationSerializer(DealingSerializer):
    """Credits cancelled by the registrar, at the holder's request or on another ground."""

    state = serializers.CharField(help_text=", ".join(CANCELLATION.states))
    holder = serializers.CharField(source="lot.holder.__str__")
    ground = serializers.CharField(help_text=", ".join(Cancellation.Ground.values))

    class Meta:
        model = Cancellation
        fields = [*DEALING_FIELDS, "holder", "ground", "ground_note"]
        read_only_fields = fields


class CorrectionSerializer(DealingSerializer):
    """Credits that go back to the lot they came from, by a new movement."""

    state = serializers.CharField(help_text=", ".join(CORRECTION.states))
    back_to = serializers.CharField(source="lot.parent.number", default=None, allow_null=True)

    class Meta:
        model = Correction
        fields = [*DEALING_FIELDS, "back_to", "reason"]
        read_only_fields = fields


class SuspensionSerializer(serializers.ModelSerializer[LotSuspension]):
    """Credits suspended pending an inquiry (BC Act s 6.25)."""

    id = serializers.UUIDField(source="public_id")
    lot = serializers.CharField(source="lot.number")

    class Meta:
        model = LotSuspension
        fields = ["id", "lot", "suspended_from", "until", "extended_until", "lifted_on", "reason"]
        read_only_fields = fields


class DealingStepSerializer(serializers.Serializer[Any]):
    """A step that the state allows: you may take it, or `reason` says why not."""

    action = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    allowed = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)


class WaitingSerializer(serializers.Serializer[Any]):
    """Something that waits for you."""

    kind = serializers.CharField(help_text="offer, pledge, transfer, retirement, cancellation or correction.")
    id = serializers.UUIDField(source="thing.public_id")
    lot = serializers.CharField(source="thing.lot.number")
    action = serializers.CharField(source="action.action", help_text="What you are to do.")
    since = serializers.DateTimeField()
