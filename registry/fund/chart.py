"""The chart of accounts of each fund, and what kind of account each is. Pure: no Django, no clock, no I/O.

An entry belongs to one fund and names two accounts of its chart, so that no entry can move money from one fund to the
other (BC Act s 6.34; the Biodiversity Conservation Fund of Division 6 is another fund).
"""

from dataclasses import dataclass

STEWARDSHIP, CONSERVATION = "stewardship", "conservation"
FUNDS = {
    STEWARDSHIP: "Biodiversity Stewardship Payments Fund",
    CONSERVATION: "Biodiversity Conservation Fund",
}

ASSET, LIABILITY, EQUITY = "asset", "liability", "equity"


@dataclass(frozen=True, slots=True)
class Account:
    """An account: its number, its name, its kind, and what its lines are told apart by."""

    code: str
    name: str
    kind: str
    per_site: bool = False
    per_party: bool = False


FUND_BANK, SETTLEMENT_BANK, INVESTMENTS = "1010", "1020", "1030"
RECOVERABLE, GST_RECEIVABLE = "1200", "1300"
PAYMENTS_PAYABLE, RETURNED = "2100", "2130"
SELLER_PAYABLE, UNALLOCATED_RECEIPTS, GST_PAYABLE = "2200", "2300", "2400"
PRINCIPAL, RETURNS, DRAWN, UNALLOCATED_RESULT = "3010", "3020", "3030", "3900"
TAKEN_OVER = "3100"

_STEWARDSHIP = (
    Account(FUND_BANK, "Fund bank", ASSET),
    Account(SETTLEMENT_BANK, "Settlement bank (money of others)", ASSET),
    Account(INVESTMENTS, "Investments", ASSET),
    Account(RECOVERABLE, "Recoverable from holders", ASSET, per_site=True, per_party=True),
    Account(GST_RECEIVABLE, "GST receivable", ASSET),
    Account(PAYMENTS_PAYABLE, "Management payments payable", LIABILITY, per_party=True),
    Account(RETURNED, "Returned payments", LIABILITY, per_party=True),
    Account(SELLER_PAYABLE, "Settlement payable: seller", LIABILITY, per_party=True),
    Account(UNALLOCATED_RECEIPTS, "Receipts not yet allocated", LIABILITY, per_party=True),
    Account(GST_PAYABLE, "GST and fees payable", LIABILITY),
    Account(PRINCIPAL, "Site account: deposit", EQUITY, per_site=True),
    Account(RETURNS, "Site account: returns less fees", EQUITY, per_site=True),
    Account(DRAWN, "Site account: drawn", EQUITY, per_site=True),
    Account(UNALLOCATED_RESULT, "Fund result not yet allocated", EQUITY),
)
_CONSERVATION = (
    Account(FUND_BANK, "Fund bank", ASSET),
    Account(TAKEN_OVER, "Obligations taken over from developers", LIABILITY),
    Account(UNALLOCATED_RESULT, "Fund result not yet allocated", EQUITY),
)

CHARTS: dict[str, dict[str, Account]] = {
    STEWARDSHIP: {account.code: account for account in _STEWARDSHIP},
    CONSERVATION: {account.code: account for account in _CONSERVATION},
}
"""Every account that may be posted to, by fund and number."""

SITE_ACCOUNTS = (PRINCIPAL, RETURNS, DRAWN)
"""A site's balance is the sum of these: what was deposited, what it earned, less what was drawn."""


def require_account(fund: str, code: str) -> Account:
    """The account of the fund's chart. Raises ValueError for a number that is not in it: a bug of the caller."""
    try:
        return CHARTS[fund][code]
    except KeyError:
        raise ValueError(f"there is no account {code} in the chart of the {fund} fund") from None
