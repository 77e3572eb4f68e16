"""What holders owe back, over the API."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments.api.answers import NothingSerializer, StrictSerializer, changing, described, read, require
from registry.fund import states
from registry.fund.api.books import BooksView, FundDoneSerializer, FundReasonSerializer, cents, tagged
from registry.fund.models import Recovery
from registry.fund.policies import books as policies
from registry.fund.selectors import recoveries as selectors
from registry.fund.selectors import sites
from registry.fund.services import recoveries

STATE = OpenApiParameter("state", str, enum=list(states.RECOVERY.states))


class RecoverySerializer(serializers.ModelSerializer[Recovery]):
    """What a holder owes back for a site."""

    id = serializers.UUIDField(source="public_id")
    agreement = serializers.UUIDField(source="site.agreement.public_id")
    agreement_number = serializers.CharField(source="site.agreement.number")
    party = serializers.UUIDField(source="party.public_id")
    party_name = serializers.CharField(source="party.name")
    state = serializers.CharField(help_text="proposed, open, repaid or withdrawn.")

    class Meta:
        model = Recovery
        fields = [
            "id",
            "agreement",
            "agreement_number",
            "party",
            "party_name",
            "amount_cents",
            "outstanding_cents",
            "reason",
            "payment_line",
            "state",
            "raised_at",
            "approved_at",
            "closing_reason",
        ]
        read_only_fields = fields


class NewRecoverySerializer(StrictSerializer):
    """A claim to propose. `payment_line`: the line of a payment run that was too high."""

    agreement = serializers.UUIDField()
    party = serializers.UUIDField()
    amount_cents = cents()
    reason = serializers.CharField(max_length=4_000)
    payment_line = serializers.CharField(max_length=40, default="", allow_blank=True)


class RepaymentSerializer(StrictSerializer):
    """What came back."""

    amount_cents = cents()
    received_on = serializers.DateField()
    receipt = serializers.CharField(max_length=120)


class RecoveryList(BooksView):
    """Money owed back."""

    @tagged
    @described("fund_recoveries", RecoverySerializer(many=True), refusals=[401], parameters=[STATE])
    def get(self, request: Request) -> Response:
        """What you may see, newest first."""
        rows = selectors.recoveries(self.actor)
        if self.asked("state") in states.RECOVERY.states:
            rows = rows.filter(state=self.asked("state"))
        return self.page_of(rows, RecoverySerializer)

    @tagged
    @changing("fund_recovery_propose", FundDoneSerializer, status=201, request=NewRecoverySerializer)
    def post(self, request: Request) -> Response:
        """Propose a claim. A second person approves it."""
        require(policies.may_keep_books(self.actor))
        values = read(NewRecoverySerializer(data=request.data))
        site = sites.site_for(self.actor, values["agreement"])
        require(policies.may_propose_recovery(self.actor, site))
        made = recoveries.propose(
            actor=self.actor,
            key=self.key,
            agreement_id=str(values["agreement"]),
            party_id=str(values["party"]),
            amount_cents=values["amount_cents"],
            reason=values["reason"],
            payment_line=values["payment_line"],
            now=timezone.now(),
        )
        return Response(made, status=201)


class RecoveryDetail(BooksView):
    """One claim."""

    @tagged
    @described("fund_recovery", RecoverySerializer)
    def get(self, request: Request, recovery_id: UUID) -> Response:
        """With what is outstanding."""
        return Response(RecoverySerializer(selectors.recovery(self.actor, recovery_id)).data)


def step(
    action: str, command: Callable[..., dict[str, Any]], body: type[StrictSerializer], *, dated: bool = True
) -> type[APIView]:
    """A view of one step on a claim."""

    def post(self: BooksView, request: Request, recovery_id: UUID) -> Response:
        found = selectors.recovery(self.actor, recovery_id)
        require(policies.RECOVERY_RULES[action](self.actor, found))
        values = read(body(data=request.data))
        clocks = {"today": timezone.localdate(), "now": timezone.now()} if dated else {}
        done = command(actor=self.actor, key=self.key, recovery_id=str(recovery_id), **values, **clocks)
        return Response(done)

    post.__doc__ = (command.__doc__ or "").partition(".")[0] + "."
    asked = None if body is NothingSerializer else body
    method = tagged(changing(f"fund_recovery_{action}", FundDoneSerializer, request=asked)(post))
    return type(f"Recovery{action.capitalize()}", (BooksView,), {"post": method, "__doc__": post.__doc__})


STEPS = {
    "approve": step("approve", recoveries.approve, NothingSerializer),
    "withdraw": step("withdraw", recoveries.withdraw, FundReasonSerializer, dated=False),
    "repay": step("repay", recoveries.repay, RepaymentSerializer),
}
"""By the end of the address."""
