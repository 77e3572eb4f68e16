"""Where a holder's money goes: the holder's own page, entering details, and the trust's check of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from assessments.web.answers import actor_of, attempt, posted, require
from registry.forms import SeeOther, key_of, new_key
from registry.fund import parameters, states, tries
from registry.fund.models import BankDetail
from registry.fund.policies import payees as policies
from registry.fund.selectors import payees as selectors
from registry.fund.services import payees, tax_standings
from registry.fund.web.entering import answer, signed_in_page
from registry.fund.web.payee_forms import BankDetailsForm, RefuseForm, TaxStandingForm, VerifyForm
from registry.parties.models import Organisation

ROWS_A_PAGE = 50
TAGS = {
    states.ENTERED: ("to verify", "todo"),
    states.VERIFIED: ("verified", "done"),
    states.REFUSED: ("refused", "problem"),
    states.REPLACED: ("replaced", "none"),
}


def _trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Payments", reverse("fund-home")), ("Bank details and tax", reverse("payee-list")), *last]


def _below(organisation: Organisation, title: str) -> list[tuple[str, str]]:
    return _trail((organisation.name, _page_of(organisation)), (title, ""))


def _page_of(organisation: Organisation) -> str:
    return reverse("payee-page", args=[organisation.public_id])


@signed_in_page("GET")
def payee_list(request: HttpRequest) -> HttpResponse:
    """The person's own organisations; for the trust and the auditor every payee, and what waits to be verified."""
    actor = actor_of(request)
    page = Paginator(selectors.payees(actor), ROWS_A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    held = selectors.hold_reason([payee.pk for payee in page], today)
    tax = selectors.tax_standings([payee.pk for payee in page], on=today)
    context = {
        "page": page,
        "rows": [{"payee": payee, "held": held.get(payee.pk), "tax": tax.get(payee.pk)} for payee in page],
        "waiting": list(selectors.waiting(actor)[:ROWS_A_PAGE]) if policies.reads_all(actor) else [],
        "office": policies.reads_all(actor),
        "may_check": policies.is_trust(actor),
        "trail": [("Payments", reverse("fund-home")), ("Bank details and tax", "")],
    }
    return render(request, "fund/payees/list.html", context)


@signed_in_page("GET")
def payee_page(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """One organisation: the account that is paid, masked, what waits, everything before, and the tax."""
    actor = actor_of(request)
    payee = selectors.payee_for(actor, organisation_id)
    today = timezone.localdate()
    details = list(selectors.details_of(payee))
    context = {
        "payee": payee,
        "today": today,
        "held": selectors.hold_reason([payee.pk], today).get(payee.pk),
        "paid": next((detail for detail in details if detail.state == states.VERIFIED), None),
        "entered": next((detail for detail in details if detail.state == states.ENTERED), None),
        "details": [{"detail": detail, "tag": TAGS[detail.state]} for detail in details],
        "standing": selectors.tax_standings([payee.pk], on=today).get(payee.pk),
        "standings": list(selectors.standings_of(payee)),
        "may_enter": policies.may_enter_details(actor, payee.pk).allowed,
        "may_check": policies.is_trust(actor),
        "may_record_tax": policies.may_record_tax(actor, payee.pk).allowed,
        "trail": _trail((payee.name, "")),
    }
    return render(request, "fund/payees/page.html", context)


@sensitive_post_parameters("bsb", "account_number", "title")
@sensitive_variables()
@signed_in_page("GET", "POST")
def bank_details_new(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Enter the account that the organisation is paid to. Nothing typed here is kept as a draft."""
    actor = actor_of(request)
    payee = selectors.payee_for(actor, organisation_id)
    require(policies.may_enter_details(actor, payee.pk))
    today = timezone.localdate()
    if request.method == "POST":
        tries.count(request, tries.ENTERING)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        account = payees.read_account(**data)
        return payees.enter(
            actor=actor,
            key=key_of(request),
            organisation_id=payee.public_id,
            account=account,
            now=timezone.now(),
        )

    context = {
        "payee": payee,
        "back": _page_of(payee),
        "cooling_off_days": parameters.whole("cooling_off_days", on=today),
        "trail": _below(payee, "Enter bank details"),
    }
    return answer(
        request,
        BankDetailsForm(posted(request)),
        act=act,
        template="fund/payees/bank_details.html",
        context=context,
        told="The bank details were entered. The trust verifies them before anything is paid to them.",
        done=_page_of(payee),
    )


def _to_check(request: HttpRequest, detail_id: UUID) -> BankDetail:
    actor = actor_of(request)
    detail = selectors.detail_for(actor, detail_id)
    require(policies.may_check_details(actor, detail))
    return detail


@sensitive_variables()
@signed_in_page("GET", "POST")
def bank_details_check(request: HttpRequest, detail_id: UUID) -> HttpResponse:
    """Verify details. The whole number is shown here alone, when the verifier asks for it, and each time is kept."""
    detail = _to_check(request, detail_id)
    states.BANK_DETAIL.require("verify", detail.state)
    actor = actor_of(request)
    asked_to_show = "show" in request.POST
    form, status = VerifyForm(None if asked_to_show else posted(request)), 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            tried = attempt(
                form,
                lambda: payees.verify(
                    actor=actor,
                    key=key_of(request),
                    detail_id=detail.public_id,
                    now=timezone.now(),
                    **form.cleaned_data,
                ),
            )
            if tried.result is not None:
                messages.success(request, "The bank details are verified.")
                return SeeOther(_page_of(detail.organisation))
            status = tried.status
    account: dict[str, str] = {}
    if request.method == "POST":
        tries.count(request, tries.READING)
        account = payees.read_to_verify(actor=actor, detail_id=detail.public_id)
    context = {
        "detail": detail,
        "payee": detail.organisation,
        "account": account,
        "same_account": payees.same_account(detail),
        "form": form,
        "key": new_key(),
        "trail": _below(detail.organisation, "Verify bank details"),
    }
    return render(request, "fund/payees/check.html", context, status=status)


@signed_in_page("GET", "POST")
def bank_details_refuse(request: HttpRequest, detail_id: UUID) -> HttpResponse:
    """Refuse details, with the reason."""
    detail = _to_check(request, detail_id)
    states.BANK_DETAIL.require("refuse", detail.state)
    actor = actor_of(request)
    return answer(
        request,
        RefuseForm(posted(request)),
        act=lambda data: payees.refuse(
            actor=actor, key=key_of(request), detail_id=detail.public_id, now=timezone.now(), **data
        ),
        template="fund/payees/refuse.html",
        context={
            "detail": detail,
            "payee": detail.organisation,
            "back": reverse("bank-details-check", args=[detail.public_id]),
            "trail": _below(detail.organisation, "Refuse bank details"),
        },
        told="The bank details are refused, and the organisation was told why.",
        done=_page_of(detail.organisation),
    )


@signed_in_page("GET", "POST")
def tax_standing_new(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Record how the organisation stands to the goods and services tax from a day on."""
    actor = actor_of(request)
    payee = selectors.payee_for(actor, organisation_id)
    require(policies.may_record_tax(actor, payee.pk))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        registered = data["gst_registered"] == "yes"
        return tax_standings.record(
            actor=actor,
            key=key_of(request),
            organisation_id=payee.public_id,
            **data | {"gst_registered": registered},
        )

    return answer(
        request,
        TaxStandingForm(posted(request), initial={"valid_from": timezone.localdate()}),
        act=act,
        template="fund/payees/tax_standing.html",
        context={"payee": payee, "back": _page_of(payee), "trail": _below(payee, "Record the tax standing")},
        told="The tax standing was recorded.",
        done=_page_of(payee),
    )
