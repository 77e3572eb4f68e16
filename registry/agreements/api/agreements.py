"""Agreements over the API: the list, one of them, lodging an intention, applying, and the earlier scheme."""

import json
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import StrictSerializer, read, require
from registry.actor import LANDHOLDER
from registry.agreements import criteria, policies, selectors, states
from registry.agreements.api.answers import AgreementView, DoneSerializer, changing, described
from registry.agreements.api.assessing_shapes import CriterionSerializer
from registry.agreements.api.shapes import (
    AgreementBriefSerializer,
    AgreementEventSerializer,
    AgreementSerializer,
    NewShareSerializer,
)
from registry.agreements.services import applications, biobanking, intentions
from registry.audit.models import AuditEvent
from registry.commands import no
from registry.parties.models import Organisation
from registry.reference.selectors import containing


class SiteSerializer(StrictSerializer):
    """What a landholder has in mind."""

    site_name = serializers.CharField(max_length=200)
    locality = serializers.CharField(max_length=200, allow_blank=True, default="")
    local_government_area = serializers.CharField(max_length=120, allow_blank=True, default="")
    lots_and_plans = serializers.CharField(
        max_length=10_000, allow_blank=True, default="", help_text="One lot and plan per line; never public."
    )
    holding_area_m2 = serializers.IntegerField(
        min_value=1, allow_null=True, default=None, help_text="The whole property, square metres."
    )
    intention = serializers.CharField(max_length=10_000)


class IntentionSerializer(SiteSerializer):
    """An intention of interest."""

    applicant_id = serializers.UUIDField(help_text="The landholder you sign for.")
    trust_id = serializers.UUIDField(help_text="The trust it goes to.")


class IntentionEditSerializer(SiteSerializer):
    """The intention in other words."""

    expected_version = serializers.IntegerField(help_text="Version of the agreement when you read it.")


class ApplicationSerializer(StrictSerializer):
    """The application: the accepted report, the property and its owners."""

    revision_id = serializers.UUIDField(help_text="The accepted stewardship revision of this site.")
    holding_area_m2 = serializers.IntegerField(min_value=1)
    shares = NewShareSerializer(many=True, allow_empty=False)


class BiobankingSerializer(StrictSerializer):
    """An agreement of the scheme before this one."""

    number = serializers.CharField(max_length=20)
    site_name = serializers.CharField(max_length=200)
    applicant_id = serializers.UUIDField()
    trust_id = serializers.UUIDField()
    registered_on = serializers.DateField()
    activated_on = serializers.DateField(allow_null=True, default=None)
    title_reference = serializers.CharField(max_length=120)
    locality = serializers.CharField(max_length=200, allow_blank=True, default="")
    local_government_area = serializers.CharField(max_length=120, allow_blank=True, default="")
    boundary = serializers.DictField(
        allow_null=True, default=None, help_text="GeoJSON of the site; without it there is no overlap test."
    )
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]


STATE = OpenApiParameter("state", str, enum=states.AGREEMENT.states, description="Only those in this state.")
SEARCH = OpenApiParameter("search", str, description="Words of number, site, locality or landholder.")


def pairs(shares: list[dict[str, Any]]) -> list[list[Any]]:
    """Owners with their parts as the commands take them."""
    return [[str(share["organisation"]), share["parts"]] for share in shares]


class AgreementList(AgreementView):
    """Agreements."""

    @described(
        "agreements_list",
        AgreementBriefSerializer(many=True),
        refusals=[401],
        parameters=[STATE, SEARCH],
    )
    def get(self, request: Request) -> Response:
        """Those you may see, newest first."""
        rows = selectors.visible_to(self.actor)
        state = request.query_params.get("state", "")
        if state:
            rows = rows.filter(state=state) if state in states.AGREEMENT.states else rows.none()
        search = request.query_params.get("search", "").replace("\x00", "").strip()[:100]
        if search:
            rows = containing(rows, search, ("number", "site_name", "locality", "applicant__name"))
        return self.page_of(rows.order_by("-created_at", "-pk"), AgreementBriefSerializer)

    @changing("agreements_create", DoneSerializer, status=201, request=IntentionSerializer)
    def post(self, request: Request) -> Response:
        """Tell the trust of an intention, for a landholder you sign for: the beginning of an agreement."""
        if not self.actor.has(LANDHOLDER):
            require(no("agreement.not_yours", "Only a person who signs for a landholder can do this."))
        values = read(IntentionSerializer(data=request.data))
        applicant = Organisation.objects.filter(public_id=values["applicant_id"]).first()
        require(policies.may_lodge(self.actor, applicant.pk if applicant else None))
        done = intentions.lodge(
            actor=self.actor,
            key=self.key,
            **values | {"applicant_id": str(values["applicant_id"]), "trust_id": str(values["trust_id"])},
            today=timezone.localdate(),
        )
        return Response(done, status=201)


