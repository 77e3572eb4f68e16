"""Reading the two files of an import into staged rows. Nothing of it reaches the ledger.

Done by a job, or at once for the management command. Safe to repeat: what a broken attempt left is deleted first.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, BinaryIO

from django.db import models, transaction
from django.utils import timezone

from credits.registers import facts
from credits.registers.columns import SUPPLY, TRANSACTIONS
from credits.registers.full_names import FullNames
from credits.registers.models import (
    RegisterFile,
    RegisterImport,
    RegisterRemark,
    SupplyRow,
    TransactionRow,
)
from credits.registers.readers.tables import RegisterTable, open_table
from credits.registers.remarks import FileRefused, Remark
from credits.registers.services.staging import delete_rows, forget_files, open_stored
from credits.registers.supply_lines import SupplyReader
from credits.registers.transaction_lines import TransactionReader
from registry.reference.models import EcologicalCommunity, OffsetTradingGroup
from registry.reference.selectors import current_release

ROWS_A_BATCH = 1_000
STEPS = 3
Report = Callable[[int, int, str], None]
Opener = Callable[[], BinaryIO]


def no_report(done: int, total: int, message: str) -> None:
    """In the foreground nobody waits for progress."""


def read_import(
    import_id: int, *, openers: Mapping[str, Opener] | None = None, report: Report = no_report
) -> RegisterImport:
    """Read an import that waits for it; `openers`: where files that are read in place are.

    It becomes staged; or refused, with the reason of every file that is refused as a whole, and then no row is kept."""
    found = RegisterImport.objects.get(pk=import_id)
    if found.state != RegisterImport.READING:
        return found
    delete_rows(found)
    found.remarks.all().delete()
    files = {file.kind: file for file in found.files.all()}
    full_names = FullNames(_spellings(timezone.localdate()))
    refused: list[Remark] = []
    for step, kind in enumerate((SUPPLY, TRANSACTIONS)):
        report(step, STEPS, f"Reading {files[kind].filename}")
        opener = (openers or {}).get(kind) or partial(open_stored, files[kind])
        try:
            with opener() as stream:
                _read_file(found, files[kind], stream, full_names, _batches(report, step, files[kind]))
        except FileRefused as refusal:
            refused += refusal.remarks
    report(STEPS - 1, STEPS, "Counting")
    return _finish(found, refused)


def _finish(found: RegisterImport, refused: list[Remark]) -> RegisterImport:
    """The import with its new state, unless another reader was faster; its uploads go as soon as they are read."""
    state = RegisterImport.REFUSED if refused else RegisterImport.STAGED
    with transaction.atomic():
        won = RegisterImport.objects.filter(pk=found.pk, state=RegisterImport.READING).update(state=state)
        if won and refused:
            delete_rows(found)
            found.remarks.all().delete()
            store_remarks(found, refused)
            RegisterImport.objects.filter(pk=found.pk).update(finished_at=timezone.now())
        elif won:
            RegisterImport.objects.filter(pk=found.pk).update(facts=facts.of_files(found))
        if won:
            forget_files(found)
        elif RegisterImport.objects.filter(pk=found.pk, state=RegisterImport.DISCARDED).exists():
            # It was discarded while it was read, so nobody wants what was read since.
            delete_rows(found)
            found.remarks.all().delete()
    found.refresh_from_db()
    return found


def _batches(report: Report, step: int, file: RegisterFile) -> Callable[[int], None]:
    """Say after each batch how many rows of the file were read: a sign of life as well."""
    return lambda read: report(step, STEPS, f"Reading {file.filename}: {read:,} rows")


def _read_file(
    found: RegisterImport,
    file: RegisterFile,
    stream: BinaryIO,
    full_names: FullNames,
    batch: Callable[[int], None],
) -> None:
    table = open_table(stream, file.kind)
    rows = _supply(found, table, full_names) if file.kind == SUPPLY else _lines(found, table, full_names)
    read = 0
    kept: list[models.Model] = []
    remarks: list[Remark] = []
    for made, said in rows:
        read += 1
        remarks += said
        if made is not None:
            kept.append(made)
        if len(kept) >= ROWS_A_BATCH:
            _store(found, kept, remarks)
            batch(read)
    _store(found, kept, [*remarks, *table.remarks])
    file.format, file.rows = table.format, read
    file.save(update_fields=["format", "rows"])


def _supply(
    found: RegisterImport, table: RegisterTable, full_names: FullNames
) -> Iterator[tuple[SupplyRow | None, list[Remark]]]:
    reader = SupplyReader(full_names)
    for row in table.rows():
        values, remarks = reader.read(row)
        yield (
            None if values is None else SupplyRow(register_import=found, row=row.number, **values),
            remarks,
        )


def _lines(
    found: RegisterImport, table: RegisterTable, full_names: FullNames
) -> Iterator[tuple[TransactionRow | None, list[Remark]]]:
    reader = TransactionReader(full_names, today=timezone.localdate())
    for row in table.rows():
        values, remarks = reader.read(row)
        yield TransactionRow(register_import=found, row=row.number, **values), remarks


def _store(found: RegisterImport, rows: list[Any], remarks: list[Remark]) -> None:
    """Write one batch and empty it."""
    with transaction.atomic():
        if rows:
            type(rows[0])._default_manager.bulk_create(rows)
        store_remarks(found, remarks)
    rows.clear()
    remarks.clear()


def store_remarks(found: RegisterImport, remarks: list[Remark]) -> None:
    """Keep remarks of an import."""
    RegisterRemark.objects.bulk_create(
        [
            RegisterRemark(
                register_import=found,
                kind=remark.kind,
                file=remark.file,
                row=remark.row,
                column=remark.column,
                code=remark.code,
                reason=remark.reason,
                lot_number=remark.lot_number[:30],
            )
            for remark in remarks
        ],
        batch_size=ROWS_A_BATCH,
    )


def _spellings(today: date) -> dict[str, str]:
    """The full names of communities and trading groups by every spelling the reference facts know."""
    release = current_release(today)
    if release is None:
        return {}
    spellings: dict[str, str] = {}
    for model in (OffsetTradingGroup, EcologicalCommunity):
        for name, variants in model.objects.filter(release=release).values_list("name", "name_variants"):
            for spelling in (name, *variants):
                spellings.setdefault(spelling, name)
    return spellings
