"""Payments carried by the price index from the base of the agreement to the day they fall due. Pure.

Always from the original real amount and the original base: chained roundings drift apart.
"""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from registry.findings import Finding, InvalidInput
from registry.fund.money.exact import exact
from registry.units import cents_half_up


def gross_cents(real_cents: int, *, index_due: Decimal | None, index_base: Decimal | None) -> int:
    """A real amount in the money of its due day: real × index due ÷ index base, half up to the cent, once.

    An index below the base lowers the payment. Raises InvalidInput (`index_due`, `index_base`) for one that is missing
    or not above zero.
    """
    found = [
        Finding("index.not_set", f"{label} is not set or not above zero. Enter it with its source.", field)
        for field, label, index in (
            ("index_due", "The index of the due day", index_due),
            ("index_base", "The index of the agreement's base", index_base),
        )
        if index is None or not index.is_finite() or index <= 0
    ]
    if found or index_due is None or index_base is None:
        raise InvalidInput(found, found[0].message)
    return cents_half_up(real_cents * _carried(index_due, index_base))


@lru_cache(maxsize=1_000)
def _carried(index_due: Decimal, index_base: Decimal) -> Fraction:
    """Many payments share few pairs of index numbers."""
    return exact(index_due) / exact(index_base)
