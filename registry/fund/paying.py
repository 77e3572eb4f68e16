"""What a payment run decides about one management year: who is paid how much, or why nobody is yet (N61, N62).

Facts in, decision out; every reason has a code, a sentence, and says what makes the payment possible. A held payment is
never lost: a later run takes it at the index of its original due date. Pure: no Django, no clock, no I/O.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import lcm

from registry.agreements import states as agreements
from registry.fund.bank.layout import LARGEST_AMOUNT_CENTS
from registry.fund.money.indexation import gross_cents
from registry.fund.money.recovery import offset
from registry.fund.money.shares import largest_remainder
from registry.fund.money.tax import gst_cents
from registry.units import display_dollars, divide_half_up

WHOLE = 10_000
"""Ten thousand parts: the whole payment."""

PAYING_STATES = frozenset({agreements.ACTIVE, agreements.REVIEW, agreements.MAINTENANCE})

NOT_ACTIVE, TERMINATED, SUSPENDED = "NOT_ACTIVE", "AGREEMENT_TERMINATED", "AGREEMENT_SUSPENDED"
REPORT_MISSING, REPORT_NOT_APPROVED = "REPORT_MISSING", "REPORT_NOT_APPROVED"
INSPECTION_MISSING, ACTIONS_INCOMPLETE = "INSPECTION_MISSING", "ACTIONS_INCOMPLETE"
COMPLIANCE_HOLD, FUND_DECISION = "COMPLIANCE_HOLD", "HELD_FUND_DECISION"
INDEX_NOT_SET, BASE_INDEX_NOT_SET = "INDEX_NOT_SET", "BASE_INDEX_NOT_SET"
SHARES, TAX_NOT_SET, INVOICE_NOT_AGREED = "SHARES_DO_NOT_ADD_UP", "TAX_NOT_SET", "INVOICE_NOT_AGREED"
BANK_MISSING, BANK_UNVERIFIED, BANK_COOLING_OFF = "BANK_MISSING", "BANK_UNVERIFIED", "BANK_COOLING_OFF"
TOO_LARGE = "ABOVE_BANK_LIMIT"

DECIDABLE = frozenset({FUND_DECISION, TERMINATED})
"""What a person may decide to pay all the same: the law's text on deficits and on what is owed at the end of an
agreement was not found, so that nothing is decided by itself."""

HOLDS = {
    NOT_ACTIVE: "Full management has not begun",
    TERMINATED: "Agreement terminated",
    SUSPENDED: "Agreement suspended",
    REPORT_MISSING: "Report missing",
    REPORT_NOT_APPROVED: "Report not approved",
    INSPECTION_MISSING: "Inspection missing",
    ACTIONS_INCOMPLETE: "Actions not complete",
    COMPLIANCE_HOLD: "Compliance hold",
    FUND_DECISION: "Fund in deficit: a person decides",
    INDEX_NOT_SET: "Price index not set",
    BASE_INDEX_NOT_SET: "Base of the price index not set",
    SHARES: "Owners' shares do not add up",
    TAX_NOT_SET: "Tax standing not set",
    INVOICE_NOT_AGREED: "Tax invoice not agreed",
    BANK_MISSING: "Bank details missing",
    BANK_UNVERIFIED: "Bank details not verified",
    BANK_COOLING_OFF: "Bank details cooling off",
    TOO_LARGE: "More than a bank file holds in one payment",
}
"""Every reason in a few words, in the order in which they are looked at."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a payment waits: a code of `HOLDS`, and a sentence that says what makes it possible."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """The report a payment waits for: of which year, how it stands, what was approved."""

    year: int
    received: bool
    approved: bool
    payable_parts: int = WHOLE
    inspected: bool = False
    actions_complete: bool | None = None


@dataclass(frozen=True, slots=True)
class Owned:
    """An owner of the land for some days: its parts from a day until before another (None: still)."""

    payee_id: int
    parts: int
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class YearFacts:
    """One management year as a run finds it. It has the days from `begins` until before `ends`; `due` is the ORIGINAL
    due date, one of these two; `report` is None where none is asked for (the first year). `index_too_old`: the quarter
    of the newest number, where a later one must be out. `paid_parts`: what owners have of it already, as payee, parts,
    of parts."""

    year: int
    due: date
    begins: date
    ends: date
    real_cents: int
    agreement_state: str
    threshold_reached: bool
    suspended: bool = False
    terminated_on: date | None = None
    report: ReportFacts | None = None
    hold_reason: str = ""
    deficit: str = ""
    decided: frozenset[str] = frozenset()
    series_set: bool = True
    base_set: bool = True
    index_base: Decimal | None = None
    index_due: Decimal | None = None
    index_too_old: date | None = None
    owners: tuple[Owned, ...] = ()
    paid_parts: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the fund that a run asks, by value."""

    missing_report: str = "hold"
    owner_change: str = "owner_on_due_date"
    gst_treatment: str = "taxable_if_registered"
    gst_points: int = 1_000


@dataclass(frozen=True, slots=True)
class Share:
    """An owner's part of a year; `cents` None while the amount is not known."""

    payee_id: int
    parts: int
    of_parts: int
    cents: int | None


