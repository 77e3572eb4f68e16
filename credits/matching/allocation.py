"""The cheapest lawful way to meet several lines: from which offers, and from which lots held already, how many credits.

Only what serves a line on that day counts. As much as possible is met, and of the ways to meet so much the cheapest is
found (`credits.matching.solver`); the cost is then worked out from whole credits and exact prices. Nothing is reserved:
an offer is accepted on its own page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from credits.lots import prices
from credits.lots.dealings import Offer
from credits.lots.models import CreditClass, Lot
from credits.matching.deciding import Asked, Standing, ask_each, meaning_of, standing_of
from credits.matching.listing import offers_for
from credits.matching.solver import Arc, solve
from credits.obligations.models import ObligationLine
from credits.schemes.nsw_bos.facts import LotStatus
from registry.findings import DomainError

MOST_LINES = 50
MOST_SOURCES = 5_000
"""Beyond this the dearest offers are left out."""


@dataclass(frozen=True, slots=True)
class Source:
    """Credits that could be used: an offer to accept, or a lot that is held already (`offer` None, price 0)."""

    lot: Lot
    offer: Offer | None
    quantity: int
    price: Decimal

    @property
    def is_held(self) -> bool:
        """Held already: nothing to pay."""
        return self.offer is None


@dataclass(frozen=True, slots=True)
class Share:
    """So many credits of a source for one line, and the rule under which they serve it."""

    line: ObligationLine
    quantity: int
    rule: str


@dataclass(frozen=True, slots=True)
class Use:
    """What is taken of one source, for which lines. `value_cents`: what one acceptance of it costs."""

    source: Source
    shares: tuple[Share, ...]

    @property
    def quantity(self) -> int:
        """All shares together."""
        return sum(share.quantity for share in self.shares)

    @property
    def value_cents(self) -> int:
        """Price times quantity, rounded once; 0 for what is held already."""
        offer = self.source.offer
        return 0 if offer is None else prices.value_cents(offer.price, self.quantity)


@dataclass(frozen=True, slots=True)
class Unmet:
    """What of a line no credits on offer meet."""

    line: ObligationLine
    outstanding: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """The cheapest way found. `proven`: nothing cheaper exists among what is on offer now."""

    uses: tuple[Use, ...]
    unmet: tuple[Unmet, ...]
    proven: bool

    @property
    def met(self) -> int:
        """Credits of all lines that are met."""
        return sum(use.quantity for use in self.uses)

    @property
    def total_cents(self) -> int:
        """What all acceptances cost together, without GST."""
        return sum(use.value_cents for use in self.uses)

    @property
    def exact_cost(self) -> Decimal:
        """Dollars before rounding: what is made least."""
        return sum((use.source.price * use.quantity for use in self.uses), Decimal(0))


def allocate(
    lines: Iterable[ObligationLine], *, on: date, with_held: bool = True, for_holder: bool = True
) -> Allocation:
    """Allocate credits to the outstanding quantities of lines in force of one holder.

    `with_held`: the holder's own available credits are used first, for nothing. `for_holder` False: neither those nor
    offers made to the holder alone, for somebody who may not see them. Raises DomainError for lines of
    several holders, or too many of them. The number of queries does not depend on the number of lots."""
    wanted = [line for line in lines if line.outstanding > 0]
    if not wanted:
        return Allocation((), (), True)
    holder_ids = {line.obligation.holder_id for line in wanted}
    if len(holder_ids) > 1:
        raise DomainError("allocation.several_holders", "Choose lines that one organisation owes.")
    if len(wanted) > MOST_LINES:
        raise DomainError("allocation.too_many_lines", f"Choose at most {MOST_LINES} lines at once.")
    sources = _sources(holder_ids.pop(), with_held=with_held and for_holder, for_holder=for_holder)
    return _allocated(wanted, sources, ask_each(wanted, on=on), on)


def _sources(holder_id: int, *, with_held: bool, for_holder: bool) -> list[Source]:
    """What is held, then offers from the cheapest, in an order that is always the same."""
    facts = ("credit_class", "holder__organisation")
    held = Lot.objects.filter(
        status__in=Lot.OPEN, available__gt=0, holder__organisation=holder_id
    ).select_related(*facts)
    offers = offers_for(holder_id if for_holder else None).select_related(*(f"lot__{fact}" for fact in facts))
    found = [Source(lot, None, lot.available, Decimal(0)) for lot in held.order_by("pk")] if with_held else []
    for offer in offers.order_by("price_millionths", "pk")[:MOST_SOURCES]:
        found.append(Source(offer.lot, offer, offer.remaining, Decimal(offer.price)))
    return found


def _served(of: CreditClass, status: LotStatus, asked: Sequence[Asked]) -> list[tuple[int, str]]:
    """Which of the lines the class serves in that standing, and under which rule."""
    meanings = [meaning_of(one.rule_on(of, status=status)) for one in asked]
    return [(need, one.rule) for need, one in enumerate(meanings) if one.standing is Standing.SERVES]


def _allocated(
    lines: Sequence[ObligationLine], sources: Sequence[Source], asked: Sequence[Asked], on: date
) -> Allocation:
    arcs, rules = [], []
    known: dict[tuple[int, LotStatus], list[tuple[int, str]]] = {}
    for place, source in enumerate(sources):
        of, status = source.lot.credit_class, standing_of(source.lot, on=on)
        if (of.pk, status) not in known:
            known[of.pk, status] = _served(of, status, asked)
        for need, rule in known[of.pk, status]:
            arcs.append(Arc(place, need))
            rules.append(rule)
    flow = solve(
        capacities=[source.quantity for source in sources],
        prices=[float(source.price) for source in sources],
        needs=[line.outstanding for line in lines],
        arcs=arcs,
    )
    shares: dict[int, list[Share]] = {}
    met = [0] * len(lines)
    for arc, rule, quantity in zip(arcs, rules, flow.quantities, strict=True):
        if quantity:
            shares.setdefault(arc.source, []).append(Share(lines[arc.need], quantity, rule))
            met[arc.need] += quantity
    return Allocation(
        uses=tuple(Use(sources[place], tuple(of)) for place, of in sorted(shares.items())),
        unmet=tuple(
            Unmet(line, line.outstanding, line.outstanding - met[need])
            for need, line in enumerate(lines)
            if met[need] < line.outstanding
        ),
        proven=flow.proven,
    )
