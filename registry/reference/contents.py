"""The whole content of a release, read from a folder of files and checked before anything is stored.

A folder holds `release.json` (code, title, first day, data versions), `tables.csv` (source, date, licence, mark and
number of rows of each file), the files themselves, and `corrections.csv` (cells that differ from their source, with
the reason). Every fault becomes a finding with file, row and column; nothing stops at the first.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import CharField

from registry.findings import Finding
from registry.reference import cells, csv_files
from registry.reference.catalogue import REFERENCES, TABLES, table_of
from registry.reference.csv_files import TextRow, finding
from registry.reference.facts.release import DATA_VERSIONS, Mark, ReferenceFact
from registry.reference.tables import Column, Reference, Table, Values

DATA_FOLDER = Path(__file__).parent / "data"
TABLES_HEADER = ("file", "title", "source", "date", "licence", "mark", "rows")
CORRECTIONS_HEADER = ("file", "key_column", "key", "column", "was", "becomes", "reason")


@dataclass(frozen=True, slots=True)
class Header:
    """What `release.json` says about the release as a whole."""

    code: str
    title: str
    effective_from: date
    note: str
    bam_data_versions: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class TableSource:
    """What `tables.csv` says about one file."""

    file: str
    title: str
    source: str
    data_date: str
    licence: str
    mark: str
    file_rows: int | None


@dataclass(slots=True)
class Content:
    """A release as read: its header, and the unsaved rows of every table by table name."""

    header: Header | None
    sources: dict[str, TableSource]
    rows: dict[str, list[ReferenceFact]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_content(folder: Path = DATA_FOLDER) -> Content:
    """Read and check all files of the folder. Faults are in `findings`; rows that have one are left out."""
    findings: list[Finding] = []
    content = Content(_read_header(folder, findings), _read_sources(folder, findings), findings=findings)
    corrections = csv_files.read(folder / "corrections.csv", CORRECTIONS_HEADER, findings)
    for table in TABLES:
        source = content.sources.get(table.name)
        if source is None:
            findings.append(
                finding("tables.csv", "table.unlisted", f"{table.file} is not listed: add a row.")
            )
            continue
        text_rows = csv_files.read(folder / table.file, table.header, findings)
        _check_count(source, text_rows, findings)
        text_rows = _correct(table, text_rows, corrections, findings)
        content.rows[table.name] = _facts(table, source, text_rows, findings)
    _check_references(content, findings)
    return content


def _read_header(folder: Path, findings: list[Finding]) -> Header | None:
    file = "release.json"
    try:
        data = json.loads((folder / file).read_text(encoding="utf-8"))
        versions = {
            name: {"version": str(data["bam_data_versions"][name]["version"]),
                   "date": cells.partial_date(str(data["bam_data_versions"][name]["date"]))}
            for name in DATA_VERSIONS
        }  # fmt: skip
        header = Header(
            code=str(data["code"]),
            title=str(data["title"]),
            effective_from=date.fromisoformat(data["effective_from"]),
            note=str(data.get("note", "")),
            bam_data_versions=versions,
        )
    except OSError:
        findings.append(finding(file, "file.missing", "the file is missing or cannot be read."))
    except KeyError as error:
        findings.append(
            finding(file, "header.missing", f"{error.args[0]} is missing.", column=str(error.args[0]))
        )
    except (ValueError, TypeError) as error:
        findings.append(finding(file, "header.unreadable", f"this cannot be read ({error})."))
    else:
        if not re.fullmatch(r"[a-z0-9-]{1,40}", header.code):
            message = "code has to be 1 to 40 small letters, digits and hyphens."
            findings.append(finding(file, "header.code", message, column="code"))
        return header
    return None


def _read_sources(folder: Path, findings: list[Finding]) -> dict[str, TableSource]:
    sources: dict[str, TableSource] = {}
    marks = cells.one_of({mark.value: mark.value for mark in Mark})
    for row in csv_files.read(folder / "tables.csv", TABLES_HEADER, findings):
        table = table_of(row.cells["file"])
        if table is None or table.name in sources:
            message = f"{row.cells['file']} is not a known table, or is listed twice."
            findings.append(finding("tables.csv", "table.unknown", message, row=row.number, column="file"))
            continue
        try:
            sources[table.name] = TableSource(
                file=table.file,
                title=row.cells["title"],
                source=row.cells["source"],
                data_date=cells.partial_date(row.cells["date"]),
                licence=row.cells["licence"],
                mark=marks(row.cells["mark"]),
                file_rows=cells.whole_number(row.cells["rows"]),
            )
        except cells.BadCell as fault:
            findings.append(finding("tables.csv", "cell.unreadable", f"{fault}.", row=row.number))
        for name in ("title", "source", "date", "licence"):
            if not row.cells[name]:
                message = f"{name} is empty: every table names its {name}."
                findings.append(finding("tables.csv", "cell.empty", message, row=row.number, column=name))
    return sources


def _check_count(source: TableSource, text_rows: list[TextRow], findings: list[Finding]) -> None:
    """A file cut short has fewer rows than it should."""
    if source.file_rows is not None and len(text_rows) != source.file_rows:
        message = f"has {len(text_rows)} readable rows; tables.csv says {source.file_rows}."
        findings.append(finding(source.file, "file.rows", message))


def _correct(
    table: Table, text_rows: list[TextRow], corrections: list[TextRow], findings: list[Finding]
) -> list[TextRow]:
    """Apply the corrections of this file. One that finds no row, or another value than it expects, is a fault."""
    by_number = {row.number: dict(row.cells) for row in text_rows}
    for correction in corrections:
        wanted = correction.cells
        if wanted["file"] != table.file:
            continue
        met = [cell for cell in by_number.values() if cell.get(wanted["key_column"]) == wanted["key"]]
        if len(met) != 1 or met[0].get(wanted["column"]) != wanted["was"]:
            where = f"{wanted['column']} of {wanted['key']} in {table.file}"
            message = (
                f"{where} is not “{wanted['was']}”, or not in exactly one row. Correct or remove this row."
            )
            findings.append(finding("corrections.csv", "correction.stale", message, row=correction.number))
            continue
        met[0][wanted["column"]] = wanted["becomes"]
    return [TextRow(number, cell) for number, cell in by_number.items()]


def _facts(
    table: Table, source: TableSource, text_rows: list[TextRow], findings: list[Finding]
) -> list[ReferenceFact]:
    facts: list[ReferenceFact] = []
    first_row: dict[tuple[Any, ...], int] = {}
    for row in text_rows:
        values = _values(table, row, findings)
        if values is None:
            continue
        values = {"mark": source.mark, "source": source.source, **values}
        for fields in table.finish(values):
            if not _fits(table, row.number, fields, findings):
                continue
            fact = table.model(**fields)
            key = tuple(getattr(fact, name) for name in table.model.NATURAL_KEY)
            if key in first_row:
                named = ", ".join(str(part) for part in key if part not in ("", None))
                message = f"{named} is already in row {first_row[key]}: keep one of them."
                findings.append(finding(table.file, "row.twice", message, row=row.number))
                continue
            first_row[key] = row.number
            facts.append(fact)
    return facts


def _values(table: Table, row: TextRow, findings: list[Finding]) -> Values | None:
    values: Values = {}
    for column in table.columns:
        fault = _read_cell(column, row.cells[column.name], values)
        if fault:
            code = "cell.empty" if not row.cells[column.name] else "cell.unreadable"
            findings.append(
                finding(table.file, code, f"{column.name}: {fault}.", row=row.number, column=column.name)
            )
    return values if len(values) == len(table.columns) else None


def _read_cell(column: Column, cell: str, values: Values) -> str:
    """Put the value read into `values`; the fault in words, or nothing."""
    if column.required and not cell:
        return "this cell is empty, but a value is needed"
    try:
        values[column.field] = column.read(cell)
    except cells.BadCell as fault:
        return str(fault)
    return ""


def _fits(table: Table, number: int, fields: Values, findings: list[Finding]) -> bool:
    """Are all texts short enough for their field? (PostgreSQL would refuse them, SQLite would not.)"""
    too_long = []
    for name, value in fields.items():
        model_field = table.model._meta.get_field(name)
        limit = model_field.max_length if isinstance(model_field, CharField) else None
        if limit is not None and len(str(value)) > limit:
            column = next((column.name for column in table.columns if column.field == name), name)
            message = f"{column} has {len(str(value))} characters; at most {limit} fit."
            too_long.append(finding(table.file, "cell.too_long", message, row=number, column=column))
    findings += too_long
    return not too_long


def _check_references(content: Content, findings: list[Finding]) -> None:
    for reference in REFERENCES:
        facts, others = content.rows.get(reference.table, []), content.rows.get(reference.other_table)
        if others is None:
            continue
        known = {str(getattr(other, reference.other_field)) for other in others}
        for fact in facts:
            for missing in _unknown(fact, reference, known):
                name = ", ".join(str(getattr(fact, part)) for part in fact.NATURAL_KEY[:2])
                message = f"{name}: {missing} is not in {reference.other_table}.csv."
                findings.append(
                    finding(
                        f"{reference.table}.csv",
                        "fact.unknown",
                        message,
                        column=reference.field,
                        severity=reference.severity,
                    )
                )


def _unknown(fact: ReferenceFact, reference: Reference, known: set[str]) -> Iterable[str]:
    if reference.only_where is not None and getattr(fact, reference.only_where[0]) != reference.only_where[1]:
        return ()
    value = getattr(fact, reference.field)
    named = value if isinstance(value, list) else [value]
    return [str(item) for item in named if item not in ("", None) and str(item) not in known]
