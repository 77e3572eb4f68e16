"""The whole method explained with one set of parameters, and what in it is provisional or not applied. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.bam.attributes import ATTRIBUTE_CODES
from assessments.bam.explained.change import change_formulas
from assessments.bam.explained.credits import credit_formulas
from assessments.bam.explained.formula import GUIDE, NOWHERE, Formula
from assessments.bam.explained.limits import limit_formulas
from assessments.bam.explained.score import named, score_formulas
from assessments.bam.explained.weighting import weighting_formulas
from assessments.bam.inputs import Mark
from assessments.bam.parameters import MethodParameters, from_rows


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the method as its release holds it; `value` is the exact text."""

    code: str
    label: str
    value: str
    unit: str
    mark: Mark
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter of the method: its rules in the order they are applied."""

    slug: str
    title: str
    formulas: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class ProvisionalFact:
    """A rule or number that is not firm, its default, and what another would change. `slug` is its formula's."""

    what: str
    default: str
    mark: Mark
    source: str
    changes: str
    slug: str


@dataclass(frozen=True, slots=True)
class NotApplied:
    """A term of the method for which there is no default: nothing is guessed."""

    what: str
    instead: str
    changes: str
    source: str


@dataclass(frozen=True, slots=True)
class Method:
    """Everything the page of the method shows, from one set of rows."""

    parts: tuple[Part, ...]
    parameters: tuple[Parameter, ...]
    rules: tuple[ProvisionalFact, ...]
    numbers: tuple[ProvisionalFact, ...]
    not_applied: tuple[NotApplied, ...]

    def parameters_of(self, formula: Formula) -> tuple[Parameter, ...]:
        """The numbers a rule uses, by code."""
        return tuple(one for one in self.parameters if formula.uses(one.code))


def explain(rows: Sequence[Mapping[str, str]]) -> Method:
    """The method with the rows of a parameter file or a release; of several rows of one code the latest counts.

    Raises `InvalidInput` for rows that `from_rows` refuses.
    """
    parameters = from_rows(rows)
    newest = {row["code"].strip(): row for row in sorted(rows, key=lambda row: row["effective_from"])}
    shown = tuple(
        Parameter(
            code=code,
            label=newest[code]["label"],
            value=newest[code]["value"],
            unit=newest[code]["unit"],
            mark=fact.mark,
            source=fact.source,
            note=newest[code]["note"],
        )
        for code, fact in parameters.facts.items()
    )
    parts = (
        Part("score", "From plots to vegetation integrity", score_formulas()),
        Part("change", "Loss and gain", change_formulas(parameters)),
        Part("weight", "Whether and how heavily a loss counts", weighting_formulas(parameters)),
        Part("credits", "Credits", credit_formulas(parameters)),
        Part("limits", "Limits and counts", limit_formulas(parameters)),
    )
    formulas = tuple(formula for part in parts for formula in part.formulas)
    return Method(
        parts=parts,
        parameters=shown,
        rules=tuple(_rules(formulas)),
        numbers=tuple(_numbers(shown, parameters, formulas)),
        not_applied=not_applied(parameters),
    )


def _rules(formulas: Sequence[Formula]) -> list[ProvisionalFact]:
    return [
        ProvisionalFact(one.what, one.default, one.mark, one.source, one.changes, formula.slug)
        for formula in formulas
        for one in formula.standings
        if not one.firm
    ]


def _numbers(
    shown: Sequence[Parameter], parameters: MethodParameters, formulas: Sequence[Formula]
) -> list[ProvisionalFact]:
    found = []
    for one in shown:
        if not parameters.fact(one.code).provisional:
            continue
        owner = next((formula for formula in formulas if formula.owns(one.code)), None)
        found.append(
            ProvisionalFact(
                what=one.label or one.code,
                default=f"{one.value} {one.unit}".strip(),
                mark=one.mark,
                source=one.source,
                changes=owner.changes if owner else "Nothing: no rule here uses it",
                slug=owner.slug if owner else "",
            )
        )
    return found


def not_applied(parameters: MethodParameters) -> tuple[NotApplied, ...]:
    """The terms without a default; attributes without a growth rate are those these parameters leave out."""
    rateless = [code for code in ATTRIBUTE_CODES if parameters.find(f"growth.logistic.{code}") is None]
    growth = (
        NotApplied(
            f"Growth rate of: {', '.join(named(code) for code in rateless)}",
            "the attribute does not grow; the assessor may type its future value",
            "The gain of stewardship sites where the attribute is below its benchmark",
            f"{GUIDE}, 7.3.6 names a table of rates that is not available here",
        ),
    )
    return (growth if rateless else ()) + (
        NotApplied(
            "Size of the security benefit score",
            "nothing is added until the assessor enters it with its source",
            "The gain of zones in good condition with few weeds",
            f"{GUIDE}, 7.3.6 says when it applies, not how much it is",
        ),
        NotApplied(
            "Discount for existing obligations and public land",
            "the line is not computed until the assessor enters it with its source",
            "The gain of sites with an obligation, or on Crown land",
            "BAM 2020 s 11.9",
        ),
        NotApplied(
            "Formula of species credits by count at a stewardship site",
            "the line is not computed until the assessor enters the individuals gained",
            "Species credits by count at stewardship sites",
            f"{GUIDE}, 7.7.8 names the inputs only",
        ),
        NotApplied(
            "Cells of the risk matrices that are not listed",
            "the line is not computed until the assessor enters the weighting with its source",
            "The credits of a development in such a cell",
            "BAM 2020 App I",
        ),
        NotApplied(
            "Law of active restoration",
            "not computed; the assessor may type future values with a reason",
            "The gain of sites with active restoration",
            f"{GUIDE}, 7.3.6 and BAM 2020 s 11.3.2",
        ),
        NotApplied(
            "Decision key for planted native vegetation",
            "the outcome and the reason are recorded",
            "Whether planted vegetation needs credits",
            "BAM 2020 App D",
        ),
        NotApplied(
            "Benchmark, listing, share cleared, large tree threshold or sensitivity that the reference facts lack",
            "the line is not computed until the assessor enters the fact with its source",
            "The zone or line that needs it",
            NOWHERE,
        ),
    )
