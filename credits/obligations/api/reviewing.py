"""Applications over the API: reading them, the steps of the review, the decision."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments.api.answers import NothingSerializer, StrictSerializer, read, require
from credits.lots.api.answers import CreditsView, changing, described
from credits.obligations import policies_authority as policies
from credits.obligations import states
from credits.obligations.api import application_shapes as shapes
from credits.obligations.models import Application, Obligation
from credits.obligations.selectors import review, visible
from credits.obligations.services import changing as changes
from credits.obligations.services import (
    conditions,
    deciding_application,
    impact_findings,
    orders,
    recommending,
    reviewing,
)
from registry.actor import AUTHORITY_DELEGATE, Actor
from registry.commands import Decision

tagged = extend_schema(tags=["obligations"])
Allowed = Callable[[Actor, Any], Decision]
CLOCKS: dict[str, Callable[[], Any]] = {"now": timezone.now, "today": timezone.localdate}


class ApplicationList(CreditsView):
    """Applications."""

    @tagged
    @described("applications_list", shapes.ApplicationSerializer(many=True), refusals=[401])
    def get(self, request: Request) -> Response:
        """Those you may see, newest first; `state` narrows them."""
        rows = visible.applications(self.actor)
        state = self.asked("state")
        if state in states.APPLICATION.states:
            rows = rows.filter(state=state)
        return self.page_of(rows, shapes.ApplicationSerializer)


class ApplicationDetail(CreditsView):
    """One application."""

    @tagged
    @described("applications_retrieve", shapes.ApplicationDetailSerializer)
    def get(self, request: Request, application_id: UUID) -> Response:
        """With its lines, findings, concurrences and conditions."""
        found = visible.application(self.actor, application_id)
        return Response(shapes.ApplicationDetailSerializer(found, context={"actor": self.actor}).data)


def plain(value: Any) -> Any:
    """Ids as text, so that the same request is the same to the idempotency key."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def may(action: str) -> Allowed:
    """The policy of an action of the table of applications."""
    rule = policies.may_decide if action in review.DECISIONS else policies.may
    return lambda actor, application: rule(actor, application, action)


def _may_show(actor: Actor, application: Application) -> Decision:
    return policies.may_show_condition(actor, application, review.holder_id(application))


def step(
    operation: str,
    command: Callable[..., dict[str, Any]],
    *,
    allowed: Allowed,
    body: type[StrictSerializer] = NothingSerializer,
    clock: tuple[str, ...] = (),
    status: int = 200,
    method: str = "post",
) -> Callable[..., Response]:
    """A method that runs one command on an application with the fields of `body`. Who may is asked before the body is
    looked at; ids of the address beside the application's go to the command as text."""

    def run(self: CreditsView, request: Request, application_id: UUID, **ids: UUID) -> Response:
        require(allowed(self.actor, visible.application(self.actor, application_id)))
        values = read(body(data=request.data))
        done = command(
            actor=self.actor,
            key=self.key,
            application_id=str(application_id),
            **plain(ids),
            **plain(values),
            **{name: CLOCKS[name]() for name in clock},
        )
        return Response(done, status=status)

    run.__name__ = method
    run.__doc__ = (command.__doc__ or "").partition("\n")[0]
    asked = None if body is NothingSerializer else body
    return tagged(changing(operation, shapes.ApplicationStepSerializer, request=asked, status=status)(run))


def view(name: str, description: str, **methods: Callable[..., Response]) -> type[APIView]:
    """A view with those methods."""
    return type(name, (CreditsView,), {**methods, "__doc__": description})


NOW, BOTH = ("now",), ("today", "now")

