"""Revisions over the API: look at one, move it through its life, compare it, read its history."""

import json
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import policies, selectors, states
from assessments.api.answers import (
    DeskView,
    NothingSerializer,
    StrictSerializer,
    changing,
    described,
    read,
    require,
)
from assessments.api.revision_shapes import ReviewSerializer, RevisionBriefSerializer, RevisionSerializer
from assessments.models import Revision
from assessments.services import comparing, history, lifecycle
from registry.audit.models import AuditEvent
from registry.findings import DomainError


class RevisionDetail(DeskView):
    """One revision."""

    @described("revisions_retrieve", RevisionSerializer)
    def get(self, request: Request, revision_id: UUID) -> Response:
        """State, possible steps, and every section with what is missing."""
        context = {"actor": self.actor, "today": timezone.localdate()}
        return Response(RevisionSerializer(self.revision(revision_id), context=context).data)


class Reviews(DeskView):
    """The reviewer's queue."""

    @described("reviews_list", ReviewSerializer(many=True), refusals=[401])
    def get(self, request: Request) -> Response:
        """Revisions that wait for your decision, oldest first."""
        return self.page_of(selectors.awaiting_review_by(self.actor), ReviewSerializer)


# --- steps ---------------------------------------------------------------------------------------------------------
class FinaliseSerializer(StrictSerializer):
    """The day you vouch for the report."""

    certified_on = serializers.DateField()


class AcceptSerializer(StrictSerializer):
    """A reviewer's word on what was accepted."""

    reason = serializers.CharField(max_length=10_000, allow_blank=True, default="")


class ReturnSerializer(StrictSerializer):
    """What has to change."""

    reason = serializers.CharField(max_length=10_000)


class ReopenSerializer(StrictSerializer):
    """How the new revision begins."""

    newest_release = serializers.BooleanField(
        default=False, help_text="Pin the reference release in force today instead of the old revision's."
    )


class MovedSerializer(serializers.Serializer[Any]):
    """The revision that was moved."""

    revision_id = serializers.UUIDField()


class FinalisedSerializer(MovedSerializer):
    """The revision and the calculation it was finalised with. Its documents are built by a job."""

    calculation_id = serializers.UUIDField()


class ReopenedSerializer(MovedSerializer):
    """The new open revision."""

    number = serializers.IntegerField()


class Finalise(DeskView):
    """Finalise and certify."""

    @changing("revision_finalise", FinalisedSerializer, request=FinaliseSerializer)
    def post(self, request: Request, revision_id: UUID) -> Response:
        """Refused with every missing item named. Accredited assessors only, and no party to the case."""
        revision = self.revision(revision_id)
        require(policies.may_finalise(self.actor, revision.assessment))
        values = read(FinaliseSerializer(data=request.data))
        return Response(
            lifecycle.finalise(
                actor=self.actor,
                key=self.key,
                revision_id=revision.pk,
                certified_on=values["certified_on"],
                today=timezone.localdate(),
            )
        )


class Submit(DeskView):
    """Submit for review."""

    @changing("revision_submit", MovedSerializer, request=NothingSerializer)
    def post(self, request: Request, revision_id: UUID) -> Response:
        """Send a finalised revision to its reviewer, within the days allowed after certification."""
        revision = self.revision(revision_id)
        require(policies.may_finalise(self.actor, revision.assessment))
        read(NothingSerializer(data=request.data))
        today = timezone.localdate()
        return Response(
            lifecycle.submit(actor=self.actor, key=self.key, revision_id=revision.pk, today=today)
        )


class Accept(DeskView):
    """Accept."""

    @changing("revision_accept", MovedSerializer, request=AcceptSerializer)
    def post(self, request: Request, revision_id: UUID) -> Response:
        """The reviewer accepts the report. An earlier accepted revision becomes superseded."""
        revision = self.revision(revision_id)
        require(policies.may_review(self.actor, revision.assessment))
        reason = read(AcceptSerializer(data=request.data))["reason"]
        return Response(
            lifecycle.accept(actor=self.actor, key=self.key, revision_id=revision.pk, reason=reason)
        )


class Return(DeskView):
    """Return to the assessor."""

    @changing("revision_return", MovedSerializer, request=ReturnSerializer)
    def post(self, request: Request, revision_id: UUID) -> Response:
        """The reviewer returns the report and says what has to change."""
        revision = self.revision(revision_id)
        require(policies.may_review(self.actor, revision.assessment))
        reason = read(ReturnSerializer(data=request.data))["reason"]
        return Response(
            lifecycle.return_to_assessor(
                actor=self.actor, key=self.key, revision_id=revision.pk, reason=reason
            )
        )


