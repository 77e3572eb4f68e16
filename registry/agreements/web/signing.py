"""Signatures: what is signed, who signed it, and the two pages on which it is signed (N10, N51)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.web.answers import desk_page, posted, version_of
from registry.agreements import plan_costs, selectors
from registry.agreements.models import Agreement
from registry.agreements.money_terms import deposit_of
from registry.agreements.services import signing, statements
from registry.agreements.web.desk import answer_step, context_of, desk_for, desk_to
from registry.agreements.web.forms import SignForm
from registry.forms import key_of


@desk_page("GET")
def signatures(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Every signature with the statement as it was shown, and who is still to sign."""
    desk = desk_for(request, agreement_id)
    agreement = desk.agreement
    context = context_of(
        desk,
        "Signatures",
        signatures=statements.signatures_of(agreement),
        holder_waits=desk.can("sign_holder"),
        trust_waits=desk.can("sign_trust"),
    )
    return render(request, "agreements/signatures.html", context)


@desk_page("GET", "POST")
def sign_holder(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Sign for an owner."""
    return _sign(
        request,
        agreement_id,
        action="sign_holder",
        command=signing.sign_holder,
        text=statements.holder_text,
        title="Sign for the landholder",
        told="Signed. The management plan is frozen.",
        seen=True,
    )


@desk_page("GET", "POST")
def sign_trust(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Sign for the Minister."""
    return _sign(
        request,
        agreement_id,
        action="sign_trust",
        command=signing.sign_trust,
        text=statements.trust_text,
        title="Sign for the Minister",
        told="Signed. The registrar registers the agreement next.",
    )


def _sign(
    request: HttpRequest,
    agreement_id: UUID,
    *,
    action: str,
    command: Callable[..., dict[str, Any]],
    text: Callable[[Agreement], str],
    title: str,
    told: str,
    seen: bool = False,
) -> HttpResponse:
    """One signature. `seen`: only what the page showed is signed, and nothing that changed after it was opened."""
    desk = desk_to(request, agreement_id, action)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return command(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            typed_name=data["typed_name"],
            capacity=data["capacity"],
            now=timezone.now(),
            **({"expected_version": version_of(request)} if seen else {}),
        )

    plan = selectors.plan_now(desk.agreement)
    return answer_step(
        request,
        desk,
        SignForm(posted(request)),
        act=act,
        told=told,
        back=desk.address("agreement-page"),
        title=title,
        button="Sign",
        template="agreements/sign.html",
        context={
            "statement": text(desk.agreement),
            "terms": selectors.terms_now(desk.agreement),
            "plan": plan,
            "totals": plan_costs.totals(plan.costs.all()) if plan else None,
            "deposit": deposit_of(desk.agreement, plan, on=timezone.localdate()),
        },
    )
