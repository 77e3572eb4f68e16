"""Changes of an agreement in force and of its owners, over the API."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import StrictSerializer, read, require
from registry.agreements import policies, selectors
from registry.agreements.api.agreements import pairs
from registry.agreements.api.answers import AgreementView, DoneSerializer, changing, clock_of, described
from registry.agreements.api.plan import CostRowSerializer
from registry.agreements.api.shapes import (
    AgreementChangeSerializer,
    NewShareSerializer,
    OwnerChangeSerializer,
    OwnerShareSerializer,
)
from registry.agreements.api.steps import SignBodySerializer, SignSeenBodySerializer
from registry.agreements.models import AgreementChange
from registry.agreements.services import changes, ownership, statements
from registry.commands import Decision


class ChangeBodySerializer(StrictSerializer):
    """A change to propose."""

    kind = serializers.ChoiceField(choices=AgreementChange.ChangeKind.choices)
    reason = serializers.CharField(max_length=20_000)
    reference = serializers.CharField(
        max_length=200,
        allow_blank=True,
        default="",
        help_text="For a termination: the Minister's consent.",
    )
    plan_rows = CostRowSerializer(
        many=True, allow_null=True, default=None, help_text="Costs of the new version."
    )


class OwnerChangeBodySerializer(StrictSerializer):
    """A change of owner to lodge."""

    shares = NewShareSerializer(many=True, allow_empty=False)
    effective_on = serializers.DateField()
    evidence = serializers.CharField(max_length=20_000)


class Changes(AgreementView):
    """Variations, renewed plans and terminations."""

    @described("agreement_changes", AgreementChangeSerializer(many=True))
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """Newest first."""
        return self.page_of(self.agreement(agreement_id).changes.order_by("-pk"), AgreementChangeSerializer)

    @changing("agreement_change_propose", DoneSerializer, status=201, request=ChangeBodySerializer)
    def post(self, request: Request, agreement_id: UUID) -> Response:
        """Propose a change. A variation or a renewal opens a new version of the plan."""
        require(policies.may_propose_change(self.actor, self.agreement(agreement_id)))
        values = read(ChangeBodySerializer(data=request.data))
        rows = values.pop("plan_rows")
        if rows is not None:
            rows = [{**row, "action_id": str(row["action_id"]) if row["action_id"] else None} for row in rows]
        done = changes.propose(
            actor=self.actor,
            key=self.key,
            agreement_id=str(agreement_id),
            **values,
            plan_rows=rows,
            now=timezone.now(),
        )
        return Response(done, status=201)


class OneChange(AgreementView):
    """A step of one change."""

    def step(
        self,
        agreement_id: UUID,
        change_id: UUID,
        command: Callable[..., dict[str, Any]],
        *,
        clock: str = "",
        body: type[StrictSerializer] | None = None,
    ) -> Response:
        """Run the command with the body's fields."""
        values = read(body(data=self.request.data)) if body else {}
        done = command(
            actor=self.actor,
            key=self.key,
            agreement_id=str(agreement_id),
            change_id=str(change_id),
            **values,
            **clock_of(clock),
        )
        return Response(done)


class AgreeChange(OneChange):
    """Agreeing to a change."""

    @changing("agreement_change_agree", DoneSerializer, request=SignSeenBodySerializer)
    def post(self, request: Request, agreement_id: UUID, change_id: UUID) -> Response:
        """Sign a variation or a renewed plan for an owner."""
        agreement = self.agreement(agreement_id)
        selectors.change_for(agreement, change_id)
        require(policies.may_agree_to_change(self.actor, agreement))
        return self.step(agreement_id, change_id, changes.agree, clock="now", body=SignSeenBodySerializer)


class ApproveChange(OneChange):
    """Approving a change."""

    @changing("agreement_change_approve", DoneSerializer)
    def post(self, request: Request, agreement_id: UUID, change_id: UUID) -> Response:
        """Approve as another person of the trust: the new plan counts from now on, or the agreement ends."""
        agreement = self.agreement(agreement_id)
        change = selectors.change_for(agreement, change_id)
        signed = statements.signatures_under(statements.CHANGE, statements.change_text(agreement, change))
        signers = statements.signer_ids(signed)
        require(policies.may_approve_change(self.actor, agreement, change, signers))
        return self.step(agreement_id, change_id, changes.approve, clock="now")


