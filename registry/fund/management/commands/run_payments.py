"""Open and prepare a payment run in the foreground, as the calendar would: `manage.py run_payments --date 2026-11-30`.

Nothing is paid: approving and releasing take two people. Run again for the same day it takes up the run that is not
finished, so that nothing is prepared twice.
"""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from registry.actor import system
from registry.findings import DomainError
from registry.fund import states
from registry.fund.models import PaymentRun
from registry.fund.selectors import runs as selectors
from registry.fund.services import run_preparing, runs
from registry.units import display_dollars


class Command(BaseCommand):
    help = "Open and prepare a payment run for a day; approval and release still need two people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The day, and whether the answer is for a program."""
        parser.add_argument(
            "--date", required=True, help="Pay what is due on or before this day: yyyy-mm-dd."
        )
        parser.add_argument("--json", action="store_true", help="Print the figures as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open or take up, prepare, print. Exit code 1 with a sentence where it is refused."""
        try:
            due_to = date.fromisoformat(options["date"])
        except ValueError as error:
            raise CommandError("Enter the day as yyyy-mm-dd, for example 2026-11-30.") from error
        try:
            run = self._prepared(due_to)
        except DomainError as refusal:
            told = " ".join(finding.message for finding in refusal.findings) or refusal.message
            raise CommandError(told) from refusal
        figures = self._figures(run)
        self.stdout.write(json.dumps(figures, indent=2) if options["json"] else self._sentence(figures))

    def _prepared(self, due_to: date) -> PaymentRun:
        today, now = timezone.localdate(), timezone.now()
        if settings.DEMO:
            # The demonstration has no year to wait: it may look at a day to come.
            today = max(today, due_to)
        actor = system("run_payments")
        run = runs.unfinished_or_open(actor=actor, due_to=due_to, today=today, now=now, in_job=False)
        if run.state == states.OPENED:
            run_preparing.prepare(run.pk, actor=actor, on=today, now=now, by_id=run.opened_by_id)
            run.refresh_from_db()
        return run

    def _figures(self, run: PaymentRun) -> dict[str, Any]:
        totals = selectors.totals(run)
        return {
            "run": run.number,
            "state": run.state,
            "due_to": run.due_to.isoformat(),
            "payments": totals.paid_lines,
            "bank_lines": totals.bank_lines,
            "held": {code: count for code, _, count in totals.holds},
            "remit_cents": totals.remit_cents,
            "fingerprint": run.fingerprint,
        }

    def _sentence(self, figures: dict[str, Any]) -> str:
        held = sum(figures["held"].values())
        why = "".join(f"\n  {count} held: {code}" for code, count in figures["held"].items())
        return (
            f"Run {figures['run']} is {figures['state']}: {figures['payments']} payments, "
            f"{display_dollars(figures['remit_cents'])} to the bank in {figures['bank_lines']} lines, {held} held.{why}"
            "\nApproving and releasing it take two people of the trust."
        )
