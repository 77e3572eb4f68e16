"""The same steps in the registry itself: real commands, retries under one key, crashes before and after the commit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from credits import models
from credits.lots.services import cancellations, corrections, offers, retirements, suspensions, transfers
from registry.actor import REGISTRAR, REGISTRAR_APPROVER, Actor
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.parties.models import Organisation, User
from tests import builders
from tests.builders_ledger import make_account, open_lot
from tests.builders_people import Cast, give_role, make_officer
from tests.simulation import model
from tests.simulation.model import LANDHOLDER, OTHER, PEOPLE, PROPONENT, Model

FIRST_LOTS = (60, 25)
"""Both the landholder's; the deposit of the second is not paid, and no fund can confirm it."""


class Crash(Exception):
    """The process died in the middle of a command."""


@dataclass(frozen=True)
class Step:
    """One thing somebody tries. `pick` chooses among what is there, or among what it could work on where the step is
    `aimed`, so that a script stays valid without a step."""

    who: str
    action: str
    pick: int
    quantity: int
    choice: int
    aimed: bool = True
    retries: int = 0
    crash: str = ""


@dataclass
class People:
    """Actors and organisations, made once for all seeds."""

    cast: Cast
    users: dict[str, User] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    accounts: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.organisations = {name: self.cast.organisation(name) for name in (LANDHOLDER, PROPONENT, OTHER)}
        office = self.cast.organisation("registrar_office")
        both = make_officer("Bo Bothoffices", office, REGISTRAR, today=self.cast.today)
        give_role(both, office, REGISTRAR_APPROVER, since=self.cast.today - timedelta(days=30))
        for name in PEOPLE:
            user = both if name == "both_offices" else self.cast.person(name)
            self.users[name], self.actors[name] = user, builders.acting(user)
        self.accounts = {make_account(held).pk: name for name, held in self.organisations.items()}


