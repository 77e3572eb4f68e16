"""Trying changes on a revision over the API, saving them, asking what moves a score, and copying a case."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import DeskView, StrictSerializer, changing, described, read, require
from assessments.api.calculations import NOTICE
from assessments.api.method_data import CaseOutcomeSerializer, MethodDataSerializer
from assessments.bam.attributes import ATTRIBUTE_CODES
from assessments.sections import section_of
from assessments.services import case_copies, content, edits_saving, what_if
from assessments.what_if.difference import Difference
from assessments.what_if.edits import KINDS, MAXIMUM_EDITS, PLOT_CODES, edits_from
from assessments.what_if.sensitivity import ZoneSensitivity
from registry.bodies import MEGABYTE

NOTHING_STORED = "Nothing was stored. Both sides were calculated now, by the same engine."
MOVED_ALONE = (
    "Each mean was moved by itself and the method run again. The steps are this registry's, not the method's."
)


class EditSerializer(StrictSerializer):
    """One change to try. Send `kind` and the fields of that kind: plot_value: zone, plot, attribute, value; zone_area:
    zone, area_m2; planned_weed_cover: zone, value; management_zone_area: zone, part, area_m2; future_mean: zone, part,
    attribute, value; typed_gain: zone, part, value; habitat_area: species, zone, area_m2; habitat_count: species, zone,
    individuals; tree_count: group, trees."""

    kind = serializers.ChoiceField(choices=list(KINDS))
    zone = serializers.CharField(required=False, help_text="Key of the zone, such as 3032_good.")
    plot = serializers.CharField(required=False)
    part = serializers.CharField(required=False, help_text="Name of the management zone.")
    species = serializers.CharField(required=False, help_text="Scientific name.")
    group = serializers.CharField(
        required=False, help_text="Group of scattered trees by its place in the section: T1 is the first."
    )
    attribute = serializers.CharField(
        required=False,
        help_text=f"Of a plot: {', '.join(PLOT_CODES)}. Of a future mean: {', '.join(ATTRIBUTE_CODES)}.",
    )
    value = serializers.FloatField(required=False, allow_null=True)
    area_m2 = serializers.IntegerField(required=False)
    individuals = serializers.IntegerField(required=False)
    trees = serializers.IntegerField(required=False)


@extend_schema_field(EditSerializer(many=True))
class Edits(serializers.ListField):
    """Edits, read by the same reader the pages use."""

    child = serializers.JSONField()

    def to_internal_value(self, data: Any) -> Any:
        """The list as it was sent; what is wrong in it is named later, by its path."""
        return data if isinstance(data, list) else super().to_internal_value(data)


class WhatIfSerializer(StrictSerializer):
    """Changes to try together."""

    edits = Edits(help_text=f"At most {MAXIMUM_EDITS}; later ones stand over earlier ones.")


class SavingSerializer(WhatIfSerializer):
    """Changes to store together."""

    reason = serializers.CharField(
        max_length=10_000, allow_blank=True, default="", help_text="For future means and gains you enter."
    )
    versions = serializers.DictField(
        child=serializers.IntegerField(min_value=0),
        help_text="Version of each section that is touched, as you read it.",
    )


class SavedSerializer(serializers.Serializer[Any]):
    """What was stored."""

    changed = serializers.IntegerField()
    versions = serializers.DictField(child=serializers.IntegerField())


class DifferenceSerializer(MethodDataSerializer):
    """Every number before and after."""

    data_class = Difference


class SensitivityOfZoneSerializer(MethodDataSerializer):
    """The attributes of a zone, the one that moves vegetation integrity most first."""

    data_class = ZoneSensitivity


class TriedSerializer(serializers.Serializer[Any]):
    """Two outcomes and what lies between them."""

    notice = serializers.CharField()
    note = serializers.CharField()
    before = CaseOutcomeSerializer()
    after = CaseOutcomeSerializer()
    difference = DifferenceSerializer()


class SensitivityAnswerSerializer(serializers.Serializer[Any]):
    """What moves the score of a zone."""

    notice = serializers.CharField()
    note = serializers.CharField()
    zone = SensitivityOfZoneSerializer()


class CopySerializer(StrictSerializer):
    """What the new case is called and what comes along."""

    title = serializers.CharField(max_length=500)
    sections = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        max_length=40,
        help_text="Codes of sections; without it, all of them.",
    )


class CopiedSerializer(serializers.Serializer[Any]):
    """The new case. `told` says what of its content the reference facts of today do not know."""

    id = serializers.UUIDField()
    assessment_id = serializers.UUIDField()
    revision_id = serializers.UUIDField()
    release = serializers.CharField()
    sections = serializers.ListField(child=serializers.CharField())
    rows = serializers.IntegerField()
    told = serializers.ListField(child=serializers.CharField())


class WhatIf(DeskView):
    """Changes tried on a revision."""

    throttle_scope: ClassVar[str] = "calculator"
    largest_body_bytes = MEGABYTE

    @extend_schema(tags=["calculators"])
    @described("what_if", TriedSerializer, request=WhatIfSerializer, refusals=(400, 401, 404, 413, 429))
    def post(self, request: Request, revision_id: UUID) -> Response:
        """The outcome before and after the changes, and the difference. For everybody who may see the revision, open or
        final; nothing is stored."""
        revision = self.revision(revision_id)
        edits = edits_from(read(WhatIfSerializer(data=request.data))["edits"])
        tried = what_if.try_edits(revision, edits)
        return Response(
            {
                "notice": NOTICE,
                "note": NOTHING_STORED,
                "before": CaseOutcomeSerializer(tried.before).data,
                "after": CaseOutcomeSerializer(tried.after).data,
                "difference": DifferenceSerializer(tried.difference).data,
            }
        )


class WhatIfSaving(DeskView):
    """Changes stored after they were tried."""

    largest_body_bytes = MEGABYTE

    @changing("what_if_save", SavedSerializer, request=SavingSerializer)
    def post(self, request: Request, revision_id: UUID) -> Response:
        """Store the changes, all of them or none, with one event in the history."""
        revision = self.own_revision(revision_id)
        sent = read(SavingSerializer(data=request.data))
        return Response(
            edits_saving.apply_edits(
                actor=self.actor,
                key=self.key,
                revision_id=revision.pk,
                edits=sent["edits"],
                reason=sent["reason"],
                expected_versions=sent["versions"],
            )
        )


class Sensitivity(DeskView):
    """Which attribute moves the score of a zone."""

    throttle_scope: ClassVar[str] = "calculator"

    @described("zone_sensitivity", SensitivityAnswerSerializer, refusals=(401, 404, 429))
    def get(self, request: Request, revision_id: UUID, zone_id: UUID) -> Response:
        """Each attribute a step up, a step down, and at its benchmark: vegetation integrity, change and credits."""
        revision = self.revision(revision_id)
        zone: Any = content.row_of(revision, section_of("zones"), zone_id)
        found = what_if.sensitivity_of(revision, zone.key)
        return Response(
            {"notice": NOTICE, "note": MOVED_ALONE, "zone": SensitivityOfZoneSerializer(found).data}
        )


class CopyCase(DeskView):
    """A new case from this revision."""

    @changing("case_copy", CopiedSerializer, status=201, request=CopySerializer)
    def post(self, request: Request, revision_id: UUID) -> Response:
        """Open a case with the chosen sections of this revision, on the reference facts of today. Parties,
        certification and decisions stay behind."""
        revision = self.revision(revision_id)
        require(case_copies.may_copy(self.actor, revision.assessment))
        sent = read(CopySerializer(data=request.data))
        every = [section.code for section in case_copies.sections_to_copy(revision)]
        made = case_copies.copy_case(
            actor=self.actor,
            key=self.key,
            source_revision_id=revision.pk,
            title=sent["title"],
            sections=sent.get("sections", every),
            today=timezone.localdate(),
        )
        return Response(made, status=201)
