"""What happened to an obligation, in order: from the test of scope to the last part discharged.

Read from the records themselves. A text names no person and holds no free words, so that the public page may show it;
who did it and what was noted stand beside it, for those who may read the obligation.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from credits.obligations import states
from credits.obligations.models import Application, Discharge, Obligation, ObligationLine

SOURCES = dict(Obligation.Source.choices)
WAYS = {
    "retirement": "by retiring credits",
    "conservation_action": "by funding a listed conservation action",
    "mine_rehabilitation": "by rehabilitating the mine site",
    "approved_measure": "by a measure approved in the certification",
    "fund_payment": "by payment into the Biodiversity Conservation Fund",
    "carried_over": "before it was loaded or modified",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `thing` says what to look at: its kind and public id; `lot` that of retired credits."""

    kind: str
    on: date
    at: datetime
    text: str
    line: int | None = None
    quantity: int | None = None
    thing: tuple[str, str] | None = None
    by: str = ""
    note: str = ""
    lot: str = ""


PUBLIC_KINDS = frozenset(
    {"imposed", "holder", "modified", "retirement", "measure", "fund_payment", "carried_over"}
    | {"commenced", "discharged", "lapsed"}
)
"""What the public page tells."""


def events_of(obligation: Obligation) -> list[Event]:
    """Everything that happened, oldest first. The number of queries does not depend on how much there is."""
    found = [
        *_of_development(obligation),
        *_of_stages(obligation),
        *_of_applications(obligation),
        *_of_obligation(obligation),
        *_of_search(obligation),
        *_of_measures(obligation),
        *_of_quotes(obligation),
        *_of_discharges(obligation),
    ]
    return sorted(found, key=lambda event: (event.on, event.at))


def public_events_of(obligation: Obligation) -> list[Event]:
    """What everybody may know, oldest first: nothing about people, no free words."""
    found = [*_of_obligation(obligation), *_of_stages(obligation), *_of_discharges(obligation)]
    told = [event for event in found if event.kind in PUBLIC_KINDS]
    return sorted(told, key=lambda event: (event.on, event.at))


def _said(kind: str, at: datetime, text: str, **more: Any) -> Event:
    """An event dated by the instant at which it was recorded, or by `on`."""
    on = more.pop("on", None) or timezone.localdate(at)
    more["by"] = str(more["by"]) if more.get("by") else ""
    return Event(kind, on, at, text, **more)


def _of_development(obligation: Obligation) -> Iterator[Event]:
    if obligation.development is None:
        return
    for test in obligation.development.scope_tests.select_related("tested_by"):
        answer = test.get_answer_display().lower()
        yield _said(
            "scope_test",
            test.tested_at,
            f"Tested whether the scheme applies: {answer}.",
            by=test.tested_by,
            thing=("development", str(obligation.development.public_id)),
        )


def _of_stages(obligation: Obligation) -> Iterator[Event]:
    if obligation.development is None:
        return
    for stage in obligation.development.stages.select_related("commenced_by"):
        if stage.commenced_on is not None:
            at = timezone.make_aware(datetime.combine(stage.commenced_on, datetime.max.time()))
            yield _said("commenced", at, f"Stage {stage.number} commenced.", by=stage.commenced_by)


def _of_applications(obligation: Obligation) -> Iterator[Event]:
    if obligation.development is None:
        return
    rows = obligation.development.applications.select_related(
        "lodged_by", "recommended_by", "decided_by"
    ).prefetch_related(
        "concurrences__recorded_by",
        "impact_findings__found_by",
        "lines__settings__set_by",
        "conditions__met_by",
    )
    for application in rows:
        yield from _of_application(application)


