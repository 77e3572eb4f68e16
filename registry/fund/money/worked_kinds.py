"""The kinds of worked money cases that are run from a file. Pure.

Inputs are as the file writes them, amounts dollar text. Each function gives every number it computes; only those that a
case expects are compared.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from registry.fund.money import plan_lines, portions, present_value, shares
from registry.fund.money.days import anniversary
from registry.fund.money.exact import cents_of_dollars, exact
from registry.fund.money.indexation import gross_cents
from registry.fund.money.plan_lines import PlanLine, PlanSchedule
from registry.fund.money.present_value import Timing
from registry.units import cents_half_up, line_value_cents, parse_decimal

USUAL_RATE = Decimal("0.032")
MOST_ROWS = 1_000
"""A case with more years, lots or days is a mistake in the file."""


def cents(text: object) -> int:
    """Dollar text as cents. Raises ValueError unless it is a whole number of cents."""
    read = cents_of_dollars(number(text))
    if read.denominator != 1:
        raise ValueError(f"{text!r} is no whole number of cents")
    return read.numerator


def dollars(amount_cents: int) -> str:
    """Cents as dollar text, e.g. `150734.57`."""
    sign = "-" if amount_cents < 0 else ""
    return f"{sign}{abs(amount_cents) // 100}.{abs(amount_cents) % 100:02d}"


def number(text: object) -> Decimal:
    """A number written as text or as a whole number. Raises ValueError for anything else."""
    if isinstance(text, bool) or not isinstance(text, (str, int)):
        raise ValueError(f"{text!r} is not a number")
    return parse_decimal(str(text))


def whole(value: object) -> int:
    """A whole number of a sensible size. Raises ValueError for anything else."""
    read = number(value)
    if abs(read) >= Decimal(10) ** 15 or read != int(read):
        raise ValueError(f"{value!r} is not a whole number")
    return int(read)


def level_schedule(inputs: Mapping[str, Any], expected: Any) -> object:
    """Deposits of stated payments, with and without what follows them, in both timings."""
    payments = [cents(one) for one in _listed(inputs["schedule"])]
    tail, rate = cents(inputs.get("tail_real", "0")), number(inputs["rate"])
    answer = {}
    for timing in Timing:
        both = present_value.components(payments, tail, rate, timing)
        answer[timing.value] = {
            "tfd": dollars(cents_half_up(both.payments)),
            "tail_component": dollars(cents_half_up(both.tail)),
            "tfd_with_tail": dollars(both.total_cents),
        }
    return answer


def plan(inputs: Mapping[str, Any], expected: Any) -> object:
    """A plan year by year, its sum, its deposits and the threshold of full management."""
    made = plan_lines.schedule(
        [_line(action) for action in _listed(inputs["actions"])],
        contingency=number(inputs.get("contingency", "0")),
        administration_cents=cents(inputs.get("admin_fee", "0")),
        tail_cents=cents(inputs["tail_real"]) if "tail_real" in inputs else None,
    )
    asked = expected if isinstance(expected, dict) else {}
    keys = [*asked.get("tfd", {}), *Timing]
    tfd = {str(key): _deposit(made, str(key)) for key in keys}
    rows = {
        year.year: {
            "year": year.year,
            "lines": {code: dollars(amount) for code, amount in year.lines_cents.items()},
            "direct": dollars(year.direct_cents),
            "contingency": dollars(year.contingency_cents),
            "admin_fee": dollars(year.administration_cents),
            "total_real": dollars(year.total_cents),
        }
        for year in made.years
    }
    years = [row["year"] for row in asked["rows"]] if "rows" in asked else list(rows)
    return {
        "rows": [rows.get(year) for year in years],
        "tail_real": dollars(made.tail_cents),
        "sum_20_real_undiscounted": dollars(made.undiscounted_cents),
        "tfd": {key: dollars(amount) for key, amount in tfd.items()},
        "threshold_80": {timing.value: dollars(portions.threshold_cents(tfd[timing])) for timing in Timing},
    }


def settlement_proportional(inputs: Mapping[str, Any], expected: Any) -> object:
    """First sales one after another: what each owes, what the seller keeps, and when full management begins."""
    tfd, total = cents(inputs["tfd"]), whole(inputs["credits_total"])
    sold = received = 0
    lots = []
    for sale in _listed(inputs["sales"]):
        quantity, price = whole(sale["credits"]), number(sale["price"])
        settled = portions.settle_proportional(
            tfd,
            credits_before=sold,
            quantity=quantity,
            credits_total=total,
            proceeds_cents=line_value_cents(price, quantity),
        )
        sold, received = sold + quantity, received + settled.portion_cents
        lots.append(
            {
                "credits": quantity,
                "cumulative": sold,
                "price_ex_gst": str(sale["price"]),
                "proceeds_ex_gst": dollars(settled.proceeds_cents),
                "tfd_portion": dollars(settled.portion_cents),
                "surplus_to_seller": dollars(settled.surplus_cents),
                "top_up_required": dollars(settled.top_up_cents),
                "tfd_received": dollars(received),
                "active": portions.threshold_reached(tfd, deposits_cents=received, sale_income_cents=0),
            }
        )
    return {"threshold_80": dollars(portions.threshold_cents(tfd)), "lots": lots}


def owner_split(inputs: Any, expected: Any) -> object:
    """Amounts divided between owners by their shares."""
    return [
        [dollars(part) for part in shares.owner_split(cents(one["amount"]), _parts(one["shares"]))]
        for one in _listed(inputs)
    ]


def indexation(inputs: Mapping[str, Any], expected: Any) -> object:
    """Real amounts at the index of their own years, from the original base."""
    base = number(inputs["base_index"])
    nominal = [
        gross_cents(cents(real), index_due=number(index), index_base=base)
        for real, index in zip(_listed(inputs["real"]), _listed(inputs["index"]), strict=True)
    ]
    return {"nominal": [dollars(amount) for amount in nominal], "sum": dollars(sum(nominal))}


def anniversaries(inputs: Mapping[str, Any], expected: Any) -> object:
    """The due days from the first one on, as many as the case expects."""
    first = date.fromisoformat(inputs["first_due"])
    days = _listed(expected["due"]) if isinstance(expected, dict) and "due" in expected else []
    return {"due": [anniversary(first, years).isoformat() for years in range(len(days))]}


KINDS: Mapping[str, Callable[[Any, Any], object]] = {
    "level_schedule": level_schedule,
    "plan": plan,
    "settlement_proportional": settlement_proportional,
    "owner_split": owner_split,
    "indexation": indexation,
    "anniversaries": anniversaries,
}


def _deposit(made: PlanSchedule, key: str) -> int:
    """The deposit for a key `rate/timing`, or a timing alone at 0.032."""
    rate, _, timing = key.rpartition("/")
    return present_value.total_fund_deposit(
        made.payments_cents, made.tail_cents, number(rate) if rate else USUAL_RATE, Timing(timing)
    )


def _line(action: Mapping[str, Any]) -> PlanLine:
    return PlanLine(
        code=str(action["code"]),
        kind=str(action.get("kind", "required")),
        unit=str(action.get("unit", "")),
        quantity=number(action["qty"]),
        unit_cost=number(action["unit_cost"]),
        first_year=whole(action["from"]),
        last_year=whole(action["to"]),
        every=whole(action.get("every", 1)),
        real_escalation=number(action.get("real_escalation", "0")),
        in_perpetuity=bool(action.get("in_perpetuity", False)),
    )


def _parts(listed: object) -> list[int | Fraction]:
    return [exact(number(part)) for part in _listed(listed)]


def _listed(value: object) -> Sequence[Any]:
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        raise ValueError(f"a list of at most {MOST_ROWS} entries is expected")
    return value
