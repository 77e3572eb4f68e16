"""What the books say of each site: its balance, and how well it is funded. A fixed number of queries for any number of
sites, so that a payment run may ask about all of them at once.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import F, Max

from registry.fund import states
from registry.fund.chart import DRAWN, PRINCIPAL, RETURNS, SITE_ACCOUNTS, STEWARDSHIP
from registry.fund.models import Balance, ManagementYear, RunLine, Schedule, SiteAccount
from registry.fund.money.exact import exact
from registry.fund.money.funding import Funding, funding
from registry.fund.money.present_value import Timing, remaining
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
    rows = Balance.objects.filter(fund=STEWARDSHIP, account__in=SITE_ACCOUNTS, site__in=kept)
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
    """How each of these sites is funded, in five queries. A site without a schedule is left out: nothing is known of
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


def _schedules(site_ids: Iterable[int]) -> dict[int, list[Schedule]]:
    agreements = dict(SiteAccount.objects.filter(pk__in=site_ids).values_list("agreement_id", "pk"))
    found: dict[int, list[Schedule]] = {}
    rows = Schedule.objects.filter(agreement__in=agreements).order_by("agreement_id", "version")
    for schedule in rows.prefetch_related("years"):
        found.setdefault(agreements[schedule.agreement_id], []).append(schedule)
    return found


def _last_paid_years(site_ids: Iterable[int]) -> dict[int, int]:
    rows = ManagementYear.objects.filter(site__in=site_ids, state=states.PAID).order_by()
    return dict(rows.values_list("site_id").annotate(Max("year")))


def _index_factors(first_years: Mapping[int, int]) -> dict[int, Fraction]:
    """By site: how much prices rose from the base to the last line that was released; none before there is one.
    `first_years`: where the plan in force begins, for a renewed plan is in prices of its own day."""
    rows = (
        RunLine.objects.filter(
            site__in=first_years, state__in=(states.RELEASED, states.PAID, states.RETURNED_LINE)
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


def _remaining_real(versions: list[Schedule], *, after_year: int) -> int:
    """In prices of the signing: each year's payment is that of the last version that applies to it, and the payment
    without end and the rate are those of the newest."""
    newest = versions[-1]
    payments: dict[int, int] = {}
    for schedule in versions:
        for row in schedule.years.all():
            year = schedule.first_year + row.year - 1
            if year >= schedule.from_year:
                payments[year] = row.real_cents
    last = newest.first_year + max((row.year for row in newest.years.all()), default=0) - 1
    listed = [payments.get(year, 0) for year in range(1, last + 1)]
    return remaining(listed, newest.tail_cents, newest.rate, Timing(newest.timing), after_year)
