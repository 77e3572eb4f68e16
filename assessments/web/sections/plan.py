"""The proposed management plan of a stewardship site: every action of the catalogue, answered or not (N41, N42)."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse

from assessments.models import ManagementAction
from assessments.sections import Section
from assessments.web.answers import Desk
from assessments.web.sections import frame
from registry.reference import selectors as reference

EXPLAINED = {
    "required": "Every plan says what it does about each of these, or why nothing is needed.",
    "active_restoration": "Each of these is planned too, or ruled out with a reason.",
    "further": "Plan these where the site needs them.",
}


def page(request: HttpRequest, desk: Desk, spec: Section) -> HttpResponse:
    """The catalogue by group; each action with its lines of the plan."""
    if request.method != "GET":
        desk.require_editable()
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in ManagementAction.objects.filter(revision=desk.revision):
        lines[row.action_code].append({"row": row, "years": years_of(row)})
    groups: dict[str, dict[str, Any]] = {}
    for action in reference.management_actions(desk.revision.release):
        group = groups.setdefault(
            action.group,
            {
                "title": action.get_group_display(),
                "explained": EXPLAINED.get(action.group, ""),
                "must": action.group != "further",
                "actions": [],
            },
        )
        group["actions"].append({"action": action, "lines": lines.pop(action.code, [])})
    return frame.draw_section(
        request,
        desk,
        spec,
        "assessments/sections/plan.html",
        groups=list(groups.values()),
        unknown=[{"code": code, "lines": rest} for code, rest in lines.items()],
    )


def years_of(row: ManagementAction) -> str:
    """The years of a line of the plan: `year 1`, `years 2 to 6`, `from year 3`."""
    if row.first_year is None:
        return ""
    if row.last_year is None:
        return f"from year {row.first_year}"
    if row.last_year == row.first_year:
        return f"year {row.first_year}"
    return f"years {row.first_year} to {row.last_year}"
