"""Amounts as they are entered into the books, and what an account must hold for them."""

from registry.findings import DomainError, Finding
from registry.fund import ledger
from registry.fund.chart import FUND_BANK, STEWARDSHIP, require_account
from registry.units import display_dollars

LARGEST_CENTS = 10**14
"""A million million dollars is a typing error."""


def require_amount(
    findings: list[Finding],
    cents: object,
    *,
    about: str,
    below_zero: bool = False,
    field: str = "amount_cents",
) -> None:
    """Whole cents, not zero; above zero unless a loss may be entered. Adds a finding otherwise."""
    whole = isinstance(cents, int) and not isinstance(cents, bool)
    if not whole or cents == 0 or (isinstance(cents, int) and cents < 0 and not below_zero):
        bound = "other than zero" if below_zero else "above zero"
        findings.append(Finding(f"{about}.amount", f"Enter an amount {bound}.", field))
    elif isinstance(cents, int) and abs(cents) > LARGEST_CENTS:
        findings.append(
            Finding(
                f"{about}.amount_too_large", "That is more than the fund can hold. Check the amount.", field
            )
        )


def require_covered(account: str = FUND_BANK) -> None:
    """After posting, in the same transaction (the balance is locked by then): an asset never goes below nothing.
    Raises DomainError, and nothing is posted."""
    held = ledger.balance_cents(STEWARDSHIP, account)
    if held < 0:
        name = require_account(STEWARDSHIP, account).name
        short = display_dollars(-held)
        raise DomainError(
            "fund.not_enough",
            f"The account {account} ({name}) would be {short} short. Record what it received, or redeem an investment, "
            "first.",
        )
