"""Where a run meets a limit: a closed year, the ten digits of a bank file, an empty bank account, the calendar, and the
command on an empty database (G28, G32).
"""

import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from registry.findings import DomainError
from registry.fund import ledger, run_jobs, states
from registry.fund.chart import FUND_BANK, STEWARDSHIP
from registry.fund.models import BankFile, Entry, PaymentRun, Recovery, RunLine, SiteAccount
from registry.fund.selectors.proof import prove
from registry.fund.selectors.trial_balance import trial_balance
from registry.fund.services import investing, periods, recoveries, runs
from registry.parties.models import Organisation
from tests.fund_runs import builders
from tests.fund_runs.builders import NOW, RUN_DAY, People, case, cents

G28, G32 = case("G28"), case("G32")
CLOSED = {"first": date(2026, 7, 1), "last": date(2027, 6, 30)}
"""The financial year 2026-27, in which the over-payment was made."""


@pytest.mark.statement("N61")
def test_an_over_payment_of_a_closed_year_is_kept_from_the_next_run(people: People) -> None:
    builders.set_index(people, due="120.0")
    owner = builders.payable(people, "Two Gums")
    account = builders.site(people, "BS9001", owners=[(owner, 1)])
    first = builders.year(account, 1, real_cents=cents(G28["inputs"]["paid"]))
    builders.year(account, 2, real_cents=cents(G28["inputs"]["next_instalment"]))
    builders.report(people, first)
    over_paid = builders.line(builders.settled(people), "BS9001")
    july = date(2027, 7, 1)
    closed = {"fund": STEWARDSHIP, "name": G28["inputs"]["closed_period"], "today": july}
    periods.ask_to_close(actor=people.officer, **closed)
    periods.close(actor=people.approver, now=NOW, **closed)
    before = trial_balance(STEWARDSHIP, **CLOSED)
    made = recoveries.propose(
        actor=people.officer,
        agreement_id=str(account.agreement.public_id),
        party_id=str(owner.public_id),
        amount_cents=cents(G28["inputs"]["paid"]) - cents(G28["inputs"]["correct"]),
        reason="The area was measured wrongly.",
        payment_line=str(over_paid.public_id),
        now=NOW,
    )
    recoveries.approve(actor=people.approver, recovery_id=made["id"], today=july, now=NOW)
    run = builders.settled(people, due_to=date(2027, 9, 14))
    paid = RunLine.objects.get(run=run)
    assert (paid.recovery_cents, paid.remit_cents) == (
        cents(G28["expected"]["recoverable"]),
        cents(G28["expected"]["next_remit"]),
    )
    assert run.files.get().total_cents == cents(G28["expected"]["next_remit"])
    recovery = Recovery.objects.get()
    assert (recovery.state, recovery.payment_line) == (states.REPAID, str(over_paid.public_id))
    posted = Entry.objects.filter(source="recovery").values_list("period__name", flat=True)
    assert set(posted) == {"2027-28"} and G28["expected"]["posted_in"].startswith("2027-28")
    assert trial_balance(STEWARDSHIP, **CLOSED) == before
    assert [one.code for one in prove().differences] == []


def large_sites(people: People, *amounts_cents: int) -> None:
    """Sites in their first year of so much each, that the fund's bank covers."""
    builders.set_index(people, due="120.0")
    for number, amount_cents in enumerate(amounts_cents, start=1):
        owner = builders.payable(people, f"Holder {number}", account=f"{10_000_000 + number}")
        account = builders.site(
            people, f"BS{9_000 + number}", owners=[(owner, 1)], deposit_cents=5 * amount_cents
        )
        builders.year(account, 1, real_cents=amount_cents)


def test_a_run_above_ten_digits_is_written_to_two_files_and_paid_whole(people: People) -> None:
    amounts = [cents(one) for one in G32["inputs"]["instalments"]]
    large_sites(people, *amounts)
    run = builders.settled(people)
    files = [
        [payment.line.remit_cents for payment in file.payments.order_by("record")] for file in files_of(run)
    ]
    assert files == [[cents(one) for one in file] for file in G32["expected"]["files"]]
    assert [file.total_cents for file in files_of(run)] == amounts
    assert [file.sequence for file in files_of(run)] == [1, 2]
    assert set(RunLine.objects.values_list("state", flat=True)) == {states.PAID}


def files_of(run: PaymentRun) -> list[BankFile]:
    return list(run.files.order_by("sequence"))


def test_a_payment_above_ten_digits_is_held_and_the_others_are_paid(people: People) -> None:
    most = cents(G32["inputs"]["max_line_and_file_total"])
    large_sites(people, most, most + 1)
    run = builders.settled(people)
    paid, held = RunLine.objects.filter(run=run).order_by("number")
    assert (paid.state, paid.remit_cents) == (states.PAID, most)
    assert (held.state, held.hold_code) == (states.HELD, "ABOVE_BANK_LIMIT")
    assert held.hold_reason.startswith(
        "$100,000,000.00 is more than the $99,999,999.99 that a bank file holds"
    )
    assert [file.total_cents for file in files_of(run)] == [most]


def one_due_year(people: People) -> None:
    """10,950.00 due to an owner that can be paid."""
    builders.set_index(people)
    account = builders.site(people, "BS9001", owners=[(builders.payable(people, "Two Gums"), 1)])
    builders.year(account, 1)


