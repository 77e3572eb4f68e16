"""The public life of a lot, and an agreement, as programs get them."""

from typing import Any

from rest_framework import serializers

from credits.lots.api.shapes import CreditClassSerializer

Data = dict[str, Any]
EXACT_PRICE = "Per credit in dollars without GST, exact decimal text; empty where there is none."
NAMED = "As it may be named to everybody; otherwise 'Name withheld'."


class PublicMintedSerializer(serializers.Serializer[Data]):
    """How credits moved."""

    on = serializers.DateField()
    kind = serializers.CharField(help_text="issue, transfer, retire, cancel or correct.")
    quantity = serializers.IntegerField()
    transaction_number = serializers.CharField()
    price = serializers.CharField(help_text=EXACT_PRICE)
    value_cents = serializers.IntegerField(allow_null=True)
    zero_price_reason = serializers.CharField()
    imported = serializers.BooleanField(
        help_text="A line of the published register, which leaves much untold."
    )


class PublicMovementSerializer(PublicMintedSerializer):
    """A movement seen from the lot."""

    direction = serializers.CharField(help_text="in or out.")
    other_lot = serializers.CharField(allow_null=True)
    to_holder = serializers.CharField(help_text=NAMED)
    held_after = serializers.IntegerField()
    related_party = serializers.BooleanField(allow_null=True, help_text="Null: not told.")
    philanthropic = serializers.BooleanField(allow_null=True, help_text="Null: not told.")
    purpose = serializers.CharField()
    obligation_reference = serializers.CharField()
    obligation_local_government_area = serializers.CharField()
    consent_on = serializers.DateField(allow_null=True)
    ground = serializers.CharField()


class PublicAncestorSerializer(serializers.Serializer[Data]):
    """A lot of the line of descent, the root first, the lot itself last."""

    number = serializers.CharField()
    status = serializers.CharField()
    holder = serializers.CharField(help_text=NAMED)
    held = serializers.IntegerField()
    minted = PublicMintedSerializer(allow_null=True)


class PublicRelativeSerializer(PublicAncestorSerializer):
    """A lot of the family."""

    depth = serializers.IntegerField(help_text="0 for the root lot.")
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    received = serializers.IntegerField()
    ended = serializers.IntegerField(help_text="Retired or cancelled.")
    moved_out = serializers.IntegerField()


class PublicOutcomeSerializer(serializers.Serializer[Data]):
    """What became of the credits that left the lot."""

    lots = serializers.IntegerField(help_text="Lots minted from it, at any depth.")
    held = serializers.IntegerField()
    retired = serializers.IntegerField()
    cancelled = serializers.IntegerField()


class PublicStandingOfferSerializer(serializers.Serializer[Data]):
    """Credits of the lot that anybody may buy."""

    offer = serializers.UUIDField()
    remaining = serializers.IntegerField()
    price = serializers.CharField(help_text=EXACT_PRICE)
    made_on = serializers.DateField()


class PublicSuspensionSerializer(serializers.Serializer[Data]):
    """Days on which the credits could or cannot move."""

    suspended_from = serializers.DateField()
    until = serializers.DateField()
    extended = serializers.BooleanField()
    lifted_on = serializers.DateField(allow_null=True)


class PublicDocumentSerializer(serializers.Serializer[Data]):
    """A document that tells public facts."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    number = serializers.CharField()
    issued_on = serializers.DateField()


class LotLifeSerializer(serializers.Serializer[Data]):
    """A lot as everybody may see it. Movements and the family have addresses of their own."""

    number = serializers.CharField()
    status = serializers.CharField(help_text="issued, equivalence, retired or cancelled.")
    suspended = serializers.BooleanField()
    suspended_until = serializers.DateField(allow_null=True)
    credit_class = CreditClassSerializer()
    holder = serializers.CharField(help_text=NAMED)
    agreement_number = serializers.CharField(help_text="Empty where none was published.")
    root = serializers.CharField()  # type: ignore[assignment]
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    received = serializers.IntegerField()
    held = serializers.IntegerField(help_text="Still the holder's, whether reserved or not.")
    available = serializers.IntegerField()
    ended = serializers.IntegerField(help_text="Retired or cancelled.")
    moved_out = serializers.IntegerField()
    issued_on = serializers.DateField(allow_null=True, help_text="Null: not published.")
    line = PublicAncestorSerializer(many=True)
    outcome = PublicOutcomeSerializer()
    standing_offers = PublicStandingOfferSerializer(many=True)
    suspensions = PublicSuspensionSerializer(many=True)
    doubts = serializers.ListField(child=serializers.CharField())
    documents = PublicDocumentSerializer(many=True)


class PublicMovedSerializer(serializers.Serializer[Data]):
    """Movements of one kind."""

    movements = serializers.IntegerField()
    quantity = serializers.IntegerField()


class PublicAgreementSerializer(serializers.Serializer[Data]):
    """An agreement as everybody may see it; dates are null where they have not come or are not published."""

    number = serializers.CharField()
    kind = serializers.CharField()
    legal_basis = serializers.CharField()
    status = serializers.CharField()
    suspended = serializers.BooleanField()
    registered_on = serializers.DateField(allow_null=True)
    full_management_from = serializers.DateField(allow_null=True)
    maintenance_from = serializers.DateField(allow_null=True)
    suspended_on = serializers.DateField(allow_null=True)
    terminated_on = serializers.DateField(allow_null=True)
    area_m2 = serializers.IntegerField(allow_null=True)
    local_government_area = serializers.CharField()
    subregions = serializers.ListField(child=serializers.CharField())
    owners = serializers.ListField(child=serializers.CharField(), help_text=NAMED)
    trust = serializers.CharField()
    imported = serializers.BooleanField(help_text="Known by its number from the published register alone.")
    lots = serializers.IntegerField()
    issued = serializers.IntegerField()
    held = serializers.IntegerField()
    available = serializers.IntegerField()
    retired = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    movements = serializers.DictField(child=PublicMovedSerializer(), help_text="By kind of movement.")
    documents = PublicDocumentSerializer(many=True)
    outline = serializers.JSONField(
        allow_null=True,
        help_text="GeoJSON geometry laid on a grid of a thousandth of a degree; null: none recorded.",
    )


class PublicAgreementLotSerializer(serializers.Serializer[Data]):
    """A lot of the agreement."""

    number = serializers.CharField()
    status = serializers.CharField()
    credit_class = CreditClassSerializer()
    holder = serializers.CharField(help_text=NAMED)
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    received = serializers.IntegerField()
    held = serializers.IntegerField()
    available = serializers.IntegerField()
    ended = serializers.IntegerField()
