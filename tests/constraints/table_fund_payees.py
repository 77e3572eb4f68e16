"""Rows that break the rules of bank details, tax standings and the fund's facts."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.constraints.row import Breaks, Twice, breaks, twice

DAY, DAY_BEFORE = date(2026, 3, 31), date(2026, 3, 30)
VERIFIED: dict[str, Any] = {
    "state": "verified",
    "entered_by_id": 1,
    "verified_by_id": 2,
    "usable_from": DAY,
}
NUMBER: dict[str, Any] = {"quarter_ends": DAY_BEFORE, "published_on": DAY, "value": Decimal("131.4")}

ROWS: dict[str, Breaks | Twice] = {
    "bank_detail_verified_by_another": breaks("fund.BankDetail", {"verified_by_id": 1}, **VERIFIED),
    "bank_detail_verified_with_person": breaks("fund.BankDetail", {"usable_from": None}, **VERIFIED),
    "one_bank_detail_to_verify": twice("fund.BankDetail", "organisation", state="entered"),
    "one_bank_detail_verified": twice("fund.BankDetail", "organisation", **VERIFIED),
    "tax_standing_once_a_day": twice("fund.TaxStanding", "organisation", "valid_from"),
    "tax_standing_with_number": breaks(
        "fund.TaxStanding", {"business_number": ""}, gst_registered=True, business_number="51824753556"
    ),
    "discount_rate_once_a_day": twice("fund.DiscountRate", "trigger", "day", "origin", rate=Decimal("0.03")),
    "discount_rate_is_a_share": breaks("fund.DiscountRate", {"rate": Decimal(1)}, rate=Decimal("0.03")),
    "discount_rate_has_a_source": breaks("fund.DiscountRate", {"source": ""}, rate=Decimal("0.03")),
    "rule_parameter_once_a_day": twice("fund.RuleParameter", "code", "effective_from"),
    "rule_parameter_has_a_source": breaks("fund.RuleParameter", {"source": ""}),
    "index_number_once_a_vintage": twice(
        "fund.IndexNumber", "series", "quarter_ends", "published_on", **NUMBER
    ),
    "index_number_above_zero": breaks("fund.IndexNumber", {"value": Decimal(0)}, **NUMBER),
    "index_number_has_a_source": breaks("fund.IndexNumber", {"source": ""}, **NUMBER),
    "index_number_published_after": breaks("fund.IndexNumber", {"published_on": DAY_BEFORE}, **NUMBER),
}
