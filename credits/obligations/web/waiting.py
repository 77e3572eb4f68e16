"""What waits for a person in developments and obligations: applications, quotes, measures, questions, requests, stages.

What stands here is a step of this person's own: whoever took the step before it is not asked to take the next one.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.urls import reverse

from credits.lots.web.waiting import age
from credits.obligations import states
from credits.obligations.models import (
    Application,
    Condition,
    FundQuote,
    Measure,
    Obligation,
    ObligationLine,
    Question,
    Stage,
    VariationRequest,
)
from credits.obligations.web import links
from registry.actor import (
    AUTHORITY_DELEGATE,
    AUTHORITY_OFFICER,
    DEVELOPER,
    TRUST_APPROVER,
    TRUST_OFFICER,
    Actor,
)

MOST_LINES = 50
CONCERNED = frozenset({AUTHORITY_DELEGATE, AUTHORITY_OFFICER, DEVELOPER, TRUST_APPROVER, TRUST_OFFICER})
STATE_WORDS = {
    states.LODGED: "lodged",
    states.UNDER_REVIEW: "under review",
    states.RECOMMENDED: "recommended",
    states.REQUESTED: "requested",
    states.PREPARED: "prepared",
    states.OFFERED: "offered",
    states.RECEIVED: "paid",
    states.PROPOSED: "proposed",
    states.CHECKED: "checked",
    states.ASKED: "asked",
}
Line = dict[str, Any]


def lines(actor: Actor, *, on: date) -> list[Line]:
    """One line for each, at most fifty of each kind, oldest first. At most eleven queries; none for whom it does not
    concern."""
    if not CONCERNED & actor.roles:
        return []
    return [line for part in PARTS for line in part(actor, on)]


def _offices(actor: Actor, role: str) -> list[int]:
    return [organisation for held, organisation in actor.offices if held == role]


def _line(
    title: str, about: tuple[str, str], state: str, told: str, hint: str, since: datetime, on: date
) -> Line:
    return {
        "title": title,
        "url": links.page_of(about) or told,
        "status": STATE_WORDS[state],
        "status_kind": "todo",
        "hint": f"{hint} {age(since, on)}",
    }


def _life(obligation: Obligation) -> str:
    """The page of an obligation: where a page of its own is not there, this one tells."""
    return reverse("obligation-page", args=[obligation.public_id])


def _first(rows: QuerySet[Any]) -> Iterator[Any]:
    yield from rows.order_by("pk")[:MOST_LINES]


def _applications(actor: Actor, on: date) -> Iterator[Line]:
    officer = Q(
        state__in=(states.LODGED, states.UNDER_REVIEW),
        development__authority__in=_offices(actor, AUTHORITY_OFFICER),
    )
    delegate = Q(
        state=states.RECOMMENDED, development__authority__in=_offices(actor, AUTHORITY_DELEGATE)
    ) & ~Q(recommended_by=actor.user_id)
    hints = {
        states.LODGED: "Begin the review.",
        states.UNDER_REVIEW: "Finish the review and recommend a decision.",
        states.RECOMMENDED: "Decide, or return it.",
    }
    for one in _first(
        Application.objects.filter(officer | delegate).select_related("development__developer")
    ):
        yield _line(
            f"Application {one.number}, {one.development.title}",
            ("application", str(one.public_id)),
            one.state,
            "",
            f"{one.development.developer}. {hints[one.state]}",
            one.recommended_at or one.lodged_at,
            on,
        )


def _quotes(actor: Actor, on: date) -> Iterator[Line]:
    enter = Q(state=states.REQUESTED, trust__in=_offices(actor, TRUST_OFFICER))
    second = Q(state=states.PREPARED, trust__in=_offices(actor, TRUST_APPROVER)) & ~Q(
        prepared_by=actor.user_id
    )
    confirm = Q(state=states.RECEIVED, trust__in=_offices(actor, TRUST_APPROVER)) & ~Q(
        received_by=actor.user_id
    )
    pay = Q(state=states.OFFERED, obligation__holder__in=_offices(actor, DEVELOPER))
    hints = {
        states.REQUESTED: "Enter the charge, line by line, with its source.",
        states.PREPARED: "Issue the quote, as the second person.",
        states.OFFERED: "Pay the Trust, or withdraw it.",
        states.RECEIVED: "Confirm the payment and issue the statement.",
    }
    rows = FundQuote.objects.filter(enter | second | confirm | pay).select_related("obligation__holder")
    for one in _first(rows):
        yield _line(
            f"Quote {one.number} for {one.obligation.number}",
            ("quote", str(one.public_id)),
            one.state,
            _life(one.obligation),
            f"{one.obligation.holder}. {hints[one.state]}",
            one.requested_at,
            on,
        )


def _measures(actor: Actor, on: date) -> Iterator[Line]:
    authority = "line__obligation__authority__in"
    check = Q(**{"state": states.PROPOSED, authority: _offices(actor, AUTHORITY_OFFICER)})
    decide = Q(**{"state": states.CHECKED, authority: _offices(actor, AUTHORITY_DELEGATE)}) & ~Q(
        checked_by=actor.user_id
    )
    hints = {states.PROPOSED: "Look at its evidence.", states.CHECKED: "Accept it or refuse it."}
    rows = Measure.objects.filter(check | decide).select_related("line__obligation")
    for one in _first(rows):
        yield _line(
            f"{one.get_kind_display()} for {one.quantity:,} credits of {one.line.obligation.number}",
            ("measure", str(one.public_id)),
            one.state,
            _life(one.line.obligation),
            hints[one.state],
            one.proposed_at,
            on,
        )


def _asked(kind: str, model: type[Model], title: str, hint: str) -> Callable[[Actor, date], Iterator[Line]]:
    def found(actor: Actor, on: date) -> Iterator[Line]:
        rows = model._default_manager.filter(
            state=states.ASKED, line__obligation__authority__in=_offices(actor, AUTHORITY_DELEGATE)
        ).exclude(asked_by=actor.user_id)
        for one in _first(rows.select_related("line__obligation")):
            obligation = one.line.obligation
            yield _line(
                f"{title}, line {one.line.number} of {obligation.number}",
                (kind, str(one.public_id)),
                one.state,
                _life(obligation),
                hint,
                one.asked_at,
                on,
            )

    return found


def _stages(actor: Actor, on: date) -> Iterator[Line]:
    """Planned stages of developments under a consent that nothing keeps from beginning any more."""
    own = _offices(actor, DEVELOPER)
    if not own:
        return
    consents = Obligation.objects.filter(development=OuterRef("development")).exclude(state=states.LAPSED)
    waiting_for = ObligationLine.objects.filter(
        Q(stage=None) | Q(stage__number__lte=OuterRef("number")),
        obligation__development=OuterRef("development"),
        state=ObligationLine.IN_FORCE,
        required__gt=F("discharged"),
    )
    unmet = Condition.objects.filter(stage=OuterRef("pk"), application__state=states.APPROVED, met_on=None)
    rows = Stage.objects.filter(
        Q(development__developer__in=own) | Exists(consents.filter(holder__in=own)),
        Exists(consents),
        ~Exists(waiting_for),
        ~Exists(unmet),
        state=states.PLANNED,
    ).select_related("development")
    for stage in _first(rows):
        planned = f" It is planned for {stage.planned_start:%d/%m/%Y}." if stage.planned_start else ""
        yield {
            "title": f"Stage {stage.number} of {stage.development.title} can commence",
            "url": links.page_of(("stage", str(stage.public_id)))
            or links.page_of(("development", str(stage.development.public_id))),
            "status": "nothing outstanding",
            "status_kind": "done",
            "hint": f"Record the day when it does.{planned}",
        }


PARTS: tuple[Callable[[Actor, date], Iterator[Line]], ...] = (
    _applications,
    _quotes,
    _measures,
    _asked("question", Question, "Open question about the rules", "Answer yes or no, with reasons."),
    _asked("variation", VariationRequest, "Request to use the variation rules", "Approve or refuse it."),
    _stages,
)
