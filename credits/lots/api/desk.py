"""Registering agreements, what waits for the caller, and the audit events, over the API."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import NothingSerializer, read, require
from credits.lots import selectors, work
from credits.lots.api import dealing_shapes, requests, shapes
from credits.lots.api.answers import CreditsView, changing, described
from credits.lots.api.offers import today
from credits.lots.events import Asked, matching
from credits.lots.services import registration
from registry.agreements import policies as agreement_policies
from registry.agreements import selectors as agreement_selectors
from registry.audit.models import AuditEvent
from registry.findings import NotVisible


class AgreementRegister(CreditsView):
    """Registering an agreement."""

    @changing("agreements_register", requests.RegisteredSerializer, request=NothingSerializer)
    def post(self, request: Request, agreement_id: UUID) -> Response:
        """Put it in force and issue its credits, in one transaction: by the registrar's approver."""
        agreement = agreement_selectors.agreement_for(self.actor, agreement_id)
        require(agreement_policies.may(self.actor, agreement, "register"))
        read(NothingSerializer(data=request.data))
        made = registration.register(
            actor=self.actor, key=self.key, agreement_id=str(agreement_id), today=today(), now=timezone.now()
        )
        return Response(made)


class AgreementActivate(CreditsView):
    """Starting full management."""

    @changing("agreements_activate", requests.ActivatedSerializer, request=NothingSerializer)
    def post(self, request: Request, agreement_id: UUID) -> Response:
        """Once, when the deposit step says that the threshold is reached."""
        agreement = agreement_selectors.agreement_for(self.actor, agreement_id)
        require(agreement_policies.may(self.actor, agreement, "activate"))
        read(NothingSerializer(data=request.data))
        made = registration.activate(
            actor=self.actor, key=self.key, agreement_id=str(agreement_id), today=today()
        )
        return Response(made)


class OpenWork(CreditsView):
    """What waits for you."""

    @described("credit_work_list", dealing_shapes.WaitingSerializer(many=True), refusals=[401])
    def get(self, request: Request) -> Response:
        """Offers and pledges made to you and dealings whose next step is yours, oldest first."""
        return self.page_of(work.open_work(self.actor), dealing_shapes.WaitingSerializer)


class AuditFilterSerializer(serializers.Serializer[Any]):
    """The filter of the events."""

    on = serializers.DateField(required=False)


class AuditEvents(CreditsView):
    """Audit events."""

    @described(
        "audit_events_list",
        shapes.AuditEventSerializer(many=True),
        refusals=[400, 401, 403],
        parameters=[
            OpenApiParameter("chain", str, description="Kind of the chain, e.g. agreement or lot_family."),
            OpenApiParameter("key", str, description="Key of the chain."),
            OpenApiParameter("action", str, description="What the action begins with, e.g. transfer."),
            OpenApiParameter("who", str, description="Part of the person's name."),
            OpenApiParameter("on", OpenApiTypes.DATE, description="Day in Sydney."),
        ],
    )
    def get(self, request: Request) -> Response:
        """Every event, newest first: for auditors and the registry's officers."""
        self.require_role(selectors.READS_ALL)
        given = {"on": request.query_params["on"]} if request.query_params.get("on") else {}
        on = read(AuditFilterSerializer(data=given)).get("on")
        asked = Asked(
            chain=self.asked("chain"),
            key=self.asked("key"),
            action=self.asked("action"),
            who=self.asked("who"),
            on=on,
        )
        return self.page_of(matching(asked), shapes.AuditEventSerializer)


class AuditEventDetail(CreditsView):
    """One audit event."""

    @described("audit_events_retrieve", shapes.AuditEventSerializer, refusals=[401, 403, 404])
    def get(self, request: Request, kind: str, key: str, sequence: int) -> Response:
        """With the text that is hashed."""
        self.require_role(selectors.READS_ALL)
        rows = AuditEvent.objects.select_related("chain")
        found = rows.filter(chain__kind=kind, chain__key=key.replace("\x00", ""), sequence=sequence).first()
        if found is None:
            raise NotVisible("event")
        return Response(shapes.AuditEventSerializer(found).data)
