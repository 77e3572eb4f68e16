"""Developments: the list, one of them, entering and changing it, the test of scope, its stages."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import (
    actor_of,
    answer_form,
    attempt,
    desk_page,
    form_page,
    posted,
    require,
    today,
    version_of,
)
from credits.obligations import policies_development as policies
from credits.obligations import states
from credits.obligations.models import Application, Development
from credits.obligations.selectors import visible
from credits.obligations.services import developments
from credits.obligations.web import development_shown as shown
from credits.obligations.web.development_forms import (
    FORM_FIELDS,
    DevelopmentForm,
    StageForm,
    facts_of,
    initial_of,
    with_region,
)
from registry.actor import DEVELOPER, Actor
from registry.commands import no
from registry.findings import NotVisible
from registry.forms import RegistryForm, SeeOther, key_of, new_key
from registry.parties.models import Organisation
from registry.reference.selectors import containing

ROWS = 25


def own_developers(actor: Actor) -> Any:
    """The developers this person signs for."""
    ids = [organisation for role, organisation in actor.offices if role == DEVELOPER]
    return Organisation.objects.filter(pk__in=ids).order_by("name")


@desk_page("GET")
def development_list(request: HttpRequest) -> HttpResponse:
    """Every development this person may see, found by words and state."""
    actor = actor_of(request)
    search = request.GET.get("search", "").replace("\0", "").strip()[:120]
    state = request.GET.get("state", "")
    rows = visible.developments(actor)
    if state in states.DEVELOPMENT.states:
        rows = rows.filter(state=state)
    if search:
        rows = containing(rows, search, ("title", "developer__name", "local_government_area"))
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"development": row, "tag": shown.tag_of(row)} for row in page.object_list],
        "search": search,
        "state": state,
        "states": shown.STATE_NAMES.items(),
        "narrowed": bool(search or state),
        "may_enter": actor.has(DEVELOPER),
        "trail": [("Developments", "")],
    }
    return render(request, "obligations/applying/list.html", context)


@desk_page("GET")
def development_page(request: HttpRequest, development_id: UUID) -> HttpResponse:
    """One development: what it is, whether the scheme applies and why, its stages and applications, what is next."""
    actor = actor_of(request)
    found = visible.development(actor, development_id)
    obligations = list(visible.obligations(actor).filter(development=found))
    context = {
        "development": found,
        "tag": shown.tag_of(found),
        "may_change": policies.may_change(actor, found).allowed,
        "may_modify": any(one.state != states.LAPSED for one in obligations)
        and policies.may_apply(actor, found, Application.ApplicationKind.MODIFICATION).allowed,
        "changeable": found.state != states.APPLIED_FOR,
        "facts": shown.facts_of(found),
        "test": shown.last_test(found),
        "tests": found.scope_tests.count(),
        "stages": list(found.stages.all()),
        "applications": shown.applications_of(actor, found),
        "obligations": obligations,
        "next": shown.next_of(found, signs=policies.may_change(actor, found).allowed),
        "key": new_key(),
        "trail": shown.trail_of(found),
    }
    return render(request, "obligations/applying/development.html", context)


@desk_page("GET", "POST")
def development_new(request: HttpRequest) -> HttpResponse:
    """A developer says what it wants to do."""
    actor = actor_of(request)
    if not actor.has(DEVELOPER):
        require(
            no("development.not_yours", "Only a person who signs for a developer can enter a development.")
        )

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return developments.enter(
            actor=actor,
            key=key_of(request),
            developer_id=str(data["developer"].public_id),
            authority_id=str(data["authority"].public_id),
            facts=with_region(facts_of(data), on=today()),
            now=timezone.now(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "Entered. Now test whether the scheme applies.")
        return SeeOther(reverse("development-page", args=[result["id"]]))

    form = DevelopmentForm(posted(request), developers=own_developers(actor), on=today())
    draw = form_page(
        request,
        "obligations/applying/form.html",
        {
            "heading": "Enter a development",
            "intro": "Say what is planned. The facts decide whether the offsets scheme applies to it.",
            "button": "Enter it",
            "back": reverse("development-list"),
            "trail": [("Developments", reverse("development-list")), ("Enter a development", "")],
        },
    )
    return answer_form(request, form, act=act, done=done, draw=draw, fields=FORM_FIELDS)


@desk_page("GET", "POST")
def development_change(request: HttpRequest, development_id: UUID) -> HttpResponse:
    """The facts stated anew, until an application is lodged."""
    actor = actor_of(request)
    found = visible.development(actor, development_id)
    require(policies.may_change(actor, found))
    states.DEVELOPMENT.require("change", found.state)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return developments.change(
            actor=actor,
            key=key_of(request),
            development_id=str(development_id),
            facts=with_region(facts_of(data), on=today()),
            expected_version=version_of(request),
        )

    form = DevelopmentForm(posted(request), initial=initial_of(found), on=today())
    draw = form_page(
        request,
        "obligations/applying/form.html",
        {
            "heading": "Change the facts",
            "intro": "Whether the scheme applies has to be tested again afterwards.",
            "button": "Save",
            "back": reverse("development-page", args=[development_id]),
            "trail": shown.trail_of(found, "Change the facts"),
            "version": found.version,
        },
    )
    done = _to_page(request, "Saved. Test again whether the scheme applies.")
    return answer_form(request, form, act=act, done=done, draw=draw, fields=FORM_FIELDS)


def _to_page(request: HttpRequest, said: str) -> Any:
    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, said)
        return SeeOther(reverse("development-page", args=[result["id"]]))

    return done


@desk_page("POST")
def scope_test(request: HttpRequest, development_id: UUID) -> HttpResponse:
    """Test whether the scheme applies; the answer is on the development's page."""
    result = developments.test_scope(
        actor=actor_of(request),
        key=key_of(request),
        development_id=str(development_id),
        today=today(),
        now=timezone.now(),
    )
    said = {
        "yes": "The scheme applies.",
        "no": "The scheme does not apply. The reason is kept.",
        "open": "It cannot be told yet: a fact is missing.",
    }[result["answer"]]
    messages.info(request, said)
    return SeeOther(reverse("development-page", args=[development_id]) + "#scope")


