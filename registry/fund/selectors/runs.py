"""What is read of payment runs: the runs, their lines, counts and totals, and the payments of a site or a holder."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from registry import public_ids
from registry.actor import Actor
from registry.fund import paying, states
from registry.fund.models import BankFile, BankReturn, PaymentRun, RunLine, SiteAccount
from registry.fund.policies.runs import may_read
from registry.jobs.models import Job
from registry.parties.models import Organisation

PREPARE, COMPLETE = "fund.prepare_run", "fund.complete_run"
"""Kinds of the two jobs of a run."""


def visible_to(actor: Actor) -> QuerySet[PaymentRun]:
    """Every run for the trust, the registrar's office and auditors, newest first; none for others."""
    if not may_read(actor).allowed:
        return PaymentRun.objects.none()
    return PaymentRun.objects.select_related("opened_by", "prepared_by", "approved_by", "released_by")


def run_for(actor: Actor, public_id: Any) -> PaymentRun:
    """One run. Raises NotVisible."""
    return public_ids.find(visible_to(actor), public_id, "payment run")


def line_for(actor: Actor, public_id: Any) -> RunLine:
    """One line of a run. Raises NotVisible."""
    rows = RunLine.objects.filter(run__in=visible_to(actor).order_by().values("pk"))
    return public_ids.find(_with_names(rows), public_id, "payment")


def file_for(actor: Actor, public_id: Any) -> BankFile:
    """One bank file. Raises NotVisible."""
    rows = BankFile.objects.filter(run__in=visible_to(actor).order_by().values("pk")).select_related("run")
    return public_ids.find(rows, public_id, "bank file")


def unfinished() -> PaymentRun | None:
    """The run that is neither released nor cancelled; there is one at most."""
    return PaymentRun.objects.filter(state__in=sorted(states.UNFINISHED_RUN)).first()


def lines_of(run: PaymentRun, *, shown: str = "", hold_code: str = "") -> QuerySet[RunLine]:
    """The lines in order, with the names a table shows. `shown`: a state, empty for all."""
    rows = _with_names(RunLine.objects.filter(run=run)).order_by("number")
    if shown:
        rows = rows.filter(state=shown)
    if hold_code:
        rows = rows.filter(hold_code=hold_code)
    return rows


def lines_of_site(site: SiteAccount) -> QuerySet[RunLine]:
    """Every payment made or on its way for a site, newest first."""
    rows = RunLine.objects.filter(site=site, state__in=sorted(states.CLAIMING - {states.PLANNED}))
    return _with_names(rows).order_by("-management_year__year", "-pk")


def lines_of_payee(organisation: Organisation) -> QuerySet[RunLine]:
    """Every payment made or on its way to a holder, newest first."""
    rows = RunLine.objects.filter(payee=organisation, state__in=sorted(states.CLAIMING - {states.PLANNED}))
    return _with_names(rows).order_by("-pk")


def _with_names(rows: QuerySet[RunLine]) -> QuerySet[RunLine]:
    return rows.select_related("run", "management_year", "site__agreement", "payee", "bank_detail")


def payee_ids(run: PaymentRun) -> set[int]:
    """Who the run pays."""
    rows = RunLine.objects.filter(run=run, state__in=sorted(states.CLAIMING)).order_by()
    return set(rows.values_list("payee_id", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class RunTotals:
    """Counts and sums of a run in cents; held lines by reason, in the order in which reasons are looked at."""

    lines: int
    paid_lines: int
    bank_lines: int
    held_lines: int
    share_cents: int
    recovery_cents: int
    gst_cents: int
    remit_cents: int
    holds: tuple[tuple[str, str, int], ...]


def totals(run: PaymentRun) -> RunTotals:
    """The figures of a run, in two queries."""
    claiming = Q(state__in=sorted(states.CLAIMING))
    rows = RunLine.objects.filter(run=run).order_by()
    sums = rows.aggregate(
        lines=Count("pk"),
        paid_lines=Count("pk", filter=claiming),
        bank_lines=Count("pk", filter=claiming & Q(remit_cents__gt=0)),
        held_lines=Count("pk", filter=Q(state=states.HELD)),
        **{
            name: Sum(name, filter=claiming, default=0)
            for name in ("share_cents", "recovery_cents", "gst_cents", "remit_cents")
        },
    )
    counted = dict(rows.filter(state=states.HELD).values_list("hold_code").annotate(lines=Count("pk")))
    holds = tuple((code, words, counted[code]) for code, words in paying.HOLDS.items() if code in counted)
    return RunTotals(**sums, holds=holds)


def job_of(run: PaymentRun) -> Job | None:
    """The newest job of the run, for whoever sees the run."""
    return Job.objects.filter(kind__in=(PREPARE, COMPLETE), arguments__run=run.pk).order_by("-pk").first()


def files_of(run: PaymentRun) -> QuerySet[BankFile]:
    """The bank files, first to last."""
    return BankFile.objects.filter(run=run).order_by("sequence")


def returned(actor: Actor) -> QuerySet[RunLine]:
    """Payments that the bank gave back and that wait to be paid again, oldest first."""
    rows = RunLine.objects.filter(
        state=states.RETURNED_LINE, run__in=visible_to(actor).order_by().values("pk")
    )
    return _with_names(rows).order_by(F("returned_on").asc(nulls_last=True), "pk")


def return_read_by(line: RunLine) -> int | None:
    """Who read the file by which the newest attempt of a payment came back."""
    rows = BankReturn.objects.filter(line=line).order_by("-attempt")
    return rows.values_list("file__read_by_id", flat=True).first()
