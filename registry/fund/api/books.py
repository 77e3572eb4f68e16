"""The fund's books over the API: trial balance, entries, years, results, investments, and statements of a site."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_date
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments.api.answers import (
    DeskView,
    NothingSerializer,
    StrictSerializer,
    changing,
    described,
    read,
    require,
)
from registry.findings import Finding, InvalidInput, NotVisible
from registry.fund import states
from registry.fund.chart import FUNDS
from registry.fund.models import FundPeriod, FundResult
from registry.fund.policies import books as policies
from registry.fund.selectors import entries as entry_selectors
from registry.fund.selectors import results as result_selectors
from registry.fund.selectors import sites
from registry.fund.selectors.entries import Narrowing
from registry.fund.selectors.statements import statement
from registry.fund.selectors.trial_balance import periods, trial_balance
from registry.fund.services import investing, results, reversals
from registry.fund.services import periods as closing
from registry.fund.services.amounts import LARGEST_CENTS

tagged = extend_schema(tags=["fund"])
FUND = OpenApiParameter("fund", str, enum=list(FUNDS))
FIRST, LAST = (OpenApiParameter(name, str, description="A day: 2026-07-01.") for name in ("first", "last"))


def cents(**more: Any) -> serializers.IntegerField:
    """An amount in whole cents, above zero."""
    return serializers.IntegerField(min_value=1, max_value=LARGEST_CENTS, **more)


class TrialLineSerializer(serializers.Serializer[Any]):
    """An account with its balance on one side."""

    account = serializers.CharField(source="account.code")
    name = serializers.CharField(source="account.name")
    kind = serializers.CharField(source="account.kind")
    debit_cents = serializers.IntegerField(source="on_debit_cents")
    credit_cents = serializers.IntegerField(source="on_credit_cents")


class TrialBalanceSerializer(serializers.Serializer[Any]):
    """A fund's trial balance; both sums are the same."""

    fund = serializers.CharField()
    lines = TrialLineSerializer(many=True)
    debit_cents = serializers.IntegerField()
    credit_cents = serializers.IntegerField()
    balanced = serializers.BooleanField()


