"""Expressions of interest and wants over the API: everybody reads, signatories enter and change."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import NothingSerializer, read, require
from credits.lots.api.answers import CreditsView, changing, described
from credits.market import policies
from credits.market.api import requests, shapes
from credits.market.edges import public_answer, today
from credits.market.kinds import KINDS, Kind
from credits.market.services import demands, interests
from registry.actor import DEALING_ROLES

MINE = OpenApiParameter("mine", bool, description="Those of your organisations, in every state.")


class _View(CreditsView):
    """Of one kind of entries."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    kind: ClassVar[Kind]
    shape: ClassVar[Any]

    def many(self) -> Response:
        """A page of entries: those on the register, or one's own."""
        mine = self.asked("mine") == "true" and not self.actor.anonymous
        rows = self.kind.own(self.actor) if mine else self.kind.listed(today())
        return public_answer(self.page_of(rows, self.shape, actor=self.actor), self.actor)

    def one(self, entry_id: UUID) -> Response:
        """One entry."""
        entry = self.kind.find(self.actor, entry_id, on=today())
        return public_answer(Response(self.shape(entry, context={"actor": self.actor}).data), self.actor)

    def act(self, action: str, entry_id: UUID, body: type[Any]) -> Response:
        """Run a command on an entry of one's own."""
        require(policies.may_change(self.actor, self.kind.find(self.actor, entry_id, on=today())))
        values = read(body(data=self.request.data))
        done = self.kind.commands[action](
            actor=self.actor,
            key=self.key,
            today=today(),
            now=timezone.now(),
            **{self.kind.id_name: str(entry_id)},
            **values,
        )
        return Response(done)


class Interests(_View):
    """Expressions of interest to sell."""

    kind, shape = KINDS["interest"], shapes.InterestSerializer

    @described("interests_list", shapes.InterestSerializer(many=True), refusals=[], parameters=[MINE])
    def get(self, request: Request) -> Response:
        """What stands on the supply register, newest first."""
        return self.many()

    @changing(
        "interests_create",
        shapes.EntryStateSerializer,
        status=201,
        request=requests.ListInterestSerializer,
    )
    def post(self, request: Request) -> Response:
        """List credits for sale. Nobody but the recorded holder does (N15, N55)."""
        self.require_role(DEALING_ROLES)
        values = read(requests.ListInterestSerializer(data=request.data))
        told = values["kind"] or any(values[name] for name in requests.WORDS)
        made = interests.list_interest(
            actor=self.actor,
            key=self.key,
            lot_number=values["lot"],
            agreement_id=str(values["agreement"] or ""),
            holder_id=str(values["holder"] or ""),
            asked=requests.asked_of(values) if told else None,
            local_government_area=values["local_government_area"],
            quantity=values["quantity"],
            price=values["price"],
            note=values["note"],
            expires_on=values["expires_on"],
            today=today(),
            now=timezone.now(),
        )
        return Response(made, status=201)


class InterestDetail(_View):
    """One expression of interest."""

    kind, shape = KINDS["interest"], shapes.InterestSerializer

    @described("interests_retrieve", shapes.InterestSerializer, refusals=[404])
    def get(self, request: Request, entry_id: UUID) -> Response:
        """With what may be done with it."""
        return self.one(entry_id)


class InterestChange(_View):
    """Changing an expression of interest."""

    kind = KINDS["interest"]

    @changing("interests_change", shapes.EntryStateSerializer, request=requests.TermsSerializer)
    def post(self, request: Request, entry_id: UUID) -> Response:
        """How many, price, note and last day; what is not sent is emptied, the last day excepted."""
        return self.act("change", entry_id, requests.TermsSerializer)


class InterestRenew(_View):
    """Renewing an expression of interest."""

    kind = KINDS["interest"]

    @changing("interests_renew", shapes.EntryStateSerializer, request=NothingSerializer)
    def post(self, request: Request, entry_id: UUID) -> Response:
        """For another year from today."""
        return self.act("renew", entry_id, NothingSerializer)


class InterestClose(_View):
    """Closing an expression of interest."""

    kind = KINDS["interest"]

    @changing("interests_close", shapes.EntryStateSerializer, request=NothingSerializer)
    def post(self, request: Request, entry_id: UUID) -> Response:
        """A buyer was found."""
        return self.act("close", entry_id, NothingSerializer)


class InterestWithdraw(_View):
    """Withdrawing an expression of interest."""

    kind = KINDS["interest"]

    @changing("interests_withdraw", shapes.EntryStateSerializer, request=requests.WithdrawSerializer)
    def post(self, request: Request, entry_id: UUID) -> Response:
        """With a reason."""
        return self.act("withdraw", entry_id, requests.WithdrawSerializer)


class Demands(_View):
    """The demand register."""

    kind, shape = KINDS["demand"], shapes.DemandSerializer

    @described("demands_list", shapes.DemandSerializer(many=True), refusals=[], parameters=[MINE])
    def get(self, request: Request) -> Response:
        """What is looked for, newest first."""
        return self.many()

    @changing(
        "demands_create",
        shapes.EntryStateSerializer,
        status=201,
        request=requests.EnterDemandSerializer,
    )
    def post(self, request: Request) -> Response:
        """Enter a want of an organisation you sign for."""
        require(policies.may_enter_demand(self.actor))
        values = read(requests.EnterDemandSerializer(data=request.data))
        made = demands.enter(
            actor=self.actor,
            key=self.key,
            asked=requests.asked_of(values),
            buyer_id=str(values["buyer"] or ""),
            quantity=values["quantity"],
            price=values["price"],
            note=values["note"],
            needed_by=values["needed_by"],
            expires_on=values["expires_on"],
            today=today(),
            now=timezone.now(),
        )
        return Response(made, status=201)


class DemandDetail(_View):
    """One want."""

    kind, shape = KINDS["demand"], shapes.DemandSerializer

    @described("demands_retrieve", shapes.DemandSerializer, refusals=[404])
    def get(self, request: Request, entry_id: UUID) -> Response:
        """With what may be done with it."""
        return self.one(entry_id)


class DemandChange(_View):
    """Changing a want."""

    kind = KINDS["demand"]

    @changing("demands_change", shapes.EntryStateSerializer, request=requests.DemandTermsSerializer)
    def post(self, request: Request, entry_id: UUID) -> Response:
        """How many, price, note, latest and last day; what is not sent is emptied, the last day excepted."""
        return self.act("change", entry_id, requests.DemandTermsSerializer)


class DemandRenew(_View):
    """Renewing a want."""

    kind = KINDS["demand"]

    @changing("demands_renew", shapes.EntryStateSerializer, request=NothingSerializer)
    def post(self, request: Request, entry_id: UUID) -> Response:
        """For another year from today, or until it is needed."""
        return self.act("renew", entry_id, NothingSerializer)


class DemandClose(_View):
    """Closing a want."""

    kind = KINDS["demand"]

    @changing("demands_close", shapes.EntryStateSerializer, request=NothingSerializer)
    def post(self, request: Request, entry_id: UUID) -> Response:
        """The credits were found."""
        return self.act("close", entry_id, NothingSerializer)


class DemandWithdraw(_View):
    """Withdrawing a want."""

    kind = KINDS["demand"]

    @changing("demands_withdraw", shapes.EntryStateSerializer, request=requests.WithdrawSerializer)
    def post(self, request: Request, entry_id: UUID) -> Response:
        """With a reason."""
        return self.act("withdraw", entry_id, requests.WithdrawSerializer)
