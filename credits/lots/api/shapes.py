"""The shapes of lots, movements, offers and dealings in the API."""

from typing import Any

from rest_framework import serializers

from credits.lots.classes import SHOWN
from credits.lots.dealings import Offer
from credits.lots.models import CreditClass, Lot, Movement
from credits.lots.states import OFFER

EXACT_PRICE = "Per credit in dollars without GST, exact decimal text."


class CreditClassSerializer(serializers.ModelSerializer[CreditClass]):
    """What a credit is a credit of."""

    kind = serializers.CharField(help_text="ecosystem or species.")
    hollow_bearing_trees = serializers.CharField(help_text="yes, artificial, no, or empty where not stated.")

    class Meta:
        model = CreditClass
        fields = SHOWN
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