class WithdrawChange(OneChange):
    """Withdrawing a change."""

    @changing("agreement_change_withdraw", DoneSerializer)
    def post(self, request: Request, agreement_id: UUID, change_id: UUID) -> Response:
        """Take back a change that is not approved."""
        agreement = self.agreement(agreement_id)
        selectors.change_for(agreement, change_id)
        require(policies.may_propose_change(self.actor, agreement))
        return self.step(agreement_id, change_id, changes.withdraw)


class Owners(AgreementView):
    """Owners of the land."""

    @described("agreement_owners", OwnerShareSerializer(many=True))
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """Every owner with its parts and days, those of today without a last day."""
        shares = self.agreement(agreement_id).owner_shares.select_related("organisation")
        return self.page_of(shares.order_by("valid_from", "pk"), OwnerShareSerializer)


class OwnerChanges(AgreementView):
    """Changes of owner."""

    @described("agreement_owner_changes", OwnerChangeSerializer(many=True))
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """Newest first."""
        agreement = self.agreement(agreement_id)
        return self.page_of(
            agreement.owner_changes.order_by("-pk"), OwnerChangeSerializer, agreement=agreement
        )

    @changing("agreement_owner_change_lodge", DoneSerializer, status=201, request=OwnerChangeBodySerializer)
    def post(self, request: Request, agreement_id: UUID) -> Response:
        """Lodge a change of owner: all owners after it."""
        require(policies.may_lodge_owner_change(self.actor, self.agreement(agreement_id)))
        values = read(OwnerChangeBodySerializer(data=request.data))
        done = ownership.lodge_change(
            actor=self.actor,
            key=self.key,
            agreement_id=str(agreement_id),
            shares=pairs(values["shares"]),
            effective_on=values["effective_on"],
            evidence=values["evidence"],
            today=timezone.localdate(),
        )
        return Response(done, status=201)


class OneOwnerChange(OneChange):
    """A step of one change of owner."""

    def permit(self, agreement_id: UUID, change_id: UUID, step: str) -> None:
        """Raises NotVisible, NotAllowed."""
        agreement = self.agreement(agreement_id)
        change = selectors.owner_change_for(agreement, change_id)
        owners = frozenset(owner.pk for owner, _ in ownership.new_owners(change))
        decisions: dict[str, Callable[[], Decision]] = {
            "accept": lambda: policies.may_accept_owner_change(self.actor, owners),
            "record": lambda: policies.may_record_owner_change(self.actor, agreement, change, owners),
            "withdraw": lambda: policies.may_withdraw_owner_change(self.actor, agreement),
        }
        require(decisions[step]())


class AcceptOwnerChange(OneOwnerChange):
    """Accepting the duties."""

    @changing("agreement_owner_change_accept", DoneSerializer, request=SignBodySerializer)
    def post(self, request: Request, agreement_id: UUID, change_id: UUID) -> Response:
        """Accept the duties for one of the new owners."""
        self.permit(agreement_id, change_id, "accept")
        return self.step(agreement_id, change_id, ownership.accept, clock="now", body=SignBodySerializer)


class RecordOwnerChange(OneOwnerChange):
    """Recording a change of owner."""

    @changing("agreement_owner_change_record", DoneSerializer)
    def post(self, request: Request, agreement_id: UUID, change_id: UUID) -> Response:
        """Record an accepted change (registrar). Credits stay with their holders."""
        self.permit(agreement_id, change_id, "record")
        return self.step(agreement_id, change_id, ownership.record, clock="today")


class WithdrawOwnerChange(OneOwnerChange):
    """Withdrawing a change of owner."""

    @changing("agreement_owner_change_withdraw", DoneSerializer)
    def post(self, request: Request, agreement_id: UUID, change_id: UUID) -> Response:
        """Take it back before it is recorded."""
        self.permit(agreement_id, change_id, "withdraw")
        return self.step(agreement_id, change_id, ownership.withdraw_change)
