"""Why a bank sends a payment back: the codes of direct entry, in words.

The words are from memory and from a payment provider's help page; no bank has confirmed them, so an unknown code is
shown as it came and never stops a return. Pure: no Django, no clock, no I/O.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ReturnCode:
    """A code and what it means. `mend` is what the trust does next, `source` where the words
    come from."""

    code: str
    meaning: str
    mend: str
    source: Literal["memory"] = "memory"


_ASK = "Ask the payee for the account's details and verify them before the payment is tried again."
_BANK = "Ask the bank before the payment is tried again."

RETURN_CODES = {
    row.code: row
    for row in (
        ReturnCode("1", "Invalid BSB number", _ASK),
        ReturnCode("2", "Payment stopped", _BANK),
        ReturnCode("3", "Account closed", _ASK),
        ReturnCode(
            "4", "Customer deceased", "Find out who the payment is owed to now, and pay nobody before."
        ),
        ReturnCode("5", "No account, or wrong account number", _ASK),
        ReturnCode("6", "Refer to customer", _ASK),
        ReturnCode("7", "Account number no longer used", _ASK),
        ReturnCode("8", "Invalid user number", _BANK),
        ReturnCode("9", "Technically invalid", _BANK),
    )
}


def meaning(code: str) -> str:
    """The code in words; an unknown one says that it is unknown."""
    known = RETURN_CODES.get(code)
    return known.meaning if known else f"Code {code}: its meaning is not set"
