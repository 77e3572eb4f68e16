"""Replaying a staged import into the ledger: every line through the ledger's own rules, in one transaction.

The plan decides first what opens, moves and is refused; the ledger then checks every movement again by its own
conditional updates. What steps the published register had behind it (deposit, fee, signature, second person) is not in
the files and is marked 'not published'.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from credits import ledger
from credits.ledger import NOT_PUBLISHED, Cause, NewLot, RootLot
from credits.lots import classes
from credits.lots.models import HolderAccount, Lot, Movement
from credits.registers import facts, gone_lines, policies, selectors, suspensions
from credits.registers import plan as planning
from credits.registers.class_facts import ATTRIBUTES, FROM_LINE, Families, FamilyFacts
from credits.registers.columns import SUPPLY, TRANSACTIONS
from credits.registers.doubts import doubts_of
from credits.registers.models import RegisterImport, SupplyRow, TransactionRow
from credits.registers.plan import LEDGER_KIND, Held, Line, Listed, Move, Opening, Plan
from credits.registers.remarks import REFUSED, REPAIRED, Remark
from credits.registers.services.reading import store_remarks
from credits.registers.services.staging import chain_of_import
from credits.registers.transaction_lines import IDENTITY, identity
from registry.agreements.models import NSW_BOS
from registry.commands import Run, command
from registry.findings import DomainError

ROWS_A_BATCH = 500
SOURCE = Movement.REGISTER_IMPORT
LINE_FIELDS = ("pk", "row", *IDENTITY, "value_cents")


@dataclass(slots=True)
class _Replay:
    """One replay at work: lots and holders by number, and what each line became."""

    found: RegisterImport
    actor_id: int | None
    lots: dict[str, int] = field(default_factory=dict)
    holders: dict[str, int] = field(default_factory=dict)
    written: list[TransactionRow] = field(default_factory=list)


@command("register.replay")
def replay(run: Run, *, import_id: int) -> dict[str, Any]:
    """Post a staged import: new lots and movements, the facts, the lines refused and the lots in doubt.

    Lines that the ledger holds already are passed over. Raises NotAllowed; DomainError when the import is not staged.
    """
    run.allow(policies.may_import(run.actor))
    # Two imports never read the same ledger: each waits until the other has written.
    list(RegisterImport.objects.select_for_update().order_by("pk").values_list("pk"))
    won = RegisterImport.objects.filter(pk=import_id, state=RegisterImport.STAGED).update(
        state=RegisterImport.REPLAYED, finished_at=timezone.now()
    )
    found = RegisterImport.objects.get(pk=import_id)
    if not won:
        raise DomainError(
            "register.not_staged", f"This import is {found.state}; only a staged one is replayed."
        )
    rows = {row.pk: row for row in found.transaction_rows.filter(refused=False).only(*LINE_FIELDS)}
    held, done = _ledger_now()
    lines = [_line(row) for row in rows.values()]
    made = planning.make_plan(lines, _supply(found), held=held, done=done)
    by_row = {row.row: row for row in rows.values()}
    work = _Replay(found, run.actor.user_id)
    refused = _refuse(found, made, by_row)
    _open_roots(work, made, _first_lines(made))
    for move in made.moves:
        _move(work, move, by_row[move.line.row])
    TransactionRow.objects.bulk_update(work.written, ["movement"], batch_size=ROWS_A_BATCH)
    suspended, to_decide = suspensions.lay(
        found, user_id=run.actor.user_id, today=timezone.localdate(), now=timezone.now()
    )
    store_remarks(found, [*doubts_of(found), *to_decide])
    found.facts = facts.of_files(found) | facts.of_ledger(found) | _gone(found, done)
    found.facts["lots_suspended"] = suspended
    found.save(update_fields=["facts"])
    counts = {
        "roots": len(made.openings),
        "movements": len(made.moves),
        "refused": refused,
        "suspended": suspended,
        **{kind: number for kind, number in selectors.remark_counts(found).items() if kind != REFUSED},
    }
    sums = {file.kind: file.sha256 for file in found.files.all()}
    run.event(
        chain=chain_of_import(found), subject=str(found.public_id), data={"counts": counts, "files": sums}
    )
    return {"id": str(found.public_id), **counts}


def _ledger_now() -> tuple[dict[str, Held], dict[str, tuple[str, str, str, str]]]:
    """The lots of the published register that the ledger holds, and its lines: their descent by identity."""
    lots = Lot.objects.exclude(number__startswith="LOT-").values_list(
        "number", "status", "available", "parent__number", "suspended_until"
    )
    held = {
        number: Held(status, available, parent or "", until)
        for number, status, available, parent, until in lots.iterator()
    }
    kinds = {there: here for here, there in LEDGER_KIND.items()}
    moved = Movement.objects.filter(source=SOURCE, from_lot__isnull=False).values_list(
        "cause", "transaction_number", "kind", "from_lot__number", "to_lot__number"
    )
    done = {
        cause: (number, kinds[kind], str(from_lot), to_lot)
        for cause, number, kind, from_lot, to_lot in moved.iterator()
    }
    return held, done


def _gone(found: RegisterImport, done: Mapping[str, gone_lines.Descent]) -> dict[str, Any]:
    """The facts about lines of the ledger that these files, refused rows included, no longer hold."""
    read = (
        (
            identity(row[name] for name in IDENTITY),
            (row["transaction_number"], row["kind"], row["from_id"], row["to_id"]),
        )
        for row in found.transaction_rows.values(
            *IDENTITY, "kind", "from_id", "to_id", "transaction_number"
        ).iterator()
    )
    gone = gone_lines.gone(done, read)
    return {"lines_gone": len(gone), "lines_gone_which": [gone_lines.in_words(one) for one in gone[:100]]}


def _line(row: TransactionRow) -> Line:
    if row.transaction_on is None or row.credits is None:
        raise AssertionError("a line without date or credits is refused when it is read")
    return Line(
        row=row.row,
        on=row.transaction_on,
        kind=row.kind,
        from_id=row.from_id,
        to_id=row.to_id,
        credits=row.credits,
        identity=identity(getattr(row, name) for name in IDENTITY),
        number=row.transaction_number,
    )


def _supply(found: RegisterImport) -> dict[str, Listed]:
    rows = found.supply_rows.filter(status__in=planning.OPEN, credits__gt=0)
    return {
        number: Listed(status, credits or 0)
        for number, status, credits in rows.values_list("credit_id", "status", "credits")
    }


def _refuse(found: RegisterImport, made: Plan, rows: dict[int, TransactionRow]) -> int:
    """Mark the lines that the plan refuses and keep why. Returns how many lines are refused altogether."""
    refused = [rows[refusal.line.row].pk for refusal in made.refusals]
    for start in range(0, len(refused), ROWS_A_BATCH):
        TransactionRow.objects.filter(pk__in=refused[start : start + ROWS_A_BATCH]).update(refused=True)
    remarks = [
        Remark(
            REFUSED,
            TRANSACTIONS,
            refusal.code,
            refusal.reason,
            refusal.line.row,
            refusal.column,
            refusal.line.from_id,
        )
        for refusal in made.refusals
    ]
    store_remarks(found, remarks)
    return found.transaction_rows.filter(refused=True).count()


def _first_lines(made: Plan) -> dict[str, int]:
    """The row of the first line that moves from each family, by the number of its root."""
    first: dict[str, int] = {}
    for move in made.moves:
        first.setdefault(made.roots[move.line.from_id], move.line.row)
    return first


def _open_roots(work: _Replay, made: Plan, first_lines: dict[str, int]) -> None:
    """Issue the new root lots, each with a holder of its own, and note the lots that are there."""
    named = _named(made)
    for start in range(0, len(named), ROWS_A_BATCH):
        known = Lot.objects.filter(number__in=named[start : start + ROWS_A_BATCH])
        for number, pk, holder_id in known.values_list("number", "pk", "holder_id"):
            work.lots[number], work.holders[number] = pk, holder_id
    wanted = {first_lines.get(opening.number) for opening in made.openings}
    said = {
        row["row"]: row
        for row in work.found.transaction_rows.values("row", *FROM_LINE).iterator()
        if row["row"] in wanted
    }
    supply = SupplyRow.objects.filter(register_import=work.found).order_by("row")
    families = Families(made.roots, supply.values("row", "credit_id", "agreement_number", *ATTRIBUTES))
    holders = HolderAccount.objects.bulk_create(
        [HolderAccount(unknown_holder_of=opening.number) for opening in made.openings],
        batch_size=ROWS_A_BATCH,
    )
    opened = []
    for opening in made.openings:
        family = families.of(opening.number, said.get(first_lines.get(opening.number, 0)))
        if family is None:
            raise DomainError(
                "register.no_class",
                f"Nothing says what the credits of {opening.number} are of. Give files that name it.",
            )
        opened.append((opening, family, {"scheme": NSW_BOS, **family.attributes}))
    by_fingerprint = classes.classes_of(attributes for _, _, attributes in opened)
    for (opening, family, attributes), holder in zip(opened, holders, strict=True):
        class_id = by_fingerprint[classes.fingerprint(attributes)].pk
        work.holders[opening.number] = holder.pk
        work.lots[opening.number] = _issue(work, opening, family, class_id)
    store_remarks(work.found, list(_differing(families)))


def _named(made: Plan) -> list[str]:
    opened = {opening.number for opening in made.openings}
    return sorted({name for move in made.moves for name in (move.line.from_id, move.line.to_id)} - opened)


def _differing(families: Families) -> Iterator[Remark]:
    for row, root in families.differing():
        reason = (
            f"The lot is published with other attributes than its family of {root}, whose class it keeps."
        )
        yield Remark(REPAIRED, SUPPLY, "class.differs", reason, row, "", root)


def _issue(work: _Replay, opening: Opening, family: FamilyFacts, class_id: int) -> int:
    root = RootLot(
        holder_id=work.holders[opening.number],
        credit_class_id=class_id,
        status=opening.status,
        issued_on=opening.on,
        number=opening.number,
        agreement_number=family.agreement_number,
        issue_date_published=False,
    )
    cause = Cause(
        source=SOURCE,
        reference=f"issue {opening.number}",
        at=_start_of(opening.on),
        steps=NOT_PUBLISHED,
        reason="Opening balance: the published register does not tell the issue.",
        recorded_by_id=work.actor_id,
    )
    return ledger.issue(root, quantity=opening.quantity, cause=cause).lot_id


def _move(work: _Replay, move: Move, row: TransactionRow) -> None:
    """Post one line."""
    line = move.line
    sold = line.kind == "transfer"
    cause = Cause(
        source=SOURCE,
        reference=line.identity,
        at=_start_of(line.on),
        steps=NOT_PUBLISHED,
        transaction_number=line.number,
        price=row.price if sold else "",
        value_cents=row.value_cents if sold else None,
        recorded_by_id=work.actor_id,
    )
    kind, source = LEDGER_KIND[line.kind], work.lots[line.from_id]
    if move.mints:
        holder = work.holders[line.from_id]
        to = NewLot(holder, move.status, number=line.to_id)
        moved = ledger.move(kind, source, to, quantity=line.credits, cause=cause, on=line.on, reserved=False)
        work.lots[line.to_id], work.holders[line.to_id] = moved.lot_id, holder
    else:
        moved = ledger.move_further(
            kind,
            source,
            work.lots[line.to_id],
            quantity=line.credits,
            cause=cause,
            on=line.on,
            reserved=False,
        )
    row.movement_id = moved.movement_id
    work.written.append(row)


def _start_of(day: date) -> datetime:
    """The beginning of a day in Sydney: the register publishes no time."""
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