def _of_application(application: Application) -> Iterator[Event]:
    what = "a modification" if application.kind == "modification" else "approval"
    thing = ("application", str(application.public_id))
    yield _said(
        "lodged",
        application.lodged_at,
        f"Application {application.number} for {what} lodged.",
        by=application.lodged_by,
        thing=thing,
    )
    if application.decided_at is None or application.state not in (states.APPROVED, states.REFUSED):
        return
    # How the authority came to its decision is told once it has decided.
    for line in application.lines.all():
        for setting in line.settings.all():
            text = f"Line {line.number} set from {setting.before_quantity:,} to {setting.after_quantity:,} credits."
            yield _said("line_set", setting.set_at, text, by=setting.set_by, note=setting.reason)
    for finding in application.impact_findings.all():
        text = "is serious and irreversible" if finding.serious else "is not serious and irreversible"
        text = f"Found that the impact on {finding.entity} {text}."
        yield _said("impact_finding", finding.found_at, text, by=finding.found_by, note=finding.evidence)
    for given in application.concurrences.all():
        text = f"Concurrence of the {given.get_giver_display()} recorded."
        yield _said("concurrence", given.recorded_at, text, by=given.recorded_by, note=given.reference)
    if application.recommended_at is not None:
        text = "The authority's officer recommended a decision."
        yield _said("recommended", application.recommended_at, text, by=application.recommended_by)
    decided = "approved" if application.state == states.APPROVED else "refused"
    text = f"Application {application.number} {decided}."
    yield _said(
        "decided",
        application.decided_at,
        text,
        on=application.decided_on,
        by=application.decided_by,
        note=application.decision_reason,
        thing=thing,
    )
    for condition in application.conditions.all():
        if condition.met_on is not None:
            at = timezone.make_aware(datetime.combine(condition.met_on, datetime.min.time()))
            text = f"Condition {condition.number} met."
            yield _said("condition_met", at, text, by=condition.met_by, note=condition.met_evidence)


def _of_obligation(obligation: Obligation) -> Iterator[Event]:
    source = SOURCES[obligation.source]
    text = f"Imposed by {obligation.reference}: {source[:1].lower()}{source[1:]}."
    yield _said("imposed", obligation.made_at, text, on=obligation.imposed_on)
    for number, held in enumerate(
        obligation.duty_holders.select_related("organisation", "recorded_by").order_by("pk")
    ):
        if number:
            yield _said(
                "holder",
                held.recorded_at,
                f"The duty passed to another holder: {held.organisation.public_name}.",
                on=held.held_from,
                by=held.recorded_by,
                note=f"{held.organisation}. {held.reason}".strip(),
            )
    lines = obligation.lines.filter(supersedes__isnull=False).select_related(
        "supersedes", "proposed__application"
    )
    for line in lines:
        yield _modified(obligation, line)
    if obligation.discharged_on is not None and obligation.state == states.DISCHARGED:
        yield _ended("discharged", obligation.discharged_on, "Discharged: nothing is left to do.")
    if obligation.lapsed_on is not None:
        yield _ended("lapsed", obligation.lapsed_on, "Lapsed with its consent: nothing is owed any more.")


def _ended(kind: str, on: date, text: str) -> Event:
    """The last word of a day."""
    return Event(kind, on, timezone.make_aware(datetime.combine(on, datetime.max.time())), text)


def _modified(obligation: Obligation, line: ObligationLine) -> Event:
    before = line.supersedes
    told = f"Line {before.number} of {before.required:,} credits" if before is not None else "A line"
    text = f"{told} replaced by line {line.number} of {line.required:,} credits."
    application = line.proposed.application if line.proposed is not None else None
    at = (application.decided_at if application is not None else None) or obligation.made_at
    on = application.decided_on if application is not None else None
    return _said("modified", at, text, on=on, line=line.number, quantity=line.required)


