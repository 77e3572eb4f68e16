"""What the API of the search for credits takes and gives."""

from typing import Any

from rest_framework import serializers

from assessments.api.answers import StrictSerializer
from credits.lots.services.dealing import LONGEST_TEXT
from credits.matching.matching import Match
from credits.matching.services.diary import MANUAL_STEPS
from credits.obligations.models import DiaryEntry, Question, VariationRequest
from credits.schemes.nsw_bos.serial import as_json


class RuleTestSerializer(serializers.Serializer[Any]):
    """One test of the rules. `strict`: the strict reading, for whoever decides an open one."""

    code = serializers.CharField()
    clause = serializers.CharField()
    answer = serializers.CharField(help_text="yes, no or open.")
    sentence = serializers.CharField()
    strict = serializers.CharField()


class LineMatchSerializer(serializers.Serializer[Any]):
    """The lots of one class in one standing, and what the rules say of them for the line."""

    class_id = serializers.IntegerField(source="credit_class.pk")
    name = serializers.CharField(source="credit_class.__str__")
    kind = serializers.CharField(source="credit_class.kind")
    pct_id = serializers.IntegerField(source="credit_class.pct_id", allow_null=True)
    offset_trading_group = serializers.CharField(source="credit_class.offset_trading_group")
    community_name = serializers.CharField(source="credit_class.community_name")
    scientific_name = serializers.CharField(source="credit_class.scientific_name")
    subregion = serializers.CharField(source="credit_class.subregion")
    region = serializers.CharField(source="credit_class.region")
    status = serializers.CharField(source="stock.status", help_text="issued, equivalence or suspended.")
    answer = serializers.CharField(source="standing.value", help_text="serves, open, possible or no.")
    rule = serializers.CharField(help_text="Under which it serves or might; empty for none.")
    why = RuleTestSerializer(many=True, help_text="Failed or open tests; of what serves, all.")
    distance_km = serializers.FloatField(
        allow_null=True, help_text="Of the subregions; null: far or not known."
    )
    lots = serializers.IntegerField(source="stock.lots")
    available = serializers.IntegerField(source="stock.available")
    offered = serializers.IntegerField(source="stock.offered")
    held = serializers.IntegerField(source="stock.held_by_buyer", help_text="By who owes.")
    lowest_price_millionths = serializers.IntegerField(
        source="stock.lowest_millionths",
        allow_null=True,
        help_text="Lowest price on offer in millionths of a dollar, rounded: for sorting. Offers carry it exactly.",
    )


class LineMatchDecidedSerializer(LineMatchSerializer):
    """The same with the whole decision: every rule, every test, the rule set."""

    decision = serializers.SerializerMethodField()

    def get_decision(self, match: Match) -> dict[str, Any]:
        """As it is stored with a retirement."""
        return as_json(match.decision)


class QuestionAskSerializer(StrictSerializer):
    """An open test to put to the authority."""

    test = serializers.CharField(max_length=60, help_text="Code of the test.")
    note = serializers.CharField(max_length=LONGEST_TEXT, default="", allow_blank=True)


class QuestionAnswerSerializer(StrictSerializer):
    """Yes or no, with reasons."""

    answer = serializers.BooleanField()
    reasons = serializers.CharField(max_length=LONGEST_TEXT)


class OptionalReasonSerializer(StrictSerializer):
    """A reason that may be left out."""

    reason = serializers.CharField(max_length=LONGEST_TEXT, default="", allow_blank=True)


class DiaryNoteSerializer(StrictSerializer):
    """A step taken elsewhere."""

    line = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)
    step = serializers.ChoiceField(choices=MANUAL_STEPS)
    on = serializers.DateField()
    text = serializers.CharField(max_length=LONGEST_TEXT)


class VariationAskSerializer(StrictSerializer):
    """A request to use the variation rules."""

    statement = serializers.CharField(max_length=LONGEST_TEXT)
    no_other_option = serializers.BooleanField()
    why_not_offered = serializers.CharField(max_length=LONGEST_TEXT, default="", allow_blank=True)