@dataclass(frozen=True, slots=True)
class YearDecision:
    """What holds the year, if anything; the whole year's amount; and the shares of those that have nothing of it."""

    holds: tuple[Hold, ...]
    gross_cents: int | None
    payable_cents: int | None
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class PayeeFacts:
    """How an owner can be paid on the day: `bank` is the hold where it cannot; `taxed` None where its standing to the
    goods and services tax is not recorded."""

    bank: Hold | None = None
    taxed: bool | None = None
    invoice_agreed: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """One owner's payment: share less what is kept back, plus the tax on the whole share."""

    recovery_cents: int
    gst_cents: int
    remit_cents: int
    holds: tuple[Hold, ...] = field(default=())


def decide_year(facts: YearFacts, rules: Rules) -> YearDecision:
    """Look at everything that can hold a year, in the order of `HOLDS`, and work out the owners' shares."""
    holds = [*_agreement_holds(facts), *_report_holds(facts, rules), *_fund_holds(facts)]
    holds = [hold for hold in holds if hold.code not in facts.decided & DECIDABLE]
    index_holds = list(_index_holds(facts))
    gross = None
    if not index_holds:
        gross = gross_cents(facts.real_cents, index_due=facts.index_due, index_base=facts.index_base)
    parts = facts.report.payable_parts if facts.report and facts.report.approved else WHOLE
    payable = None if gross is None else divide_half_up(gross * parts, WHOLE)
    weights, fault = _weights(facts, rules)
    holds += index_holds
    if fault:
        holds.append(Hold(SHARES, fault))
    return YearDecision(tuple(holds), gross, payable, _shares(facts, weights, payable))


def _agreement_holds(facts: YearFacts) -> Iterable[Hold]:
    if facts.agreement_state == agreements.TERMINATED and facts.terminated_on is not None:
        yield Hold(
            TERMINATED,
            f"The agreement ended on {facts.terminated_on:%d/%m/%Y}, after this payment fell due. An approver of the "
            "trust decides, with a reason, whether it is paid.",
        )
    elif facts.agreement_state not in PAYING_STATES or not facts.threshold_reached:
        yield Hold(
            NOT_ACTIVE,
            "Full management has not begun. The payment is possible once the deposit reaches the threshold (N59, N61).",
        )
    if facts.suspended:
        yield Hold(
            SUSPENDED, "The agreement is suspended. The payment is possible once the suspension is lifted."
        )


def _report_holds(facts: YearFacts, rules: Rules) -> Iterable[Hold]:
    report = facts.report
    if report is None:
        return
    if not report.received:
        if rules.missing_report == "hold":
            yield Hold(
                REPORT_MISSING,
                f"The report on year {report.year} was not submitted. The payment is possible once it is approved.",
            )
        return
    if not report.approved:
        yield Hold(
            REPORT_NOT_APPROVED,
            f"The report on year {report.year} is not approved. The payment is possible once the trust approves it.",
        )
    if not report.inspected:
        yield Hold(
            INSPECTION_MISSING,
            f"No inspection of year {report.year} is recorded. The payment is possible once one is.",
        )
    elif not report.actions_complete and report.payable_parts == WHOLE:
        # Who approved a part of the payment has decided what the missing actions cost.
        yield Hold(
            ACTIONS_INCOMPLETE,
            f"The last inspection of year {report.year} found actions that were not carried out. The payment is "
            "possible once an inspection finds them complete.",
        )


def _fund_holds(facts: YearFacts) -> Iterable[Hold]:
    if facts.hold_reason:
        yield Hold(
            COMPLIANCE_HOLD,
            f"Payments of the site are held: {facts.hold_reason} Another person of the trust lifts the hold.",
        )
    if facts.deficit:
        yield Hold(
            FUND_DECISION,
            f"{facts.deficit} An approver of the trust decides, with a reason, whether it is paid.",
        )


def _index_holds(facts: YearFacts) -> Iterable[Hold]:
    if not facts.series_set:
        yield Hold(
            INDEX_NOT_SET,
            "Which price index payments follow is not set. Set the rule “Price index that payments follow”.",
        )
    elif not facts.base_set or facts.index_base is None:
        yield Hold(
            BASE_INDEX_NOT_SET,
            "The index number of the base quarter of the schedule is not set. Enter it with its source.",
        )
    elif facts.index_too_old is not None:
        yield Hold(
            INDEX_NOT_SET,
            f"The newest index number entered for {facts.due:%d/%m/%Y} is of the quarter to "
            f"{facts.index_too_old:%d/%m/%Y}. Enter the later ones, with their source.",
        )
    elif facts.index_due is None:
        yield Hold(
            INDEX_NOT_SET,
            f"No index number was published by {facts.due:%d/%m/%Y}. Enter it with its source.",
        )


