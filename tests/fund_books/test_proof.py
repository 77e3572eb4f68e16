"""check_fund: everything that is kept follows from the entries, and each kind of difference is found and named."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from registry.audit import triggers
from registry.fund.chart import CONSERVATION, FUND_BANK, TAKEN_OVER
from registry.fund.ledger import Posting
from registry.fund.models import (
    Balance,
    BankFile,
    Entry,
    FilePayment,
    FundPeriod,
    InvoiceCounter,
    Recovery,
    ResultShare,
    RunLine,
    Settlement,
    SiteAccount,
    TaxInvoice,
)
from registry.fund.selectors import proof
from tests.builders_people import Cast
from tests.fund_books.builders import NOW, post, site
from tests.fund_books.payments import paid_line
from tests.fund_books.test_recoveries import claimed
from tests.fund_books.test_statements import post_result

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(cast: Cast) -> SiteAccount:
    """One of everything."""
    account = site(cast, deposit_cents=1_000_000)
    site(cast, deposit_cents=10)
    post_result(cast, 3_000)
    post_result(cast, 120, kind="fee")
    paid_line(cast, account, share_cents=50_000, gst_cents=5_000)
    paid_line(cast, account, share_cents=50_000, gst_cents=5_000, year=2)
    claimed(cast, account, 700)
    Settlement.objects.create(
        kind="retirement",
        subject="retirement:1",
        site=account,
        lot_number="L1",
        quantity=1,
        value_cents=0,
        seller=cast.organisation("landholder"),
        payer=cast.organisation("landholder"),
        created_at=NOW,
    )
    post(Posting(FUND_BANK, TAKEN_OVER, 9, memo="Payment"), fund=CONSERVATION)
    return account


def told(*options: str) -> tuple[int, str]:
    """Exit status and what was printed."""
    out = StringIO()
    try:
        call_command("check_fund", *options, stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.mark.usefixtures("books")
def test_books_in_order_are_told_by_their_numbers() -> None:
    status, text = told()
    assert (status, text.partition(";")[0]) == (
        0,
        "11 entries, 2 periods, 2 sites, 1 settlements, 0 direct deposits, 2 results, 1 recoveries, 2 payment lines, "
        "2 bank files, 2 tax invoices",
    )
    assert "; 0 differences in " in text
    status, text = told("--json")
    assert status == 0
    answer = json.loads(text)
    assert (answer["clean"], answer["found"], answer["differences"]) == (True, 0, [])
    assert answer["counts"]["entries"] == 11


def another_run() -> None:
    """The first file says that it is of the second one's run."""
    first, second = BankFile.objects.order_by("pk")
    BankFile.objects.filter(pk=first.pk).update(run=second.run, sequence=2)


BROKEN: dict[str, Callable[[], object]] = {
    "balance.debit": lambda: Balance.objects.filter(account="1010", fund="stewardship").update(debit_cents=1),
    "balance.credit": lambda: Balance.objects.filter(account="3010").first().delete(),  # type: ignore[union-attr]
    "entry.account": lambda: Entry.objects.filter(fund="conservation").update(credit="3010"),
    "entry.period": lambda: Entry.objects.filter(fund="conservation").update(posted_on=date(2030, 1, 1)),
    "entry.without_site": lambda: Entry.objects.filter(credit="3010").update(site=None),
    "entry.reversal": lambda: Entry.objects.filter(source="fee").update(reverses=Entry.objects.first()),
    "site.deposited": lambda: SiteAccount.objects.update(deposited_cents=3),
    "settlement.portion": lambda: Settlement.objects.update(
        state="settled", portion_cents=5, surplus_cents=0, top_up_cents=5
    ),
    "result.shares": lambda: ResultShare.objects.filter(result__kind="fee").update(share_cents=1),
    "result.posted": lambda: Entry.objects.filter(source="fee").update(amount_cents=1),
    "result.not_allocated": lambda: Entry.objects.filter(credit="3900").update(amount_cents=2_999),
    "recovery.outstanding": lambda: Recovery.objects.update(outstanding_cents=699),
    "recovery.state": lambda: Recovery.objects.update(state="repaid"),
    "line.drawn": lambda: Entry.objects.filter(debit="3030").update(amount_cents=49_999),
    "line.gst": lambda: Entry.objects.filter(debit="1300").update(amount_cents=1),
    "line.set_off": lambda: RunLine.objects.update(recovery_cents=1, share_cents=50_001),
    "line.file": lambda: FilePayment.objects.all().delete(),
    "payable.2100": lambda: RunLine.objects.filter(management_year__year=1).update(state="paid"),
    "payable.2130": lambda: RunLine.objects.filter(management_year__year=1).update(state="returned"),
    "file.total": lambda: BankFile.objects.update(total_cents=1),
    "file.run": another_run,
    "invoice.gap": lambda: TaxInvoice.objects.filter(number=2).update(number=3),
    "invoice.counter": lambda: InvoiceCounter.objects.update(last_number=7),
    "invoice.gst": lambda: TaxInvoice.objects.filter(number=2).update(gst_cents=1),
    "invoice.missing": lambda: TaxInvoice.objects.filter(number=2).delete(),
}


@pytest.mark.usefixtures("books")
def test_each_kind_of_difference_is_found() -> None:
    """The books are made once, broken in one way after the other, and put back in between."""
    triggers.remove()
    for code, spoil in BROKEN.items():
        with transaction.atomic():
            spoil()
            status, text = told("--json")
            assert status == 1, code
            assert code in {one["code"] for one in json.loads(text)["differences"]}, code
            assert f"{code} " in told()[1]
            transaction.set_rollback(True)
    assert told()[0] == 0


@pytest.mark.usefixtures("books")
def test_an_entry_recorded_after_its_year_was_closed_is_found(cast: Cast) -> None:
    people = {"closing_asked_by": cast.person("trust_officer"), "closed_by": cast.person("trust_approver")}
    FundPeriod.objects.filter(fund="conservation").update(closed_at=NOW - timedelta(seconds=1), **people)
    assert [one.code for one in proof.prove().differences] == ["entry.period"]


@pytest.mark.usefixtures("books")
def test_a_great_many_differences_are_counted_and_not_all_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "MOST_SHOWN", 1)
    SiteAccount.objects.update(deposited_cents=3)
    found = proof.prove()
    assert (found.found, len(found.differences), found.clean) == (2, 1, False)


def test_what_is_looked_at_does_not_grow_with_the_books_in_questions(cast: Cast, books: SiteAccount) -> None:
    asked = []
    for year in (3, 4):
        paid_line(cast, books, share_cents=100, gst_cents=10, year=year)
        with CaptureQueriesContext(connection) as queries:
            assert proof.prove().clean
        asked.append(len(queries))
    assert asked[0] == asked[1]
