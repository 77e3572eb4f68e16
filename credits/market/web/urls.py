"""Addresses of the pages of expressions of interest, wants and enquiries."""

from django.urls import path

from credits.market.kinds import KINDS
from credits.market.web import enquiries, entries, making

NEW = {"interest": making.list_interest, "demand": making.enter_demand}

urlpatterns = [
    *(path(f"market/{kind}s/", entries.entry_list, {"kind": kind}, name=f"{kind}-list") for kind in KINDS),
    *(path(f"market/{kind}s/new/", view, name=f"{kind}-new") for kind, view in NEW.items()),
    *(
        path(f"market/{kind}s/<uuid:entry_id>/", entries.entry_page, {"kind": kind}, name=f"{kind}-page")
        for kind in KINDS
    ),
    *(
        path(
            f"market/{kind}s/<uuid:entry_id>/change/",
            entries.change_entry,
            {"kind": kind},
            name=f"{kind}-change",
        )
        for kind in KINDS
    ),
    *(
        path(
            f"market/{kind}s/<uuid:entry_id>/{action}/",
            entries.entry_step,
            {"kind": kind, "action": action},
            name=f"{kind}-{action}",
        )
        for kind in KINDS
        for action in entries.STEPS
    ),
    *(
        path(
            f"market/{kind}s/<uuid:entry_id>/enquire/",
            enquiries.enquire_of_entry,
            {"kind": kind},
            name=f"{kind}-enquire",
        )
        for kind in KINDS
    ),
    path("market/lots/<str:number>/enquire/", enquiries.enquire_of_lot, name="lot-enquire"),
    path("market/enquiries/", enquiries.enquiry_list, name="enquiry-list"),
    path("market/enquiries/<uuid:enquiry_id>/", enquiries.enquiry_page, name="enquiry-page"),
    path("market/enquiries/<uuid:enquiry_id>/close/", enquiries.close_enquiry, name="enquiry-close"),
]
