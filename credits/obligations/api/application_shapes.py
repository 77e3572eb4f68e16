"""What the API takes and gives of applications, their review and their decision."""

from typing import Any

from rest_framework import serializers

from assessments.api.answers import StrictSerializer
from credits.lots.models import CreditClass
from credits.obligations.models import (
    Application,
    Concurrence,
    Condition,
    ImpactFinding,
    LineSetting,
    ProposedLine,
)
from credits.obligations.selectors import review
from credits.obligations.services.known_classes import HOLLOWS
from credits.obligations.services.orders import MOST_LINES, SOURCES

LONG = 20_000
VERSION = "Version of the application when you read it: what was changed after it is not overwritten."


NOTES = (
    "avoid_text",
    "minimise_text",
    "variation_permitted",
    "recommendation",
    "recommended_by",
    "recommended_at",
    "lines",
    "impact_findings",
    "concurrences",
    "conditions",
)
"""What the authority notes while it reviews."""


class LineSettingSerializer(serializers.ModelSerializer[LineSetting]):
    """One setting of a line."""

    set_by = serializers.CharField()

    class Meta:
        model = LineSetting
        fields = ["before_quantity", "after_quantity", "reason", "set_by", "set_at"]
        read_only_fields = fields


class ProposedLineSerializer(serializers.ModelSerializer[ProposedLine]):
    """A line: by the report, and as the authority requires, with reason and author."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField(source="credit_class.kind")
    credit_class = serializers.CharField()
    pct_id = serializers.IntegerField(source="credit_class.pct_id", allow_null=True)
    vegetation_class = serializers.CharField(source="credit_class.vegetation_class")
    community = serializers.CharField(source="credit_class.community_name")
    species = serializers.CharField(source="credit_class.scientific_name")
    hollows = serializers.CharField(source="credit_class.hollow_bearing_trees")
    subregion = serializers.CharField(source="credit_class.subregion")
    region = serializers.CharField(source="credit_class.region")
    stage = serializers.IntegerField(source="stage.number", default=None, allow_null=True)
    set_by = serializers.CharField(allow_null=True)
    settings = LineSettingSerializer(many=True)

    class Meta:
        model = ProposedLine
        fields = [
            "id",
            "number",
            "kind",
            "credit_class",
            "pct_id",
            "vegetation_class",
            "community",
            "species",
            "hollows",
            "subregion",
            "region",
            "tier",
            "bc_status",
            "epbc_status",
            "controlled_action_entity",
            "potential_saii",
            "provisional",
            "stage",
            "proposed_quantity",
            "final_quantity",
            "reason",
            "set_by",
            "set_at",
            "settings",
        ]
        read_only_fields = fields


class ConditionSerializer(serializers.ModelSerializer[Condition]):
    """A condition."""

    id = serializers.UUIDField(source="public_id")
    stage = serializers.IntegerField(source="stage.number", default=None, allow_null=True)

    class Meta:
        model = Condition
        fields = ["id", "number", "kind", "text", "stage", "met_on", "met_evidence"]
        read_only_fields = fields


class ImpactFindingSerializer(serializers.ModelSerializer[ImpactFinding]):
    """A finding on a serious and irreversible impact; the last one on an entity counts."""

    found_by = serializers.CharField()

    class Meta:
        model = ImpactFinding
        fields = [
            "entity",
            "serious",
            "principles",
            "evidence",
            "additional_measures",
            "found_by",
            "found_at",
        ]
        read_only_fields = fields


class ConcurrenceSerializer(serializers.ModelSerializer[Concurrence]):
    """Somebody's agreement to fewer credits than the report's."""

    recorded_by = serializers.CharField()

    class Meta:
        model = Concurrence
        fields = ["giver", "given_on", "reference", "note", "recorded_by", "recorded_at"]
        read_only_fields = fields


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    """An application in a list."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    state = serializers.CharField()
    kind = serializers.CharField()
    development = serializers.UUIDField(source="development.public_id")
    title = serializers.CharField(source="development.title")
    developer = serializers.CharField(source="development.developer.name")
    authority = serializers.CharField(source="development.authority.name")
    report = serializers.UUIDField(source="revision.public_id")

    class Meta:
        model = Application
        fields = [
            "id",
            "number",
            "state",
            "kind",
            "reference",
            "development",
            "title",
            "developer",
            "authority",
            "report",
            "lodged_at",
            "consent_number",
            "decided_on",
            "lapses_on",
            "version",
        ]
        read_only_fields = fields


