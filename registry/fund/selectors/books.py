"""What the books say of each site: its balance, and how well it is funded. A fixed number of queries for any number of
sites, so that a payment run may ask about all of them at once.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db.models import F, Max

from registry.fund import states
from registry.fund.chart import DRAWN, PRINCIPAL, RETURNS, SITE_ACCOUNTS, STEWARDSHIP
from registry.fund.models import Balance, ManagementYear, RunLine, Schedule, ScheduleYear, SiteAccount
from registry.fund.money.exact import exact
from registry.fund.money.funding import Funding, funding
from registry.fund.money.present_value import Timing, remaining
from registry.fund.selectors.id_lists import listed
from registry.units import cents_half_up


@dataclass(frozen=True, slots=True)
class SiteBalance:
    """A site's account in cents: what was deposited, what it earned less fees, what was drawn of it."""

    principal_cents: int = 0
    returns_cents: int = 0
    drawn_cents: int = 0

    @property
    def total_cents(self) -> int:
        """What the account holds now."""
        return self.principal_cents + self.returns_cents - self.drawn_cents


def site_balances(site_ids: Collection[int]) -> dict[int, SiteBalance]:
    """The balance of each of these sites, in one query. Every id asked for is answered."""
    kept: dict[int, dict[str, int]] = {site_id: {} for site_id in site_ids}
    rows = Balance.objects.filter(fund=STEWARDSHIP, account__in=SITE_ACCOUNTS, site__in=listed(kept))
    for site_id, account, cents in rows.order_by().values_list(
        "site_id", "account", F("credit_cents") - F("debit_cents")
    ):
        kept[site_id][account] = cents
    return {
        site_id: SiteBalance(of.get(PRINCIPAL, 0), of.get(RETURNS, 0), -of.get(DRAWN, 0))
        for site_id, of in kept.items()
    }


@dataclass(frozen=True, slots=True)
class SiteFunding:
    """`balance_cents` beside `remaining_cents`, the present value of the payments to come at the agreement's own rate,
    carried to today's prices by the index numbers of its last payment where it has any."""

    balance_cents: int
    remaining_cents: int
    funding: Funding


def funding_of(site_ids: Collection[int]) -> dict[int, SiteFunding]:
    """How each of these sites is funded, in six queries. A site without a schedule is left out: nothing is known of
    what it has to pay. The band is compared unrounded."""
    balances = site_balances(site_ids)
    schedules = _schedules(balances)
    paid = _last_paid_years(balances)
    factors = _index_factors({site_id: versions[-1].first_year for site_id, versions in schedules.items()})
    found = {}
    for site_id, versions in schedules.items():
        real = _remaining_real(versions, after_year=paid.get(site_id, 0))
        cents = cents_half_up(real * factors.get(site_id, Fraction(1)))
        balance = balances[site_id].total_cents
        found[site_id] = SiteFunding(balance, cents, funding(balance, cents))
    return found


@dataclass(frozen=True, slots=True)
class _Version:
    """A version of a schedule, with the payment of each of its years."""

    from_year: int
    first_year: int
    rate: Decimal
    timing: Timing
    tail_cents: int
    years: dict[int, int] = field(default_factory=dict)


def _schedules(site_ids: Iterable[int]) -> dict[int, list[_Version]]:
    """The versions of each site's schedule in order. Plain rows: twenty years of every site are many."""
    agreements = dict(SiteAccount.objects.filter(pk__in=listed(site_ids)).values_list("agreement_id", "pk"))
    found: dict[int, list[_Version]] = {}
    by_id: dict[int, _Version] = {}
    rows = Schedule.objects.filter(agreement__in=listed(agreements)).order_by("agreement_id", "version")
    for pk, agreement_id, from_year, first_year, rate, timing, tail_cents in rows.values_list(
        "pk", "agreement_id", "from_year", "first_year", "rate", "timing", "tail_cents"
    ):
        by_id[pk] = _Version(from_year, first_year, rate, Timing(timing), tail_cents)
        found.setdefault(agreements[agreement_id], []).append(by_id[pk])
    years = ScheduleYear.objects.filter(schedule__in=listed(by_id)).order_by()
    for schedule_id, year, cents in years.values_list("schedule_id", "year", "real_cents"):
        by_id[schedule_id].years[year] = cents
    return found


def _last_paid_years(site_ids: Iterable[int]) -> dict[int, int]:
    rows = ManagementYear.objects.filter(site__in=listed(site_ids), state=states.PAID).order_by()
    return dict(rows.values_list("site_id").annotate(Max("year")))


def _index_factors(first_years: Mapping[int, int]) -> dict[int, Fraction]:
    """By site: how much prices rose from the base to the last line that was released; none before there is one.
    `first_years`: where the plan in force begins, for a renewed plan is in prices of its own day."""
    rows = (
        RunLine.objects.filter(
            site__in=listed(first_years), state__in=(states.RELEASED, states.PAID, states.RETURNED_LINE)
        )
        .exclude(base_index="")
        .exclude(due_index="")
        .order_by("management_year__year")
    )
    return {
        site_id: exact(Decimal(due)) / exact(Decimal(base))
        for site_id, first_year, base, due in rows.values_list(
            "site_id", "management_year__schedule__first_year", "base_index", "due_index"
        )
        if first_year == first_years[site_id]
    }


def _remaining_real(versions: list[_Version], *, after_year: int) -> int:
    """In prices of the signing: each year's payment is that of the last version that applies to it, and the payment
    without end and the rate are those of the newest."""
    newest = versions[-1]
    payments: dict[int, int] = {}
    for version in versions:
        before = version.first_year - 1
        payments.update(
            (before + year, cents)
            for year, cents in version.years.items()
            if before + year >= version.from_year
        )
    last = newest.first_year + max(newest.years, default=0) - 1
    listed = [payments.get(year, 0) for year in range(1, last + 1)]
    return remaining(listed, newest.tail_cents, newest.rate, newest.timing, after_year)