@desk_page("GET", "POST")
def stage_new(request: HttpRequest, development_id: UUID) -> HttpResponse:
    """A further stage."""
    found = _own(request, development_id)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return developments.add_stage(
            actor=actor_of(request), key=key_of(request), development_id=str(development_id), **data
        )

    return _stage_form(request, found, StageForm(posted(request)), act, "Add a stage")


@desk_page("GET", "POST")
def stage_change(request: HttpRequest, development_id: UUID, number: int) -> HttpResponse:
    """A stage in other words, or on another day."""
    found = _own(request, development_id)
    stage = found.stages.filter(number=number).first()
    if stage is None:
        raise NotVisible("stage")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return developments.change_stage(
            actor=actor_of(request),
            key=key_of(request),
            development_id=str(development_id),
            number=number,
            **data,
        )

    initial = {"title": stage.title, "planned_start": stage.planned_start}
    form = StageForm(posted(request), initial=initial)
    return _stage_form(request, found, form, act, f"Change stage {number}")


def _own(request: HttpRequest, development_id: UUID) -> Development:
    actor = actor_of(request)
    found = visible.development(actor, development_id)
    require(policies.may_change(actor, found))
    return found


def _stage_form(
    request: HttpRequest, found: Development, form: RegistryForm, act: Any, heading: str
) -> HttpResponse:
    draw = form_page(
        request,
        "obligations/applying/form.html",
        {
            "heading": heading,
            "intro": "What a stage owes is discharged before that stage begins (BC Act s 7.14(4)).",
            "button": "Save",
            "back": reverse("development-page", args=[found.public_id]),
            "trail": shown.trail_of(found, heading),
        },
    )
    return answer_form(request, form, act=act, done=_to_page(request, "Saved."), draw=draw)


@desk_page("POST")
def stage_remove(request: HttpRequest, development_id: UUID, number: int) -> HttpResponse:
    """Take the last stage away."""
    tried = attempt(
        RegistryForm({}),
        lambda: developments.remove_stage(
            actor=actor_of(request),
            key=key_of(request),
            development_id=str(development_id),
            number=number,
        ),
    )
    if tried.result is None:
        messages.error(request, "Only the last stage can be taken away, and only before an application.")
    return SeeOther(reverse("development-page", args=[development_id]))