class Reopen(DeskView):
    """Reopen."""

    @changing("revision_reopen", ReopenedSerializer, status=201, request=ReopenSerializer)
    def post(self, request: Request, revision_id: UUID) -> Response:
        """Copy the content to a new open revision. This one is kept as it is, and superseded."""
        return self.open_again(request, revision_id, "reopen")

    def open_again(self, request: Request, revision_id: UUID, action: str) -> Response:
        """One service does both steps and tells them apart by the state; a client says which it means."""
        revision = self.own_revision(revision_id)
        values = read(ReopenSerializer(data=request.data))
        transition = states.REVISION.find(action)
        other = states.REVISION.find("amend" if action == "reopen" else "reopen")
        if revision.state in other.sources and revision.state not in transition.sources:
            states.REVISION.require(action, revision.state)
        made = lifecycle.reopen(
            actor=self.actor,
            key=self.key,
            revision_id=revision.pk,
            today=timezone.localdate(),
            newest_release=values["newest_release"],
        )
        return Response(made, status=201)


class Amend(Reopen):
    """Amend."""

    @changing("revision_amend", ReopenedSerializer, status=201, request=ReopenSerializer)
    def post(self, request: Request, revision_id: UUID) -> Response:
        """Copy an accepted revision to a new open one. This one stays accepted until the new one is."""
        return self.open_again(request, revision_id, "amend")


# --- comparing and history -----------------------------------------------------------------------------------------
class FieldChangeSerializer(serializers.Serializer[Any]):
    """One field's old and new value; text, number, truth value, list, or null."""

    field = serializers.CharField()  # type: ignore[assignment]
    old = serializers.JSONField(allow_null=True)
    new = serializers.JSONField(allow_null=True)


class ChangeSerializer(serializers.Serializer[Any]):
    """One row that was added, removed or changed."""

    section = serializers.CharField()
    what = serializers.CharField()
    change = serializers.CharField(help_text="added, removed or changed")
    fields_changed = FieldChangeSerializer(many=True)


class CreditTotalsSerializer(serializers.Serializer[Any]):
    """Credits of a revision's newest stored calculation; null where none is stored."""

    ecosystem = serializers.IntegerField(allow_null=True)
    species = serializers.IntegerField(allow_null=True)


class ComparedRevisionSerializer(RevisionBriefSerializer):
    """One side of the comparison."""

    credits = CreditTotalsSerializer()

    class Meta(RevisionBriefSerializer.Meta):
        fields = [*RevisionBriefSerializer.Meta.fields, "credits"]
        read_only_fields = fields


class ComparisonSerializer(serializers.Serializer[Any]):
    """Two revisions of one assessment side by side."""

    old = ComparedRevisionSerializer()
    new = ComparedRevisionSerializer()
    changes = ChangeSerializer(many=True)


class Compare(DeskView):
    """Two revisions."""

    @described("revisions_compare", ComparisonSerializer, refusals=(401, 404, 409))
    def get(self, request: Request, revision_id: UUID, other_id: UUID) -> Response:
        """What is different in `other_id`, seen from this revision."""
        old, new = self.revision(revision_id), self.revision(other_id)
        if old.assessment_id != new.assessment_id:
            raise DomainError(
                "revision.other_assessment", "Only revisions of the same assessment can be compared."
            )
        changes = [
            {
                "section": change.section,
                "what": change.what,
                "change": change.kind,
                "fields_changed": [
                    {"field": name, "old": values[0], "new": values[1]}
                    for name, values in change.fields.items()
                ],
            }
            for change in comparing.compare(old, new)
        ]
        return Response({"old": _side(old), "new": _side(new), "changes": changes})


def _side(revision: Revision) -> dict[str, Any]:
    stored = selectors.latest_calculation(revision)
    totals = {
        "ecosystem": stored.ecosystem_credits if stored else None,
        "species": stored.species_credits if stored else None,
    }
    return {**RevisionBriefSerializer(revision).data, "credits": totals}


class EventSerializer(serializers.ModelSerializer[AuditEvent]):
    """One event of the case's audit chain. `hash` covers it and everything before it."""

    who = serializers.CharField(source="actor_label")
    subject = serializers.SerializerMethodField()
    data = serializers.SerializerMethodField()  # type: ignore[assignment]

    class Meta:
        model = AuditEvent
        fields = ["sequence", "at", "who", "action", "subject", "data", "previous_hash", "hash"]
        read_only_fields = fields

    def get_subject(self, event: AuditEvent) -> str:
        """Public id of what it is about, then the section and the row."""
        return str(json.loads(event.body)["subject"])

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_data(self, event: AuditEvent) -> Any:
        """What was done: old and new values, reasons, totals."""
        return json.loads(event.body)["data"]


class History(DeskView):
    """The history of an assessment."""

    @described("revision_history_list", EventSerializer(many=True), refusals=(401, 404))
    def get(self, request: Request, revision_id: UUID) -> Response:
        """Events of this assessment's revisions that you may see, newest first; for its lead assessor those of the
        case too."""
        revision = self.revision(revision_id)
        return self.page_of(history.events(self.actor, revision), EventSerializer)
