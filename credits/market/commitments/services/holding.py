"""What the commands of promises share: the agreement's row held, the room of a class, the step, and notices."""

from datetime import date, datetime
from typing import Any

from credits.lots.services.dealing import tell
from credits.market.commitments import selectors
from credits.market.models import Commitment
from credits.market.states import COMMITMENT
from registry import transitions
from registry.agreements.models import Agreement
from registry.audit.events import ChainKey
from registry.findings import Finding, InvalidInput


def chain(commitment: Commitment) -> ChainKey:
    """A promise has a chain of its own: who reads the agreement's need not learn its price."""
    return ChainKey("commitment", str(commitment.public_id))


def hold_agreement(commitment: Commitment) -> Agreement:
    """The agreement's row, held until the transaction ends, not for its key. Whoever answers a promise need not see
    the agreement itself."""
    rows = Agreement.objects.select_for_update(of=("self",), no_key=True).select_related("revision")
    return rows.get(pk=commitment.agreement_id)


def require_room(
    agreement: Agreement,
    *,
    kind: str,
    class_name: str,
    quantity: int,
    on: date,
    except_for: int | None = None,
) -> None:
    """Raises InvalidInput where the accepted report gives no such class, or too few credits of it beside what is
    promised already. The agreement's row is held: of two promises at once the second sees the first."""
    classes = selectors.promisable(agreement, on=on, except_for=except_for)
    if classes is None:
        return
    found = next((one for one in classes if (one.kind, one.class_name) == (kind, class_name)), None)
    if found is None:
        message = "The accepted report gives no credits of this class. Choose a class of the report."
        raise InvalidInput([Finding("commitment.class_not_entitled", message, "class_name")])
    if quantity > found.left:
        message = (
            f"The accepted report gives {found.entitled:,} credits of this class and {found.promised:,} are promised: "
            f"at most {found.left:,} are left to promise."
        )
        raise InvalidInput([Finding("commitment.more_than_entitled", message, "quantity")])


def step(commitment: Commitment, action: str, **changes: Any) -> None:
    """Move the promise along the table by one conditional update. Raises DomainError where the table does not allow it
    or somebody else was faster."""
    transitions.take(commitment, COMMITMENT, action, called="promise", **changes)


def tell_both(commitment: Commitment, *, title: str, body: str, now: datetime) -> None:
    """A notice to both sides that leads to the promise."""
    tell(commitment.seller, commitment.buyer, title=title, body=body, path=path_of(commitment), now=now)


def path_of(commitment: Commitment) -> str:
    """The promise's page."""
    return f"/market/commitments/{commitment.public_id}/"


def answer(commitment: Commitment, **more: Any) -> dict[str, Any]:
    """What a command gives back."""
    return {"id": str(commitment.public_id), "state": commitment.state, **more}
