"""Schedules, management years and released payments by direct creation, for what the books say of them."""

from datetime import date
from itertools import count
from typing import Any

from registry.agreements.models import AgreedPlan
from registry.fund import states
from registry.fund.chart import DRAWN, GST_RECEIVABLE, PAYMENTS_PAYABLE
from registry.fund.ledger import Posting
from registry.fund.models import (
    BankFile,
    FilePayment,
    InvoiceCounter,
    ManagementYear,
    PaymentRun,
    RunLine,
    Schedule,
    ScheduleYear,
    SiteAccount,
    TaxInvoice,
)
from tests.builders_people import Cast
from tests.fund_books.builders import NOW, TODAY, post

_numbers = count(1)


def schedule(cast: Cast, account: SiteAccount, **values: Any) -> Schedule:
    """Twenty years of 10,000.00, then 5,000.00 without end, at 3.2 %."""
    version, cents = values.pop("version", 1), values.pop("real_cents", 1_000_000)
    person = cast.person("trust_approver")
    plan = AgreedPlan.objects.create(
        agreement=account.agreement, version=version, frozen_at=NOW, created_by=person, created_at=NOW
    )
    made = Schedule.objects.create(
        agreement=account.agreement,
        version=version,
        plan=plan,
        **{
            "rate": "0.032",
            "rate_reason": "Entered into from 15/08/2022.",
            "timing": "ADVANCE",
            "tail_cents": 500_000,
            "total_fund_deposit_cents": 23_661_728,
            "undiscounted_cents": 20 * cents,
            "parameters": {},
            "frozen_on": date(2025, 7, 1),
            "made_at": NOW,
            "made_by": person,
            **values,
        },
    )
    ScheduleYear.objects.bulk_create(
        ScheduleYear(schedule=made, year=year, real_cents=cents) for year in range(1, 21)
    )
    return made


def management_year(cast: Cast, account: SiteAccount, year: int = 1, **values: Any) -> ManagementYear:
    """A year of full management, begun on 1 September."""
    found = account.agreement.schedules.first() or schedule(cast, account)
    return ManagementYear.objects.create(
        site=account,
        year=year,
        schedule=found,
        due_on=date(2024 + year, 9, 1),
        ends_on=date(2025 + year, 9, 1),
        report_due_on=date(2025 + year, 8, 2),
        **{"real_cents": 1_000_000, "state": states.PAID, **values},
    )


def paid_line(
    cast: Cast, account: SiteAccount, *, share_cents: int, gst_cents: int = 0, year: int = 1, **values: Any
) -> RunLine:
    """A line of a release that is complete: with its entries, its place in a file and, with tax, its invoice."""
    number = next(_numbers)
    run = PaymentRun.objects.create(
        number=f"SPF/2025-26/{number}",
        kind="annual",
        due_to=TODAY,
        index_vintage=TODAY,
        state=states.RELEASED,
        opened_at=NOW,
        approved_by=cast.person("trust_officer"),
        released_by=cast.person("trust_approver"),
        completed_at=NOW,
    )
    line = RunLine.objects.create(
        run=run,
        number=1,
        management_year=management_year(cast, account, year),
        site=account,
        payee=cast.organisation("landholder"),
        real_cents=share_cents,
        share_cents=share_cents,
        gst_cents=gst_cents,
        remit_cents=share_cents + gst_cents,
        **{"state": states.RELEASED, **values},
    )
    cause = str(line.public_id)
    post(
        Posting(DRAWN, PAYMENTS_PAYABLE, share_cents, memo="Instalment", site_id=account.pk, cause=cause),
        *(
            [Posting(GST_RECEIVABLE, PAYMENTS_PAYABLE, gst_cents, memo="Tax", cause=cause)]
            if gst_cents
            else []
        ),
        source="run_line",
    )
    file = BankFile.objects.create(
        run=run,
        sequence=1,
        sealed="sealed",
        sha256=f"{number:064d}",
        total_cents=share_cents + gst_cents,
        lines=1,
        processing_on=TODAY,
        made_at=NOW,
    )
    FilePayment.objects.create(file=file, line=line, record=1)
    if gst_cents:
        counter, _ = InvoiceCounter.objects.get_or_create(pk=1)
        counter.last_number += 1
        counter.save()
        TaxInvoice.objects.create(
            number=counter.last_number,
            line=line,
            issued_on=TODAY,
            net_cents=share_cents,
            gst_cents=gst_cents,
            supplier_number="51824753556",
        )
    return line
