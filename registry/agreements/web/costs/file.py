"""The costs of a plan as a CSV file: one line for an action and a purpose, one column for each year.

The same table goes out and comes in. Every error is told by row and column; nothing is taken while there is one.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from registry.agreements.models import PlanAction, PlanCost
from registry.agreements.web.costs.lines import COLUMNS, CostLine, cents_of, column_name, typed
from registry.findings import Finding
from registry.formulas import guarded

WHOLE_PLAN = "The plan as a whole"
HEAD = ("Action", "Purpose", *(column_name(year) for year in COLUMNS))
LARGEST_BYTES = 500_000
MOST_LINES = 500


def _folded(text: str) -> str:
    return " ".join(text.strip().removeprefix("'").split()).casefold()


def written(lines: Iterable[CostLine], actions: Sequence[PlanAction]) -> str:
    """The table as CSV. Actions without a cost have an empty line, ready to fill in."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    known, titles = list(lines), _titles(actions)
    costed = {line.action for line in known}
    known += [
        CostLine(str(action.public_id), PlanCost.Purpose.OTHER)
        for action in actions
        if str(action.public_id) not in costed
    ]
    purposes = dict(PlanCost.Purpose.choices)
    for line in known:
        title = titles.get(line.action, "") if line.action else WHOLE_PLAN
        writer.writerow(
            [
                guarded(title),
                purposes.get(line.purpose, line.purpose),
                *(typed(line.cents.get(y)) for y in COLUMNS),
            ]
        )
    return out.getvalue()


def _titles(actions: Sequence[PlanAction]) -> dict[str | None, str]:
    """The name of each action in the file; two that would be read as one name are told apart by a number."""
    taken = {_folded(WHOLE_PLAN)}
    names: dict[str | None, str] = {}
    for action in actions:
        title = name = " ".join(action.title.split())
        number = 1
        while _folded(name) in taken:
            number += 1
            name = f"{title} ({number})"
        taken.add(_folded(name))
        names[str(action.public_id)] = name
    return names


def read(content: bytes, actions: Sequence[PlanAction]) -> tuple[list[CostLine], list[Finding]]:
    """The lines of a file and everything that is wrong with it, by row (as a spreadsheet counts) and column."""
    rows, findings = _rows(content)
    if findings:
        return [], findings
    places, findings = _places(rows[0])
    if findings:
        return [], findings
    reader = _LineReader(actions, places)
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            reader.take(number, row)
    if not reader.lines and not reader.findings:
        reader.findings.append(Finding("costs.empty", "The file has no line with an amount.", "file"))
    return reader.lines, reader.findings


def _rows(content: bytes) -> tuple[list[list[str]], list[Finding]]:
    if len(content) > LARGEST_BYTES:
        return [], [Finding("costs.too_large", "The file is larger than 500 kB.", "file")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "The file is not text in UTF-8. Save it from your spreadsheet as “CSV UTF-8”."
        return [], [Finding("costs.encoding", message, "file")]
    if "\0" in text:
        message = "The file holds bytes that are not text. Save it from your spreadsheet as CSV."
        return [], [Finding("costs.encoding", message, "file")]
    first = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return [], [Finding("costs.csv", f"The file cannot be read as CSV: {error}.", "file")]
    if not rows or not any(cell.strip() for cell in rows[0]):
        return [], [Finding("costs.empty", "The file is empty. The first row names the columns.", "file")]
    if len(rows) > MOST_LINES:
        return [], [Finding("costs.too_long", f"The file has more than {MOST_LINES} rows.", "file")]
    return rows, []


def _places(head: Sequence[str]) -> tuple[dict[str, int], list[Finding]]:
    """Where each column stands; every missing or repeated one is told."""
    names = {_folded(name): name for name in HEAD}
    places: dict[str, int] = {}
    findings = []
    for index, cell in enumerate(head):
        name = names.get(_folded(cell))
        if name is not None and name in places:
            findings.append(Finding("costs.column_twice", f"“{name}” is there twice.", "file", 1, name))
        elif name is not None:
            places[name] = index
        elif cell.strip():
            message = f"“{cell.strip()[:60]}” is not a column of this table."
            findings.append(Finding("costs.column_unknown", message, "file", 1, cell.strip()[:60]))
    findings += [
        Finding("costs.column_missing", f"The column “{name}” is missing.", "file", 1, name)
        for name in HEAD
        if name not in places
    ]
    return places, findings


class _LineReader:
    """Reads row after row into lines and findings."""

    def __init__(self, actions: Sequence[PlanAction], places: dict[str, int]) -> None:
        titles = _titles(actions)
        self.actions = {_folded(title): key for key, title in titles.items()} | {_folded(WHOLE_PLAN): None}
        self.purposes = {_folded(str(label)): str(code) for code, label in PlanCost.Purpose.choices}
        self.places = places
        self.lines: list[CostLine] = []
        self.findings: list[Finding] = []
        self.seen: dict[tuple[str | None, str], int] = {}

    def take(self, number: int, row: Sequence[str]) -> None:
        """One row of the file. A row without an amount says nothing and is left out."""

        def told(column: str, code: str, message: str) -> None:
            self.findings.append(Finding(f"costs.{code}", message, "file", number, column))

        def cell(name: str) -> str:
            place = self.places[name]
            return row[place].strip() if place < len(row) else ""

        if len(row) > max(self.places.values()) + 1 and any(
            extra.strip() for extra in row[max(self.places.values()) + 1 :]
        ):
            told("", "row_long", "This row has more cells than the table has columns.")
        amounts = {year: cell(column_name(year)) for year in COLUMNS}
        if not any(amounts.values()):
            return
        action, purpose = _folded(cell("Action")), _folded(cell("Purpose"))
        if action not in self.actions:
            told("Action", "action", f"“{cell('Action')[:60]}” is not an action of this plan.")
        if purpose not in self.purposes:
            known = ", ".join(str(label) for _, label in PlanCost.Purpose.choices)
            told("Purpose", "purpose", f"“{cell('Purpose')[:60]}” is not a purpose. Write one of: {known}.")
        cents: dict[int | None, int] = {}
        for year, text in amounts.items():
            if text:
                try:
                    cents[year] = cents_of(text)
                except ValueError as error:
                    told(column_name(year), "amount", f"“{text[:40]}”: {error}")
        if action not in self.actions or purpose not in self.purposes:
            return
        key: tuple[Any, str] = (self.actions[action], self.purposes[purpose])
        if key in self.seen:
            told("Action", "line_twice", f"The same action and purpose stand in row {self.seen[key]}.")
            return
        self.seen[key] = number
        self.lines.append(CostLine(key[0], key[1], cents))
