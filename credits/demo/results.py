"""What the demonstration has made: finished jobs, folders of documents, signed papers, proof."""

import shutil
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, OutputWrapper

from assessments.models import ReportDocument
from credits.demo import papers
from credits.demo.assessment_story import Say
from credits.demo.people import Cast
from registry.jobs.models import Job
from registry.reference.loads.records import StagedLoad, StagedRow

WAIT_SECONDS = 90
FORMATS = {"pdf": "PDF reports", "xlsx": "workbooks", "zip": "set of everything"}


def wait_for_jobs(say: Say) -> None:
    """Until the worker has made every report. Raises CommandError where one failed, or after a minute and a half."""
    started = time.monotonic()
    while Job.objects.filter(state__in=["queued", "running"]).exists():
        if time.monotonic() - started > WAIT_SECONDS:
            raise CommandError("The worker did not finish the documents in time.")
        time.sleep(0.2)
    failed = Job.objects.filter(state="failed").first()
    if failed is not None:
        raise CommandError(f"{failed.kind} failed: {failed.error_message} {failed.result}")
    done = Job.objects.filter(state="succeeded").count()
    how = "inside the requests" if settings.CELERY_TASK_ALWAYS_EAGER else "by the Celery worker process"
    say(f"{done} jobs done {how} in {time.monotonic() - started:.1f} s")


def show_staged(say: Say) -> None:
    """What the sample of official data would change. Raises CommandError where it could not be read."""
    for load in StagedLoad.objects.order_by("pk"):
        if load.state != StagedLoad.STAGED:
            raise CommandError(f"The sample of official data is {load.state}: {load.findings}")
        found = Counter(load.staged_rows.values_list("kind", flat=True))
        differences = ", ".join(f"{found[kind]} {kind}" for kind, _ in StagedRow.KINDS if found[kind])
        say(f"The sample of official data waits for a decision: {load.rows} rows, {differences}")


def documents_folder() -> Path:
    """Where copies of all documents are."""
    return Path(settings.VAR_DIR) / "documents"


def show_reports(say: Say) -> None:
    """Copy all reports into a folder for each revision, and say in one line what is there."""
    made: dict[str, list[ReportDocument]] = defaultdict(list)
    for document in ReportDocument.objects.select_related("calculation__revision__assessment").order_by("pk"):
        revision = document.calculation.revision
        made[f"{revision.assessment.number}-revision-{revision.number}"].append(document)
    say(f"Documents in {documents_folder()}:")
    for name, those in made.items():
        folder = documents_folder() / name
        folder.mkdir(parents=True, exist_ok=True)
        for document in those:
            target = folder / f"{document.kind}.{document.format}"
            with document.file.open("rb") as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
        say(f"  {name}/  {_counted(those)}")


def _counted(documents: list[ReportDocument]) -> str:
    """How many documents of each format, and how long the report is."""
    found = Counter(document.format for document in documents)
    counts = ", ".join(f"{number} {FORMATS.get(form, form)}" for form, number in found.items())
    report = next((one for one in documents if one.kind == "assessment_report"), None)
    return counts + (f"; assessment_report.pdf has {report.pages} pages" if report else "")


def make_papers(cast: Cast, today: date, say: Say) -> None:
    """Have documents about credits issued, copy them out, and check one as it is and one with a byte changed."""
    issued = papers.issue_all(cast, today)
    copies = papers.copy_out(issued, documents_folder() / "certificates")
    signed = sum(1 for one in issued if one.signer_fingerprint)
    say(f"  certificates/  {len(issued)} documents about credits, {signed} of them signed")
    if signed:
        changed = papers.change_a_byte(copies[0])
        for found in papers.check([copies[0], changed]):
            say(f"  manage.py verify_document {found.name}: exit {found.status}, {found.said}")


def prove(out: OutputWrapper) -> None:
    """Number the public changes, seal the chains, check the ledger and verify the audit, as the timed tasks do. Ends
    with 1 on a break."""
    out.write("Proof:")
    for command in ("publish_changes", "seal_audit", "check_ledger", "check_fund", "verify_audit"):
        out.write(f"  manage.py {command}: ", ending="")
        call_command(command, stdout=out)
