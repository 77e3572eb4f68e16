"""Any order of first sales and retirements settles to exactly the deposit, and the books balance after each."""

from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from registry.agreements import states
from registry.fund.models import Balance, Entry, ManagementYear, Settlement
from tests.builders_people import Cast
from tests.fund_settlements.ground import make_site
from tests.stage import undone


class AnyOrder(TestCase):
    """A site of a few credits whose deposit is no multiple of them."""

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        deposit=st.integers(min_value=1_000_00, max_value=9_999_999_99),
        parts=st.lists(
            st.tuples(st.integers(1, 40), st.booleans(), st.sampled_from(["0.01", "900.10", "250000"])),
            min_size=1,
            max_size=5,
        ),
        regime=st.sampled_from(["PROPORTIONAL", "PROPORTIONAL", "PROCEEDS_FIRST"]),
    )
    def test_everything_settles_to_the_deposit_and_nothing_is_doubled(
        self, deposit: int, parts: list[tuple[int, bool, str]], regime: str
    ) -> None:
        from django.utils import timezone

        with undone():
            total = sum(quantity for quantity, _, _ in parts)
            site = make_site(
                Cast(timezone.localdate()), credits_total=total, deposit_cents=deposit, regime=regime
            )
            # All of the money is asked for before any of it settles: the order of settling is another one.
            dealings = [
                site.retirement(quantity) if retires else site.sale(quantity, price)
                for quantity, retires, price in parts
            ]
            for dealing in dealings:
                site.pay(dealing)
            for dealing in reversed(dealings):
                site.settle(dealing)
                assert_balanced()
            account = site.account
            assert account.credits_settled == total
            if regime == "PROPORTIONAL":
                assert account.deposited_cents == deposit
            assert account.deposited_cents == Settlement.objects.aggregate(n=Sum("portion_cents"))["n"]
            reached = account.deposited_cents >= account.threshold_cents
            assert (site.state == states.ACTIVE) is reached
            assert ManagementYear.objects.count() == (20 if reached else 0)


def assert_balanced() -> None:
    """Kept balances are what the entries add up to; nothing waits for a seller whose dealing settled."""
    for balance in Balance.objects.all():
        entries = Entry.objects.filter(fund=balance.fund)
        debit = entries.filter(debit=balance.account).aggregate(n=Sum("amount_cents"))["n"] or 0
        credit = entries.filter(credit=balance.account).aggregate(n=Sum("amount_cents"))["n"] or 0
        assert (balance.debit_cents, balance.credit_cents) == (debit, credit)
    waiting = Settlement.objects.filter(state="cleared")
    held = sum(one.received_cents for one in waiting if one.kind == "sale")
    bank = Balance.objects.filter(account="1020").first()
    assert (bank.debit_cents - bank.credit_cents if bank else 0) == held
