"""The history of an agreement: who did what and when, from its audit chain, in plain words.

The chain holds the dealings with its credits too; those are told on the pages of the credits to those who deal.
"""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.web.answers import desk_page
from registry.agreements import criteria
from registry.agreements.models import Agreement, AgreementChange, InterestHolder
from registry.agreements.web.desk import context_of, desk_for
from registry.audit.models import AuditEvent
from registry.units import display_dollars, display_hectares

EVENTS_PER_PAGE = 50
DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")

SENTENCES = {
    "agreement.lodge_intention": "told the trust of an intention",
    "agreement.change_intention": "worded the intention anew",
    "agreement.apply": "applied for the agreement",
    "agreement.record_eligibility": "recorded a finding about eligibility",
    "agreement.name_interest": "named somebody with an interest in the land",
    "agreement.answer_interest": "recorded the answer of somebody with an interest",
    "agreement.record_activity": "recorded a finding about an activity",
    "agreement.change_action": "changed an action of the plan",
    "agreement.remove_action": "took an action out of the plan",
    "agreement.set_costs": "entered the costs of the plan",
    "agreement.propose_terms": "proposed terms",
    "agreement.agree_terms": "agreed to the terms",
    "agreement.reopen_terms": "went back to the terms",
    "agreement.sign_holder": "signed for an owner",
    "agreement.sign_trust": "signed for the Minister",
    "agreement.prepare_registration": "entered number and title reference",
    "agreement.register": "registered the agreement and issued its credits",
    "agreement.activate": "started full management",
    "agreement.begin_review": "began the year-20 review",
    "agreement.maintain": "went on with maintenance",
    "agreement.propose_change": "proposed a change of the agreement",
    "agreement.agree_change": "agreed to a change for an owner",
    "agreement.approve_change": "approved a change",
    "agreement.withdraw_change": "withdrew a change",
    "agreement.lodge_owner_change": "lodged a change of owner",
    "agreement.accept_owner_change": "accepted the duties for a new owner",
    "agreement.record_owner_change": "recorded a change of owner",
    "agreement.withdraw_owner_change": "withdrew a change of owner",
    "agreement.suspend": "suspended the agreement",
    "agreement.lift_suspension": "lifted the suspension",
    "agreement.refuse": "refused the application",
    "agreement.withdraw": "withdrew the application",
    "agreement.record_biobanking": "recorded the BioBanking agreement",
}


def _plain(value: Any) -> str:
    """A value of the chain for a person: days, yes and no, owners with their parts, lists."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_pair(item) for item in value)
    text = str(value)
    if DAY.match(text):
        try:
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        except ValueError:
            return text  # somebody's own words that only look like a day
    return text


def _pair(item: Any) -> str:
    if isinstance(item, list) and len(item) == 2:
        return f"{item[0]} ({item[1]} part{'' if item[1] == 1 else 's'})"
    return str(item).replace("_", " ")


def _area(value: Any) -> str:
    return f"{display_hectares(int(value))} ha"


def _money(value: Any) -> str:
    return display_dollars(int(value))


def _named(choices: Any) -> Callable[[Any], str]:
    names = {str(code): str(label) for code, label in choices}
    return lambda value: names.get(str(value), str(value))


QUESTIONS = {one.code: one.question for one in criteria.CRITERIA}

FACTS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "applicant": ("Landholder", _plain),
    "landholder": ("Landholder", _plain),
    "trust": ("Trust", _plain),
    "site_name": ("Site", _plain),
    "changed": ("Changed", _plain),
    "site_area_m2": ("Site", _area),
    "holding_area_m2": ("Whole property", _area),
    "owners": ("Owners", _plain),
    "subject": ("About", _named([("person", "The landholder"), ("land", "The land")])),
    "criterion": ("Question", lambda value: QUESTIONS.get(str(value), str(value))),
    "met": ("Met", _plain),
    "interest": ("Interest", _named(InterestHolder.Interest.choices)),
    "answer": ("Answer", _named(InterestHolder.Answer.choices)),
    "answered_on": ("Answered on", _plain),
    "evidence": ("What shows it", _plain),
    "activity": ("Activity", _plain),
    "conditions": ("Limits", _plain),
    "permitted": ("Permitted", _plain),
    "finding": ("Finding", _plain),
    "title": ("Action", _plain),
    "kind": ("Change", _named(AgreementChange.ChangeKind.choices)),
    "terms": ("Terms version", _plain),
    "plan": ("Plan version", _plain),
    "cost_lines": ("Amounts", _plain),
    "years_1_to_20_cents": ("Years 1 to 20", _money),
    "ongoing_cents": ("Each year after", _money),
    "for": ("For", _plain),
    "capacity": ("As", _plain),
    "waiting_for": ("Still to sign", _plain),
    "number": ("Number", _plain),
    "title_reference": ("Title reference", _plain),
    "registered_on": ("Registered on", _plain),
    "credits": ("Credits", _plain),
    "effective_on": ("From", _plain),
    "from": ("From", _plain),
    "reason": ("Reason", _plain),
    "reference": ("Reference", _plain),
    "source": ("Source", _plain),
}
"""What is shown of an event's data, in this order, and in which words. Ids and hashes stay in the chain."""


def events_of(agreement: Agreement) -> QuerySet[AuditEvent]:
    """The events of the agreement itself, newest first."""
    return AuditEvent.objects.filter(
        chain__kind="agreement", chain__key=str(agreement.public_id), action__startswith="agreement."
    ).order_by("-sequence")


@desk_page("GET")
def history(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Its events, newest first."""
    desk = desk_for(request, agreement_id)
    page = Paginator(events_of(desk.agreement), EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    context = context_of(desk, "History", page=page, entries=[entry_of(event) for event in page.object_list])
    return render(request, "agreements/history.html", context)


def entry_of(event: AuditEvent) -> dict[str, Any]:
    """One event for a person: when, who, what, and its facts."""
    data = json.loads(event.body)["data"]
    sentence = SENTENCES.get(event.action, event.action.partition(".")[2].replace("_", " "))
    return {
        "at": event.at,
        "who": event.actor_label,
        "what": sentence,
        "facts": [
            (label, words(data[name]))
            for name, (label, words) in FACTS.items()
            if data.get(name) not in (None, "", []) and not isinstance(data.get(name), dict)
        ],
        "hash": event.hash[:12],
        "sequence": event.sequence,
    }
