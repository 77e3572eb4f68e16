"""Sites with a schedule, an account, years and paid lines, put there without what usually comes before."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from registry.agreements import states as agreement_states
from registry.agreements.models import AgreedPlan, Agreement, OwnerShare, PlanAction, PlanCost
from registry.fund import ledger, states
from registry.fund.chart import DRAWN, FUND_BANK, PAYMENTS_PAYABLE, PRINCIPAL, STEWARDSHIP
from registry.fund.ledger import Posting
from registry.fund.models import ManagementYear, PaymentRun, RunLine, Schedule, SiteAccount, TaxInvoice
from registry.fund.services import accounts, schedules, years
from registry.parties.models import Organisation
from registry.units import display_dollars
from tests.builders_people import Cast

_numbers = count(1)
WEEDS_CENTS, FIRE_CENTS, TAIL_CENTS = 600_000, 400_000, 500_000
"""Of every year's 10,000.00, and of each year after the twentieth: golden case G01 at 3.2 %."""
DEPOSIT_CENTS = 23_661_728


def today() -> date:
    """Today in Sydney."""
    return timezone.localdate()


def now() -> datetime:
    """This moment."""
    return timezone.now()


def agreement(cast: Cast, *, owner: str = "landholder", on: date | None = None, **facts: Any) -> Agreement:
    """In force before full management, of one owner, with a costed plan; entered into on that day."""
    day = on or today()
    number = next(_numbers)
    made = Agreement.objects.create(
        **{
            "number": f"BS{70_000 + number}",
            "title_reference": f"AB{number}",
            "site_name": "Ironbark Hills",
            "applicant": cast.organisation(owner),
            "trust": cast.organisation("trust"),
            "state": agreement_states.PASSIVE,
            "site_area_m2": 386_000,
            "registered_on": day,
            "signed_on": day,
            "created_by": cast.person("registrar"),
            **facts,
        }
    )
    OwnerShare.objects.create(agreement=made, organisation=cast.organisation(owner), parts=1, valid_from=day)
    return made


def plan(cast: Cast, of: Agreement, *, version: int = 1, more_cents: int = 0) -> AgreedPlan:
    """6,000.00 for weeds and 4,000.00 for fire in each of 20 years, then 5,000.00; frozen."""
    made = AgreedPlan.objects.create(
        agreement=of, version=version, created_by=cast.person("registrar"), created_at=now()
    )
    action = PlanAction.objects.create(plan=made, action_code="weeds", title="Weeds sprayed")
    rows = [
        PlanCost(plan=made, action=action, purpose=purpose, year=year, amount_cents=cents)
        for year in range(1, 21)
        for purpose, cents in (("weeds_pests", WEEDS_CENTS + more_cents), ("fire", FIRE_CENTS))
    ]
    rows.append(PlanCost(plan=made, action=None, purpose="monitoring", year=None, amount_cents=TAIL_CENTS))
    PlanCost.objects.bulk_create(rows)
    AgreedPlan.objects.filter(pk=made.pk).update(frozen_at=now())
    made.refresh_from_db()
    return made


def site(cast: Cast, *, owner: str = "landholder", on: date | None = None, **facts: Any) -> SiteAccount:
    """An agreement with its schedule frozen and its account open, nothing deposited."""
    of = agreement(cast, owner=owner, on=on, **facts)
    day, by = of.registered_on or today(), cast.person("registrar").pk
    with transaction.atomic():
        schedules.freeze(of, plan(cast, of), on=day, now=now(), by_id=by)
        made = accounts.open_account(of, credits_total=613, on=day, now=now(), by_id=by)
    assert made is not None
    return made


def active_site(
    cast: Cast, *, owner: str = "landholder", on: date | None = None, **facts: Any
) -> SiteAccount:
    """The same, its whole deposit paid and full management begun on that day."""
    day = on or today()
    made = site(cast, owner=owner, on=day, **facts)
    deposit(made, DEPOSIT_CENTS, on=day)
    with transaction.atomic():
        Agreement.objects.filter(pk=made.agreement_id).update(state=agreement_states.ACTIVE, activated_on=day)
        SiteAccount.objects.filter(pk=made.pk).update(
            threshold_reached_on=day, credits_settled=613, sale_income_cents=100_000_000
        )
        years.begin(made, on=day, now=now())
    return SiteAccount.objects.select_related("agreement").get(pk=made.pk)


