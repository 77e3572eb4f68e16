"""A registered site with the costs of a worked plan, its credits, and the money of their first sales."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from credits.lots.fund_step import dealing_of
from credits.lots.models import Lot
from credits.lots.services import deposits
from credits.models import Retirement, Transfer
from registry.agreements import states
from registry.agreements.models import AgreedPlan, Agreement, OwnerShare, PlanAction, PlanCost
from registry.fund.models import Entry, Settlement, SiteAccount, TaxStanding
from registry.fund.money import plan_lines
from registry.fund.services import accounts, owed, schedules
from tests.builders_ledger import open_lot
from tests.builders_people import Cast
from tests.dealings.market import Market, market_of
from tests.pure.fund import worked

CREDITS = 613


@dataclass
class Site:
    """One site of the landholder: agreement, account, root lot, and who deals with it."""

    cast: Cast
    agreement: Agreement
    plan: AgreedPlan
    lot: Lot
    market: Market

    @property
    def account(self) -> SiteAccount:
        """As it is stored now."""
        return SiteAccount.objects.select_related("agreement").get(agreement=self.agreement)

    @property
    def state(self) -> str:
        """Of the agreement now."""
        return Agreement.objects.values_list("state", flat=True).get(pk=self.agreement.pk)

    def sale(self, quantity: int, price: str, *, lot: Lot | None = None) -> Transfer:
        """A checked transfer that waits for its money."""
        return self.market.checked_transfer(lot or self.lot, quantity, price=price)

    def retirement(self, quantity: int) -> Retirement:
        """A checked retirement that waits for its money."""
        return self.market.checked_retirement(self.lot, quantity)

    def record(
        self, dealing: Transfer | Retirement, *, by: str = "trust_officer", **changes: Any
    ) -> dict[str, Any]:
        """Exactly what is asked, unless told otherwise."""
        today = self.market.today
        wanted = owed.asked(self.account, dealing_of(dealing), on=today)
        given: dict[str, Any] = {
            "received_cents": wanted.payer_cents,
            "received_on": today,
            "receipt": "EFT 1",
            "top_up_cents": wanted.top_up_cents,
            "top_up_receipt": "EFT 2" if wanted.top_up_cents else "",
        }
        kind = "transfer" if isinstance(dealing, Transfer) else "retirement"
        return deposits.record(
            actor=self.market.actor(self.cast.person(by)),
            kind=kind,
            dealing_id=str(dealing.public_id),
            today=today,
            now=self.market.now,
            **(given | changes),
        )

    def clear(self, settlement_id: str, *, by: str = "trust_approver", **changes: Any) -> dict[str, Any]:
        """The second person of the trust."""
        today = self.market.today
        given = {"cleared_on": today, "today": today, "now": self.market.now}
        return deposits.clear(
            actor=self.market.actor(self.cast.person(by)), settlement_id=settlement_id, **(given | changes)
        )

    def give_back(self, settlement_id: str, *, by: str = "trust_officer") -> dict[str, Any]:
        """The dealing ended."""
        return deposits.cancel(
            actor=self.market.actor(self.cast.person(by)),
            settlement_id=settlement_id,
            reason="The buyer withdrew.",
            today=self.market.today,
            now=self.market.now,
        )

    def pay(self, dealing: Transfer | Retirement) -> Settlement:
        """Recorded and cleared."""
        made = self.record(dealing)
        self.clear(made["id"])
        return Settlement.objects.get(public_id=made["id"])

    def settle(self, dealing: Transfer | Retirement) -> dict[str, Any]:
        """The credits move, and the money with them."""
        action = "settle" if isinstance(dealing, Transfer) else "retire"
        return self.market.act(action, dealing, self.market.approver)

    def sell(self, quantity: int, price: str) -> Settlement:
        """A first sale from offer to settled credits."""
        transfer = self.sale(quantity, price)
        settlement = self.pay(transfer)
        self.settle(transfer)
        settlement.refresh_from_db()
        return settlement


def lay_costs(plan: AgreedPlan, deposit_cents: int | None, level: tuple[int, int] | None = None) -> None:
    """The costs of the worked plan G04, each line an action; or all of a stated deposit paid in the first year; or a
    level sum with another after it."""
    if level is not None:
        level_costs(plan, *level)
        return
    if deposit_cents is not None:
        stated = {1: deposit_cents} | dict.fromkeys((*range(2, 21), None), 0)
        PlanCost.objects.bulk_create(
            PlanCost(plan=plan, purpose="other", year=year, amount_cents=cents)
            for year, cents in stated.items()
        )
        return
    lines = worked.plan_lines("G04")
    made = plan_lines.schedule(lines, tail_cents=worked.cents(worked.inputs("G04")["tail_real"]))
    actions = {
        line.code: PlanAction.objects.create(
            plan=plan,
            action_code=line.code,
            title=line.code,
            first_year=line.first_year,
            last_year=None if line.code == "REPORT" else line.last_year,
        )
        for line in lines
    }
    rows = [
        PlanCost(plan=plan, action=actions[code], purpose="weeds_pests", year=year.year, amount_cents=cents)
        for year in made.years
        for code, cents in year.lines_cents.items()
    ]
    rows.append(PlanCost(plan=plan, purpose="monitoring", year=None, amount_cents=made.tail_cents))
    PlanCost.objects.bulk_create(rows)


def make_site(
    cast: Cast,
    *,
    credits_total: int = CREDITS,
    gst_registered: bool | None = True,
    deposit_cents: int | None = None,
    level: tuple[int, int] | None = None,
    regime: str = "PROPORTIONAL",
    measure: str = "DEPOSITS",
) -> Site:
    """A passive agreement entered into today with a frozen schedule of the worked plan G04 (or of a stated deposit),
    its account and one root lot. `gst_registered` None: the seller's standing is not entered."""
    market = market_of(cast)
    officer, today = cast.person("trust_officer"), market.today
    agreement = Agreement.objects.create(
        state=states.PASSIVE,
        site_name="Ironbark Ridge",
        applicant=cast.organisation("landholder"),
        trust=cast.organisation("trust"),
        created_by=cast.person("landholder_signatory"),
        number="BS9001",
        title_reference="AB123456",
        registered_on=today,
        signed_on=today,
        applied_on=today - timedelta(days=30),
    )
    OwnerShare.objects.create(
        agreement=agreement, organisation=cast.organisation("landholder"), parts=1, valid_from=today
    )
    plan = AgreedPlan.objects.create(
        agreement=agreement, version=1, created_by=officer, created_at=market.now
    )
    lay_costs(plan, deposit_cents, level)
    AgreedPlan.objects.filter(pk=plan.pk).update(frozen_at=market.now)
    schedules.freeze(agreement, plan, on=today, now=market.now, by_id=officer.pk)
    accounts.open_account(agreement, credits_total=credits_total, on=today, now=market.now, by_id=officer.pk)
    SiteAccount.objects.update(regime=regime, measure=measure)
    lot = open_lot(cast.organisation("landholder"), credits_total, agreement=agreement, deposit_settled=False)
    if gst_registered is not None:
        enter_tax_standing(cast, today, gst_registered=gst_registered)
    return Site(cast, agreement, plan, lot, market)


def level_costs(plan: AgreedPlan, yearly_cents: int, tail_cents: int) -> None:
    """The same sum in each of the 20 years, and another in each year after them."""
    stated = dict.fromkeys(range(1, 21), yearly_cents) | {None: tail_cents}
    PlanCost.objects.bulk_create(
        PlanCost(plan=plan, purpose="other", year=year, amount_cents=cents) for year, cents in stated.items()
    )


def enter_tax_standing(cast: Cast, today: date, *, gst_registered: bool) -> TaxStanding:
    """How the landholder stands to the tax from a year ago on."""
    return TaxStanding.objects.create(
        organisation=cast.organisation("landholder"),
        valid_from=today - timedelta(days=365),
        gst_registered=gst_registered,
        business_number="51824753556" if gst_registered else "",
        source="Made up",
        entered_by=cast.person("trust_officer"),
        entered_at=market_of(cast).now,
    )


def postings(settlement: Settlement) -> list[tuple[str, str, int]]:
    """Debit, credit and cents of every entry of a settlement, in order."""
    rows = Entry.objects.filter(cause=str(settlement.public_id)).order_by("pk")
    return list(rows.values_list("debit", "credit", "amount_cents"))