class EntrySerializer(serializers.Serializer[Any]):
    """An entry: one debit, one credit."""

    id = serializers.IntegerField(source="pk")
    fund = serializers.CharField()
    period = serializers.CharField(source="period.name")
    posted_on = serializers.DateField()
    value_on = serializers.DateField()
    debit = serializers.CharField()
    credit = serializers.CharField()
    amount_cents = serializers.IntegerField()
    agreement = serializers.CharField(source="site.agreement.number", default=None, allow_null=True)
    party = serializers.CharField(source="party.name", default=None, allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    cause = serializers.CharField()
    line = serializers.IntegerField()
    memo = serializers.CharField()
    reverses = serializers.IntegerField(source="reverses_id", allow_null=True)
    rule_version = serializers.CharField()


class EntriesSerializer(serializers.Serializer[Any]):
    """Entries, newest first. `before` goes into the next request; null at the end."""

    before = serializers.IntegerField(allow_null=True)
    entries = EntrySerializer(many=True)


class FundPeriodSerializer(serializers.ModelSerializer[FundPeriod]):
    """A financial year of a fund."""

    closing_asked_for = serializers.SerializerMethodField()

    class Meta:
        model = FundPeriod
        fields = ["fund", "name", "starts_on", "ends_on", "closing_asked_for", "closed_at"]
        read_only_fields = fields

    def get_closing_asked_for(self, period: FundPeriod) -> bool:
        """Has the first person asked?"""
        return period.closing_asked_by_id is not None


class PeriodDoneSerializer(serializers.Serializer[Any]):
    """The year, and what was done with it."""

    fund = serializers.CharField()
    name = serializers.CharField()
    state = serializers.CharField()


class ResultSerializer(serializers.ModelSerializer[FundResult]):
    """A return (below zero: a loss) or a fee."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.CharField(help_text="proposed, posted or withdrawn.")

    class Meta:
        model = FundResult
        fields = [
            "id",
            "kind",
            "first_day",
            "last_day",
            "amount_cents",
            "reference",
            "state",
            "prepared_at",
            "approved_at",
            "closing_reason",
        ]
        read_only_fields = fields


class NewResultSerializer(StrictSerializer):
    """A result to enter; of a return `amount_cents` below zero is a loss."""

    kind = serializers.ChoiceField(choices=FundResult.ResultKind.choices)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    amount_cents = serializers.IntegerField(min_value=-LARGEST_CENTS, max_value=LARGEST_CENTS)
    reference = serializers.CharField(max_length=200)


class FundReasonSerializer(StrictSerializer):
    """Why."""

    reason = serializers.CharField(max_length=4_000)


class MoveSerializer(StrictSerializer):
    """Money invested, or redeemed."""

    amount_cents = cents()
    value_on = serializers.DateField()
    reference = serializers.CharField(max_length=180)


class FundDoneSerializer(serializers.Serializer[Any]):
    """What came of it."""

    id = serializers.CharField()
    state = serializers.CharField(required=False)
    amount_cents = serializers.IntegerField(required=False)
    outstanding_cents = serializers.IntegerField(required=False)
    entries = serializers.IntegerField(required=False)


class StatementLineSerializer(serializers.Serializer[Any]):
    """An entry as it touches the account: above zero what came to it."""

    posted_on = serializers.DateField()
    value_on = serializers.DateField()
    kind = serializers.CharField(help_text="deposits, returns, fees, drawn or put_back.")
    memo = serializers.CharField()
    cents = serializers.IntegerField()


class StatementSerializer(serializers.Serializer[Any]):
    """opening + deposits + returns - fees - drawn + put back = closing, by the day of posting."""

    first = serializers.DateField()
    last = serializers.DateField()
    opening_cents = serializers.IntegerField()
    deposits_cents = serializers.IntegerField()
    returns_cents = serializers.IntegerField()
    fees_cents = serializers.IntegerField()
    drawn_cents = serializers.IntegerField()
    put_back_cents = serializers.IntegerField()
    closing_cents = serializers.IntegerField()
    lines = StatementLineSerializer(many=True)


class BooksView(DeskView):
    """A view of the books, for those who read them."""

    def asked(self, name: str) -> str:
        """What the address says of `name`."""
        return str(self.request.query_params.get(name, ""))

    def day(self, name: str) -> Any:
        """A day of the address, None where none is given. Raises InvalidInput."""
        text = self.asked(name)
        try:
            found = parse_date(text) if text else None
        except ValueError:
            found = None
        if text and found is None:
            raise InvalidInput([Finding("fund.day", "Give a day, for example 2026-07-01.", name)])
        return found

    def read_books(self) -> None:
        """Raises NotAllowed."""
        require(policies.may_read_books(self.actor))


class TrialBalanceView(BooksView):
    """The trial balance."""

    @tagged
    @described(
        "fund_trial_balance",
        TrialBalanceSerializer(many=True),
        refusals=[400, 401, 403],
        parameters=[FIRST, LAST],
    )
    def get(self, request: Request) -> Response:
        """Of both funds: up to `last`, and from `first` where only what moved is wanted."""
        self.read_books()
        first, last = self.day("first"), self.day("last")
        found = [trial_balance(fund, first=first, last=last) for fund in FUNDS]
        return Response(TrialBalanceSerializer(found, many=True).data)


class EntryList(BooksView):
    """The entries."""

    @tagged
    @described(
        "fund_entries",
        EntriesSerializer,
        refusals=[400, 401, 403],
        parameters=[
            FUND,
            OpenApiParameter("account", str),
            OpenApiParameter("source", str, enum=list(entry_selectors.SOURCES)),
            OpenApiParameter("agreement", str),
            FIRST,
            LAST,
            OpenApiParameter("before", int, description="Entries older than this one."),
        ],
    )
    def get(self, request: Request) -> Response:
        """Newest first, two hundred at a time."""
        self.read_books()
        wanted = Narrowing(
            **{name: self.asked(name) for name in ("fund", "account", "source", "agreement")},
            first=self.day("first"),
            last=self.day("last"),
        )
        rows = entry_selectors.entries(self.actor, wanted)
        page = entry_selectors.page_of(rows, before=self.asked("before"), size=200)
        return Response(EntriesSerializer({"before": page.before, "entries": page.rows}).data)


class EntryReversal(BooksView):
    """Taking a posting back."""

    @tagged
    @changing("fund_entry_reverse", FundDoneSerializer, request=FundReasonSerializer)
    def post(self, request: Request, entry_id: int) -> Response:
        """All entries of the posting, the other way round, once."""
        self.read_books()
        require(policies.may_reverse(self.actor))
        values = read(FundReasonSerializer(data=request.data))
        done = reversals.reverse(
            actor=self.actor,
            key=self.key,
            entry_id=entry_id,
            today=timezone.localdate(),
            now=timezone.now(),
            **values,
        )
        return Response(done)


class PeriodList(BooksView):
    """The financial years."""

    @tagged
    @described("fund_periods", FundPeriodSerializer(many=True), refusals=[401, 403])
    def get(self, request: Request) -> Response:
        """Of both funds, newest first."""
        self.read_books()
        found = [period for fund in FUNDS for period in periods(fund)]
        return Response(FundPeriodSerializer(found, many=True).data)


def closing_view(action: str) -> type[APIView]:
    """A view that asks for a year to be closed, or closes it."""

    def post(self: BooksView, request: Request, fund: str, name: str) -> Response:
        self.read_books()
        period = FundPeriod.objects.filter(fund=fund, name=name).first()
        if period is None:
            raise NotVisible("year")
        require(policies.PERIOD_RULES[action](self.actor, period))
        read(NothingSerializer(data=request.data))
        shared: dict[str, Any] = {
            "actor": self.actor,
            "key": self.key,
            "fund": fund,
            "name": name,
            "today": timezone.localdate(),
        }
        if action == "ask":
            return Response(closing.ask_to_close(**shared))
        return Response(closing.close(**shared, now=timezone.now()))

    post.__doc__ = "Ask for the year to be closed." if action == "ask" else "Close it, as a second person."
    method = tagged(changing(f"fund_period_{action}", PeriodDoneSerializer)(post))
    return type(f"Period{action.capitalize()}", (BooksView,), {"post": method, "__doc__": post.__doc__})


class ResultList(BooksView):
    """Results of the fund."""

    @tagged
    @described("fund_results", ResultSerializer(many=True), refusals=[401, 403])
    def get(self, request: Request) -> Response:
        """Every result, newest first."""
        self.read_books()
        return self.page_of(result_selectors.results(self.actor), ResultSerializer)

    @tagged
    @changing("fund_result_propose", FundDoneSerializer, status=201, request=NewResultSerializer)
    def post(self, request: Request) -> Response:
        """Enter one. A second person approves it."""
        require(policies.may_keep_books(self.actor))
        values = read(NewResultSerializer(data=request.data))
        made = results.propose(
            actor=self.actor, key=self.key, today=timezone.localdate(), now=timezone.now(), **values
        )
        return Response(made, status=201)


class ResultApproval(BooksView):
    """Approving a result."""

    @tagged
    @changing("fund_result_approve", FundDoneSerializer)
    def post(self, request: Request, result_id: UUID) -> Response:
        """Share it out and post it, as a second person."""
        self.read_books()
        require(policies.may_approve_result(self.actor, result_selectors.result(self.actor, result_id)))
        read(NothingSerializer(data=request.data))
        done = results.approve(
            actor=self.actor,
            key=self.key,
            result_id=str(result_id),
            today=timezone.localdate(),
            now=timezone.now(),
        )
        return Response(done)


class ResultWithdrawal(BooksView):
    """Withdrawing a result."""

    @tagged
    @changing("fund_result_withdraw", FundDoneSerializer, request=FundReasonSerializer)
    def post(self, request: Request, result_id: UUID) -> Response:
        """Drop it before it is posted."""
        self.read_books()
        found = result_selectors.result(self.actor, result_id)
        require(policies.may_withdraw_result(self.actor, found))
        values = read(FundReasonSerializer(data=request.data))
        states.RESULT.require("withdraw", found.state)
        done = results.withdraw(actor=self.actor, key=self.key, result_id=str(result_id), **values)
        return Response(done)


def move_view(action: str) -> type[APIView]:
    """A view that records an investment or a redemption."""
    command = {"invest": investing.invest, "redeem": investing.redeem}[action]

    def post(self: BooksView, request: Request) -> Response:
        require(policies.may_keep_books(self.actor))
        values = read(MoveSerializer(data=request.data))
        done = command(
            actor=self.actor, key=self.key, today=timezone.localdate(), now=timezone.now(), **values
        )
        return Response(done, status=201)

    post.__doc__ = (command.__doc__ or "").partition(".")[0] + "."
    method = tagged(changing(f"fund_{action}", FundDoneSerializer, status=201, request=MoveSerializer)(post))
    return type(f"Fund{action.capitalize()}", (BooksView,), {"post": method, "__doc__": post.__doc__})


class SiteStatement(BooksView):
    """The statement of a site's account."""

    @tagged
    @described("fund_site_statement", StatementSerializer, refusals=[400, 401, 404], parameters=[FIRST, LAST])
    def get(self, request: Request, agreement_id: UUID) -> Response:
        """For who may see the agreement, from `first` to `last`; the present financial year where none is given."""
        site = sites.site_for(self.actor, agreement_id)
        today = timezone.localdate()
        last = self.day("last") or today
        first = self.day("first") or last.replace(year=last.year - (last.month < 7), month=7, day=1)
        if last < first:
            raise InvalidInput([Finding("fund.days", "The last day comes before the first.", "last")])
        return Response(StatementSerializer(statement(site, first, last)).data)
