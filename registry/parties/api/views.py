"""People over the API: oneself, one's tokens, and the public register of accredited assessors."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from knox.models import AuthToken
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api import ActorView, Pages
from registry.findings import NotAllowed, NotVisible
from registry.parties import selectors
from registry.parties.api import serializers
from registry.parties.models import User
from registry.parties.services import accounts, organisations


class Me(ActorView):
    """Who you are to the registry today."""

    @extend_schema(operation_id="me_retrieve", responses=serializers.MeSerializer)
    def get(self, request: Request) -> Response:
        user, today = request.user, timezone.localdate()
        if not isinstance(user, User):
            raise TypeError("permission classes let only users in")
        roles = user.role_assignments.select_related("organisation").filter(valid_from__lte=today)
        data = {
            "id": user.public_id,
            "name": user.name,
            "email": user.email,
            "accredited": self.actor.accredited,
            "roles": [
                {
                    "role": role.role,
                    "organisation": role.organisation.name,
                    "organisation_id": role.organisation.public_id,
                    "valid_from": role.valid_from,
                    "valid_to": role.valid_to,
                }
                for role in roles
                if role.valid_to is None or role.valid_to >= today
            ],
            "accreditations": [
                {
                    "number": row.number,
                    "name": user.name,
                    "valid_from": row.valid_from,
                    "valid_to": row.valid_to,
                    "status": selectors.status_on(row, today),
                }
                for row in user.accreditations.prefetch_related("suspensions")
            ],
        }
        return Response(serializers.MeSerializer(data).data)


class Tokens(ActorView):
    """Your tokens for programs."""

    @extend_schema(operation_id="tokens_list", responses=serializers.TokenSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = AuthToken.objects.filter(user_id=self.actor.user_id, expiry__gt=timezone.now())
        return Response(serializers.TokenSerializer(rows.order_by("created"), many=True).data)

    @extend_schema(
        operation_id="tokens_create",
        request=serializers.NewTokenSerializer,
        responses={201: serializers.IssuedTokenSerializer},
    )
    def post(self, request: Request) -> Response:
        # A token that got into wrong hands must end on its day, so it cannot make its own successor.
        if isinstance(request.auth, AuthToken):
            raise NotAllowed(
                "token.by_token", "Sign in on the website to make a token: a token cannot make another."
            )
        wanted = serializers.NewTokenSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        token = accounts.issue_token(actor=self.actor, days=wanted.validated_data["days"])
        return Response(serializers.IssuedTokenSerializer({"token": token}).data, status=201)


class Token(ActorView):
    """One of your tokens."""

    @extend_schema(operation_id="tokens_destroy", responses={204: None})
    def delete(self, request: Request, token_key: str) -> Response:
        accounts.revoke_token(actor=self.actor, key=self.key, token_key=token_key)
        return Response(status=204)


class Accreditations(ActorView):
    """The public register of accredited assessors: numbers, names and terms."""

    permission_classes = (AllowAny,)
    pagination_class = Pages

    @extend_schema(
        operation_id="accreditations_list",
        parameters=[OpenApiParameter("search", OpenApiTypes.STR, description="Part of a number or name.")],
        responses=serializers.AccreditationSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        search = request.query_params.get("search", "").strip()[:80]
        entries = selectors.accreditation_register(on=timezone.localdate(), search=search)
        pages = self.pagination_class()
        rows = pages.paginate_queryset(entries, request, view=self)  # type: ignore[arg-type]
        return pages.get_paginated_response(serializers.AccreditationSerializer(rows or [], many=True).data)


class PublishedName(ActorView):
    """Whether the public registers show the name of an organisation you sign for."""

    @extend_schema(
        operation_id="organisation_name_publish",
        request=serializers.PublishNameSerializer,
        responses=serializers.NamePublishedSerializer,
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Show it, or withhold it again from now on."""
        organisation = organisations.find_organisation(public_id)
        if organisation.pk not in self.actor.organisation_ids:
            raise NotVisible("organisation")
        wanted = serializers.PublishNameSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        done = organisations.publish_name(
            actor=self.actor,
            key=self.key,
            organisation_id=public_id,
            published=wanted.validated_data["published"],
        )
        return Response(done)
