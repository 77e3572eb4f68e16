"""Bank details and tax standings over the API. An account number goes in and never comes out: what is shown is masked,
and details are verified on the page, where the person who verifies them reads the number."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api import ActorView, Pages
from registry.bodies import JsonBody
from registry.findings import NotAllowed
from registry.fund import tries
from registry.fund.models import BankDetail, TaxStanding
from registry.fund.policies import payees as policies
from registry.fund.selectors import payees as selectors
from registry.fund.services import payees, tax_standings
from registry.parties.models import Organisation

KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Up to 80 characters of your choice. The same request with the same key is done once.",
)


class PayeeSerializer(serializers.ModelSerializer[Organisation]):
    """An organisation that can be paid."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Organisation
        fields = ["id", "name"]
        read_only_fields = fields


class BankDetailSerializer(serializers.ModelSerializer[BankDetail]):
    """Bank details, masked."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    state = serializers.CharField()

    class Meta:
        model = BankDetail
        fields = ["id", "masked", "state", "entered_at", "verified_at", "usable_from", "closing_reason"]
        read_only_fields = fields


class NewBankDetailSerializer(serializers.Serializer[Any]):
    """An account to enter."""

    bsb = serializers.CharField(max_length=20, help_text="Six digits, with or without a hyphen.")
    account_number = serializers.CharField(max_length=20, help_text="Two to nine digits.")
    title = serializers.CharField(max_length=120, help_text="Name of the account.")


class BankDetailEnteredSerializer(serializers.Serializer[Any]):
    """What was entered, masked."""

    bank_detail_id = serializers.UUIDField()
    masked = serializers.CharField()
    state = serializers.CharField()


class TaxStandingSerializer(serializers.ModelSerializer[TaxStanding]):
    """How an organisation stands to the goods and services tax from a day on."""

    class Meta:
        model = TaxStanding
        fields = [
            "valid_from",
            "gst_registered",
            "business_number",
            "invoice_agreement",
            "source",
            "entered_at",
        ]
        read_only_fields = fields


class NewTaxStandingSerializer(serializers.Serializer[Any]):
    """A tax standing to record."""

    valid_from = serializers.DateField()
    gst_registered = serializers.BooleanField()
    business_number = serializers.CharField(max_length=20, allow_blank=True, default="", help_text="ABN.")
    invoice_agreement = serializers.CharField(max_length=200, allow_blank=True, default="")
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]


class TaxRecordedSerializer(serializers.Serializer[Any]):
    """What was recorded."""

    organisation_id = serializers.UUIDField()
    valid_from = serializers.DateField()


class Payees(ActorView):
    """Organisations that can be paid."""

    @extend_schema(operation_id="payees_list", responses=PayeeSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Your own organisations; for the trust and the auditor every one that entered something."""
        pages = Pages()
        found = pages.paginate_queryset(selectors.payees(self.actor), request, view=self)
        return pages.get_paginated_response(PayeeSerializer(found or [], many=True).data)


@method_decorator(sensitive_variables(), name="dispatch")
class BankDetails(ActorView):
    """The bank details of an organisation."""

    parser_classes = [JsonBody]

    @extend_schema(operation_id="bank_details_list", responses=BankDetailSerializer(many=True))
    def get(self, request: Request, organisation_id: UUID) -> Response:
        """Everything entered, newest first, masked."""
        payee = selectors.payee_for(self.actor, organisation_id)
        return Response(BankDetailSerializer(selectors.details_of(payee), many=True).data)

    @extend_schema(
        operation_id="bank_details_create",
        parameters=[KEY],
        request=NewBankDetailSerializer,
        responses={201: BankDetailEnteredSerializer},
    )
    def post(self, request: Request, organisation_id: UUID) -> Response:
        """Enter the account that the organisation is paid to. The trust verifies it."""
        payee = selectors.payee_for(self.actor, organisation_id)
        decision = policies.may_enter_details(self.actor, payee.pk)
        if not decision.allowed:
            raise NotAllowed(decision.code, decision.reason)
        wanted = NewBankDetailSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        tries.count(request._request, tries.ENTERING)
        made = payees.enter(
            actor=self.actor,
            key=self.key,
            organisation_id=organisation_id,
            account=payees.read_account(**wanted.validated_data),
            now=timezone.now(),
        )
        return Response(BankDetailEnteredSerializer(made).data, status=201)


class TaxStandings(ActorView):
    """How an organisation stands to the goods and services tax."""

    parser_classes = [JsonBody]

    @extend_schema(operation_id="tax_standings_list", responses=TaxStandingSerializer(many=True))
    def get(self, request: Request, organisation_id: UUID) -> Response:
        """Everything recorded, newest first."""
        payee = selectors.payee_for(self.actor, organisation_id)
        return Response(TaxStandingSerializer(selectors.standings_of(payee), many=True).data)

    @extend_schema(
        operation_id="tax_standings_create",
        parameters=[KEY],
        request=NewTaxStandingSerializer,
        responses={201: TaxRecordedSerializer},
    )
    def post(self, request: Request, organisation_id: UUID) -> Response:
        """Record it from a day on. What is recorded stays; a later day ends it."""
        payee = selectors.payee_for(self.actor, organisation_id)
        decision = policies.may_record_tax(self.actor, payee.pk)
        if not decision.allowed:
            raise NotAllowed(decision.code, decision.reason)
        wanted = NewTaxStandingSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        made = tax_standings.record(
            actor=self.actor, key=self.key, organisation_id=organisation_id, **wanted.validated_data
        )
        return Response(TaxRecordedSerializer(made).data, status=201)