class AgreementDetail(AgreementView):
    """One agreement."""

    @described("agreements_retrieve", AgreementSerializer)
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """With what you may do to it as it stands."""
        agreement = self.agreement(agreement_id)
        return Response(AgreementSerializer(agreement, context={"actor": self.actor}).data)


class Intention(AgreementView):
    """The intention of an agreement."""

    @changing("agreement_intention_update", DoneSerializer, request=IntentionEditSerializer)
    def put(self, request: Request, agreement_id: UUID) -> Response:
        """Word the intention anew, until somebody applies."""
        require(policies.may_change_intention(self.actor, self.agreement(agreement_id)))
        values = read(IntentionEditSerializer(data=request.data))
        return Response(
            intentions.change(actor=self.actor, key=self.key, agreement_id=str(agreement_id), **values)
        )


class Application(AgreementView):
    """Applying for an agreement."""

    @changing("agreement_apply", DoneSerializer, request=ApplicationSerializer)
    def post(self, request: Request, agreement_id: UUID) -> Response:
        """Apply with an accepted report. Boundary and management plan are taken from it."""
        self.to_do(agreement_id, "apply")
        values = read(ApplicationSerializer(data=request.data))
        done = applications.apply(
            actor=self.actor,
            key=self.key,
            agreement_id=str(agreement_id),
            revision_id=str(values["revision_id"]),
            holding_area_m2=values["holding_area_m2"],
            shares=pairs(values["shares"]),
            today=timezone.localdate(),
        )
        return Response(done)


class Boundary(AgreementView):
    """The boundary of an agreement."""

    @described("agreement_boundary", {200: OpenApiTypes.OBJECT})
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """The newest outline as GeoJSON (GDA2020); an empty FeatureCollection where there is none."""
        boundary = self.agreement(agreement_id).boundaries.order_by("-version").first()
        return Response(boundary.geojson if boundary else {"type": "FeatureCollection", "features": []})


class Biobanking(AgreementView):
    """Agreements of the scheme before this one."""

    @changing(
        "agreement_biobanking_create",
        DoneSerializer,
        status=201,
        request=BiobankingSerializer,
        refusals=[400, 401, 403, 409],
    )
    def post(self, request: Request) -> Response:
        """Record a BioBanking agreement in force (registrar)."""
        require(policies.may_record_earlier_agreement(self.actor))
        values = read(BiobankingSerializer(data=request.data))
        outline = values.pop("boundary")
        done = biobanking.record(
            actor=self.actor,
            key=self.key,
            **values | {"applicant_id": str(values["applicant_id"]), "trust_id": str(values["trust_id"])},
            boundary=json.dumps(outline) if outline else None,
            today=timezone.localdate(),
        )
        return Response(done, status=201)


class Criteria(AgreementView):
    """The criteria of eligibility."""

    @described("agreement_criteria", CriterionSerializer(many=True), refusals=[401])
    def get(self, request: Request) -> Response:
        """What is asked about the landholder and about the land."""
        return self.page_of(criteria.CRITERIA, CriterionSerializer)  # type: ignore[arg-type]


class History(AgreementView):
    """The history of an agreement."""

    @described("agreement_history", AgreementEventSerializer(many=True))
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """The events of the agreement's chain that are about the agreement itself, newest first."""
        agreement = self.agreement(agreement_id)
        events = AuditEvent.objects.filter(
            chain__kind="agreement",
            chain__key=str(agreement.public_id),
            action__startswith="agreement.",
        ).order_by("-sequence")
        return self.page_of(events, HistoryLineSerializer)


class HistoryLineSerializer(serializers.BaseSerializer[AuditEvent]):
    """An event as `AgreementEventSerializer` describes it."""

    def to_representation(self, instance: AuditEvent) -> dict[str, Any]:
        """The event with the data that its hash covers."""
        return {
            "sequence": instance.sequence,
            "at": instance.at,
            "action": instance.action,
            "actor": instance.actor_label,
            "data": json.loads(instance.body)["data"],
            "hash": instance.hash,
        }
