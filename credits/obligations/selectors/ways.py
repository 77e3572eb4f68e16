"""Which ways other than credits are open for a line, and why the others are not (N30, N31, BC Reg cl 6.2, cl 6.6)."""

from dataclasses import dataclass
from datetime import date

from credits.obligations.entities import entity_of, same_entity
from credits.obligations.models import ListedAction, Measure, ObligationLine, Pathway
from credits.obligations.selectors import fund
from registry.findings import Finding

Kind = Measure.MeasureKind
CLAUSE = "BC Reg cl 6.2"


@dataclass(frozen=True, slots=True)
class Way:
    """A way by its kind; `why_not` is empty where it is open."""

    kind: str
    label: str
    why_not: str = ""

    @property
    def is_open(self) -> bool:
        """May it be proposed?"""
        return not self.why_not


def ways_of(line: ObligationLine, *, on: date) -> list[Way]:
    """All three, in the order of the Regulation."""
    closed = {Kind.CONSERVATION_ACTION: _no_action(line, on)}
    for kind in (Kind.MINE_REHABILITATION, Kind.APPROVED_MEASURE):
        finding = closed_to_development(line, kind)
        closed[kind] = "" if finding is None else finding.message
    return [Way(kind.value, str(kind.label), why_not) for kind, why_not in closed.items()]


def actions_for(line: ObligationLine, *, on: date) -> list[ListedAction]:
    """The conservation actions on the list of that day that benefit what the line is about."""
    return [action for action in fund.listed_actions(on) if benefits(action, line)]


def benefits(action: ListedAction, line: ObligationLine) -> bool:
    """Is the action for the affected entity, by any of its names?"""
    names = (
        line.credit_class.community_name,
        line.credit_class.scientific_name,
        line.credit_class.common_name,
    )
    return any(same_entity(action.entity, name) for name in names if name)


def _no_action(line: ObligationLine, on: date) -> str:
    listed = fund.listed_actions(on)
    if not listed and ListedAction.objects.exists():
        return f"No conservation action is on the list of today ({CLAUSE}; ancillary rules)."
    if not listed:
        return (
            "The list of biodiversity conservation actions is not set: no officer has entered it. Without it no action "
            f"can be accepted ({CLAUSE}; ancillary rules)."
        )
    if not any(benefits(action, line) for action in listed):
        return (
            f"No listed action benefits {entity_of(line.credit_class)}. The action has to benefit the affected entity "
            f"({CLAUSE}; ancillary rules)."
        )
    return ""


def closed_to_development(line: ObligationLine, kind: str) -> Finding | None:
    """Why a way is not open to the development that owes the line; None where it is."""
    development = line.obligation.development
    if kind == Kind.MINE_REHABILITATION and (development is None or not development.major_mining):
        return Finding(
            "measure.not_mining",
            "Only a large mining project can commit to rehabilitating its site in place of credits "
            f"({CLAUSE}). Choose another way.",
            clause=CLAUSE,
        )
    strategic = Pathway.STRATEGIC_CERTIFICATION
    if kind == Kind.APPROVED_MEASURE and (development is None or development.pathway != strategic):
        return Finding(
            "measure.not_strategic",
            "Only a strategic biodiversity certification can have other measures approved in place of credits "
            "(BC Reg cl 6.6). Choose another way.",
            clause="BC Reg cl 6.6",
        )
    return None
