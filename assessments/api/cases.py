"""Cases, their parties and their assessments over the API."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import policies, selectors
from assessments.api.answers import DeskView, StrictSerializer, changing, described, read, require
from assessments.api.revision_shapes import OrganisationSerializer, RevisionBriefSerializer
from assessments.models import Assessment, AssessmentCase, CaseParty
from assessments.records.cases import Kind, Module
from assessments.services import cases
from registry.parties.models import Organisation

ID_ONLY = "The public id of what was made."


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    """An assessment with the revisions you may see, newest first."""

    id = serializers.UUIDField(source="public_id")
    case = serializers.UUIDField(source="case.public_id")
    assessor = serializers.CharField(source="assessor.name")
    reviewing_organisation = OrganisationSerializer()
    revisions = RevisionBriefSerializer(many=True, source="seen")

    class Meta:
        model = Assessment
        fields = [
            "id",
            "number",
            "case",
            "kind",
            "module",
            "assessor",
            "reviewing_organisation",
            "created_at",
            "revisions",
        ]
        read_only_fields = fields


class PartySerializer(serializers.ModelSerializer[CaseParty]):
    """An organisation with an interest in the case."""

    organisation = OrganisationSerializer()

    class Meta:
        model = CaseParty
        fields = ["organisation", "role"]
        read_only_fields = fields


class CaseSerializer(serializers.ModelSerializer[AssessmentCase]):
    """A parent case with its parties and the assessments you may see."""

    id = serializers.UUIDField(source="public_id")
    parties = PartySerializer(many=True)
    assessments = AssessmentSerializer(many=True, source="seen")

    class Meta:
        model = AssessmentCase
        fields = ["id", "number", "title", "created_at", "parties", "assessments"]
        read_only_fields = fields


class NewCaseSerializer(StrictSerializer):
    """A parent case to open."""

    title = serializers.CharField(max_length=500)


class MadeSerializer(serializers.Serializer[Any]):
    """What was made."""

    id = serializers.UUIDField(help_text=ID_ONLY)


class NewPartySerializer(StrictSerializer):
    """An organisation to name as a party."""

    organisation = serializers.UUIDField()
    role = serializers.ChoiceField(choices=CaseParty.Role.choices)


class NewAssessmentSerializer(StrictSerializer):
    """An assessment to open in a case of yours."""

    case = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    module = serializers.ChoiceField(choices=Module.choices, default=Module.STANDARD)
    reviewing_organisation = serializers.UUIDField(help_text="Who receives the report.")
    proposal_name = serializers.CharField(max_length=500)


class AssessmentMadeSerializer(MadeSerializer):
    """The assessment that was opened, and its first revision."""

    revision_id = serializers.UUIDField()


class CaseList(DeskView):
    """Cases."""

    @described("cases_list", CaseSerializer(many=True), refusals=[401])
    def get(self, request: Request) -> Response:
        """The cases you opened or may see something in, newest first."""
        return self.page_of(selectors.cases_visible_to(self.actor), CaseSerializer)

    @changing(
        "cases_create", MadeSerializer, status=201, request=NewCaseSerializer, refusals=[400, 401, 403, 409]
    )
    def post(self, request: Request) -> Response:
        """Open a parent case."""
        require(policies.may_open_case(self.actor))
        values = read(NewCaseSerializer(data=request.data))
        return Response(cases.open_case(actor=self.actor, key=self.key, title=values["title"]), status=201)


class CaseDetail(DeskView):
    """One case."""

    @described("cases_retrieve", CaseSerializer)
    def get(self, request: Request, case_id: UUID) -> Response:
        """With its parties and assessments."""
        return Response(CaseSerializer(selectors.case_for(self.actor, case_id)).data)


class CaseParties(DeskView):
    """The parties of a case."""

    @changing("case_parties_create", PartySerializer, status=201, request=NewPartySerializer)
    def post(self, request: Request, case_id: UUID) -> Response:
        """Name the proponent or a landholder. Their members may read final revisions and cannot assess the case."""
        case = selectors.case_for(self.actor, case_id)
        require(policies.may_manage_case(self.actor, case))
        values = read(NewPartySerializer(data=request.data))
        cases.name_party(
            actor=self.actor,
            key=self.key,
            case_id=str(case_id),
            organisation_id=str(values["organisation"]),
            role=values["role"],
        )
        party = case.parties.select_related("organisation").get(
            organisation__public_id=values["organisation"], role=values["role"]
        )
        return Response(PartySerializer(party).data, status=201)


class AssessmentList(DeskView):
    """Assessments."""

    @described(
        "assessments_list",
        AssessmentSerializer(many=True),
        refusals=[401, 404],
        parameters=[OpenApiParameter("case", UUID, description="Only those of this case.")],
    )
    def get(self, request: Request) -> Response:
        """The assessments you may see a revision of, newest first."""
        rows = selectors.assessments_visible_to(self.actor)
        wanted = request.query_params.get("case")
        if wanted is not None:
            case_id = read(CaseFilterSerializer(data={"case": wanted}))["case"]
            rows = rows.filter(case=selectors.case_for(self.actor, case_id))
        return self.page_of(rows, AssessmentSerializer)

    @changing("assessments_create", AssessmentMadeSerializer, status=201, request=NewAssessmentSerializer)
    def post(self, request: Request) -> Response:
        """Open an assessment with an empty revision. It pins the reference release in force today."""
        require(policies.may_open_case(self.actor))
        values = read(NewAssessmentSerializer(data=request.data))
        made = cases.open_assessment(
            actor=self.actor,
            key=self.key,
            case_id=str(values["case"]),
            kind=values["kind"],
            module=values["module"],
            reviewing_organisation_id=str(values["reviewing_organisation"]),
            proposal_name=values["proposal_name"],
            today=timezone.localdate(),
        )
        return Response(made, status=201)


class CaseFilterSerializer(serializers.Serializer[Any]):
    """The filter of the list."""

    case = serializers.UUIDField()


class AssessmentDetail(DeskView):
    """One assessment."""

    @described("assessments_retrieve", AssessmentSerializer)
    def get(self, request: Request, assessment_id: UUID) -> Response:
        """With the revisions you may see."""
        return Response(AssessmentSerializer(selectors.assessment_for(self.actor, assessment_id)).data)


class Organisations(DeskView):
    """Organisations."""

    @described(
        "organisations_list",
        OrganisationSerializer(many=True),
        refusals=[401, 403],
        parameters=[OpenApiParameter("search", str, description="Part of the name.")],
    )
    def get(self, request: Request) -> Response:
        """Those an assessor can name as a party or send a report to, by name."""
        require(policies.may_open_case(self.actor))
        search = request.query_params.get("search", "").replace("\x00", "").strip()[:100]
        rows = Organisation.objects.filter(name__icontains=search).order_by("name")
        return self.page_of(rows, OrganisationSerializer)
