"""What every page of an agreement knows: the agreement this person may see, its tag, the steps open to them, and how
a form with one command behind it is answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assessments.web.answers import Attempt, actor_of, answer_form, form_page, require
from registry.actor import Actor
from registry.agreements import policies, selectors, states
from registry.agreements.models import Agreement
from registry.commands import Decision
from registry.forms import RegistryForm, SeeOther

TAG_KINDS = {
    states.INTENTION: "todo",
    states.REFUSED: "problem",
    states.TERMINATED: "problem",
    states.WITHDRAWN: "none",
    states.PASSIVE: "done",
    states.ACTIVE: "done",
    states.REVIEW: "doing",
    states.MAINTENANCE: "done",
}
"""Kind of the status tag; any other state is under way."""

STATE_NAMES = {
    states.INTENTION: "Intention",
    states.APPLIED: "Applied",
    states.NEGOTIATION: "Terms under negotiation",
    states.AGREED: "Terms agreed",
    states.HOLDER_SIGNED: "Signed by the landholder",
    states.SIGNED: "Signed",
    states.PASSIVE: "In force, before full management",
    states.ACTIVE: "In force, under full management",
    states.REVIEW: "In force, year-20 review",
    states.MAINTENANCE: "In force, maintenance",
    states.REFUSED: "Refused",
    states.WITHDRAWN: "Withdrawn",
    states.TERMINATED: "Terminated",
}

PAGES = {
    "apply": "agreement-apply",
    "assess": "agreement-eligibility",
    "propose_terms": "agreement-terms-propose",
    "agree_terms": "agreement-terms-agree",
    "reopen_terms": "agreement-terms-reopen",
    "sign_holder": "agreement-sign-holder",
    "sign_trust": "agreement-sign-trust",
    "prepare_registration": "agreement-prepare",
    "register": "agreement-register",
    "activate": "agreement-activate",
    "begin_review": "agreement-review-begin",
    "maintain": "agreement-maintain",
    "renew": "agreement-changes",
    "vary": "agreement-changes",
    "change_owner": "agreement-owners",
    "suspend": "agreement-suspend",
    "lift_suspension": "agreement-lift",
    "refuse": "agreement-refuse",
    "withdraw": "agreement-withdraw",
    "terminate": "agreement-changes",
}
"""The page where each action of the state table is taken. Registering and activating are pages of the credits."""


def tag_of(agreement: Agreement) -> dict[str, str]:
    """Text and kind of the status tag."""
    return {
        "text": STATE_NAMES[agreement.state],
        "kind": TAG_KINDS.get(agreement.state, "doing"),
    }


@dataclass(frozen=True, slots=True)
class Desk:
    """An agreement as its pages show it to one person."""

    agreement: Agreement
    actor: Actor
    known: dict[str, Decision] = field(default_factory=dict)

    def may(self, action: str) -> Decision:
        """May this person take the action, if the state allows it? Asked once a page."""
        if action not in self.known:
            self.known[action] = policies.may(self.actor, self.agreement, action)
        return self.known[action]

    def can(self, action: str) -> bool:
        """State and person both allow it: a button."""
        return self.agreement.state in states.AGREEMENT.find(action).sources and self.may(action).allowed

    def address(self, name: str, *more: Any) -> str:
        """The address of one of the agreement's pages."""
        return reverse(name, args=[self.agreement.public_id, *more])


def desk_for(request: HttpRequest, agreement_id: UUID) -> Desk:
    """The agreement for this person. Raises NotVisible."""
    actor = actor_of(request)
    return Desk(selectors.agreement_for(actor, agreement_id), actor)


def desk_to(request: HttpRequest, agreement_id: UUID, action: str) -> Desk:
    """The same for the page of an action. Raises NotVisible, NotAllowed, and DomainError where the state forbids it;
    what was sent is judged by the command alone, so that a form sent twice gets the first answer again."""
    desk = desk_for(request, agreement_id)
    require(desk.may(action))
    if request.method != "POST":
        states.AGREEMENT.require(action, desk.agreement.state)
    return desk


def context_of(
    desk: Desk, here: str = "", parent: tuple[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    """What the templates take: the agreement, its tag and the trail to this page."""
    trail = [("Agreements", reverse("agreement-list"))]
    own = str(desk.agreement)
    if here:
        trail.append((own, desk.address("agreement-page")))
        if parent:
            trail.append(parent)
        trail.append((here, ""))
    else:
        trail.append((own, ""))
    return {
        "desk": desk,
        "agreement": desk.agreement,
        "tag": tag_of(desk.agreement),
        "trail": trail,
        "here": here,
        **more,
    }


def answer_step(
    request: HttpRequest,
    desk: Desk,
    form: RegistryForm,
    *,
    act: Callable[[dict[str, Any]], dict[str, Any]],
    told: str | Callable[[dict[str, Any]], str],
    back: str,
    title: str,
    button: str,
    intro: str = "",
    danger: bool = False,
    template: str = "agreements/step.html",
    parent: tuple[str, str] | None = None,
    fields: Mapping[str, str] | None = None,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """A page with one form and one command: drawn, refused with everything in it, or done and on to `back`."""

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, told if isinstance(told, str) else told(result))
        return SeeOther(back)

    def draw(bound: RegistryForm, tried: Attempt) -> HttpResponse:
        if tried.stale:
            # What was typed stays; the present version goes along with the next try, which is a decision then.
            desk.agreement.refresh_from_db(fields=["version"])
        page = context_of(
            desk,
            title,
            parent,
            title=title,
            button=button,
            intro=intro,
            danger=danger,
            back=back,
            version=desk.agreement.version,
            differing=differing(bound) if tried.stale else (),
            **(context or {}),
        )
        return form_page(request, template, page)(bound, tried)

    return answer_form(request, form, act=act, done=done, draw=draw, fields=fields)


def differing(form: RegistryForm) -> list[dict[str, str]]:
    """What is stored now beside what was typed, for the fields where they differ."""
    found = []
    for name in form.changed_data:
        bound = form[name]
        stored, typed = bound.initial, bound.value()
        if "file" not in type(bound.field).__name__.lower():
            found.append({"label": str(bound.label), "stored": _word(stored), "typed": _word(typed)})
    return found


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def posted_files(request: HttpRequest) -> Any:
    """The files a form is bound to."""
    return request.FILES if request.method == "POST" else None
