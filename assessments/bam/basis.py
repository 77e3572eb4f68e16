"""What a result rests on: the reasons that make it provisional, and the reasons it cannot be computed at all.

A fact that enters a result is passed through `Basis.use`; a provisional one leaves one short sentence behind. A fact
that is missing raises `NotComputable`, whose sentences name what to enter (method 9). Pure.
"""

from collections.abc import Iterable
from typing import TypeVar

from assessments.bam.inputs import Fact

T = TypeVar("T")


class NotComputable(Exception):
    """A number cannot be computed; `sentences` say what to enter. Caught where one zone or line is assembled."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


def standing(fact: Fact[T]) -> str:
    """How well a provisional fact is known, as a person reads it."""
    match fact.mark:
        case "memory":
            return "from memory, not confirmed"
        case "open":
            return "open in the method, default used"
        case "entered":
            return f"entered by the assessor: {fact.source}" if fact.source else "entered by the assessor"
        case "demo":
            return "demo value"
        case _:
            return fact.mark


def value_text(value: object) -> str:
    """A fact's value in a sentence: yes or no, a number without idle zeros, or the text itself."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value)


class Basis:
    """Collects why one result is provisional: in order, each reason once."""

    __slots__ = ("_reasons",)

    def __init__(self, reasons: Iterable[str] = ()) -> None:
        self._reasons: dict[str, None] = dict.fromkeys(reasons)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons collected so far."""
        return tuple(self._reasons)

    def add(self, *reasons: str) -> None:
        """Add reasons that do not come from a single fact."""
        self._reasons.update(dict.fromkeys(reasons))

    def use(self, fact: Fact[T], name: str) -> T:
        """The fact's value; when the fact is provisional, `name`, value and standing become a reason."""
        if fact.provisional:
            self.add(f"{name} {value_text(fact.value)} ({standing(fact)})")
        return fact.value


def unique(sentences: Iterable[str]) -> tuple[str, ...]:
    """The sentences in order, each once."""
    return tuple(dict.fromkeys(sentences))
