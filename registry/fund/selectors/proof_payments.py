"""What can be wrong with released payments: lines beside their entries and recoveries, bank files, invoice numbers."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum

from registry.fund import states
from registry.fund.chart import (
    DRAWN,
    GST_RECEIVABLE,
    PAYMENTS_PAYABLE,
    RECOVERABLE,
    RETURNED,
    STEWARDSHIP,
)
from registry.fund.models import (
    BankFile,
    Entry,
    FilePayment,
    InvoiceCounter,
    PaymentRun,
    RunLine,
    TaxInvoice,
)
from registry.fund.selectors.proof_books import Difference, compared, summed

GIVEN = (states.RELEASED, states.PAID, states.RETURNED_LINE)
"""Lines of which entries, a place in a file and an invoice must be there once the release of their run is complete."""

COMPLETE = Q(run__state__in=(states.RELEASED, states.SETTLED), run__completed_at__isnull=False)


def lines() -> Iterator[Difference]:
    """What a line takes from the site's account, its tax and what was kept back of it are posted, to the cent."""
    rows = RunLine.objects.filter(COMPLETE, state__in=GIVEN).order_by()
    share: dict[str, int] = {}
    gst: dict[str, int] = {}
    kept: dict[str, int] = {}
    for public_id, share_cents, gst_cents, recovery_cents in rows.values_list(
        "public_id", "share_cents", "gst_cents", "recovery_cents"
    ).iterator():
        line = str(public_id)
        share[line], gst[line], kept[line] = share_cents or 0, gst_cents, recovery_cents
    drawn: Counter[str] = Counter()
    taxed: Counter[str] = Counter()
    posted = Entry.objects.filter(source="run_line", debit__in=(DRAWN, GST_RECEIVABLE)).order_by()
    for cause, debit, cents in posted.values_list("cause", "debit", "amount_cents").iterator():
        (drawn if debit == DRAWN else taxed)[cause.partition(":")[0]] += cents
    yield from compared("line.drawn", share, {line: drawn[line] for line in share})
    yield from compared("line.gst", gst, {line: taxed[line] for line in gst})
    offset: Counter[str] = Counter()
    set_off = Entry.objects.filter(source="recovery", debit=PAYMENTS_PAYABLE, credit=RECOVERABLE).order_by()
    for cause, cents in set_off.values_list("cause", "amount_cents").iterator():
        offset[cause.partition(":")[2]] += cents
    yield from compared("line.set_off", kept, {line: offset[line] for line in kept})


def payable() -> Iterator[Difference]:
    """Where every release is complete, what the fund still owes its holders is what is on its way to the bank, and what
    the bank gave back is what waits to be paid again."""
    unfinished = PaymentRun.objects.filter(state=states.RELEASED, completed_at__isnull=True)
    if unfinished.exists():
        return
    entries = summed()
    rows = RunLine.objects.filter(COMPLETE).order_by()
    for account, waiting in (
        (PAYMENTS_PAYABLE, rows.filter(state=states.RELEASED, attempt=1)),
        (RETURNED, rows.filter(state=states.RETURNED_LINE)),
    ):
        debits, credits_ = entries.get((STEWARDSHIP, account, None), (0, 0))
        expected = waiting.aggregate(cents=Sum("remit_cents"))["cents"] or 0
        if credits_ - debits != expected:
            yield Difference(f"payable.{account}", STEWARDSHIP, str(expected), str(credits_ - debits))


def files() -> Iterator[Difference]:
    """A bank file holds what its lines come to; a line with money stands in one file for each attempt, one without in
    none."""
    found = BankFile.objects.annotate(
        summed_cents=Sum("payments__line__remit_cents"), counted=Count("payments")
    )
    wrong = found.filter(~Q(summed_cents=F("total_cents")) | ~Q(counted=F("lines")) | Q(summed_cents=None))
    for public_id, total, lines_, cents, counted in wrong.order_by().values_list(
        "public_id", "total_cents", "lines", "summed_cents", "counted"
    ):
        if (total, lines_) != (cents or 0, counted):
            yield Difference(
                "file.total", str(public_id), f"{total} in {lines_} lines", f"{cents or 0} in {counted}"
            )
    given = RunLine.objects.filter(COMPLETE, state__in=GIVEN).annotate(attempts=Count("payments"))
    missing = given.filter(Q(remit_cents__gt=0, attempts=0) | Q(remit_cents=0, attempts__gt=0))
    for public_id, cents, attempts in missing.order_by().values_list("public_id", "remit_cents", "attempts"):
        yield Difference(
            "line.file", str(public_id), "once where money is paid", f"{cents}, {attempts} times"
        )
    strangers = FilePayment.objects.exclude(line__run=F("file__run"))
    for pk in strangers.order_by().values_list("pk", flat=True):
        yield Difference("file.run", str(pk), "lines of the file's own run", "another run")


def invoices() -> Iterator[Difference]:
    """Invoice numbers go from 1 without a gap, and each says what its line does; a line with tax has one."""
    last = InvoiceCounter.objects.order_by("pk").values_list("last_number", flat=True).first() or 0
    numbers = TaxInvoice.objects.order_by("number").values_list("number", flat=True)
    expected = 0
    for number in numbers.iterator():
        expected += 1
        if number != expected:
            yield Difference("invoice.gap", str(number), str(expected), str(number))
            expected = number
    if last != expected:
        yield Difference("invoice.counter", "last number", str(expected), str(last))
    wrong = TaxInvoice.objects.exclude(gst_cents=F("line__gst_cents")).order_by()
    for number, gst, of_line in wrong.values_list("number", "gst_cents", "line__gst_cents"):
        yield Difference("invoice.gst", str(number), str(of_line), str(gst))
    without = RunLine.objects.filter(COMPLETE, state__in=GIVEN, gst_cents__gt=0, tax_invoice=None).order_by()
    for public_id in without.values_list("public_id", flat=True):
        yield Difference("invoice.missing", str(public_id), "an invoice", "none")
