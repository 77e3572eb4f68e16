"""manage.py seed_demo: the main job from end to end, through the same services and worker that a user uses."""

import json
import shutil
import time
from argparse import ArgumentParser
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.models import Calculation, ReportDocument, Revision
from assessments.services import lifecycle
from credits.demo import development, official_sample, people, review, stewardship
from credits.demo.desk import Desk, open_desk
from registry.actor import system
from registry.jobs.models import Job
from registry.parties.models import User
from registry.reference.loading import load_project_facts
from registry.reference.loads.records import StagedLoad, StagedRow
from registry.units import display

WAIT_SECONDS = 90
FORMATS = {"pdf": "PDF reports", "xlsx": "workbooks", "zip": "set of everything"}


class Command(BaseCommand):
    help = "Make the demonstration's people and cases in an empty database (only with DEMO=1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-wait", action="store_true", help="do not wait for the documents")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration has known passwords: run it with DEMO=1 only.")
        if User.objects.exists():
            raise CommandError("This database has people in it; the demonstration starts with an empty one.")
        today = timezone.localdate()
        release = load_project_facts(actor=system("set-up"), today=today)
        self.stdout.write(f"Reference facts loaded: release {release.code}, checksum {release.checksum[:12]}")
        cast = people.assemble(today)
        self._play_development(cast, today)
        self._play_stewardship(cast, today)
        self._leave_work_open(cast, today)
        self._stage_official_sample(cast, today)
        if not options["no_wait"]:
            self._wait_for_jobs()
            self._show_staged()
        self._show_documents()
        self.stdout.write(f"\nSign in with one of these; the password is {people.PASSWORD}")
        for role, email in cast.sign_ins():
            self.stdout.write(f"  {email:<24} {role}")

    def _play_development(self, cast: people.Cast, today: date) -> None:
        desk = development.file_assessment(cast, today)
        self._certify_and_submit(desk, today)
        reviewer = people.acting(cast.reviewer, today)
        review.exchange(desk.revision, reviewer=reviewer, assessor=desk.actor)
        lifecycle.return_to_assessor(
            actor=reviewer,
            revision_id=desk.revision.pk,
            reason="Plot P04: the photographs show a large tree and more fallen timber than the sheet says. "
            "Please check, and say what happens to the creek bank.",
        )
        desk.revision.refresh_from_db()
        desk = development.correct_after_return(cast, desk.revision, today)
        self._certify_and_submit(desk, today)
        lifecycle.accept(
            actor=reviewer,
            revision_id=desk.revision.pk,
            reason="Plot P04 agrees with the photographs now.",
        )
        self.stdout.write(
            "Development: revision 1 returned, corrected as revision 2, accepted by the authority"
        )
        self._show_result(desk.revision)

    def _play_stewardship(self, cast: people.Cast, today: date) -> None:
        desk = stewardship.file_assessment(cast, today)
        self._certify_and_submit(desk, today)
        self.stdout.write("Stewardship site: submitted, waiting for the trust's review")
        self._show_result(desk.revision)

    def _leave_work_open(self, cast: people.Cast, today: date) -> None:
        desk = open_desk(
            actor=people.acting(cast.assessor, today),
            title="Solar farm at Long Flat (demo, unfinished)",
            kind="major_project",
            receiver=cast.authority,
            today=today,
        )
        desk.fill("site", subregion_code="SYB02")
        staged = desk.stage_plots("plots_with_errors.csv")
        self.stdout.write(
            f"Unfinished case: a plot file in staging with {staged.rows_with_errors} of {staged.rows} rows to correct"
        )

    def _certify_and_submit(self, desk: Desk, today: date) -> None:
        lifecycle.finalise(actor=desk.actor, revision_id=desk.revision.pk, certified_on=today, today=today)
        lifecycle.submit(actor=desk.actor, revision_id=desk.revision.pk, today=today)
        desk.revision.refresh_from_db()

    def _show_result(self, revision: Revision) -> None:
        calculation = Calculation.objects.filter(revision=revision).latest("version")
        outcome = json.loads(calculation.outcome_text)
        for zone in outcome["zones"]:
            current = zone["current"]["score"] if zone["current"] else None
            self.stdout.write(
                f"  zone {zone['key']:<14} {zone['plots']} plots   "
                f"vegetation integrity {display(current) if current is not None else '-':>5}   "
                f"change {display(zone['change']) if zone['change'] is not None else '-':>6}"
            )
        self.stdout.write(
            f"  {calculation.ecosystem_credits} ecosystem credits, {calculation.species_credits} species credits"
            f"{' (provisional)' if calculation.provisional else ''}, calculation {calculation.sha256[:12]}"
        )

    def _wait_for_jobs(self) -> None:
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
        self.stdout.write(f"{done} jobs done {how} in {time.monotonic() - started:.1f} s")

    def _stage_official_sample(self, cast: people.Cast, today: date) -> None:
        load = official_sample.stage_sample(cast, today)
        self.stdout.write(
            f"Official data: {load.files.count()} made-up pages staged by the registrar, not published"
        )

    def _show_staged(self) -> None:
        for load in StagedLoad.objects.order_by("pk"):
            if load.state != StagedLoad.STAGED:
                raise CommandError(f"The sample of official data is {load.state}: {load.findings}")
            found = Counter(load.staged_rows.values_list("kind", flat=True))
            differences = ", ".join(f"{found[kind]} {kind}" for kind, _ in StagedRow.KINDS if found[kind])
            self.stdout.write(
                f"The sample of official data waits for a decision: {load.rows} rows, {differences}"
            )

    def _show_documents(self) -> None:
        """Copy all documents into a folder for each revision, and say in one line what is there."""
        folder = Path(settings.VAR_DIR) / "documents"
        documents = ReportDocument.objects.select_related("calculation__revision__assessment").order_by("pk")
        made: dict[str, list[ReportDocument]] = defaultdict(list)
        for document in documents:
            revision = document.calculation.revision
            made[f"{revision.assessment.number}-revision-{revision.number}"].append(document)
        self.stdout.write(f"Documents in {folder}:")
        for name, those in made.items():
            (folder / name).mkdir(parents=True, exist_ok=True)
            for document in those:
                target = folder / name / f"{document.kind}.{document.format}"
                with document.file.open("rb") as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
            self.stdout.write(f"  {name}/  {_counted(those)}")


def _counted(documents: list[ReportDocument]) -> str:
    """How many documents of each format, and how long the report is."""
    found = Counter(document.format for document in documents)
    counts = ", ".join(f"{number} {FORMATS.get(form, form)}" for form, number in found.items())
    report = next((one for one in documents if one.kind == "assessment_report"), None)
    return counts + (f"; assessment_report.pdf has {report.pages} pages" if report else "")
