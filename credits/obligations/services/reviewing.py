"""The authority's review: the report's lines as required, with reason and author (N23, N26), and findings in words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from credits.obligations import policies_authority as policies
from credits.obligations import states
from credits.obligations.models import Application, LineSetting, ProposedLine, Stage
from credits.obligations.services import entries, known_classes
from credits.obligations.services.proposing import propose
from credits.obligations.services.review_steps import concerned, hold, move, tell, told
from registry import public_ids
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput

LARGEST_QUANTITY = 10**12
LINE_CLAUSE = "BC Act s 7.13(4)"


@command("review.begin")
def begin(run: Run, *, application_id: str, now: datetime) -> dict[str, Any]:
    """Begin the review: the lines of the report become proposed lines, required as proposed until somebody sets them.

    Raises NotVisible, NotAllowed, and DomainError naming every line whose credits or class the report leaves open."""
    application = hold(run.actor, application_id)
    run.allow(policies.may(run.actor, application, "begin_review"))
    states.APPLICATION.require("begin_review", application.state)
    lines = propose(application)
    move(application, "begin_review")
    development = application.development
    tell(
        application,
        *concerned(application),
        title=f"Review of {application.number} begun",
        body=f"{development.authority} reviews the application for “{development.title}”.",
        now=now,
    )
    credits = sum(line.proposed_quantity for line in lines)
    return told(
        run, application, {"lines": len(lines), "credits": credits}, lines=len(lines), credits=credits
    )


@command("review.set_line")
def set_line(
    run: Run,
    *,
    application_id: str,
    line_id: str,
    quantity: int,
    reason: str = "",
    stage_id: str | None = "",
    expected_version: int | None = None,
    now: datetime,
) -> dict[str, Any]:
    """Set how many credits a line requires, and before which stage (N26). 0 drops the line. A quantity that is not the
    report's needs a reason; each setting is kept with its author.

    Raises NotVisible, NotAllowed, InvalidInput, DomainError, StaleEdit."""
    application = hold(run.actor, application_id)
    run.allow(policies.may(run.actor, application, "set_line"))
    states.APPLICATION.require("set_line", application.state)
    line = public_ids.find(application.lines.select_for_update(), line_id, "line of this application")
    findings: list[Finding] = []
    _quantity(findings, quantity, least=0)
    reason = entries.text(findings, reason, field="reason", called="the reason", required=False)
    stage = _stage(findings, application, stage_id)
    if not findings and quantity != line.proposed_quantity and not reason:
        message = "Say why the quantity is not the report's."
        findings.append(Finding("review.no_reason", message, "reason", clause=LINE_CLAUSE))
    if findings:
        raise InvalidInput(findings)
    before = line.final_quantity
    move(application, "set_line", expected_version=expected_version)
    line.final_quantity, line.stage = quantity, stage
    line.reason, line.set_by_id, line.set_at = reason, run.actor.person_id, now
    line.save(update_fields=["final_quantity", "stage", "reason", "set_by", "set_at"])
    _keep(line, before=before, reason=reason, by_id=run.actor.person_id, now=now)
    return told(
        run,
        application,
        {
            "line": line.number,
            "before": before,
            "after": quantity,
            "reason": reason,
            "stage": stage.number if stage else None,
        },
        line_id=str(line.public_id),
    )


@command("review.add_line")
def add_line(
    run: Run,
    *,
    application_id: str,
    attributes: Mapping[str, str],
    quantity: int,
    reason: str,
    stage_id: str | None = "",
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Require credits that the report does not propose: of a class the current release of reference facts knows.

    `attributes`: see `credits.obligations.services.known_classes`. Raises NotVisible, NotAllowed, InvalidInput,
    DomainError."""
    application = hold(run.actor, application_id)
    run.allow(policies.may(run.actor, application, "set_line"))
    states.APPLICATION.require("set_line", application.state)
    findings: list[Finding] = []
    _quantity(findings, quantity, least=1)
    reason = entries.text(findings, reason, field="reason", called="why these credits are required")
    stage = _stage(findings, application, stage_id)
    development = application.development
    known = known_classes.read(findings, attributes, on=today, controlled=development.controlled_action)
    if findings or known is None:
        raise InvalidInput(findings)
    move(application, "set_line")
    last = application.lines.aggregate(last=Max("number"))["last"] or 0
    line = ProposedLine.objects.create(
        application=application,
        number=last + 1,
        stage=stage,
        credit_class=known.credit_class(),
        proposed_quantity=0,
        final_quantity=quantity,
        reason=reason,
        set_by_id=run.actor.person_id,
        set_at=now,
        **known.facts,
    )
    _keep(line, before=0, reason=reason, by_id=run.actor.person_id, now=now)
    return told(
        run,
        application,
        {"line_added": line.number, "class": str(line.credit_class), "after": quantity, "reason": reason},
        line_id=str(line.public_id),
    )


@command("review.set_texts")
def set_texts(
    run: Run,
    *,
    application_id: str,
    avoid_text: str,
    minimise_text: str,
    variation_permitted: bool = False,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Write what was found on avoiding and minimising the impact (N3), and whether the conditions permit variation.

    Raises NotVisible, NotAllowed, InvalidInput, DomainError, StaleEdit."""
    application = hold(run.actor, application_id)
    run.allow(policies.may(run.actor, application, "set_conditions"))
    findings: list[Finding] = []
    values = {
        "avoid_text": entries.text(
            findings, avoid_text, field="avoid_text", called="the finding on avoiding", required=False
        ),
        "minimise_text": entries.text(
            findings, minimise_text, field="minimise_text", called="the finding on minimising", required=False
        ),
        "variation_permitted": bool(variation_permitted),
    }
    if findings:
        raise InvalidInput(findings)
    move(application, "set_conditions", expected_version=expected_version, **values)
    return told(run, application, {"texts": values})


def _quantity(findings: list[Finding], quantity: object, *, least: int) -> None:
    whole = isinstance(quantity, int) and not isinstance(quantity, bool)
    if not whole or not least <= quantity <= LARGEST_QUANTITY:  # type: ignore[operator]
        words = "of zero or more" if least == 0 else "of one or more"
        message = f"Enter a whole number of credits {words}."
        findings.append(Finding("obligation.quantity", message, "quantity", clause=LINE_CLAUSE))


def _stage(findings: list[Finding], application: Application, stage_id: str | None) -> Stage | None:
    if not stage_id:
        return None
    found = public_ids.look_up(Stage.objects.filter(development=application.development), stage_id)
    if found is None:
        message = "Choose a stage of this development."
        findings.append(Finding("review.stage_unknown", message, "stage_id"))
    elif found.state == states.COMMENCED:
        message = f"{found} has commenced; credits cannot be required before it any more."
        findings.append(Finding("review.stage_commenced", message, "stage_id", clause="BC Act s 7.14(4)"))
    return found


def _keep(line: ProposedLine, *, before: int, reason: str, by_id: int, now: datetime) -> None:
    LineSetting.objects.create(
        line=line,
        before_quantity=before,
        after_quantity=line.final_quantity,
        reason=reason,
        set_by_id=by_id,
        set_at=now,
    )
