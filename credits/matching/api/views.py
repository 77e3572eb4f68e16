"""The search for credits over the API: matches, allocation, questions, diary, requests to use variation."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import NothingSerializer, StrictSerializer, read, require
from credits.lots.api.answers import CreditsView, changing, described
from credits.lots.api.requests import ReasonSerializer
from credits.matching import policies, selectors
from credits.matching.allocation import allocate
from credits.matching.api import shapes
from credits.matching.matching import filters_of, match, one_class
from credits.matching.services import diary, questions, variations
from credits.obligations.models import ObligationLine
from credits.obligations.selectors import visible

of_obligations = extend_schema(tags=["obligations"])
FILTERS = [
    OpenApiParameter("answer", str, description="serves, open, possible or no."),
    OpenApiParameter("rule", str, description="like_for_like, variation or trust_wider_option."),
    OpenApiParameter("offered", bool, description="Only what is on offer."),
    OpenApiParameter("subregion", str),
    OpenApiParameter("region", str),
    OpenApiParameter("search", str, description="Words of the class, community or species."),
]


class _View(CreditsView):
    """A view that runs commands now."""

    def clock(self) -> dict[str, Any]:
        """What every command takes."""
        return {
            "actor": self.actor,
            "key": self.key,
            "today": timezone.localdate(),
            "now": timezone.now(),
        }

    def body(self, shape: type[StrictSerializer]) -> dict[str, Any]:
        """The checked body. Raises ValidationError."""
        return read(shape(data=self.request.data))

    def undated(self) -> dict[str, Any]:
        """For commands that take no day."""
        return {"actor": self.actor, "key": self.key, "now": timezone.now()}


class LineCredits(_View):
    """Credits for a line."""

    @of_obligations
    @described("obligation_line_credits_list", shapes.LineMatchSerializer(many=True), parameters=FILTERS)
    def get(self, request: Request, line_id: UUID) -> Response:
        """Every class on the register with its answer for the line, best first."""
        line = visible.line(self.actor, line_id)
        for_holder = policies.sees_holdings(self.actor, line.obligation)
        found = match(line, on=timezone.localdate(), for_holder=for_holder)
        return self.page_of(found.select(filters_of(request.query_params)), shapes.LineMatchSerializer)


class LineSearch(_View):
    """A search that is recorded."""

    @of_obligations
    @changing("obligation_line_search", shapes.DiarySearchSerializer, status=201, request=NothingSerializer)
    def post(self, request: Request, line_id: UUID) -> Response:
        """Search the register for the line and enter what was found in the diary; once a day."""
        require(policies.may_search(self.actor, visible.line(self.actor, line_id).obligation))
        self.body(NothingSerializer)
        return Response(diary.search(line_id=str(line_id), **self.clock()), status=201)


class LineClass(_View):
    """One class for a line."""

    @of_obligations
    @described("obligation_line_class_retrieve", shapes.LineMatchDecidedSerializer)
    def get(self, request: Request, line_id: UUID, class_id: int) -> Response:
        """With every test of every rule."""
        line = visible.line(self.actor, line_id)
        for_holder = policies.sees_holdings(self.actor, line.obligation)
        of = selectors.credit_class(class_id)
        found = one_class(line, of, on=timezone.localdate(), for_holder=for_holder)
        return Response(shapes.LineMatchDecidedSerializer(found[0]).data)


class LineQuestions(_View):
    """Questions about one class for a line."""

    @of_obligations
    @changing(
        "obligation_question_create",
        shapes.SearchStateSerializer,
        status=201,
        request=shapes.QuestionAskSerializer,
    )
    def post(self, request: Request, line_id: UUID, class_id: int) -> Response:
        """Put an open test to the authority."""
        require(policies.may_search(self.actor, visible.line(self.actor, line_id).obligation))
        made = questions.ask(
            line_id=str(line_id), class_id=class_id, **self.body(shapes.QuestionAskSerializer), **self.clock()
        )
        return Response(made, status=201)


class LineVariation(_View):
    """Variation for a line."""

    @of_obligations
    @changing(
        "obligation_variation_create",
        shapes.SearchStateSerializer,
        status=201,
        request=shapes.VariationAskSerializer,
    )
    def post(self, request: Request, line_id: UUID) -> Response:
        """Ask to use the variation rules (cl 6.4)."""
        require(policies.may_ask_for_variation(self.actor, visible.line(self.actor, line_id).obligation))
        made = variations.ask(
            line_id=str(line_id), **self.body(shapes.VariationAskSerializer), **self.clock()
        )
        return Response(made, status=201)


class ObligationAllocation(_View):
    """The cheapest way."""

    @of_obligations
    @described(
        "obligation_allocation_retrieve",
        shapes.AllocationSerializer,
        parameters=[OpenApiParameter("held", bool, description="Use what is held first; yes unless false.")],
    )
    def get(self, request: Request, obligation_id: UUID) -> Response:
        """For all outstanding lines of an obligation, out of what is on offer now. Nothing is reserved."""
        obligation = visible.obligation(self.actor, obligation_id)
        lines = obligation.lines.filter(state=ObligationLine.IN_FORCE).order_by("number")
        found = allocate(
            lines.select_related("credit_class", "obligation__authority", "obligation__holder"),
            on=timezone.localdate(),
            with_held=self.asked("held") not in ("0", "false"),
            for_holder=policies.sees_holdings(self.actor, obligation),
        )
        return Response(shapes.AllocationSerializer(found).data)


class ObligationDiary(_View):
    """The reasonable-steps diary."""

    @of_obligations
    @described("obligation_diary_list", shapes.DiaryEntrySerializer(many=True))
    def get(self, request: Request, obligation_id: UUID) -> Response:
        """By day."""
        obligation = visible.obligation(self.actor, obligation_id)
        return self.page_of(selectors.diary(obligation), shapes.DiaryEntrySerializer)

    @of_obligations
    @changing(
        "obligation_diary_create",
        shapes.DiaryEntryMadeSerializer,
        status=201,
        request=shapes.DiaryNoteSerializer,
    )
    def post(self, request: Request, obligation_id: UUID) -> Response:
        """Enter a step taken elsewhere."""
        require(policies.may_search(self.actor, visible.obligation(self.actor, obligation_id)))
        values = self.body(shapes.DiaryNoteSerializer)
        line = values.pop("line")
        made = diary.note(obligation_id=str(obligation_id), line_number=line, **values, **self.clock())
        return Response(made, status=201)


class ObligationDiaryRefresh(_View):
    """What enters itself."""

    @of_obligations
    @changing("obligation_diary_refresh", shapes.DiaryRefreshSerializer, request=NothingSerializer)
    def post(self, request: Request, obligation_id: UUID) -> Response:
        """Enter enquiries and wants of this registry that are not in the diary yet."""
        require(policies.may_search(self.actor, visible.obligation(self.actor, obligation_id)))
        self.body(NothingSerializer)
        return Response(diary.refresh(obligation_id=str(obligation_id), **self.clock()))


class QuestionList(_View):
    """Questions."""

    @of_obligations
    @described("obligation_questions_list", shapes.QuestionSerializer(many=True), refusals=[401])
    def get(self, request: Request) -> Response:
        """Those of the obligations you may read, newest first."""
        return self.page_of(selectors.questions(self.actor), shapes.QuestionSerializer)


class QuestionDetail(_View):
    """One question."""

    @of_obligations
    @described("obligation_question_retrieve", shapes.QuestionSerializer)
    def get(self, request: Request, question_id: UUID) -> Response:
        """With its decision."""
        return Response(shapes.QuestionSerializer(selectors.question(self.actor, question_id)).data)


class QuestionAnswer(_View):
    """The decision."""

    @of_obligations
    @changing(
        "obligation_question_answer", shapes.SearchStateSerializer, request=shapes.QuestionAnswerSerializer
    )
    def post(self, request: Request, question_id: UUID) -> Response:
        """Decide yes or no, with reasons."""
        require(policies.may_answer(self.actor, selectors.question(self.actor, question_id)))
        values = self.body(shapes.QuestionAnswerSerializer)
        return Response(questions.answer(question_id=str(question_id), **values, **self.clock()))


class QuestionWithdraw(_View):
    """The asker's withdrawal."""

    @of_obligations
    @changing(
        "obligation_question_withdraw", shapes.SearchStateSerializer, request=shapes.OptionalReasonSerializer
    )
    def post(self, request: Request, question_id: UUID) -> Response:
        """Take a question back that nobody has decided."""
        require(policies.may_withdraw_question(self.actor, selectors.question(self.actor, question_id)))
        values = self.body(shapes.OptionalReasonSerializer)
        return Response(questions.withdraw(question_id=str(question_id), **values, **self.undated()))


