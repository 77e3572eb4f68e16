"""What the pages of the registers show of a row: fewer columns than the files, with links."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from credits.lots.web.words import price

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the page: its heading and how a row's cell is said."""

    text: str
    cell: Callable[[Row], Any]
    number: bool = False


def _lot(number: Any) -> Any:
    if not number:
        return ""
    return format_html('<a class="pub-number" href="{}">{}</a>', reverse("public-lot", args=[number]), number)


def _agreement(number: Any) -> Any:
    if not number:
        return ""
    return format_html('<a href="{}">{}</a>', reverse("public-agreement", args=[number]), number)


def _obligation(number: Any) -> Any:
    address = reverse("public-obligation", args=[number])
    return format_html('<a class="pub-number" href="{}">{}</a>', address, number)


def _hinted(text: Any, *hints: Any) -> SafeString:
    """Words with quieter ones below."""
    said = " · ".join(str(hint) for hint in hints if hint not in (None, ""))
    if not said:
        return format_html("{}", text or "")
    return format_html('{}<div class="reg-small reg-quiet">{}</div>', text or "", said)


def _credits_of(row: Row) -> SafeString:
    """What the credits are of."""
    if row["kind"] == "Species":
        return _hinted(row["common_name"] or row["scientific_name"], row["scientific_name"])
    pct = f"PCT {row['pct_id']}" if row.get("pct_id") else row.get("pct_name")
    return _hinted(
        row["offset_trading_group"] or row["pct_name"] or row["kind"], pct, row.get("community_name")
    )


def _number(value: Any) -> str:
    return "" if value is None else f"{value:,}"


def _day(value: Any) -> str:
    return "" if value is None else f"{value:%d/%m/%Y}"


def _money(value: Any) -> str:
    return price(value) if value else ""


def _supply_number(row: Row) -> Any:
    return _lot(row["credit_id"]) if row["listing"] == "Lot" else row["credit_id"]


def _status(row: Row) -> SafeString:
    suspended = f"suspended until {_day(row['suspended_to'])}" if row["suspended_to"] else ""
    return _hinted(row["credit_status"], suspended)


SUPPLY = (
    Heading("Number", _supply_number),
    Heading("Credits of", _credits_of),
    Heading("Subregion", lambda row: _hinted(row["subregion"], row["region"])),
    Heading("Agreement", lambda row: _agreement(row["bsa_id"])),
    Heading("Status", _status),
    Heading("Holder", lambda row: row["holder"] or ""),
    Heading("Credits", lambda row: _number(row["credits"]), number=True),
    Heading("On offer", lambda row: _number(row["on_offer"]), number=True),
    Heading("Lowest price", lambda row: _money(row["lowest_price"]), number=True),
)
DEMAND = (
    Heading("Number", lambda row: row["demand_id"]),
    Heading("Credits of", _credits_of),
    Heading("Subregions", lambda row: row["subregions"] or "Anywhere"),
    Heading("Buyer", lambda row: row["buyer"]),
    Heading("Listed", lambda row: _day(row["listed_on"])),
    Heading("Until", lambda row: _day(row["expires_on"])),
    Heading("Credits", lambda row: _number(row["credits"]), number=True),
    Heading("Price offered", lambda row: _money(row["price"]) or "To be agreed", number=True),
)
TRANSACTIONS = (
    Heading("Date", lambda row: _hinted(_day(row["transaction_on"]), row["transaction_number"])),
    Heading("Type", lambda row: _hinted(row["transaction_type"], row["price_note"] or row["channel"])),
    Heading("From", lambda row: _lot(row["from_lot"])),
    Heading("To", lambda row: _lot(row["to_lot"])),
    Heading("Credits of", _credits_of),
    Heading("Subregion", lambda row: row["subregion"] or ""),
    Heading("Purpose", lambda row: _hinted(row["retirement_reason"], row["obligation_reference"])),
    Heading("Credits", lambda row: _number(row["credits"]), number=True),
    Heading("Price", lambda row: _money(row["price"]), number=True),
)
AGREEMENTS = (
    Heading("Agreement", lambda row: _agreement(row["number"])),
    Heading("Kind", lambda row: row["kind"]),
    Heading("Status", lambda row: row["status"]),
    Heading("Place", lambda row: _hinted(row["subregion"], row["local_government_area"])),
    Heading("Area (ha)", lambda row: row["site_area_ha"] or "", number=True),
    Heading("Registered", lambda row: _day(row["registered_on"])),
    Heading("Issued", lambda row: _number(row["issued"]), number=True),
    Heading("Held", lambda row: _number(row["held"]), number=True),
    Heading("Retired", lambda row: _number(row["retired"]), number=True),
)
OBLIGATIONS = (
    Heading("Obligation", lambda row: _hinted(_obligation(row["obligation"]), f"line {row['line']}")),
    Heading("Credits of", _credits_of),
    Heading("Subregion", lambda row: _hinted(row["subregion"], row["local_government_area"])),
    Heading("Imposed", lambda row: _hinted(_day(row["imposed_on"]), row["reference"])),
    Heading("Authority", lambda row: row["authority"]),
    Heading("Owed by", lambda row: row["holder"]),
    Heading("Status", lambda row: row["status"]),
    Heading("Required", lambda row: _number(row["required"]), number=True),
    Heading("Discharged", lambda row: _number(row["discharged"]), number=True),
    Heading("Still owed", lambda row: _number(row["owed"]), number=True),
)
HEADINGS = {
    "supply": SUPPLY,
    "demand": DEMAND,
    "transactions": TRANSACTIONS,
    "agreements": AGREEMENTS,
    "obligations": OBLIGATIONS,
}
