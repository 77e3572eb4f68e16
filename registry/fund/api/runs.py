"""Payment runs over the API: open, look at, approve for a fingerprint, release, settle; lines, and what came back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import (
    DeskView,
    NothingSerializer,
    StrictSerializer,
    changing,
    described,
    read,
    require,
)
from registry.actor import Actor
from registry.commands import Decision
from registry.fund import paying, states
from registry.fund.bank.returns import LARGEST_FILE_BYTES
from registry.fund.models import PaymentRun, RunLine
from registry.fund.policies import runs as policies
from registry.fund.selectors import runs as selectors
from registry.fund.services import run_returns, runs

tagged = extend_schema(tags=["fund"])
STATE = OpenApiParameter("state", str, enum=list(states.LINE.states))
REASON = OpenApiParameter("reason", str, enum=list(paying.HOLDS))


class RunSerializer(serializers.ModelSerializer[PaymentRun]):
    """A payment run. `fingerprint` is of its lines as they are; it goes into the approval."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.CharField(help_text=", ".join(states.RUN.states))

    class Meta:
        model = PaymentRun
        fields = [
            "id",
            "number",
            "kind",
            "due_to",
            "index_vintage",
            "state",
            "fingerprint",
            "opened_at",
            "prepared_at",
            "approved_at",
            "released_at",
            "processing_on",
            "completed_at",
            "settled_on",
            "closing_reason",
        ]
        read_only_fields = fields


class HoldCountSerializer(serializers.Serializer[Any]):
    """How many lines are held for a reason."""

    code = serializers.CharField()
    words = serializers.CharField()
    lines = serializers.IntegerField()


class FileSerializer(serializers.Serializer[Any]):
    """A bank file; its bytes are given out on the page alone."""

    id = serializers.UUIDField(source="public_id")
    sequence = serializers.IntegerField()
    lines = serializers.IntegerField()
    total_cents = serializers.IntegerField()
    processing_on = serializers.DateField()
    sha256 = serializers.CharField()


class WorkSerializer(serializers.Serializer[Any]):
    """The job that works on the run."""

    state = serializers.CharField()
    percent = serializers.IntegerField()
    message = serializers.CharField()


class RunDetailSerializer(RunSerializer):
    """A run with its figures, its files and how far its job is."""

    lines = serializers.IntegerField(source="totals.lines")
    payments = serializers.IntegerField(source="totals.paid_lines")
    bank_lines = serializers.IntegerField(source="totals.bank_lines")
    held_lines = serializers.IntegerField(source="totals.held_lines")
    share_cents = serializers.IntegerField(source="totals.share_cents")
    recovery_cents = serializers.IntegerField(source="totals.recovery_cents")
    gst_cents = serializers.IntegerField(source="totals.gst_cents")
    remit_cents = serializers.IntegerField(source="totals.remit_cents")
    held = HoldCountSerializer(many=True)
    bank_files = FileSerializer(many=True)
    work = WorkSerializer(allow_null=True)

    class Meta(RunSerializer.Meta):
        fields = [
            *RunSerializer.Meta.fields,
            "lines",
            "payments",
            "bank_lines",
            "held_lines",
            "share_cents",
            "recovery_cents",
            "gst_cents",
            "remit_cents",
            "held",
            "bank_files",
            "work",
        ]
        read_only_fields = fields


class LineSerializer(serializers.ModelSerializer[RunLine]):
    """One payee's payment of one year. `explanation` holds every rule that was asked, with its answer."""

    id = serializers.UUIDField(source="public_id")
    run = serializers.UUIDField(source="run.public_id")
    agreement = serializers.UUIDField(source="site.agreement.public_id")
    agreement_number = serializers.CharField(source="site.agreement.number")
    year = serializers.IntegerField(source="management_year.year")
    payee = serializers.UUIDField(source="payee.public_id")
    payee_name = serializers.CharField(source="payee.name")
    account = serializers.CharField(source="bank_detail.masked", default="", help_text="Masked.")
    explanation = serializers.JSONField()

    class Meta:
        model = RunLine
        fields = [
            "id",
            "run",
            "number",
            "agreement",
            "agreement_number",
            "year",
            "payee",
            "payee_name",
            "state",
            "hold_code",
            "hold_reason",
            "real_cents",
            "base_index",
            "due_index",
            "gross_cents",
            "parts",
            "of_parts",
            "share_cents",
            "recovery_cents",
            "gst_cents",
            "remit_cents",
            "last_year_cents",
            "difference",
            "explanation",
            "account",
            "reference",
            "attempt",
            "returned_on",
            "return_code",
        ]
        read_only_fields = fields


