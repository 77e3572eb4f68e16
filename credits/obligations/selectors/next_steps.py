"""What is next for an obligation, and who has to act."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from credits.obligations import states
from credits.obligations.models import (
    Application,
    Claim,
    Condition,
    FundQuote,
    Measure,
    Obligation,
    ObligationLine,
    Question,
    Stage,
    VariationRequest,
)

HOLDER, AUTHORITY, TRUST, REGISTRAR = "holder", "authority", "trust", "registrar"
WHO = {
    HOLDER: "Who owes it",
    AUTHORITY: "The authority",
    TRUST: "The Trust",
    REGISTRAR: "The registrar's office",
}
CLAUSES = "BC Act s 7.13, s 7.14(4)"

_QUOTE_STEPS = {
    states.REQUESTED: (TRUST, "An officer of the Trust enters the charge of quote {number}."),
    states.PREPARED: (TRUST, "A second person of the Trust issues quote {number}."),
    states.OFFERED: (
        HOLDER,
        "Pay what quote {number} asks for, or withdraw it. It is valid until {until:%d/%m/%Y}.",
    ),
    states.RECEIVED: (TRUST, "A second person of the Trust confirms the payment of quote {number}."),
}
_APPLICATION_STEPS = {
    states.LODGED: "An officer begins the review of application {number}.",
    states.UNDER_REVIEW: "An officer reviews application {number}.",
    states.RECOMMENDED: "The delegate decides application {number}.",
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step: who takes it, what it is in a sentence, and what it is about (kind and public id)."""

    who: str
    text: str
    about: tuple[str, str]

    @property
    def who_words(self) -> str:
        return WHO[self.who]


def next_steps(obligation: Obligation, lines: Sequence[ObligationLine]) -> list[NextStep]:
    """The steps, those that keep it open first. The number of queries does not depend on the number of lines."""
    if obligation.state == states.LAPSED:
        return []
    return [
        *_of_lines(obligation, lines),
        *_on_their_way(obligation),
        *_of_quotes(obligation),
        *_of_decisions(obligation),
        *_of_development(obligation, lines),
    ]


def _of_lines(obligation: Obligation, lines: Sequence[ObligationLine]) -> Iterator[NextStep]:
    for line in lines:
        if obligation.state == states.IN_FORCE and line.outstanding:
            text = (
                f"Line {line.number}: find and retire {line.outstanding:,} credits, or discharge them in another "
                "of the permitted ways (BC Reg cl 6.2)."
            )
            yield NextStep(HOLDER, text, ("line", str(line.public_id)))


def _on_their_way(obligation: Obligation) -> Iterator[NextStep]:
    claims = Claim.objects.filter(line__obligation=obligation, state=states.PENDING)
    for claim in claims.select_related("line", "retirement"):
        text = (
            f"Line {claim.line.number}: {claim.quantity:,} credits wait for retirement "
            f"{claim.retirement.transaction_number} to be checked and recorded."
        )
        yield NextStep(REGISTRAR, text, ("retirement", str(claim.retirement.public_id)))
    measures = Measure.objects.filter(
        line__obligation=obligation, state__in=(states.PROPOSED, states.CHECKED)
    )
    for measure in measures.select_related("line"):
        who = "An officer checks" if measure.state == states.PROPOSED else "The delegate decides"
        text = f"Line {measure.line.number}: {who.lower()} the measure for {measure.quantity:,} credits."
        yield NextStep(AUTHORITY, text, ("measure", str(measure.public_id)))


def _of_quotes(obligation: Obligation) -> Iterator[NextStep]:
    for quote in FundQuote.objects.filter(obligation=obligation, state__in=_QUOTE_STEPS):
        who, text = _QUOTE_STEPS[quote.state]
        told = text.format(number=quote.number, until=quote.valid_until)
        yield NextStep(who, told, ("quote", str(quote.public_id)))


def _of_decisions(obligation: Obligation) -> Iterator[NextStep]:
    asked = Question.objects.filter(line__obligation=obligation, state=states.ASKED)
    for question in asked.select_related("line"):
        text = f"Line {question.line.number}: the delegate answers an open question about the rules."
        yield NextStep(AUTHORITY, text, ("question", str(question.public_id)))
    requests = VariationRequest.objects.filter(line__obligation=obligation, state=states.ASKED)
    for request in requests.select_related("line"):
        text = f"Line {request.line.number}: the delegate decides the request to use the variation rules."
        yield NextStep(AUTHORITY, text, ("variation", str(request.public_id)))
    if obligation.development_id is None:
        return
    open_applications = Application.objects.filter(
        development=obligation.development_id, state__in=_APPLICATION_STEPS
    )
    for application in open_applications:
        text = _APPLICATION_STEPS[application.state].format(number=application.number)
        yield NextStep(AUTHORITY, text, ("application", str(application.public_id)))


def _of_development(obligation: Obligation, lines: Sequence[ObligationLine]) -> Iterator[NextStep]:
    development = obligation.development
    if development is None:
        return
    unmet = list(
        Condition.objects.filter(
            application__development=development, application__state=states.APPROVED, met_on=None
        )
    )
    for stage in Stage.objects.filter(development=development, state=states.PLANNED):
        about = ("development", str(development.public_id))
        owed = sum(one.undischarged for one in lines if keeps_waiting(one, stage))
        conditions = [str(one.number) for one in unmet if one.stage_id == stage.pk]
        if owed:
            text = (
                f"Stage {stage.number} cannot commence before {owed:,} credits of it or of earlier stages are "
                f"discharged ({CLAUSES})."
            )
        elif conditions:
            text = f"Stage {stage.number} cannot commence before condition {', '.join(conditions)} is ticked off."
        else:
            text = f"Stage {stage.number} can commence: record the day when it does."
            about = ("stage", str(stage.public_id))
        yield NextStep(HOLDER, text, about)
    others = sum(one.stage_id is None for one in unmet)
    if others and obligation.application is not None:
        told = "1 condition is" if others == 1 else f"{others} conditions are"
        about = ("application", str(obligation.application.public_id))
        yield NextStep(AUTHORITY, f"{told} not ticked off yet.", about)


def keeps_waiting(line: ObligationLine, stage: Stage) -> bool:
    """Has the line to be discharged before the stage begins? Its own, an earlier stage's, or one of no stage."""
    return bool(line.undischarged) and (line.stage is None or line.stage.number <= stage.number)
