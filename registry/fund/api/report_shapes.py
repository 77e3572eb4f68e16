"""What the API gives and takes about yearly reports, inspections and holds. Serializers list their fields."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.api.answers import FindingSerializer, StrictSerializer
from assessments.api.revision_shapes import OrganisationSerializer
from registry.agreements.api.shapes import ActionSerializer
from registry.agreements.models import PlanCost
from registry.fund import states
from registry.fund.models import (
    WHOLE_SHARE,
    AnnualReport,
    ComplianceHold,
    Inspection,
    ManagementYear,
    ReportedAction,
    ReportedObservation,
    ReportPhoto,
    ReportQuery,
)
from registry.fund.selectors import report_checks, reporting

LONGEST = 10_000
VERSION_HELP = "Version of the report when you read it."


class YearBriefSerializer(serializers.ModelSerializer[ManagementYear]):
    """A management year in a list. `ends_on` is the first day of the next year."""

    id = serializers.UUIDField(source="public_id")
    agreement_id = serializers.UUIDField(source="site.agreement.public_id")
    agreement = serializers.CharField(source="site.agreement.number")
    site_name = serializers.CharField(source="site.agreement.site_name")
    report_state = serializers.SerializerMethodField()
    overdue = serializers.SerializerMethodField()

    class Meta:
        model = ManagementYear
        fields = [
            "id",
            "agreement_id",
            "agreement",
            "site_name",
            "year",
            "due_on",
            "ends_on",
            "report_due_on",
            "report_state",
            "overdue",
        ]
        read_only_fields = fields

    def get_report_state(self, year: ManagementYear) -> str:
        """Empty where no report was begun."""
        report = reporting.report_of(year)
        return report.state if report else ""

    def get_overdue(self, year: ManagementYear) -> bool:
        """The day has passed and the report is not with the trust."""
        return reporting.is_overdue(year, today=self.context["today"])


class DutyAnswerSerializer(serializers.Serializer[Any]):
    """An action of the year, and what the report says of it."""

    duty_id = serializers.UUIDField(source="duty.public_id")
    title = serializers.CharField(source="duty.action.title")
    description = serializers.CharField(source="duty.action.description")
    location = serializers.CharField(source="duty.action.location")
    frequency = serializers.CharField(source="duty.action.frequency")
    done = serializers.CharField(help_text="yes, partly, no, or empty where it is not answered.")
    what = serializers.CharField(source="answer.what", default="")
    why_not = serializers.CharField(source="answer.why_not", default="")


class PurposeLineSerializer(serializers.Serializer[Any]):
    """A purpose: what the plan states, in prices of the signing, and what was spent; null: not stated."""

    purpose = serializers.CharField(source="code")
    label = serializers.CharField()  # type: ignore[assignment]
    planned_cents = serializers.IntegerField()
    spent_cents = serializers.IntegerField(allow_null=True)
    local_cents = serializers.IntegerField(allow_null=True)


class ObservationSerializer(serializers.ModelSerializer[ReportedObservation]):
    """A monitoring result or an incident."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = ReportedObservation
        fields = ["id", "kind", "observed_on", "text"]
        read_only_fields = fields


class PhotoSerializer(serializers.ModelSerializer[ReportPhoto]):
    """A photo, made anew from its pixels."""

    id = serializers.UUIDField(source="public_id")
    url = serializers.SerializerMethodField()

    class Meta:
        model = ReportPhoto
        fields = ["id", "caption", "point", "taken_on", "sha256", "width", "height", "url"]
        read_only_fields = fields

    def get_url(self, photo: ReportPhoto) -> str:
        """Where the picture is."""
        return reverse("api-annual-report-photo", args=[self.context["year_id"], photo.public_id])


class QuerySerializer(serializers.ModelSerializer[ReportQuery]):
    """A question of the trust and its answer."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = ReportQuery
        fields = ["id", "question", "asked_at", "answer", "answered_at"]
        read_only_fields = fields


class InspectionSerializer(serializers.ModelSerializer[Inspection]):
    """A visit of the trust, and what it found."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Inspection
        fields = ["id", "inspected_on", "actions_complete", "findings", "recorded_at"]
        read_only_fields = fields


