"""People as JSON. The public sees numbers, names and terms, never addresses."""

from typing import Any

from rest_framework import serializers

from registry.parties.services.accounts import TOKEN_DAYS_AT_MOST


class RoleSerializer(serializers.Serializer[Any]):
    """A role held today."""

    role = serializers.CharField()
    organisation = serializers.CharField()
    organisation_id = serializers.UUIDField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class AccreditationSerializer(serializers.Serializer[Any]):
    """An entry of the public register of accredited assessors."""

    number = serializers.CharField()
    name = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField()
    status = serializers.ChoiceField(choices=["in force", "suspended", "lapsed", "not yet in force"])


class MeSerializer(serializers.Serializer[Any]):
    """Who you are to the registry today."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.EmailField()
    accredited = serializers.BooleanField(help_text="An accreditation of yours is in force today.")
    roles = RoleSerializer(many=True)
    accreditations = AccreditationSerializer(many=True)


class TokenSerializer(serializers.Serializer[Any]):
    """A token of yours. The token itself is not stored and cannot be shown again."""

    token_key = serializers.CharField(help_text="The first characters, to tell tokens apart.")
    created = serializers.DateTimeField()
    expiry = serializers.DateTimeField()


class NewTokenSerializer(serializers.Serializer[Any]):
    """How long a new token is to last."""

    days = serializers.IntegerField(min_value=1, max_value=TOKEN_DAYS_AT_MOST, default=90)


class IssuedTokenSerializer(serializers.Serializer[Any]):
    """The new token, shown this once. Send it as `Authorization: Token …`."""

    token = serializers.CharField()


class PublishNameSerializer(serializers.Serializer[Any]):
    """Show the name in the public registers?"""

    published = serializers.BooleanField()


class NamePublishedSerializer(serializers.Serializer[Any]):
    """How it stands now."""

    organisation = serializers.UUIDField()
    name_published = serializers.BooleanField()
