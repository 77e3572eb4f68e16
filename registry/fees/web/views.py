"""Fee pages: the amounts by kind, entering one, the charges, and marking one as paid."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from registry.commands import Decision
from registry.fees import selectors
from registry.fees.models import FeeCharge
from registry.fees.policies import may_keep_fees, may_read_charges
from registry.fees.services.amounts import enter_fee_amount
from registry.fees.services.payments import record_fee_paid
from registry.fees.standing import FeeStanding, standing
from registry.fees.web.forms import AmountForm, PaidForm
from registry.findings import DomainError, NotAllowed, NotVisible
from registry.forms import RegistryForm, SeeOther, add_refusal, key_of, new_key

ROWS_A_PAGE = 50
STATES = (("", "All"), ("due", "Due"), ("paid", "Paid"), ("nil", "Nil"), ("not_set", "No amount set"))
TAGS = {
    "due": ("due", "todo"),
    "paid": ("paid", "done"),
    "nil": ("nil", "none"),
    "not_set": ("not set", "none"),
}


def _require(decision: Decision) -> None:
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)


def _trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Fees", reverse("fee-list")), *last]


def _onto_form(form: RegistryForm, refusal: DomainError) -> int:
    """Show a refusal on the form it came from. NotVisible and NotAllowed have pages of their own."""
    if isinstance(refusal, (NotVisible, NotAllowed)):
        raise refusal
    add_refusal(form, refusal)
    return refusal.status


@login_required
@require_GET
def fee_list(request: HttpRequest) -> HttpResponse:
    """Every kind of fee with the amount in force, its source, and what was in force before."""
    actor = request.actor  # type: ignore[attr-defined]
    today = timezone.localdate()
    context = {
        "kinds": selectors.kinds(on=today),
        "today": today,
        "may_enter": may_keep_fees(actor).allowed,
        "may_read_charges": may_read_charges(actor).allowed,
        "trail": [("Fees", "")],
    }
    return render(request, "fees/fee_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def amount_new(request: HttpRequest) -> HttpResponse:
    """Enter an amount."""
    actor = request.actor  # type: ignore[attr-defined]
    _require(may_keep_fees(actor))
    form, status = AmountForm(initial={"kind": request.GET.get("kind", "")[:30]}), 200
    if request.method == "POST":
        form, status = AmountForm(request.POST), 400
        if form.is_valid():
            try:
                enter_fee_amount(actor=actor, key=key_of(request), **form.values())
            except DomainError as refusal:
                status = _onto_form(form, refusal)
            else:
                messages.success(request, "The amount was entered.")
                return SeeOther(reverse("fee-list"))
    context = {"form": form, "key": new_key(), "trail": _trail(("Enter an amount", ""))}
    return render(request, "fees/amount_new.html", context, status=status)


@login_required
@require_GET
def charge_list(request: HttpRequest) -> HttpResponse:
    """What was charged, newest first, by how it stands."""
    actor = request.actor  # type: ignore[attr-defined]
    state = request.GET.get("state", "")
    rows = selectors.charges(actor, state=state)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_shown(charge) for charge in page],
        "states": STATES,
        "state": state if state in selectors.OF_STATE else "",
        "trail": _trail(("Charges", "")),
    }
    return render(request, "fees/charge_list.html", context)


def _page_of(subject: str) -> str:
    """The page of what a charge is for (`agreement:<public id>`); empty where it has none."""
    kind, _, key = subject.partition(":")
    try:
        return reverse(f"{kind}-page", args=[key])
    except NoReverseMatch:
        return ""


def _shown(charge: FeeCharge) -> dict[str, Any]:
    found: FeeStanding = standing(charge)
    tag, page = TAGS[found.state], _page_of(charge.subject)
    return {"charge": charge, "standing": found, "tag": tag, "subject_page": page}


@login_required
@require_http_methods(["GET", "POST"])
def charge_page(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    """One charge, and the form that marks it as paid."""
    actor = request.actor  # type: ignore[attr-defined]
    charge = selectors.charge_for(actor, charge_id)
    today = timezone.localdate()
    form, status = PaidForm(initial={"paid_on": today}), 200
    if request.method == "POST":
        _require(may_keep_fees(actor))
        form, status = PaidForm(request.POST), 400
        if form.is_valid():
            try:
                record_fee_paid(
                    actor=actor, key=key_of(request), charge_id=charge_id, today=today, **form.cleaned_data
                )
            except DomainError as refusal:
                status = _onto_form(form, refusal)
            else:
                messages.success(request, "The charge is marked as paid.")
                return SeeOther(reverse("fee-charge", args=[charge_id]))
    shown = _shown(charge)
    context = {
        **shown,
        "form": form if form.is_bound or shown["standing"].state == "due" else None,
        "may_mark": may_keep_fees(actor).allowed,
        "key": new_key(),
        "trail": _trail(("Charges", reverse("fee-charges")), ("Charge", "")),
    }
    return render(request, "fees/charge.html", context, status=status)
