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
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.models import Calculation, ReportDocument, Revision
from assessments.services import lifecycle
from credits.demo import (
    agreement,
    deposit,
    development,
    official_sample,
    open_reviews,
    people,
    review,
    second_site,
    stewardship,
)
from credits.demo.desk import Desk, open_desk
from credits.demo.market import PRICE, Market
from registry.actor import system
from registry.jobs.models import Job
from registry.parties.models import User
from registry.reference.loading import load_project_facts
from registry.reference.loads.records import StagedLoad, StagedRow
from registry.units import display

WAIT_SECONDS = 90
AGREEMENT_NUMBER, EARLIER_NUMBER = "DM00001", "BA99000001"
"""Letters that no real agreement has, and a number of the earlier scheme far beyond its own."""
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
        accepted = self._play_development(cast, today)
        site, second = self._play_stewardship(cast, today)
        market = Market(cast, today)
        market.enter_fees()
        lots = self._make_agreement(cast, site, today)
        self._trade(market, lots)
        self._leave_agreements_open(cast, second, today)
        self._leave_reviews_open(cast, accepted, second, today)
        self._leave_work_open(cast, today)
        self._stage_official_sample(cast, today)
        if not options["no_wait"]:
            self._wait_for_jobs()
            self._show_staged()
        self._show_documents()
        self._prove()
        self.stdout.write(f"\nSign in with one of these; the password is {people.PASSWORD}")
        for role, email in cast.sign_ins():
            self.stdout.write(f"  {email:<24} {role}")

    def _play_development(self, cast: people.Cast, today: date) -> Revision:
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
        return desk.revision

    def _play_stewardship(self, cast: people.Cast, today: date) -> tuple[Revision, Revision]:
        revisions = []
        for file_assessment in (stewardship.file_assessment, second_site.file_assessment):
            desk = file_assessment(cast, today)
            self._certify_and_submit(desk, today)
            lifecycle.accept(
                actor=people.acting(cast.trust_officer, today),
                revision_id=desk.revision.pk,
                reason="Plots, zones and plan agree with what we saw on the site.",
            )
            self.stdout.write(f"{desk.revision.assessment.case.title}: report accepted by the trust")
            self._show_result(desk.revision)
            revisions.append(desk.revision)
        return revisions[0], revisions[1]

    def _make_agreement(self, cast: people.Cast, site: Revision, today: date) -> list[dict[str, Any]]:
        table = agreement.apply_for(
            cast, site, site_name="Ironbark Hills (demo)", holding_area_m2=2_400_000, today=today
        )
        agreement.assess(table)
        agreement.cost(table)
        agreement.propose(table)
        agreement.agree_and_sign(table)
        lots = agreement.register(table, number=AGREEMENT_NUMBER)
        issued = ", ".join(f"{lot['quantity']} credits as {lot['number']}" for lot in lots)
        self.stdout.write(
            f"Agreement {AGREEMENT_NUMBER}: applied, assessed, costed, agreed, signed by the landholder and for the "
            f"Minister, registered by a second person\n  issued: {issued}"
        )
        return lots

    def _trade(self, market: Market, lots: list[dict[str, Any]]) -> None:
        """Sell and retire a part of the first lot, then leave a dealing of each kind open for its officer."""
        vegetation, koala = lots[0]["number"], lots[-1]["number"]
        standing = market.offer(vegetation, 200)
        sold = market.accept(standing, 120)
        market.pay_fee(sold)
        market.check_transfer(sold)
        bought = market.settle(sold)
        self.stdout.write(
            f"Standing offer of 200 credits of {vegetation} at A${PRICE}; transfer {bought['transaction']}: 120 of "
            f"them accepted, checked and settled by two officers as {bought['new_lot']} of the developer\n"
            f"  deposit step: {deposit.REASON}"
        )
        retired = market.retire(market.apply_to_retire(bought["new_lot"], 60))
        self.stdout.write(
            f"Retirement {retired['transaction']}: 60 credits retired for a planning approval as {retired['new_lot']}; "
            "its fee is not set, which the officer acknowledged"
        )
        waiting = market.accept(standing, 20)
        market.pay_fee(waiting)
        market.check_transfer(waiting)
        market.accept(standing, 30)
        market.offer(koala, 40, price="2100.00", directly=True)
        market.apply_to_retire(bought["new_lot"], 25)
        self.stdout.write(
            "Left open: 30 credits of the standing offer, 40 koala credits offered to the developer, a transfer to "
            "check, a checked transfer to settle, a retirement to check"
        )

    def _leave_agreements_open(self, cast: people.Cast, second: Revision, today: date) -> None:
        table = agreement.apply_for(
            cast, second, site_name="Redgum Gully (demo)", holding_area_m2=910_000, today=today
        )
        agreement.assess(table)
        agreement.cost(table)
        agreement.propose(table)
        agreement.record_earlier(cast, number=EARLIER_NUMBER, today=today)
        self.stdout.write(
            "Left open: the terms for Redgum Gully wait for the landholder; BioBanking agreement "
            f"{EARLIER_NUMBER} is recorded"
        )

    def _leave_reviews_open(
        self, cast: people.Cast, accepted: Revision, second: Revision, today: date
    ) -> None:
        for source, title, party, role in (
            (accepted, "Wallaby Creek quarry, option with a later start (demo)", cast.quarry, "proponent"),
            (
                second,
                "Redgum Gully, option with the creek paddock later (demo)",
                cast.landholder_family,
                "landholder",
            ),
        ):
            open_reviews.copy_and_submit(cast, source, title=title, party=party, role=role, today=today)
        self.stdout.write(
            "Left open: a copied report waits for the authority's review, another for the trust's"
        )

    def _prove(self) -> None:
        """Seal the chains, check the ledger and verify the audit, as the nightly tasks do. Ends with 1 on a break."""
        self.stdout.write("Proof:")
        for command in ("seal_audit", "check_ledger", "verify_audit"):
            self.stdout.write(f"  manage.py {command}: ", ending="")
            call_command(command, stdout=self.stdout)

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
