"""The list of agreements, and what begins one: an intention, or an agreement of the scheme before this one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from assessments.web.fields import HectaresField
from registry.actor import LANDHOLDER, Actor
from registry.agreements import policies, selectors, states
from registry.agreements.models import Agreement
from registry.agreements.services import biobanking, intentions
from registry.agreements.web.desk import STATE_NAMES, posted_files, tag_of
from registry.agreements.web.forms import BiobankingForm, IntentionForm
from registry.commands import no
from registry.forms import SeeOther, key_of
from registry.parties.models import Organisation
from registry.reference.selectors import containing

ROWS = 25

GROUPS: dict[str, tuple[str, frozenset[str]]] = {
    "preparing": ("In preparation", frozenset(states.BEFORE_REGISTRATION)),
    "in_force": ("In force", frozenset(states.IN_FORCE)),
    "closed": ("Closed", frozenset(states.CLOSED)),
}
"""States that belong together, offered above the single ones."""


def lands_of(actor: Actor) -> QuerySet[Organisation]:
    """The landholders this person signs for."""
    ids = [organisation for role, organisation in actor.offices if role == LANDHOLDER]
    return Organisation.objects.filter(pk__in=ids).order_by("name")


@desk_page("GET")
def agreement_list(request: HttpRequest) -> HttpResponse:
    """Every agreement this person may see, found by state, number and words."""
    actor = actor_of(request)
    search = request.GET.get("search", "").replace("\0", "").strip()[:120]
    state = request.GET.get("state", "")
    rows = selectors.visible_to(actor).select_related("applicant", "trust")
    chosen = GROUPS[state][1] if state in GROUPS else {state} & set(states.AGREEMENT.states)
    if chosen:
        rows = rows.filter(state__in=chosen)
    if search:
        rows = containing(rows, search, ("number", "site_name", "locality", "applicant__name"))
    page = Paginator(rows.order_by("-created_at", "-pk"), ROWS).get_page(request.GET.get("page"))
    return render(
        request,
        "agreements/list.html",
        {
            "page": page,
            "rows": [{"agreement": row, "tag": tag_of(row)} for row in page.object_list],
            "search": search,
            "state": state if chosen else "",
            "narrowed": bool(search or chosen),
            "groups": [(code, label) for code, (label, _) in GROUPS.items()],
            "states": [(code, STATE_NAMES[code]) for code in states.AGREEMENT.states],
            "may_lodge": actor.has(LANDHOLDER),
            "may_enter_earlier": policies.may_record_earlier_agreement(actor).allowed,
        },
    )


@desk_page("GET", "POST")
def agreement_new(request: HttpRequest) -> HttpResponse:
    """A landholder says what they have in mind: the beginning of an agreement."""
    actor = actor_of(request)
    if not actor.has(LANDHOLDER):
        require(no("agreement.not_yours", "Only a person who signs for a landholder can begin an agreement."))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return intentions.lodge(
            actor=actor,
            key=key_of(request),
            applicant_id=str(data["applicant"].public_id),
            trust_id=str(data["trust"].public_id),
            **intention_of(data),
            today=today(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(
            request, "Your intention is with the trust. Apply when the assessment report is accepted."
        )
        return SeeOther(reverse("agreement-page", args=[result["id"]]))

    form = IntentionForm(posted(request), applicants=lands_of(actor))
    trail = [("Agreements", reverse("agreement-list")), ("Begin an agreement", "")]
    draw = form_page(request, "agreements/new.html", {"trail": trail})
    return answer_form(request, form, act=act, done=done, draw=draw, fields=INTENTION_FIELDS)


INTENTION_FIELDS = {
    "holding_area_m2": "holding_ha",
    "applicant_id": "applicant",
    "trust_id": "trust",
}


def intention_of(data: dict[str, Any]) -> dict[str, Any]:
    """What the form says of the land, as the commands take it."""
    return {
        "site_name": data["site_name"],
        "locality": data["locality"],
        "local_government_area": data["local_government_area"],
        "lots_and_plans": data["lots_and_plans"],
        "holding_area_m2": HectaresField.m2(data["holding_ha"]),
        "intention": data["intention"],
    }


def intention_initial(agreement: Agreement) -> dict[str, Any]:
    """The stored intention as it stands in the form."""
    return {
        "site_name": agreement.site_name,
        "locality": agreement.locality,
        "local_government_area": agreement.local_government_area,
        "lots_and_plans": agreement.lots_and_plans,
        "holding_ha": HectaresField.ha(agreement.holding_area_m2),
        "intention": agreement.intention,
    }


@desk_page("GET", "POST")
def biobanking_new(request: HttpRequest) -> HttpResponse:
    """The registrar takes over a BioBanking agreement (N1)."""
    actor = actor_of(request)
    require(policies.may_record_earlier_agreement(actor))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        upload = data["boundary"]
        return biobanking.record(
            actor=actor,
            key=key_of(request),
            number=data["number"],
            site_name=data["site_name"],
            applicant_id=str(data["applicant"].public_id),
            trust_id=str(data["trust"].public_id),
            registered_on=data["registered_on"],
            title_reference=data["title_reference"],
            boundary=upload.read() if upload else None,
            source=data["source"],
            today=today(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "The BioBanking agreement is recorded.")
        return SeeOther(reverse("agreement-page", args=[result["id"]]))

    form = BiobankingForm(posted(request), posted_files(request))
    trail = [("Agreements", reverse("agreement-list")), ("Record a BioBanking agreement", "")]
    draw = form_page(request, "agreements/biobanking.html", {"trail": trail})
    fields = {"applicant_id": "applicant", "trust_id": "trust"}
    return answer_form(request, form, act=act, done=done, draw=draw, fields=fields)
