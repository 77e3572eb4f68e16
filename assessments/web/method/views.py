"""The method as a page: every rule with its mark, its numbers from a release, and examples computed as it is drawn."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from assessments.bam.explained.formula import Example, Formula
from assessments.bam.explained.method import Method, Parameter, ProvisionalFact, explain
from assessments.web.method.curve_chart import curve_chart
from assessments.web.method.markup import formula_html
from registry.reference import selectors
from registry.reference.web import cells
from registry.reference.web.cells import Cell
from registry.reference.web.releases import link, release_of
from registry.reference.web.views import MARK_MEANINGS

CHART_OF = "attribute-score"


@dataclass(frozen=True, slots=True)
class Marked:
    """Something of the method with its mark as a tag."""

    shown: Any
    mark: Cell


@dataclass(frozen=True, slots=True)
class ShownExample:
    """An example with its steps as markup."""

    example: Example
    steps: tuple[SafeString, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One formula as the page shows it."""

    formula: Formula
    lines: tuple[SafeString, ...]
    standings: tuple[Marked, ...]
    parameters: tuple[Marked, ...]
    examples: tuple[ShownExample, ...]
    chart: SafeString | None


@require_safe
def method_page(request: HttpRequest) -> HttpResponse:
    """The method with the numbers of the release the address names, else of the one in use. Public."""
    release = selectors.current_release(timezone.localdate())
    if request.GET.get("release"):
        release = release_of(request)
    context: dict[str, Any] = {"release": release, "trail": [("Method", "")]}
    if release is not None:
        method = explain([row.as_row() for row in selectors.parameters(release)])
        context |= {
            "method": method,
            "parts": [(part, [_rule(formula, method) for formula in part.formulas]) for part in method.parts],
            "rules": _marked(method.rules),
            "numbers": _marked(method.numbers),
            "marks": [(cells.mark(mark.value), meaning) for mark, meaning in MARK_MEANINGS],
            "parameters_address": link(request, "reference-parameters"),
        }
    return render(request, "assessments/method/method_page.html", context)


def _rule(formula: Formula, method: Method) -> Rule:
    return Rule(
        formula=formula,
        lines=tuple(formula_html(line) for line in formula.formulas),
        standings=tuple(Marked(one, cells.mark(one.mark)) for one in formula.standings),
        parameters=_marked(method.parameters_of(formula)),
        examples=tuple(
            ShownExample(one, tuple(formula_html(step) for step in one.steps)) for one in formula.examples
        ),
        chart=curve_chart() if formula.slug == CHART_OF else None,
    )


def _marked(facts: tuple[ProvisionalFact, ...] | tuple[Parameter, ...]) -> tuple[Marked, ...]:
    return tuple(Marked(one, cells.mark(one.mark)) for one in facts)
