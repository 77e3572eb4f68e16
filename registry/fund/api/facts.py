"""The rules and numbers of the fund over the API: open to everybody to read, entered by approvers."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api import ActorView, Pages
from registry.bodies import JsonBody
from registry.findings import NotAllowed
from registry.fund import parameters
from registry.fund.api.payees import KEY
from registry.fund.models import BankHoliday, DiscountRate, IndexNumber, IndexSeries, RuleParameter
from registry.fund.policies.facts import may_enter_facts
from registry.fund.selectors import facts as selectors
from registry.fund.selectors.rates import every_rate
from registry.fund.services import facts, index_numbers


class RuleRowSerializer(serializers.ModelSerializer[RuleParameter]):
    """A value of a rule from a day on."""

    class Meta:
        model = RuleParameter
        fields = ["value", "effective_from", "source", "demo", "entered_at"]
        read_only_fields = fields


class FundRuleSerializer(serializers.Serializer[Any]):
    """A rule of the fund as it stands today. An empty `value` means that it is not set."""

    code = serializers.CharField(source="rule.code")
    title = serializers.CharField(source="rule.label")
    default = serializers.CharField(source="rule.default")  # type: ignore[assignment]
    value = serializers.CharField(source="now.value")
    standing = serializers.CharField(
        source="now.standing",
        help_text=", ".join(
            (parameters.CONFIRMED, parameters.CHOICE, parameters.MEMORY, parameters.OPEN),
        ),
    )
    note = serializers.CharField(source="now.source")
    demo = serializers.BooleanField(source="now.demo")
    entered = RuleRowSerializer(many=True)


class NewRuleSerializer(serializers.Serializer[Any]):
    """What a rule is from a day on."""

    code = serializers.CharField(max_length=40)
    value = serializers.CharField(max_length=40)
    effective_from = serializers.DateField()
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]


class FundRateSerializer(serializers.Serializer[Any]):
    """A discount rate. `day` is null where the rate applies to what no later one applies to."""

    rate = serializers.DecimalField(max_digits=7, decimal_places=5, help_text="A share a year: 0.032.")
    trigger = serializers.CharField()
    day = serializers.DateField(allow_null=True)
    origin = serializers.CharField(help_text="Empty: agreements of every origin.")
    source = serializers.CharField()  # type: ignore[assignment]


class NewRateSerializer(serializers.Serializer[Any]):
    """A discount rate to enter."""

    rate = serializers.DecimalField(max_digits=12, decimal_places=8, help_text="A share a year: 0.032.")
    trigger = serializers.ChoiceField(choices=DiscountRate.Trigger.choices)
    day = serializers.DateField()
    origin = serializers.CharField(max_length=12, allow_blank=True, default="")
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]


class PriceIndexSerializer(serializers.ModelSerializer[IndexSeries]):
    """A price index, and how far its numbers go."""

    quarters = serializers.IntegerField(read_only=True)
    newest_quarter = serializers.DateField(read_only=True, allow_null=True)

    class Meta:
        model = IndexSeries
        fields = ["code", "name", "quarters", "newest_quarter", "source", "demo"]
        read_only_fields = fields


class NewPriceIndexSerializer(serializers.Serializer[Any]):
    """A price index to enter."""

    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=200)
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]


class IndexNumberSerializer(serializers.ModelSerializer[IndexNumber]):
    """A number of a price index as published on a day."""

    class Meta:
        model = IndexNumber
        fields = ["quarter_ends", "published_on", "value", "source", "demo"]
        read_only_fields = fields


class OneNumberSerializer(serializers.Serializer[Any]):
    """A number to enter."""

    quarter_ends = serializers.DateField()
    published_on = serializers.DateField()
    value = serializers.DecimalField(max_digits=14, decimal_places=6)


class NewNumbersSerializer(serializers.Serializer[Any]):
    """Numbers to enter, all or none. A finding's `row` counts from 2, as in a file with its header."""

    numbers = OneNumberSerializer(many=True, allow_empty=False)
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]


class BankHolidaySerializer(serializers.ModelSerializer[BankHoliday]):
    """A day on which banks do not clear."""

    class Meta:
        model = BankHoliday
        fields = ["day", "name", "source", "demo"]
        read_only_fields = fields


class NewHolidaySerializer(serializers.Serializer[Any]):
    """A holiday to enter."""

    day = serializers.DateField()
    name = serializers.CharField(max_length=120)
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]


class NewYearSerializer(serializers.Serializer[Any]):
    """A calendar year whose holidays are all entered."""

    year = serializers.IntegerField()
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]


class FactEnteredSerializer(serializers.Serializer[Any]):
    """That it was entered."""

    entered = serializers.IntegerField(help_text="How many rows.")


