"""Addresses of the pages of promises before registration."""

from django.urls import path

from credits.market.commitments.web import answering, views

ONE = "market/commitments/<uuid:commitment_id>/"

urlpatterns = [
    path("market/commitments/", views.commitment_list, name="commitment-list"),
    path("market/commitments/new/<uuid:agreement_id>/", views.propose, name="commitment-propose"),
    path(ONE, views.commitment_page, name="commitment-page"),
    path(f"{ONE}agree/", answering.agree, name="commitment-agree"),
    path(f"{ONE}fulfil/", answering.fulfil, name="commitment-fulfil"),
    *(
        path(f"{ONE}{action}/", answering.close, {"action": action}, name=f"commitment-{action}")
        for action in answering.CLOSING
    ),
]
