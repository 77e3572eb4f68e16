"""The market for programs: the same figures as the pages, open to everybody."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from credits.lots.models import CreditClass
from credits.public.answers import FRESH_SECONDS
from credits.public.market import picture, selectors, shown
from credits.public.market.figures import SET_APART
from credits.public.market.naming import KINDS
from credits.public.market.picture import MOVED
from credits.public.market.web.views import SHOWN, SORTS, matching
from registry.api import ActorView, Pages


def _price(words: str) -> serializers.CharField:
    return serializers.CharField(allow_null=True, help_text=f"{words}, dollars per credit excluding GST.")


class PriceFiguresSerializer(serializers.Serializer[Any]):
    """Prices of settled sales. Sales between related parties, gifts and sales below a cent are set apart."""

    sales = serializers.IntegerField(help_text="Sale lines that count.")
    sold_credits = serializers.IntegerField()
    value_cents = serializers.IntegerField()
    lowest = _price("Lowest")
    lower_quartile = _price("Lower quartile of the lines")
    median = _price("Median of the lines")
    upper_quartile = _price("Upper quartile of the lines")
    highest = _price("Highest")
    mean = _price("Value of all divided by the credits of all")
    few_sales = serializers.BooleanField(help_text="Too few to call it a price.")


class PeriodSerializer(PriceFiguresSerializer):
    """A quarter (`2025 Q3`) or financial year (`2025-26`)."""

    period = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Credits moved, by kind of movement."""
        found = super().get_fields()
        return {**found, **{f"{kind}_credits": serializers.IntegerField() for kind in MOVED}}


class TradedSerializer(serializers.Serializer[Any]):
    """A trading group or species: what there is, offered and wanted, in whole credits."""

    kind = serializers.ChoiceField(choices=CreditClass.KINDS)
    name = serializers.CharField()
    common_name = serializers.CharField()
    slug = serializers.CharField(help_text="Its address.")
    lots = serializers.IntegerField(help_text="Lots in force with credits.")
    available_credits = serializers.IntegerField()
    reserved_credits = serializers.IntegerField()
    retired_or_cancelled_credits = serializers.IntegerField()
    offered_credits = serializers.IntegerField(help_text="On offer to anybody.")
    lowest_price_asked = _price("Lowest price asked")
    expressions_of_interest_credits = serializers.IntegerField()
    wanted_credits = serializers.IntegerField()
    owed_credits = serializers.IntegerField(help_text="What obligations in force have not discharged yet.")
    prices = PriceFiguresSerializer()


class ApartSerializer(serializers.Serializer[Any]):
    """Sales that are counted, and kept out of the prices."""

    reason = serializers.ChoiceField(choices=list(SET_APART))
    sales = serializers.IntegerField()
    credits = serializers.IntegerField()
    value_cents = serializers.IntegerField()


class SubregionSupplySerializer(serializers.Serializer[Any]):
    """Credits in force in one subregion."""

    subregion = serializers.CharField()
    lots = serializers.IntegerField()
    available_credits = serializers.IntegerField()
    reserved_credits = serializers.IntegerField()


class MarketOwedSerializer(serializers.Serializer[Any]):
    """What lines of obligations in force require of these credits, and how much of it is discharged."""

    required = serializers.IntegerField()  # type: ignore[assignment]
    discharged = serializers.IntegerField()
    owed = serializers.IntegerField()


class MarketSerializer(TradedSerializer):
    """All figures of one trading group or species."""

    set_apart = ApartSerializer(many=True)
    financial_years = PeriodSerializer(many=True, help_text="Latest first.")
    quarters = PeriodSerializer(many=True, help_text="Oldest first, without gaps.")
    subregions = SubregionSupplySerializer(many=True)
    obligations = MarketOwedSerializer()


class Market(ActorView):
    """Every trading group and species."""

    permission_classes = (AllowAny,)
    pagination_class = Pages

    @extend_schema(
        operation_id="market_list",
        tags=["market"],
        parameters=[
            OpenApiParameter("search", str, description="Words of the name."),
            OpenApiParameter("kind", str, enum=[code for code in SHOWN if code]),
            OpenApiParameter("sort", str, enum=list(SORTS)),
        ],
        responses=TradedSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """What there is, is offered, is wanted and was paid."""
        given = request.query_params
        kind = given.get("kind", "")
        rows = matching(
            selectors.all_traded(timezone.localdate()),
            search=given.get("search", "")[:120],
            kind=kind if kind in SHOWN else "",
        )
        rows.sort(
            key=SORTS[given.get("sort", "")][1] if given.get("sort") in SORTS else SORTS["available"][1]
        )
        pages = self.pagination_class()
        page: list[Any] = pages.paginate_queryset(rows, request, view=self) or []  # type: ignore[arg-type]
        answer = pages.get_paginated_response([shown.traded_of(one) for one in selectors.with_prices(page)])
        answer["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        return answer


class MarketOfOne(ActorView):
    """One trading group or species."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="market_retrieve", tags=["market"], responses=MarketSerializer)
    def get(self, request: Request, word: str, slug: str) -> Response:
        """Supply, wants, prices and what moved, by quarter and financial year."""
        on = timezone.localdate()
        traded = selectors.find(KINDS[word], slug, on)
        if traded is None:
            raise Http404
        answer = Response(shown.market_as_json(picture.market_of(traded, on)))
        answer["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        return answer
