"""The shapes of quotes, measures, the ancillary lists and the Trust's duties in the API."""

from typing import Any

from rest_framework import serializers

from assessments.api.answers import StrictSerializer
from credits.lots.api.shapes import EXACT_PRICE, CreditClassSerializer
from credits.obligations.models import (
    ExcludedEntity,
    FundQuote,
    FundQuoteLine,
    ListedAction,
    Measure,
    Obligation,
)
from credits.obligations.selectors import fund, trust_duties
from credits.obligations.services.quotes import LARGEST_CENTS

LONG = 20_000
MOST_CREDITS = 10**15
MOST_LINES = 200


class QuoteLineSerializer(serializers.ModelSerializer[FundQuoteLine]):
    """So many credits of one line."""

    line = serializers.UUIDField(source="line.public_id")
    number = serializers.IntegerField(source="line.number")
    credit_class = CreditClassSerializer(source="line.credit_class")
    price = serializers.CharField(help_text=f"{EXACT_PRICE} Empty while it is not set.")

    class Meta:
        model = FundQuoteLine
        fields = ["line", "number", "credit_class", "quantity", "price", "value_cents"]
        read_only_fields = fields


class QuoteSerializer(serializers.ModelSerializer[FundQuote]):
    """A quote for paying into the fund. Amounts in whole cents; null: not set."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    state = serializers.CharField(
        help_text="requested, prepared, offered, received, settled, withdrawn or refused."
    )
    obligation = serializers.UUIDField(source="obligation.public_id")
    obligation_number = serializers.CharField(source="obligation.number")
    holder = serializers.CharField(source="obligation.holder.name")
    trust = serializers.CharField(source="trust.name")
    lines = QuoteLineSerializer(many=True)
    total_cents = serializers.SerializerMethodField()
    trust_obligation = serializers.CharField(
        source="trust_obligation.number",
        default=None,
        allow_null=True,
        help_text="Number of the duty that the Trust took over.",
    )

    class Meta:
        model = FundQuote
        fields = [
            "id",
            "number",
            "state",
            "obligation",
            "obligation_number",
            "holder",
            "trust",
            "requested_at",
            "lines",
            "risk_premium_cents",
            "delivery_fee_cents",
            "gst_cents",
            "total_cents",
            "source",
            "quoted_on",
            "valid_until",
            "index_at_quote",
            "index_source",
            "index_at_payment",
            "amount_due_cents",
            "received_cents",
            "received_on",
            "receipt_reference",
            "settled_on",
            "trust_obligation",
            "closing_reason",
        ]
        read_only_fields = fields

    def get_total_cents(self, quote: FundQuote) -> int | None:
        """With GST, before any indexation; null while the charge is not set."""
        return fund.total_cents(quote)


class QuoteLineAskedSerializer(StrictSerializer):
    """So many credits of a line."""

    line = serializers.UUIDField()
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_CREDITS)


class QuoteAskedSerializer(StrictSerializer):
    """A quote to ask for; lines up to what is outstanding."""

    obligation = serializers.UUIDField()
    trust = serializers.UUIDField()
    lines = QuoteLineAskedSerializer(many=True, max_length=MOST_LINES)  # type: ignore[call-arg]


def cents(**more: Any) -> serializers.IntegerField:
    """An amount in whole cents."""
    return serializers.IntegerField(min_value=0, max_value=LARGEST_CENTS, **more)


class ChargeSerializer(StrictSerializer):
    """The charge, as the Trust determined it; nothing but the sum is worked out."""

    line_prices = serializers.DictField(
        child=serializers.CharField(max_length=40), help_text=f"By the id of each line. {EXACT_PRICE}"
    )
    risk_premium_cents = cents()
    delivery_fee_cents = cents()
    gst_cents = cents()
    source = serializers.CharField(max_length=4_000)  # type: ignore[assignment]
    index_at_quote = serializers.CharField(max_length=20, default="", allow_blank=True)
    index_source = serializers.CharField(max_length=300, default="", allow_blank=True)


class PaymentSerializer(StrictSerializer):
    """The payment: the whole amount due, carried by the index, or with `not_indexed`."""

    received_cents = cents()
    received_on = serializers.DateField()
    receipt_reference = serializers.CharField(max_length=120)
    index_at_payment = serializers.CharField(max_length=20, default="", allow_blank=True)
    not_indexed = serializers.BooleanField(default=False)


class QuoteDoneSerializer(serializers.Serializer[Any]):
    """The quote as it stands now."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.CharField()


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    """A measure in place of credits of one line."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField(help_text="conservation_action, mine_rehabilitation or approved_measure.")
    state = serializers.CharField(help_text="proposed, checked, accepted, refused or withdrawn.")
    obligation = serializers.UUIDField(source="line.obligation.public_id")
    obligation_number = serializers.CharField(source="line.obligation.number")
    line = serializers.UUIDField(source="line.public_id")
    line_number = serializers.IntegerField(source="line.number")
    credit_class = CreditClassSerializer(source="line.credit_class")
    listed_action = serializers.CharField(source="listed_action.code", default=None, allow_null=True)

    class Meta:
        model = Measure
        fields = [
            "id",
            "kind",
            "state",
            "obligation",
            "obligation_number",
            "line",
            "line_number",
            "credit_class",
            "quantity",
            "listed_action",
            "cost_cents",
            "creates",
            "description",
            "evidence",
            "proposed_at",
            "check_note",
            "decided_at",
            "closing_reason",
        ]
        read_only_fields = fields


class MeasureProposedSerializer(StrictSerializer):
    """A measure to propose. `listed_action` and `cost_cents` for a conservation action, `creates` for a mine site."""

    line = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Measure.MeasureKind.choices)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_CREDITS)
    description = serializers.CharField(max_length=LONG)
    evidence = serializers.CharField(max_length=LONG)
    listed_action = serializers.CharField(max_length=40, default="", allow_blank=True)
    cost_cents = cents(default=None, allow_null=True)
    creates = serializers.CharField(max_length=400, default="", allow_blank=True)


class CheckNoteSerializer(StrictSerializer):
    """What was looked at, and what it shows."""

    note = serializers.CharField(max_length=4_000)


class MeasureDoneSerializer(serializers.Serializer[Any]):
    """The measure as it stands now."""

    id = serializers.UUIDField()
    state = serializers.CharField()


class ListedActionSerializer(serializers.ModelSerializer[ListedAction]):
    """A conservation action on the ancillary list."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = ListedAction
        fields = ["id", "code", "title", "entity", "requirements", "listed_from", "source"]
        read_only_fields = fields


