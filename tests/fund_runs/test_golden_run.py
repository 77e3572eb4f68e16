"""The worked run G23 with eleven agreements, to the cent and to the byte; and what comes after it (G24, G25)."""

import hashlib

import pytest

from registry.fund import ledger, states
from registry.fund.chart import DRAWN, FUND_BANK, GST_RECEIVABLE, PAYMENTS_PAYABLE, RECOVERABLE, STEWARDSHIP
from registry.fund.models import Entry, ManagementYear, Recovery, RunLine, TaxInvoice
from registry.fund.selectors import runs as selectors
from tests.fund_runs import builders
from tests.fund_runs.builders import People, case, cents

G23, G24, G25 = (case(number) for number in ("G23", "G24", "G25"))


def shown(line: RunLine) -> tuple[str, str, int, int, int, int]:
    return (
        line.site.agreement.number,
        line.payee.name,
        line.management_year.year,
        line.share_cents - line.recovery_cents,
        line.gst_cents,
        line.remit_cents,
    )


@pytest.mark.statement("N61", "N62")
def test_the_worked_run_pays_and_holds_exactly_what_it_should(people: People) -> None:
    builders.golden_sites(people)
    run = builders.prepared(people)
    lines = list(selectors.lines_of(run, shown=states.PLANNED))
    assert [shown(line) for line in lines if line.remit_cents] == [
        (
            want["bsa"],
            want["owner"],
            want["schedule_year"],
            cents(want["net"]),
            cents(want["gst"]),
            cents(want["remit"]),
        )
        for want in G23["expected"]["lines"]
        if want["owner"]
    ]
    offset = {
        line.site.agreement.number: (line.gross_cents, line.recovery_cents)
        for line in lines
        if line.recovery_cents
    }
    assert offset == {
        want["bsa"]: (cents(want["gross"]), cents(want["offset_recovered"]))
        for want in G23["expected"]["lines"]
        if "offset_recovered" in want
    }
    held = [
        (line.site.agreement.number, line.hold_code) for line in selectors.lines_of(run, shown=states.HELD)
    ]
    assert held == [(want["bsa"], want["reason"]) for want in G23["expected"]["held"]]
    totals = selectors.totals(run)
    assert (totals.bank_lines, totals.remit_cents) == (
        G23["expected"]["payment_lines"],
        cents(G23["expected"]["remit_total"]),
    )


def test_the_worked_runs_bank_file_is_the_worked_one_byte_by_byte(people: People) -> None:
    builders.golden_sites(people)
    run = builders.released(people)
    content = builders.content(run)
    assert content.decode().split("\r\n") == [*G23["expected"]["aba_lines"], ""]
    assert hashlib.sha256(content).hexdigest() == G23["expected"]["aba_sha256"]
    assert run.files.get().sha256 == G23["expected"]["aba_sha256"]


def test_the_worked_runs_entries_are_what_its_lines_say(people: People) -> None:
    builders.golden_sites(people)
    bank_before = ledger.balance_cents(STEWARDSHIP, FUND_BANK)
    run = builders.settled(people)
    remit = cents(G23["expected"]["remit_total"])
    assert ledger.balance_cents(STEWARDSHIP, PAYMENTS_PAYABLE) == 0
    assert bank_before - ledger.balance_cents(STEWARDSHIP, FUND_BANK) == remit
    assert ledger.balance_cents(STEWARDSHIP, GST_RECEIVABLE) == cents("3148.64") + cents("4514.70")
    zeta, lambd = (builders.line(run, number) for number in ("BS9006", "BS9011"))
    for of, left in ((zeta, "0.00"), (lambd, "4014.50")):
        assert Recovery.objects.get(site=of.site).outstanding_cents == cents(left)
        assert ledger.balance_cents(STEWARDSHIP, RECOVERABLE, site_id=of.site_id) == cents(left)
    # Drawn 13,687.50, of which 1,234.56 had been drawn before and was claimed back.
    assert ledger.balance_cents(STEWARDSHIP, DRAWN, site_id=zeta.site_id) == cents("12452.94")
    assert (lambd.state, lambd.management_year.state) == (states.PAID, states.PAID)
    assert [
        (one.number, one.net_cents, one.gst_cents, one.supplier_number) for one in TaxInvoice.objects.all()
    ] == [
        (1, cents("31486.42"), cents("3148.64"), "51824753556"),
        (2, cents("45146.96"), cents("4514.70"), "51824753556"),
    ]


@pytest.mark.statement("N61")
def test_a_second_run_takes_nothing_that_the_first_one_paid(people: People) -> None:
    builders.golden_sites(people)
    first = builders.settled(people)
    entries = Entry.objects.count()
    again = builders.prepared(people)
    assert not RunLine.objects.filter(run=again, state=states.PLANNED).exists()
    assert RunLine.objects.filter(run=again, state=states.HELD).count() == len(G23["expected"]["held"])
    assert Entry.objects.count() == entries
    assert first.files.get().sha256 == G24["expected"]["rerun_same_key"]["aba_sha256"]


def test_a_late_report_is_paid_by_a_supplementary_run_at_the_index_of_the_due_date(people: People) -> None:
    builders.golden_sites(people)
    builders.settled(people)
    before = ManagementYear.objects.get(site__agreement__number="BS9002", year=1)
    builders.report(people, before)
    july = builders.RUN_DAY.replace(month=7, day=12)
    run = builders.released(people, due_to=july, kind="supplementary")
    paid = [
        (one.site.agreement.number, one.management_year.year, one.remit_cents, one.due_index)
        for one in selectors.lines_of(run, shown=states.RELEASED)
    ]
    want = G24["expected"]["supplementary"]["lines"][0]
    assert paid == [(want["bsa"], want["schedule_year"], cents(want["remit"]), "131.4")]
    assert run.files.get().total_cents == cents(G24["expected"]["supplementary"]["remit_total"])
