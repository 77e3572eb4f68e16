"""A variation, a renewed plan and a termination: which years they touch, and what they ask beyond the deposit."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from registry.agreements import states
from registry.agreements.models import AgreedPlan, AgreementChange
from registry.fund import ledger
from registry.fund.agreed import FundTerms
from registry.fund.chart import DRAWN, FUND_BANK, PRINCIPAL, STEWARDSHIP
from registry.fund.ledger import Posting
from registry.fund.models import (
    Duty,
    IndexNumber,
    IndexSeries,
    ManagementYear,
    RuleParameter,
    Schedule,
    SiteAccount,
)
from registry.fund.services import years
from tests.builders_people import Cast
from tests.fund_settlements.ground import Site, level_costs, make_site
from tests.pure.fund import worked

pytestmark = pytest.mark.django_db
cents = worked.cents
BEGAN = date(2004, 2, 29)


def begun(
    cast: Cast, *, on: date = BEGAN, paid: int = 0, level: tuple[int, int] = (10_000_00, 5_000_00)
) -> Site:
    """A site under full management since that day, its first years paid."""
    site = make_site(cast, level=level)
    site.agreement.state, site.agreement.activated_on = states.ACTIVE, on
    site.agreement.save(update_fields=["state", "activated_on"])
    years.begin(site.account, on=on, now=site.market.now)
    ManagementYear.objects.filter(year__lte=paid).update(state="paid")
    return site


def changed(site: Site, kind: str, yearly: int, tail: int) -> dict[str, object]:
    """The fund is told of an approved change with a new plan."""
    officer, now = site.cast.person("trust_officer"), timezone.now()
    plan = AgreedPlan.objects.create(agreement=site.agreement, version=2, created_by=officer, created_at=now)
    level_costs(plan, yearly, tail)
    change = AgreementChange.objects.create(
        agreement=site.agreement,
        kind=kind,
        reason="More.",
        proposed_by=officer,
        proposed_at=now,
        plan_version=2,
    )
    return FundTerms().changed(site.agreement, change, plan, on=site.market.today, now=now, by_id=officer.pk)


@pytest.mark.statement("N49")
def test_a_variation_asks_the_difference_of_what_remains_and_touches_no_paid_year(cast: Cast) -> None:
    site = begun(cast, paid=7)
    due = site.account.due_cents
    told = changed(site, "variation", 12_400_00, 7_400_00)
    assert told["extra_deposit_cents"] == cents(worked.expected("G35")["extra_deposit"])
    assert (told["schedule"], told["from_year"]) == (2, 8)
    assert site.account.due_cents == due + 77_400_00
    amounts = dict(ManagementYear.objects.values_list("year", "real_cents"))
    assert (amounts[7], amounts[8], amounts[20]) == (10_000_00, 12_400_00, 12_400_00)
    assert Schedule.objects.get(version=1).total_fund_deposit_cents == due


@pytest.mark.statement("N59")
def test_a_variation_never_puts_full_management_out_of_reach(cast: Cast) -> None:
    """First sales bring in the first deposit and not a cent of the extra one, which nobody is known to owe."""
    site = make_site(cast, level=(10_000_00, 5_000_00))
    assert (site.account.due_cents, site.account.threshold_cents) == (236_617_28, 189_293_83)
    told = changed(site, "variation", 20_000_00, 10_000_00)
    assert told["extra_deposit_cents"] == 236_617_29
    assert (site.account.due_cents, site.account.threshold_cents) == (473_234_57, 189_293_83)
    site.sell(613, "2150.00")
    assert (site.account.deposited_cents, site.state) == (236_617_28, states.ACTIVE)


def test_where_proceeds_fill_the_deposit_first_a_variation_raises_what_it_takes_to_begin(cast: Cast) -> None:
    site = make_site(cast, level=(10_000_00, 5_000_00), regime="PROCEEDS_FIRST")
    changed(site, "variation", 20_000_00, 10_000_00)
    assert (site.account.due_cents, site.account.threshold_cents) == (473_234_57, 378_587_66)
    site.sell(613, "2150.00")
    assert (site.account.deposited_cents, site.state) == (473_234_57, states.ACTIVE)


def test_a_variation_keeps_the_prices_that_the_plan_was_written_in(cast: Cast) -> None:
    """A plan copied from the one before stays in prices of the signing: an index from a later quarter would take the
    growth of prices since then away from every payment."""
    person = cast.person("trust_approver")
    entered = {"entered_at": timezone.now(), "entered_by": person, "source": "Made up."}
    series = IndexSeries.objects.create(code="cpi", name="Prices", **entered)
    RuleParameter.objects.create(code="index_series", value="cpi", effective_from=date(2004, 1, 1), **entered)

    def number(quarter: date, value: int) -> None:
        published = quarter + timedelta(days=30)
        IndexNumber.objects.create(
            series=series, quarter_ends=quarter, published_on=published, value=value, **entered
        )

    number(date(2004, 3, 31), 100)
    site = begun(cast, paid=7)
    number(date(2011, 3, 31), 120)
    changed(site, "variation", 10_000_00, 5_000_00)
    bases = Schedule.objects.order_by("version").values_list("base_series", "base_quarter")
    assert list(bases) == [("cpi", date(2004, 3, 31))] * 2


def test_the_portions_of_credits_stay_those_of_the_first_schedule(cast: Cast) -> None:
    site = make_site(cast)
    changed(site, "variation", 100_000_00, 50_000_00)
    settlement = site.sell(100, "2150.00")
    assert settlement.portion_cents == 71_861_05


def test_a_plan_that_costs_less_gives_nothing_back(cast: Cast) -> None:
    site = begun(cast, paid=1)
    due = site.account.due_cents
    assert changed(site, "variation", 5_000_00, 1_000_00)["extra_deposit_cents"] == 0
    assert site.account.due_cents == due


@pytest.mark.statement("N64")
def test_a_renewed_plan_starts_twenty_years_of_its_own_and_asks_what_the_account_lacks(cast: Cast) -> None:
    site = begun(cast, paid=20)
    years.extend(date(2024, 1, 1))
    post(site, PRINCIPAL, 236_617_28)
    post(site, DRAWN, 75_367_28)
    told = changed(site, "renewal", 8_000_00, 5_000_00)
    assert told["extra_deposit_cents"] == cents(worked.expected("G30")["extra_deposit_required"])
    schedule = Schedule.objects.get(version=2)
    assert (schedule.from_year, schedule.first_year) == (21, 21)
    year = ManagementYear.objects.get(year=21)
    assert (year.real_cents, year.maintenance, year.schedule) == (8_000_00, False, schedule)


def post(site: Site, account: str, amount: int) -> None:
    debit, credit = (FUND_BANK, account) if account == PRINCIPAL else (account, FUND_BANK)
    ledger.post(
        [Posting(debit, credit, amount, "Opening", site_id=site.account.pk)],
        fund=STEWARDSHIP,
        source="opening",
        cause=account,
        value_on=site.market.today,
        posted_on=site.market.today,
        now=site.market.now,
        recorded_by_id=None,
    )


def test_a_termination_ends_the_years_to_come_and_keeps_what_is_due(cast: Cast) -> None:
    site = begun(cast, on=date(2024, 7, 1), paid=1)
    told = FundTerms().ended(site.agreement, on=date(2026, 7, 1))
    assert told == {"years_ended": 17}
    assert list(ManagementYear.objects.values_list("state", flat=True)[:5]) == [
        "paid",
        "due",
        "due",
        "ended",
        "ended",
    ]


@pytest.mark.statement("N60")
def test_each_year_has_the_actions_of_the_plan_that_are_done_in_it(site: Site) -> None:
    site.sell(613, "1890.00")
    duties: dict[int, list[str]] = {}
    for duty in Duty.objects.select_related("action", "management_year").order_by("action__action_code"):
        duties.setdefault(duty.management_year.year, []).append(duty.action.action_code)
    assert sorted(duties) == list(range(1, 21))
    assert duties[1] == ["FENCE", "PEST", "REPORT", "WEED-PRIMARY"]
    assert duties[3] == ["FENCE-MAINT", "PEST", "PLANT", "REPORT", "WEED-PRIMARY"]
    assert duties[20] == ["FENCE-MAINT", "FIRE", "MONITOR", "PEST", "REPORT", "WEED-FOLLOWUP"]
    first = Duty.objects.get(management_year__year=1, action__action_code="FENCE")
    assert (first.planned_cents, first.purpose) == (44_400_00, "weeds_pests")
    amounts = list(ManagementYear.objects.order_by("year").values_list("real_cents", flat=True))
    assert amounts[:4] == [64_682_15, 31_322_15, 31_322_15, 10_794_72]


@pytest.mark.statement("N60")
def test_before_the_threshold_there_are_no_duties_and_no_payments(site: Site) -> None:
    site.sell(490, "1890.00")
    assert (site.state, ManagementYear.objects.count(), Duty.objects.count()) == (states.PASSIVE, 0, 0)


@pytest.mark.statement("N62", "N64")
def test_year_21_follows_year_20_without_a_gap_and_once(cast: Cast) -> None:
    site = begun(cast)
    due = dict(ManagementYear.objects.values_list("year", "due_on"))
    assert (due[1], due[2], due[5]) == (date(2004, 2, 29), date(2005, 2, 28), date(2008, 2, 29))
    assert years.extend(date(2022, 12, 31)) == 0
    assert years.extend(date(2023, 3, 1)) == 1
    assert years.extend(date(2023, 3, 1)) == 0
    later = ManagementYear.objects.get(year=21)
    assert (later.due_on, later.maintenance, later.real_cents) == (date(2024, 2, 29), True, 5_000_00)
    assert ManagementYear.objects.get(year=20).ends_on == later.due_on
    assert years.extend(date(2026, 3, 1)) == 3
    assert SiteAccount.objects.get(pk=site.account.pk).years.count() == 24


def test_an_agreement_that_ended_gets_no_more_years(cast: Cast) -> None:
    site = begun(cast)
    site.agreement.state = states.TERMINATED
    site.agreement.save(update_fields=["state"])
    assert years.extend(date(2030, 1, 1)) == 0
