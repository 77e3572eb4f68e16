"""The differences of a load as a page shows them: a row with what was and what would be, field by field."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from registry.reference.loads.downloads import changed_fields, text_of
from registry.reference.loads.records import StagedRow
from registry.reference.loads.references import MODELS

LONGEST_SHOWN = 240


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field's label, what it holds in the base release, and what it would hold."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the difference, with its changed fields."""

    table: str
    key: str
    kind: str
    fields: tuple[FieldChange, ...]


def shown(rows: Iterable[StagedRow], titles: dict[str, str]) -> list[ShownRow]:
    """The rows of one page. `titles`: names of the tables in words."""
    found = []
    for row in rows:
        before, after = row.before or {}, row.after or {}
        fields = tuple(
            FieldChange(_label(row.table, name), _short(before.get(name)), _short(after.get(name)))
            for name in _in_order(row)
        )
        found.append(ShownRow(titles.get(row.table, row.table), row.key, row.kind, fields))
    return found


def _in_order(row: StagedRow) -> list[str]:
    """The fields to show: what the row is about first, mark and source last; the key stands beside them anyway."""
    model = MODELS.get(row.table)
    key = model.NATURAL_KEY if model else ()
    names = [name for name in changed_fields(row) if name not in key]
    return sorted(names, key=lambda name: name in ("mark", "source"))


def _label(table: str, name: str) -> str:
    model = MODELS.get(table)
    label = str(model._meta.get_field(name).verbose_name) if model else name  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return f"geometry, {value.get('type', 'of unknown kind')}"
    text = text_of(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
