"""What is read from annual reports: how each year stands, and what the holder's answers are.

`standing_of` is what a payment run decides on: a fixed number of queries, however many years are asked about.
"""

from collections.abc import Collection
from dataclasses import dataclass

from registry.fund import states
from registry.fund.models import WHOLE_SHARE, AnnualReport, Inspection
from registry.fund.selectors.id_lists import listed


@dataclass(frozen=True, slots=True)
class ReportStanding:
    """How the report of one management year stands.

    `state`: of the report's states, empty where none was begun. `payable_parts`: of ten thousand, the share of the
    next payment that was approved; only counts when approved. `inspected`: an inspection of that year is recorded.
    `actions_complete`: what the latest inspection found; None where there was none."""

    state: str = ""
    payable_parts: int = WHOLE_SHARE
    inspected: bool = False
    actions_complete: bool | None = None

    @property
    def received(self) -> bool:
        """Was a report handed in, whatever became of it? A draft was not."""
        return self.state in (states.SUBMITTED, states.QUERIED, states.APPROVED, states.REJECTED)

    @property
    def approved(self) -> bool:
        """Did the trust approve it?"""
        return self.state == states.APPROVED


def standing_of(year_ids: Collection[int]) -> dict[int, ReportStanding]:
    """The standing of the report of each of these management years, in two queries. Every id asked for is answered."""
    ids = list(year_ids)
    reports = {
        year_id: (state, parts)
        for year_id, state, parts in AnnualReport.objects.filter(management_year__in=listed(ids)).values_list(
            "management_year_id", "state", "payable_parts"
        )
    }
    found: dict[int, bool] = {}
    visits = Inspection.objects.filter(management_year__in=listed(ids)).order_by("inspected_on", "pk")
    for year_id, complete in visits.values_list("management_year_id", "actions_complete"):
        found[year_id] = complete
    return {
        year_id: ReportStanding(
            *reports.get(year_id, ("", WHOLE_SHARE)),
            inspected=year_id in found,
            actions_complete=found.get(year_id),
        )
        for year_id in ids
    }
