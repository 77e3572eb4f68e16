"""How the agreements' API answers: the agreement for this actor, the description of each operation, steps as views."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments.api.answers import DeskView, NothingSerializer, StrictSerializer, read, require
from assessments.api.answers import changing as changing_something
from assessments.api.answers import described as described_operation
from registry.actor import Actor
from registry.agreements import policies, selectors
from registry.agreements.models import Agreement
from registry.commands import Decision

TAG = "agreements"


def described(*args: Any, **kwargs: Any) -> Callable[[Any], Any]:
    """The OpenAPI description of a method, under the agreements."""
    return lambda method: extend_schema(tags=[TAG])(described_operation(*args, **kwargs)(method))


def changing(*args: Any, **kwargs: Any) -> Callable[[Any], Any]:
    """The same for a method that changes something: it takes an idempotency key."""
    return lambda method: extend_schema(tags=[TAG])(changing_something(*args, **kwargs)(method))


class DoneSerializer(serializers.Serializer[Any]):
    """What came of a command: the agreement, its state and its version, and the ids of what was made."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    version = serializers.IntegerField(help_text="Send it with the next edit of the plan or the intention.")
    fee_id = serializers.UUIDField(required=False)
    activity_id = serializers.UUIDField(required=False)
    interest_id = serializers.UUIDField(required=False)
    action_id = serializers.UUIDField(required=False)
    change_id = serializers.UUIDField(required=False)
    change_state = serializers.CharField(required=False)
    terms_version = serializers.IntegerField(required=False)
    number = serializers.CharField(required=False)
    permitted = serializers.BooleanField(required=False)
    waiting_for = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Owners who still have to sign."
    )


class AgreementView(DeskView):
    """A view of one agreement."""

    def agreement(self, agreement_id: UUID) -> Agreement:
        """The agreement, if this actor may see it. Raises NotVisible."""
        return selectors.agreement_for(self.actor, agreement_id)

    def to_do(self, agreement_id: UUID, action: str) -> Agreement:
        """The agreement for somebody who may take an action of the state table. Raises NotVisible, NotAllowed."""
        agreement = self.agreement(agreement_id)
        require(policies.may(self.actor, agreement, action))
        return agreement


Allowed = Callable[[Actor, Agreement], Decision]


def may(action: str) -> Allowed:
    """The policy of an action of the state table."""
    return lambda actor, agreement: policies.may(actor, agreement, action)


def step_view(
    operation: str,
    description: str,
    command: Callable[..., dict[str, Any]],
    *,
    allowed: Allowed,
    body: type[StrictSerializer] = NothingSerializer,
    clock: str = "",
    status: int = 200,
) -> type[APIView]:
    """A view whose POST runs one command with the fields of `body`; `clock` is `now`, `today` or nothing.

    Who may is asked before the body is looked at.
    """

    def post(self: AgreementView, request: Request, agreement_id: UUID) -> Response:
        require(allowed(self.actor, self.agreement(agreement_id)))
        values = read(body(data=request.data))
        done = command(
            actor=self.actor,
            key=self.key,
            agreement_id=str(agreement_id),
            **plain(values),
            **clock_of(clock),
        )
        return Response(done, status=status)

    post.__doc__ = description
    request_body = None if body is NothingSerializer else body
    described_post = changing(operation, DoneSerializer, status=status, request=request_body)(post)
    name = "".join(part.capitalize() for part in operation.split("_"))
    made = type(name, (AgreementView,), {"post": described_post, "__doc__": description})
    return made


def clock_of(clock: str) -> dict[str, Any]:
    """The day or the moment of a command."""
    if clock == "now":
        return {"now": timezone.now()}
    return {"today": timezone.localdate()} if clock == "today" else {}


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Ids as text, so that the same request is the same to the idempotency key."""
    return {name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}