def deposit(of: SiteAccount, cents: int, *, on: date) -> None:
    """Money into the account."""
    post(Posting(FUND_BANK, PRINCIPAL, cents, memo="Share of the deposit", site_id=of.pk), on=on)
    of.deposited_cents += cents
    of.save(update_fields=["deposited_cents"])


def post(posting: Posting, *, on: date, source: str = "deposit") -> None:
    """An entry of that day."""
    with transaction.atomic():
        ledger.post(
            [posting],
            fund=STEWARDSHIP,
            source=source,
            cause=f"test {next(_numbers)}",
            value_on=on,
            posted_on=on,
            now=now(),
            recorded_by_id=None,
        )


def run(cast: Cast, *, on: date | None = None, state: str = states.SETTLED) -> PaymentRun:
    """A payment run that the bank has paid on that day."""
    day, number = on or today(), next(_numbers)
    return PaymentRun.objects.create(
        number=f"SPF/TEST/{number}",
        kind="annual",
        due_to=day,
        index_vintage=day,
        state=state,
        opened_at=now(),
        prepared_by=cast.person("trust_officer"),
        approved_by=cast.person("trust_reviewer"),
        released_by=cast.person("trust_approver"),
        released_at=now(),
        processing_on=day,
        settled_on=day if state == states.SETTLED else None,
    )


def year_of(of: SiteAccount, number: int) -> ManagementYear:
    """A management year of the site."""
    return ManagementYear.objects.get(site=of, year=number)


def line(
    in_run: PaymentRun,
    year: ManagementYear,
    payee: Organisation,
    *,
    state: str = states.PAID,
    share_cents: int = 1_095_000,
    gst_cents: int = 0,
    recovery_cents: int = 0,
    **facts: Any,
) -> RunLine:
    """A line of the run, all owners' money in one: by default 10,000.00 at an index of 120.0 to 131.4."""
    remit = share_cents - recovery_cents + gst_cents
    made = RunLine.objects.create(
        **{
            "run": in_run,
            "number": in_run.lines.count() + 1,
            "management_year": year,
            "site": year.site,
            "payee": payee,
            "state": state,
            "real_cents": year.real_cents,
            "base_index": "120.0",
            "due_index": "131.4",
            "gross_cents": share_cents,
            "share_cents": share_cents,
            "gst_cents": gst_cents,
            "recovery_cents": recovery_cents,
            "remit_cents": remit,
            "reference": f"SPF{next(_numbers)}",
            **facts,
        }
    )
    if state == states.PAID:
        ManagementYear.objects.filter(pk=year.pk).update(state=states.PAID)
        memo = f"Year {year.year}, {display_dollars(share_cents)}"
        on = in_run.processing_on or today()
        posting = Posting(
            DRAWN, PAYMENTS_PAYABLE, share_cents, memo=memo, site_id=year.site_id, party_id=payee.pk
        )
        post(posting, on=on, source="run_line")
    return made


def held(in_run: PaymentRun, year: ManagementYear, payee: Organisation, reason: str) -> RunLine:
    """A line that the run did not pay."""
    return RunLine.objects.create(
        run=in_run,
        number=in_run.lines.count() + 1,
        management_year=year,
        site=year.site,
        payee=payee,
        state=states.HELD,
        hold_code="REPORT_MISSING",
        hold_reason=reason,
        real_cents=year.real_cents,
    )


def invoice(of: RunLine, number: int, *, on: date) -> TaxInvoice:
    """The tax invoice of a line with tax."""
    return TaxInvoice.objects.create(
        number=number,
        line=of,
        issued_on=on,
        net_cents=(of.share_cents or 0) - of.recovery_cents,
        gst_cents=of.gst_cents,
        supplier_number="51824753556",
    )


def a_year_ago(days: int = 0) -> date:
    """Some time before today."""
    return today() - timedelta(days=366 + days)


def second_version(cast: Cast, of: SiteAccount, *, from_year: int, more_cents: int) -> Schedule:
    """A varied plan that costs more for weeds, from a year on."""
    varied = plan(cast, of.agreement, version=2, more_cents=more_cents)
    with transaction.atomic():
        return schedules.freeze(
            of.agreement,
            varied,
            from_year=from_year,
            extra_deposit_cents=1_234,
            on=today(),
            now=now(),
            by_id=cast.person("registrar").pk,
        )