class NewRunSerializer(StrictSerializer):
    """Which day, and what kind."""

    due_to = serializers.DateField()
    kind = serializers.ChoiceField(choices=PaymentRun.RunKind.choices)


class ApprovalSerializer(StrictSerializer):
    """The fingerprint of the lines that you looked at."""

    fingerprint = serializers.CharField(max_length=64)


class RunReasonSerializer(StrictSerializer):
    """Why."""

    reason = serializers.CharField(max_length=2_000)


class RunPaidSerializer(StrictSerializer):
    """When the bank paid."""

    paid_on = serializers.DateField()


class ReturnFileSerializer(StrictSerializer):
    """A file of returned payments as text (CSV)."""

    name = serializers.CharField(max_length=200)
    content = serializers.CharField(max_length=LARGEST_FILE_BYTES, trim_whitespace=False)


class RunDoneSerializer(serializers.Serializer[Any]):
    """What came of it; `job` is worked on now."""

    id = serializers.CharField()
    number = serializers.CharField(required=False)
    state = serializers.CharField(required=False)
    job = serializers.CharField(required=False)
    attempt = serializers.IntegerField(required=False)
    returned = serializers.IntegerField(required=False)
    returned_cents = serializers.IntegerField(required=False)
    warnings = serializers.ListField(child=serializers.CharField(), required=False)


class RunView(DeskView):
    """A view of payment runs."""

    def run(self, run_id: UUID) -> PaymentRun:
        """Raises NotVisible."""
        return selectors.run_for(self.actor, run_id)

    def line(self, line_id: UUID) -> RunLine:
        """Raises NotVisible."""
        return selectors.line_for(self.actor, line_id)

    def detail(self, run: PaymentRun) -> Response:
        """The run with everything about it."""
        totals = selectors.totals(run)
        run.totals = totals  # type: ignore[attr-defined]
        run.held = [  # type: ignore[attr-defined]
            {"code": code, "words": words, "lines": count} for code, words, count in totals.holds
        ]
        run.bank_files = list(selectors.files_of(run))  # type: ignore[attr-defined]
        run.work = selectors.job_of(run)  # type: ignore[attr-defined]
        return Response(RunDetailSerializer(run).data)


class RunList(RunView):
    """Payment runs."""

    @tagged
    @described("fund_runs", RunSerializer(many=True), refusals=[401, 403])
    def get(self, request: Request) -> Response:
        """Newest first."""
        require(policies.may_read(self.actor))
        return self.page_of(selectors.visible_to(self.actor), RunSerializer)

    @tagged
    @changing("fund_run_open", RunDoneSerializer, status=201, request=NewRunSerializer)
    def post(self, request: Request) -> Response:
        """Open a run for a day; a job prepares it. Only one run is unfinished at a time."""
        require(policies.may_work_on(self.actor))
        values = read(NewRunSerializer(data=request.data))
        made = runs.open_run(
            actor=self.actor, key=self.key, today=timezone.localdate(), now=timezone.now(), **values
        )
        return Response(made, status=201)


class RunDetail(RunView):
    """One run."""

    @tagged
    @described("fund_run", RunDetailSerializer)
    def get(self, request: Request, run_id: UUID) -> Response:
        """With its figures, files, and how far its job is."""
        return self.detail(self.run(run_id))


class LineList(RunView):
    """The lines of a run."""

    @tagged
    @described("fund_run_lines", LineSerializer(many=True), parameters=[STATE, REASON])
    def get(self, request: Request, run_id: UUID) -> Response:
        """In order; of one state or held for one reason where asked."""
        asked = request.query_params
        rows = selectors.lines_of(
            self.run(run_id), shown=asked.get("state", ""), hold_code=asked.get("reason", "")
        )
        return self.page_of(rows, LineSerializer)


class LineDetail(RunView):
    """One line."""

    @tagged
    @described("fund_run_line", LineSerializer)
    def get(self, request: Request, line_id: UUID) -> Response:
        """With every rule that was asked."""
        return Response(LineSerializer(self.line(line_id)).data)


