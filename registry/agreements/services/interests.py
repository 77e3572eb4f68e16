"""Others with an interest in the land, and whether they consent."""

from datetime import date
from typing import Any
from uuid import UUID

from registry import public_ids
from registry.agreements import policies
from registry.agreements.models import Agreement, InterestHolder
from registry.agreements.services import entries, holding, notices
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput, NotVisible

ANSWERS = tuple(answer for answer in InterestHolder.Answer.values if answer != InterestHolder.Answer.WAITING)


@command("agreement.name_interest")
def name(run: Run, *, agreement_id: UUID | str, name: str, interest: str) -> dict[str, Any]:
    """Name a mortgagee, lessee or another who has an interest in the land; their answer is then waited for."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "assess"))
    holding.require_state(agreement, "assess")
    findings: list[Finding] = []
    name = entries.text(findings, name, field="name", called="who has the interest", longest=200)
    entries.choice(
        findings,
        interest,
        among=InterestHolder.Interest.values,
        field="interest",
        called="the kind of interest",
    )
    if findings:
        raise InvalidInput(findings)
    holder = InterestHolder.objects.create(
        agreement=agreement, name=name, interest=interest, recorded_by_id=run.actor.person_id
    )
    holding.move(agreement, "assess")
    notices.tell_owners(
        agreement,
        "Consent is needed",
        f"{name} ({holder.get_interest_display().lower()}) has an interest in the land. Their answer comes first.",
        part="interests/",
    )
    data = {"interest_holder": str(holder.public_id), "interest": interest}
    return holding.told(run, agreement, data, interest_id=str(holder.public_id))


@command("agreement.answer_interest")
def answer(
    run: Run,
    *,
    agreement_id: UUID | str,
    interest_id: UUID | str,
    answer: str,
    evidence: str,
    answered_on: date,
) -> dict[str, Any]:
    """Record that they consent or refuse, or that no consent is needed, with the evidence. A later answer replaces an
    earlier one; the events keep both."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "assess"))
    holding.require_state(agreement, "assess")
    holder = agreement.interest_holders.filter(
        public_id=public_ids.require(interest_id, "interest holder")
    ).first()
    if holder is None:
        raise NotVisible("interest holder")
    findings: list[Finding] = []
    entries.choice(findings, answer, among=ANSWERS, field="answer", called="the answer")
    evidence = entries.text(
        findings, evidence, field="evidence", called="the letter of consent, or why none is needed"
    )
    if not isinstance(answered_on, date):
        findings.append(
            Finding("agreement.answered_on.missing", "Enter the day of the answer.", "answered_on")
        )
    if findings:
        raise InvalidInput(findings)
    InterestHolder.objects.filter(pk=holder.pk).update(
        answer=answer, evidence=evidence, answered_on=answered_on, recorded_by_id=run.actor.person_id
    )
    holding.move(agreement, "assess")
    if answer == InterestHolder.Answer.REFUSED:
        notices.tell_owners(
            agreement, "Consent refused", f"{holder.name} refuses: {evidence}", part="interests/"
        )
    return holding.told(
        run,
        agreement,
        {
            "interest_holder": str(holder.public_id),
            "before": holder.answer,
            "answer": answer,
            "evidence": evidence,
            "answered_on": answered_on.isoformat(),
        },
    )


def outstanding(agreement: Agreement) -> list[Finding]:
    """Those who refuse and those who are still asked: both stand against terms."""
    findings = []
    for holder in agreement.interest_holders.order_by("pk"):
        kind = holder.get_interest_display().lower()
        if holder.answer == InterestHolder.Answer.REFUSED:
            message = f"{holder.name} ({kind}) refuses consent."
            findings.append(Finding("agreement.interest_refused", message, "interests"))
        elif holder.answer == InterestHolder.Answer.WAITING:
            message = f"{holder.name} ({kind}) has not answered yet."
            findings.append(Finding("agreement.interest_waiting", message, "interests"))
    return findings