class VariationList(_View):
    """Requests to use variation."""

    @of_obligations
    @described("obligation_variations_list", shapes.VariationRequestSerializer(many=True), refusals=[401])
    def get(self, request: Request) -> Response:
        """Those of the obligations you may read, newest first."""
        return self.page_of(selectors.variation_requests(self.actor), shapes.VariationRequestSerializer)


class VariationDetail(_View):
    """One request."""

    @of_obligations
    @described("obligation_variation_retrieve", shapes.VariationRequestSerializer)
    def get(self, request: Request, request_id: UUID) -> Response:
        """With its decision."""
        found = selectors.variation_request(self.actor, request_id)
        return Response(shapes.VariationRequestSerializer(found).data)


class VariationApprove(_View):
    """The delegate's approval."""

    @of_obligations
    @changing("obligation_variation_approve", shapes.SearchStateSerializer, request=ReasonSerializer)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Approve the use of the variation rules, with reasons."""
        found = selectors.variation_request(self.actor, request_id)
        require(policies.may_decide_variation(self.actor, found))
        values = self.body(ReasonSerializer)
        return Response(variations.approve(request_id=str(request_id), **values, **self.undated()))


class VariationRefuse(_View):
    """The delegate's refusal."""

    @of_obligations
    @changing("obligation_variation_refuse", shapes.SearchStateSerializer, request=ReasonSerializer)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Refuse the use of the variation rules, with reasons."""
        found = selectors.variation_request(self.actor, request_id)
        require(policies.may_decide_variation(self.actor, found))
        values = self.body(ReasonSerializer)
        return Response(variations.refuse(request_id=str(request_id), **values, **self.undated()))


class VariationWithdraw(_View):
    """The developer's withdrawal."""

    @of_obligations
    @changing(
        "obligation_variation_withdraw", shapes.SearchStateSerializer, request=shapes.OptionalReasonSerializer
    )
    def post(self, request: Request, request_id: UUID) -> Response:
        """Take a request back that nobody has decided."""
        found = selectors.variation_request(self.actor, request_id)
        require(policies.may_withdraw_variation(self.actor, found))
        values = self.body(shapes.OptionalReasonSerializer)
        return Response(variations.withdraw(request_id=str(request_id), **values, **self.undated()))
