"""Money paid in without credits: the list, recording some for a site, one deposit, and each step on it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.web.answers import actor_of, desk_page, posted, require, today
from registry.actor import Actor
from registry.fund import states
from registry.fund.models import DirectDeposit, SiteAccount
from registry.fund.policies import direct_deposits as policies
from registry.fund.selectors import direct_deposits as selectors
from registry.fund.selectors import sites
from registry.fund.selectors.shortfall import Shortfall, shortfall_of
from registry.fund.services import direct_deposits
from registry.fund.web.books_steps import BookStep, Offered, answer_step, trail
from registry.fund.web.direct_deposit_forms import ClearedForm, DirectDepositForm, WhyForm
from registry.units import display_dollars

ROWS = 25
LIST = "Money paid in without credits"
TAGS = {
    states.RECORDED: ("recorded, to be confirmed", "doing"),
    states.CLEARED: ("in the fund", "done"),
    states.WITHDRAWN: ("withdrawn", "none"),
}
RECORD = BookStep(
    direct_deposits.record,
    "Record money paid in",
    "Record it",
    "Recorded. Another person of the trust confirms that it has cleared.",
    form=DirectDepositForm,
    intro="For what no credit can bring any more: the extra deposit after a variation or a renewed plan, and the share "
    "of cancelled credits. Another person of the trust confirms it; until then nothing is posted.",
)
STEPS = {
    "clear": BookStep(
        direct_deposits.clear,
        "Confirm that it has cleared",
        "Confirm it",
        "Confirmed. The money is in the fund.",
        form=ClearedForm,
        intro="You are the second person. Compare the sum and the reference with the bank statement. The money is in "
        "the site’s account then, for good.",
    ),
    "withdraw": BookStep(
        direct_deposits.withdraw,
        "Withdraw the record",
        "Withdraw it",
        "Withdrawn. Nothing was posted.",
        form=WhyForm,
        clock=(),
        intro="For money that was typed wrongly or sent back.",
        danger=True,
    ),
}


@desk_page("GET")
def deposit_list(request: HttpRequest) -> HttpResponse:
    """Those of the sites this person sees, newest first."""
    page = Paginator(selectors.direct_deposits(actor_of(request)), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"deposit": one, "tag": TAGS[one.state]} for one in page.object_list],
        "trail": trail((LIST, ""), books=False),
    }
    return render(request, "fund/direct/list.html", context)


def _way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return trail((LIST, reverse("direct-deposit-list")), *more, books=False)


@desk_page("GET", "POST")
def deposit_new(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Record money for this site; the page says how much can be taken."""
    actor = actor_of(request)
    site = sites.site_for(actor, agreement_id)
    require(policies.may_record(actor, site))
    return answer_step(
        request,
        RECORD,
        DirectDepositForm(posted(request), payers=selectors.payers(site), initial={"received_on": today()}),
        back=reverse("fund-site", args=[agreement_id]),
        way=_way(),
        subject=[("Site", f"{site.agreement}, {site.agreement.site_name}"), *told(shortfall_of(site))],
        values=DirectDepositForm.values,
        done=lambda made: reverse("direct-deposit-page", args=[made["id"]]),
        agreement_id=str(agreement_id),
    )


def told(found: Shortfall) -> list[tuple[str, str]]:
    """A site's shortfall in pairs of label and value."""
    pairs = [
        ("Due", display_dollars(found.due_cents)),
        ("Deposited", display_dollars(found.deposited_cents)),
        (
            "Still to come with credits",
            f"{display_dollars(found.to_come_cents)}, from {found.credits_left:,} credits",
        ),
        ("Not covered by any credit", display_dollars(found.uncovered_cents)),
        ("Can still be taken", display_dollars(found.can_take_cents)),
    ]
    of = [
        (found.extra_cents, "extra deposit after a variation or a renewed plan"),
        (found.cancelled_cents, "share of cancelled credits"),
        (found.direct_cents, "paid in already, of both"),
        (found.recorded_cents, "recorded, to be confirmed"),
    ]
    return [*pairs, *((f"Of it: {words}", display_dollars(cents)) for cents, words in of if cents)]


def about(actor: Actor, site: SiteAccount) -> dict[str, Any]:
    """What the page of a site's account shows of it."""
    found = shortfall_of(site)
    offered = found.can_take_cents and policies.may_record(actor, site).allowed
    return {
        "found": found,
        "deposits": [
            {"deposit": one, "tag": TAGS[one.state]}
            for one in selectors.direct_deposits(actor).filter(site=site)[:ROWS]
        ],
        "record": reverse("direct-deposit-new", args=[site.agreement.public_id]) if offered else "",
    }


def _facts(found: DirectDeposit) -> list[tuple[str, Any]]:
    return [
        ("Site", f"{found.site.agreement}, {found.site.agreement.site_name}"),
        ("From", str(found.payer)),
        ("Amount", display_dollars(found.amount_cents)),
        ("For", found.reason),
        ("Received on", f"{found.received_on:%d/%m/%Y}"),
        ("Bank’s reference", found.receipt),
        ("Recorded by", str(found.recorded_by)),
        *([("Confirmed by", str(found.cleared_by))] if found.cleared_by else []),
        *([("Value date", f"{found.cleared_on:%d/%m/%Y}")] if found.cleared_on else []),
        *([("Withdrawn because", found.closing_reason)] if found.closing_reason else []),
    ]


@desk_page("GET")
def deposit_page(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """One deposit, and what can be done with it."""
    actor = actor_of(request)
    found = selectors.direct_deposit(actor, deposit_id)
    context = {
        "deposit": found,
        "tag": TAGS[found.state],
        "facts": _facts(found),
        "steps": [
            Offered(
                transition.label,
                reverse(f"direct-deposit-{transition.action}", args=[found.public_id]),
                policies.RULES[transition.action](actor, found),
                "dark-outline" if transition.action == "withdraw" else "dark",
            )
            for transition in states.DIRECT_DEPOSIT.actions(found.state, actor.roles)
        ],
        "trail": _way((f"{found.site.agreement}", "")),
    }
    return render(request, "fund/direct/deposit.html", context)


@desk_page("GET", "POST")
def step(request: HttpRequest, deposit_id: UUID, action: str) -> HttpResponse:
    """One step on a deposit."""
    actor = actor_of(request)
    found = selectors.direct_deposit(actor, deposit_id)
    require(policies.RULES[action](actor, found))
    if request.method != "POST":
        states.DIRECT_DEPOSIT.require(action, found.state)
    taken = STEPS[action]
    back = reverse("direct-deposit-page", args=[deposit_id])
    return answer_step(
        request,
        taken,
        taken.form(posted(request), initial={"cleared_on": today()} if action == "clear" else {}),
        back=back,
        way=_way((f"{found.site.agreement}", back)),
        subject=_facts(found),
        direct_deposit_id=str(found.public_id),
    )
