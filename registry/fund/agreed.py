"""The fund's answer to agreements about money (`registry.agreements.money_terms`)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F

from registry.agreements.models import AgreedPlan, Agreement, AgreementChange
from registry.agreements.money_terms import ShownDeposit
from registry.findings import DomainError
from registry.fund import parameters
from registry.fund.chart import SITE_ACCOUNTS, STEWARDSHIP
from registry.fund.ledger import balance_cents
from registry.fund.models import Schedule, SiteAccount
from registry.fund.money.present_value import Timing
from registry.fund.money.rates import per_cent
from registry.fund.selectors.sites import schedules_of
from registry.fund.services import accounts, schedules, years
from registry.fund.services.schedules import Basis, Figures
from registry.units import display_dollars

TIMING_WORDS = {Timing.ADVANCE: "in advance", Timing.ARREARS: "in arrears"}
SHOWN_RULES = ("timing",)
"""What a deposit rests on besides plan and rate."""


class FundTerms:
    """Named by `settings.MONEY_TERMS`."""

    def shown(
        self, agreement: Agreement, plans: Sequence[AgreedPlan], *, on: date
    ) -> dict[int, ShownDeposit]:
        """The deposit of each plan, or a sentence that says what is missing; the same queries for one as for many."""
        known = list(Schedule.objects.filter(agreement=agreement).order_by("version"))
        frozen = {schedule.plan_id: schedule for schedule in known}
        try:
            basis = schedules.basis_of(known[0]) if known else schedules.basis_for(agreement, on=on)
        except DomainError as refusal:
            return {plan.pk: ShownDeposit(problem=refusal.message) for plan in plans}
        return {plan.pk: _shown(plan, basis, frozen.get(plan.pk)) for plan in plans}

    def stated(self, agreement: Agreement, plan: AgreedPlan | None, *, on: date) -> str:
        """The sentence that the owners and the trust sign."""
        if plan is None:
            return "The Total Fund Deposit is not computed: there is no management plan."
        shown = self.shown(agreement, [plan], on=on)[plan.pk]
        if shown.deposit_cents is None:
            return f"The Total Fund Deposit is not computed: {shown.problem}"
        return (
            f"The Total Fund Deposit is {display_dollars(shown.deposit_cents)}: the present value of the plan's "
            f"payments at a discount rate of {shown.rate} a year, paid {shown.timing}, in prices of the signing."
        )

    def entered(
        self, agreement: Agreement, plan: AgreedPlan, *, on: date, now: datetime, by_id: int
    ) -> dict[str, object]:
        """Version 1 of the schedule, with every rule and the rate as they stand."""
        schedule = schedules.freeze(agreement, plan, on=on, now=now, by_id=by_id)
        return _told(schedule)

    def changed(
        self,
        agreement: Agreement,
        change: AgreementChange,
        plan: AgreedPlan,
        *,
        on: date,
        now: datetime,
        by_id: int,
    ) -> dict[str, object]:
        """The next version, from the first management year that is not paid. What it asks beyond what was to come under
        the version before is the extra deposit: owed by whom is not known, so it is shown as owed and blocks nothing.

        Nothing where the agreement came without a schedule (signed elsewhere)."""
        known = schedules_of(agreement)
        if not known:
            return {}
        site = _locked(agreement)
        from_year = years.first_unpaid_year(site) if site is not None else 1
        renewed = change.kind == AgreementChange.ChangeKind.RENEWAL
        before = schedules.schedule_for(known, from_year)
        first_year = from_year if renewed else before.first_year
        if renewed and site is not None:
            held = _balance_cents(site)
        else:
            held = schedules.figures_of(before).remaining_cents(from_year - before.first_year)
        to_come = schedules.preview(agreement, on=on, plan=plan).remaining_cents(from_year - first_year)
        extra = max(0, to_come - held)
        schedule = schedules.freeze(
            agreement,
            plan,
            change=change,
            from_year=from_year,
            first_year=first_year,
            extra_deposit_cents=extra,
            on=on,
            now=now,
            by_id=by_id,
        )
        if site is not None:
            _raise_due(site, known[0], extra)
            years.reprice(site, schedule)
        return {**_told(schedule), "from_year": from_year, "extra_deposit_cents": extra}

    def ended(self, agreement: Agreement, *, on: date) -> dict[str, object]:
        """Years due later end; one that is due stays owed."""
        site = _locked(agreement)
        return {} if site is None else {"years_ended": years.end_after(site, on=on)}


def _shown(plan: AgreedPlan, basis: Basis, frozen: Schedule | None) -> ShownDeposit:
    try:
        figures = schedules.compute(plan.costs.all(), basis)
    except DomainError as refusal:
        reasons = [finding.message for finding in refusal.findings if finding.severity == "error"]
        more = f" And {len(reasons) - 2} more." if len(reasons) > 2 else ""
        return ShownDeposit(problem=" ".join(reasons[:2]) + more)
    return ShownDeposit(
        deposit_cents=figures.deposit_cents,
        undiscounted_cents=figures.undiscounted_cents,
        rate=per_cent(figures.rate),
        rate_reason=figures.rate_reason,
        timing=TIMING_WORDS[figures.timing],
        frozen_on=frozen.frozen_on if frozen else None,
        provisional=_provisional(figures),
    )


def _provisional(figures: Figures) -> tuple[str, ...]:
    found = parameters.provisional(figures.rules[code] for code in SHOWN_RULES)
    return tuple(f"{rule.label}: {TIMING_WORDS[Timing(rule.value)]} ({rule.standing})" for rule in found)


def _told(schedule: Schedule) -> dict[str, object]:
    return {
        "schedule": schedule.version,
        "total_fund_deposit_cents": schedule.total_fund_deposit_cents,
        "undiscounted_cents": schedule.undiscounted_cents,
        "rate": str(schedule.rate),
        "timing": schedule.timing,
    }


def _locked(agreement: Agreement) -> SiteAccount | None:
    """The site's account, its row held after the agreement's: the order in which everything locks the two."""
    return SiteAccount.objects.select_for_update(no_key=True).filter(agreement=agreement).first()


def _balance_cents(site: SiteAccount) -> int:
    """What the account holds: deposits and returns less what was drawn."""
    return -sum(balance_cents(STEWARDSHIP, account, site_id=site.pk) for account in SITE_ACCOUNTS)


def _raise_due(site: SiteAccount, first: Schedule, extra: int) -> None:
    """More is due; where full management has not begun and sales can bring it in, so is more for it to begin."""
    changes: dict[str, object] = {"due_cents": F("due_cents") + extra}
    if site.threshold_reached_on is None:
        changes["threshold_cents"] = accounts.threshold_of(
            first, site.due_cents + extra, regime=site.regime, measure=site.measure
        )
    SiteAccount.objects.filter(pk=site.pk).update(**changes)