Begin = view(
    "Begin",
    "The review begins.",
    post=step("applications_begin", reviewing.begin, allowed=may("begin_review"), clock=NOW),
)
Lines = view(
    "Lines",
    "Lines that the report lacks.",
    post=step(
        "applications_add_line",
        reviewing.add_line,
        allowed=may("set_line"),
        body=shapes.AddLineSerializer,
        clock=BOTH,
        status=201,
    ),
)
Line = view(
    "Line",
    "One line.",
    put=step(
        "applications_set_line",
        reviewing.set_line,
        allowed=may("set_line"),
        body=shapes.SetLineSerializer,
        clock=NOW,
        method="put",
    ),
)
Texts = view(
    "Texts",
    "Findings on avoiding and minimising.",
    put=step(
        "applications_set_texts",
        reviewing.set_texts,
        allowed=may("set_conditions"),
        body=shapes.TextsSerializer,
        method="put",
    ),
)
Conditions = view(
    "Conditions",
    "Conditions.",
    post=step(
        "applications_write_condition",
        conditions.write,
        allowed=may("set_conditions"),
        body=shapes.WriteConditionSerializer,
        status=201,
    ),
)
ConditionDetail = view(
    "ConditionDetail",
    "One condition.",
    put=step(
        "applications_change_condition",
        conditions.write,
        allowed=may("set_conditions"),
        body=shapes.WriteConditionSerializer,
        method="put",
    ),
    delete=step(
        "applications_remove_condition",
        conditions.remove,
        allowed=may("set_conditions"),
        method="delete",
    ),
)
ConditionEvidence = view(
    "ConditionEvidence",
    "Evidence for a condition.",
    post=step(
        "applications_show_condition",
        conditions.show,
        allowed=_may_show,
        body=shapes.EvidenceSerializer,
        clock=NOW,
    ),
)
ConditionMet = view(
    "ConditionMet",
    "A condition ticked off.",
    post=step(
        "applications_meet_condition",
        conditions.meet,
        allowed=policies.may_meet_condition,
        body=shapes.MetSerializer,
        clock=BOTH,
    ),
)
Findings = view(
    "Findings",
    "Findings on serious and irreversible impacts.",
    post=step(
        "applications_record_finding",
        impact_findings.record,
        allowed=may("record_impact_finding"),
        body=shapes.RecordFindingSerializer,
        clock=NOW,
        status=201,
    ),
)
Concurrences = view(
    "Concurrences",
    "Concurrences.",
    post=step(
        "applications_record_concurrence",
        impact_findings.record_concurrence,
        allowed=may("record_concurrence"),
        body=shapes.RecordConcurrenceSerializer,
        clock=BOTH,
        status=201,
    ),
)
Recommend = view(
    "Recommend",
    "The officer's recommendation.",
    post=step(
        "applications_recommend",
        recommending.recommend,
        allowed=may("recommend"),
        body=shapes.RecommendSerializer,
        clock=BOTH,
    ),
)
Return = view(
    "Return",
    "The recommendation returned.",
    post=step(
        "applications_return",
        recommending.give_back,
        allowed=may("return"),
        body=shapes.WhySerializer,
        clock=NOW,
    ),
)
Approve = view(
    "Approve",
    "The approval.",
    post=step(
        "applications_approve",
        deciding_application.approve,
        allowed=may("approve"),
        body=shapes.ApproveSerializer,
        clock=BOTH,
    ),
)
Refuse = view(
    "Refuse",
    "The refusal.",
    post=step(
        "applications_refuse",
        deciding_application.refuse,
        allowed=may("refuse"),
        body=shapes.WhySerializer,
        clock=BOTH,
    ),
)


class _OnObligation(CreditsView):
    def to_change(self, obligation_id: UUID, action: str) -> Obligation:
        """The obligation, for who may take the action. Raises NotVisible, NotAllowed."""
        found = visible.obligation(self.actor, obligation_id)
        require(policies.may_on_obligation(self.actor, found, action))
        return found

    def clocked(self, obligation_id: UUID) -> dict[str, Any]:
        """What each command on an obligation takes."""
        return {
            "actor": self.actor,
            "key": self.key,
            "obligation_id": str(obligation_id),
            "today": timezone.localdate(),
            "now": timezone.now(),
        }


class Lapse(_OnObligation):
    """A consent that lapsed."""

    @tagged
    @changing("obligations_lapse", shapes.ObligationStepSerializer, request=shapes.LapseSerializer)
    def post(self, request: Request, obligation_id: UUID) -> Response:
        """Record that the consent lapsed before anything began."""
        self.to_change(obligation_id, "lapse")
        values = read(shapes.LapseSerializer(data=request.data))
        return Response(changes.lapse(**self.clocked(obligation_id), **values))


class ChangeHolder(_OnObligation):
    """Another developer."""

    @tagged
    @changing(
        "obligations_change_holder", shapes.ObligationStepSerializer, request=shapes.ChangeHolderSerializer
    )
    def post(self, request: Request, obligation_id: UUID) -> Response:
        """Record that another developer owes the credits from a day on."""
        self.to_change(obligation_id, "change_holder")
        values = plain(read(shapes.ChangeHolderSerializer(data=request.data)))
        return Response(changes.change_holder(**self.clocked(obligation_id), **values))


class Orders(CreditsView):
    """Orders and planning agreements."""

    @tagged
    @changing("orders_enter", shapes.ObligationStepSerializer, request=shapes.OrderSerializer, status=201)
    def post(self, request: Request) -> Response:
        """Enter an order of the Minister or a court, or a planning agreement; by a delegate of the authority."""
        self.require_role(frozenset({AUTHORITY_DELEGATE}))
        values = plain(read(shapes.OrderSerializer(data=request.data)))
        values["lines"] = [dict(line) for line in values["lines"]]
        made = orders.enter(
            actor=self.actor, key=self.key, today=timezone.localdate(), now=timezone.now(), **values
        )
        return Response(made, status=201)