@dataclass
class World:
    """The registry's side of one script, beside the model's."""

    people: People
    seed: str
    now: datetime = field(default_factory=timezone.now)
    lots: list[str] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)
    dealings: list[tuple[str, str]] = field(default_factory=list)
    suspensions: list[str] = field(default_factory=list)
    steps: int = 0

    def __post_init__(self) -> None:
        self.model = Model(timezone.localdate(self.now))
        for quantity, paid in zip(FIRST_LOTS, (True, False), strict=True):
            lot = open_lot(self.people.organisations[LANDHOLDER], quantity, deposit_settled=paid, at=self.now)
            self.lots.append(lot.number)
            self.model.lots.append(model.Lot(LANDHOLDER, quantity, deposit_paid=paid))

    def play(self, step: Step) -> str:
        """Take the step on both sides. Returns what differs; empty where both agree."""
        self.steps += 1
        if step.action == "wait":
            self.now += timedelta(days=step.choice)
            self.model.today = timezone.localdate(self.now)
            return ""
        prepared = self._prepared(step)
        if prepared is None:
            return ""
        expected, command, inputs = prepared
        answer, found = self._tried(step, command, inputs)
        if found != expected:
            return f"{step} gave {found}, the model says {expected}"
        if answer is not None:
            self._noted(step.action, answer)
        return self._differences()

    # --- one command, as an unreliable client sends it -----------------------------------------------------------
    def _tried(self, step: Step, command: Any, inputs: dict[str, Any]) -> tuple[dict[str, Any] | None, str]:
        actor, key = self.people.actors[step.who], f"{self.seed} {self.steps}"
        today = timezone.localdate(self.now)
        clock = {"now": self.now} | ({} if command in WITHOUT_DAY else {"today": today})
        results: list[tuple[dict[str, Any] | None, str]] = []
        crashes = [step.crash] if step.crash else []
        for crash in [*crashes, *[""] * (1 + step.retries)]:
            self.now += timedelta(seconds=1)
            try:
                with connection.execute_wrapper(_crashing(crash, step.choice)):
                    answer = command(actor=actor, key=key, **inputs, **clock)
                if crash == "":
                    results.append((answer, model.DONE))
                # A crash after the commit loses the answer, not the effect.
            except Crash:
                continue
            except (NotVisible, NotAllowed, InvalidInput) as refusal:
                results.append((None, REFUSALS[type(refusal)]))
            except DomainError as refusal:
                code = model.WRONG_STATE if refusal.code.endswith(".wrong_state") else refusal.code
                results.append((None, code))
        if any(result != results[0] for result in results):
            return None, f"different answers to one request: {results}"
        return results[0]

    def _prepared(self, step: Step) -> tuple[str, Any, dict[str, Any]] | None:
        """What the model says, the command, and its inputs; None where there is nothing to act on."""
        signed = {"typed_name": self.people.users[step.who].name, "capacity": "Director"}
        who, action, model_ = step.who, step.action, self.model
        if action in ON_A_LOT:
            lot = self._picked(step, len(self.lots), lambda at: self._could_take(step, at))
            chosen = {"lot_number": self.lots[lot]}
            amount = {"quantity": step.quantity}
            if action == "make":
                buyer = ("", PROPONENT, OTHER, LANDHOLDER)[step.choice % 4]
                buyer_id = str(self.people.organisations[buyer].public_id) if buyer else None
                expected = model_.make(who, lot, step.quantity, buyer)
                return (
                    expected,
                    offers.make,
                    chosen | amount | signed | {"price": "7.25", "buyer_id": buyer_id},
                )
            if action == "suspend":
                days = step.choice % 240
                until = model_.today + timedelta(days=days)
                expected = model_.suspend(who, lot, days)
                return expected, suspensions.suspend, chosen | {"until": until, "reason": "Inquiry."}
            command, more, signs = LODGING[action]
            expected = model_.lodge(who, action, lot, step.quantity)
            return expected, command, chosen | amount | more | (signed if signs else {})
        if action in ("take_back", "accept"):
            if not self.offers:
                return None
            number = self._picked(step, len(self.offers), lambda at: model_.offers[at].state == "open")
            offer = {"offer_id": self.offers[number]}
            if action == "take_back":
                return model_.take_back(who, number), offers.withdraw, offer | {"reason": "No."}
            expected = model_.accept(who, number, step.quantity)
            return expected, transfers.accept, offer | signed | {"quantity": step.quantity}
        if action in ("extend", "lift"):
            if not self.suspensions:
                return None
            number = self._picked(
                step, len(self.suspensions), lambda at: model_.suspensions[at].until >= model_.today
            )
            held = {"suspension_id": self.suspensions[number]}
            if action == "lift":
                return model_.lift(who, number), suspensions.lift, held
            days = step.choice % 240
            until = model_.suspensions[number].until + timedelta(days=days)
            return model_.extend(who, number, days), suspensions.extend, held | {"until": until}
        if not self.dealings:
            return None
        number = self._picked(
            step, len(self.dealings), lambda at: model_.dealings[at].state in WAITS_FOR[step.action]
        )
        kind, public_id = self.dealings[number]
        if (kind, action) not in ON_A_DEALING:
            return None
        command, more = ON_A_DEALING[kind, action]
        expected = getattr(model_, action)(who, number)
        return expected, command, {f"{kind}_id": public_id} | more

    def _picked(self, step: Step, count: int, could: Callable[[int], bool]) -> int:
        """Which of `count` things the step is about."""
        likely = [at for at in range(count) if could(at)] if step.aimed else []
        return likely[step.pick % len(likely)] if likely else step.pick % count

    def _could_take(self, step: Step, at: int) -> bool:
        lot = self.model.lots[at]
        if step.action == "correction" and lot.parent is None:
            return False
        return lot.available >= step.quantity

    def _noted(self, action: str, answer: dict[str, Any]) -> None:
        """Number what came into being, in the model's order."""
        if action == "make":
            self.offers.append(answer["id"])
        elif action == "suspend":
            self.suspensions.append(answer["id"])
        elif action == "accept" or action in LODGING:
            kind = "transfer" if action == "accept" else "cancellation" if action == "request" else action
            self.dealings.append((kind, answer["id"]))
        elif action == "complete" and answer["new_lot"] not in self.lots:
            self.lots.append(answer["new_lot"])

    def _differences(self) -> str:
        """Everything on both sides, thing by thing."""
        names = self.people.accounts
        rows = {lot.number: lot for lot in models.Lot.objects.filter(number__in=self.lots)}
        order = {rows[number].pk: index for index, number in enumerate(self.lots)}
        for index, number in enumerate(self.lots):
            lot = rows[number]
            parent = None if lot.parent_id is None else order[lot.parent_id]
            amounts = (lot.received, lot.available, lot.reserved, lot.ended, lot.moved_out)
            found = (lot.status, names[lot.holder_id], parent, lot.suspended_until, *amounts)
            if found != self.model.lots[index].books():
                return f"lot {index} is {found}, the model says {self.model.lots[index].books()}"
        states = dict(
            models.Offer.objects.filter(public_id__in=self.offers).values_list("public_id", "remaining")
        )
        found_offers = {str(public_id): remaining for public_id, remaining in states.items()}
        for number, offer in zip(self.offers, self.model.offers, strict=True):
            if found_offers[number] != offer.remaining:
                return f"an offer has {found_offers[number]} left, the model says {offer.remaining}"
        return self._states_differ()

    def _states_differ(self) -> str:
        for kind in model.BEGINS:
            mine = [
                (public_id, dealing.state)
                for (name, public_id), dealing in zip(self.dealings, self.model.dealings, strict=True)
                if name == kind
            ]
            if not mine:
                continue
            table = getattr(models, kind.capitalize())
            ids = [public_id for public_id, _ in mine]
            found = {
                str(i): s
                for i, s in table.objects.filter(public_id__in=ids).values_list("public_id", "state")
            }
            if found != dict(mine):
                return f"the {kind}s are {found}, the model says {dict(mine)}"
        return ""


