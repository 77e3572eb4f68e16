"""Visits of the trust to a site, and what they found. Each is written once; a later visit is another record."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from registry import entries
from registry.commands import Run, command
from registry.findings import Finding, require_no_errors
from registry.fund.chains import site_chain
from registry.fund.models import Inspection
from registry.fund.policies import reports as policies
from registry.fund.services.report_entries import LONGEST_TEXT
from registry.fund.services.report_holding import held_year, tell_owners


@command("inspection.record")
def record(
    run: Run,
    *,
    year_id: UUID | str,
    inspected_on: date,
    actions_complete: bool,
    findings: str,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Record a visit in a management year: its day, from the first of the year to today, whether the actions of the
    year were carried out, and what was found."""
    year = held_year(run.actor, year_id)
    run.allow(policies.may_inspect(run.actor, year.site.agreement))
    wrong: list[Finding] = []
    text = entries.text(
        wrong,
        findings,
        about="inspection",
        field="findings",
        called="what was found",
        longest=LONGEST_TEXT,
    )
    if not year.due_on <= inspected_on <= today:
        message = f"Enter a day from the first of the management year, {year.due_on:%d/%m/%Y}, to today."
        wrong.append(Finding("inspection.inspected_on.range", message, "inspected_on"))
    require_no_errors(wrong)
    made = Inspection.objects.create(
        management_year=year,
        inspected_on=inspected_on,
        actions_complete=actions_complete,
        findings=text,
        inspected_by_id=run.actor.person_id,
        recorded_at=now,
    )
    verdict = "were" if actions_complete else "were not"
    tell_owners(
        year,
        "Inspection recorded",
        f"On {inspected_on:%d/%m/%Y} the trust found that the actions of the year {verdict} carried out.",
        now=now,
    )
    run.event(
        chain=site_chain(year.site),
        subject=str(made.public_id),
        data={
            "agreement": str(year.site.agreement),
            "year": year.year,
            "inspected_on": inspected_on.isoformat(),
            "actions_complete": actions_complete,
        },
    )
    return {"id": str(year.public_id), "inspection_id": str(made.public_id)}
