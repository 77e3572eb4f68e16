"""Sites with years that are due, put there without the deposits that begin them; and the people of a payment run.

`G23` of the worked cases is built by `golden_sites` as it stands in the file.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction

from registry.actor import TRUST_APPROVER, Actor, system
from registry.agreements import states as agreement_states
from registry.agreements.models import AgreedPlan, Agreement, OwnerShare
from registry.fund import ledger, states
from registry.fund.chart import DRAWN, FUND_BANK, PRINCIPAL, RECOVERABLE, STEWARDSHIP
from registry.fund.ledger import Posting
from registry.fund.models import (
    AnnualReport,
    BankDetail,
    ComplianceHold,
    IndexNumber,
    IndexSeries,
    Inspection,
    ManagementYear,
    PaymentRun,
    Recovery,
    RuleParameter,
    RunLine,
    Schedule,
    ScheduleYear,
    SiteAccount,
    TaxStanding,
)
from registry.fund.money.days import management_year
from registry.fund.services import run_completing, run_preparing, runs, sealing
from registry.parties.models import Organisation, OrganisationKind
from tests.builders_agreements import actor
from tests.builders_people import Cast, make_organisation

CASES = Path(__file__).parents[1] / "worked_examples/money_cases.json"
RUN_DAY = date(2027, 6, 30)
NOW = datetime(2027, 6, 30, 1, tzinfo=UTC)
BEGAN = date(2026, 9, 14)
"""First day of the first management year of a site, where nothing else is said."""
SERIES = "cpi-test"
BASE_QUARTER = date(2024, 6, 30)
PLENTY_CENTS = 10_000_000_000


@cache
def case(number: str) -> dict[str, Any]:
    """A worked case of the money rules."""
    cases = json.loads(CASES.read_text())["cases"]
    return next(one for one in cases if one["id"] == number)


def cents(dollars: str) -> int:
    """As the cases write it."""
    return int(Decimal(dollars) * 100)


@dataclass(frozen=True)
class People:
    """Who works on a run: `officer` prepares, `approver` approves, `releaser` releases."""

    cast: Cast

    @property
    def officer(self) -> Actor:
        """An officer of the trust."""
        return actor(self.cast, "trust_officer")

    @property
    def approver(self) -> Actor:
        """An approver of the trust."""
        return actor(self.cast, "trust_approver")

    @property
    def releaser(self) -> Actor:
        """Another approver of the trust: the reviewer of the cast, made one."""
        one = actor(self.cast, "trust_reviewer")
        trust_id = self.cast.organisation("trust").pk
        return replace(
            one,
            roles=one.roles | {TRUST_APPROVER},
            organisation_ids=one.organisation_ids | {trust_id},
            offices=one.offices | {(TRUST_APPROVER, trust_id)},
        )

    @property
    def by_id(self) -> int:
        """Who entered what is simply there."""
        return self.cast.person("registrar").pk


def set_index(
    people: People, *, base: str = "120.0", due: str = "131.4", until: date = date(2059, 12, 31)
) -> None:
    """A series with its base number, and another number in every quarter since; and the rule that names it."""
    entered = {"source": "Made up for the test.", "entered_by_id": people.by_id, "entered_at": NOW}
    series = IndexSeries.objects.create(code=SERIES, name="Prices", **entered)
    ends = [
        date(year, month, 30 if month in (6, 9) else 31)
        for year in range(2024, 2060)
        for month in (3, 6, 9, 12)
    ]
    IndexNumber.objects.bulk_create(
        IndexNumber(
            series=series,
            quarter_ends=quarter,
            published_on=quarter + timedelta(days=30),
            value=Decimal(base if quarter == BASE_QUARTER else due),
            **entered,
        )
        for quarter in ends
        if BASE_QUARTER <= quarter <= until
    )
    set_rule(people, "index_series", SERIES)


def set_rule(people: People, code: str, value: str, *, since: date = date(2020, 1, 1)) -> None:
    """A rule of the fund from a day on."""
    RuleParameter.objects.create(
        code=code,
        value=value,
        effective_from=since,
        source="Made up for the test.",
        entered_by_id=people.by_id,
        entered_at=NOW,
    )


def site(
    people: People,
    number: str,
    *,
    owners: list[tuple[Organisation, int]],
    state: str = agreement_states.ACTIVE,
    began: date = BEGAN,
    real_cents: int = 1_000_000,
    tail_cents: int = 500_000,
    deposit_cents: int = PLENTY_CENTS,
    timing: str = "ADVANCE",
    base: bool = True,
) -> SiteAccount:
    """A site under full management since `began` with a schedule of level payments and a rich account."""
    agreement = Agreement.objects.create(
        number=number,
        title_reference=f"T{number}",
        site_name=f"Site {number}",
        applicant=owners[0][0],
        trust=people.cast.organisation("trust"),
        state=state,
        registered_on=date(2006, 1, 1),
        activated_on=began,
        created_by_id=people.by_id,
    )
    for owner, parts in owners:
        OwnerShare.objects.create(
            agreement=agreement, organisation=owner, parts=parts, valid_from=date(2006, 1, 1)
        )
    plan = AgreedPlan.objects.create(
        agreement=agreement, version=1, created_by_id=people.by_id, created_at=NOW
    )
    schedule = Schedule.objects.create(
        agreement=agreement,
        version=1,
        plan=plan,
        rate="0.03200",
        rate_reason="Made up for the test.",
        timing=timing,
        tail_cents=tail_cents,
        total_fund_deposit_cents=23_661_728,
        undiscounted_cents=20 * real_cents,
        parameters=[],
        base_series=SERIES if base else "",
        base_quarter=BASE_QUARTER if base else None,
        frozen_on=date(2006, 1, 1),
        made_at=NOW,
        made_by_id=people.by_id,
    )
    ScheduleYear.objects.bulk_create(
        ScheduleYear(schedule=schedule, year=year, real_cents=real_cents) for year in range(1, 21)
    )
    passive = state == agreement_states.PASSIVE
    account = SiteAccount.objects.create(
        agreement=agreement,
        opened_on=date(2006, 1, 1),
        credits_total=100,
        credits_settled=100,
        due_cents=deposit_cents,
        deposited_cents=deposit_cents,
        threshold_cents=18_929_383,
        measure="DEPOSITS",
        regime="PROPORTIONAL",
        threshold_reached_on=None if passive else began,
    )
    if deposit_cents:
        deposit(account, deposit_cents)
    return account


def deposit(account: SiteAccount, amount_cents: int, *, on: date = date(2026, 7, 1)) -> None:
    """Money into the account, beside what the account says was deposited."""
    _post(Posting(FUND_BANK, PRINCIPAL, amount_cents, memo="Deposit", site_id=account.pk), on=on)


def _post(posting: Posting, *, on: date, cause: str = "", source: str = "opening") -> None:
    with transaction.atomic():
        ledger.post(
            [posting],
            fund=STEWARDSHIP,
            source=source,
            cause=cause or str(uuid4()),
            value_on=on,
            posted_on=on,
            now=NOW,
            recorded_by_id=None,
        )


def year(
    account: SiteAccount,
    number: int,
    *,
    real_cents: int = 1_000_000,
    state: str = states.DUE,
    began: date = BEGAN,
    due_on: date | None = None,
) -> ManagementYear:
    """One of its years; due on the anniversary of its beginning, or on the day given."""
    dates = management_year(began, number)
    schedule = Schedule.objects.get(agreement=account.agreement_id)
    return ManagementYear.objects.create(
        site=account,
        year=number,
        schedule=schedule,
        maintenance=number > 20,
        due_on=due_on or dates.due,
        ends_on=management_year(due_on, 2).due if due_on else dates.ends,
        report_due_on=dates.report_due,
        real_cents=real_cents,
        state=state,
    )


def report(
    people: People,
    of: ManagementYear,
    *,
    state: str = states.APPROVED,
    payable_parts: int = 10_000,
    inspected: bool = True,
    complete: bool = True,
) -> AnnualReport:
    """Its report, and the visit that goes with an approval."""
    made = AnnualReport.objects.create(
        management_year=of,
        state=state,
        payable_parts=payable_parts,
        begun_by_id=people.by_id,
        begun_at=NOW,
        decided_by_id=people.by_id if state == states.APPROVED else None,
    )
    if inspected:
        inspect(people, of, complete=complete)
    return made


def inspect(people: People, of: ManagementYear, *, complete: bool = True) -> None:
    """A visit, and whether it found the actions done."""
    Inspection.objects.create(
        management_year=of,
        inspected_on=RUN_DAY,
        actions_complete=complete,
        findings="Seen.",
        inspected_by_id=people.by_id,
        recorded_at=NOW,
    )


def holder(people: People, name: str) -> Organisation:
    """A landholder of that name."""
    return make_organisation(name, OrganisationKind.LANDHOLDER)


def bank(
    people: People,
    owner: Organisation,
    *,
    bsb: str = "062-000",
    account: str = "10000001",
    title: str = "",
    verified: bool = True,
    usable_from: date = date(2026, 7, 1),
) -> BankDetail:
    """Bank details, verified and long usable unless said otherwise."""
    return BankDetail.objects.create(
        organisation=owner,
        sealed=sealing.seal({"bsb": bsb, "account_number": account, "title": title or owner.name}),
        masked=f"•••{account[-3:]}",
        fingerprint=sealing.fingerprint(bsb=bsb, account_number=account),
        state=states.VERIFIED if verified else states.ENTERED,
        entered_by_id=people.by_id,
        entered_at=NOW,
        verified_by_id=people.cast.person("trust_officer").pk if verified else None,
        verified_at=NOW if verified else None,
        usable_from=usable_from if verified else None,
    )


def tax(people: People, owner: Organisation, *, registered: bool = False) -> TaxStanding:
    """How the owner stands to the tax."""
    return TaxStanding.objects.create(
        organisation=owner,
        valid_from=date(2026, 7, 1),
        gst_registered=registered,
        business_number="51824753556" if registered else "",
        invoice_agreement="Letter of 1 July 2026" if registered else "",
        source="Made up for the test.",
        entered_by_id=people.by_id,
        entered_at=NOW,
    )


def payable(people: People, name: str, **bank_facts: Any) -> Organisation:
    """A landholder that can be paid, not registered for the tax."""
    owner = holder(people, name)
    bank(people, owner, **bank_facts)
    tax(people, owner)
    return owner


def hold(people: People, account: SiteAccount, reason: str = "Weeds were not sprayed.") -> ComplianceHold:
    """Its payments are held."""
    return ComplianceHold.objects.create(
        site=account, reason=reason, placed_by_id=people.by_id, placed_at=NOW
    )


def recovery(people: People, account: SiteAccount, owner: Organisation, amount_cents: int) -> Recovery:
    """An open recovery, posted."""
    made = Recovery.objects.create(
        site=account,
        party=owner,
        amount_cents=amount_cents,
        outstanding_cents=amount_cents,
        reason="Paid too much.",
        state=states.OPEN,
        raised_by_id=people.by_id,
        raised_at=NOW,
        approved_by_id=people.cast.person("trust_approver").pk,
        approved_at=NOW,
    )
    claim = Posting(
        RECOVERABLE, DRAWN, amount_cents, memo="Claimed back", site_id=account.pk, party_id=owner.pk
    )
    _post(claim, on=date(2026, 12, 1), cause=str(made.public_id), source="recovery")
    return made


def golden_sites(people: People) -> None:
    """The eleven agreements of G23, as they stand on the day of the run."""
    set_index(people)
    for given in case("G23")["inputs"]["agreements"]:
        number, place = given["bsa"], given["schedule_year"]
        owners = []
        for one in given["owners"]:
            owner = holder(people, one["name"])
            unverified = given["hold"] == "BANK_UNVERIFIED"
            bank(people, owner, bsb=one["bsb"], account=one["account"], verified=not unverified)
            tax(people, owner, registered=one["gst_registered"])
            owners.append((owner, one["share"]))
        began = date(2026 - place + 1, 9, 14)
        account = site(
            people,
            number,
            owners=owners,
            state=given["state"].lower(),
            began=began,
            real_cents=cents(given["real"]),
        )
        year(account, place, real_cents=cents(given["real"]), began=began)
        if place > 1:
            before = year(account, place - 1, began=began, state=states.PAID)
            said = given["prior_year_report"]
            if said != "NONE":
                report(people, before, state=said.lower())
        if given["hold"] == "COMPLIANCE_HOLD":
            hold(people, account)
        if cents(given["recovery_balance"]):
            recovery(people, account, owners[0][0], cents(given["recovery_balance"]))


# --- the steps of a run, as people take them -------------------------------------------------------------------------
def opened(
    people: People, *, due_to: date = RUN_DAY, today: date | None = None, kind: str = "annual"
) -> PaymentRun:
    """A run that was opened by the officer; nobody has prepared it."""
    made = runs.open_run(
        actor=people.officer, due_to=due_to, kind=kind, today=today or due_to, now=NOW, in_job=False
    )
    return PaymentRun.objects.get(public_id=made["id"])


def prepared(
    people: People, *, run: PaymentRun | None = None, today: date | None = None, **opening: Any
) -> PaymentRun:
    """Its lines are worked out."""
    run = run or opened(people, today=today, **opening)
    run_preparing.prepare(
        run.pk,
        actor=system("payment run"),
        on=today or run.due_to,
        now=NOW,
        by_id=people.officer.user_id,
    )
    run.refresh_from_db()
    return run


def approved(people: People, **opening: Any) -> PaymentRun:
    """Approved for the lines as they are."""
    run = prepared(people, **opening)
    runs.approve(actor=people.approver, run_id=str(run.public_id), fingerprint=run.fingerprint, now=NOW)
    run.refresh_from_db()
    return run


def release(people: People, run: PaymentRun, *, today: date | None = None) -> PaymentRun:
    """Released; what follows is not written yet."""
    runs.release(actor=people.releaser, run_id=str(run.public_id), today=today or run.due_to, now=NOW)
    run.refresh_from_db()
    return run


def complete(people: People, run: PaymentRun, *, today: date | None = None) -> PaymentRun:
    """Entries, files, invoices and notices of the release."""
    run_completing.complete(
        run.pk,
        actor=system("payment run"),
        on=today or run.due_to,
        now=NOW,
        by_id=people.releaser.user_id,
    )
    run.refresh_from_db()
    return run


def released(people: People, *, today: date | None = None, **opening: Any) -> PaymentRun:
    """All of it up to the bank file."""
    run = approved(people, today=today, **opening)
    return complete(people, release(people, run, today=today), today=today)


def settled(people: People, **opening: Any) -> PaymentRun:
    """The bank has paid."""
    run = released(people, **opening)
    settle(people, run)
    return run


def settle(people: People, run: PaymentRun, *, paid_on: date | None = None) -> None:
    """Record that the bank has paid."""
    day = paid_on or run.processing_on
    runs.settle_bank(actor=people.officer, run_id=str(run.public_id), paid_on=day, today=day, now=NOW)
    run.refresh_from_db()


def line(run: PaymentRun, number: str, payee: str = "") -> RunLine:
    """The line of that agreement in the run, of that owner where there are several."""
    rows = RunLine.objects.filter(run=run, site__agreement__number=number)
    return rows.get(payee__name=payee) if payee else rows.get()


def content(run: PaymentRun, sequence: int = 1) -> bytes:
    """A bank file of the run as the bank reads it."""
    return sealing.unseal_text(run.files.get(sequence=sequence).sealed).encode("ascii")
