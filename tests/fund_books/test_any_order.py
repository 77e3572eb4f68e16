"""Whatever order deposits, payments, results, investments, claims, repayments and reversals come in, both sides of the
books stay the same, every site holds what its entries say, and the proof finds nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from registry.findings import DomainError, InvalidInput
from registry.fund import states
from registry.fund.chart import DRAWN, PAYMENTS_PAYABLE, STEWARDSHIP, UNALLOCATED_RESULT
from registry.fund.ledger import Posting
from registry.fund.models import Entry, FundResult, Recovery, SiteAccount
from registry.fund.selectors.books import site_balances
from registry.fund.selectors.proof import prove
from registry.fund.selectors.statements import statements
from registry.fund.selectors.trial_balance import trial_balance
from registry.fund.services import investing, recoveries, results, reversals
from registry.fund.services.recoveries import Kept
from tests.builders_people import Cast
from tests.fund_books.builders import DAY, NOW, TODAY, approver, deposit, officer, pay, post, site
from tests.stage import undone

pytestmark = pytest.mark.django_db

SHORT, FULL = 25, 300
"""So many histories; each is up to a dozen steps of the database, all of it undone."""


@pytest.fixture
def people(cast: Cast) -> Cast:
    """Everybody who takes part, made before any history begins."""
    officer(cast), approver(cast), cast.person("landholder_signatory")
    return cast


class History:
    """Three sites and what happens to them."""

    def __init__(self, cast: Cast, sites: list[SiteAccount]) -> None:
        self.cast = cast
        self.sites = sites

    def one(self, chance: Random) -> SiteAccount:
        return chance.choice(self.sites)

    def day(self, chance: Random) -> date:
        return DAY + timedelta(days=chance.randrange(120))

    def deposit(self, chance: Random, cents: int) -> None:
        deposit(self.one(chance), cents, on=self.day(chance))

    def pay(self, chance: Random, cents: int) -> None:
        pay(self.one(chance), cents, on=self.day(chance))

    def result(self, chance: Random, cents: int) -> None:
        first = self.day(chance)
        kind = chance.choice(("return", "fee"))
        made = results.propose(
            actor=officer(self.cast),
            kind=kind,
            first_day=first,
            last_day=first + timedelta(days=chance.randrange(30)),
            amount_cents=cents if kind == "fee" or chance.random() < 0.6 else -cents,
            reference=str(uuid4()),
            today=TODAY,
            now=NOW,
        )
        results.approve(actor=approver(self.cast), result_id=made["id"], today=TODAY, now=NOW)

    def move(self, chance: Random, cents: int) -> None:
        command = chance.choice((investing.invest, investing.redeem))
        command(
            actor=officer(self.cast), amount_cents=cents, value_on=DAY, reference="D", today=TODAY, now=NOW
        )

    def claim(self, chance: Random, cents: int) -> None:
        made = recoveries.propose(
            actor=officer(self.cast),
            agreement_id=str(self.one(chance).agreement.public_id),
            party_id=str(self.cast.organisation("landholder").public_id),
            amount_cents=cents,
            reason="Paid twice.",
            now=NOW,
        )
        recoveries.approve(actor=approver(self.cast), recovery_id=made["id"], today=TODAY, now=NOW)

    def repay(self, chance: Random, cents: int) -> None:
        owed = list(Recovery.objects.filter(state=states.OPEN))
        if owed:
            recoveries.repay(
                actor=officer(self.cast),
                recovery_id=str(chance.choice(owed).public_id),
                amount_cents=cents,
                received_on=DAY,
                receipt="R",
                today=TODAY,
                now=NOW,
            )

    def set_off(self, chance: Random, cents: int) -> None:
        """The instalment itself is settled by the bank but for what is kept back."""
        account, party = self.one(chance), self.cast.organisation("landholder")
        with transaction.atomic():
            post(Posting(DRAWN, PAYMENTS_PAYABLE, cents, memo="Instalment", site_id=account.pk), on=TODAY)
            recoveries.set_off(
                [Kept(account.pk, party.pk, cents, str(uuid4()))], today=TODAY, now=NOW, recorded_by_id=None
            )

    def reverse(self, chance: Random, cents: int) -> None:
        posted = list(Entry.objects.filter(source__in=("result", "fee", "invest")).order_by("pk"))
        if posted:
            entry = chance.choice(posted)
            reversals.reverse(
                actor=approver(self.cast), entry_id=entry.pk, reason="Wrong.", today=TODAY, now=NOW
            )


STEPS: dict[str, Callable[[History, Random, int], None]] = {
    "deposit": History.deposit,
    "pay": History.pay,
    "result": History.result,
    "move": History.move,
    "claim": History.claim,
    "repay": History.repay,
    "set_off": History.set_off,
    "reverse": History.reverse,
}


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 40_000)), min_size=4, max_size=14
    ),
    chance=st.randoms(use_true_random=False),
)
@how(
    max_examples=FULL if how().max_examples > 1_000 else SHORT,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_books_agree_after_any_history(
    people: Cast, steps: list[tuple[str, int]], chance: Random
) -> None:
    with undone():
        history = History(people, [site(people, deposit_cents=cents) for cents in (1_000_000, 30_000, 7)])
        for name, cents in steps:
            before = Entry.objects.count()
            try:
                STEPS[name](history, chance, cents)
            except (DomainError, InvalidInput):
                assert Entry.objects.count() == before
        found = prove()
        assert found.differences == []
        trial = trial_balance(STEWARDSHIP)
        assert trial.balanced
        assert trial.of(UNALLOCATED_RESULT) == 0
        ids = [one.pk for one in history.sites]
        balances = site_balances(ids)
        told = statements(ids, DAY, TODAY)
        assert {pk: one.closing_cents for pk, one in told.items()} == {
            pk: one.total_cents for pk, one in balances.items()
        }
        of_sites = -sum(trial.of(code) for code in ("3010", "3020", "3030"))
        assert sum(one.total_cents for one in balances.values()) == of_sites
        for result in FundResult.objects.filter(state=states.POSTED):
            assert sum(result.shares.values_list("share_cents", flat=True)) == result.amount_cents
