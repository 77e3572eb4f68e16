"""What the API gives: an agreement and its parts. Serializers list their fields; nothing else leaves."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.api.revision_shapes import OrganisationSerializer
from registry.agreements import selectors
from registry.agreements.models import (
    Agreement,
    AgreementChange,
    AgreementSuspension,
    AgreementTerms,
    OwnerChange,
    OwnerShare,
)
from registry.agreements.services import ownership
from registry.parties.models import Signature


class AgreementBriefSerializer(serializers.ModelSerializer[Agreement]):
    """An agreement in a list."""

    id = serializers.UUIDField(source="public_id")
    applicant = OrganisationSerializer()
    trust = OrganisationSerializer()

    class Meta:
        model = Agreement
        fields = [
            "id",
            "number",
            "origin",
            "state",
            "site_name",
            "locality",
            "applicant",
            "trust",
            "site_area_m2",
            "registered_on",
            "suspended_on",
        ]
        read_only_fields = fields


class ActionSerializer(serializers.Serializer[Any]):
    """Something you may do now."""

    action = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    rule = serializers.CharField()


class AgreementSerializer(serializers.ModelSerializer[Agreement]):
    """An agreement with what you may do to it as it stands."""

    id = serializers.UUIDField(source="public_id")
    applicant = OrganisationSerializer()
    trust = OrganisationSerializer()
    report = serializers.SerializerMethodField()
    legal_basis = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Agreement
        fields = [
            "id",
            "number",
            "origin",
            "legal_basis",
            "state",
            "version",
            "site_name",
            "locality",
            "local_government_area",
            "lots_and_plans",
            "intention",
            "applicant",
            "trust",
            "holding_area_m2",
            "site_area_m2",
            "report",
            "applied_on",
            "signed_on",
            "title_reference",
            "registered_on",
            "activated_on",
            "maintenance_from",
            "suspended_on",
            "terminated_on",
            "closing_reason",
            "created_at",
            "actions",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_report(self, agreement: Agreement) -> str | None:
        """The accepted revision it rests on."""
        return str(agreement.revision.public_id) if agreement.revision else None

    @extend_schema_field(serializers.CharField())
    def get_legal_basis(self, agreement: Agreement) -> str:
        """Under which law it was made."""
        return selectors.legal_basis(agreement)

    @extend_schema_field(ActionSerializer(many=True))
    def get_actions(self, agreement: Agreement) -> list[dict[str, str]]:
        """What this actor may do."""
        found = selectors.actions_for(self.context["actor"], agreement)
        return [{"action": one.action, "label": one.label, "rule": one.rule} for one in found]


class TermsSerializer(serializers.ModelSerializer[AgreementTerms]):
    """Terms as proposed."""

    class Meta:
        model = AgreementTerms
        fields = ["version", "text", "proposed_at", "agreed_at"]
        read_only_fields = fields


class SignatureSerializer(serializers.ModelSerializer[Signature]):
    """A statement as it was shown and signed."""

    id = serializers.UUIDField(source="public_id")
    organisation = OrganisationSerializer()

    class Meta:
        model = Signature
        fields = [
            "id",
            "statement_code",
            "statement_text",
            "signer_name",
            "organisation",
            "capacity",
            "signed_at",
        ]
        read_only_fields = fields


class SignaturesSerializer(serializers.Serializer[Any]):
    """What is signed and what would be signed now."""

    signatures = SignatureSerializer(many=True)
    holder_statement = serializers.CharField(help_text="The statement each owner signs, as it reads now.")
    trust_statement = serializers.CharField(help_text="The statement signed for the Minister.")


class OwnerShareSerializer(serializers.ModelSerializer[OwnerShare]):
    """An owner with its parts, from a day on."""

    organisation = OrganisationSerializer()

    class Meta:
        model = OwnerShare
        fields = ["organisation", "parts", "valid_from", "valid_to"]
        read_only_fields = fields


class NewShareSerializer(serializers.Serializer[Any]):
    """An owner with its parts."""

    organisation = serializers.UUIDField()
    parts = serializers.IntegerField(min_value=1)


class OwnerChangeSerializer(serializers.ModelSerializer[OwnerChange]):
    """A change of owner, with the statement a new owner signs."""

    id = serializers.UUIDField(source="public_id")
    shares = serializers.SerializerMethodField()
    waiting_for = serializers.SerializerMethodField()

    class Meta:
        model = OwnerChange
        fields = [
            "id",
            "state",
            "shares",
            "effective_on",
            "evidence",
            "lodged_at",
            "recorded_at",
            "waiting_for",
        ]
        read_only_fields = fields

    @extend_schema_field(NewShareSerializer(many=True))
    def get_shares(self, change: OwnerChange) -> list[dict[str, Any]]:
        """The owners after the change."""
        return [{"organisation": organisation, "parts": parts} for organisation, parts in change.shares]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_waiting_for(self, change: OwnerChange) -> list[str]:
        """New owners who have not accepted yet."""
        if change.state != OwnerChange.LODGED:
            return []
        return [owner.name for owner in ownership.waiting_for(self.context["agreement"], change)]


class AgreementChangeSerializer(serializers.ModelSerializer[AgreementChange]):
    """A variation, a renewed plan or a termination."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = AgreementChange
        fields = [
            "id",
            "kind",
            "state",
            "reason",
            "reference",
            "plan_version",
            "proposed_at",
            "decided_at",
        ]
        read_only_fields = fields


class AgreementSuspensionSerializer(serializers.ModelSerializer[AgreementSuspension]):
    """A stretch of days on which the agreement was or is suspended."""

    class Meta:
        model = AgreementSuspension
        fields = ["suspended_from", "reason", "lifted_on"]
        read_only_fields = fields


class AgreementEventSerializer(serializers.Serializer[Any]):
    """One event of the agreement's chain."""

    sequence = serializers.IntegerField()
    at = serializers.DateTimeField()
    action = serializers.CharField()
    actor = serializers.CharField()
    data = serializers.DictField()  # type: ignore[assignment]
    hash = serializers.CharField()
