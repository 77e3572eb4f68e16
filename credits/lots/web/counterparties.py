"""Trusted counterparties of an organisation: its list, adding and removing, and dealing with them only."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require
from credits.lots import policies
from credits.lots.securities import CounterpartyRule, TrustedCounterparty
from credits.lots.selectors import READS_ALL
from credits.lots.services import counterparties as commands
from credits.lots.web.fields import ConfirmForm
from registry.actor import Actor
from registry.forms import RegistryForm, SeeOther, key_of
from registry.parties.models import Organisation
from registry.parties.selectors import with_signatory


class AddForm(RegistryForm):
    """Which organisation to trust."""

    counterparty = forms.ModelChoiceField(
        label="Organisation",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label="Choose an organisation",
        error_messages={
            "required": "Choose the organisation.",
            "invalid_choice": "Choose an organisation of the list.",
        },
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counterparty"].queryset = with_signatory(but=[organisation.pk])  # type: ignore[attr-defined]


def _organisation(actor: Actor, organisation_id: UUID) -> Organisation:
    """One's own; the registrar's office and the auditor read every list."""
    if not settings.TRUSTED_COUNTERPARTIES:
        raise Http404
    found = Organisation.objects.filter(public_id=organisation_id).first()
    if found is None or not (found.pk in actor.organisation_ids or READS_ALL & actor.roles):
        raise Http404
    return found


@desk_page("GET")
def counterparty_list(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Whom the organisation trusts, since when each counts, and whether it deals with them only."""
    actor = actor_of(request)
    organisation = _organisation(actor, organisation_id)
    now = timezone.now()
    rule = CounterpartyRule.objects.filter(organisation=organisation).first()
    entries = TrustedCounterparty.objects.filter(organisation=organisation, removed_at=None)
    context = {
        "organisation": organisation,
        "entries": [
            {"entry": one, "counts": one.counts_from <= now}
            for one in entries.select_related("counterparty").order_by("counterparty__name")
        ],
        "only_trusted": commands.only_trusted(organisation, now=now),
        "rule": rule,
        "may_change": policies.may_keep_counterparties(actor, organisation).allowed,
        "delay_days": settings.TRUSTED_COUNTERPARTY_DELAY_DAYS,
        "trail": _trail(organisation),
    }
    return render(request, "credits/counterparties/list.html", context)


def _trail(organisation: Organisation, *last: tuple[str, str]) -> list[tuple[str, str]]:
    url = reverse("counterparty-list", args=[organisation.public_id]) if last else ""
    return [("Holdings", reverse("holding-list")), ("Trusted counterparties", url), *last]


@desk_page("GET", "POST")
def add_counterparty(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Put an organisation on the list."""
    actor = actor_of(request)
    organisation = _organisation(actor, organisation_id)
    require(policies.may_keep_counterparties(actor, organisation))
    back = reverse("counterparty-list", args=[organisation_id])

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return commands.add(
            actor=actor,
            key=key_of(request),
            organisation_id=str(organisation_id),
            counterparty_id=str(data["counterparty"].public_id),
            now=timezone.now(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "On the list. It counts after the delay.")
        return SeeOther(back)

    context = {
        "heading": "Add a trusted counterparty",
        "intro": f"It counts after {settings.TRUSTED_COUNTERPARTY_DELAY_DAYS} days.",
        "button": "Add to the list",
        "back": back,
        "trail": _trail(organisation, ("Add", "")),
    }
    draw = form_page(request, "credits/dealings/step.html", context)
    form = AddForm(posted(request), organisation=organisation)
    return answer_form(request, form, act=act, done=done, draw=draw)


@desk_page("GET", "POST")
def remove_counterparty(request: HttpRequest, organisation_id: UUID, counterparty_id: UUID) -> HttpResponse:
    """Take an organisation off the list."""
    actor = actor_of(request)
    organisation = _organisation(actor, organisation_id)
    require(policies.may_keep_counterparties(actor, organisation))
    back = reverse("counterparty-list", args=[organisation_id])
    other = Organisation.objects.filter(public_id=counterparty_id).first()
    if other is None:
        raise Http404

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return commands.remove(
            actor=actor,
            key=key_of(request),
            organisation_id=str(organisation_id),
            counterparty_id=str(counterparty_id),
            now=timezone.now(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "Taken off the list.")
        return SeeOther(back)

    context = {
        "heading": f"Take {other} off the list",
        "intro": "It stops counting at once.",
        "button": "Take off the list",
        "danger": True,
        "back": back,
        "trail": _trail(organisation, ("Remove", "")),
    }
    draw = form_page(request, "credits/dealings/step.html", context)
    return answer_form(request, ConfirmForm(posted(request)), act=act, done=done, draw=draw)


@desk_page("GET", "POST")
def change_rule(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Deal with trusted counterparties only, or with everybody again."""
    actor = actor_of(request)
    organisation = _organisation(actor, organisation_id)
    require(policies.may_keep_counterparties(actor, organisation))
    back = reverse("counterparty-list", args=[organisation_id])
    rule = CounterpartyRule.objects.filter(organisation=organisation).first()
    switch_on = rule is None or not rule.trusted_only

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return commands.set_rule(
            actor=actor,
            key=key_of(request),
            organisation_id=str(organisation_id),
            trusted_only=switch_on,
            now=timezone.now(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "Changed.")
        return SeeOther(back)

    context = {
        "heading": "Deal with trusted counterparties only" if switch_on else "Deal with everybody again",
        "intro": "From now on credits go only to organisations on the list."
        if switch_on
        else f"This counts after {settings.TRUSTED_COUNTERPARTY_DELAY_DAYS} days.",
        "button": "Switch on" if switch_on else "Switch off",
        "back": back,
        "trail": _trail(organisation, ("Change", "")),
    }
    draw = form_page(request, "credits/dealings/step.html", context)
    return answer_form(request, ConfirmForm(posted(request)), act=act, done=done, draw=draw)
