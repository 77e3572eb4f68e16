"""What the trust records about an application, over the API."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import StrictSerializer, read
from registry.agreements import criteria, selectors
from registry.agreements.api.answers import AgreementView, DoneSerializer, changing, described
from registry.agreements.api.assessing_shapes import (
    EligibilitySerializer,
    InterestHolderSerializer,
    PermittedActivitySerializer,
)
from registry.agreements.models import InterestHolder
from registry.agreements.services import activities, eligibility, interests


class FindingBodySerializer(StrictSerializer):
    """An answer to one criterion."""

    subject = serializers.ChoiceField(choices=criteria.SUBJECTS)
    criterion = serializers.CharField(max_length=40, help_text="A code of `agreements/criteria/`.")
    met = serializers.BooleanField()
    reason = serializers.CharField(max_length=20_000)


class InterestBodySerializer(StrictSerializer):
    """Somebody else with an interest in the land."""

    name = serializers.CharField(max_length=200)
    interest = serializers.ChoiceField(choices=InterestHolder.Interest.choices)


class AnswerBodySerializer(StrictSerializer):
    """What they answered."""

    answer = serializers.ChoiceField(choices=[(one, one) for one in interests.ANSWERS])
    answered_on = serializers.DateField()
    evidence = serializers.CharField(max_length=20_000)


class ActivityBodySerializer(StrictSerializer):
    """An activity with its finding."""

    activity = serializers.CharField(max_length=200)
    conditions = serializers.CharField(max_length=20_000, allow_blank=True, default="")
    harmless = serializers.BooleanField(help_text="No negative effect on biodiversity.")
    finding = serializers.CharField(max_length=20_000)


class Eligibility(AgreementView):
    """Eligibility of the landholder and of the land."""

    @described("agreement_eligibility", EligibilitySerializer)
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """Both, apart, with every answer given."""
        agreement = self.agreement(agreement_id)
        standing = eligibility.standing(agreement)

        def outcome(one: criteria.Outcome) -> dict[str, object]:
            return {
                "state": one.state,
                "missing": [criterion.code for criterion in one.missing],
                "failed": [criterion.code for criterion in one.failed],
            }

        shown = {
            "person": outcome(standing.person),
            "land": outcome(standing.land),
            "findings": agreement.eligibility_findings.select_related("found_by").order_by("pk"),
        }
        return Response(EligibilitySerializer(shown).data)

    @changing("agreement_eligibility_record", DoneSerializer, request=FindingBodySerializer)
    def post(self, request: Request, agreement_id: UUID) -> Response:
        """Record the answer to one criterion."""
        self.to_do(agreement_id, "assess")
        values = read(FindingBodySerializer(data=request.data))
        return Response(
            eligibility.record(actor=self.actor, key=self.key, agreement_id=str(agreement_id), **values)
        )


class Interests(AgreementView):
    """Others with an interest in the land."""

    @described("agreement_interests", InterestHolderSerializer(many=True))
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """Those named, with their answers."""
        return self.page_of(self.agreement(agreement_id).interest_holders.all(), InterestHolderSerializer)

    @changing("agreement_interest_name", DoneSerializer, status=201, request=InterestBodySerializer)
    def post(self, request: Request, agreement_id: UUID) -> Response:
        """Name somebody; their answer is then waited for."""
        self.to_do(agreement_id, "assess")
        values = read(InterestBodySerializer(data=request.data))
        done = interests.name(actor=self.actor, key=self.key, agreement_id=str(agreement_id), **values)
        return Response(done, status=201)


class InterestAnswer(AgreementView):
    """The answer of somebody with an interest."""

    @changing("agreement_interest_answer", DoneSerializer, request=AnswerBodySerializer)
    def post(self, request: Request, agreement_id: UUID, interest_id: UUID) -> Response:
        """Record it, with what shows it."""
        self.to_do(agreement_id, "assess")
        values = read(AnswerBodySerializer(data=request.data))
        done = interests.answer(
            actor=self.actor,
            key=self.key,
            agreement_id=str(agreement_id),
            interest_id=str(interest_id),
            **values,
        )
        return Response(done)


class Activities(AgreementView):
    """Activities on the site."""

    @described("agreement_activities", PermittedActivitySerializer(many=True))
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """The standing finding about each; only a harmless one is permitted."""
        found = selectors.activity_findings(self.agreement(agreement_id))
        return self.page_of(found, PermittedActivitySerializer)  # type: ignore[arg-type]

    @changing("agreement_activity_record", DoneSerializer, status=201, request=ActivityBodySerializer)
    def post(self, request: Request, agreement_id: UUID) -> Response:
        """Record a finding about an activity."""
        self.to_do(agreement_id, "assess")
        values = read(ActivityBodySerializer(data=request.data))
        done = activities.record(actor=self.actor, key=self.key, agreement_id=str(agreement_id), **values)
        return Response(done, status=201)
