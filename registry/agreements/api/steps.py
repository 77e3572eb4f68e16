"""The steps of an agreement over the API: terms, signatures, registration's first half, review, suspension, closing."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import StrictSerializer
from registry.agreements.api.answers import AgreementView, described, may, step_view
from registry.agreements.api.shapes import (
    AgreementSuspensionSerializer,
    SignaturesSerializer,
    TermsSerializer,
)
from registry.agreements.services import (
    closing,
    registration,
    review,
    signing,
    statements,
    suspension,
    terms,
)


class TermsBodySerializer(StrictSerializer):
    """Terms to propose."""

    text = serializers.CharField(max_length=terms.LONGEST_TERMS)


class AgreeBodySerializer(StrictSerializer):
    """Agreeing to what was read."""

    expected_version = serializers.IntegerField(help_text="Version of the agreement when you read it.")


class ReopenBodySerializer(StrictSerializer):
    """Why agreed terms are taken up again."""

    reason = serializers.CharField(max_length=20_000, allow_blank=True, default="")


class SignBodySerializer(StrictSerializer):
    """A signature."""

    typed_name = serializers.CharField(max_length=200, help_text="Your name as on your account.")
    capacity = serializers.CharField(max_length=120)


class SignSeenBodySerializer(SignBodySerializer):
    """A signature under what can still change until it is signed."""

    expected_version = serializers.IntegerField(
        allow_null=True,
        default=None,
        help_text="Version of the agreement when you read it: what changed after it is not signed.",
    )


class PrepareBodySerializer(StrictSerializer):
    """What the registrar enters first."""

    number = serializers.CharField(max_length=20)
    title_reference = serializers.CharField(max_length=120)


class ReasonBodySerializer(StrictSerializer):
    """A reason, which everybody who sees the agreement can read."""

    reason = serializers.CharField(max_length=20_000)


class Terms(AgreementView):
    """Terms as proposed."""

    @described("agreement_terms", TermsSerializer(many=True))
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """Every version, newest first."""
        return self.page_of(self.agreement(agreement_id).terms.order_by("-version"), TermsSerializer)


class Signatures(AgreementView):
    """Signatures under the agreement."""

    @described("agreement_signatures", SignaturesSerializer)
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """What was signed, and the statements as they read now."""
        agreement = self.agreement(agreement_id)
        shown = {
            "signatures": statements.signatures_of(agreement),
            "holder_statement": statements.holder_text(agreement),
            "trust_statement": statements.trust_text(agreement),
        }
        return Response(SignaturesSerializer(shown).data)


class Suspensions(AgreementView):
    """Suspensions of an agreement."""

    @described("agreement_suspensions", AgreementSuspensionSerializer(many=True))
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """Newest first."""
        return self.page_of(self.agreement(agreement_id).suspensions.all(), AgreementSuspensionSerializer)


ProposeTerms = step_view(
    "agreement_terms_propose",
    "Propose terms: the next version. Person and land are eligible, nobody refuses, every year's cost is stated.",
    terms.propose,
    allowed=may("propose_terms"),
    body=TermsBodySerializer,
    clock="today",
)
AgreeTerms = step_view(
    "agreement_terms_agree",
    "Agree to the terms as last proposed, with the plan as it stands.",
    terms.agree,
    allowed=may("agree_terms"),
    body=AgreeBodySerializer,
    clock="today",
)
ReopenTerms = step_view(
    "agreement_terms_reopen",
    "Go back to the terms before anybody has signed.",
    terms.reopen,
    allowed=may("reopen_terms"),
    body=ReopenBodySerializer,
)
SignHolder = step_view(
    "agreement_sign_holder",
    "Sign for an owner; the first signature freezes the plan.",
    signing.sign_holder,
    allowed=may("sign_holder"),
    body=SignSeenBodySerializer,
    clock="now",
)
SignTrust = step_view(
    "agreement_sign_trust",
    "Sign for the Minister: an approver of the trust who signed for no owner.",
    signing.sign_trust,
    allowed=may("sign_trust"),
    body=SignBodySerializer,
    clock="now",
)
PrepareRegistration = step_view(
    "agreement_prepare_registration",
    "Enter number and title reference; another person registers, which issues the credits.",
    registration.prepare,
    allowed=may("prepare_registration"),
    body=PrepareBodySerializer,
)
BeginReview = step_view(
    "agreement_begin_review",
    "Begin the year-20 review. The agreement stays in force.",
    review.begin,
    allowed=may("begin_review"),
    clock="today",
)
Maintain = step_view(
    "agreement_maintain",
    "Go on with maintenance after the review.",
    review.maintain,
    allowed=may("maintain"),
    clock="today",
)
Suspend = step_view(
    "agreement_suspend",
    "Suspend an agreement that is in force.",
    suspension.suspend,
    allowed=may("suspend"),
    body=ReasonBodySerializer,
    clock="today",
)
LiftSuspension = step_view(
    "agreement_lift_suspension",
    "Lift the suspension.",
    suspension.lift,
    allowed=may("lift_suspension"),
    clock="today",
)
Refuse = step_view(
    "agreement_refuse",
    "Refuse the application, with a reason.",
    closing.refuse,
    allowed=may("refuse"),
    body=ReasonBodySerializer,
)
Withdraw = step_view(
    "agreement_withdraw",
    "Take the application back before registration.",
    closing.withdraw,
    allowed=may("withdraw"),
    body=ReasonBodySerializer,
)
