"""The lines of a payment run: what the decision (`fund.paying`) makes of the facts (`selectors.run_facts`).

The same lines are worked out when a run is prepared, and again when it is released: what differs then is not paid.
"""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from registry.fund import parameters, paying, states
from registry.fund.bank import layout
from registry.fund.models import PaymentRun, RunLine
from registry.fund.selectors.run_facts import DECISION, Basis, DueYear, Payees, due_years, payees_of
from registry.units import display_dollars

REFERENCE_LENGTH = layout.DETAIL.column("reference").width


def basis_of(run: PaymentRun) -> Basis:
    """The rules and index numbers that hold for the run."""
    return Basis(run.due_to, run.index_vintage, parameters.in_force(run.due_to))


def lines_for(run: PaymentRun, site_ids: Collection[int], basis: Basis, *, on: date) -> list[RunLine]:
    """The lines of these sites as they would be on that day, not stored and not numbered; in the order of the
    agreements, their years and their owners. What is owed back is kept from the earliest payments first."""
    years = due_years(site_ids, basis, leave_out=run)
    decided = [(year, paying.decide_year(year.facts, basis.paying_rules)) for year in years]
    pairs = {(year.row.site_id, share.payee_id) for year, decision in decided for share in decision.shares}
    payees = payees_of(pairs, on=on)
    owed = {pair: sum(one.outstanding_cents for one in rows) for pair, rows in payees.owed.items()}
    lines: list[RunLine] = []
    for year, decision in decided:
        if not decision.shares and decision.holds:
            # Nobody to pay is known: the line waits in the name of who applied, and claims nothing.
            lines.append(_line(run, year, decision, None, None, basis))
            continue
        for share in decision.shares:
            pair = (year.row.site_id, share.payee_id)
            payment = None
            if share.cents is not None:
                payment = paying.decide_payment(
                    share.cents, owed[pair], payees.facts[share.payee_id], basis.paying_rules
                )
            line = _line(run, year, decision, share, payment, basis)
            if line.state == states.PLANNED:
                owed[pair] -= line.recovery_cents
            lines.append(line)
        if decision.shares:
            _address(lines[-len(decision.shares) :], year, payees)
    return lines


def _line(
    run: PaymentRun,
    year: DueYear,
    decision: paying.YearDecision,
    share: paying.Share | None,
    payment: paying.Payment | None,
    basis: Basis,
) -> RunLine:
    row = year.row
    holds = (*decision.holds, *(payment.holds if payment else ()))
    line = RunLine(
        run=run,
        management_year=row,
        site_id=row.site_id,
        payee_id=share.payee_id if share else row.site.agreement.applicant_id,
        state=states.HELD if holds else states.PLANNED,
        hold_code=holds[0].code if holds else "",
        hold_reason=holds[0].sentence if holds else "",
        real_cents=row.real_cents,
        base_index=_text(year.base_index),
        due_index=_text(year.due_index),
        gross_cents=decision.gross_cents,
        explanation=_explanation(year, decision, holds, basis),
    )
    if share:
        line.parts, line.of_parts, line.share_cents = share.parts, share.of_parts, share.cents
        last = year.last_year.get(share.payee_id)
        if last is not None:
            line.last_year_cents = last.share_cents
            line.difference = _difference(line, last)
    if payment:
        line.recovery_cents = payment.recovery_cents
        line.gst_cents = payment.gst_cents
        line.remit_cents = payment.remit_cents
    return line


def _text(number: Decimal | None) -> str:
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _explanation(
    year: DueYear, decision: paying.YearDecision, holds: Iterable[paying.Hold], basis: Basis
) -> dict[str, Any]:
    """Every rule that was asked, with its answer."""
    facts = year.facts
    told: dict[str, Any] = {
        "due_on": facts.due.isoformat(),
        "index_quarter": year.due_quarter.isoformat() if year.due_quarter else "",
        "payable_cents": decision.payable_cents,
        "payable_parts": facts.report.payable_parts if facts.report and facts.report.approved else None,
        "report_of_year": facts.report.year if facts.report else None,
        "holds": [[hold.code, hold.sentence] for hold in holds],
        "rules": {
            code: basis.rules[code].value for code in ("missing_report", "owner_change", "gst_treatment")
        },
    }
    if year.decision:
        told[DECISION] = year.decision
    return told


def _difference(line: RunLine, last: RunLine) -> str:
    """What differs from the payment of the year before, in a few words."""
    told = []
    if line.share_cents is not None and last.share_cents is not None:
        more = line.share_cents - last.share_cents
        if more:
            told.append(f"{display_dollars(abs(more))} {'more' if more > 0 else 'less'}")
    if line.real_cents != last.real_cents:
        told.append(f"schedule {display_dollars(last.real_cents)} to {display_dollars(line.real_cents)}")
    if line.due_index != last.due_index:
        told.append(f"index {last.due_index or 'none'} to {line.due_index or 'none'}")
    if line.parts * last.of_parts != last.parts * line.of_parts:
        told.append(f"share {last.parts}/{last.of_parts} to {line.parts}/{line.of_parts}")
    return "; ".join(told)[:200]


def _address(lines: list[RunLine], year: DueYear, payees: Payees) -> None:
    """Give planned lines the account they go to and the reference in the payee's statement. Two owners of a year that
    share an account get references of their own, so that a payment that comes back is known again."""
    number = year.row.site.agreement.number or f"S{year.row.site_id}"
    reference = f"{number} Y{year.row.year}"
    accounts: set[str] = set()
    paid = len(year.facts.paid_parts)
    for place, line in enumerate(lines, start=paid + 1):
        detail = payees.details.get(line.payee_id)
        if line.state != states.PLANNED or not line.remit_cents or detail is None:
            continue
        line.bank_detail = detail
        suffix = f"/{place}" if paid or detail.fingerprint in accounts else ""
        accounts.add(detail.fingerprint)
        line.reference = f"{reference}{suffix}"
        if len(line.reference) > REFERENCE_LENGTH:
            line.reference = f"S{year.row.site_id} Y{year.row.year}{suffix}"


FACT_FIELDS = (
    "management_year_id",
    "payee_id",
    "state",
    "hold_code",
    "gross_cents",
    "share_cents",
    "recovery_cents",
    "gst_cents",
    "remit_cents",
    "bank_detail_id",
)
"""What was shown of a line and must still be so when it is released."""


def facts_of(line: RunLine) -> tuple[object, ...]:
    """The values of `FACT_FIELDS`."""
    return tuple(getattr(line, name) for name in FACT_FIELDS)


def fingerprint(run: PaymentRun) -> str:
    """The hash of the run's lines as they stand, in order."""
    digest = hashlib.sha256(run.number.encode())
    rows = RunLine.objects.filter(run=run).order_by("number").values_list(*FACT_FIELDS)
    for facts in rows.iterator(chunk_size=5_000):
        digest.update(repr(facts).encode())
    return digest.hexdigest()