def _crashing(crash: str, choice: int) -> Any:
    """Die before the statement with that number. Beginning and rolling back are the database's own: it does both
    whatever becomes of the process."""
    left = [1 + choice % 12]

    def before(execute: Any, sql: str, *rest: Any) -> Any:
        if crash == "before commit" and not sql.startswith(("SAVEPOINT", "ROLLBACK", "RELEASE")):
            left[0] -= 1
            if left[0] == 0:
                raise Crash
        return execute(sql, *rest)

    return before


REFUSALS = {NotVisible: model.UNSEEN, NotAllowed: model.FORBIDDEN, InvalidInput: "invalid"}
LODGING: dict[str, tuple[Any, dict[str, Any], bool]] = {
    "retirement": (retirements.apply, {"purpose": "voluntary"}, True),
    "request": (cancellations.request, {"ground_note": "Not wanted."}, True),
    "cancellation": (cancellations.propose, {"ground": "other", "ground_note": "Mistaken."}, False),
    "correction": (corrections.propose, {"reason": "Mistaken."}, False),
}
ON_A_LOT = {"make", "suspend", *LODGING}
_REASON, _FEE = {"reason": "Not wanted."}, {"fee_not_set_acknowledged": True}
ON_A_DEALING: dict[tuple[str, str], tuple[Any, dict[str, Any]]] = {
    ("transfer", "check"): (transfers.check, {"note": "Looked at."}),
    ("transfer", "complete"): (transfers.settle, _FEE),
    ("transfer", "refuse"): (transfers.refuse, _REASON),
    ("transfer", "withdraw"): (transfers.withdraw, _REASON),
    ("retirement", "check"): (retirements.check, {"note": "Looked at."}),
    ("retirement", "complete"): (retirements.retire, _FEE),
    ("retirement", "refuse"): (retirements.refuse, _REASON),
    ("retirement", "withdraw"): (retirements.withdraw, _REASON),
    ("cancellation", "complete"): (cancellations.cancel, {}),
    ("cancellation", "withdraw"): (cancellations.withdraw, _REASON),
    ("correction", "complete"): (corrections.post, {}),
    ("correction", "withdraw"): (corrections.withdraw, _REASON),
}
WAITS_FOR = {
    "check": ("accepted", "applied"),
    "complete": ("checked", "proposed"),
    "refuse": ("accepted", "applied", "checked"),
    "withdraw": ("accepted", "applied", "proposed"),
}
WITHOUT_DAY = {offers.withdraw} | {
    command for (_, action), (command, _) in ON_A_DEALING.items() if action != "complete"
}