class ApplicationDetailSerializer(ApplicationSerializer):
    """An application with its lines, findings, concurrences and conditions, and what you may do now."""

    recommended_by = serializers.CharField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)
    lines = serializers.SerializerMethodField()
    impact_findings = ImpactFindingSerializer(many=True)
    concurrences = ConcurrenceSerializer(many=True)
    conditions = ConditionSerializer(many=True)
    obligation = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(ApplicationSerializer.Meta):
        fields = [
            *ApplicationSerializer.Meta.fields,
            "avoid_text",
            "minimise_text",
            "variation_permitted",
            "recommendation",
            "recommended_by",
            "recommended_at",
            "decided_by",
            "decided_at",
            "decision_reason",
            "lines",
            "impact_findings",
            "concurrences",
            "conditions",
            "obligation",
            "actions",
        ]
        read_only_fields = fields

    def to_representation(self, application: Application) -> dict[str, Any]:
        """As above; what the authority noted is left empty for others until it has decided."""
        shown = super().to_representation(application)
        if not review.sees_notes(self.context["actor"], application):
            shown |= {name: type(shown[name])() if shown[name] is not None else None for name in NOTES}
        return shown

    def get_lines(self, application: Application) -> list[dict[str, Any]]:
        """The lines in order."""
        rows = application.lines.select_related("credit_class", "stage", "set_by").prefetch_related(
            "settings__set_by"
        )
        return [dict(row) for row in ProposedLineSerializer(rows, many=True).data]

    def get_obligation(self, application: Application) -> str | None:
        """The obligation that the approval imposed."""
        made = getattr(application, "obligation", None)
        return None if made is None else str(made.public_id)

    def get_actions(self, application: Application) -> list[str]:
        """The steps of the state table that you may take now."""
        return [one.action for one in review.actions_for(self.context["actor"], application)]


class ApplicationStepSerializer(serializers.Serializer[Any]):
    """What came of a step."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.CharField()
    version = serializers.IntegerField()
    lines = serializers.IntegerField(required=False)
    credits = serializers.IntegerField(required=False)
    line_id = serializers.UUIDField(required=False)
    condition_id = serializers.UUIDField(required=False)
    refusal_only = serializers.BooleanField(required=False, help_text="The impact leaves only refusal.")
    obligation_id = serializers.UUIDField(required=False, allow_null=True)


class ObligationStepSerializer(serializers.Serializer[Any]):
    """What came of a step on an obligation."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.CharField()


class Versioned(StrictSerializer):
    """A body that may carry the version it was read with."""

    expected_version = serializers.IntegerField(default=None, allow_null=True, help_text=VERSION)


class SetLineSerializer(Versioned):
    """How many credits of a line are required. 0 drops it."""

    quantity = serializers.IntegerField(min_value=0)
    reason = serializers.CharField(max_length=LONG, default="", allow_blank=True)
    stage_id = serializers.UUIDField(default=None, allow_null=True)


class ClassSerializer(StrictSerializer):
    """A class of credits by names that the current release of reference facts knows."""

    kind = serializers.ChoiceField(choices=CreditClass.KINDS)
    trading_group = serializers.CharField(max_length=600, default="", allow_blank=True)
    community = serializers.CharField(max_length=400, default="", allow_blank=True)
    vegetation_class = serializers.CharField(max_length=120, default="", allow_blank=True)
    formation = serializers.CharField(max_length=120, default="", allow_blank=True)
    hollows = serializers.ChoiceField(choices=HOLLOWS, default="", allow_blank=True)
    species = serializers.CharField(max_length=200, default="", allow_blank=True)
    subregion = serializers.CharField(max_length=120)
    region = serializers.CharField(max_length=120, default="", allow_blank=True)


