"""Monitoring results and incidents of a year, one by one, in its report."""

from datetime import date
from typing import Any
from uuid import UUID

from registry import entries, public_ids
from registry.commands import Run, command
from registry.findings import DomainError, Finding, require_no_errors
from registry.fund.models import ReportedObservation
from registry.fund.policies import reports as policies
from registry.fund.services.report_entries import LONGEST_TEXT
from registry.fund.services.report_holding import held, told, touch

AT_MOST = 200


@command("report.add_observation")
def add(
    run: Run, *, year_id: UUID | str, kind: str, observed_on: date, text: str, today: date
) -> dict[str, Any]:
    """Add a monitoring result or an incident (fire, flood, trespass) that is not in the future."""
    report = held(run.actor, year_id)
    run.allow(policies.may(run.actor, report.management_year.site.agreement, "save"))
    findings: list[Finding] = []
    kinds = ReportedObservation.ObservationKind.values
    kind = entries.choice(findings, kind, about="report", among=kinds, field="kind", called="what it is")
    text = entries.text(
        findings, text, about="report", field="text", called="what was seen", longest=LONGEST_TEXT
    )
    if observed_on > today:
        findings.append(
            Finding("report.observed_on.future", "The day is still to come. Correct it.", "observed_on")
        )
    require_no_errors(findings)
    if report.observations.count() >= AT_MOST:
        raise DomainError("report.too_many_observations", f"A report holds at most {AT_MOST} of them.")
    touch(report)
    made = ReportedObservation.objects.create(report=report, kind=kind, observed_on=observed_on, text=text)
    return told(
        run,
        report,
        {"observation": str(made.public_id), "kind": kind, "observed_on": observed_on.isoformat()},
        observation_id=str(made.public_id),
    )


@command("report.remove_observation")
def remove(run: Run, *, year_id: UUID | str, observation_id: UUID | str) -> dict[str, Any]:
    """Take one out again while the report is written."""
    report = held(run.actor, year_id)
    run.allow(policies.may(run.actor, report.management_year.site.agreement, "save"))
    found = public_ids.find(ReportedObservation.objects.filter(report=report), observation_id, "observation")
    touch(report)
    before = {"kind": found.kind, "observed_on": found.observed_on.isoformat(), "text": found.text}
    found.delete()
    return told(run, report, {"observation": str(observation_id), "before": before})
