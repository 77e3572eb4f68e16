"""The facts of an import in words, in the order in which a person reads them."""

from collections.abc import Iterator, Mapping
from typing import Any

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "The files",
        (
            ("supply_rows", "Rows of the supply register"),
            ("supply_rows_by_status", "Supply rows by status"),
            ("supply_issued_credits", "Credits listed as issued"),
            ("supply_issued_agreement_numbers", "Agreement numbers they are under"),
            ("supply_issued_without_agreement", "Issued lots that name no agreement"),
            ("transaction_rows", "Rows of the transactions register"),
            ("transaction_rows_by_type", "Transaction rows by type"),
            ("transaction_rows_without_date", "Transaction rows without a date"),
            ("transaction_rows_voided", "Voided transaction rows"),
            ("transaction_first_date", "First transaction"),
            ("transaction_last_date", "Last transaction"),
            ("transaction_ids", "Transaction ids"),
            ("transfer_credits_as_published", "Credits transferred, as published"),
            ("transfer_value_as_published", "Value of transfers, as published (A$ ex GST)"),
            ("transfer_prices_distinct", "Different prices"),
            ("transfers_priced_zero", "Transfers priced at zero"),
            ("transfers_priced_below_one_cent", "Transfers priced above zero and below one cent"),
        ),
    ),
    (
        "The replay",
        (
            ("refused_lines", "Lines refused"),
            ("refused_transfers", "Transfers among them"),
            ("refused_transfer_credits", "Credits of refused transfers"),
            ("transfers_replayed", "Transfers replayed"),
            ("transfer_credits", "Credits transferred"),
            ("transfer_value", "Value of transfers (A$ ex GST)"),
            ("transfer_value_by_financial_year", "Value by financial year (A$ ex GST)"),
            ("retirements_replayed", "Retirements replayed"),
            ("retired_credits", "Credits retired"),
            ("cancellations_replayed", "Cancellations replayed"),
            ("cancelled_credits", "Credits cancelled"),
            ("topped_up_lots", "Lots with a further line"),
            ("topped_up_lots_of_one_parent_and_transaction", "Of one parent in one transaction"),
            ("further_lines", "Further lines"),
            ("lines_gone", "Lines of the ledger that these files no longer hold"),
            ("lines_gone_which", "Which lines"),
            ("lots_suspended", "Lots suspended, as the register states"),
        ),
    ),
    (
        "Lots and balances",
        (
            ("lots_minted_by_transfer", "Lots minted by transfer"),
            ("minted_lots_fully_used", "Fully used"),
            ("minted_lots_fully_used_in_supply", "Fully used and still in supply"),
            ("minted_lots_overdrawn", "Lots that a refused line would have overdrawn"),
            ("minted_lots_with_balance", "With a balance"),
            ("balances_equal", "Balances equal to supply"),
            ("balances_missing", "Balances that supply does not list"),
            ("balances_different", "Balances that differ from supply"),
            ("balances_different_lots", "Which lots"),
            ("credits_listed_twice", "Credits that supply lists beyond the lines"),
            ("root_lots", "Root lots"),
            ("root_lots_moved_from", "Root lots that credits were moved from"),
            ("root_lots_moved_from_in_supply", "Of these still in supply"),
            ("root_lots_without_agreement", "Root lots whose agreement is unknown"),
            ("root_lots_with_published_issue_date", "Root lots with a published issue date"),
            ("issue_movements", "Opening movements"),
            ("issued_credits", "Credits opened"),
        ),
    ),
    (
        "The ledger after the import",
        (
            ("ledger_issued_lots", "Issued lots"),
            ("ledger_issued_credits", "Credits in issued lots"),
            ("ledger_equivalence_lots", "Equivalence lots"),
            ("ledger_equivalence_credits", "Credits in equivalence lots"),
            ("ledger_retired_lots", "Retired lots"),
            ("ledger_retired_credits", "Credits in retired lots"),
            ("ledger_cancelled_lots", "Cancelled lots"),
            ("ledger_cancelled_credits", "Credits in cancelled lots"),
            ("cancelled_rows_minted_by_cancellation", "Cancelled rows of supply that a line minted"),
            ("listings_kept", "Applications and interests kept as listings"),
            ("listings_that_are_lots", "Listings that became lots"),
        ),
    ),
)


def in_words(facts: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The facts that are there, by group: label and value as text."""
    shown = [
        (title, [(label, _text(facts[key])) for key, label in entries if key in facts])
        for title, entries in GROUPS
    ]
    return [(title, rows) for title, rows in shown if rows]


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{str(name).replace('_', ' ')} {_text(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(str(part) for part in value) or "none"
    if isinstance(value, int):
        return f"{value:,}"
    return "".join(_parts(str(value)))


def _parts(text: str) -> Iterator[str]:
    """Dollars with commas, an ISO day as day/month/year, all else as it is."""
    whole, point, cents = text.partition(".")
    if point and whole.isdigit():
        yield f"{int(whole):,}.{cents}"
    elif len(text) == 10 and text[4] == text[7] == "-":
        yield f"{text[8:]}/{text[5:7]}/{text[:4]}"
    else:
        yield text
