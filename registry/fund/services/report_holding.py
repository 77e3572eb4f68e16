"""What every command about a report does first and last: hold it against others, change it once, tell who waits.

The row is locked and its version compared, so that of two people who changed the same report one is told.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.text import Truncator

from registry.actor import Actor
from registry.commands import Run
from registry.findings import DomainError, StaleEdit
from registry.fund import states
from registry.fund.chains import site_chain
from registry.fund.models import AnnualReport, ManagementYear
from registry.fund.selectors import reporting
from registry.notices.services.sending import LONGEST_TITLE, send_to_each
from registry.transitions import take

HOLDER_STATES = states.REPORT.find("save").sources
"""In which the holder may write."""


def held_year(actor: Actor, year_id: UUID | str) -> ManagementYear:
    """The year, locked, for somebody who sees it. Raises NotVisible."""
    year = reporting.year_for(actor, year_id)
    ManagementYear.objects.select_for_update().filter(pk=year.pk).values_list("pk").first()
    return year


def held(actor: Actor, year_id: UUID | str) -> AnnualReport:
    """The report of the year, locked. Raises NotVisible, DomainError where none was begun."""
    year = reporting.year_for(actor, year_id)
    _locked(AnnualReport.objects.filter(management_year=year))
    report = (
        AnnualReport.objects.filter(management_year=year)
        .select_related("signature", "management_year")
        .first()
    )
    if report is None:
        raise DomainError("report.not_begun", "No report was begun for this year. Begin it first.")
    report.management_year = year
    return report


def _locked(rows: QuerySet[Any]) -> None:
    rows.select_for_update().values_list("pk").first()


def change(report: AnnualReport, action: str, *, expected_version: int | None, **changes: Any) -> None:
    """Take an action of the table on a report that is held. Raises DomainError where its state forbids it, StaleEdit
    where it was changed since `expected_version` was read (None: whatever it is)."""
    states.REPORT.require(action, report.state)
    if expected_version is not None and expected_version != report.version:
        raise StaleEdit(
            "report.changed_meanwhile",
            "The report was changed after you opened it. Nothing you typed is lost; look at it as it stands.",
        )
    version = report.version + 1
    take(report, states.REPORT, action, version=version, **changes)
    report.version = version
    for name, value in changes.items():
        setattr(report, name, value)


def touch(report: AnnualReport) -> None:
    """Note that something of a report the holder writes was changed, so that nobody signs what they did not see."""
    change(report, "save", expected_version=None)


def told(run: Run, report: AnnualReport, data: dict[str, Any], **answer: Any) -> dict[str, Any]:
    """Write the event, and what the command answers."""
    year = report.management_year
    run.event(
        chain=site_chain(year.site),
        subject=str(report.public_id),
        data={
            "agreement": str(year.site.agreement),
            "year": year.year,
            "state": report.state,
            "version": report.version,
            **data,
        },
    )
    return {"id": str(year.public_id), "state": report.state, "version": report.version, **answer}


def path_of(year: ManagementYear) -> str:
    """The page of a year's report."""
    return f"/payments/reports/{year.public_id}/"


def tell_owners(year: ManagementYear, title: str, text: str, *, now: datetime) -> None:
    """A notice to the owners of now."""
    send_to_each(
        organisations=reporting.owners_of(year),
        title=_title(year, title),
        body=text,
        path=path_of(year),
        now=now,
    )


def tell_trust(year: ManagementYear, title: str, text: str, *, now: datetime) -> None:
    """A notice to the trust of the agreement."""
    send_to_each(
        organisations=[year.site.agreement.trust],
        title=_title(year, title),
        body=text,
        path=path_of(year),
        now=now,
    )


def _title(year: ManagementYear, title: str) -> str:
    return Truncator(f"{title}: year {year.year} of {year.site.agreement}").chars(LONGEST_TITLE)
