"""Addresses of the API of promises before registration."""

from django.urls import path

from credits.market.commitments.api import views

ONE = "market/commitments/<uuid:commitment_id>/"

urlpatterns = [
    path("market/commitments/", views.CommitmentList.as_view(), name="market-api-commitments"),
    path(ONE, views.CommitmentDetail.as_view(), name="market-api-commitment"),
    path(f"{ONE}agree/", views.CommitmentAgree.as_view(), name="market-api-commitment-agree"),
    path(f"{ONE}fulfil/", views.CommitmentFulfil.as_view(), name="market-api-commitment-fulfil"),
    path(f"{ONE}decline/", views.CommitmentDecline.as_view(), name="market-api-commitment-decline"),
    path(f"{ONE}withdraw/", views.CommitmentWithdraw.as_view(), name="market-api-commitment-withdraw"),
    path(f"{ONE}end/", views.CommitmentEnd.as_view(), name="market-api-commitment-end"),
]
