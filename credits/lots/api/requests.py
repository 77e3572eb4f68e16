"""What programs send to deal with credits, and the short answers of commands."""

from typing import Any

from rest_framework import serializers

from assessments.api.answers import StrictSerializer
from credits.lots.dealings import Retirement
from credits.lots.services.dealing import LARGEST_QUANTITY, LONGEST_TEXT
from credits.lots.services.issuing import LONGEST_REASON


class SignedSerializer(StrictSerializer):
    """The signer's own name and the capacity: the signature under the statement of the command."""

    typed_name = serializers.CharField(max_length=120, help_text="Your name as it stands on your account.")
    capacity = serializers.CharField(max_length=120, help_text="For example owner, director.")


def _quantity(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY, **options)


class MakeOfferSerializer(SignedSerializer):
    """Credits to offer; they are reserved at once."""

    lot = serializers.CharField(max_length=20)
    quantity = _quantity()
    price = serializers.CharField(max_length=60, help_text="Per credit in dollars without GST, as text.")
    buyer = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="Empty: anybody.")
    zero_price_reason = serializers.ChoiceField(
        choices=["", "philanthropic", "related_party", "other"], default="", allow_blank=True
    )
    related_party = serializers.BooleanField(
        default=False, help_text="Seller and buyer are related: published, and kept out of price figures."
    )
    from_enquiry = serializers.BooleanField(
        default=False, help_text="The buyer was met by an enquiry on the registers."
    )
    note = serializers.CharField(max_length=LONGEST_TEXT, default="", allow_blank=True)


class AcceptOfferSerializer(SignedSerializer):
    """How many to buy, and for whom where you sign for several organisations."""

    quantity = _quantity()
    buyer = serializers.UUIDField(required=False, allow_null=True, default=None)
    related_party = serializers.BooleanField(
        default=False, help_text="You are related to the seller: published, and kept out of price figures."
    )


class ReasonSerializer(StrictSerializer):
    """A reason in words."""

    reason = serializers.CharField(max_length=LONGEST_TEXT)


class ApplyToRetireSerializer(SignedSerializer):
    """Credits to retire for a purpose of the Act's list."""

    lot = serializers.CharField(max_length=20)
    quantity = _quantity()
    purpose = serializers.ChoiceField(choices=Retirement.Purpose.choices)
    purpose_note = serializers.CharField(max_length=LONGEST_TEXT, default="", allow_blank=True)
    obligation_reference = serializers.CharField(max_length=200, default="", allow_blank=True)
    obligation_local_government_area = serializers.CharField(max_length=200, default="", allow_blank=True)
    consent_on = serializers.DateField(required=False, allow_null=True, default=None)


class RequestCancellationSerializer(SignedSerializer):
    """A holder's request to cancel credits."""

    lot = serializers.CharField(max_length=20)
    quantity = _quantity()
    ground_note = serializers.CharField(max_length=LONGEST_TEXT)


class ProposeCancellationSerializer(StrictSerializer):
    """The registrar's proposal to cancel credits on another ground than the holder's request."""

    lot = serializers.CharField(max_length=20)
    quantity = _quantity()
    ground_note = serializers.CharField(max_length=LONGEST_TEXT)


class ProposeCorrectionSerializer(StrictSerializer):
    """The registrar's proposal that credits go back to the lot they came from."""

    lot = serializers.CharField(max_length=20)
    quantity = _quantity()
    reason = serializers.CharField(max_length=LONGEST_TEXT)


class StepBodySerializer(StrictSerializer):
    """What a step takes: `note` to check, `reason` to refuse or withdraw, and `fee_not_set_acknowledged` to settle or
    retire where no amount of the fee is set. A field of another step is refused."""

    note = serializers.CharField(max_length=LONGEST_TEXT, required=False)
    reason = serializers.CharField(max_length=LONGEST_TEXT, required=False)
    fee_not_set_acknowledged = serializers.BooleanField(required=False)


class IssueFurtherSerializer(StrictSerializer):
    """Credits that an approved variation or renewed plan brings; each issues into a lot once."""

    change = serializers.UUIDField(help_text="The id of the change, from the changes of the agreement.")
    quantity = _quantity()
    reason = serializers.CharField(max_length=LONGEST_REASON)


class FurtherIssuedSerializer(serializers.Serializer[Any]):
    """The lot and what came into it."""

    id = serializers.CharField(help_text="The number of the lot.")
    state = serializers.CharField(help_text="The status of the lot.")
    quantity = serializers.IntegerField()


class SuspendSerializer(StrictSerializer):
    """A suspension of a lot, at most six months."""

    lot = serializers.CharField(max_length=20)
    until = serializers.DateField(help_text="Last day.")
    reason = serializers.CharField(max_length=LONGEST_TEXT)


class ExtendSuspensionSerializer(StrictSerializer):
    """One extension, at most six more months."""

    until = serializers.DateField(help_text="New last day.")
    reason = serializers.CharField(max_length=LONGEST_TEXT, default="", allow_blank=True)


class LiftSuspensionSerializer(StrictSerializer):
    """An early end."""

    reason = serializers.CharField(max_length=LONGEST_TEXT, default="", allow_blank=True)


class CreditStateSerializer(serializers.Serializer[Any]):
    """What was made or moved on, and the state it is in now."""

    id = serializers.UUIDField()
    state = serializers.CharField()


class OfferMadeSerializer(CreditStateSerializer):
    """An offer that was made."""

    lot = serializers.CharField()
    remaining = serializers.IntegerField()
    warnings = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="That all credits at this price would not recover the whole deposit (N58); it bars nothing.",
    )


class SettledSerializer(CreditStateSerializer):
    """After a completing step also the lots and the transaction's number; empty after the others."""

    lot = serializers.CharField(required=False)
    new_lot = serializers.CharField(required=False)
    transaction = serializers.CharField(required=False)


class IssuedLotSerializer(serializers.Serializer[Any]):
    """A lot that was issued."""

    number = serializers.CharField()
    quantity = serializers.IntegerField()


class RegisteredSerializer(CreditStateSerializer):
    """The agreement in force, the lots issued with it, and what of the report is not issued."""

    number = serializers.CharField()
    lots = IssuedLotSerializer(many=True)
    left_out = serializers.ListField(child=serializers.CharField())


class ActivatedSerializer(CreditStateSerializer):
    """Full management has begun."""

    deposit_step = serializers.CharField(help_text="done, not_required or demonstrated.")