def _of_search(obligation: Obligation) -> Iterator[Event]:
    for entry in obligation.diary.select_related("line", "made_by"):
        yield _said(
            "step",
            entry.made_at,
            f"Step to find credits: {entry.get_step_display()[:1].lower()}{entry.get_step_display()[1:]}.",
            on=entry.on,
            line=entry.line.number if entry.line is not None else None,
            by=entry.made_by,
            note=entry.text,
        )
    for line in _with_searches(obligation):
        for question in line.questions.all():
            thing = ("question", str(question.public_id))
            text = f"Question put to the authority for line {line.number}."
            yield _said(
                "question",
                question.asked_at,
                text,
                line=line.number,
                by=question.asked_by,
                note=question.sentence,
                thing=thing,
            )
            if question.answered_at is not None:
                text = f"Question for line {line.number} answered: {'yes' if question.answer else 'no'}."
                yield _said(
                    "answer",
                    question.answered_at,
                    text,
                    line=line.number,
                    by=question.answered_by,
                    note=question.reasons,
                    thing=thing,
                )
        for asked in line.variation_requests.all():
            thing = ("variation", str(asked.public_id))
            text = f"Use of the variation rules asked for line {line.number}."
            yield _said("variation", asked.asked_at, text, line=line.number, by=asked.asked_by, thing=thing)
            if asked.decided_at is not None:
                text = f"Use of the variation rules for line {line.number} {asked.state}."
                yield _said(
                    "variation_decided",
                    asked.decided_at,
                    text,
                    line=line.number,
                    by=asked.decided_by,
                    note=asked.decision_reason,
                    thing=thing,
                )


def _with_searches(obligation: Obligation) -> Iterable[ObligationLine]:
    return obligation.lines.prefetch_related(
        "questions__asked_by",
        "questions__answered_by",
        "variation_requests__asked_by",
        "variation_requests__decided_by",
    )


def _of_measures(obligation: Obligation) -> Iterator[Event]:
    for line in obligation.lines.prefetch_related("measures__proposed_by", "measures__decided_by"):
        for measure in line.measures.all():
            what = measure.get_kind_display()
            told = f"{what} for {measure.quantity:,} credits of line {line.number}"
            thing = ("measure", str(measure.public_id))
            facts: dict[str, Any] = {"line": line.number, "quantity": measure.quantity, "thing": thing}
            yield _said(
                "measure_proposed", measure.proposed_at, f"{told}: proposed.", by=measure.proposed_by, **facts
            )
            if measure.decided_at is not None:
                yield _said(
                    "measure_decided",
                    measure.decided_at,
                    f"{told}: {measure.state}.",
                    by=measure.decided_by,
                    note=measure.closing_reason,
                    **facts,
                )


def _of_quotes(obligation: Obligation) -> Iterator[Event]:
    for quote in obligation.quotes.select_related("requested_by", "offered_by", "received_by", "settled_by"):
        thing = ("quote", str(quote.public_id))
        steps = (
            (quote.quoted_on, "issued by the Trust", quote.offered_by),
            (quote.received_on, "paid", quote.received_by),
            (quote.settled_on, "confirmed: the Trust takes over the duty", quote.settled_by),
        )
        text = f"Quote {quote.number} for paying into the fund asked for."
        yield _said("quote", quote.requested_at, text, by=quote.requested_by, thing=thing)
        for place, (on, what, by) in enumerate(steps):
            if on is not None:
                at = timezone.make_aware(datetime.combine(on, datetime.min.time()).replace(microsecond=place))
                yield _said("quote", at, f"Quote {quote.number} {what}.", by=by, thing=thing)


def _of_discharges(obligation: Obligation) -> Iterator[Event]:
    rows = Discharge.objects.filter(line__obligation=obligation).select_related(
        "line", "recorded_by", "claim__retirement__new_lot", "measure", "quote_line__quote"
    )
    for one in rows:
        kind = "measure" if one.measure is not None else one.way
        told = f"{one.quantity:,} credits of line {one.line.number} discharged {WAYS[one.way]}"
        if one.claim is not None:
            told += f", transaction {one.claim.retirement.transaction_number}"
        yield _said(
            kind,
            one.recorded_at,
            f"{told}.",
            on=one.on,
            line=one.line.number,
            quantity=one.quantity,
            by=one.recorded_by,
            note=one.note,
            thing=_cause(one),
            lot=_retired_lot(one),
        )


def _cause(discharge: Discharge) -> tuple[str, str] | None:
    if discharge.claim is not None:
        return "retirement", str(discharge.claim.retirement.public_id)
    if discharge.measure is not None:
        return "measure", str(discharge.measure.public_id)
    if discharge.quote_line is not None:
        return "quote", str(discharge.quote_line.quote.public_id)
    return None


def _retired_lot(discharge: Discharge) -> str:
    lot = discharge.claim.retirement.new_lot if discharge.claim is not None else None
    return "" if lot is None else lot.number
