"""Pledges and trusted counterparties over the API; each is off unless the registry uses it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import StrictSerializer, read
from credits.lots import pledges
from credits.lots.api import requests
from credits.lots.api.answers import CreditsView, changing, described
from credits.lots.api.offers import signed, today
from credits.lots.securities import CounterpartyRule, Pledge, TrustedCounterparty
from credits.lots.selectors import READS_ALL
from credits.lots.services import counterparties
from credits.lots.services import pledges as commands
from credits.lots.services.dealing import LARGEST_QUANTITY, LONGEST_TEXT
from credits.lots.states import PLEDGE
from registry.actor import DEALING_ROLES
from registry.findings import NotVisible
from registry.parties.models import Organisation

ENDING = {"decline": commands.decline, "withdraw": commands.withdraw, "release": commands.release}


class PledgeSerializer(serializers.ModelSerializer[Pledge]):
    """Credits pledged to a lender: reserved, but still the holder's."""

    id = serializers.UUIDField(source="public_id")
    lot = serializers.CharField(source="lot.number")
    holder = serializers.CharField(source="lot.holder.__str__")
    lender = serializers.CharField(source="lender.name")
    state = serializers.CharField(help_text=", ".join(PLEDGE.states))

    class Meta:
        model = Pledge
        fields = [
            "id",
            "lot",
            "holder",
            "lender",
            "state",
            "quantity",
            "note",
            "proposed_at",
            "accepted_at",
            "closed_at",
            "closing_reason",
        ]
        read_only_fields = fields


class MakePledgeSerializer(requests.SignedSerializer):
    """Credits to pledge; they are reserved at once."""

    lot = serializers.CharField(max_length=20)
    quantity = serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY)
    lender = serializers.UUIDField()
    note = serializers.CharField(max_length=LONGEST_TEXT, default="", allow_blank=True)


class PledgeList(CreditsView):
    """Pledges."""

    @described("pledges_list", PledgeSerializer(many=True), refusals=[401])
    def get(self, request: Request) -> Response:
        """Those made by or to your organisations."""
        return self.page_of(pledges.visible_to(self.actor), PledgeSerializer)

    @changing("pledges_create", requests.CreditStateSerializer, status=201, request=MakePledgeSerializer)
    def post(self, request: Request) -> Response:
        """Pledge credits of a lot of yours. The request is your signature."""
        self.require_role(DEALING_ROLES)
        values = read(MakePledgeSerializer(data=request.data))
        made = commands.propose(
            actor=self.actor,
            key=self.key,
            lot_number=values["lot"],
            quantity=values["quantity"],
            lender_id=str(values["lender"]),
            note=values["note"],
            today=today(),
            now=timezone.now(),
            **signed(values),
        )
        return Response(made, status=201)


class PledgeDetail(CreditsView):
    """One pledge."""

    @described("pledges_retrieve", PledgeSerializer)
    def get(self, request: Request, pledge_id: UUID) -> Response:
        """As it stands."""
        return Response(PledgeSerializer(pledges.find(self.actor, pledge_id)).data)


class PledgeAccept(CreditsView):
    """Accepting a pledge."""

    @changing("pledges_accept", requests.CreditStateSerializer, request=requests.SignedSerializer)
    def post(self, request: Request, pledge_id: UUID) -> Response:
        """Accept for the lender. The request is your signature."""
        pledges.find(self.actor, pledge_id)
        values = read(requests.SignedSerializer(data=request.data))
        done = commands.accept(
            actor=self.actor, key=self.key, pledge_id=str(pledge_id), now=timezone.now(), **signed(values)
        )
        return Response(done)


class PledgeEnd(CreditsView):
    """Ending a pledge."""

    @changing("pledges_end", requests.CreditStateSerializer, request=requests.ReasonSerializer)
    def post(self, request: Request, pledge_id: UUID, action: str) -> Response:
        """`decline` and `release` by the lender, `withdraw` by the holder; with a reason."""
        pledges.find(self.actor, pledge_id)
        if action not in ENDING:
            raise NotVisible("action")
        values = read(requests.ReasonSerializer(data=request.data))
        done = ENDING[action](
            actor=self.actor,
            key=self.key,
            pledge_id=str(pledge_id),
            reason=values["reason"],
            now=timezone.now(),
        )
        return Response(done)


class CounterpartySerializer(serializers.ModelSerializer[TrustedCounterparty]):
    """An organisation on the list, and from when it counts."""

    id = serializers.UUIDField(source="counterparty.public_id")
    name = serializers.CharField(source="counterparty.name")

    class Meta:
        model = TrustedCounterparty
        fields = ["id", "name", "added_at", "counts_from"]
        read_only_fields = fields


class CounterpartiesSerializer(serializers.Serializer[Any]):
    """The list of an organisation, and whether it deals with these only."""

    trusted_only = serializers.BooleanField()
    ends_at = serializers.DateTimeField(allow_null=True)
    counterparties = CounterpartySerializer(many=True)


class CounterpartyBodySerializer(StrictSerializer):
    """What to change: `add` or `remove` an organisation, or `trusted_only`. Exactly one of the three."""

    add = serializers.UUIDField(required=False)
    remove = serializers.UUIDField(required=False)
    trusted_only = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One change at a time."""
        if len(attrs) != 1:
            raise serializers.ValidationError("Give exactly one of add, remove and trusted_only.")
        return attrs


class CounterpartyChangedSerializer(serializers.Serializer[Any]):
    """What was changed."""

    counterparty = serializers.CharField(required=False)
    counts_from = serializers.CharField(required=False)
    removed = serializers.BooleanField(required=False)
    trusted_only = serializers.BooleanField(required=False)
    ends_at = serializers.CharField(required=False, allow_null=True)


class Counterparties(CreditsView):
    """Trusted counterparties of an organisation of yours."""

    @described("counterparties_retrieve", CounterpartiesSerializer)
    def get(self, request: Request, organisation_id: UUID) -> Response:
        """The list, by name."""
        organisation = self._organisation(organisation_id)
        rule = CounterpartyRule.objects.filter(organisation=organisation).first()
        rows = TrustedCounterparty.objects.filter(organisation=organisation, removed_at=None)
        answer = {
            "trusted_only": counterparties.only_trusted(organisation, now=timezone.now()),
            "ends_at": None if rule is None else rule.ends_at,
            "counterparties": rows.select_related("counterparty").order_by("counterparty__name"),
        }
        return Response(CounterpartiesSerializer(answer).data)

    @changing("counterparties_change", CounterpartyChangedSerializer, request=CounterpartyBodySerializer)
    def post(self, request: Request, organisation_id: UUID) -> Response:
        """Add or remove one, or change whether you deal with these only."""
        self._organisation(organisation_id)
        values = read(CounterpartyBodySerializer(data=request.data))
        whose = {"actor": self.actor, "key": self.key, "organisation_id": str(organisation_id)}
        now = timezone.now()
        if "add" in values:
            return Response(counterparties.add(**whose, counterparty_id=str(values["add"]), now=now))
        if "remove" in values:
            return Response(counterparties.remove(**whose, counterparty_id=str(values["remove"]), now=now))
        return Response(counterparties.set_rule(**whose, trusted_only=values["trusted_only"], now=now))

    def _organisation(self, organisation_id: UUID) -> Organisation:
        found = Organisation.objects.filter(public_id=organisation_id).first()
        own = found is not None and (found.pk in self.actor.organisation_ids or READS_ALL & self.actor.roles)
        if found is None or not own or not settings.TRUSTED_COUNTERPARTIES:
            raise NotVisible("organisation")
        return found