def _run_step(
    operation: str,
    text: str,
    shape: type[serializers.Serializer[Any]],
    rule: Callable[[Actor, PaymentRun], Decision],
    act: Callable[[dict[str, Any]], dict[str, Any]],
    *clock: str,
) -> type[RunView]:
    """A view of one step on a run."""

    def post(self: RunView, request: Request, run_id: UUID) -> Response:
        require(rule(self.actor, self.run(run_id)))
        values = read(shape(data=request.data))
        return Response(act({**_shared(self, clock), "run_id": str(run_id), **values}))

    return _view(operation, text, shape, post)


def _line_step(
    operation: str,
    text: str,
    shape: type[serializers.Serializer[Any]],
    rule: Callable[[Actor, RunLine], Decision],
    act: Callable[[dict[str, Any]], dict[str, Any]],
    *clock: str,
) -> type[RunView]:
    """A view of one step on a line."""

    def post(self: RunView, request: Request, line_id: UUID) -> Response:
        require(rule(self.actor, self.line(line_id)))
        values = read(shape(data=request.data))
        return Response(act({**_shared(self, clock), "line_id": str(line_id), **values}))

    return _view(operation, text, shape, post)


def _shared(view: RunView, clock: tuple[str, ...]) -> dict[str, Any]:
    clocks = {"today": timezone.localdate(), "now": timezone.now()}
    return {"actor": view.actor, "key": view.key, **{name: clocks[name] for name in clock}}


def _view(
    operation: str, text: str, shape: type[serializers.Serializer[Any]], post: Callable[..., Response]
) -> type[RunView]:
    post.__doc__ = text
    method = tagged(changing(operation, RunDoneSerializer, request=shape)(post))
    return type(operation.title().replace("_", ""), (RunView,), {"post": method, "__doc__": text})


def _worker(actor: Actor, of: object) -> Decision:
    return policies.may_work_on(actor)


def _decider(actor: Actor, line: RunLine) -> Decision:
    return policies.may_decide(actor, {line.payee_id})


PrepareAgain = _run_step(
    "fund_run_prepare_again",
    "Work the lines out anew; an approval falls away.",
    NothingSerializer,
    _worker,
    lambda given: runs.prepare_again(**given),
    "today",
)
Approve = _run_step(
    "fund_run_approve",
    "Approve exactly the lines with this fingerprint, as another person than prepared them.",
    ApprovalSerializer,
    lambda actor, run: policies.may_approve(actor, run, selectors.payee_ids(run)),
    lambda given: runs.approve(**given),
    "now",
)
Release = _run_step(
    "fund_run_release",
    "Release the approved lines, as an approver who did not approve them.",
    NothingSerializer,
    lambda actor, run: policies.may_release(actor, run, selectors.payee_ids(run)),
    lambda given: runs.release(**given),
    "today",
    "now",
)
Cancel = _run_step(
    "fund_run_cancel",
    "Cancel the run before it is released.",
    RunReasonSerializer,
    _worker,
    lambda given: runs.cancel(**given),
)
Settle = _run_step(
    "fund_run_settle",
    "Record that the bank has paid.",
    RunPaidSerializer,
    _worker,
    lambda given: runs.settle_bank(**given),
    "today",
    "now",
)
Decide = _line_step(
    "fund_run_line_decide",
    "Decide that a held line is paid all the same, where the law's text leaves it to a person.",
    RunReasonSerializer,
    _decider,
    lambda given: runs.decide_line(**given),
    "now",
)
Retry = _line_step(
    "fund_run_line_retry",
    "Pay a returned line again, with its next attempt, as another approver than read that it came back.",
    NothingSerializer,
    lambda actor, line: policies.may_pay_again(actor, {line.payee_id}, selectors.return_read_by(line)),
    lambda given: run_returns.retry(**given),
    "today",
    "now",
)
SettleLine = _line_step(
    "fund_run_line_settle",
    "Record that the bank has paid a line that was sent again.",
    NothingSerializer,
    _worker,
    lambda given: run_returns.settle_line(**given),
    "today",
    "now",
)


class Returns(RunView):
    """Payments that came back."""

    @tagged
    @changing("fund_bank_returns_read", RunDoneSerializer, status=201, request=ReturnFileSerializer)
    def post(self, request: Request) -> Response:
        """Read a return file, whole or not at all, once."""
        require(policies.may_work_on(self.actor))
        values = read(ReturnFileSerializer(data=request.data))
        done = run_returns.read_file(
            actor=self.actor,
            key=self.key,
            name=values["name"],
            content=values["content"].encode(),
            today=timezone.localdate(),
            now=timezone.now(),
        )
        return Response(done, status=201)
