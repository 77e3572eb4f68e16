"""What waits for a person, one line each: where it leads, what to do, and by when."""

from datetime import date
from typing import Any

from django.urls import reverse

from assessments import selectors, states
from assessments.models import Revision
from assessments.services import comments
from assessments.services.lifecycle import last_day_to_submit
from assessments.web.cases.states_shown import tag_of
from registry.actor import Actor

WAITING_SHOWN = 8


def waiting_list(actor: Actor, on: date) -> tuple[list[dict[str, Any]], bool]:
    """The first lines of what waits for this person, and whether there is more."""
    waiting = list(selectors.waiting_for(actor)[: WAITING_SHOWN + 1])
    shown = waiting[:WAITING_SHOWN]
    asked = comments.open_on(actor, shown)
    return [_line(row, on, asked.get(row.pk, 0)) for row in shown], len(waiting) > WAITING_SHOWN


def _line(revision: Revision, on: date, asked: int) -> dict[str, Any]:
    """One line of what waits: where it leads, what to do, and by when, and how many comments are open."""
    tag = tag_of(revision)
    line = {
        "title": f"{revision.proposal.name}",
        "url": reverse("revision-page", args=[revision.public_id]),
        "status": tag["text"],
        "status_kind": tag["kind"],
    }
    about = (
        f"{revision.assessment.get_kind_display()} {revision.assessment.number}, revision {revision.number}. "
    )
    if revision.state == states.SUBMITTED:
        line["url"] = reverse("revision-review", args=[revision.public_id])
        line["hint"] = f"{about}Decide: accept it or return it. By {revision.assessment.assessor}."
    elif revision.state == states.FINALISED:
        last_day = last_day_to_submit(revision)
        if last_day is None:
            step = "Submit it."
        elif on > last_day:
            step = f"It could be submitted until {last_day:%-d %B %Y}. Reopen it and certify it again."
        else:
            step = f"Submit it by {last_day:%-d %B %Y}."
        line["hint"] = about + step
    elif revision.state == states.RETURNED:
        line["hint"] = f"{about}Returned by the reviewer: read why, and reopen it."
    else:
        line["hint"] = f"{about}Go on with it."
    if asked:
        line["hint"] += " 1 open comment." if asked == 1 else f" {asked} open comments."
    return line
