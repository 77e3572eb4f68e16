"""Which lines a retirement is for: each asked whether these credits serve it, by the one function that matching uses.

What is claimed is set aside while the retirement is on its way, is asked again on the day it is recorded, and is free
again where it comes to nothing. A retirement is used for lines once, up to its quantity.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from credits.lots.dealings import Retirement
from credits.lots.models import CreditClass
from credits.matching.deciding import rule_on
from credits.obligations import quantities, states
from credits.obligations.models import Claim, ObligationLine, RetirementUse
from credits.obligations.selectors import visible
from credits.schemes.nsw_bos.decide import Decision, sentence_of
from credits.schemes.nsw_bos.outcome import Answer
from credits.schemes.nsw_bos.serial import as_json
from registry.actor import Actor
from registry.findings import DomainError, Finding, InvalidInput
from registry.transitions import take

CLAUSE = "BC Act s 6.27, BC Reg cl 6.2"
TRUST_CLAUSE = "BC Reg cl 6.5"
MOST_CLAIMS = 200
LONGEST_TEXT = 4_000
CLAIM_RULES = {"like_for_like": "like_for_like", "variation": "variation", "trust_wider_option": "wider"}
"""The rule of a decision as a claim keeps it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many credits for one line; `justification` of the Trust for each step down its hierarchy."""

    line: ObligationLine
    quantity: int
    justification: str = ""


def read(actor: Actor, claims: Sequence[Mapping[str, Any]]) -> list[Wanted]:
    """What is claimed, in the order of the lines' keys, all of one obligation. Raises NotVisible for a line that the
    actor may not read, InvalidInput for everything else that is wrong with it."""
    if not claims:
        raise InvalidInput(
            [Finding("obligation.no_line", "Say for which lines the credits are.", "claims", clause=CLAUSE)]
        )
    if len(claims) > MOST_CLAIMS:
        raise InvalidInput(
            [Finding("obligation.too_many_lines", f"At most {MOST_CLAIMS} lines at once.", "claims")]
        )
    found = [_wanted(actor, claim, place) for place, claim in enumerate(claims)]
    if len({one.line.pk for one in found}) < len(found):
        raise InvalidInput([Finding("obligation.line_twice", "Name each line once.", "claims")])
    if len({one.line.obligation_id for one in found}) > 1:
        message = "These lines are of several obligations. Apply for each obligation by itself."
        raise InvalidInput([Finding("obligation.several", message, "claims", clause=CLAUSE)])
    return sorted(found, key=lambda one: one.line.pk)


def _wanted(actor: Actor, claim: Mapping[str, Any], place: int) -> Wanted:
    line = visible.line(actor, claim.get("line", ""))
    quantity = claim.get("quantity")
    quantities.require_quantity(quantity, field=f"claims.{place}.quantity")  # type: ignore[arg-type]
    justification = str(claim.get("justification") or "").replace("\x00", " ").strip()
    if len(justification) > LONGEST_TEXT:
        message = f"This text is too long: {LONGEST_TEXT:,} characters at most."
        raise InvalidInput(
            [Finding("obligation.justification_too_long", message, f"claims.{place}.justification")]
        )
    return Wanted(line, int(quantity or 0), justification)


def require_sum(wanted: Sequence[Wanted], retired: int) -> None:
    """Raises InvalidInput unless the lines together are all of the retirement."""
    claimed = sum(one.quantity for one in wanted)
    if claimed != retired:
        message = f"{claimed:,} credits are claimed for lines, but {retired:,} are to be retired. The two must agree."
        raise InvalidInput([Finding("obligation.claims_do_not_add_up", message, "claims", clause=CLAUSE)])


def require_serves(
    line: ObligationLine,
    credit_class: CreditClass,
    *,
    status: str,
    on: date,
    justification: str = "",
    since: str = "",
) -> Decision:
    """The decision, where these credits serve the line on that day. `since`: the rule set under which they once did.

    Raises DomainError naming each failed or open test with its clause; InvalidInput where the Trust steps down its
    hierarchy and does not say why."""
    decision = rule_on(line, credit_class, status=status, on=on)
    changed = (
        f" The rules are those of {decision.rule_set_version}; when it was applied for they were {since}."
        if since and since != decision.rule_set_version
        else ""
    )
    reasons = " ".join(sentence_of(test) for test in decision.reasons)
    named = f"line {line.number} of {line.obligation.number}"
    if decision.serves is Answer.NO:
        raise DomainError(
            "obligation.does_not_serve", f"These credits do not serve {named}: {reasons}{changed}"
        )
    if decision.serves is Answer.OPEN:
        raise DomainError(
            "obligation.ask_a_person",
            f"A person of the authority has to decide first whether these credits serve {named}. Ask on the page that "
            f"matches the line with credits: {reasons}{changed}",
        )
    if decision.path == "trust" and decision.rule != "like_for_like" and not justification:
        left = " ".join(
            f"Step {step.number}, {step.name}: {' '.join(step.reasons)}"
            for step in decision.trust.justifications
        )
        message = f"Say why the Trust leaves each step before for {named}. {left}{changed}"
        raise InvalidInput(
            [Finding("obligation.step_not_justified", message, "justification", clause=TRUST_CLAUSE)]
        )
    return decision


def use(retirement: Retirement, quantity: int) -> None:
    """Count so many credits of a retirement as used. Raises DomainError where fewer are left: none is used twice."""
    RetirementUse.objects.get_or_create(retirement=retirement, defaults={"quantity": retirement.quantity})
    counted = RetirementUse.objects.filter(retirement=retirement, quantity__gte=F("used") + quantity).update(
        used=F("used") + quantity
    )
    if not counted:
        left = RetirementUse.objects.get(retirement=retirement)
        raise DomainError(
            "obligation.retirement_used",
            f"Retirement {retirement.transaction_number} is of {left.quantity:,} credits, and {left.used:,} of them "
            f"are used for lines already. {quantity:,} more cannot be used: a credit is retired once ({CLAUSE}).",
        )


def make(retirement: Retirement, one: Wanted, decision: Decision, *, made_by_id: int, now: datetime) -> Claim:
    """Set the quantity aside on the line and keep the ruling. Raises DomainError where less is outstanding, or where
    the line is claimed by this retirement already."""
    if Claim.objects.filter(retirement=retirement, line=one.line).exists():
        raise DomainError(
            "obligation.line_claimed",
            f"Retirement {retirement.transaction_number} is used for line {one.line.number} already.",
        )
    quantities.set_aside(one.line, one.quantity)
    return Claim.objects.create(
        retirement=retirement,
        line=one.line,
        quantity=one.quantity,
        rule=CLAIM_RULES[decision.rule],
        rule_set_version=decision.rule_set_version,
        ruling=as_json(decision),
        step_justification=one.justification,
        made_by_id=made_by_id,
        made_at=now,
    )


def discharge(
    claim: Claim, *, decision: Decision, on: date, now: datetime, recorded_by_id: int | None, note: str = ""
) -> None:
    """The claim becomes discharge, under the ruling of that day. Raises DomainError where it is not pending."""
    take(
        claim,
        states.CLAIM,
        "discharge",
        rule=CLAIM_RULES[decision.rule],
        rule_set_version=decision.rule_set_version,
        ruling=as_json(decision),
    )
    quantities.discharge(
        claim.line,
        claim.quantity,
        way="retirement",
        on=on,
        now=now,
        recorded_by_id=recorded_by_id,
        note=note,
        claim=claim,
    )


def told(wanted: Sequence[Wanted], claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """What an audit event tells of claims."""
    return [
        {
            "obligation": one.line.obligation.number,
            "line": one.line.number,
            "quantity": one.quantity,
            "rule": claim.rule,
            "rules": claim.rule_set_version,
            **({"justification": one.justification} if one.justification else {}),
        }
        for one, claim in zip(wanted, claims, strict=True)
    ]
