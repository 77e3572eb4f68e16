"""The yardstick of a register page: Django REST framework's own list of lots with their classes, as a beginner's guide
has it: one serializer inside another, numbered pages, django-filter, and its search. Also the addresses, for the
benchmark: the registry's own with this list beside them."""

from typing import Any

from django.db.models import Q
from django.urls import path
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny
from rest_framework.serializers import ModelSerializer

from credits.lots.models import CreditClass, Lot
from registry.urls import handler400, handler403, handler404, handler500
from registry.urls import urlpatterns as own

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class ClassSerializer(ModelSerializer[CreditClass]):
    class Meta:
        model = CreditClass
        exclude = ("fingerprint",)


class LotSerializer(ModelSerializer[Lot]):
    credit_class = ClassSerializer()

    class Meta:
        model = Lot
        fields = "__all__"


class Pages(PageNumberPagination):
    page_size = 50


class PlainList(ListAPIView[Any]):
    """Lots in force with credits, as the supply register has them."""

    queryset = Lot.objects.select_related("credit_class").filter(
        Q(available__gt=0) | Q(reserved__gt=0), status__in=Lot.OPEN
    )
    serializer_class = LotSerializer
    pagination_class = Pages
    permission_classes = [AllowAny]
    throttle_classes = []
    filter_backends = [DjangoFilterBackend, SearchFilter, OrderingFilter]
    filterset_fields = {
        "status": ["exact"],
        "agreement_number": ["iexact"],
        "credit_class__kind": ["exact"],
        "credit_class__pct_id": ["exact"],
        "credit_class__subregion": ["icontains"],
        "credit_class__offset_trading_group": ["icontains"],
        "credit_class__hollow_bearing_trees": ["exact"],
    }
    search_fields = (
        "=number",
        "=agreement_number",
        "credit_class__offset_trading_group",
        "credit_class__pct_name",
        "credit_class__vegetation_class",
        "credit_class__community_name",
        "credit_class__scientific_name",
        "credit_class__common_name",
        "credit_class__subregion",
        "credit_class__region",
    )
    ordering_fields = ("id", "credit_class__subregion", "available")
    ordering = ("-id",)


urlpatterns = [*own, path("plain/lots/", PlainList.as_view())]