class ReportSerializer(serializers.ModelSerializer[AnnualReport]):
    """The report as it stands."""

    class Meta:
        model = AnnualReport
        fields = [
            "state",
            "version",
            "summary",
            "changes",
            "begun_at",
            "submitted_at",
            "decided_at",
            "decision",
            "payable_parts",
        ]
        read_only_fields = fields


class YearSerializer(YearBriefSerializer):
    """A management year with its report, what it still lacks, and what you may do. Photos' addresses are of the API."""

    owners = serializers.SerializerMethodField()
    report = serializers.SerializerMethodField()
    actions_of_the_year = serializers.SerializerMethodField()
    spending = serializers.SerializerMethodField()
    observations = serializers.SerializerMethodField()
    photos = serializers.SerializerMethodField()
    queries = serializers.SerializerMethodField()
    inspections = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(YearBriefSerializer.Meta):
        fields = [
            *YearBriefSerializer.Meta.fields,
            "owners",
            "report",
            "actions_of_the_year",
            "spending",
            "observations",
            "photos",
            "queries",
            "inspections",
            "missing",
            "actions",
        ]
        read_only_fields = fields

    @property
    def _content(self) -> reporting.Content:
        content: reporting.Content = self.context["content"]
        return content

    @extend_schema_field(OrganisationSerializer(many=True))
    def get_owners(self, year: ManagementYear) -> Any:
        """Who owes the report now."""
        return OrganisationSerializer(reporting.owners_of(year), many=True).data

    @extend_schema_field(ReportSerializer(allow_null=True))
    def get_report(self, year: ManagementYear) -> Any:
        """Null where none was begun."""
        report = reporting.report_of(year)
        return ReportSerializer(report).data if report else None

    @extend_schema_field(DutyAnswerSerializer(many=True))
    def get_actions_of_the_year(self, year: ManagementYear) -> Any:
        """Each action of the plan for this year."""
        return DutyAnswerSerializer(self._content.duties, many=True).data

    @extend_schema_field(PurposeLineSerializer(many=True))
    def get_spending(self, year: ManagementYear) -> Any:
        """By purpose, every one named."""
        return PurposeLineSerializer(self._content.purposes, many=True).data

    @extend_schema_field(ObservationSerializer(many=True))
    def get_observations(self, year: ManagementYear) -> Any:
        """Monitoring results and incidents."""
        return ObservationSerializer(self._content.observations, many=True).data

    @extend_schema_field(PhotoSerializer(many=True))
    def get_photos(self, year: ManagementYear) -> Any:
        """In the order they were added."""
        return PhotoSerializer(self._content.photos, many=True, context={"year_id": year.public_id}).data

    @extend_schema_field(QuerySerializer(many=True))
    def get_queries(self, year: ManagementYear) -> Any:
        """Questions of the trust."""
        return QuerySerializer(self._content.queries, many=True).data

    @extend_schema_field(InspectionSerializer(many=True))
    def get_inspections(self, year: ManagementYear) -> Any:
        """The latest first."""
        return InspectionSerializer(self._content.inspections, many=True).data

    @extend_schema_field(FindingSerializer(many=True))
    def get_missing(self, year: ManagementYear) -> Any:
        """What it lacks before it can be submitted; empty once it is with the trust."""
        report = reporting.report_of(year)
        if report is None or report.state in (states.SUBMITTED, states.APPROVED):
            return []
        return [finding.as_dict() for finding in report_checks.missing(self._content)]

    @extend_schema_field(ActionSerializer(many=True))
    def get_actions(self, year: ManagementYear) -> Any:
        """What you may do to the report now."""
        return ActionSerializer(self.context["actions"], many=True).data