class AddLineSerializer(StrictSerializer):
    """Credits that the report does not propose."""

    attributes = ClassSerializer()
    quantity = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=LONG)
    stage_id = serializers.UUIDField(default=None, allow_null=True)


class TextsSerializer(Versioned):
    """What was found on avoiding and minimising."""

    avoid_text = serializers.CharField(max_length=LONG, allow_blank=True)
    minimise_text = serializers.CharField(max_length=LONG, allow_blank=True)
    variation_permitted = serializers.BooleanField(default=False)


class WriteConditionSerializer(StrictSerializer):
    """A condition in words."""

    kind = serializers.ChoiceField(choices=Condition.ConditionKind.choices, default="other")
    text = serializers.CharField(max_length=LONG)
    stage_id = serializers.UUIDField(default=None, allow_null=True)


class EvidenceSerializer(StrictSerializer):
    """How a condition is met."""

    evidence = serializers.CharField(max_length=LONG)


class MetSerializer(StrictSerializer):
    """A condition ticked off."""

    met_on = serializers.DateField()
    evidence = serializers.CharField(max_length=LONG, default="", allow_blank=True)


class RecordFindingSerializer(StrictSerializer):
    """A finding to record."""

    entity = serializers.CharField(max_length=400)
    serious = serializers.BooleanField()
    principles = serializers.ListField(child=serializers.ChoiceField(choices=ImpactFinding.PRINCIPLES))
    evidence = serializers.CharField(max_length=LONG)
    additional_measures = serializers.CharField(max_length=LONG, default="", allow_blank=True)


class RecordConcurrenceSerializer(StrictSerializer):
    """A concurrence to record."""

    giver = serializers.ChoiceField(choices=Concurrence.Giver.choices)
    given_on = serializers.DateField()
    reference = serializers.CharField(max_length=200)
    note = serializers.CharField(max_length=LONG, default="", allow_blank=True)


class RecommendSerializer(Versioned):
    """A recommendation."""

    recommendation = serializers.CharField(max_length=LONG)
    no_lines_reason = serializers.CharField(max_length=4_000, default="", allow_blank=True)


class WhySerializer(Versioned):
    """A reason."""

    reason = serializers.CharField(max_length=4_000)


class ApproveSerializer(Versioned):
    """An approval."""

    consent_number = serializers.CharField(max_length=120)
    decided_on = serializers.DateField()
    lapses_on = serializers.DateField(default=None, allow_null=True)
    reason = serializers.CharField(max_length=LONG, default="", allow_blank=True)


class LapseSerializer(StrictSerializer):
    """When and how a consent lapsed."""

    lapsed_on = serializers.DateField()
    reason = serializers.CharField(max_length=4_000)


class ChangeHolderSerializer(StrictSerializer):
    """Who owes the credits from a day on."""

    holder_id = serializers.UUIDField()
    held_from = serializers.DateField()
    reason = serializers.CharField(max_length=4_000)


class OrderLineSerializer(ClassSerializer):
    """A line of an order."""

    quantity = serializers.IntegerField(min_value=1)


class OrderSerializer(StrictSerializer):
    """An order of the Minister or a court, or a planning agreement."""

    authority_id = serializers.UUIDField()
    source = serializers.ChoiceField(choices=[str(code) for code in SOURCES])  # type: ignore[assignment]
    holder_id = serializers.UUIDField()
    reference = serializers.CharField(max_length=200)
    title = serializers.CharField(max_length=300)
    imposed_on = serializers.DateField()
    due_on = serializers.DateField(default=None, allow_null=True)
    local_government_area = serializers.CharField(max_length=120, default="", allow_blank=True)
    evidence = serializers.CharField(max_length=LONG)
    lines = serializers.ListField(child=OrderLineSerializer(), min_length=1, max_length=MOST_LINES)
