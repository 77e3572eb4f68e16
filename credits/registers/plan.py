"""What a replay does, decided before the ledger is touched: which lots open, which lines move what, which are refused.

A lot that credits are moved from and that no line minted before is a root lot: the files do not tell its issue, so it
opens the day before its first line with what the lines move out of it and what supply still lists. That includes a lot
whose minting line was refused: its own lines are sound. Every other lot holds what the lines brought; a line that moves
more, or from a lot that ended, or to a lot of another descent, is refused and the rest goes on.

Pure: no Django, no clock, no I/O.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from credits.registers import columns as c

ISSUED, EQUIVALENCE, RETIRED, CANCELLED = "issued", "equivalence", "retired", "cancelled"
OPEN = (ISSUED, EQUIVALENCE)
ENDS_AS = {"retire": RETIRED, "cancelled": CANCELLED}
LEDGER_KIND = {"transfer": "transfer", "retire": "retire", "cancelled": "cancel"}
REGISTER_BEGINS = date(2019, 11, 27)
"""The first day of the published lines: a lot that no line names opens here, marked as not published."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be read. `identity` tells it from every other line; `kind` is transfer, retire or cancelled."""

    row: int
    on: date
    kind: str
    from_id: str
    to_id: str
    credits: int
    identity: str
    number: str = ""

    @property
    def descent(self) -> tuple[str, str, str, str]:
        """What further lines of one transaction into one lot share."""
        return (self.number, self.kind, self.from_id, self.to_id)


@dataclass(frozen=True, slots=True)
class Listed:
    """A lot that supply lists in force."""

    status: str
    credits: int


@dataclass(frozen=True, slots=True)
class Held:
    """A lot that the ledger holds already."""

    status: str
    available: int
    parent: str = ""
    suspended_until: date | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A root lot to be issued."""

    number: str
    on: date
    quantity: int
    status: str


@dataclass(frozen=True, slots=True)
class Move:
    """A line to be moved. `mints`: the destination is made by it; `status` is the destination's."""

    line: Line
    mints: bool
    status: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that moves nothing, and why."""

    line: Line
    code: str
    column: str
    reason: str


@dataclass(slots=True)
class Plan:
    """`openings` come before the first move from them; `moves` are in order; `roots` names each lot's root lot."""

    openings: list[Opening] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    roots: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Lot:
    """A lot as far as the plan has come. `limit` is what it can give; None for a root lot that this plan opens."""

    status: str
    parent: str = ""
    limit: int | None = None
    given: int = 0
    first_on: date | None = None
    suspended_until: date | None = None


def make_plan(
    lines: Iterable[Line],
    supply: Mapping[str, Listed],
    *,
    held: Mapping[str, Held] | None = None,
    done: Mapping[str, tuple[str, str, str, str]] | None = None,
) -> Plan:
    """The plan for these lines, in the order of their dates and rows.

    `held`: the lots of the ledger by number; `done`: the lines it holds, their descent by identity. Lines that are done
    already are passed over.
    """
    return _Planner(lines, supply, held or {}, done or {}).plan()


