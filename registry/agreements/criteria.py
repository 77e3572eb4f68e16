"""What a landholder and a piece of land must meet to come under an agreement (N38). Pure.

The criteria are a list, asked one by one; each answer is an officer's, with a reason. `mark` says how sure we are of
the source: "memory" stands where the wording was not read in the instrument itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass

PERSON, LAND = "person", "land"
SUBJECTS = (PERSON, LAND)

MET, NOT_MET, OPEN = "met", "not_met", "open"
"""Outcomes of a subject: every criterion met; one not met; one not answered yet."""

_ACT = "Biodiversity Conservation Act 2016, Part 5 Division 2"
_REGULATION = "Biodiversity Conservation Regulation 2017, Part 5"
MEMORY, OURS = "memory", "our choice"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A question with a yes or no answer, about the person or about the land."""

    code: str
    subject: str
    question: str
    source: str
    mark: str


CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "fit_and_proper",
        PERSON,
        "Is every owner a fit and proper person to hold an agreement?",
        _REGULATION,
        MEMORY,
    ),
    Criterion(
        "owner_or_authorised",
        PERSON,
        "Is the applicant the owner of the land, or authorised by every owner?",
        _ACT,
        MEMORY,
    ),
    Criterion(
        "no_unremedied_breach",
        PERSON,
        "Is the applicant free of a breach of an agreement that was not put right?",
        _REGULATION,
        MEMORY,
    ),
    Criterion(
        "not_already_protected",
        LAND,
        "Is the land free of an offset, a reserve or another protection for the same purpose?",
        _REGULATION,
        MEMORY,
    ),
    Criterion(
        "no_inconsistent_use",
        LAND,
        "Is the land free of uses and tenures that are inconsistent with permanent protection?",
        _REGULATION,
        MEMORY,
    ),
    Criterion(
        "boundary_defined",
        LAND,
        "Is the boundary defined well enough to be registered on the land title?",
        "Needed for the entry on the land title",
        OURS,
    ),
)


def of(subject: str) -> tuple[Criterion, ...]:
    """The criteria about the person or about the land."""
    return tuple(criterion for criterion in CRITERIA if criterion.subject == subject)


def find(subject: str, code: str) -> Criterion | None:
    """The criterion of that subject, or None."""
    return next((criterion for criterion in of(subject) if criterion.code == code), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """The standing answer to one criterion."""

    subject: str
    criterion: str
    met: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the person or the land stands: `missing` are not answered, `failed` answered no."""

    subject: str
    state: str
    missing: tuple[Criterion, ...]
    failed: tuple[Criterion, ...]

    @property
    def met(self) -> bool:
        """Every criterion is answered yes."""
        return self.state == MET


@dataclass(frozen=True, slots=True)
class Standing:
    """The person and the land, recorded and judged separately (N38)."""

    person: Outcome
    land: Outcome

    @property
    def met(self) -> bool:
        """Both pass."""
        return self.person.met and self.land.met


def standing(answers: Iterable[Answer]) -> Standing:
    """How person and land stand; of several answers to one criterion the last counts."""
    last = {(answer.subject, answer.criterion): answer.met for answer in answers}
    return Standing(person=_outcome(PERSON, last), land=_outcome(LAND, last))


def _outcome(subject: str, last: dict[tuple[str, str], bool]) -> Outcome:
    asked = of(subject)
    missing = tuple(criterion for criterion in asked if (subject, criterion.code) not in last)
    failed = tuple(criterion for criterion in asked if last.get((subject, criterion.code)) is False)
    state = NOT_MET if failed else OPEN if missing else MET
    return Outcome(subject, state, missing, failed)
