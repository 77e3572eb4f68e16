"""A lot's family tree as a page shows it: a nested list cut to a readable length, and a small drawing."""

from dataclasses import dataclass, field
from typing import Any

from credits.lots.models import Lot
from credits.lots.selectors import Relative
from credits.lots.web.words import LOT_TAGS

FEW = 25
"""Relatives on the lot's own page; the family page shows them all, a page at a time."""
DRAWN_AT_MOST = 40
ROW_HEIGHT, COLUMN_WIDTH, BOX_WIDTH, BOX_HEIGHT = 46, 190, 160, 34


@dataclass(slots=True)
class Node:
    """A lot of the tree with its children. `more` counts those that are not shown."""

    relative: Relative
    here: bool
    children: list["Node"] = field(default_factory=list)
    more: int = 0

    @property
    def tag(self) -> dict[str, str]:
        """Its status."""
        text, kind = LOT_TAGS[self.relative.lot.status]
        return {"text": text, "kind": kind}


def line_of(tree: list[Relative], lot: Lot) -> set[int]:
    """The lot and all it descends from."""
    by_id = {relative.lot.pk: relative.lot for relative in tree}
    found, one = set(), by_id.get(lot.pk)
    while one is not None:
        found.add(one.pk)
        one = by_id.get(one.parent_id) if one.parent_id else None
    return found


def nested(tree: list[Relative], lot: Lot, *, at_most: int | None = None) -> list[Node]:
    """The tree as nodes. Cut to `at_most` lots, its own line and its own children stay in first."""
    line = line_of(tree, lot)
    kept = {relative.lot.pk for relative in tree}
    if at_most is not None and len(tree) > at_most:
        near = [r.lot.pk for r in tree if r.lot.parent_id == lot.pk]
        others = [r.lot.pk for r in tree if r.lot.parent_id in line and r.lot.parent_id != lot.pk]
        kept = set([*sorted(line), *near, *others][: max(at_most, len(line))])
    nodes: dict[int, Node] = {}
    roots: list[Node] = []
    for relative in tree:
        parent = nodes.get(relative.lot.parent_id or 0)
        if relative.lot.pk not in kept:
            if parent is not None:
                parent.more += 1
            continue
        node = nodes[relative.lot.pk] = Node(relative, here=relative.lot.pk == lot.pk)
        (roots if parent is None else parent.children).append(node)
    return roots


def drawing(tree: list[Relative], lot: Lot) -> dict[str, Any] | None:
    """Boxes and lines of a family of a size that can be drawn, one row a lot; None for a larger one."""
    if not 1 < len(tree) <= DRAWN_AT_MOST:
        return None
    rows = {relative.lot.pk: row for row, relative in enumerate(tree)}
    boxes, lines = [], []
    for row, relative in enumerate(tree):
        x, y = relative.depth * COLUMN_WIDTH + 2, row * ROW_HEIGHT + 4
        text, kind = LOT_TAGS[relative.lot.status]
        boxes.append(
            {
                "x": x,
                "y": y,
                "text_x": x + 10,
                "first_y": y + 14,
                "second_y": y + 28,
                "lot": relative.lot,
                "kind": "here" if relative.lot.pk == lot.pk else kind,
                "status": text,
            }
        )
        parent_row = rows.get(relative.lot.parent_id or 0)
        if parent_row is not None:
            down = (relative.depth - 1) * COLUMN_WIDTH + 22
            top, middle = parent_row * ROW_HEIGHT + 4 + BOX_HEIGHT, y + BOX_HEIGHT // 2
            lines.append(f"M{down} {top}V{middle}H{x}")
    deepest = max(relative.depth for relative in tree)
    return {
        "boxes": boxes,
        "lines": lines,
        "width": deepest * COLUMN_WIDTH + BOX_WIDTH + 4,
        "height": len(tree) * ROW_HEIGHT,
        "box_width": BOX_WIDTH,
        "box_height": BOX_HEIGHT,
    }
