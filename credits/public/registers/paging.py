"""One page of a register by keyset, and how much there is: the number of queries does not grow with the rows.

One query for the newest import, one for all counts together (and one for each grouped part), and one
for each part that the page touches; eight at most.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, Count, Q, QuerySet, Sum, Value

from credits.public.registers import cursors
from credits.public.registers.asking import Ask
from credits.public.registers.book import Register
from credits.public.registers.cursors import Place
from credits.public.registers.expressions import NO_TEXT
from credits.public.registers.sources.part import Part, Sort, expression_of

ROWS_A_PAGE = 50
PREFIX = "c_"
"""Before a column's key, so that it hides no field of the table."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows each part has, and the credits that count."""

    rows: tuple[int, ...]
    credits: int

    @property
    def all(self) -> int:
        """Rows of all parts."""
        return sum(self.rows)


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Rows by column key, each with its part; the cursors of the pages around it, empty where there is none."""

    rows: list[dict[str, Any]]
    counted: Counted
    next: str = ""
    previous: str = ""
    parts: list[str] = field(default_factory=list)


def count(register: Register, ask: Ask) -> Counted:
    """Rows and credits of the whole list, by one query for all ungrouped parts."""
    found = {number: (0, 0) for number in range(len(register.parts))}
    asked = [(number, part, part.rows(ask)) for number, part in enumerate(register.parts)]
    sums = [
        _sums(number, part, rows, ask)
        for number, part, rows in asked
        if rows is not None and not part.grouped
    ]
    if sums:
        for number, rows, credits in sums[0].union(*sums[1:], all=True):
            found[number] = (rows, credits or 0)
    for number, part, rows in asked:
        if rows is not None and part.grouped:
            whole = rows.aggregate(rows=Count("row_id"), credits=Sum("row_credits"))
            found[number] = (whole["rows"], whole["credits"] or 0)
    return Counted(tuple(rows for rows, _ in found.values()), sum(credits for _, credits in found.values()))


def _sums(number: int, part: Part, rows: QuerySet[Any], ask: Ask) -> QuerySet[Any, Any]:
    none = Value(0, output_field=BigIntegerField())
    rows = rows.order_by().annotate(row_credits=part.quantity(ask) if part.quantity else none)
    return (
        rows.annotate(row_part=Value(number))
        .values("row_part")
        .annotate(row_count=Count("pk"), row_sum=Sum("row_credits"))
        .values_list("row_part", "row_count", "row_sum")
    )


def page(
    register: Register, ask: Ask, *, sort: str, cursor: str = "", size: int = ROWS_A_PAGE
) -> RegisterPage:
    """The page at the cursor. Raises InvalidInput for a cursor that was not made for this question."""
    order = register.sorts[sort]
    question = cursors.digest(register.name, sort, ask)
    place = cursors.read(cursor, question, order)
    counted = count(register, ask)
    backwards = place is not None and place.backwards
    found = _rows_from(register, ask, order, place, counted, size + 1)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    follows, precedes = (more, place is not None) if not backwards else (True, more)
    return RegisterPage(
        rows=[row for _, row in found],
        counted=counted,
        next=cursors.write(found[-1][0], question) if found and follows else "",
        previous=cursors.write(_before(found[0][0]), question) if found and precedes else "",
        parts=[register.parts[one.part].name for one, _ in found],
    )


def _before(place: Place) -> Place:
    return Place(place.part, place.value, place.row_id, backwards=True)


def _rows_from(
    register: Register, ask: Ask, sort: Sort, place: Place | None, counted: Counted, wanted: int
) -> list[tuple[Place, dict[str, Any]]]:
    """Rows after the place (before it, nearest first, where it says so), one part after the other."""
    backwards = place is not None and place.backwards
    numbers = [number for number, rows in enumerate(counted.rows) if rows]
    if place is not None:
        numbers = [n for n in numbers if (n <= place.part if backwards else n >= place.part)]
    found: list[tuple[Place, dict[str, Any]]] = []
    for number in reversed(numbers) if backwards else numbers:
        if len(found) == wanted:
            break
        part = register.parts[number]
        inside = place if place is not None and place.part == number else None
        rows = ordered(part, ask, sort, backwards=backwards, after=inside)
        if rows is None:
            continue
        keys, selected = columns_of(register, part, ask)
        if not part.grouped:
            rows = _only(rows[: wanted - len(found)], part, ask, sort, backwards=backwards)
        for row_id, value, *cells in selected_rows(part, rows, selected)[: wanted - len(found)]:
            found.append((Place(number, value, row_id), dict(zip(keys, cells, strict=True))))
    return found


def _only(
    first: QuerySet[Any, Any], part: Part, ask: Ask, sort: Sort, *, backwards: bool
) -> QuerySet[Any, Any]:
    """The same rows anew, found by their ids: so the database works out the columns of these rows alone, and not of
    all that it has to sort."""
    return in_order(
        part, first.model._default_manager.filter(pk__in=first.values("pk")), ask, sort, backwards
    )


def ordered(
    part: Part, ask: Ask, sort: Sort, *, backwards: bool = False, after: Place | None = None
) -> QuerySet[Any, Any] | None:
    """The part's rows in order, annotated with `sort_value`, from a place on."""
    rows = part.rows(ask)
    if rows is None:
        return None
    if after is not None:
        by, compare = expression_of(part, ask, sort), "lt" if sort.descending != backwards else "gt"
        beyond = Q(**{f"{part.tie}__{compare}": after.row_id})
        if by is not None:
            rows = rows.annotate(place_value=by)
            beyond = Q(**{f"place_value__{compare}": after.value}) | Q(place_value=after.value) & beyond
        rows = rows.filter(beyond)
    return in_order(part, rows, ask, sort, backwards)


def in_order(
    part: Part, rows: QuerySet[Any, Any], ask: Ask, sort: Sort, backwards: bool
) -> QuerySet[Any, Any]:
    """Rows of a part in order, annotated with `sort_value`."""
    by = expression_of(part, ask, sort)
    sign = "-" if sort.descending != backwards else ""
    rows = rows.annotate(sort_value=by if by is not None else Value(0))
    tie = f"{sign}{part.tie}"
    return rows.order_by(f"{sign}sort_value", tie) if by is not None else rows.order_by(tie)


def columns_of(register: Register, part: Part, ask: Ask) -> tuple[list[str], dict[str, Any]]:
    """The keys of all columns in order, and an expression for each; a column without one is empty."""
    made = part.columns(ask)
    keys = [column.key for column in register.columns]
    return keys, {f"{PREFIX}{key}": made.get(key, NO_TEXT) for key in keys}


def selected_rows(part: Part, rows: QuerySet[Any, Any], selected: dict[str, Any]) -> QuerySet[Any, Any]:
    """Tuples of id, value sorted by, and the columns in order."""
    return rows.annotate(**selected).values_list(part.tie, "sort_value", *selected)
