"""The list of a calculation's documents: what is there, what is being made, what failed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessments import selectors
from assessments.models import Calculation, ReportDocument
from assessments.reports.content import TITLES
from registry.jobs.models import FAILED, Job


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document of the newest calculation, or the place where it will be."""

    kind: str
    title: str
    document: ReportDocument | None
    job: Job | None

    @property
    def tag(self) -> dict[str, str]:
        """Its state in a word."""
        if self.document is not None:
            return (
                {"text": "Draft", "kind": "doing"}
                if self.document.draft
                else {"text": "Ready", "kind": "done"}
            )
        if self.job is not None and not self.job.finished:
            return {"text": f"Being made, {self.job.percent} %", "kind": "doing"}
        if self.job is not None and self.job.state == FAILED:
            return {"text": "Not made", "kind": "problem"}
        return {"text": "Not made yet", "kind": "todo"}


def rows_of(
    calculation: Calculation | None, kinds: Sequence[str], seen: Iterable[ReportDocument]
) -> list[DocumentRow]:
    """A row for each kind of document the calculation has. The newest job is asked for only while one is missing."""
    if calculation is None:
        return []
    there = {one.kind: one for one in seen if one.calculation_id == calculation.pk}
    job = None if all(kind in there for kind in kinds) else selectors.documents_job(calculation)
    return [DocumentRow(kind, TITLES[kind], there.get(kind), job) for kind in kinds]
