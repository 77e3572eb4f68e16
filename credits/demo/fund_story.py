"""The money of the demonstration: rules and accounts beforehand, the deposit reached, the first year paid.

Index numbers, bank accounts and all money are made up, and marked so.
"""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from credits.demo import results
from credits.demo.agreement import now
from credits.demo.assessment_story import Say
from credits.demo.market import Market
from credits.demo.people import acting
from credits.lots.models import Lot
from registry.fund import states
from registry.fund.models import BankFile, PaymentRun, RunLine, SiteAccount
from registry.fund.papers.remittance import advice_paper
from registry.fund.papers.schedule import schedule_paper
from registry.fund.papers.schedule_book import schedule_book
from registry.fund.papers.statement import site_statement_paper
from registry.fund.selectors.papers import financial_year_of
from registry.fund.selectors.schedule_rows import schedule_of
from registry.fund.selectors.statements import statement
from registry.fund.services import facts, index_numbers, payees, reports, runs, sealing
from registry.fund.services.payees import read_account
from registry.units import display_dollars, divide_up

SERIES, SOURCE = "demo-index", "Made up for the demonstration"
BASE_INDEX, LATEST_INDEX = Decimal("120.0"), Decimal("123.7")
SALE_PRICE = "1650.00"


def prepare(market: Market, say: Say) -> None:
    """Before anything is signed: a price index, no days of cooling off, the seller's account and standing to tax."""
    _enter_index(market)
    approver = acting(market.cast.trust_approver, market.today)
    for code, value in (("index_series", SERIES), ("cooling_off_days", "0")):
        facts.enter_rule(
            actor=approver,
            code=code,
            value=value,
            effective_from=market.today - timedelta(days=1),
            source=SOURCE,
        )
    family = str(market.cast.landholder_family.public_id)
    entered = payees.enter(
        actor=acting(market.cast.landholder, market.today),
        organisation_id=family,
        account=read_account(bsb="999-001", account_number="10000001", title="Ironbark Hills Family Trust"),
        now=now(),
    )
    payees.verify(
        actor=acting(market.cast.trust_officer, market.today),
        detail_id=entered["bank_detail_id"],
        verification="Statement of the bank seen (made up)",
        now=now(),
    )
    say(
        f"Fund: price index {SERIES} with two numbers, days of cooling off set to 0 for the demonstration; the "
        f"landholder's account ending in {entered['masked']} entered, and verified by an officer of the trust"
    )


def _enter_index(market: Market) -> None:
    """Two quarters of a made-up index, both published before today."""
    approver = acting(market.cast.trust_approver, market.today)
    index_numbers.begin_series(actor=approver, code=SERIES, name="Price index (demo)", source=SOURCE)
    latest = _quarter_before(market.today - timedelta(days=1))
    numbers = [
        (quarter, quarter + timedelta(days=1), value)
        for quarter, value in ((_quarter_before(latest), BASE_INDEX), (latest, LATEST_INDEX))
    ]
    index_numbers.enter_numbers(
        actor=approver, series_code=SERIES, numbers=numbers, source=SOURCE, today=market.today
    )


def _quarter_before(day: date) -> date:
    """The last day of the newest quarter that ended before that day."""
    first_month = (day.month - 1) // 3 * 3 + 1
    return day.replace(month=first_month, day=1) - timedelta(days=1)


def reach(market: Market, lots: list[Lot], say: Say) -> None:
    """Sell as many credits as the deposit needs for full management to begin, and pay the first year."""
    site = _site(lots)
    quantity = max(
        0, divide_up(site.threshold_cents * site.credits_total, site.due_cents) - site.credits_settled
    )
    sold = []
    for lot in Lot.objects.filter(pk__in=[lot.pk for lot in lots]).order_by("pk"):
        part = min(quantity, lot.available)
        if part:
            offered = market.offer(lot.number, part, price=SALE_PRICE, to=market.cast.solar)
            market.complete(market.accept(offered, part, by=market.cast.second_developer))
            sold.append(f"{part:,} of {lot.number}")
            quantity -= part
    site = _site(lots)
    say(
        f"Second developer buys {' and '.join(sold)}: the fund holds {display_dollars(site.deposited_cents)} of a "
        f"total fund deposit of {display_dollars(site.due_cents)}, 80 % is reached and the agreement is "
        f"{site.agreement.state} from {site.agreement.activated_on:%d/%m/%Y}"
    )
    _pay(market, say)


