"""The delegates of an assessment over the API: who they are, naming one, and ending it."""

from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import policies, selectors
from assessments.api.answers import DeskView, StrictSerializer, changing, described, read, require
from assessments.api.cases import MadeSerializer
from assessments.models import Delegate
from assessments.services import delegates


class DelegateSerializer(serializers.ModelSerializer[Delegate]):
    """A person who works on an assessment for its lead assessor."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="person.name")
    added_by = serializers.CharField(source="added_by.name")

    class Meta:
        model = Delegate
        fields = ["id", "name", "added_by", "added_at"]
        read_only_fields = fields


class NewDelegateSerializer(StrictSerializer):
    """Whom to name."""

    email = serializers.EmailField(max_length=254, help_text="The address an assessor signs in with.")


class Delegates(DeskView):
    """The delegates of an assessment."""

    @described("delegates_list", DelegateSerializer(many=True))
    def get(self, request: Request, assessment_id: UUID) -> Response:
        """Those of today, in the order they were named; for the lead assessor and the delegates."""
        assessment = selectors.assessment_for(self.actor, assessment_id)
        require(policies.may_edit(self.actor, assessment))
        rows = assessment.delegates.filter(removed_at__isnull=True).select_related("person", "added_by")
        return self.page_of(rows, DelegateSerializer)

    @changing("delegates_create", MadeSerializer, status=201, request=NewDelegateSerializer)
    def post(self, request: Request, assessment_id: UUID) -> Response:
        """Name an assessor. They edit, calculate and make documents; certifying stays with the lead assessor."""
        require(policies.may_lead(self.actor, selectors.assessment_for(self.actor, assessment_id)))
        values = read(NewDelegateSerializer(data=request.data))
        made = delegates.add_delegate(
            actor=self.actor,
            key=self.key,
            assessment_id=assessment_id,
            email=values["email"],
            today=timezone.localdate(),
        )
        return Response(made, status=201)


class DelegateDetail(DeskView):
    """One delegate."""

    @changing("delegates_destroy", MadeSerializer)
    def delete(self, request: Request, assessment_id: UUID, delegate_id: UUID) -> Response:
        """End it from now on. What the delegate did stays in the history."""
        ended = delegates.remove_delegate(
            actor=self.actor, key=self.key, assessment_id=assessment_id, delegate_id=delegate_id
        )
        return Response(ended)
