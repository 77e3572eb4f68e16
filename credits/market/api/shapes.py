"""The shapes of expressions of interest, wants and enquiries in the API: organisations, never their people."""

from typing import Any

from rest_framework import serializers

from credits.market.kinds import actions_for, owner_of
from credits.market.models import Demand, Enquiry, EnquiryMessage, Interest
from credits.market.selectors import name_for
from credits.market.states import DEMAND, INTEREST

EXACT_PRICE = "Per credit in dollars without GST, exact decimal text; empty: to be agreed."
ENTRY_FIELDS = [
    "id",
    "state",
    "kind",
    "offset_trading_group",
    "community_name",
    "pct_id",
    "pct_name",
    "hollow_bearing_trees",
    "scientific_name",
    "common_name",
    "subregions",
    "quantity",
    "price",
    "note",
    "made_at",
    "changed_at",
    "expires_on",
    "closed_at",
    "actions",
]


class EntrySerializer(serializers.ModelSerializer[Any]):
    """What both kinds of entries have in common."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField(help_text="ecosystem or species.")
    hollow_bearing_trees = serializers.CharField(help_text="yes, artificial, no, or empty where not stated.")
    subregions = serializers.ListField(
        child=serializers.CharField(), help_text="Empty: not stated, anywhere."
    )
    price = serializers.CharField(help_text=EXACT_PRICE)
    actions = serializers.SerializerMethodField(help_text="What you may do with it now.")

    def get_actions(self, entry: Any) -> list[str]:
        """Names of the actions that its state and your roles allow."""
        return [transition.action for transition in actions_for(self.context["actor"], entry)]

    def whose(self, entry: Any) -> str:
        """The organisation, as far as it may be named to who asks."""
        return name_for(self.context["actor"], owner_of(entry))


class InterestSerializer(EntrySerializer):
    """Credits that somebody would sell (N55)."""

    state = serializers.CharField(help_text=", ".join(INTEREST.states))
    holder = serializers.SerializerMethodField(
        help_text="Withheld from who has not signed in unless published."
    )
    lot = serializers.CharField(source="lot.number", default=None, allow_null=True)
    agreement = serializers.SerializerMethodField(
        help_text="Number of the agreement; empty until there is one."
    )
    on_offer = serializers.IntegerField(help_text="The quantity, for a lot at most what is available now.")

    class Meta:
        model = Interest
        fields = [*ENTRY_FIELDS, "holder", "lot", "agreement", "local_government_area", "on_offer"]
        read_only_fields = fields

    def get_holder(self, entry: Interest) -> str:
        """Whose credits they are."""
        return self.whose(entry)

    def get_agreement(self, entry: Interest) -> str:
        """Its public number."""
        return (entry.agreement.number or "") if entry.agreement else ""


class DemandSerializer(EntrySerializer):
    """Credits that somebody looks for."""

    state = serializers.CharField(help_text=", ".join(DEMAND.states))
    buyer = serializers.SerializerMethodField(
        help_text="Withheld from who has not signed in unless published."
    )

    class Meta:
        model = Demand
        fields = [*ENTRY_FIELDS, "buyer", "needed_by"]
        read_only_fields = fields

    def get_buyer(self, entry: Demand) -> str:
        """Who looks for them."""
        return self.whose(entry)


class EnquirySerializer(serializers.ModelSerializer[Enquiry]):
    """A conversation between two organisations about one thing."""

    id = serializers.UUIDField(source="public_id")
    interest = serializers.UUIDField(source="interest.public_id", default=None, allow_null=True)
    demand = serializers.UUIDField(source="demand.public_id", default=None, allow_null=True)
    lot = serializers.CharField(source="lot.number", default=None, allow_null=True)
    asker = serializers.CharField(source="asker.name")
    asked = serializers.CharField(source="asked.name")

    class Meta:
        model = Enquiry
        fields = ["id", "interest", "demand", "lot", "asker", "asked", "opened_at", "last_at", "closed_at"]
        read_only_fields = fields


class EnquiryMessageSerializer(serializers.ModelSerializer[EnquiryMessage]):
    """A message: plain text."""

    sender = serializers.CharField(source="sender.name")

    class Meta:
        model = EnquiryMessage
        fields = ["sender", "text", "at"]
        read_only_fields = fields


class EntryStateSerializer(serializers.Serializer[Any]):
    """An entry after a command."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    expires_on = serializers.DateField(required=False, help_text="After a renewal.")


class EnquiryStateSerializer(serializers.Serializer[Any]):
    """An enquiry after a command."""

    id = serializers.UUIDField()
    closed = serializers.BooleanField()
    message = serializers.IntegerField(required=False, help_text="Number of the message that was written.")
