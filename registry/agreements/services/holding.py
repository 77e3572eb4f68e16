"""What every command about an agreement does: find it, hold its row, move its state once, and write to its chain."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import F

from registry import public_ids
from registry.actor import Actor
from registry.agreements import selectors, states
from registry.agreements.models import Agreement
from registry.audit.events import ChainKey
from registry.commands import Run
from registry.findings import DomainError, StaleEdit


def chain(agreement: Agreement) -> ChainKey:
    """Everything about an agreement is told in one chain, its lots included."""
    return ChainKey("agreement", str(agreement.public_id))


def hold(actor: Actor, agreement_id: UUID | str) -> Agreement:
    """The agreement, its row held until the transaction ends: what is checked cannot change before it is acted on.

    Not held for its key: a lot that is minted meanwhile only points at it, and must not wait in a circle with us.
    Its row alone: most commands ask for neither applicant nor trust, and one that is refused for none at all.
    Raises NotVisible."""
    rows = selectors.visible_to(actor).select_related(None).select_for_update(of=("self",), no_key=True)
    return public_ids.find(rows, agreement_id, "agreement")


def require_state(agreement: Agreement, action: str) -> None:
    """Raises DomainError that names the states in which `action` can be taken."""
    states.AGREEMENT.require(action, agreement.state)


def move(agreement: Agreement, action: str, *, expected_version: int | None = None, **changes: Any) -> None:
    """Take `action`: one conditional update that moves the state, counts the version and sets `changes`.

    Raises DomainError where the state does not allow it or has just changed, StaleEdit where the form is older than
    what is stored.
    """
    transition = states.AGREEMENT.require(action, agreement.state)
    change(
        agreement,
        expected_version=expected_version,
        state=transition.target or agreement.state,
        **changes,
    )


def change(agreement: Agreement, *, expected_version: int | None = None, **changes: Any) -> None:
    """Set `changes` and count the version, if the agreement is still in the state it was read in. See `move`."""
    asked = Agreement.objects.filter(pk=agreement.pk, state=agreement.state)
    if expected_version is not None:
        asked = asked.filter(version=expected_version)
    if not asked.update(version=F("version") + 1, **changes):
        if expected_version is not None:
            raise StaleEdit(
                "agreement.changed_meanwhile",
                "Somebody changed this agreement after you opened it. Nothing you typed is lost: compare it with what "
                "is stored now, and save again if yours should stand.",
            )
        raise DomainError(
            "agreement.moved_meanwhile",
            "Somebody else has just changed the state of this agreement. Look again.",
        )
    agreement.refresh_from_db()


def told(run: Run, agreement: Agreement, data: Mapping[str, Any], **answer: Any) -> dict[str, Any]:
    """Write the event of the command and give its answer: id, state and version, with what `answer` adds."""
    run.event(chain=chain(agreement), subject=str(agreement.public_id), data=dict(data))
    return {
        "id": str(agreement.public_id),
        "state": agreement.state,
        "version": agreement.version,
        **answer,
    }
