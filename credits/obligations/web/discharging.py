"""Retiring credits for the lines of an obligation, and counting an earlier retirement."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.lots import selectors as lots
from credits.lots.services import retirements
from credits.lots.statements_signed import retirement_statement
from credits.lots.web import signing
from credits.lots.web.offers import subject_of
from credits.obligations import policies_discharge as policies
from credits.obligations.book import purposes_for
from credits.obligations.models import Obligation
from credits.obligations.selectors import retiring, visible
from credits.obligations.services import linking
from credits.obligations.web.discharge_forms import LinkForm, RetireForLinesForm
from credits.schemes.nsw_bos.decide import RULE_WORDS, sentence_of
from registry.findings import NotVisible
from registry.forms import SeeOther, key_of

LOTS_A_PAGE = 50
MOST_REASONS = 3


def trail_of(obligation: Obligation, last: str) -> list[tuple[str, str]]:
    """Where a page of an obligation is."""
    return [
        ("Obligations", reverse("obligation-list")),
        (obligation.number, reverse("obligation-page", args=[obligation.public_id])),
        (last, ""),
    ]


@desk_page("GET", "POST")
def retire(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Choose a lot that serves, then how many of its credits are for which line, then sign."""
    actor = actor_of(request)
    obligation = visible.obligation(actor, obligation_id)
    require(policies.may_retire_for(actor, obligation))
    number = request.GET.get("lot", "").replace("\x00", "").strip()[:20]
    return _sign(request, obligation, number) if number else _choose(request, obligation)


def _choose(request: HttpRequest, obligation: Obligation) -> HttpResponse:
    found = retiring.serving(obligation, on=today())
    page = Paginator(found.lots, LOTS_A_PAGE).get_page(request.GET.get("page"))
    here = reverse("obligation-retire", args=[obligation.public_id])
    context = {
        "obligation": obligation,
        "page": page,
        "rows": [
            {
                "lot": lot,
                "lines": found.lines[lot.credit_class_id, lot.status],
                "url": f"{here}?lot={lot.number}",
            }
            for lot in page.object_list
        ],
        "others": found.others,
        "open_lines": retiring.open_lines(obligation),
        "trail": trail_of(obligation, "Retire credits for it"),
    }
    # A choice is no form that could be sent.
    status = 200 if request.method == "GET" else 400
    return render(request, "obligations/discharge/choose.html", context, status=status)


def _sign(request: HttpRequest, obligation: Obligation, number: str) -> HttpResponse:
    actor = actor_of(request)
    lot = lots.lot(actor, number)
    if lot.holder.organisation_id != obligation.holder_id:
        raise NotVisible("lot")
    ruled = retiring.ruled(obligation, lot, on=today())
    serving = [one for one in ruled if one.serves]
    hints = {one.line.number: f"Serves: {RULE_WORDS[one.decision.rule]}." for one in serving}
    purposes = purposes_for(obligation)

    def form(data: Any = None) -> RetireForLinesForm:
        return RetireForLinesForm(
            data,
            lot=lot,
            purposes=purposes,
            lines=[one.line for one in serving],
            hints=hints,
            of_the_trust=obligation.is_of_the_trust,
        )

    shaped = form()

    def act(data: dict[str, Any], signature: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = retirements.apply(
            actor=actor,
            key=key_of(request),
            lot_number=lot.number,
            quantity=shaped.total(data),
            purpose=shaped.purpose(data),
            obligation_reference=obligation.reference,
            obligation_local_government_area=obligation.local_government_area,
            consent_on=obligation.imposed_on,
            claims=shaped.wanted(data),
            today=today(),
            now=timezone.now(),
            **signature,
        )
        return made

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(
            request, "Applied. The credits are set aside for the lines; the registrar checks next."
        )
        return SeeOther(reverse("retirement-page", args=[result["id"]]))

    flow = signing.TwoSteps(
        form=form,
        statement=lambda data: retirement_statement(
            holder=str(lot.holder),
            lot_number=lot.number,
            quantity=shaped.total(data),
            purpose=str(shaped.purpose(data).label),
        ),
        summary=lambda data: [
            ("Lot", f"{lot.number}, {lot.credit_class}"),
            ("Obligation", f"{obligation.number}, {obligation.reference}"),
            *(
                (f"For line {line.number}", f"{data[name]:,} credits" if data.get(name) else "")
                for name, line in shaped.lines.items()
            ),
            ("Credits to retire", f"{shaped.total(data):,}"),
            ("Purpose", shaped.purpose(data).label),
            ("Why each step before is left", data.get("justification", "")),
        ],
        act=act,
        done=done,
        context={
            "heading": f"Retire credits for {obligation.number}",
            "intro": "Say how many credits of this lot are for which line. What is retired is used up for ever.",
            "subject": [*subject_of(lot), *(_why_not(one) for one in ruled if not one.serves)],
            "button": "Sign and apply",
            "consequence": "The credits are reserved and set aside for the lines at once. They discharge them on the "
            "day the registry records the retirement, if they still serve then.",
            "back": reverse("obligation-retire", args=[obligation.public_id]),
            "trail": trail_of(obligation, "Retire credits for it"),
        },
    )
    return signing.answer(request, flow)


def _why_not(one: retiring.Ruled) -> tuple[str, str]:
    reasons = [sentence_of(test) for test in one.decision.reasons]
    more = f" and {len(reasons) - MOST_REASONS} more" if len(reasons) > MOST_REASONS else ""
    return (f"Not for line {one.line.number}", " ".join(reasons[:MOST_REASONS]) + more)


@desk_page("GET", "POST")
def link(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """An officer of the authority counts a recorded retirement that named the obligation in words only."""
    actor = actor_of(request)
    obligation = visible.obligation(actor, obligation_id)
    require(policies.may_link(actor, obligation))
    form = LinkForm(
        posted(request),
        lines=retiring.open_lines(obligation),
        hints={},
        of_the_trust=obligation.is_of_the_trust,
    )

    def act(data: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = linking.link(
            actor=actor,
            key=key_of(request),
            obligation_id=str(obligation_id),
            retirement_number=data["retirement_number"],
            claims=form.wanted(data),
            reason=data["reason"],
            now=timezone.now(),
        )
        return made

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(
            request, f"Retirement {result['retirement']} counts for the lines, and its holder was told."
        )
        return SeeOther(reverse("obligation-page", args=[obligation_id]))

    context = {
        "heading": "Count an earlier retirement",
        "intro": "A retirement recorded before that named this obligation in words only. It is asked whether its "
        "credits serve by the rules of its day, and no credit of it is counted twice.",
        "obligation": obligation,
        "button": "Count it",
        "back": reverse("obligation-page", args=[obligation_id]),
        "trail": trail_of(obligation, "Count an earlier retirement"),
    }
    draw = form_page(request, "obligations/authority/change.html", context)
    return answer_form(request, form, act=act, done=done, draw=draw)
