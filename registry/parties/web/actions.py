"""One page for each of the registrar's actions: a form, and the command behind it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from registry.findings import DomainError, NotAllowed, NotVisible
from registry.forms import RegistryForm, add_refusal, key_of, new_key
from registry.parties import selectors
from registry.parties.models import RoleAssignment
from registry.parties.policies import may_change_person, may_publish_name
from registry.parties.services import accreditation, organisations, roles
from registry.parties.web.forms import (
    EndRoleForm,
    ExtendForm,
    GrantForm,
    LiftForm,
    MemberForm,
    OrganisationForm,
    PublishNameForm,
    RoleForm,
    SuspendForm,
)


def _run_form(
    request: HttpRequest,
    form_class: type[RegistryForm],
    act: Callable[[dict[str, Any]], str],
    *,
    page: dict[str, Any],
    back: str,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form, or run `act` with what it holds; `act` returns the message of success."""
    if request.method != "POST":
        form = form_class(initial=initial or {})
        return render(request, "people/action.html", {**page, "form": form, "back": back, "key": new_key()})
    form = form_class(request.POST)
    if form.is_valid():
        try:
            message = act(form.cleaned_data)
        except (NotVisible, NotAllowed):
            raise
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, message)
            return redirect(back)
    return render(
        request, "people/action.html", {**page, "form": form, "back": back, "key": new_key()}, status=400
    )


def _require_change(request: HttpRequest, user_id: int) -> None:
    decision = may_change_person(request.actor, user_id)  # type: ignore[attr-defined]
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)


