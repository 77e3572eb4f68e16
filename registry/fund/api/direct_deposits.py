"""What of a site's deposit no credit can bring, and money paid in for it, over the API."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments.api.answers import StrictSerializer, changing, described, read, require
from registry import public_ids
from registry.fund import states
from registry.fund.api.books import BooksView, FundReasonSerializer, cents, tagged
from registry.fund.models import DirectDeposit
from registry.fund.policies import direct_deposits as policies
from registry.fund.policies.books import may_keep_books
from registry.fund.selectors import direct_deposits as selectors
from registry.fund.selectors import sites
from registry.fund.selectors.shortfall import shortfall_of
from registry.fund.services import direct_deposits

STATE = OpenApiParameter("state", str, enum=list(states.DIRECT_DEPOSIT.states))
AGREEMENT = OpenApiParameter("agreement", str, description="An agreement's id.")


class ShortfallSerializer(serializers.Serializer[Any]):
    """A site's deposit in whole cents: due, deposited, still to come with credits, not covered by any credit."""

    due_cents = serializers.IntegerField()
    deposited_cents = serializers.IntegerField()
    credits_left = serializers.IntegerField(help_text="In force, share not settled.")
    to_come_cents = serializers.IntegerField(help_text="What they bring with their first sale or retirement.")
    uncovered_cents = serializers.IntegerField(help_text="Due less deposited less to come.")
    extra_cents = serializers.IntegerField(help_text="Asked by later versions of the schedule.")
    cancelled_cents = serializers.IntegerField(
        help_text="Share of credits cancelled before their first sale."
    )
    direct_cents = serializers.IntegerField(help_text="Paid in without credits.")
    recorded_cents = serializers.IntegerField(help_text="Recorded, not yet confirmed.")
    can_take_cents = serializers.IntegerField(help_text="The most that can be recorded now.")


class DirectDepositSerializer(serializers.ModelSerializer[DirectDeposit]):
    """Money paid in without credits."""

    id = serializers.UUIDField(source="public_id")
    agreement = serializers.UUIDField(source="site.agreement.public_id")
    payer = serializers.UUIDField(source="payer.public_id")
    payer_name = serializers.CharField(source="payer.name")
    state = serializers.CharField(help_text="recorded, cleared or withdrawn.")

    class Meta:
        model = DirectDeposit
        fields = [
            "id",
            "agreement",
            "payer",
            "payer_name",
            "amount_cents",
            "reason",
            "state",
            "received_on",
            "receipt",
            "cleared_on",
            "closing_reason",
            "created_at",
        ]
        read_only_fields = fields


class NewDirectDepositSerializer(StrictSerializer):
    """Money that came. `payer`: an owner of the land, a former one, who applied, or the trust."""

    agreement = serializers.UUIDField()
    payer = serializers.UUIDField()
    amount_cents = cents()
    reason = serializers.CharField(max_length=direct_deposits.LONGEST_REASON)
    received_on = serializers.DateField()
    receipt = serializers.CharField(max_length=direct_deposits.LONGEST_RECEIPT)


class DirectDepositClearingSerializer(StrictSerializer):
    """The value date."""

    cleared_on = serializers.DateField()


class DirectDepositDoneSerializer(serializers.Serializer[Any]):
    """What came of a step."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    agreement = serializers.UUIDField()


class SiteShortfall(BooksView):
    """How a site's deposit stands."""

    @tagged
    @described("fund_site_deposit", ShortfallSerializer)
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """Due, deposited, still to come with credits, and not covered by any credit."""
        return Response(ShortfallSerializer(shortfall_of(sites.site_for(self.actor, agreement_id))).data)


class DirectDeposits(BooksView):
    """Money paid in without credits."""

    @tagged
    @described(
        "fund_direct_deposits",
        DirectDepositSerializer(many=True),
        refusals=[401],
        parameters=[STATE, AGREEMENT],
    )
    def get(self, request: Request) -> Response:
        """Of the sites whose agreements you may see, newest first."""
        rows = selectors.direct_deposits(self.actor)
        if self.asked("state") in states.DIRECT_DEPOSIT.states:
            rows = rows.filter(state=self.asked("state"))
        if self.asked("agreement"):
            known = public_ids.read(self.asked("agreement"))
            rows = rows.filter(site__agreement__public_id=known) if known else rows.none()
        return self.page_of(rows, DirectDepositSerializer)

    @tagged
    @changing(
        "fund_direct_deposit_record",
        DirectDepositDoneSerializer,
        status=201,
        request=NewDirectDepositSerializer,
    )
    def post(self, request: Request) -> Response:
        """Record money, at most what no credit can bring. Another person confirms it."""
        require(may_keep_books(self.actor))
        values = read(NewDirectDepositSerializer(data=request.data))
        site = sites.site_for(self.actor, values["agreement"])
        require(policies.may_record(self.actor, site))
        made = direct_deposits.record(
            actor=self.actor,
            key=self.key,
            agreement_id=str(values.pop("agreement")),
            payer_id=str(values.pop("payer")),
            today=timezone.localdate(),
            now=timezone.now(),
            **values,
        )
        return Response(made, status=201)


class DirectDepositDetail(BooksView):
    """One deposit."""

    @tagged
    @described("fund_direct_deposit", DirectDepositSerializer)
    def get(self, request: Request, deposit_id: UUID) -> Response:
        """As it stands."""
        return Response(DirectDepositSerializer(selectors.direct_deposit(self.actor, deposit_id)).data)


def step(
    action: str, command: Callable[..., dict[str, Any]], body: type[StrictSerializer], *, dated: bool
) -> type[APIView]:
    """A view of one step on a deposit."""

    def post(self: BooksView, request: Request, deposit_id: UUID) -> Response:
        found = selectors.direct_deposit(self.actor, deposit_id)
        require(policies.RULES[action](self.actor, found))
        values = read(body(data=request.data))
        clocks = {"today": timezone.localdate(), "now": timezone.now()} if dated else {}
        return Response(
            command(actor=self.actor, key=self.key, direct_deposit_id=str(deposit_id), **values, **clocks)
        )

    post.__doc__ = (command.__doc__ or "").partition(".")[0] + "."
    method = tagged(
        changing(f"fund_direct_deposit_{action}", DirectDepositDoneSerializer, request=body)(post)
    )
    name = f"DirectDeposit{action.capitalize()}"
    return type(name, (BooksView,), {"post": method, "__doc__": post.__doc__})


STEPS = {
    "clear": step("clear", direct_deposits.clear, DirectDepositClearingSerializer, dated=True),
    "withdraw": step("withdraw", direct_deposits.withdraw, FundReasonSerializer, dated=False),
}
"""By the end of the address."""