class ExcludedEntitySerializer(serializers.ModelSerializer[ExcludedEntity]):
    """An entity excluded from variation, beside what is critically endangered."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = ExcludedEntity
        fields = ["id", "entity", "excluded_from", "source"]
        read_only_fields = fields


class AncillaryListsSerializer(serializers.Serializer[Any]):
    """Both lists as they stand on a day; an empty list is one that no officer has entered."""

    on = serializers.DateField()
    conservation_actions = ListedActionSerializer(many=True)
    excluded_entities = ExcludedEntitySerializer(many=True)


class NewListedActionSerializer(StrictSerializer):
    """An action, as the source lists it."""

    code = serializers.CharField(max_length=40)
    title = serializers.CharField(max_length=300)
    entity = serializers.CharField(max_length=400)
    requirements = serializers.CharField(max_length=LONG, default="", allow_blank=True)
    listed_from = serializers.DateField()
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]


class NewExcludedEntitySerializer(StrictSerializer):
    """An entity, as the source excludes it."""

    entity = serializers.CharField(max_length=400)
    excluded_from = serializers.DateField()
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]


class OffListSerializer(StrictSerializer):
    """From which day it is off the list."""

    day = serializers.DateField()
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]


class EntryDoneSerializer(serializers.Serializer[Any]):
    """The entry that was made."""

    id = serializers.UUIDField()


class TrustDutySerializer(serializers.ModelSerializer[Obligation]):
    """A duty that the Trust took over, with the sums of its lines in force."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    state = serializers.CharField(help_text="in_force, discharged or lapsed.")
    trust = serializers.CharField(source="holder.name")
    authority = serializers.CharField(source="authority.name")
    taken_over_on = serializers.DateField(source="imposed_on")
    required = serializers.IntegerField()  # type: ignore[assignment]
    pending = serializers.IntegerField()
    discharged = serializers.IntegerField()
    undischarged = serializers.IntegerField()

    class Meta:
        model = Obligation
        fields = [
            "id",
            "number",
            "state",
            "reference",
            "title",
            "trust",
            "authority",
            "taken_over_on",
            "required",
            "pending",
            "discharged",
            "undischarged",
        ]
        read_only_fields = fields


class StepDownSerializer(serializers.Serializer[trust_duties.StepDown]):
    """A part that was not discharged like for like, and why each step before was left (BC Reg cl 6.5)."""

    on = serializers.DateField()
    obligation = serializers.CharField(source="line.obligation.number")
    line = serializers.IntegerField(source="line.number")
    quantity = serializers.IntegerField()
    step = serializers.CharField()
    justification = serializers.CharField()
    record = serializers.CharField(help_text="Transaction of the retirement, or code of the listed action.")


class TrustYearSerializer(serializers.Serializer[Any]):
    """The report of a financial year."""

    financial_year = serializers.CharField()
    discharged = serializers.DictField(child=serializers.IntegerField(), help_text="Credits by step.")
    steps_down = StepDownSerializer(many=True)
