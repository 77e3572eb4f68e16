"""How an obligation and its lines are said: tags, days, columns of the board's file."""

from datetime import date
from typing import Any

from credits.obligations import states
from credits.obligations.models import ObligationLine
from credits.obligations.selectors.standing import AT_RISK, DUE, OVERDUE, STANDINGS

STANDING_KINDS = {
    OVERDUE: "problem",
    AT_RISK: "todo",
    DUE: "doing",
    states.DISCHARGED: "done",
    states.LAPSED: "none",
}
COLUMNS = (
    "obligation",
    "reference",
    "title",
    "standing",
    "authority",
    "holder",
    "local_government_area",
    "imposed_on",
    "deadline",
    "required_credits",
    "discharged_credits",
    "pending_credits",
    "undischarged_credits",
)
"""Headings of the board's file."""


def standing_tag(standing: str) -> dict[str, str]:
    """The tag of how it stands."""
    return {"text": STANDINGS[standing].lower(), "kind": STANDING_KINDS[standing]}


def line_tag(line: ObligationLine) -> dict[str, str]:
    """The tag of a line: what is left of it."""
    if line.state != ObligationLine.IN_FORCE:
        return {"text": line.get_state_display().lower(), "kind": "none"}
    if line.undischarged == 0:
        return {"text": "discharged", "kind": "done"}
    if line.outstanding == 0:
        return {"text": "on its way", "kind": "doing"}
    return {"text": "outstanding", "kind": "todo"}


def file_row(row: Any) -> list[Any]:
    """One row of the board's file under `COLUMNS`."""
    return [
        row.number,
        row.reference,
        row.title,
        STANDINGS[row.standing],
        str(row.authority),
        str(row.holder),
        row.local_government_area,
        _iso(row.imposed_on),
        _iso(row.deadline),
        row.required,
        row.discharged,
        row.pending,
        row.undischarged,
    ]


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()
