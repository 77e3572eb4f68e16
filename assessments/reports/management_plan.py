"""The management plan proposed for a stewardship site: required actions, active restoration, further actions
(N41, N42)."""

from typing import Any

from assessments.reports.content import Block, Column, Part, Record, Table
from assessments.reports.source import ReportSource

GROUPS = {
    "required": "Management actions every plan answers",
    "active_restoration": "Active restoration",
    "further": "Further actions",
}
COLUMNS = (
    Column("action", "Action", head=True),
    Column("what", "What is done"),
    Column("where", "Where"),
    Column("years", "Years"),
    Column("frequency", "How often"),
)
NOT_NEEDED = (Column("action", "Action", head=True), Column("reason", "Why it is not needed here"))


def management_plan(source: ReportSource) -> Part:
    """Planned actions by group, then those ruled out with the reason."""
    lines = source.context["management_plan"]
    codes = [*GROUPS, *dict.fromkeys(line["group"] for line in lines if line["group"] not in GROUPS)]
    blocks: list[Block] = []
    for code in codes:
        planned = [line for line in lines if line["group"] == code and line["planned"]]
        if planned or code != "further":
            title = GROUPS.get(code, code or "Other actions")
            blocks.append(Table(title, COLUMNS, [_planned(line) for line in planned], empty="None planned."))
    ruled_out: list[Record] = [
        {"action": line["action"], "reason": line["reason_not_needed"]}
        for line in lines
        if not line["planned"]
    ]
    if ruled_out:
        blocks.append(Table("Actions not needed", NOT_NEEDED, ruled_out))
    return Part("Proposed management plan", blocks, "plan")


def _planned(line: dict[str, Any]) -> Record:
    return {
        "action": line["action"],
        "what": line["description"],
        "where": line["location"],
        "years": _years(line["first_year"], line["last_year"]),
        "frequency": line["frequency"],
    }


def _years(first: int | None, last: int | None) -> str | None:
    if first is None and last is None:
        return None
    if last is None:
        return f"from year {first}"
    if first is None:
        return f"until year {last}"
    return f"year {first}" if first == last else f"years {first} to {last}"
