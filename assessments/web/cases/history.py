"""The history of a revision's assessment: who did what and when, from the audit chain, in plain words."""

import json
import re
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.models import CaseParty
from assessments.records.cases import Kind, Module
from assessments.sections import BY_CODE
from assessments.services import history
from assessments.web.answers import actor_of, desk_for, desk_page
from assessments.web.cases.states_shown import tag_of
from registry.audit.models import AuditEvent
from registry.units import display_hectares

EVENTS_PER_PAGE = 50
DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")
"""How the chain writes a calendar day."""

SENTENCES = {
    "case.open": "opened the case",
    "case.name_party": "named a party to the case",
    "assessment.open": "opened the assessment",
    "content.add": "added to “{section}”",
    "content.change": "changed “{section}”",
    "content.remove": "removed from “{section}”",
    "content.save_rows": "changed “{section}” in its table",
    "content.apply_edits": "saved values that were tried",
    "case.copy": "opened the case as a copy of another",
    "species.add_several": "added species to “{section}”",
    "entered_facts.set": "supplied facts",
    "future_values.set": "set future values",
    "attachment.add": "added a photo or attachment",
    "attachment.change": "changed what is said of a photo or attachment",
    "attachment.remove": "removed a photo or attachment",
    "plot_species.set_list": "changed the species list of a plot",
    "plot_species.import": "took species lists from a file",
    "zone_outlines.set": "uploaded outlines of zones",
    "zone_outlines.remove": "removed the outline of a zone",
    "boundary.set": "uploaded the site boundary",
    "species_polygon.set": "uploaded a species polygon",
    "plots.upload": "uploaded a plot file",
    "plots.correct": "corrected a row of a plot file",
    "plots.commit": "took a plot file into the assessment",
    "plots.discard": "discarded a plot file",
    "calculation.store": "calculated and stored the credits",
    "documents.request": "asked for documents",
    "delegate.add": "named a delegate",
    "delegate.remove": "ended a delegate's part",
    "comment.write": "commented on “{section}”",
    "comment.resolve": "resolved a comment on “{section}”",
    "revision.finalise": "finalised and certified the revision",
    "revision.submit": "submitted the revision",
    "revision.accept": "accepted the revision",
    "revision.return": "returned the revision",
    "revision.reopen": "reopened it as a new revision",
}

LABELS = {
    "title": "Title",
    "organisation": "Organisation",
    "role": "Part",
    "kind": "Kind",
    "module": "Module",
    "reviewed_by": "Goes to",
    "release": "Reference facts",
    "certified_on": "Certified on",
    "accreditation": "Accreditation",
    "ecosystem_credits": "Ecosystem credits",
    "species_credits": "Species credits",
    "complete": "Complete",
    "provisional": "Provisional",
    "to": "To",
    "last_day": "Last day to submit",
    "reason": "Reason",
    "number": "New revision",
    "rows": "Entries copied",
    "filename": "File",
    "added": "Added",
    "about": "About",
    "source": "Source",
    "plots": "Plots",
    "zones": "Zones",
    "copied_from": "Copied from",
    "delegate": "Delegate",
    "sections": "Sections",
    "told": "To look at",
}
"""What is shown of an event's data, in this order, beside changed fields. Hashes and sizes stay in the chain."""


NAMES: dict[str, dict[str, str]] = {
    "kind": {str(kind.value): str(kind.label) for kind in Kind},
    "module": {str(module.value): str(module.label) for module in Module},
    "role": {str(role.value): str(role.label) for role in CaseParty.Role},
}
"""Codes in the chain, as a person reads them."""


@desk_page("GET")
def revision_history(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Events of this case, this assessment and those of its revisions that the person may see, newest first."""
    actor = actor_of(request)
    revision = desk_for(request, revision_id).revision
    numbers = history.revisions_seen(actor, revision)
    page = Paginator(history.events(actor, revision), EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "assessments/revisions/history.html",
        {
            "revision": revision,
            "tag": tag_of(revision),
            "page": page,
            "entries": [entry_of(event, numbers) for event in page.object_list],
        },
    )


def entry_of(event: AuditEvent, numbers: dict[str, int]) -> dict[str, Any]:
    """One event for a person: when, who, what, and which values changed."""
    body = json.loads(event.body)
    data, parts = body["data"], body["subject"].split("/")
    section = BY_CODE.get(parts[1]) if len(parts) > 1 else None
    sentence = SENTENCES.get(event.action, event.action.replace(".", " ").replace("_", " "))
    number = numbers.get(parts[0])
    return {
        "at": event.at,
        "who": event.actor_label,
        "what": sentence.format(section=section.title if section else "content"),
        "where": "" if number is None else f"Revision {number}",
        "changes": _changes(data, section),
        "facts": [
            (LABELS[name], _named(name, data[name]))
            for name in LABELS
            if data.get(name) not in (None, "", [])
        ],
        "hash": event.hash[:12],
        "sequence": event.sequence,
    }


def _changes(data: dict[str, Any], section: Any) -> list[dict[str, str]]:
    """Old and new value of each field that an event changed, added or removed."""
    pairs: dict[str, tuple[Any, Any]] = {}
    if isinstance(data.get("changed"), dict):
        pairs = {name: (values[0], values[1]) for name, values in data["changed"].items()}
    elif isinstance(data.get("after"), dict):
        pairs = {name: ("", value) for name, value in data["after"].items()}
    elif isinstance(data.get("before"), dict):
        pairs = {name: (value, "") for name, value in data["before"].items()}
    fields = section.model._meta.get_fields() if section else ()
    labels = {field.name: str(getattr(field, "verbose_name", field.name)) for field in fields}
    shown = []
    for name, (old, new) in pairs.items():
        before, after = _plain(old, name), _plain(new, name)
        if before != after and name not in ("polygon", "geojson"):
            label = labels.get(name, name.replace("_", " ").replace(".", ", "))
            shown.append({"label": label[:1].upper() + label[1:], "old": before, "new": after})
    return shown


def _named(name: str, value: Any) -> str:
    """A fact of an event in words; several values one after the other."""
    words = NAMES.get(name, {})
    return words.get(value, "") if isinstance(value, str) and value in words else _plain(value)


def _plain(value: Any, name: str = "") -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, str) and DAY.match(value):
        return _day(value)
    if name.endswith("_m2") and isinstance(value, int):
        return f"{display_hectares(value, 4)} ha"
    return str(value)


def _day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%-d %B %Y}"
    except ValueError:
        return text  # somebody's own words that only look like a day
