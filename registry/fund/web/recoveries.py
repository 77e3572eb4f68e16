"""What holders owe back: the list, proposing one, one with what was posted for it, and each step on it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.web.answers import actor_of, desk_page, posted, require, today
from registry.actor import Actor
from registry.fund import states
from registry.fund.models import Recovery
from registry.fund.policies import books as policies
from registry.fund.selectors import recoveries as selectors
from registry.fund.selectors import runs, sites
from registry.fund.services import recoveries
from registry.fund.web.books_forms import RecoveryForm, RepayForm, WhyForm
from registry.fund.web.books_steps import BookStep, Offered, answer_step, trail
from registry.fund.web.run_words import payment_told
from registry.parties.models import Organisation
from registry.units import display_dollars

ROWS = 25
TAGS = {
    states.PROPOSED: ("proposed", "todo"),
    states.OPEN: ("owed", "doing"),
    states.REPAID: ("repaid", "done"),
    states.WITHDRAWN: ("withdrawn", "none"),
}
PROPOSE = BookStep(
    recoveries.propose,
    "Claim money back",
    "Propose it",
    "Proposed. A second person approves it; nothing is owed until then.",
    form=RecoveryForm,
    clock=("now",),
    intro="What a holder was paid too much, or owes back after a breach (BC Act s 6.34). The payment itself stays as "
    "it was. There is no interest.",
)
STEPS = {
    "approve": BookStep(
        recoveries.approve,
        "Approve the claim",
        "Approve it",
        "Approved: the holder owes it, and the next payments are set off against it.",
        intro="You are the second person. The site's account gets it back now, and the next payments to this holder "
        "for this site are set off against it until nothing is left.",
    ),
    "withdraw": BookStep(
        recoveries.withdraw,
        "Withdraw the claim",
        "Withdraw it",
        "Withdrawn. Nothing is owed.",
        form=WhyForm,
        clock=(),
        danger=True,
    ),
    "repay": BookStep(
        recoveries.repay,
        "Record a repayment",
        "Record it",
        "Recorded.",
        form=RepayForm,
        intro="Money that the holder paid back to the fund's bank account.",
    ),
}


@desk_page("GET")
def recovery_list(request: HttpRequest) -> HttpResponse:
    """Those this person may see, newest first."""
    actor = actor_of(request)
    state = request.GET.get("state", "")
    rows = selectors.recoveries(actor)
    if state in states.RECOVERY.states:
        rows = rows.filter(state=state)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"recovery": one, "tag": TAGS[one.state]} for one in page.object_list],
        "state": state,
        "states": [(code, text[:1].upper() + text[1:]) for code, (text, _) in TAGS.items()],
        "trail": trail(("Money owed back", ""), books=False),
    }
    return render(request, "fund/books/recoveries.html", context)


@desk_page("GET", "POST")
def recovery_new(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Say what a holder of this site owes back."""
    actor = actor_of(request)
    site = sites.site_for(actor, agreement_id)
    require(policies.may_propose_recovery(actor, site))
    holders = Organisation.objects.filter(owned_shares__agreement=site.agreement).distinct().order_by("name")
    form = RecoveryForm(posted(request), holders=holders, payments=runs.lines_of_site(site))
    return answer_step(
        request,
        PROPOSE,
        form,
        back=reverse("recovery-list"),
        way=_way(),
        subject=[("Site", f"{site.agreement}, {site.agreement.site_name}")],
        values=form.values,
        done=lambda made: reverse("recovery-page", args=[made["id"]]),
        agreement_id=str(agreement_id),
    )


def _way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return trail(("Money owed back", reverse("recovery-list")), *more, books=False)


def _facts(found: Recovery) -> list[tuple[str, Any]]:
    return [
        ("Site", f"{found.site.agreement}, {found.site.agreement.site_name}"),
        ("Holder", str(found.party)),
        ("Amount", display_dollars(found.amount_cents)),
        ("Outstanding", display_dollars(found.outstanding_cents)),
        ("Reason", found.reason),
        *([("Payment", _payment(found))] if found.payment_line else []),
        *([("Withdrawn because", found.closing_reason)] if found.closing_reason else []),
    ]


def _payment(found: Recovery) -> str:
    line = runs.lines_of_site(found.site).filter(public_id=found.payment_line).first()
    return payment_told(line) if line else found.payment_line


def _steps(actor: Actor, found: Recovery) -> list[Offered]:
    return [
        Offered(
            transition.label,
            reverse(f"recovery-{transition.action}", args=[found.public_id]),
            policies.RECOVERY_RULES[transition.action](actor, found),
            "dark-outline" if transition.action == "withdraw" else "dark",
        )
        for transition in states.RECOVERY.actions(found.state, actor.roles)
        if transition.action in STEPS
    ]


@desk_page("GET")
def recovery_page(request: HttpRequest, recovery_id: UUID) -> HttpResponse:
    """One claim: what is left of it, and what was posted for it."""
    actor = actor_of(request)
    found = selectors.recovery(actor, recovery_id)
    context = {
        "recovery": found,
        "tag": TAGS[found.state],
        "facts": _facts(found),
        "entries": list(selectors.entries_of(found)),
        "steps": _steps(actor, found),
        "trail": _way((f"{found.site.agreement}", "")),
    }
    return render(request, "fund/books/recovery.html", context)


@desk_page("GET", "POST")
def step(request: HttpRequest, recovery_id: UUID, action: str) -> HttpResponse:
    """One step on a claim."""
    actor = actor_of(request)
    found = selectors.recovery(actor, recovery_id)
    require(policies.RECOVERY_RULES[action](actor, found))
    if request.method != "POST":
        states.RECOVERY.require(action, found.state)
    taken = STEPS[action]
    back = reverse("recovery-page", args=[recovery_id])
    initial = {"received_on": today()} if action == "repay" else {}
    form = taken.form(posted(request), initial=initial)
    return answer_step(
        request,
        taken,
        form,
        back=back,
        way=_way((f"{found.site.agreement}", back)),
        subject=_facts(found),
        recovery_id=str(found.public_id),
    )
