"""What programs send to the market."""

from typing import Any

from rest_framework import serializers

from assessments.api.answers import StrictSerializer
from credits.lots.models import CreditClass
from credits.lots.services.dealing import LARGEST_QUANTITY, LONGEST_TEXT
from credits.market.services.enquiries import LONGEST_MESSAGE
from credits.market.services.entries import LONGEST_NOTE
from credits.market.wanted import LARGEST_PCT_ID, MOST_SUBREGIONS, Asked

WORDS = (
    "offset_trading_group",
    "community_name",
    "pct_id",
    "hollow_bearing_trees",
    "scientific_name",
    "subregions",
)


class TermsSerializer(StrictSerializer):
    """How many, at what price, what else, until when."""

    quantity = serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY)
    price = serializers.CharField(
        max_length=60,
        default="",
        allow_blank=True,
        help_text="Per credit in dollars without GST, as text; empty: to be agreed.",
    )
    note = serializers.CharField(
        max_length=LONGEST_NOTE, default="", allow_blank=True, help_text="Public: no contact details."
    )
    expires_on = serializers.DateField(
        default=None, allow_null=True, help_text="Last day; at most and without it a year from today."
    )


class DemandTermsSerializer(TermsSerializer):
    """The terms of a want."""

    needed_by = serializers.DateField(default=None, allow_null=True)


class WordsSerializer(StrictSerializer):
    """Which credits, in the names of the reference facts; what is empty is open."""

    offset_trading_group = serializers.CharField(max_length=600, default="", allow_blank=True)
    community_name = serializers.CharField(max_length=400, default="", allow_blank=True)
    pct_id = serializers.IntegerField(min_value=1, max_value=LARGEST_PCT_ID, default=None, allow_null=True)
    hollow_bearing_trees = serializers.ChoiceField(
        choices=[code for code, _ in CreditClass.HOLLOWS], default="", allow_blank=True
    )
    scientific_name = serializers.CharField(max_length=200, default="", allow_blank=True)
    subregions = serializers.ListField(
        child=serializers.CharField(max_length=120), max_length=MOST_SUBREGIONS, default=list
    )


class ListInterestSerializer(WordsSerializer, TermsSerializer):
    """Credits of `lot`, of `agreement`, or of a planned site where neither is named. For a lot leave the class out."""

    lot = serializers.CharField(max_length=20, default="", allow_blank=True)
    agreement = serializers.UUIDField(default=None, allow_null=True, help_text="Id of the agreement.")
    holder = serializers.UUIDField(
        default=None, allow_null=True, help_text="Needed only where you sign for several landholders."
    )
    kind = serializers.CharField(
        max_length=10, default="", allow_blank=True, help_text="ecosystem or species; empty for a lot."
    )
    local_government_area = serializers.CharField(max_length=200, default="", allow_blank=True)


class EnterDemandSerializer(WordsSerializer, DemandTermsSerializer):
    """What is looked for. Names are those of the reference facts; what is empty is open."""

    buyer = serializers.UUIDField(
        default=None, allow_null=True, help_text="Needed only where you sign for several organisations."
    )
    kind = serializers.CharField(max_length=10, help_text="ecosystem or species.")


def asked_of(values: dict[str, Any]) -> Asked:
    """What was said about the credits."""
    words = {name: values[name] for name in WORDS}
    return Asked(kind=values["kind"], **(words | {"subregions": tuple(words["subregions"])}))


class WithdrawSerializer(StrictSerializer):
    """A reason in words."""

    reason = serializers.CharField(max_length=LONGEST_TEXT)


class OpenEnquirySerializer(StrictSerializer):
    """The first message about one of `interest`, `demand` (ids) and `lot` (number)."""

    about = serializers.ChoiceField(choices=["interest", "demand", "lot"])
    about_id = serializers.CharField(max_length=60, help_text="Its id; of a lot its number.")
    text = serializers.CharField(max_length=LONGEST_MESSAGE)
    asker = serializers.UUIDField(
        default=None, allow_null=True, help_text="Needed only where you sign for several organisations."
    )


class WriteSerializer(StrictSerializer):
    """A message."""

    text = serializers.CharField(max_length=LONGEST_MESSAGE)
