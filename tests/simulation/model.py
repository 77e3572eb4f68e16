"""The reference model: a market of credits in plain Python, written without the registry's code.

Every function gives "done" or the reason it refuses, and keeps its own books. People, lots, offers and dealings are
known by name or by the order in which they came.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

DONE, UNSEEN, FORBIDDEN, WRONG_STATE = "done", "unseen", "forbidden", "wrong_state"
LANDHOLDER, PROPONENT, OTHER = "landholder", "proponent", "other_landholder"


@dataclass(frozen=True)
class Person:
    """Whom somebody belongs to, signs for, and which offices of the registry they hold."""

    member: str = ""
    signs: str = ""
    checks: bool = False
    approves: bool = False
    reads_all: bool = False


PEOPLE = {
    "landholder_signatory": Person(LANDHOLDER, LANDHOLDER),
    "landholder_member": Person(LANDHOLDER),
    "developer": Person(PROPONENT, PROPONENT),
    "other_landholder_signatory": Person(OTHER, OTHER),
    "registrar": Person(checks=True, reads_all=True),
    "registrar_approver": Person(approves=True, reads_all=True),
    "both_offices": Person(checks=True, approves=True, reads_all=True),
    "auditor": Person(reads_all=True),
    "stranger": Person(),
}


@dataclass
class Lot:
    holder: str
    available: int
    received: int = 0
    reserved: int = 0
    ended: int = 0
    moved_out: int = 0
    status: str = "issued"
    parent: int | None = None
    deposit_paid: bool = True
    suspended_until: date | None = None

    def __post_init__(self) -> None:
        self.received = self.available

    def stands_still(self, on: date) -> bool:
        return self.suspended_until is not None and on <= self.suspended_until

    def books(self) -> tuple[object, ...]:
        amounts = (self.received, self.available, self.reserved, self.ended, self.moved_out)
        return (self.status, self.holder, self.parent, self.suspended_until, *amounts)


@dataclass
class Offer:
    lot: int
    buyer: str
    remaining: int
    maker: str
    state: str = "open"
    accepted_by: set[str] = field(default_factory=set)


@dataclass
class Dealing:
    kind: str
    lot: int
    quantity: int
    lodger: str
    state: str
    offer: int | None = None
    buyer: str = ""
    checker: str = ""


@dataclass
class Suspension:
    lot: int
    until: date
    extended: bool = False
    lifted: bool = False


ENDS = {"transfer": "settled", "retirement": "retired", "cancellation": "cancelled", "correction": "posted"}
BEGINS = {
    "transfer": "accepted",
    "retirement": "applied",
    "cancellation": "proposed",
    "correction": "proposed",
}


def half_a_year_after(day: date) -> date:
    """Six months later, or the last day of that month."""
    month = day.month + 6
    year, month = (day.year + 1, month - 12) if month > 12 else (day.year, month)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Model:
    """The books, and the rules by which they change."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.lots: list[Lot] = []
        self.offers: list[Offer] = []
        self.dealings: list[Dealing] = []
        self.suspensions: list[Suspension] = []

    # --- who sees, who may ------------------------------------------------------------------------------------
    def sees(self, who: str, lot: int) -> bool:
        person = PEOPLE[who]
        return person.reads_all or (person.member != "" and person.member == self.lots[lot].holder)

    def sees_offer(self, who: str, offer: Offer) -> bool:
        open_to_all = offer.buyer == "" and offer.state == "open"
        member = PEOPLE[who].member
        own = member != "" and (member == offer.buyer or member in offer.accepted_by)
        return open_to_all or own or self.sees(who, offer.lot)

    def sees_dealing(self, who: str, dealing: Dealing) -> bool:
        member = PEOPLE[who].member
        return self.sees(who, dealing.lot) or (member != "" and member == dealing.buyer)

    def signers(self, dealing: Dealing) -> set[str]:
        return {dealing.lodger} | ({self.offers[dealing.offer].maker} if dealing.offer is not None else set())

    # --- reserving and moving ---------------------------------------------------------------------------------
    def reserve(self, lot: Lot, quantity: int) -> str:
        if lot.status != "issued":
            return "lot.closed"
        if lot.stands_still(self.today):
            return "lot.suspended"
        if quantity > lot.available:
            return "lot.not_enough"
        lot.available -= quantity
        lot.reserved += quantity
        return DONE

    def free(self, lot: Lot, quantity: int) -> None:
        lot.reserved -= quantity
        lot.available += quantity

    # --- commands -----------------------------------------------------------------------------------------------
    def make(self, who: str, lot: int, quantity: int, buyer: str) -> str:
        if not self.sees(who, lot):
            return UNSEEN
        if PEOPLE[who].signs != self.lots[lot].holder:
            return FORBIDDEN
        if buyer == self.lots[lot].holder:
            return "invalid"
        result = self.reserve(self.lots[lot], quantity)
        if result == DONE:
            self.offers.append(Offer(lot, buyer, quantity, who))
        return result

    def take_back(self, who: str, number: int) -> str:
        offer = self.offers[number]
        if not self.sees_offer(who, offer):
            return UNSEEN
        if PEOPLE[who].signs == "" or PEOPLE[who].signs not in (self.lots[offer.lot].holder, offer.buyer):
            return FORBIDDEN
        if offer.state != "open":
            return WRONG_STATE
        self.free(self.lots[offer.lot], offer.remaining)
        offer.state, offer.remaining = "withdrawn", 0
        return DONE

    def accept(self, who: str, number: int, quantity: int) -> str:
        offer, signs = self.offers[number], PEOPLE[who].signs
        if not self.sees_offer(who, offer):
            return UNSEEN
        if signs == "" or signs == self.lots[offer.lot].holder or offer.buyer not in ("", signs):
            return FORBIDDEN
        if offer.state != "open":
            return WRONG_STATE
        if self.lots[offer.lot].stands_still(self.today):
            return "lot.suspended"
        if quantity > offer.remaining:
            return "offer.not_enough"
        offer.remaining -= quantity
        offer.accepted_by.add(signs)
        if offer.remaining == 0:
            offer.state = "taken"
        self.dealings.append(Dealing("transfer", offer.lot, quantity, who, "accepted", number, signs))
        return DONE

    def lodge(self, who: str, kind: str, lot: int, quantity: int) -> str:
        """Apply to retire, ask for or propose a cancellation, propose a correction."""
        if not self.sees(who, lot):
            return UNSEEN
        by_holder = kind in ("retirement", "request")
        allowed = PEOPLE[who].signs == self.lots[lot].holder if by_holder else PEOPLE[who].checks
        if not allowed:
            return FORBIDDEN
        if kind == "correction" and self.lots[lot].parent is None:
            return "lot.root"
        result = self.reserve(self.lots[lot], quantity)
        if result == DONE:
            kind = "cancellation" if kind == "request" else kind
            self.dealings.append(Dealing(kind, lot, quantity, who, BEGINS[kind]))
        return result

    def check(self, who: str, number: int) -> str:
        dealing = self.dealings[number]
        if not self.sees_dealing(who, dealing):
            return UNSEEN
        if not PEOPLE[who].checks or who in self.signers(dealing):
            return FORBIDDEN
        if dealing.state not in ("accepted", "applied"):
            return WRONG_STATE
        dealing.state, dealing.checker = "checked", who
        return DONE

    def complete(self, who: str, number: int) -> str:
        dealing = self.dealings[number]
        if not self.sees_dealing(who, dealing):
            return UNSEEN
        if not PEOPLE[who].approves or who in self.signers(dealing) or who == dealing.checker:
            return FORBIDDEN
        sold = dealing.kind in ("transfer", "retirement")
        if dealing.state != ("checked" if sold else "proposed"):
            return WRONG_STATE
        lot = self.lots[dealing.lot]
        if sold and not lot.deposit_paid:
            return "deposit.not_settled"
        if lot.stands_still(self.today):
            return "lot.suspended"
        lot.reserved -= dealing.quantity
        lot.moved_out += dealing.quantity
        dealing.state = ENDS[dealing.kind]
        if dealing.kind == "correction":
            assert lot.parent is not None
            self.lots[lot.parent].available += dealing.quantity
            self.lots[lot.parent].received += dealing.quantity
            return DONE
        made = Lot(
            dealing.buyer or lot.holder,
            dealing.quantity,
            parent=dealing.lot,
            deposit_paid=sold or lot.deposit_paid,
        )
        if dealing.kind != "transfer":
            made.status = dealing.state
            made.available, made.ended = 0, dealing.quantity
        self.lots.append(made)
        return DONE

    def refuse(self, who: str, number: int) -> str:
        dealing = self.dealings[number]
        if not self.sees_dealing(who, dealing):
            return UNSEEN
        officer = PEOPLE[who].checks or PEOPLE[who].approves
        if not officer or who in self.signers(dealing):
            return FORBIDDEN
        if dealing.state not in ("accepted", "applied", "checked"):
            return WRONG_STATE
        self._give_back(dealing, "refused")
        return DONE

    def withdraw(self, who: str, number: int) -> str:
        dealing, person = self.dealings[number], PEOPLE[who]
        if not self.sees_dealing(who, dealing):
            return UNSEEN
        holder = self.lots[dealing.lot].holder
        if dealing.kind in ("transfer", "retirement"):
            allowed = person.signs != "" and person.signs in (holder, dealing.buyer)
        else:
            allowed = person.checks or person.approves
        if not allowed:
            return FORBIDDEN
        if dealing.kind == "transfer" and dealing.state == "checked":
            # Only a cooling-off period would let a side back out after the check, and none is set.
            return FORBIDDEN
        if dealing.state != BEGINS[dealing.kind]:
            return WRONG_STATE
        self._give_back(dealing, "withdrawn")
        return DONE

    def _give_back(self, dealing: Dealing, state: str) -> None:
        dealing.state = state
        offer = None if dealing.offer is None else self.offers[dealing.offer]
        if offer is not None and offer.state == "open":
            offer.remaining += dealing.quantity
        else:
            self.free(self.lots[dealing.lot], dealing.quantity)

    def suspend(self, who: str, lot: int, days: int) -> str:
        if not self.sees(who, lot):
            return UNSEEN
        if not PEOPLE[who].approves:
            return FORBIDDEN
        until = self.today + timedelta(days=days)
        if until > half_a_year_after(self.today):
            return "invalid"
        if self.lots[lot].status != "issued":
            return "lot.closed"
        if self.lots[lot].stands_still(self.today):
            return "lot.suspended"
        self.lots[lot].suspended_until = until
        self.suspensions.append(Suspension(lot, until))
        return DONE

    def extend(self, who: str, number: int, days: int) -> str:
        held = self.suspensions[number]
        refusal = self._about(who, held)
        if refusal:
            return refusal
        if held.extended:
            return "suspension.extended_already"
        until = held.until + timedelta(days=days)
        if until > half_a_year_after(held.until) or days < 1:
            return "invalid"
        held.extended, held.until = True, until
        self.lots[held.lot].suspended_until = until
        return DONE

    def lift(self, who: str, number: int) -> str:
        held = self.suspensions[number]
        refusal = self._about(who, held)
        if refusal:
            return refusal
        held.lifted = True
        self.lots[held.lot].suspended_until = None
        return DONE

    def _about(self, who: str, held: Suspension) -> str:
        if not self.sees(who, held.lot):
            return UNSEEN
        if not PEOPLE[who].approves:
            return FORBIDDEN
        return "suspension.over" if held.lifted or held.until < self.today else ""
