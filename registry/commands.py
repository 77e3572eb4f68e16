"""The command wrapper: one actor, one policy check, one transaction, one audit event, one effect per key.

    @command("assessment.finalise")
    def finalise(run: Run, *, revision_id: int, today: date) -> dict[str, Any]:
        revision = ...
        run.allow(policies.may_finalise(run.actor, revision))
        ...conditional update...
        run.event(chain=..., subject=..., data={...})
        return {"revision_id": revision.pk}

    finalise(actor=actor, key=key, revision_id=7, today=today)

The web form, the API and jobs call the same function. A command returns plain JSON data, because the same answer is
given again when the same key comes again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, TypeVar
from uuid import uuid4

import structlog
from django.db import connection, transaction
from django.utils import timezone

from registry.actor import Actor
from registry.audit.events import ChainKey, Part, record
from registry.findings import NotAllowed
from registry.idempotency import keys

log = structlog.get_logger(__name__)
CLOCK_INPUTS = frozenset({"today", "now"})


@dataclass(frozen=True, slots=True)
class Decision:
    """A policy's answer: yes, or no with the reason a person reads."""

    allowed: bool
    code: str = ""
    reason: str = ""


YES = Decision(True)


def no(code: str, reason: str) -> Decision:
    """A refusal with a stable code and a sentence that says what would make it possible."""
    return Decision(False, code, reason)


@dataclass(slots=True)
class Run:
    """One execution of a command, handed to its body."""

    actor: Actor
    name: str
    decided: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    chain_begun: bool = False

    def allow(self, decision: Decision) -> None:
        """The one policy check. Raises NotAllowed with the policy's reason."""
        self.decided += 1
        if not decision.allowed:
            raise NotAllowed(decision.code, decision.reason)

    def event(
        self, *, chain: ChainKey, subject: str, data: dict[str, Any], chain_begun: bool = False
    ) -> None:
        """The one audit event of this command. It is written last, when the body is through, so that the chain is
        locked for the shortest time and always after what the body locks. Who knows that its `chain_begun` with an
        earlier event lets PostgreSQL commit without being asked once more."""
        self.events.append({"chain": chain, "subject": subject, "data": data, "at": timezone.now()})
        self.chain_begun = chain_begun

    def beside(self, *parts: Part) -> None:
        """Writes that nothing in the body reads any more: they go with the event, on PostgreSQL in one statement."""
        self.parts.extend(parts)

    def write(self, *, last: bool = False) -> None:
        """Write the event and what goes with it, and perhaps commit where it is the `last` of its transaction. Raises
        BrokenCommand without exactly one check and one event."""
        if self.decided != 1 or len(self.events) != 1:
            raise BrokenCommand(
                f"{self.name} made {self.decided} policy checks and {len(self.events)} events; it needs one of each"
            )
        commits = last and self.chain_begun
        record(action=self.name, actor=self.actor, beside=self.parts, commits=commits, **self.events[0])

    def after_commit(self, effect: Callable[[], object]) -> None:
        """Do `effect` once the change is durable: send a job, never anything a rollback would have to undo."""
        transaction.on_commit(effect)


class BrokenCommand(RuntimeError):
    """A command's body forgot its policy check or its audit event: a bug, and the transaction is rolled back."""


def command(
    name: str,
) -> Callable[[Callable[Concatenate[Run, ...], dict[str, Any]]], Callable[..., dict[str, Any]]]:
    """Make a function a command called `name` (dotted; it is also the audit action)."""

    def decorate(
        body: Callable[Concatenate[Run, ...], dict[str, Any]],
    ) -> Callable[..., dict[str, Any]]:
        @wraps(body)
        def execute(*, actor: Actor, key: str = "", **inputs: Any) -> dict[str, Any]:
            outermost = not connection.in_atomic_block and connection.get_autocommit()
            with transaction.atomic(durable=True):
                claimed = keys.claim(
                    actor=actor,
                    key=key or str(uuid4()),
                    command=name,
                    # A repeat after midnight is still the same request.
                    inputs={label: value for label, value in inputs.items() if label not in CLOCK_INPUTS},
                )
                if not claimed.first:
                    log.info("command.repeated", command=name)
                    return dict(claimed.result)
                run = Run(actor=actor, name=name)
                result = body(run, **inputs)
                run.beside(Part(*keys.keeping(claimed, result)))
                run.write(last=outermost)
            log.info("command.done", command=name, actor=actor.user_id)
            return result

        return execute

    return decorate


Seen = TypeVar("Seen")


def rehearse(
    execute: Callable[..., dict[str, Any]], *, actor: Actor, look: Callable[[], Seen], **inputs: Any
) -> Seen:
    """Do what a command would do, look at the result, and undo all of it: what `look` gives is what would be there.

    The command's own checks hold and refuse alike. No key is claimed, and its event goes with everything else.
    """
    body = execute.__wrapped__  # type: ignore[attr-defined]
    with transaction.atomic():
        run = Run(actor=actor, name=execute.__name__)
        body(run, **inputs)
        run.write()
        seen = look()
        transaction.set_rollback(True)
    return seen
