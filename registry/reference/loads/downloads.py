"""Differences and findings of a load as CSV lines, safe to open in a spreadsheet program."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from registry.formulas import guarded
from registry.reference.loads.records import StagedLoad, StagedRow
from registry.reference.loads.references import MODELS
from registry.reference.loads.selectors import differences

DIFFERENCE_HEADER = ("table", "kind", "key", "field", "before", "after")
FINDING_HEADER = ("severity", "file", "row", "column", "code", "message")
ROWS_AT_ONCE = 1_000


def safe(value: Any) -> str:
    """A cell that no spreadsheet program takes for a formula; numbers stay numbers."""
    text = text_of(value)
    return str(guarded(text)) if isinstance(value, (str, list)) else text


def text_of(value: Any) -> str:
    """A value of a row as text: lists with semicolons, geometry as JSON, nothing for an empty value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(text_of(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return str(value)


def changed_fields(row: StagedRow) -> list[str]:
    """The fields that differ; of a row that is added or gone, those that hold something."""
    before, after = row.before or {}, row.after or {}
    said = after or before
    # Databases keep the keys of JSON in orders of their own; the model's is the one that reads well.
    order = {field.name: at for at, field in enumerate(MODELS[row.table]._meta.concrete_fields)}
    names = sorted(said, key=lambda name: order.get(name, len(order)))
    if row.kind == StagedRow.CHANGED:
        return [name for name in names if before.get(name) != after[name]]
    return [name for name in names if said[name] not in (None, "", [])]


def difference_lines(load: StagedLoad) -> Iterator[str]:
    """One line for each field of each row that would be added, changed or gone."""
    yield _line(DIFFERENCE_HEADER)
    for row in differences(load).iterator(chunk_size=ROWS_AT_ONCE):
        before, after = row.before or {}, row.after or {}
        for name in changed_fields(row):
            yield _line((row.table, row.kind, row.key, name, before.get(name), after.get(name)))


def finding_lines(load: StagedLoad) -> Iterator[str]:
    """One line for each finding that is kept."""
    yield _line(FINDING_HEADER)
    for one in load.findings:
        yield _line((one["severity"], one["field"], one["row"], one["column"], one["code"], one["message"]))


def _line(values: Iterable[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([safe(value) for value in values])
    return out.getvalue()
