"""Routes of the market's API: expressions of interest, wants, enquiries."""

from django.urls import path

from credits.market.api import enquiries, entries

VIEWS = {
    "interest": {
        "change": entries.InterestChange,
        "renew": entries.InterestRenew,
        "close": entries.InterestClose,
        "withdraw": entries.InterestWithdraw,
    },
    "demand": {
        "change": entries.DemandChange,
        "renew": entries.DemandRenew,
        "close": entries.DemandClose,
        "withdraw": entries.DemandWithdraw,
    },
}
ENQUIRY = "market/enquiries/<uuid:enquiry_id>/"

urlpatterns = [
    path("market/interests/", entries.Interests.as_view(), name="market-api-interests"),
    path("market/interests/<uuid:entry_id>/", entries.InterestDetail.as_view(), name="market-api-interest"),
    path("market/demands/", entries.Demands.as_view(), name="market-api-demands"),
    path("market/demands/<uuid:entry_id>/", entries.DemandDetail.as_view(), name="market-api-demand"),
    *(
        path(
            f"market/{kind}s/<uuid:entry_id>/{action}/",
            view.as_view(),
            name=f"market-api-{kind}-{action}",
        )
        for kind, views in VIEWS.items()
        for action, view in views.items()
    ),
    path("market/enquiries/", enquiries.Enquiries.as_view(), name="market-api-enquiries"),
    path(ENQUIRY, enquiries.EnquiryDetail.as_view(), name="market-api-enquiry"),
    path(f"{ENQUIRY}messages/", enquiries.EnquiryMessages.as_view(), name="market-api-enquiry-messages"),
    path(f"{ENQUIRY}close/", enquiries.EnquiryClose.as_view(), name="market-api-enquiry-close"),
]
