"""How one rule of the method is explained: words, formula, mark, the numbers it uses, and examples. Pure.

An example is computed by the functions that calculate an assessment, with the parameters it is given; nothing in it is
written down beforehand. Formulas are plain text in which `^{...}` is raised and `_{...}` lowered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assessments.bam.basis import NotComputable
from assessments.bam.inputs import FIRM_MARKS, Mark
from assessments.bam.parameters import MethodParameters
from registry.units import display

GUIDE = "BAM Calculator User Guide 2024"
SOURCE_OF_MEMORY = "general knowledge of BAM 2020, not confirmed in a source"
NOWHERE = "no source known here"


@dataclass(frozen=True, slots=True)
class Standing:
    """How well one part of a rule is known. A part that is not firm says its default and what another would change."""

    what: str
    mark: Mark
    source: str
    default: str = ""
    changes: str = ""

    @property
    def firm(self) -> bool:
        """Can a result rest on it without being provisional?"""
        return self.mark in FIRM_MARKS


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example: `steps` line by line, perhaps a table. `provisional` and `missing` are what the calculation
    itself says of it; a first column of `rows` heads its row."""

    title: str
    steps: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    provisional: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """One rule. `parameters` are the numbers it explains, `also` those it uses that another rule explains: codes, or
    beginnings of codes that end in a dot. `changes` says what another value of its own would change."""

    slug: str
    title: str
    section: str
    rule: str
    formulas: tuple[str, ...]
    standings: tuple[Standing, ...]
    examples: tuple[Example, ...]
    parameters: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    changes: str = ""

    def uses(self, code: str) -> bool:
        """Does the rule use the parameter of that code?"""
        return _among(code, self.parameters + self.also)

    def owns(self, code: str) -> bool:
        """Is it the rule that explains the parameter of that code?"""
        return _among(code, self.parameters)


def _among(code: str, known: tuple[str, ...]) -> bool:
    return any(code == one or (one.endswith(".") and code.startswith(one)) for one in known)


def example(title: str, work: Callable[[], Example]) -> Example:
    """The example, or the sentences that say what is missing for it."""
    try:
        return work()
    except NotComputable as error:
        return Example(title, missing=error.sentences)


def number(value: float, digits: int = 4) -> str:
    """A number of a worked example, at most four decimals unless told otherwise."""
    return display(value, digits).replace("-", "−")


def value_of(parameters: MethodParameters, code: str) -> float:
    """The value of a code. Raises `MissingParameter`."""
    return parameters.fact(code).value


def listed(weights: Mapping[str, float]) -> str:
    """Weights in a row of terms: `0.35 · large trees`."""
    return " + ".join(
        f"{number(weight)} · {code.rpartition('.')[2].replace('_', ' ')}" for code, weight in weights.items()
    )
