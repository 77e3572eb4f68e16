"""The ancillary lists: what everybody sees, and what a registrar enters with its source and first day."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.web.answers import actor_of, desk_page, posted, require, today
from credits.obligations import policies_fund
from credits.obligations.models import ExcludedEntity, ListedAction
from credits.obligations.selectors import fund
from credits.obligations.services import ancillary_lists
from credits.obligations.web.fund_forms import ExcludedEntityForm, ListedActionForm, OffListForm
from credits.obligations.web.fund_steps import FundStep, answer_step
from registry import public_ids
from registry.forms import RegistryForm

HOME = "Ancillary lists"


@require_safe
def ancillary_lists_page(request: HttpRequest) -> HttpResponse:
    """Both lists as they stand today, and what is entered for days to come."""
    coming_actions, coming_entities = fund.entries_to_come(today())
    context = {
        "actions": fund.listed_actions(today()),
        "entities": fund.excluded_entities(today()),
        "coming_actions": coming_actions,
        "coming_entities": coming_entities,
        "actions_known": ListedAction.objects.exists(),
        "entities_known": ExcludedEntity.objects.exists(),
        "may_keep": policies_fund.may_keep_lists(actor_of(request)).allowed,
        "on": today(),
        "trail": [(HOME, "")],
    }
    return render(request, "obligations/fund/lists.html", context)


def _answer(
    request: HttpRequest,
    step: FundStep,
    form: RegistryForm,
    *,
    values: Any = dict,
    subject: list[tuple[str, Any]] | None = None,
    fields: dict[str, str] | None = None,
) -> HttpResponse:
    back = reverse("ancillary-lists")
    return answer_step(
        request,
        step,
        form,
        back=back,
        trail=[(HOME, back), (step.heading, "")],
        subject=subject or [],
        values=values,
        fields=fields,
    )


@desk_page("GET", "POST")
def action_new(request: HttpRequest) -> HttpResponse:
    """Put a conservation action on the list."""
    require(policies_fund.may_keep_lists(actor_of(request)))
    step = FundStep(
        ancillary_lists.enter_action,
        ListedActionForm,
        "Enter a conservation action",
        "Enter it",
        "The action is on the list from the day you entered.",
        clock=("now",),
        intro="As the ancillary rules list it. An entry never changes; what goes off goes off by a further one.",
    )
    return _answer(request, step, ListedActionForm(posted(request)))


@desk_page("GET", "POST")
def action_remove(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Take a conservation action off the list."""
    require(policies_fund.may_keep_lists(actor_of(request)))
    row = public_ids.find(ListedAction.objects.all(), action_id, "listed action")
    step = FundStep(
        ancillary_lists.remove_action,
        OffListForm,
        "Take an action off the list",
        "Take it off",
        "The action is off the list from the day you entered.",
        clock=("today", "now"),
        intro="What was accepted before stays so. A measure that waits cannot be accepted from that day on.",
    )
    return _answer(
        request,
        step,
        OffListForm(posted(request)),
        values=lambda data: {"code": row.code, "removed_from": data["day"], "source": data["source"]},
        subject=[("Action", row.title), ("Code", row.code), ("Benefits", row.entity)],
        fields={"listed_from": "day"},
    )


@desk_page("GET", "POST")
def entity_new(request: HttpRequest) -> HttpResponse:
    """Exclude an entity from variation."""
    require(policies_fund.may_keep_lists(actor_of(request)))
    step = FundStep(
        ancillary_lists.exclude,
        ExcludedEntityForm,
        "Exclude an entity from variation",
        "Enter it",
        "The entity is excluded from the day you entered.",
        clock=("now",),
        intro="As the ancillary rules exclude it, beside what is critically endangered anyhow (BC Reg cl 6.4).",
    )
    return _answer(
        request, step, ExcludedEntityForm(posted(request)), fields={"listed_from": "excluded_from"}
    )


@desk_page("GET", "POST")
def entity_remove(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """No longer exclude an entity."""
    require(policies_fund.may_keep_lists(actor_of(request)))
    row = public_ids.find(ExcludedEntity.objects.all(), entity_id, "excluded entity")
    step = FundStep(
        ancillary_lists.readmit,
        OffListForm,
        "Take an entity off the list",
        "Take it off",
        "The entity is off the list from the day you entered.",
        clock=("now",),
    )
    return _answer(
        request,
        step,
        OffListForm(posted(request)),
        values=lambda data: {
            "entity": row.entity,
            "excluded_from": data["day"],
            "source": data["source"],
        },
        subject=[("Community or species", row.entity), ("Excluded from", f"{row.excluded_from:%d/%m/%Y}")],
        fields={"listed_from": "day", "excluded_from": "day"},
    )
