"""Results of the fund: the list, entering one, one with its shares, and each step on it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.web.answers import actor_of, desk_page, posted, require
from registry.actor import Actor
from registry.fund import states
from registry.fund.models import FundResult, SiteAccount
from registry.fund.policies import books as policies
from registry.fund.selectors import results as selectors
from registry.fund.services import results
from registry.fund.web.books_forms import ResultForm, WhyForm
from registry.fund.web.books_steps import BookStep, Offered, answer_step, trail
from registry.units import display_dollars

ROWS = 25
TAGS = {
    states.PROPOSED: ("entered, not posted", "todo"),
    states.POSTED: ("posted", "done"),
    states.WITHDRAWN: ("withdrawn", "none"),
}
ENTER = BookStep(
    results.propose,
    "Enter a result",
    "Enter it",
    "Entered. A second person approves and posts it.",
    form=ResultForm,
    intro="A return, a loss or a fee of the fund manager for some days. It is shared out over the sites by what each "
    "held on each of these days.",
)
STEPS = {
    "approve": BookStep(
        results.approve,
        "Approve the result",
        "Approve and post it",
        "Posted: every site has its share.",
        intro="You are the second person. The shares below are posted to the sites now.",
    ),
    "withdraw": BookStep(
        results.withdraw,
        "Withdraw the result",
        "Withdraw it",
        "Withdrawn. Nothing was posted.",
        form=WhyForm,
        clock=(),
        danger=True,
    ),
}


def _title(result: FundResult) -> str:
    if result.kind == FundResult.ResultKind.FEE:
        return "Fund manager's fee"
    return "Return" if result.amount_cents > 0 else "Loss"


def _tag(result: FundResult, taken_back: set[str]) -> tuple[str, str]:
    return ("taken back", "problem") if str(result.public_id) in taken_back else TAGS[result.state]


@desk_page("GET")
def result_list(request: HttpRequest) -> HttpResponse:
    """Every result, newest first."""
    actor = actor_of(request)
    require(policies.may_read_books(actor))
    page = Paginator(selectors.results(actor), ROWS).get_page(request.GET.get("page"))
    taken_back = selectors.taken_back(page.object_list)
    context = {
        "page": page,
        "rows": [
            {"result": one, "title": _title(one), "tag": _tag(one, taken_back)} for one in page.object_list
        ],
        "keeps": policies.may_keep_books(actor).allowed,
        "trail": trail(("Results", "")),
    }
    return render(request, "fund/books/results.html", context)


@desk_page("GET", "POST")
def result_new(request: HttpRequest) -> HttpResponse:
    """Enter a return, a loss or a fee."""
    require(policies.may_keep_books(actor_of(request)))
    form = ResultForm(posted(request))
    back = reverse("fund-results")
    return answer_step(
        request,
        ENTER,
        form,
        back=back,
        way=trail(("Results", back)),
        values=form.values,
        done=lambda made: reverse("fund-result", args=[made["id"]]),
    )


def _facts(result: FundResult) -> list[tuple[str, Any]]:
    return [
        ("What", _title(result)),
        ("Days", f"{result.first_day:%d/%m/%Y} to {result.last_day:%d/%m/%Y}"),
        ("Amount", display_dollars(result.amount_cents)),
        ("Reference", result.reference),
        ("Entered by", str(result.prepared_by)),
    ]


def _shares(result: FundResult) -> list[dict[str, Any]]:
    """As posted; before that as they would be posted now."""
    if result.state == states.POSTED:
        found = [(row.site_id, row.share_cents) for row in result.shares.all()]
    elif result.state == states.PROPOSED:
        shares = selectors.shared_out(
            result.amount_cents, first_day=result.first_day, last_day=result.last_day
        )
        found = [(one.site_id, one.cents) for one in shares]
    else:
        return []
    sites = SiteAccount.objects.select_related("agreement").in_bulk([site_id for site_id, _ in found])
    return [{"agreement": sites[site_id].agreement, "cents": cents} for site_id, cents in found]


def _steps(actor: Actor, result: FundResult) -> list[Offered]:
    return [
        Offered(
            transition.label,
            reverse(f"fund-result-{transition.action}", args=[result.public_id]),
            policies.RESULT_RULES[transition.action](actor, result),
            "dark-outline" if transition.action == "withdraw" else "dark",
        )
        for transition in states.RESULT.actions(result.state, actor.roles)
    ]


@desk_page("GET")
def result_page(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """One result and what every site has of it."""
    actor = actor_of(request)
    require(policies.may_read_books(actor))
    found = selectors.result(actor, result_id)
    shares = Paginator(_shares(found), 100).get_page(request.GET.get("page"))
    context = {
        "result": found,
        "title": _title(found),
        "tag": _tag(found, selectors.taken_back([found])),
        "facts": _facts(found),
        "page": shares,
        "posted": found.state == states.POSTED,
        "steps": _steps(actor, found),
        "trail": trail(("Results", reverse("fund-results")), (_title(found), "")),
    }
    return render(request, "fund/books/result.html", context)


@desk_page("GET", "POST")
def step(request: HttpRequest, result_id: UUID, action: str) -> HttpResponse:
    """Approve or withdraw a result."""
    actor = actor_of(request)
    require(policies.may_read_books(actor))
    found = selectors.result(actor, result_id)
    require(policies.RESULT_RULES[action](actor, found))
    if request.method != "POST":
        states.RESULT.require(action, found.state)
    back = reverse("fund-result", args=[result_id])
    taken = STEPS[action]
    sites = len(_shares(found)) if action == "approve" else 0
    subject = [*_facts(found), *([("Sites that share it", str(sites))] if sites else [])]
    form = taken.form(posted(request))
    way = trail(("Results", reverse("fund-results")), (_title(found), back))
    return answer_step(
        request, taken, form, back=back, way=way, subject=subject, result_id=str(found.public_id)
    )