class FactView(ActorView):
    """Facts that everybody reads and approvers enter."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    parser_classes = [JsonBody]
    new: ClassVar[type[serializers.Serializer[Any]]]

    def enter(self, act: Callable[..., dict[str, Any]], **fixed: Any) -> Response:
        """Run the command on what was sent. Raises NotAllowed before anything is read."""
        decision = may_enter_facts(self.actor)
        if not decision.allowed:
            raise NotAllowed(decision.code, decision.reason)
        wanted = type(self).new(data=self.request.data)
        wanted.is_valid(raise_exception=True)
        made = act(actor=self.actor, key=self.key, **fixed, **wanted.validated_data)
        return Response(FactEnteredSerializer({"entered": made.get("entered", 1)}).data, status=201)


class FundRules(FactView):
    """The rules of the fund."""

    new = NewRuleSerializer

    @extend_schema(operation_id="fund_rules_list", responses=FundRuleSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every rule with its default, how sure it is, and the values entered."""
        return Response(FundRuleSerializer(selectors.rules(on=timezone.localdate()), many=True).data)

    @extend_schema(
        operation_id="fund_rules_create",
        parameters=[KEY],
        request=NewRuleSerializer,
        responses={201: FactEnteredSerializer},
    )
    def post(self, request: Request) -> Response:
        """Enter what a rule is from a day on."""
        return self.enter(facts.enter_rule)


class FundRates(FactView):
    """Discount rates."""

    new = NewRateSerializer

    @extend_schema(operation_id="fund_rates_list", responses=FundRateSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Those that were published, and those entered since."""
        return Response(FundRateSerializer(every_rate(), many=True).data)

    @extend_schema(
        operation_id="fund_rates_create",
        parameters=[KEY],
        request=NewRateSerializer,
        responses={201: FactEnteredSerializer},
    )
    def post(self, request: Request) -> Response:
        """Enter a rate. It changes no deposit that was fixed before."""
        return self.enter(facts.enter_rate)


class PriceIndices(FactView):
    """Price indices."""

    new = NewPriceIndexSerializer

    @extend_schema(operation_id="price_indices_list", responses=PriceIndexSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every price index."""
        return Response(PriceIndexSerializer(selectors.series(), many=True).data)

    @extend_schema(
        operation_id="price_indices_create",
        parameters=[KEY],
        request=NewPriceIndexSerializer,
        responses={201: FactEnteredSerializer},
    )
    def post(self, request: Request) -> Response:
        """Name a price index."""
        return self.enter(index_numbers.begin_series)


class IndexNumbers(FactView):
    """The numbers of a price index."""

    new = NewNumbersSerializer

    @extend_schema(operation_id="price_index_numbers_list", responses=IndexNumberSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        """The newest quarter first, revisions included."""
        pages = Pages()
        rows = selectors.numbers_of(selectors.series_called(code))
        found = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(IndexNumberSerializer(found or [], many=True).data)

    @extend_schema(
        operation_id="price_index_numbers_create",
        parameters=[KEY],
        request=NewNumbersSerializer,
        responses={201: FactEnteredSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """Enter numbers, all or none. A revision is one more number with its own day of publication."""
        selectors.series_called(code)

        def act(*, numbers: list[dict[str, Any]], **others: Any) -> dict[str, Any]:
            rows = [(row["quarter_ends"], row["published_on"], row["value"]) for row in numbers]
            return index_numbers.enter_numbers(numbers=rows, **others)

        return self.enter(act, series_code=code, today=timezone.localdate())


class BankHolidays(FactView):
    """Public holidays of the banks."""

    new = NewHolidaySerializer

    @extend_schema(operation_id="bank_holidays_list", responses=BankHolidaySerializer(many=True))
    def get(self, request: Request) -> Response:
        """In their order."""
        pages = Pages()
        found = pages.paginate_queryset(selectors.holidays(), request, view=self)
        return pages.get_paginated_response(BankHolidaySerializer(found or [], many=True).data)

    @extend_schema(
        operation_id="bank_holidays_create",
        parameters=[KEY],
        request=NewHolidaySerializer,
        responses={201: FactEnteredSerializer},
    )
    def post(self, request: Request) -> Response:
        """Enter a holiday."""
        return self.enter(facts.enter_holiday)


class CompleteYears(FactView):
    """Years whose holidays are all entered."""

    new = NewYearSerializer

    @extend_schema(
        operation_id="bank_years_list",
        responses={200: serializers.ListSerializer(child=serializers.IntegerField())},
    )
    def get(self, request: Request) -> Response:
        """The years, in their order."""
        return Response(sorted(selectors.complete_years()))

    @extend_schema(
        operation_id="bank_years_create",
        parameters=[KEY],
        request=NewYearSerializer,
        responses={201: FactEnteredSerializer},
    )
    def post(self, request: Request) -> Response:
        """Say that a year is complete."""
        return self.enter(facts.complete_year)
