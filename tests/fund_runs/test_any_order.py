"""Deposits, holds, runs, returns and retries in any order keep fund, schedule and bank in balance."""

import os
from datetime import timedelta

from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.fund import ledger, states
from registry.fund.chart import FUND_BANK, GST_RECEIVABLE, PAYMENTS_PAYABLE, RETURNED, STEWARDSHIP
from registry.fund.models import ComplianceHold, ManagementYear, RunLine, SiteAccount
from registry.fund.selectors.proof import prove
from registry.fund.services import run_returns
from tests.fund_runs import builders
from tests.fund_runs.builders import NOW, RUN_DAY, People
from tests.stage import undone

STEPS = ("deposit", "hold", "lift", "run", "return", "retry", "recover")
EXAMPLES = 200 if os.environ.get("TEST_FULL") == "1" else 6


class Fund:
    """Two sites of two owners whose years fall due as time goes on, and what happens to them."""

    def __init__(self, people: People) -> None:
        self.people, self.today = people, RUN_DAY
        builders.set_index(people)
        one, two = builders.payable(people, "One"), builders.payable(people, "Two", account="10000002")
        self.sites: list[SiteAccount] = []
        for number, owners in (("BS9001", [(one, 2), (two, 1)]), ("BS9002", [(two, 1)])):
            account = builders.site(people, number, owners=owners)
            self.sites.append(account)
            for year in range(1, 5):
                of = builders.year(account, year, real_cents=1_000_001)
                builders.report(people, of)
        self.owner = two
        self.paid_in = 2 * builders.PLENTY_CENTS

    def step(self, name: str, place: int) -> None:
        """One thing happens."""
        site = self.sites[place % 2]
        getattr(self, f"_{name}")(site)

    def _deposit(self, site: SiteAccount) -> None:
        builders.deposit(site, 12_345, on=self.today)
        SiteAccount.objects.filter(pk=site.pk).update(
            deposited_cents=SiteAccount.objects.get(pk=site.pk).deposited_cents + 12_345,
            due_cents=SiteAccount.objects.get(pk=site.pk).due_cents + 12_345,
        )
        self.paid_in += 12_345

    def _hold(self, site: SiteAccount) -> None:
        if not ComplianceHold.objects.filter(site=site, lifted_at=None).exists():
            builders.hold(self.people, site)

    def _lift(self, site: SiteAccount) -> None:
        ComplianceHold.objects.filter(site=site, lifted_at=None).update(lifted_at=NOW)

    def _recover(self, site: SiteAccount) -> None:
        builders.recovery(self.people, site, self.owner, 7_777)

    def _run(self, site: SiteAccount) -> None:
        self.today += timedelta(days=200)
        run = builders.released(self.people, due_to=self.today)
        builders.settle(self.people, run)
        self.today = max(self.today, run.processing_on or self.today)

    def _return(self, site: SiteAccount) -> None:
        line = RunLine.objects.filter(site=site, state=states.PAID, remit_cents__gt=0).first()
        if line is None or line.bank_detail is None:
            return
        account = "10000002" if line.payee_id == self.owner.pk else "10000001"
        row = f"{line.reference},062-000,{account},{line.remit_cents / 100:.2f},3,{self.today}"
        head = "lodgement_reference,bsb,account_number,amount,return_code,returned_on"
        run_returns.read_file(
            actor=self.people.officer,
            name="r.csv",
            content=f"{head}\n{row}\n{' ' * line.attempt}".encode(),
            today=self.today,
            now=NOW,
        )

    def _retry(self, site: SiteAccount) -> None:
        line = RunLine.objects.filter(site=site, state=states.RETURNED_LINE).first()
        if line is not None:
            given = {"line_id": str(line.public_id), "today": self.today, "now": NOW}
            run_returns.retry(actor=self.people.approver, **given)
            run_returns.settle_line(actor=self.people.officer, **given)

    def check(self) -> None:
        """What must hold whatever happened."""
        lines = RunLine.objects.filter(state__in=sorted(states.CLAIMING))
        sums = lines.aggregate(share=Sum("share_cents", default=0), kept=Sum("recovery_cents", default=0))
        out = lines.filter(state=states.PAID).aggregate(cents=Sum("remit_cents", default=0))["cents"]
        back = lines.filter(state=states.RETURNED_LINE).aggregate(cents=Sum("remit_cents", default=0))[
            "cents"
        ]
        assert ledger.balance_cents(STEWARDSHIP, FUND_BANK) == self.paid_in - out
        assert -ledger.balance_cents(STEWARDSHIP, RETURNED) == back
        assert ledger.balance_cents(STEWARDSHIP, PAYMENTS_PAYABLE) == 0
        assert ledger.balance_cents(STEWARDSHIP, GST_RECEIVABLE) == 0
        assert sums["share"] - sums["kept"] == out + back
        claims = lines.values_list("management_year", "payee")
        assert len(claims) == len(set(claims))
        for year in ManagementYear.objects.filter(state=states.PAID):
            paid = year.lines.filter(state__in=sorted(states.CLAIMING))
            gross = {line.gross_cents for line in paid}
            assert sum(line.share_cents or 0 for line in paid) == gross.pop() and not gross
        assert prove().clean


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 1)), min_size=3, max_size=12))
def test_any_order_of_what_happens_keeps_fund_schedule_and_bank_in_balance(
    people: People, steps: list[tuple[str, int]]
) -> None:
    people.cast.everybody()
    with undone():
        fund = Fund(people)
        for name, place in steps:
            fund.step(name, place)
        fund.check()
