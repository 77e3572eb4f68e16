"""The shapes of lots, movements, offers and dealings in the API."""

from typing import Any

from rest_framework import serializers

from credits.lots.dealings import (
    Cancellation,
    Correction,
    LotSuspension,
    Offer,
    Retirement,
    Transfer,
)
from credits.lots.models import CreditClass, Lot, Movement
from credits.lots.states import CANCELLATION, CORRECTION, OFFER, RETIREMENT, TRANSFER
from registry.fees.standing import standing
from registry.parties.models import Signature

EXACT_PRICE = "Per credit in dollars without GST, exact decimal text."


class CreditClassSerializer(serializers.ModelSerializer[CreditClass]):
    """What a credit is a credit of."""

    kind = serializers.CharField(help_text="ecosystem or species.")
    hollow_bearing_trees = serializers.CharField(help_text="yes, artificial, no, or empty where not stated.")

    class Meta:
        model = CreditClass
        fields = [
            "kind",
            "pct_id",
            "pct_name",
            "vegetation_formation",
            "vegetation_class",
            "offset_trading_group",
            "community_name",
            "hollow_bearing_trees",
            "scientific_name",
            "common_name",
            "subregion",
            "region",
        ]
        read_only_fields = fields


class LotSerializer(serializers.ModelSerializer[Lot]):
    """A lot: credits of one class with one holder. `received` = available + reserved + ended + moved_out, always."""

    status = serializers.CharField(help_text="issued, equivalence, retired or cancelled.")
    credit_class = CreditClassSerializer()
    holder = serializers.CharField(source="holder.__str__", help_text="The recorded holder is the owner.")
    parent = serializers.CharField(source="parent.number", default=None, allow_null=True)  # type: ignore[assignment]
    root = serializers.SerializerMethodField()  # type: ignore[assignment]
    agreement = serializers.UUIDField(source="agreement.public_id", default=None, allow_null=True)

    class Meta:
        model = Lot
        fields = [
            "number",
            "status",
            "credit_class",
            "holder",
            "parent",
            "root",
            "agreement",
            "agreement_number",
            "received",
            "available",
            "reserved",
            "ended",
            "moved_out",
            "deposit_settled",
            "suspended_until",
            "issued_on",
            "issue_date_published",
        ]
        read_only_fields = fields

    def get_root(self, lot: Lot) -> str:
        """The lot that was issued first; its own number for a root lot."""
        return lot.root.number if lot.root is not None else lot.number


class RelativeSerializer(serializers.Serializer[Any]):
    """A lot of a family. Its page is open to you where it is `visible`."""

    number = serializers.CharField(source="lot.number")
    parent = serializers.SerializerMethodField()  # type: ignore[assignment]
    depth = serializers.IntegerField(help_text="0 for the root lot.")
    status = serializers.CharField(source="lot.status")
    received = serializers.IntegerField(source="lot.received")
    held = serializers.IntegerField(source="lot.held", help_text="Available and reserved.")
    ended = serializers.IntegerField(source="lot.ended", help_text="Retired or cancelled.")
    moved_out = serializers.IntegerField(source="lot.moved_out")
    visible = serializers.BooleanField()

    def get_parent(self, relative: Any) -> str | None:
        """The lot it was minted from; none for the root lot."""
        number: str | None = self.context["numbers"].get(relative.lot.parent_id)
        return number


class MovementSerializer(serializers.ModelSerializer[Movement]):
    """Credits that moved: never changed, never deleted."""

    kind = serializers.CharField(help_text="issue, transfer, retire, cancel or correct.")
    from_lot = serializers.CharField(source="from_lot.number", default=None, allow_null=True)
    to_lot = serializers.CharField(source="to_lot.number")
    price = serializers.CharField(allow_blank=True, help_text=EXACT_PRICE)
    deposit_step = serializers.CharField(
        help_text="done, not_required, demonstrated, not_set or not_published; the other steps alike."
    )
    fee_step = serializers.CharField()
    signature_step = serializers.CharField()
    second_person_step = serializers.CharField()

    class Meta:
        model = Movement
        fields = [
            "kind",
            "from_lot",
            "to_lot",
            "quantity",
            "at",
            "recorded_at",
            "transaction_number",
            "price",
            "value_cents",
            "reason",
            "from_held_after",
            "to_held_after",
            "deposit_step",
            "fee_step",
            "signature_step",
            "second_person_step",
        ]
        read_only_fields = fields


class BalanceSerializer(serializers.Serializer[Any]):
    """What a lot held at the end of a day, reserved credits included."""

    number = serializers.CharField()
    on = serializers.DateField()
    held = serializers.IntegerField()


class HoldingSerializer(serializers.Serializer[Any]):
    """What is held of one class, over all lots you may see."""

    credit_class = CreditClassSerializer()
    lots = serializers.IntegerField()
    available = serializers.IntegerField()
    reserved = serializers.IntegerField()
    ended = serializers.IntegerField(help_text="Retired or cancelled.")


class OfferSerializer(serializers.ModelSerializer[Offer]):
    """Credits offered at a price, to one buyer or to anybody."""

    id = serializers.UUIDField(source="public_id")
    lot = serializers.CharField(source="lot.number")
    credit_class = CreditClassSerializer(source="lot.credit_class")
    holder = serializers.CharField(source="lot.holder.__str__")
    buyer = serializers.UUIDField(source="buyer.public_id", default=None, allow_null=True)
    state = serializers.CharField(help_text=", ".join(OFFER.states))
    price = serializers.CharField(help_text=EXACT_PRICE)

    class Meta:
        model = Offer
        fields = [
            "id",
            "lot",
            "credit_class",
            "holder",
            "buyer",
            "state",
            "quantity",
            "remaining",
            "price",
            "zero_price_reason",
            "related_party",
            "channel",
            "note",
            "made_at",
            "closed_at",
        ]
        read_only_fields = fields


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

    kind = serializers.CharField(help_text="offer, transfer, retirement, cancellation or correction.")
    id = serializers.UUIDField(source="thing.public_id")
    lot = serializers.CharField(source="thing.lot.number")
    action = serializers.CharField(source="action.action", help_text="What you are to do.")
    since = serializers.DateTimeField()


class AuditEventSerializer(serializers.Serializer[Any]):
    """An event. SHA-256 over `previous_hash` and `body` gives `hash`."""

    chain = serializers.CharField(source="chain.kind")
    key = serializers.CharField(source="chain.key")
    sequence = serializers.IntegerField()
    action = serializers.CharField()
    actor = serializers.CharField(source="actor_label")
    at = serializers.DateTimeField()
    body = serializers.CharField(help_text="The canonical JSON that is hashed; the event's data is in it.")
    previous_hash = serializers.CharField()
    hash = serializers.CharField()
