"""What a load would change in one table: rows added, changed and gone, by natural key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from registry.findings import Finding
from registry.reference.loads.rows import Key, Row, Shape, key_text

MANY_GONE = "reference.load.many_gone"
"""Finding: so many rows would be gone that a cut file is likelier. An error that a person may acknowledge."""
MANY_PERCENT = 20
"""Our choice: from this share on, rows that would be gone need a person's word."""


@dataclass(slots=True)
class TableChange:
    """One table as it would stand, and how it differs from the base release."""

    shape: Shape
    could_go: int
    """Rows of the base that would be gone if the files did not hold them."""
    after: dict[Key, Row]
    added: list[Key] = field(default_factory=list)
    changed: dict[Key, Row] = field(default_factory=dict)
    """The row as it is in the base release, by key."""
    gone: dict[Key, Row] = field(default_factory=dict)
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by kind."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "gone": len(self.gone),
            "unchanged": self.unchanged,
        }


def compare(
    shape: Shape,
    base: Iterable[Row],
    incoming: Iterable[Row],
    *,
    merged_fields: Sequence[str] = (),
    whole_table: bool,
    gone_within: frozenset[str] | None = None,
) -> TableChange:
    """Compare incoming rows with those of the base release.

    `merged_fields`: the fields the incoming rows speak for (nothing: all); a row of the base keeps its others. Where
    none of them differs the row is unchanged and keeps its source, otherwise it takes the new one. `whole_table`:
    base rows that did not come in are gone; with `gone_within` only those of these sources.
    """
    before = {shape.key(row): row for row in base}
    change = TableChange(shape, 0, dict(before))
    spoken_for = set(merged_fields or shape.names) - set(shape.model.NATURAL_KEY) - {"source"}
    positions = [at for at, name in enumerate(shape.names) if name in spoken_for]
    source = shape.names.index("source")
    met: set[Key] = set()
    for row in incoming:
        key = shape.key(row)
        if key in met:
            change.findings.append(_finding(shape, key, "row.twice", "is there twice: keep one of them."))
            continue
        met.add(key)
        old = before.get(key)
        if old is None:
            change.added.append(key)
            change.after[key] = row
        elif any(old[at] != row[at] for at in positions):
            change.changed[key] = old
            taken = {*positions, source}
            change.after[key] = tuple(row[at] if at in taken else old[at] for at in range(len(shape.names)))
        else:
            change.unchanged += 1
    for key, row in before.items():
        can_go = whole_table and (gone_within is None or row[source] in gone_within)
        change.could_go += can_go
        if key in met:
            continue
        if can_go:
            change.gone[key] = row
            del change.after[key]
        else:
            change.unchanged += 1
    _check(change)
    return change


def _check(change: TableChange) -> None:
    """What no file shows by itself: texts that do not fit, two rows of one name, and a table that shrinks."""
    shape = change.shape
    for key in (*change.added, *change.changed):
        row = change.after[key]
        for at, limit in shape.longest.items():
            if len(row[at]) > limit:
                message = f"{shape.names[at]} has {len(row[at])} characters; at most {limit} fit."
                change.findings.append(_finding(shape, key, "cell.too_long", message, column=shape.names[at]))
    for positions in shape.unique_positions():
        first: dict[Row, Key] = {}
        for key, row in change.after.items():
            value = tuple(row[at] for at in positions)
            if value in first:
                names = " and ".join(shape.names[at] for at in positions)
                message = f"has the same {names} as {key_text(first[value])}."
                change.findings.append(_finding(shape, key, "row.same_name", message))
            first.setdefault(value, key)
    if len(change.gone) * 100 >= change.could_go * MANY_PERCENT and change.gone:
        message = (
            f"{len(change.gone)} of {change.could_go} rows of {shape.table} are not in the files and would be gone. "
            "Make sure that the files are whole, or load them as part of the table."
        )
        change.findings.append(Finding(MANY_GONE, message, field=shape.table))


def _finding(shape: Shape, key: Key, code: str, message: str, *, column: str = "") -> Finding:
    return Finding(
        f"reference.{code}", f"{shape.table}, {key_text(key)}: {message}", shape.table, None, column
    )
