"""What an agreement is signed with: the computed deposit, frozen with both signatures; its account once registered."""

from datetime import timedelta
from decimal import Decimal

import pytest

from credits.lots.services import registration
from registry.agreements.models import AgreedPlan, Agreement
from registry.agreements.money_terms import deposit_of
from registry.agreements.services import statements
from registry.findings import DomainError
from registry.fund.models import DiscountRate, RuleParameter, Schedule, SiteAccount
from tests import builders_agreements as made
from tests.builders_people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("release")]
DEPOSIT = 236_617_28
"""10,000.00 a year for 20 years, then 5,000.00 without end, in advance at 3.2 % (G01)."""


@pytest.fixture(scope="module")
def _signed_key(module_stage):
    return module_stage.make(made.holder_signed_agreement)


@pytest.fixture
def agreement(_signed_key, db) -> Agreement:
    """Signed for the landholder, made once for the module."""
    return made.fresh(Agreement.objects.get(pk=_signed_key))


@pytest.mark.statement("N48", "N49")
def test_the_deposit_is_computed_from_the_plan_and_stated_in_what_both_sides_sign(
    cast: Cast, agreement: Agreement
) -> None:
    shown = deposit_of(agreement, agreement.plans.get(), on=made.today())
    assert (shown.deposit_cents, shown.undiscounted_cents, shown.rate) == (DEPOSIT, 200_000_00, "3.2 %")
    assert shown.provisional == ("When in its year a payment is made: in advance (choice)",)
    sentence = (
        "The Total Fund Deposit is $236,617.28: the present value of the plan's payments at a discount rate of 3.2 % a "
        "year, paid in advance, in prices of the signing."
    )
    assert statements.holder_text(agreement).endswith(sentence)
    assert statements.trust_text(agreement).endswith(sentence)


@pytest.mark.statement("N48", "N49")
def test_signing_for_the_minister_freezes_the_schedule_with_its_rules(
    cast: Cast, agreement: Agreement
) -> None:
    assert Schedule.objects.count() == 0
    made.sign_trust(cast, agreement)
    schedule = Schedule.objects.get()
    assert (schedule.version, schedule.total_fund_deposit_cents, schedule.undiscounted_cents) == (
        1,
        DEPOSIT,
        200_000_00,
    )
    assert (schedule.rate, schedule.timing, schedule.tail_cents) == (Decimal("0.032"), "ADVANCE", 5_000_00)
    years = list(schedule.years.values_list("year", "real_cents", "by_purpose"))
    assert years == [(year, 10_000_00, {"weeds_pests": 10_000_00}) for year in range(1, 21)]
    assert schedule.tail_by_purpose == {"monitoring": 5_000_00}
    assert schedule.parameters["timing"] == {
        "code": "timing",
        "value": "ADVANCE",
        "standing": "choice",
        "source": "Not published.",
        "demo": False,
    }


def another_rate(cast: Cast, rate: str) -> None:
    DiscountRate.objects.create(
        rate=Decimal(rate),
        trigger="entered_from",
        day=made.today(),
        source="Made up",
        entered_by=cast.person("trust_officer"),
        entered_at=made.now(),
    )


@pytest.mark.statement("N49")
def test_a_later_rate_changes_no_agreement_that_is_signed(cast: Cast, agreement: Agreement) -> None:
    made.sign_trust(cast, agreement)
    another_rate(cast, "0.026")
    assert deposit_of(agreement, agreement.plans.get(), on=made.today()).deposit_cents == DEPOSIT
    assert Schedule.objects.get().rate == Decimal("0.032")


def test_nobody_is_bound_to_another_sum_than_the_owners_signed(cast: Cast, agreement: Agreement) -> None:
    another_rate(cast, "0.026")
    with pytest.raises(DomainError, match=r"Today: The Total Fund Deposit is \$276,529.82") as refusal:
        made.sign_trust(cast, agreement)
    assert refusal.value.code == "agreement.deposit_changed"
    assert Schedule.objects.count() == 0


def test_an_indexed_deposit_is_refused_before_it_is_signed(cast: Cast, agreement: Agreement) -> None:
    RuleParameter.objects.create(
        code="index_unpaid_deposit",
        value="yes",
        effective_from=made.today() - timedelta(days=1),
        source="Made up",
        entered_by=cast.person("trust_officer"),
        entered_at=made.now(),
    )
    with pytest.raises(DomainError, match="does not keep such accounts"):
        made.sign_trust(cast, agreement)


@pytest.mark.statement("N50")
def test_registration_opens_one_account_for_the_site_with_its_credits_and_deposit(
    cast: Cast, agreement: Agreement
) -> None:
    from registry.agreements.services import registration as preparation

    made.sign_trust(cast, agreement)
    preparation.prepare(
        actor=made.actor(cast, "registrar"),
        agreement_id=agreement.public_id,
        number="BS9001",
        title_reference="AB123456",
    )
    assert SiteAccount.objects.count() == 0
    done = registration.register(
        actor=made.actor(cast, "registrar_approver"),
        agreement_id=agreement.public_id,
        today=made.today(),
        now=made.now(),
    )
    site = SiteAccount.objects.get()
    assert (site.agreement, site.opened_on) == (agreement, made.today())
    assert site.credits_total == sum(lot["quantity"] for lot in done["lots"])
    assert (site.due_cents, site.deposited_cents, site.threshold_cents) == (DEPOSIT, 0, 189_293_83)
    assert (site.regime, site.measure) == ("PROPORTIONAL", "DEPOSITS")


def test_the_costs_that_are_not_stated_are_named_instead_of_a_deposit(agreement: Agreement) -> None:
    bare = AgreedPlan.objects.create(
        agreement=agreement, version=2, created_by=agreement.created_by, created_at=made.now()
    )
    shown = deposit_of(agreement, bare, on=made.today())
    assert shown.deposit_cents is None
    assert shown.problem.startswith("Year 1 has no cost. Enter one, or 0 where nothing is paid.")
