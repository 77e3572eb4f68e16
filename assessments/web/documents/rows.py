"""The list of a calculation's documents: what is there, what is being made, what failed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments import selectors
from assessments.models import Calculation, ReportDocument
from assessments.reports import kinds
from assessments.reports.source import ReportSource
from assessments.services import documents
from registry.jobs.models import FAILED, Job

SET_TITLE = "All reports in one download"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One report of the newest calculation, or the place where it will be. `files`: what is there, PDF first;
    `wanted`: how many there will be."""

    kind: str
    title: str
    files: tuple[ReportDocument, ...]
    wanted: int
    job: Job | None

    @property
    def missing(self) -> bool:
        """Is a file of it still to be made?"""
        return len(self.files) < self.wanted

    @property
    def tag(self) -> dict[str, str]:
        """Its state in a word."""
        if not self.missing:
            draft = self.files[0].draft
            return {"text": "Draft", "kind": "doing"} if draft else {"text": "Ready", "kind": "done"}
        if self.job is not None and not self.job.finished:
            return {"text": f"Being made, {self.job.percent} %", "kind": "doing"}
        if self.job is not None and self.job.state == FAILED:
            return {"text": "Not made", "kind": "problem"}
        return {"text": "Not made yet", "kind": "todo"}


def rows_of(
    calculation: Calculation | None, source: ReportSource | None, seen: Iterable[ReportDocument]
) -> list[DocumentRow]:
    """The set, then a row for each report the calculation has. The newest job is asked for only while a file is
    missing."""
    if calculation is None or source is None:
        return []
    there = {(one.kind, one.format): one for one in seen if one.calculation_id == calculation.pk}
    wanted = documents.files_of(source)
    job = None if all(file in there for file in wanted) else selectors.documents_job(calculation)
    found = [
        _row(kind, _title(kind, source), wanted, there, job) for kind in dict.fromkeys(k for k, _ in wanted)
    ]
    return [*(row for row in found if row.kind == documents.SET[0]), *found[:-1]]


def _title(kind: str, source: ReportSource) -> str:
    return SET_TITLE if kind == documents.SET[0] else kinds.title_of(kind, source)


def _row(
    kind: str,
    title: str,
    wanted: Iterable[tuple[str, str]],
    there: Mapping[tuple[str, str], ReportDocument],
    job: Job | None,
) -> DocumentRow:
    files = [file for file in wanted if file[0] == kind]
    return DocumentRow(kind, title, tuple(there[file] for file in files if file in there), len(files), job)
