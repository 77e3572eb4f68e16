"""Forms in two steps: say what is wanted, then read the statement and sign it.

Nothing is kept between the steps but what the page itself carries, so a person can go back, and it works without
JavaScript. The key of the second step makes sending it twice one effect.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.web.answers import attempt
from credits.lots.statements_signed import Statement
from credits.lots.web.fields import SignatureFields
from registry.forms import RegistryForm, new_key

LOOK, CHANGE, SIGN = "look", "change", "sign"


@dataclass(frozen=True, slots=True)
class TwoSteps:
    """One dealing to sign. `statement` and `summary` are made from the first form's values; `act` runs the command with
    them and the signature."""

    form: Callable[..., RegistryForm]
    statement: Callable[[dict[str, Any]], Statement]
    summary: Callable[[dict[str, Any]], list[tuple[str, Any]]]
    act: Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]
    done: Callable[[dict[str, Any]], HttpResponse]
    context: Mapping[str, Any]
    refuse_early: Callable[[RegistryForm], None] = lambda form: None


def answer(request: HttpRequest, flow: TwoSteps) -> HttpResponse:
    """The page of whichever step this request is at."""
    if request.method != "POST":
        return _first(request, flow, flow.form())
    form = flow.form(request.POST)
    step = request.POST.get("step", LOOK)
    if step == CHANGE:
        return _first(request, flow, form)
    if form.is_valid() and step != SIGN:
        flow.refuse_early(form)
    if not form.is_valid():
        return _first(request, flow, form, status=400)
    if step != SIGN:
        return _second(request, flow, form, SignatureFields())
    return _signed(request, flow, form)


def _signed(request: HttpRequest, flow: TwoSteps, form: RegistryForm) -> HttpResponse:
    signature = SignatureFields(request.POST)
    if not signature.is_valid():
        return _second(request, flow, form, signature, status=400)
    both = _Both(form, signature)
    tried = attempt(both, lambda: flow.act(form.cleaned_data, signature.cleaned_data))  # type: ignore[arg-type]
    if tried.result is not None:
        return flow.done(tried.result)
    if form.errors:
        return _first(request, flow, form, status=tried.status)
    return _second(request, flow, form, signature, status=tried.status)


class _Both:
    """The two forms of a dealing as one that refusals are put onto: a finding goes to the form that has its field."""

    def __init__(self, form: RegistryForm, signature: SignatureFields) -> None:
        self.form, self.signature = form, signature
        self.fields = {**form.fields, **signature.fields}

    def is_valid(self) -> bool:
        """Both were read before."""
        return True

    def add_error(self, field: str | None, error: Any) -> None:
        """A field's error to its form; what is about the whole is told where it is signed."""
        if field in self.form.fields:
            self.form.add_error(field, error)
        else:
            self.signature.add_error(field, error)


def _first(request: HttpRequest, flow: TwoSteps, form: RegistryForm, *, status: int = 200) -> HttpResponse:
    context = {**flow.context, "form": form, "key": new_key()}
    return render(request, "credits/dealings/ask.html", context, status=status)


def _second(
    request: HttpRequest, flow: TwoSteps, form: RegistryForm, signature: SignatureFields, *, status: int = 200
) -> HttpResponse:
    values = form.cleaned_data
    hidden = [(name, text) for name in form.fields for text in request.POST.getlist(form.add_prefix(name))]
    context = {
        **flow.context,
        "form": signature,
        "hidden": hidden,
        "statement": flow.statement(values),
        "summary": [(label, value) for label, value in flow.summary(values) if value not in ("", None)],
        "key": new_key(),
    }
    return render(request, "credits/dealings/sign.html", context, status=status)
