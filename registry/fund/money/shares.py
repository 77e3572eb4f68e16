"""An amount divided between several, so that the parts add up to it exactly. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import lcm


def largest_remainder(total: int, weights: Sequence[int | Fraction]) -> list[int]:
    """`total` by weights: each part rounded down, the cents left over to the largest remainders, the first listed
    before the others. A negative total (a loss, a reversal) gives the same parts with the sign turned.

    Raises ValueError for a weight below zero, or where no weight is above zero.
    """
    scale = lcm(*(weight.denominator for weight in weights))
    scaled = [int(weight * scale) for weight in weights]
    whole = sum(scaled)
    if any(weight < 0 for weight in scaled) or whole == 0:
        raise ValueError("weights are zero or more, and one of them is more")
    parts = [abs(total) * weight // whole for weight in scaled]
    left = abs(total) - sum(parts)
    # Sorting is stable: of equal remainders the first listed comes first.
    by_remainder = sorted(range(len(parts)), key=lambda place: -(abs(total) * scaled[place] % whole))
    for place in by_remainder[:left]:
        parts[place] += 1
    return [-part for part in parts] if total < 0 else parts


def owner_split(amount_cents: int, parts: Sequence[int | Fraction]) -> list[int]:
    """A payment divided between the owners of a site by their parts, in their listed order (N61). A part of zero cents
    is kept, and is not sent to a bank.

    Raises ValueError unless every owner has parts above zero.
    """
    if not parts or any(part <= 0 for part in parts):
        raise ValueError("every owner has parts above zero")
    return largest_remainder(amount_cents, parts)


def balance_days(balances: Iterable[tuple[date, int]], *, begins: date, ends: date) -> int:
    """The weight of an account in a result of the fund: its balances in cents times the days they stood, from `begins`
    to before `ends`. Divided by the days of the period it is the average daily balance.

    `balances` are days in order with the balance from that day on; before the first it is nil. A balance below zero
    earns and loses nothing. Raises ValueError where the days are not in order or the period has none.
    """
    if ends <= begins:
        raise ValueError("a period has at least one day")
    steps = list(balances)
    weight = 0
    for place, (day, cents) in enumerate(steps):
        until = steps[place + 1][0] if place + 1 < len(steps) else ends
        if until < day and place + 1 < len(steps):
            raise ValueError("balances are listed in order of their days")
        days = (min(until, ends) - max(day, begins)).days
        weight += max(0, cents) * max(0, days)
    return weight
