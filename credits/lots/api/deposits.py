"""Money of first sales and retirements over the API."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import StrictSerializer, read, require
from credits.lots import first_money, policies
from credits.lots.api.answers import CreditsView, changing, described
from credits.lots.api.offers import today
from credits.lots.fund_step import dealing_of
from credits.lots.services import deposits
from registry import public_ids
from registry.fund.models import OutsideDeposit, Settlement
from registry.fund.policies import sites as fund_policies


class SettlementSerializer(serializers.ModelSerializer[Settlement]):
    """The money of one first sale or retirement, whole cents; portion and surplus once it is settled."""

    id = serializers.UUIDField(source="public_id")
    agreement_id = serializers.UUIDField(source="site.agreement.public_id")
    dealing = serializers.CharField(source="subject", help_text="transfer:id or retirement:id.")
    seller = serializers.CharField(source="seller.name")
    payer = serializers.CharField(source="payer.name")

    class Meta:
        model = Settlement
        fields = [
            "id",
            "kind",
            "state",
            "dealing",
            "agreement_id",
            "lot_number",
            "quantity",
            "value_cents",
            "gst_cents",
            "seller",
            "payer",
            "received_cents",
            "received_on",
            "top_up_cents",
            "cleared_on",
            "portion_cents",
            "surplus_cents",
            "settled_on",
            "ruling",
        ]
        read_only_fields = fields


class MoneyDoneSerializer(serializers.Serializer[Any]):
    """What came of a step."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    dealing = serializers.CharField(required=False)
    lot = serializers.CharField(required=False)


class MoneyBodySerializer(StrictSerializer):
    """Money as it came, whole cents: exactly what is asked."""

    received_cents = serializers.IntegerField(min_value=0, max_value=10**15)
    received_on = serializers.DateField()
    receipt = serializers.CharField(max_length=120, allow_blank=True)
    top_up_cents = serializers.IntegerField(min_value=0, max_value=10**15, default=0)
    top_up_receipt = serializers.CharField(max_length=120, allow_blank=True, default="")


class ClearBodySerializer(StrictSerializer):
    """The value date."""

    cleared_on = serializers.DateField()


class MoneyReasonSerializer(StrictSerializer):
    """Why."""

    reason = serializers.CharField(max_length=4_000)


class DocumentBodySerializer(StrictSerializer):
    """The document that shows the payment; left out to confirm what another person stated."""

    document = serializers.CharField(max_length=300, allow_blank=True)


class Settlements(CreditsView):
    """Money of first sales and retirements."""

    @described("settlements_list", SettlementSerializer(many=True), refusals=[401])
    def get(self, request: Request) -> Response:
        """Of the sites whose agreements you may see, newest first."""
        return self.page_of(first_money.settlements_visible_to(self.actor), SettlementSerializer)


class SettlementRecord(CreditsView):
    """Recording money."""

    @changing("settlements_record", MoneyDoneSerializer, request=MoneyBodySerializer)
    def post(self, request: Request, kind: str, dealing_id: UUID) -> Response:
        """The price with its tax, or a retirement's share, exactly; again until it is confirmed."""
        dealing, site = deposits.first_dealing(self.actor, kind, dealing_id)
        facts = dealing_of(dealing)
        parties = frozenset({facts.seller_id, facts.payer_id})
        require(fund_policies.may_record_money(self.actor, site, parties))
        values = read(MoneyBodySerializer(data=request.data))
        made = deposits.record(
            actor=self.actor,
            key=self.key,
            kind=kind,
            dealing_id=str(dealing_id),
            today=today(),
            now=timezone.now(),
            **values,
        )
        return Response(made)


class SettlementView(CreditsView):
    """One settlement."""

    def settlement(self, settlement_id: UUID) -> Settlement:
        """Raises NotVisible."""
        return public_ids.find(first_money.settlements_visible_to(self.actor), settlement_id, "settlement")

    def clock(self, settlement_id: UUID) -> dict[str, Any]:
        """What every step is told."""
        return {
            "actor": self.actor,
            "key": self.key,
            "settlement_id": str(settlement_id),
            "today": today(),
            "now": timezone.now(),
        }


class SettlementClear(SettlementView):
    """Confirming money."""

    @changing("settlements_clear", MoneyDoneSerializer, request=ClearBodySerializer)
    def post(self, request: Request, settlement_id: UUID) -> Response:
        """Another person of the trust confirms that it has cleared."""
        found = self.settlement(settlement_id)
        parties = frozenset({found.seller_id, found.payer_id})
        require(fund_policies.may_clear_money(self.actor, found.site, parties, found.recorded_by_id))
        values = read(ClearBodySerializer(data=request.data))
        return Response(deposits.clear(**self.clock(settlement_id), **values))


class SettlementCancel(SettlementView):
    """Giving money back."""

    @changing("settlements_cancel", MoneyDoneSerializer, request=MoneyReasonSerializer)
    def post(self, request: Request, settlement_id: UUID) -> Response:
        """After the dealing was refused or withdrawn."""
        found = self.settlement(settlement_id)
        parties = frozenset({found.seller_id, found.payer_id})
        require(fund_policies.may_record_money(self.actor, found.site, parties))
        values = read(MoneyReasonSerializer(data=request.data))
        return Response(deposits.cancel(**self.clock(settlement_id), **values))


class OutsideDeposits(CreditsView):
    """Shares paid before this registry had a fund."""

    @changing("outside_deposits_state", MoneyDoneSerializer, request=DocumentBodySerializer)
    def post(self, request: Request, number: str) -> Response:
        """State it for a taken-over lot; a second person's call confirms it."""
        lot = deposits.taken_over_lot(self.actor, number)
        stated = OutsideDeposit.objects.filter(lot_number=lot.number).first()
        if stated is None:
            require(policies.may_state_outside_deposit(self.actor, lot))
        else:
            require(policies.may_confirm_outside_deposit(self.actor, lot, stated.stated_by_id))
        values = read(DocumentBodySerializer(data=request.data))
        common = {"actor": self.actor, "key": self.key, "now": timezone.now()}
        if stated is None:
            return Response(deposits.state_outside(lot_number=lot.number, **values, **common))
        return Response(deposits.confirm_outside(outside_deposit_id=str(stated.public_id), **common))
