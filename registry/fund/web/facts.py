"""The rules and numbers of the fund, for everybody to read; approvers enter them."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessments.web.answers import actor_of, posted, require
from registry.findings import NotVisible
from registry.forms import RegistryForm, key_of
from registry.fund import parameters
from registry.fund.papers.words import rule_label, rule_value
from registry.fund.policies.facts import may_enter_facts
from registry.fund.selectors import facts as selectors
from registry.fund.selectors.rates import listed_rates
from registry.fund.services import facts, index_numbers
from registry.fund.web.entering import answer, signed_in_page, way
from registry.fund.web.fact_forms import (
    CODE_OF_SERIES,
    HolidayForm,
    NumberForm,
    NumbersFileForm,
    RateForm,
    RuleForm,
    SeriesForm,
    YearForm,
)

ROWS_A_PAGE = 50
STANDINGS = {
    parameters.CONFIRMED: ("confirmed", "done", "read in a published source, or entered with one"),
    parameters.CHOICE: ("our choice", "doing", "no source says it; chosen here, and replaced when one does"),
    parameters.MEMORY: ("from memory", "doing", "from general knowledge, not read in a source"),
    parameters.OPEN: ("open", "problem", "nobody here knows; the value is a stated default or not set"),
}

DEMO = ("made up for the demonstration", "none", "")


def _trail(request: HttpRequest, *last: tuple[str, str]) -> list[tuple[str, str]]:
    return way(request, ("Rules and numbers of the fund", reverse("fund-facts")), *last)


def _form_page(
    request: HttpRequest, form: RegistryForm, act: Any, *, title: str, intro: str, button: str, done: str
) -> HttpResponse:
    return answer(
        request,
        form,
        act=act,
        template="fund/facts/form.html",
        context={
            "title": title,
            "intro": intro,
            "button": button,
            "back": done,
            "trail": _trail(request, (title, "")),
        },
        told="It was entered.",
        done=done,
    )


def _told(shown: selectors.RuleShown, names: Mapping[str, str]) -> dict[str, Any]:
    """A rule with its values in words. Of one made up for the demonstration nothing is confirmed."""
    code = shown.rule.code

    def words(value: str) -> str:
        return names.get(value, value) if code == CODE_OF_SERIES else rule_value(code, value)

    return {
        "shown": shown,
        "label": rule_label(code, shown.rule.label),
        "now": words(shown.now.value),
        "default": words(shown.rule.default),
        "entered": [(entry, words(entry.value)) for entry in shown.entered],
        "tag": DEMO if shown.now.demo else STANDINGS[shown.now.standing],
    }


@require_GET
def fact_list(request: HttpRequest) -> HttpResponse:
    """Every rule with its standing, every discount rate, the price indices, and the years of public holidays."""
    series = list(selectors.series())
    names = {index.code: index.name for index in series}
    context = {
        "rules": [_told(rule, names) for rule in selectors.rules(on=timezone.localdate())],
        "today": timezone.localdate(),
        "standings": STANDINGS.values(),
        "rates": listed_rates(),
        "series": series,
        "years": selectors.holiday_years(),
        "may_enter": may_enter_facts(actor_of(request)).allowed,
        "trail": way(request, ("Rules and numbers of the fund", "")),
    }
    return render(request, "fund/facts/list.html", context)


@require_GET
def index_page(request: HttpRequest, code: str) -> HttpResponse:
    """The numbers of a price index, revisions included."""
    index = selectors.series_called(code)
    page = Paginator(selectors.numbers_of(index), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "index": index,
        "page": page,
        "may_enter": may_enter_facts(actor_of(request)).allowed,
        "trail": _trail(request, (index.name, "")),
    }
    return render(request, "fund/facts/index.html", context)


@require_GET
def holiday_list(request: HttpRequest) -> HttpResponse:
    """The public holidays year by year, and which years are complete."""
    years = selectors.holiday_years()
    days = list(selectors.holidays())
    context = {
        "years": [
            {"year": year, "complete": complete, "days": [row for row in days if row.day.year == year]}
            for year, complete in years
        ],
        "may_enter": may_enter_facts(actor_of(request)).allowed,
        "trail": _trail(request, ("Bank holidays", "")),
    }
    return render(request, "fund/facts/holidays.html", context)


@signed_in_page("GET", "POST")
def rule_new(request: HttpRequest, code: str) -> HttpResponse:
    """Enter what a rule is from a day on."""
    actor = actor_of(request)
    rule = parameters.RULES.get(code)
    if rule is None:
        raise NotVisible("rule")
    require(may_enter_facts(actor))
    return _form_page(
        request,
        RuleForm(rule, posted(request), initial={"effective_from": timezone.localdate()}),
        lambda data: facts.enter_rule(actor=actor, key=key_of(request), code=code, **data),
        title=rule_label(code, rule.label),
        intro="It counts from its day on. Schedules that are frozen keep the rule they were made with.",
        button="Enter the rule",
        done=reverse("fund-facts"),
    )


@signed_in_page("GET", "POST")
def rate_new(request: HttpRequest) -> HttpResponse:
    """Enter a discount rate."""
    actor = actor_of(request)
    require(may_enter_facts(actor))
    form = RateForm(posted(request))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return facts.enter_rate(actor=actor, key=key_of(request), **form.values())

    return _form_page(
        request,
        form,
        act,
        title="Enter a discount rate",
        intro="It changes no deposit that was fixed before.",
        button="Enter the rate",
        done=reverse("fund-facts"),
    )


@signed_in_page("GET", "POST")
def index_new(request: HttpRequest) -> HttpResponse:
    """Name a price index."""
    actor = actor_of(request)
    require(may_enter_facts(actor))
    return _form_page(
        request,
        SeriesForm(posted(request)),
        lambda data: index_numbers.begin_series(actor=actor, key=key_of(request), **data),
        title="Enter a price index",
        intro="Its numbers are entered after it. Which index payments follow is a rule of its own.",
        button="Enter the index",
        done=reverse("fund-facts"),
    )


@signed_in_page("GET", "POST")
def number_new(request: HttpRequest, code: str) -> HttpResponse:
    """Enter one number of a price index."""
    actor = actor_of(request)
    index = selectors.series_called(code)
    require(may_enter_facts(actor))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        number = (data["quarter_ends"], data["published_on"], data["value"])
        return index_numbers.enter_numbers(
            actor=actor,
            key=key_of(request),
            series_code=index.code,
            numbers=[number],
            source=data["source"],
            today=timezone.localdate(),
        )

    return _form_page(
        request,
        NumberForm(posted(request)),
        act,
        title=f"Enter a number of {index.name}",
        intro="A revision is entered with its own day of publication; the earlier number stays.",
        button="Enter the number",
        done=reverse("price-index", args=[index.code]),
    )


@signed_in_page("GET", "POST")
def number_file(request: HttpRequest, code: str) -> HttpResponse:
    """Enter numbers of a price index from a file, whole or not at all."""
    actor = actor_of(request)
    index = selectors.series_called(code)
    require(may_enter_facts(actor))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        content = data["file"].read(index_numbers.LARGEST_BYTES + 1)
        return index_numbers.enter_numbers(
            actor=actor,
            key=key_of(request),
            series_code=index.code,
            numbers=index_numbers.read_file(content),
            source=data["source"],
            today=timezone.localdate(),
        )

    return _form_page(
        request,
        NumbersFileForm(posted(request), request.FILES if request.method == "POST" else None),
        act,
        title=f"Upload numbers of {index.name}",
        intro="One number in a row. The file is taken whole or not at all; every fault is told by row and column.",
        button="Upload and check",
        done=reverse("price-index", args=[index.code]),
    )


@signed_in_page("GET", "POST")
def holiday_new(request: HttpRequest) -> HttpResponse:
    """Enter a public holiday."""
    actor = actor_of(request)
    require(may_enter_facts(actor))
    return _form_page(
        request,
        HolidayForm(posted(request)),
        lambda data: facts.enter_holiday(actor=actor, key=key_of(request), **data),
        title="Enter a bank holiday",
        intro="A weekday on which banks do not clear.",
        button="Enter the holiday",
        done=reverse("bank-holidays"),
    )


@signed_in_page("GET", "POST")
def year_new(request: HttpRequest) -> HttpResponse:
    """Say that a year's holidays are all entered."""
    actor = actor_of(request)
    require(may_enter_facts(actor))
    return _form_page(
        request,
        YearForm(posted(request)),
        lambda data: facts.complete_year(actor=actor, key=key_of(request), **data),
        title="A year is complete",
        intro="Say so when every public holiday of the year is entered: from then on its business days are certain.",
        button="The year is complete",
        done=reverse("bank-holidays"),
    )