def _site(lots: list[Lot]) -> SiteAccount:
    return SiteAccount.objects.select_related("agreement").get(agreement=lots[0].agreement_id)


def _pay(market: Market, say: Say) -> None:
    """Open and prepare as the calendar would; one officer approves, an approver releases, the worker does the rest."""
    told = StringIO()
    call_command("run_payments", date=market.today.isoformat(), stdout=told)
    say(told.getvalue().strip())
    run = PaymentRun.objects.get(state=states.PREPARED)
    runs.approve(
        actor=acting(market.cast.trust_officer, market.today),
        run_id=str(run.public_id),
        fingerprint=run.fingerprint,
        now=now(),
    )
    runs.release(
        actor=acting(market.cast.trust_approver, market.today),
        run_id=str(run.public_id),
        today=market.today,
        now=now(),
    )


def finish(market: Market, say: Say) -> None:
    """Once the worker is through: the bank's payment where its day has come, and the documents of the fund."""
    run = PaymentRun.objects.filter(state=states.RELEASED, completed_at__isnull=False).first()
    if run is None or run.processing_on is None:
        say("The payment run is released and not complete: no worker has done its job yet")
        return
    if run.processing_on <= market.today:
        runs.settle_bank(
            actor=acting(market.cast.trust_officer, market.today),
            run_id=str(run.public_id),
            paid_on=market.today,
            today=market.today,
            now=now(),
        )
        end = "and the bank has paid it"
    else:
        end = f"for the bank's next business day, {run.processing_on:%d/%m/%Y}"
    line = RunLine.objects.filter(run=run).exclude(state=states.HELD).latest("pk")
    say(
        f"Payment run {run.number}: approved and released by two people, {display_dollars(line.remit_cents or 0)} to "
        f"{line.payee} for year {line.management_year.year} (index {line.base_index} to {line.due_index}), {end}"
    )
    _leave_open(market, line)
    names = _copy_out(market, run, line)
    say(f"  fund/  {', '.join(names)}")


def _leave_open(market: Market, line: RunLine) -> None:
    """The landholder has begun the year's report; the account of a developer that may sell waits to be verified."""
    landholder = acting(market.cast.landholder, market.today)
    reports.begin(actor=landholder, year_id=line.management_year.public_id, today=market.today, now=now())
    payees.enter(
        actor=acting(market.cast.developer, market.today),
        organisation_id=str(market.cast.quarry.public_id),
        account=read_account(bsb="999-001", account_number="20000002", title="Wallaby Creek Quarries"),
        now=now(),
    )


def _copy_out(market: Market, run: PaymentRun, line: RunLine) -> list[str]:
    """Bank file, remittance advice, the site's statement and the schedule, in a folder."""
    folder = Path(results.documents_folder()) / "fund"
    folder.mkdir(parents=True, exist_ok=True)
    today, year = market.today, financial_year_of(market.today)
    shown = schedule_of(line.site.agreement, today=today)
    if shown is None:
        raise AssertionError("the agreement of the demonstration has a schedule")
    files = {
        f"bank-file-{file.sequence}.aba": sealing.unseal_text(file.sealed).encode("ascii")
        for file in BankFile.objects.filter(run=run)
    }
    files |= {
        "remittance-advice.pdf": advice_paper([line], on=today),
        "site-account-statement.pdf": site_statement_paper(
            line.site, statement(line.site, year.first, year.last), [line], year=year, on=today
        ),
        "payment-schedule.pdf": schedule_paper(shown, on=today),
        "payment-schedule.xlsx": schedule_book(shown, on=today),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return list(files)
