"""The officer's recommendation and the delegate's return of it (N23-N26)."""

from datetime import date, datetime
from typing import Any

from credits.obligations import policies_authority as policies
from credits.obligations import states
from credits.obligations.selectors import review
from credits.obligations.services import entries
from credits.obligations.services.review_steps import hold, move, tell, told
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput


@command("review.recommend")
def recommend(
    run: Run,
    *,
    application_id: str,
    recommendation: str,
    no_lines_reason: str = "",
    expected_version: int | None = None,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Recommend a decision to the delegate, with nothing missing that the decision needs. `no_lines_reason`: why no
    credits are required, where none are.

    Raises NotVisible, NotAllowed, InvalidInput, StaleEdit, and DomainError naming everything that is missing."""
    application = hold(run.actor, application_id)
    run.allow(policies.may(run.actor, application, "recommend"))
    states.APPLICATION.require("recommend", application.state)
    findings: list[Finding] = []
    text = entries.text(findings, recommendation, field="recommendation", called="your recommendation")
    why_none = entries.text(
        findings,
        no_lines_reason,
        field="no_lines_reason",
        called="why no credits are required",
        longest=4_000,
        required=False,
    )
    if not any(line.final_quantity for line in review.lines_of(application)):
        if not why_none:
            message = "No credits are required: say why none."
            findings.append(Finding("review.no_lines", message, "no_lines_reason"))
        text = f"{text}\n\nNo credits are required: {why_none}"
    if findings:
        raise InvalidInput(findings)
    missing = review.missing(application, on=today)
    if missing:
        raise DomainError(
            "review.incomplete",
            "Something the decision needs is missing: " + " ".join(one.message for one in missing),
            missing,
        )
    move(
        application,
        "recommend",
        expected_version=expected_version,
        recommendation=text,
        recommended_by_id=run.actor.person_id,
        recommended_at=now,
    )
    development = application.development
    tell(
        application,
        development.authority,
        title=f"{application.number} waits for a decision",
        body=f"The review of “{development.title}” is done; another person decides.",
        now=now,
    )
    return told(run, application, {"recommendation": text})


@command("review.return")
def give_back(
    run: Run, *, application_id: str, reason: str, expected_version: int | None = None, now: datetime
) -> dict[str, Any]:
    """The delegate returns the recommendation to the officer, with the reason."""
    application = hold(run.actor, application_id)
    run.allow(policies.may(run.actor, application, "return"))
    states.APPLICATION.require("return", application.state)
    reason = entries.required_text(reason, field="reason", called="why you return it", longest=4_000)
    move(
        application,
        "return",
        expected_version=expected_version,
        recommended_by_id=None,
        recommended_at=None,
    )
    tell(
        application,
        application.development.authority,
        title=f"{application.number} is returned to the officer",
        body=reason[:500],
        now=now,
    )
    return told(run, application, {"returned": reason})