def _weights(facts: YearFacts, rules: Rules) -> tuple[dict[int, int], str]:
    """Each owner's weight in the year, in their listed order; and what is wrong with them, if anything."""
    if rules.owner_change == "pro_rata_days":
        return _weights_by_days(facts)
    on_the_day = _owners_on(facts.owners, facts.due)
    weights = {owned.payee_id: owned.parts for owned in on_the_day}
    return weights, _fault(facts, on_the_day, weights)


def _weights_by_days(facts: YearFacts) -> tuple[dict[int, int], str]:
    """Days owned times the share of the land, over the whole year."""
    changes = {owned.valid_from for owned in facts.owners} | {
        owned.valid_to for owned in facts.owners if owned.valid_to
    }
    edges = sorted({facts.begins, facts.ends, *(day for day in changes if facts.begins < day < facts.ends)})
    exact: dict[int, Fraction] = {}
    for begins, ends in pairwise(edges):
        present = _owners_on(facts.owners, begins)
        parts = {owned.payee_id: owned.parts for owned in present}
        if len(parts) < len(present) or not present:
            return parts, _fault(facts, present, parts)
        for payee_id, of in parts.items():
            exact[payee_id] = exact.get(payee_id, Fraction(0)) + Fraction(
                of * (ends - begins).days, sum(parts.values())
            )
    scale = lcm(*(weight.denominator for weight in exact.values()))
    weights = {payee_id: int(weight * scale) for payee_id, weight in exact.items()}
    return weights, _fault(facts, [], weights)


def _owners_on(owners: tuple[Owned, ...], day: date) -> list[Owned]:
    return [
        owned
        for owned in owners
        if owned.valid_from <= day and (owned.valid_to is None or owned.valid_to > day)
    ]


def _fault(facts: YearFacts, present: list[Owned], weights: dict[int, int]) -> str:
    if not weights:
        return f"Nobody is recorded as owner of the land on {facts.due:%d/%m/%Y}. Record the owners with their shares."
    if len(weights) < len(present):
        return f"An owner is listed twice on {facts.due:%d/%m/%Y}. Correct the owners' shares."
    whole = sum(weights.values())
    for payee_id, parts, of_parts in facts.paid_parts:
        if weights.get(payee_id, 0) * of_parts != parts * whole:
            return (
                "A part of this year was paid by other shares than are recorded now, so that the rest is not known. "
                "Correct the owners' shares, or recover the payment."
            )
    return ""


def _shares(facts: YearFacts, weights: dict[int, int], payable: int | None) -> tuple[Share, ...]:
    """The shares of those who have nothing of the year yet; they add up with the others to the payment exactly."""
    if not weights:
        return ()
    whole = sum(weights.values())
    amounts: list[int | None] = [None] * len(weights)
    if payable is not None:
        amounts = list(largest_remainder(payable, list(weights.values())))
    paid = {payee_id for payee_id, _, _ in facts.paid_parts}
    return tuple(
        Share(payee_id, parts, whole, cents)
        for (payee_id, parts), cents in zip(weights.items(), amounts, strict=True)
        if payee_id not in paid
    )


def decide_payment(share_cents: int, owed_cents: int, payee: PayeeFacts, rules: Rules) -> Payment:
    """What goes to the bank of an owner's share. What is owed back is kept from the share; the tax is on the whole
    share, because setting off pays a debt and makes the supply no smaller (our choice, money rules 3.2)."""
    holds: list[Hold] = []
    tax = 0
    if rules.gst_treatment == "taxable_if_registered":
        if payee.taxed is None:
            holds.append(
                Hold(
                    TAX_NOT_SET,
                    "It is not recorded whether the holder is registered for the goods and services tax. Record it.",
                )
            )
        elif payee.taxed:
            tax = gst_cents(share_cents, rate_points=rules.gst_points)
            if tax and not payee.invoice_agreed:
                holds.append(
                    Hold(
                        INVOICE_NOT_AGREED,
                        "The holder is registered for the tax and has not agreed in writing that the payer issues the "
                        "tax invoice. Record the agreement.",
                    )
                )
    kept = offset(share_cents, owed_cents)
    remit = kept.payable_cents + tax
    if remit and payee.bank is not None:
        holds.append(payee.bank)
    if remit > LARGEST_AMOUNT_CENTS:
        holds.append(
            Hold(
                TOO_LARGE,
                f"{display_dollars(remit)} is more than the {display_dollars(LARGEST_AMOUNT_CENTS)} that a bank file "
                "holds in one payment. It is never cut in two by itself: check the amount, and agree with the bank how "
                "it is paid.",
            )
        )
    return Payment(kept.offset_cents, tax, remit, tuple(holds))
