"""Rows that break the rules of the market, of pledges and trusted counterparties, and of issued documents."""

from datetime import UTC, datetime
from typing import Any

from tests.constraints.row import Breaks, Twice, breaks, twice

MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
PRICED: dict[str, Any] = {"kind": "ecosystem", "price": "1000", "price_millionths": 1_000_000_000}
PROMISE: dict[str, Any] = {"state": "agreed", "buyer_signature_id": 1, "offer_id": None}
PUBLISHED: dict[str, Any] = {
    "state": "published",
    "published_at": MOMENT,
    "written_by_id": 1,
    "approved_by_id": 2,
}


def wanted(name: str) -> dict[str, Breaks | Twice]:
    """What an interest and a want refuse: no credits, a species without a name, half a price."""
    model = f"market.{name.capitalize()}"
    return {
        f"{name}_quantity_positive": breaks(model, {"quantity": 0}, **PRICED),
        f"{name}_names_its_species": breaks(
            model,
            {"scientific_name": ""},
            **(PRICED | {"kind": "species", "scientific_name": "Ninox strenua"}),
        ),
        f"{name}_price_whole": breaks(model, {"price_millionths": None}, **PRICED),
    }


ROWS: dict[str, Breaks | Twice] = {
    **wanted("interest"),
    **wanted("demand"),
    "enquiry_about_one_thing": breaks("market.Enquiry", {"demand_id": 1}, lot_id=1),
    "enquiry_between_two": breaks("market.Enquiry", {"asked_id": 1}, lot_id=1, asker_id=1, asked_id=2),
    "enquiry_message_says_something": breaks("market.EnquiryMessage", {"text": ""}),
    "commitment_quantity_positive": breaks("market.Commitment", {"quantity": 0}, **PROMISE),
    "commitment_between_two": breaks(
        "market.Commitment", {"buyer_id": 1}, **(PROMISE | {"seller_id": 1, "buyer_id": 2})
    ),
    "commitment_signed_by_both": breaks("market.Commitment", {"buyer_signature_id": None}, **PROMISE),
    "commitment_fulfilled_by_an_offer": breaks("market.Commitment", {"state": "fulfilled"}, **PROMISE),
    "announcement_by_two_officers": breaks("market.Announcement", {"approved_by_id": 1}, **PUBLISHED),
    "announcement_published_approved": breaks("market.Announcement", {"approved_by_id": None}, **PUBLISHED),
    "announcement_published_at_a_moment": breaks("market.Announcement", {"published_at": None}, **PUBLISHED),
    "early_reading_once": twice("market.EarlyReading", "announcement", "reader"),
    "pledge_quantity_positive": breaks("credits.Pledge", {"quantity": 0}),
    "pledge_accepted_with_signature": breaks(
        "credits.Pledge",
        {"lender_signature_id": None},
        state="active",
        lender_signature_id=1,
        accepted_at=MOMENT,
    ),
    "trusted_counterparty_once": twice("credits.TrustedCounterparty", "organisation", "counterparty"),
    "trusted_counterparty_is_another": breaks(
        "credits.TrustedCounterparty", {"counterparty_id": 1}, organisation_id=1, counterparty_id=2
    ),
    "holding_statement_tells_whose": breaks(
        "certificates.IssuedDocument", {"organisation_id": None}, kind="holding_statement", organisation_id=1
    ),
}