@login_required
@require_http_methods(["GET", "POST"])
def create_organisation(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    actor = request.actor  # type: ignore[attr-defined]
    selectors.require_registrar(actor)

    def act(data: dict[str, Any]) -> str:
        organisations.create_organisation(
            actor=actor, key=key_of(request), name=data["name"], kind=data["kind"]
        )
        return f"{data['name']} was entered."

    return _run_form(
        request,
        OrganisationForm,
        act,
        page={"heading": "Enter an organisation", "button": "Enter the organisation"},
        back=reverse("organisation-list"),
    )


@login_required
@require_http_methods(["GET", "POST"])
def add_member(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a person to an organisation."""
    actor = request.actor  # type: ignore[attr-defined]
    organisation = selectors.organisation(actor, public_id)
    selectors.require_registrar(actor)

    def act(data: dict[str, Any]) -> str:
        organisations.add_member(
            actor=actor, key=key_of(request), organisation_id=public_id, user_id=data["user_id"].public_id
        )
        return f"{data['user_id']} now belongs to {organisation}."

    return _run_form(
        request,
        MemberForm,
        act,
        page={
            "heading": f"Add a member to {organisation}",
            "explanation": "Members see the cases their organisation is a party to. "
            "A role is given on the person's own page.",
            "button": "Add the member",
        },
        back=reverse("organisation", args=[public_id]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def assign_role(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a person a role."""
    actor = request.actor  # type: ignore[attr-defined]
    person = selectors.person(actor, public_id)
    _require_change(request, person.pk)

    def act(data: dict[str, Any]) -> str:
        roles.assign_role(
            actor=actor,
            key=key_of(request),
            user_id=public_id,
            organisation_id=data["organisation_id"].public_id,
            role=data["role"],
            valid_from=data["valid_from"],
            today=timezone.localdate(),
        )
        return f"{person} was given the role."

    return _run_form(
        request,
        RoleForm,
        act,
        page={
            "heading": f"Give {person} a role",
            "explanation": "A role is held for an organisation of its kind: an assessor's for a firm, a landholder's "
            "for a landholder, an officer's for the authority, the trust, the registrar or the auditor's office.",
            "button": "Give the role",
        },
        back=reverse("person", args=[public_id]),
        initial={"valid_from": timezone.localdate()},
    )


@login_required
@require_http_methods(["GET", "POST"])
def end_role(request: HttpRequest, public_id: UUID, role_id: int) -> HttpResponse:
    """End a person's role."""
    actor = request.actor  # type: ignore[attr-defined]
    person = selectors.person(actor, public_id)
    assignment = RoleAssignment.objects.filter(pk=role_id, user=person).select_related("organisation").first()
    if assignment is None:
        raise NotVisible("role")
    _require_change(request, person.pk)

    def act(data: dict[str, Any]) -> str:
        roles.end_role(
            actor=actor,
            key=key_of(request),
            user_id=public_id,
            role_assignment_id=role_id,
            valid_to=data["valid_to"],
            today=timezone.localdate(),
        )
        return f"The role of {person} ends on {data['valid_to']:%-d %B %Y}."

    return _run_form(
        request,
        EndRoleForm,
        act,
        page={
            "heading": f"End a role of {person}",
            "explanation": f"{assignment.get_role_display()} for {assignment.organisation}, "
            f"since {assignment.valid_from:%-d %B %Y}.",
            "button": "End the role",
            "danger": True,
        },
        back=reverse("person", args=[public_id]),
        initial={"valid_to": timezone.localdate()},
    )


@login_required
@require_http_methods(["GET", "POST"])
def grant_accreditation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Accredit a person."""
    actor = request.actor  # type: ignore[attr-defined]
    person = selectors.person(actor, public_id)
    _require_change(request, person.pk)

    def act(data: dict[str, Any]) -> str:
        answer = accreditation.grant(
            actor=actor,
            key=key_of(request),
            user_id=public_id,
            number=data["number"],
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
        )
        return f"{person} was accredited as {answer['number']}."

    return _run_form(
        request,
        GrantForm,
        act,
        page={"heading": f"Accredit {person}", "button": "Grant the accreditation"},
        back=reverse("person", args=[public_id]),
        initial={"valid_from": timezone.localdate()},
    )


ACCREDITATION_ACTIONS: dict[
    str, tuple[type[RegistryForm], Callable[..., dict[str, Any]], str, str, bool, bool]
] = {
    "extend": (ExtendForm, accreditation.extend, "Extend", "was extended", False, False),
    "suspend": (SuspendForm, accreditation.suspend, "Suspend", "was suspended", True, True),
    "lift": (LiftForm, accreditation.lift, "Lift the suspension of", "counts again", True, False),
}
"""By the word in the address: form, command, verb of the heading, message, takes today, warns by colour."""


@login_required
@require_http_methods(["GET", "POST"])
def change_accreditation(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Extend, suspend, or lift the suspension of an accreditation."""
    actor = request.actor  # type: ignore[attr-defined]
    found = selectors.accreditation(actor, number)
    _require_change(request, found.user_id)
    form_class, run, verb, done, takes_today, danger = ACCREDITATION_ACTIONS[action]

    def act(data: dict[str, Any]) -> str:
        clock = {"today": timezone.localdate()} if takes_today else {}
        run(actor=actor, key=key_of(request), number=number, **data, **clock)
        return f"{number} {done}."

    return _run_form(
        request,
        form_class,
        act,
        page={
            "heading": f"{verb} {number}",
            "explanation": f"{found.user}, term {found.valid_from:%-d %B %Y} to {found.valid_to:%-d %B %Y}, "
            f"{selectors.status_on(found, timezone.localdate())} today.",
            "button": "Lift the suspension" if action == "lift" else f"{verb} the accreditation",
            "danger": danger,
        },
        back=reverse("person", args=[found.user.public_id]),
        initial={"suspended_from": timezone.localdate(), "lifted_on": timezone.localdate()},
    )


@login_required
@require_http_methods(["GET", "POST"])
def publish_name(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the public registers show an organisation's name, or withhold it again."""
    organisation = organisations.find_organisation(public_id)
    actor = request.actor  # type: ignore[attr-defined]
    if organisation.pk not in actor.organisation_ids:
        raise NotVisible("organisation")
    decision = may_publish_name(actor, organisation.pk)
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)
    publish = not organisation.name_published

    def act(data: dict[str, Any]) -> str:
        done = organisations.publish_name(
            actor=actor, key=key_of(request), organisation_id=public_id, published=data["published"]
        )
        shown = done["name_published"]
        return "The public registers show the name." if shown else "The name is withheld from now on."

    page = {
        "heading": f"Publish the name of {organisation}"
        if publish
        else f"Withhold the name of {organisation}",
        "explanation": "Anybody will see it beside the credits that it holds."
        if publish
        else "The public registers will say 'Name withheld'. Copies made before keep it.",
        "button": "Publish the name" if publish else "Withhold the name",
    }
    initial = {"published": publish}
    return _run_form(request, PublishNameForm, act, page=page, back=reverse("account"), initial=initial)
