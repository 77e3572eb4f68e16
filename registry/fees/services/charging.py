"""Charging a fee: one step of the command that makes what the fee is for."""

from datetime import date

from registry.fees.models import FeeCharge, FeeKind
from registry.fees.selectors import amount_in_force


def charge(*, kind: str, subject: str, today: date) -> FeeCharge:
    """What `subject` (for example `transfer:<public id>`) owes: the amount in force today, or none where none is set.

    One charge for each subject: asked again, the same charge is given, with the amount of its own day. Raises
    ValueError for a kind of fee that there is none of.
    """
    if kind not in FeeKind.values:
        raise ValueError(f"there is no fee called {kind}")
    made, _ = FeeCharge.objects.get_or_create(
        subject=subject,
        defaults={"kind": kind, "amount": amount_in_force(kind, on=today), "charged_on": today},
    )
    return made
