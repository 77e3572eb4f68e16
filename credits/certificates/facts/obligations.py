"""The facts of a decision on an application, of how an obligation is discharged, and of a payment into the fund."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from credits.certificates.kinds import DECISION, DISCHARGE, FUND
from credits.certificates.sealed import Facts
from credits.obligations import states
from credits.obligations.models import (
    Application,
    Claim,
    Discharge,
    FundQuote,
    ImpactFinding,
    Obligation,
    ObligationLine,
    ProposedLine,
    Stage,
)
from credits.obligations.selectors import review
from credits.obligations.services.quotes import charge_of
from registry.findings import DomainError
from registry.parties.models import User

DECIDED = (states.APPROVED, states.REFUSED)
PRINCIPLES = dict(ImpactFinding.PRINCIPLES)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _name(person: User | None) -> str:
    return person.name if person is not None else ""


def decision_facts(application: Application) -> Facts:
    """What was decided, line by line as proposed and as required, with reasons and authors; findings, concurrences,
    conditions and stages. Raises DomainError before the decision. Nine queries at most."""
    if application.state not in DECIDED:
        raise DomainError(
            "document.too_early", f"{application.number} is not decided. A notice can be made once it is."
        )
    development = application.development
    lines = review.lines_of(application)
    rows = [_decided_line(line) for line in lines]
    return {
        "kind": DECISION,
        "number": application.number,
        "reference": application.reference,
        "applied_for": application.get_kind_display(),
        "decision": application.state,
        "consent": application.consent_number,
        "development": development.number,
        "title": development.title,
        "pathway": development.get_pathway_display(),
        "local_government_area": development.local_government_area,
        "developer": development.developer.name,
        "authority": development.authority.name,
        "decided_on": _iso(application.decided_on),
        "lapses_on": _iso(application.lapses_on),
        "variation_permitted": application.variation_permitted,
        "decision_reason": application.decision_reason,
        "avoid": application.avoid_text,
        "minimise": application.minimise_text,
        "recommendation": application.recommendation,
        "recommended_by": _name(application.recommended_by),
        "decided_by": _name(application.decided_by),
        "lines": rows,
        "total": {name: sum(row[name] for row in rows) for name in ("proposed", "required")},
        "findings": [_finding(one) for one in review.standing_findings(application)],
        "concurrences": [
            {
                "giver": one.get_giver_display(),
                "given_on": _iso(one.given_on),
                "reference": one.reference,
                "note": one.note,
            }
            for one in application.concurrences.all()
        ],
        "conditions": [
            {
                "number": one.number,
                "kind": one.get_kind_display(),
                "text": one.text,
                "stage": one.stage.number if one.stage else None,
            }
            for one in application.conditions.select_related("stage")
        ],
        "stages": [
            {"number": one.number, "title": one.title}
            for one in Stage.objects.filter(development=development).order_by("number")
        ],
    }


def _decided_line(line: ProposedLine) -> dict[str, Any]:
    return {
        "line": line.number,
        "class": str(line.credit_class),
        "stage": line.stage.number if line.stage else None,
        "proposed": line.proposed_quantity,
        "required": line.final_quantity,
        "reason": line.reason,
        "set_by": _name(line.set_by) if line.is_changed else "",
    }


def _finding(one: ImpactFinding) -> dict[str, Any]:
    return {
        "entity": one.entity,
        "serious": one.serious,
        "principles": [PRINCIPLES.get(code, code) for code in one.principles],
        "evidence": one.evidence,
        "measures": one.additional_measures,
        "by": _name(one.found_by),
    }


def discharge_facts(obligation: Obligation) -> Facts:
    """What is required, discharged in which way, on its way and outstanding, line by line (N4). Four queries."""
    lines = list(obligation.lines.select_related("credit_class", "stage").order_by("number"))
    discharges = _discharges(lines)
    in_force = [line for line in lines if line.state == ObligationLine.IN_FORCE]
    return {
        "kind": DISCHARGE,
        "number": obligation.number,
        "reference": obligation.reference,
        "title": obligation.title,
        "source": obligation.get_source_display(),
        "authority": obligation.authority.name,
        "holder": obligation.holder.name,
        "local_government_area": obligation.local_government_area,
        "imposed_on": _iso(obligation.imposed_on),
        "state": obligation.state,
        "discharged_on": _iso(obligation.discharged_on),
        "lapsed_on": _iso(obligation.lapsed_on),
        "lines": [_line(line) for line in lines],
        "discharges": [_discharge(one) for one in discharges],
        "total": {
            "required": sum(line.required for line in in_force),
            "discharged": sum(line.discharged for line in in_force),
            "pending": sum(line.pending for line in in_force),
            "outstanding": sum(line.outstanding for line in in_force),
        },
    }


def _line(line: ObligationLine) -> dict[str, Any]:
    return {
        "line": line.number,
        "class": str(line.credit_class),
        "stage": line.stage.number if line.stage else None,
        "state": line.get_state_display(),
        "required": line.required,
        "discharged": line.discharged,
        "pending": line.pending,
        "outstanding": line.outstanding,
    }


def _discharges(lines: Iterable[ObligationLine]) -> list[Discharge]:
    rows = Discharge.objects.filter(line__in=[line.pk for line in lines])
    found = rows.select_related("line", "claim__retirement", "measure", "quote_line__quote")
    return list(found.order_by("line__number", "on", "pk"))


def _discharge(one: Discharge) -> dict[str, Any]:
    return {
        "line": one.line.number,
        "way": one.get_way_display(),
        "quantity": one.quantity,
        "on": _iso(one.on),
        "by": _cause(one),
        "rule": one.claim.get_rule_display() if one.claim is not None else "",
    }


def _cause(one: Discharge) -> str:
    if one.claim is not None:
        return f"Retirement {one.claim.retirement.transaction_number}"
    if one.quote_line is not None:
        return f"Quote {one.quote_line.quote.number}"
    if one.measure is not None:
        action = one.measure.listed_action
        return f"Action {action.code}" if action is not None else one.measure.creates or "Measure accepted"
    return one.note


def fund_facts(quote: FundQuote) -> Facts:
    """What was paid into the fund for which credits, and that the Trust owes them since (ss 6.31, 6.33). Raises
    DomainError before the payment is confirmed. Two queries."""
    taken_over = quote.trust_obligation
    if quote.state != states.SETTLED or taken_over is None:
        raise DomainError(
            "document.too_early",
            f"The payment of quote {quote.number} is not confirmed. A statement can be made once it is.",
        )
    obligation = quote.obligation
    rows = list(quote.lines.select_related("line__credit_class"))
    return {
        "kind": FUND,
        "number": quote.number,
        "obligation": obligation.number,
        "reference": obligation.reference,
        "title": obligation.title,
        "authority": obligation.authority.name,
        "developer": _payer(quote),
        "trust": quote.trust.name,
        "trust_obligation": taken_over.number,
        "quoted_on": _iso(quote.quoted_on),
        "valid_until": _iso(quote.valid_until),
        "received_on": _iso(quote.received_on),
        "settled_on": _iso(quote.settled_on),
        "receipt": quote.receipt_reference,
        "source": quote.source,
        "lines": [
            {
                "line": row.line.number,
                "class": str(row.line.credit_class),
                "quantity": row.quantity,
                "price": row.price,
                "value_cents": row.value_cents,
            }
            for row in rows
        ],
        "quantity": sum(row.quantity for row in rows),
        "risk_premium_cents": quote.risk_premium_cents,
        "delivery_fee_cents": quote.delivery_fee_cents,
        "gst_cents": quote.gst_cents,
        "total_cents": charge_of(quote).total_cents,
        "index_at_quote": quote.index_at_quote,
        "index_at_payment": quote.index_at_payment,
        "received_cents": quote.received_cents,
    }


def _payer(quote: FundQuote) -> str:
    """Who owed the obligation on the day of payment."""
    owners = quote.obligation.duty_holders.select_related("organisation").filter(
        held_from__lte=quote.received_on
    )
    last = owners.order_by("-pk").first()
    return last.organisation.name if last is not None else quote.obligation.holder.name


def claimed_facts(retirement_id: int) -> list[dict[str, Any]]:
    """For which lines a retirement was, under which rule, and each test with its clause; no free words of anybody. One
    query."""
    rows = Claim.objects.filter(retirement=retirement_id, state=states.DISCHARGED)
    return [_claimed(one) for one in rows.select_related("line__obligation", "line__credit_class")]


def _claimed(claim: Claim) -> dict[str, Any]:
    line, ruling = claim.line, claim.ruling
    return {
        "obligation": line.obligation.number,
        "reference": line.obligation.reference,
        "line": line.number,
        "class": str(line.credit_class),
        "quantity": claim.quantity,
        "rule": claim.get_rule_display(),
        "rules": claim.rule_set_version,
        "steps": [
            {"number": step["number"], "name": step["name"], "answer": step["answer"]}
            for step in ruling["trust"]["steps"]
        ]
        if ruling["path"] == "trust"
        else [],
        "tests": [
            {
                "clause": test["clause"],
                "test": test["sentence"],
                "answer": test["answer"],
                "decided_on": test["decision"]["decided_on"] if test["decision"] else None,
            }
            for test in ruling["reasons"]
        ],
    }
