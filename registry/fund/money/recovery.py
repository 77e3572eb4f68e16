"""Recoveries: what was paid too much, and what of it is kept back from a later instalment. Pure, whole cents."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offset:
    """An instalment after a recovery: what is kept back, what is paid out, and what is still to be recovered."""

    offset_cents: int
    payable_cents: int
    left_cents: int


def over_payment_cents(paid_cents: int, correct_cents: int) -> int:
    """What is to be recovered of a payment; nil where too little was paid."""
    return max(0, paid_cents - correct_cents)


def offset(gross_cents: int, recovery_cents: int) -> Offset:
    """Keep back as much of a recovery as an instalment holds. An instalment kept back in full is settled, and
    nothing of it goes to a bank. Raises ValueError below zero."""
    if gross_cents < 0 or recovery_cents < 0:
        raise ValueError("an instalment and a recovery are zero or more")
    kept = min(gross_cents, recovery_cents)
    return Offset(kept, gross_cents - kept, recovery_cents - kept)