class HoldSerializer(serializers.ModelSerializer[ComplianceHold]):
    """A hold of a site's payments."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = ComplianceHold
        fields = ["id", "reason", "placed_at", "lifted_at", "lifting_reason"]
        read_only_fields = fields


# --- what is sent -----------------------------------------------------------------------------------------------------
class AnswerSerializer(StrictSerializer):
    """An answer to one action of the year."""

    duty_id = serializers.UUIDField()
    done = serializers.ChoiceField(choices=ReportedAction.Done.choices, allow_blank=True, default="")
    what = serializers.CharField(max_length=LONGEST, allow_blank=True, default="")
    why_not = serializers.CharField(max_length=LONGEST, allow_blank=True, default="")


class SpendSerializer(StrictSerializer):
    """What was spent on a purpose, whole cents without tax."""

    purpose = serializers.ChoiceField(choices=PlanCost.Purpose.choices)
    spent_cents = serializers.IntegerField(min_value=0)
    local_cents = serializers.IntegerField(min_value=0, default=0)


class DraftBodySerializer(StrictSerializer):
    """The whole draft: what is left out is not answered any more."""

    actions = AnswerSerializer(many=True, default=list)
    spending = SpendSerializer(many=True, default=list)
    summary = serializers.CharField(max_length=LONGEST, allow_blank=True, default="")
    changes = serializers.CharField(max_length=LONGEST, allow_blank=True, default="")
    expected_version = serializers.IntegerField(help_text=VERSION_HELP)


class ObservationBodySerializer(StrictSerializer):
    """A monitoring result or an incident."""

    kind = serializers.ChoiceField(choices=ReportedObservation.ObservationKind.choices)
    observed_on = serializers.DateField()
    text = serializers.CharField(max_length=LONGEST)


class PhotoBodySerializer(StrictSerializer):
    """A JPEG or PNG photo of at most 12 MB and 40 million pixels."""

    file = serializers.FileField(allow_empty_file=True)
    caption = serializers.CharField(max_length=300)
    point = serializers.CharField(max_length=120, allow_blank=True, default="")
    taken_on = serializers.DateField(allow_null=True, default=None)


class SubmitBodySerializer(StrictSerializer):
    """A signature under the declaration, which names this version."""

    typed_name = serializers.CharField(max_length=200, help_text="Your name as on your account.")
    capacity = serializers.CharField(max_length=120)
    expected_version = serializers.IntegerField(help_text=VERSION_HELP)


class QueryBodySerializer(StrictSerializer):
    """A question."""

    question = serializers.CharField(max_length=LONGEST)
    expected_version = serializers.IntegerField(help_text=VERSION_HELP)


class AnswerQueryBodySerializer(StrictSerializer):
    """An answer to a question."""

    text = serializers.CharField(max_length=LONGEST)


class ApproveBodySerializer(StrictSerializer):
    """The share of the next payment."""

    payable_parts = serializers.IntegerField(
        min_value=0, max_value=WHOLE_SHARE, default=WHOLE_SHARE, help_text="Of ten thousand."
    )
    reason = serializers.CharField(max_length=LONGEST, allow_blank=True, default="")
    expected_version = serializers.IntegerField(help_text=VERSION_HELP)


class RejectBodySerializer(StrictSerializer):
    """Why it is rejected."""

    reason = serializers.CharField(max_length=LONGEST)
    expected_version = serializers.IntegerField(help_text=VERSION_HELP)


class InspectionBodySerializer(StrictSerializer):
    """What a visit found."""

    inspected_on = serializers.DateField()
    actions_complete = serializers.BooleanField()
    findings = serializers.CharField(max_length=LONGEST)


class HoldReasonBodySerializer(StrictSerializer):
    """A reason, which the owners read."""

    reason = serializers.CharField(max_length=LONGEST)


class ReportDoneSerializer(serializers.Serializer[Any]):
    """What came of a command: the year, the report's state and version, and the ids of what was made."""

    id = serializers.UUIDField(help_text="Of the management year.")
    state = serializers.CharField(required=False)
    version = serializers.IntegerField(required=False)
    payable_parts = serializers.IntegerField(required=False)
    query_id = serializers.UUIDField(required=False)
    photo_id = serializers.UUIDField(required=False)
    observation_id = serializers.UUIDField(required=False)
    inspection_id = serializers.UUIDField(required=False)


class HoldDoneSerializer(serializers.Serializer[Any]):
    """What came of placing or lifting a hold."""

    id = serializers.UUIDField(help_text="Of the agreement.")
    hold_id = serializers.UUIDField()