class SearchStateSerializer(serializers.Serializer[Any]):
    """The question or request, and the state it is in now."""

    id = serializers.UUIDField()
    state = serializers.CharField()


class DiaryEntryMadeSerializer(serializers.Serializer[Any]):
    """The entry that was made."""

    id = serializers.UUIDField()


class DiarySearchSerializer(DiaryEntryMadeSerializer):
    """The entry, and what it says."""

    text = serializers.CharField()


class DiaryRefreshSerializer(serializers.Serializer[Any]):
    """How many entries were made."""

    entered = serializers.IntegerField()


class QuestionSerializer(serializers.ModelSerializer[Question]):
    """An open test that was put to a person. `answer` null: not decided."""

    id = serializers.UUIDField(source="public_id")
    obligation = serializers.UUIDField(source="line.obligation.public_id")
    line = serializers.UUIDField(source="line.public_id")
    class_id = serializers.IntegerField(source="credit_class_id")
    state = serializers.CharField(help_text="asked, answered or withdrawn.")
    asked_for = serializers.CharField(source="asked_for.name")

    class Meta:
        model = Question
        fields = [
            "id",
            "obligation",
            "line",
            "class_id",
            "test",
            "sentence",
            "state",
            "asked_for",
            "asked_at",
            "note",
            "answer",
            "reasons",
            "answered_at",
            "rule_set_version",
        ]
        read_only_fields = fields


class DiaryEntrySerializer(serializers.ModelSerializer[DiaryEntry]):
    """One step. `line` null: of the whole obligation."""

    id = serializers.UUIDField(source="public_id")
    line = serializers.IntegerField(source="line.number", default=None, allow_null=True)
    step = serializers.CharField(help_text="search, enquiry, demand or other.")

    class Meta:
        model = DiaryEntry
        fields = ["id", "line", "step", "on", "text", "facts", "automatic", "made_at"]
        read_only_fields = fields


class VariationRequestSerializer(serializers.ModelSerializer[VariationRequest]):
    """A request to use the variation rules for a line."""

    id = serializers.UUIDField(source="public_id")
    obligation = serializers.UUIDField(source="line.obligation.public_id")
    line = serializers.UUIDField(source="line.public_id")
    state = serializers.CharField(help_text="asked, approved, refused or withdrawn.")

    class Meta:
        model = VariationRequest
        fields = [
            "id",
            "obligation",
            "line",
            "state",
            "statement",
            "no_other_option",
            "found",
            "steps",
            "asked_at",
            "decided_at",
            "decision_reason",
        ]
        read_only_fields = fields


class AllocationShareSerializer(serializers.Serializer[Any]):
    """So many credits for one line, and under which rule."""

    line = serializers.IntegerField(source="line.number")
    quantity = serializers.IntegerField()
    rule = serializers.CharField()


class AllocationUseSerializer(serializers.Serializer[Any]):
    """What is taken of one offer, or of one lot held already (`offer` null)."""

    lot = serializers.CharField(source="source.lot.number")
    offer = serializers.UUIDField(source="source.offer.public_id", default=None, allow_null=True)
    price = serializers.CharField(source="source.offer.price", default="0")
    quantity = serializers.IntegerField()
    value_cents = serializers.IntegerField()
    shares = AllocationShareSerializer(many=True)


class AllocationUnmetSerializer(serializers.Serializer[Any]):
    """What of a line nothing on offer meets."""

    line = serializers.IntegerField(source="line.number")
    outstanding = serializers.IntegerField()
    quantity = serializers.IntegerField()


class AllocationSerializer(serializers.Serializer[Any]):
    """The cheapest way. `proven`: nothing cheaper exists among what is on offer now."""

    uses = AllocationUseSerializer(many=True)
    unmet = AllocationUnmetSerializer(many=True)
    met = serializers.IntegerField()
    total_cents = serializers.IntegerField(help_text="Without GST and fees.")
    proven = serializers.BooleanField()
