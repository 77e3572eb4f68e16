"""Findings and refusals: how a rule says what is wrong and what to do about it.

A *finding* is a value: rules collect them and never stop at the first. A *refusal* (`DomainError`) is raised
when a command may not go on; it carries a stable code, a sentence a person can act on, and the findings behind it.
Pure: no Django, no clock, no I/O.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or doubtful.

    `code` is stable and dotted (`plot.htw_cover.over_range`); `message` names the field and what to do;
    `field` is the form or API field; `row` and `column` place it in a file (rows count from 1 as a person sees them);
    `clause` names the rule it comes from, where there is one.
    """

    code: str
    message: str
    field: str = ""
    row: int | None = None
    column: str = ""
    severity: Severity = "error"
    clause: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain data, for JSON."""
        return asdict(self)


class DomainError(Exception):
    """A command was refused. Raised by services, turned into a page or an API answer at the edge.

    `code` is stable; `message` says why and what to do; `status` is the HTTP status that fits best.
    """

    status = 409

    def __init__(self, code: str, message: str, findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.findings = tuple(findings)


class InvalidInput(DomainError):
    """The input has errors; `findings` lists every one of them, nothing was saved."""

    status = 400

    def __init__(
        self, findings: Iterable[Finding], message: str = "Some of what you entered needs to be corrected."
    ) -> None:
        super().__init__("input.invalid", message, findings)


class NotAllowed(DomainError):
    """The actor sees the thing but may not do this to it."""

    status = 403


class NotVisible(DomainError):
    """There is no such thing for this actor: the same answer as if it did not exist."""

    status = 404

    def __init__(self, what: str = "record") -> None:
        super().__init__("not_found", f"There is no such {what}, or you may not see it.")


class StaleEdit(DomainError):
    """Somebody else changed the same section since it was opened. Nothing was saved and nothing was lost."""

    status = 409


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those findings that block."""
    return tuple(finding for finding in findings if finding.severity == "error")


def warnings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those findings that inform but do not block."""
    return tuple(finding for finding in findings if finding.severity == "warning")


def require_no_errors(findings: Iterable[Finding]) -> None:
    """Raise `InvalidInput` with every blocking finding, if there is one."""
    blocking = errors(findings)
    if blocking:
        raise InvalidInput(blocking)
