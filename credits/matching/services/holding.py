"""What the commands of the search share: the line held, the step along the table, and notices."""

from datetime import datetime
from typing import Any

from credits.lots.services.dealing import tell
from credits.obligations import states
from credits.obligations.models import Obligation, ObligationLine, Question, VariationRequest
from credits.obligations.selectors import visible
from registry import public_ids, transitions
from registry.actor import Actor
from registry.findings import DomainError
from registry.parties.models import Organisation
from registry.states import StateTable

TABLES: dict[type[Question] | type[VariationRequest], StateTable] = {
    Question: states.QUESTION,
    VariationRequest: states.VARIATION,
}


def hold_line(actor: Actor, line_id: object) -> ObligationLine:
    """A line that the actor sees, locked until the transaction ends, not for its key. Raises NotVisible."""
    rows = visible.lines(actor).select_for_update(of=("self",), no_key=True)
    return public_ids.find(rows, line_id, "line of an obligation")


def hold_obligation(actor: Actor, obligation_id: object) -> Obligation:
    """An obligation that the actor sees, locked likewise. Raises NotVisible."""
    rows = visible.obligations(actor).select_for_update(of=("self",), no_key=True)
    return public_ids.find(rows, obligation_id, "obligation")


def require_open(line: ObligationLine) -> None:
    """Raises DomainError where nothing of the line is left to find credits for."""
    if line.obligation.state != states.IN_FORCE or line.outstanding < 1:
        raise DomainError(
            "matching.nothing_outstanding",
            f"Nothing is outstanding on line {line.number} of {line.obligation.number}, so no credits are looked for.",
        )


def step(thing: Question | VariationRequest, action: str, **changes: Any) -> None:
    """Move it along its table by one conditional update. Raises DomainError where the table does not allow it, or
    somebody else was faster."""
    transitions.take(thing, TABLES[type(thing)], action, **changes)


def tell_about(organisation: Organisation, *, title: str, body: str, path: str, now: datetime) -> None:
    """A notice to one organisation."""
    tell(organisation, title=title, body=body, path=path, now=now)


def answer(thing: Question | VariationRequest) -> dict[str, Any]:
    """What a command gives back."""
    return {"id": str(thing.public_id), "state": thing.state}