def invest_all_but(people: People, left_cents: int) -> None:
    """Leave so much in the fund's bank account."""
    investing.invest(
        actor=people.officer,
        amount_cents=ledger.balance_cents(STEWARDSHIP, FUND_BANK) - left_cents,
        value_on=RUN_DAY,
        reference="Statement 1",
        today=RUN_DAY,
        now=NOW,
    )


def test_a_run_is_not_released_beyond_what_is_in_the_bank(people: People) -> None:
    one_due_year(people)
    run = builders.approved(people)
    invest_all_but(people, 1_094_999)
    with pytest.raises(DomainError, match=r"holds \$10,949.99; .* It is \$0.01 short: redeem") as refused:
        builders.release(people, run)
    run.refresh_from_db()
    assert (refused.value.code, run.state) == ("run.not_covered", states.APPROVED)
    assert not RunLine.objects.filter(state=states.RELEASED).exists()
    investing.redeem(
        actor=people.officer, amount_cents=1, value_on=RUN_DAY, reference="R", today=RUN_DAY, now=NOW
    )
    assert builders.release(people, run).state == states.RELEASED


def test_what_a_released_run_still_takes_is_not_there_for_the_next_one(people: People) -> None:
    one_due_year(people)
    first = builders.released(people)
    other = builders.site(
        people, "BS9002", owners=[(builders.payable(people, "Three Gums", account="10000002"), 1)]
    )
    builders.year(other, 1)
    second = builders.approved(people, kind="supplementary")
    invest_all_but(people, 2_189_999)
    with pytest.raises(DomainError, match=r"and released runs still take \$10,950.00; .* \$0.01 short"):
        builders.release(people, second)
    builders.settle(people, first)
    assert ledger.balance_cents(STEWARDSHIP, FUND_BANK) == 1_094_999
    with pytest.raises(DomainError, match=r"holds \$10,949.99; this run takes \$10,950.00"):
        builders.release(people, second)


def test_a_run_that_takes_nothing_from_the_bank_needs_nothing_there(people: People) -> None:
    one_due_year(people)
    line_owner = Organisation.objects.get(name="Two Gums")
    builders.recovery(people, SiteAccount.objects.get(), line_owner, 1_095_000)
    run = builders.approved(people)
    invest_all_but(people, 0)
    assert builders.release(people, run).state == states.RELEASED


# --- the calendar ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "opens"), [(-1, False), (0, True), (1, True), (31, True), (32, False)])
def test_the_calendar_opens_the_yearly_run_on_its_day_or_catches_up_in_a_month(
    people: People, days: int, opens: bool
) -> None:
    number = run_jobs.open_if_due(RUN_DAY + timedelta(days=days))
    assert [(run.number, run.due_to, run.opened_by) for run in PaymentRun.objects.all()] == (
        [(number, RUN_DAY, None)] if opens else []
    )
    assert bool(number) is opens


def test_the_calendar_opens_the_yearly_run_once(people: People) -> None:
    assert run_jobs.open_if_due(RUN_DAY) == "SPF/2026-27/1"
    assert run_jobs.open_if_due(RUN_DAY) == ""
    run = PaymentRun.objects.get()
    runs.cancel(actor=people.officer, run_id=str(run.public_id), reason="A person opens it later.")
    assert run_jobs.open_if_due(RUN_DAY + timedelta(days=1)) == ""
    assert run_jobs.open_if_due(date(2028, 6, 30)) == "SPF/2027-28/1"


def test_the_calendar_leaves_an_unfinished_run_alone_and_catches_up_after_it(people: People) -> None:
    other = builders.opened(people, due_to=RUN_DAY - timedelta(days=3), kind="supplementary")
    assert run_jobs.open_if_due(RUN_DAY) == ""
    runs.cancel(actor=people.officer, run_id=str(other.public_id), reason="Not needed.")
    assert run_jobs.open_if_due(RUN_DAY + timedelta(days=2)) == "SPF/2026-27/2"


def test_the_calendar_follows_the_rule_about_the_day(people: People) -> None:
    builders.set_rule(people, "run_day", "12-31")
    assert run_jobs.open_if_due(RUN_DAY) == ""
    assert run_jobs.open_if_due(date(2028, 1, 2)) == "SPF/2027-28/1"
    assert PaymentRun.objects.get().due_to == date(2027, 12, 31)


# --- the command on an empty database --------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_command_prints_json_alone_where_there_is_nothing_to_pay(
    capsys: pytest.CaptureFixture[str],
) -> None:
    today = timezone.localdate().isoformat()
    call_command("run_payments", "--date", today, "--json")
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert printed.err == ""
    assert {name: told[name] for name in ("state", "due_to", "payments", "held", "remit_cents")} == {
        "state": "prepared",
        "due_to": today,
        "payments": 0,
        "held": {},
        "remit_cents": 0,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("30/11/2026", "Enter the day as yyyy-mm-dd"),
        ("9999-01-01", "A run pays what is due: choose today or an earlier day."),
    ],
)
def test_the_command_refuses_a_day_with_a_sentence_and_exit_code_1(day: str, told: str) -> None:
    with pytest.raises(CommandError, match=told) as refused:
        call_command("run_payments", "--date", day, "--json")
    assert refused.value.returncode == 1
    assert not PaymentRun.objects.exists()
