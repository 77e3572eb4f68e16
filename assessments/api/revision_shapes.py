"""Revisions as JSON: what they are, what may be done with them, and where each section stands."""

from datetime import date
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments import policies, selectors, states
from assessments.api.answers import FindingSerializer
from assessments.models import Revision
from assessments.services import calculating, completeness, lifecycle
from registry.actor import Actor
from registry.parties.models import Organisation
from registry.states import Transition


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    """An organisation."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Organisation
        fields = ["id", "name", "kind"]
        read_only_fields = fields


class RevisionBriefSerializer(serializers.ModelSerializer[Revision]):
    """A revision in a list."""

    id = serializers.UUIDField(source="public_id")
    release = serializers.CharField(source="release.code", help_text="The reference release it is pinned to.")

    class Meta:
        model = Revision
        fields = [
            "id",
            "number",
            "state",
            "release",
            "opened_at",
            "edited_at",
            "certified_on",
            "submitted_at",
        ]
        read_only_fields = fields


class ReviewSerializer(RevisionBriefSerializer):
    """A revision that waits for a reviewer's decision."""

    assessment = serializers.UUIDField(source="assessment.public_id")
    assessment_number = serializers.CharField(source="assessment.number")
    kind = serializers.CharField(source="assessment.kind")
    case_title = serializers.CharField(source="assessment.case.title")
    assessor = serializers.CharField(source="assessment.assessor.name")

    class Meta(RevisionBriefSerializer.Meta):
        fields = [
            *RevisionBriefSerializer.Meta.fields,
            "assessment",
            "assessment_number",
            "kind",
            "case_title",
            "assessor",
        ]
        read_only_fields = fields


class StepSerializer(serializers.Serializer[Any]):
    """A step that the state allows and a role of yours may take; `reason` says why this one may not, if so."""

    action = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    rule = serializers.CharField()
    allowed = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    url = serializers.CharField()


class SectionStatusSerializer(serializers.Serializer[Any]):
    """Where a section stands: errors stop the finalising, warnings are worth a look."""

    code = serializers.CharField()
    title = serializers.CharField()
    status = serializers.CharField(help_text="not_started, in_progress, complete or optional.")
    rows = serializers.IntegerField()
    version = serializers.IntegerField(help_text="Counts changes; send it back when you change the section.")
    findings = FindingSerializer(many=True)
    url = serializers.CharField()


class CalculationBriefSerializer(serializers.Serializer[Any]):
    """A stored calculation in short."""

    id = serializers.UUIDField(source="public_id")
    version = serializers.IntegerField()
    release = serializers.CharField(source="release.code")
    method_edition = serializers.CharField()
    engine_version = serializers.CharField()
    growth_strategy = serializers.CharField()
    ecosystem_credits = serializers.IntegerField()
    species_credits = serializers.IntegerField()
    complete = serializers.BooleanField(help_text="False while a line is not computed.")
    provisional = serializers.BooleanField(help_text="True when a fact it rests on is not confirmed.")
    calculated_at = serializers.DateTimeField()
    sha256 = serializers.CharField()


class CurrentCalculationSerializer(CalculationBriefSerializer):
    """The newest stored calculation, and whether it still answers the content."""

    current = serializers.BooleanField(help_text="False when the content was changed after it.")


class RevisionSerializer(serializers.ModelSerializer[Revision]):
    """A revision: its state, what you may do with it, and where each section stands."""

    id = serializers.UUIDField(source="public_id")
    case = serializers.UUIDField(source="assessment.case.public_id")
    assessment = serializers.UUIDField(source="assessment.public_id")
    assessment_number = serializers.CharField(source="assessment.number")
    kind = serializers.CharField(source="assessment.kind")
    module = serializers.CharField(source="assessment.module")
    assessor = serializers.CharField(source="assessment.assessor.name")
    reviewing_organisation = OrganisationSerializer(source="assessment.reviewing_organisation")
    release = serializers.CharField(source="release.code")
    copied_from = serializers.UUIDField(source="copied_from.public_id", default=None, allow_null=True)
    last_day_to_submit = serializers.SerializerMethodField()
    editable = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()
    sections = serializers.SerializerMethodField()
    calculation = serializers.SerializerMethodField()

    class Meta:
        model = Revision
        fields = [
            "id",
            "number",
            "state",
            "case",
            "assessment",
            "assessment_number",
            "kind",
            "module",
            "assessor",
            "reviewing_organisation",
            "release",
            "copied_from",
            "opened_at",
            "edited_at",
            "finalised_at",
            "certified_on",
            "accreditation_number",
            "last_day_to_submit",
            "submitted_at",
            "decided_at",
            "decision_reason",
            "editable",
            "actions",
            "sections",
            "calculation",
        ]
        read_only_fields = fields

    @property
    def actor(self) -> Actor:
        """Who is looking."""
        actor: Actor = self.context["actor"]
        return actor

    def get_last_day_to_submit(self, revision: Revision) -> date | None:
        """Last day on which the certified report may be submitted."""
        return lifecycle.last_day_to_submit(revision)

    def get_editable(self, revision: Revision) -> bool:
        """May you change its content now?"""
        return revision.is_open and policies.may_edit(self.actor, revision.assessment).allowed

    @extend_schema_field(StepSerializer(many=True))
    def get_actions(self, revision: Revision) -> list[Any]:
        """The steps of the state table that fit its state and your roles."""
        return [
            _step(self.actor, revision, transition)
            for transition in states.REVISION.actions(revision.state, self.actor.roles)
        ]

    @extend_schema_field(SectionStatusSerializer(many=True))
    def get_sections(self, revision: Revision) -> list[Any]:
        """The task list."""
        versions = dict(revision.section_versions.values_list("section", "version"))
        return [
            _section(revision, status, versions.get(status.section.group, 0))
            for status in completeness.statuses(revision, today=self.context["today"])
        ]

    @extend_schema_field(CurrentCalculationSerializer(allow_null=True))
    def get_calculation(self, revision: Revision) -> Any:
        """The newest stored calculation."""
        stored = selectors.latest_calculation(revision)
        if stored is None:
            return None
        # A final revision keeps the calculation it was finalised with; only open content can have moved on.
        stored.current = not revision.is_open or calculating.is_current(revision, stored)  # type: ignore[attr-defined]
        return CurrentCalculationSerializer(stored).data


def _step(actor: Actor, revision: Revision, transition: Transition) -> dict[str, Any]:
    decision = policies.STEPS[transition.action](actor, revision.assessment)
    return {
        "action": transition.action,
        "label": transition.label,
        "rule": transition.rule,
        "allowed": decision.allowed,
        "reason": decision.reason,
        "url": reverse(f"api-revision-{transition.action}", args=[revision.public_id]),
    }


def _section(revision: Revision, status: completeness.SectionStatus, version: int) -> dict[str, Any]:
    section = status.section
    route = f"api-{section.code}" if section.uploaded else f"api-section-{section.code}"
    return {
        "code": section.code,
        "title": section.title,
        "status": status.status,
        "rows": status.rows,
        "version": version,
        "findings": [finding.as_dict() for finding in status.findings],
        "url": reverse(route, args=[revision.public_id]),
    }