class _Planner:
    def __init__(
        self,
        lines: Iterable[Line],
        supply: Mapping[str, Listed],
        held: Mapping[str, Held],
        done: Mapping[str, tuple[str, str, str, str]],
    ) -> None:
        self._lines = sorted(lines, key=lambda line: (line.on, line.row))
        self._supply, self._done = supply, done
        self._lots = {
            number: _Lot(lot.status, lot.parent, lot.available, suspended_until=lot.suspended_until)
            for number, lot in held.items()
        }
        self._minters: dict[str, Line] = {}
        for line in self._lines:
            if line.kind == "transfer":
                self._minters.setdefault(line.to_id, line)
        in_file = {line.identity for line in self._lines}
        self._gone = {descent for print_, descent in done.items() if print_ not in in_file}
        self._plan = Plan()

    def plan(self) -> Plan:
        held = set(self._lots)
        for line in self._lines:
            if line.identity in self._done:
                continue
            refusal = self._refusal(line)
            if refusal is None:
                self._take(line)
            else:
                self._plan.refusals.append(refusal)
        for number, listed in self._supply.items():
            if number not in self._lots:
                self._lots[number] = _Lot(listed.status, first_on=REGISTER_BEGINS + timedelta(days=1))
        for number, lot in self._lots.items():
            if number not in held and not lot.parent:
                self._plan.openings.append(self._opening(number, lot))
        self._plan.roots = {number: self._root(number) for number in self._lots}
        return self._plan

    def _opening(self, number: str, lot: _Lot) -> Opening:
        listed = self._supply.get(number)
        first_on = lot.first_on or REGISTER_BEGINS
        return Opening(
            number, first_on - timedelta(days=1), lot.given + (listed.credits if listed else 0), lot.status
        )

    def _refusal(self, line: Line) -> Refusal | None:
        return self._source_refusal(line) or self._destination_refusal(line)

    def _source_refusal(self, line: Line) -> Refusal | None:
        source = self._lots.get(line.from_id)
        if line.descent in self._gone:
            return Refusal(
                line,
                "line.changed",
                "",
                f"This line of transaction {line.number} was imported before with other figures; a movement is never "
                "edited. The registrar corrects it with a new one.",
            )
        if source is None:
            minter = self._minters.get(line.from_id)
            if minter is None or self._is_before(minter, line) or self._descends(minter.from_id, line.to_id):
                return None
            return Refusal(
                line,
                "line.parent_later",
                c.FROM,
                f"{line.from_id} is minted only by row {minter.row} of {minter.on:%d/%m/%Y}, after this line: there "
                "is nothing to move yet.",
            )
        if source.status not in OPEN:
            reason = f"{line.from_id} is {source.status}; its credits cannot move."
            return Refusal(line, "line.from_ended", c.FROM, reason)
        if source.suspended_until is not None and source.suspended_until >= line.on:
            until = f"{source.suspended_until:%d/%m/%Y}"
            return Refusal(
                line,
                "line.from_suspended",
                c.FROM,
                f"{line.from_id} is suspended until {until}; its credits cannot move.",
            )
        if source.limit is not None and source.limit - source.given < line.credits:
            left = source.limit - source.given
            return Refusal(
                line,
                "line.overdrawn",
                c.LINE_CREDITS,
                f"The line moves {line.credits:,} credits, but {line.from_id} holds {left:,}: it would be overdrawn.",
            )
        return None

    def _destination_refusal(self, line: Line) -> Refusal | None:
        there = self._lots.get(line.to_id)
        if there is None:
            return None
        if not there.parent:
            if self._descends(line.from_id, line.to_id):
                code, reason = (
                    "line.cycle",
                    f"{line.from_id} comes from {line.to_id} itself: the lines would make a circle.",
                )
            else:
                code, reason = (
                    "line.minted_twice",
                    f"{line.to_id} was there before this line, as a lot that was never minted.",
                )
            return Refusal(line, code, c.TO, reason)
        if there.parent != line.from_id:
            code = "line.cycle" if self._descends(line.from_id, line.to_id) else "line.other_parent"
            reason = f"{line.to_id} was minted from {there.parent}; it cannot receive from {line.from_id}."
            return Refusal(line, code, c.TO, reason)
        if there.status != ENDS_AS.get(line.kind, there.status) or (
            line.kind == "transfer" and there.status not in OPEN
        ):
            reason = f"{line.to_id} is {there.status}, which does not fit the type of this line."
            return Refusal(line, "line.other_type", c.TYPE, reason)
        return None

    def _take(self, line: Line) -> None:
        """The line moves."""
        source = self._lots.get(line.from_id)
        if source is None:
            listed = self._supply.get(line.from_id)
            source = _Lot(listed.status if listed else ISSUED, first_on=line.on)
            self._lots[line.from_id] = source
        source.given += line.credits
        destination = self._lots.get(line.to_id)
        mints = destination is None
        if destination is None:
            listed = self._supply.get(line.to_id)
            status = ENDS_AS.get(line.kind) or (listed.status if listed else source.status)
            destination = _Lot(status, line.from_id, 0)
            self._lots[line.to_id] = destination
        if destination.limit is not None and destination.status in OPEN:
            destination.limit += line.credits
        self._plan.moves.append(Move(line, mints, destination.status))

    @staticmethod
    def _is_before(one: Line, other: Line) -> bool:
        return (one.on, one.row) <= (other.on, other.row)

    def _descends(self, number: str, ancestor: str) -> bool:
        """Is `ancestor` the lot itself or among those it comes from, as far as lots and lines tell?"""
        seen = set()
        while number and number not in seen:
            if number == ancestor:
                return True
            seen.add(number)
            lot, minter = self._lots.get(number), self._minters.get(number)
            number = lot.parent if lot is not None else minter.from_id if minter is not None else ""
        return False

    def _root(self, number: str) -> str:
        while self._lots[number].parent:
            number = self._lots[number].parent
        return number
