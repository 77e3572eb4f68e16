"""Terms: what the trust proposed, version by version, agreeing to them, and going back to them (N47)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.web.answers import desk_page, posted, today, version_of
from registry.agreements import plan_costs, selectors
from registry.agreements.money_terms import deposit_of
from registry.agreements.services import terms
from registry.agreements.web.desk import answer_step, context_of, desk_for, desk_to
from registry.agreements.web.forms import ConfirmForm, ReopenForm, TermsForm
from registry.forms import key_of


@desk_page("GET")
def terms_page(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The terms as last proposed, and the versions before them."""
    desk = desk_for(request, agreement_id)
    versions = list(desk.agreement.terms.select_related("proposed_by", "agreed_by").order_by("-version"))
    context = context_of(
        desk,
        "Terms",
        newest=versions[0] if versions else None,
        older=versions[1:],
        may_propose=desk.can("propose_terms"),
        may_agree=desk.can("agree_terms"),
        may_reopen=desk.can("reopen_terms"),
    )
    return render(request, "agreements/terms.html", context)


@desk_page("GET", "POST")
def propose(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Propose terms; the text proposed last is there to work on."""
    desk = desk_to(request, agreement_id, "propose_terms")
    back = desk.address("agreement-terms")
    now = selectors.terms_now(desk.agreement)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return terms.propose(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            text=data["text"],
            today=today(),
        )

    return answer_step(
        request,
        desk,
        TermsForm(posted(request), initial={"text": now.text if now else ""}),
        act=act,
        told="The terms are proposed. The landholder can agree to them.",
        back=back,
        title="Propose terms",
        button="Propose these terms",
        template="agreements/terms_propose.html",
        parent=("Terms", back),
        context={"unready": terms.unready(desk.agreement)},
    )


@desk_page("GET", "POST")
def agree(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The landholder agrees to the terms as they stand, with the plan and its costs."""
    desk = desk_to(request, agreement_id, "agree_terms")
    back = desk.address("agreement-terms")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return terms.agree(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            expected_version=version_of(request),
            today=today(),
        )

    plan = selectors.plan_now(desk.agreement)
    return answer_step(
        request,
        desk,
        ConfirmForm(posted(request)),
        act=act,
        told="You agreed to the terms. Sign next.",
        back=desk.address("agreement-page"),
        title="Agree to the terms",
        button="Agree to these terms",
        template="agreements/terms_agree.html",
        parent=("Terms", back),
        context={
            "terms": selectors.terms_now(desk.agreement),
            "plan": plan,
            "totals": plan_costs.totals(plan.costs.all()) if plan else None,
            "deposit": deposit_of(desk.agreement, plan, on=timezone.localdate()),
        },
    )


@desk_page("GET", "POST")
def reopen(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Go back to the terms before anybody has signed."""
    desk = desk_to(request, agreement_id, "reopen_terms")
    back = desk.address("agreement-terms")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return terms.reopen(
            actor=desk.actor, key=key_of(request), agreement_id=str(agreement_id), reason=data["reason"]
        )

    return answer_step(
        request,
        desk,
        ReopenForm(posted(request)),
        act=act,
        told="The terms are under negotiation again.",
        back=back,
        title="Go back to the terms",
        button="Go back to the terms",
        intro="Nobody has signed yet. Terms, plan and costs can be changed again, and have to be agreed to anew.",
        parent=("Terms", back),
    )
