"""Fees as JSON: money in whole cents."""

from typing import Any

from rest_framework import serializers

from registry.fees.models import FeeAmount, FeeCharge, FeeKind
from registry.fees.standing import standing


class FeeAmountSerializer(serializers.ModelSerializer[FeeAmount]):
    """An amount of a fee from a day on."""

    class Meta:
        model = FeeAmount
        fields = ["amount_cents", "effective_from", "source", "demo", "entered_at"]
        read_only_fields = fields


class KindOfFeeSerializer(serializers.Serializer[Any]):
    """A kind of fee. `in_force` is null where no amount is set: nothing is charged then."""

    kind = serializers.ChoiceField(choices=FeeKind.choices, source="code")
    title = serializers.CharField()
    in_force = FeeAmountSerializer(allow_null=True)
    entered = FeeAmountSerializer(many=True)


class NewFeeAmountSerializer(serializers.Serializer[Any]):
    """An amount to enter."""

    kind = serializers.CharField(max_length=30, help_text="Kind of fee, as listed.")
    amount_cents = serializers.IntegerField(help_text="Whole cents; 0 where the fee is nil.")
    effective_from = serializers.DateField()
    source = serializers.CharField(max_length=300, help_text="The instrument that sets it.")  # type: ignore[assignment]


class FeeEnteredSerializer(serializers.Serializer[Any]):
    """What was entered."""

    fee_amount_id = serializers.IntegerField()
    kind = serializers.CharField()


class FeeChargeSerializer(serializers.ModelSerializer[FeeCharge]):
    """What one application owes, and how it stands."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    state = serializers.SerializerMethodField()
    amount_cents = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()

    class Meta:
        model = FeeCharge
        fields = [
            "id",
            "kind",
            "subject",
            "state",
            "amount_cents",
            "text",
            "charged_on",
            "paid_on",
            "receipt",
        ]
        read_only_fields = fields

    def get_state(self, charge: FeeCharge) -> str:
        return standing(charge).state

    def get_amount_cents(self, charge: FeeCharge) -> int | None:
        return standing(charge).amount_cents

    def get_text(self, charge: FeeCharge) -> str:
        return standing(charge).text


class PaidSerializer(serializers.Serializer[Any]):
    """When it was paid, and the receipt."""

    paid_on = serializers.DateField()
    receipt = serializers.CharField(max_length=120)
