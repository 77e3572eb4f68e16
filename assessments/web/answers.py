"""How the assessment pages answer: who may see them, what a revision's page knows, and forms that lose nothing.

A command's refusal is shown on the form it came from, with everything that was typed; what is not visible is a 404 and
what is not allowed a 403 with its reason (`registry.refusals` draws those pages).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments import policies, selectors
from assessments.models import Revision
from assessments.sections import Section
from assessments.services.editing import section_version
from assessments.web.drafts import restoring
from registry.actor import Actor
from registry.commands import Decision
from registry.findings import DomainError, Finding, InvalidInput, NotAllowed, NotVisible, StaleEdit
from registry.forms import RegistryForm, add_findings, new_key

View = Callable[..., HttpResponse]


def desk_page(*methods: str) -> Callable[[View], View]:
    """A page of the desk: signed-in people only (others are asked to sign in), and only by these methods. A form that
    was sent after the sign-in had run out is kept until its writer is back."""

    def decorate(view: View) -> View:
        page = login_required(require_http_methods(list(methods) or ["GET"])(view))

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                restoring.keep_unsent(request)
                return page(request, *args, **kwargs)
            response = page(request, *args, **kwargs)
            restoring.note_writer(request, response)
            return response

        return answer

    return decorate


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def today() -> date:
    """Today in Sydney."""
    return timezone.localdate()


def require(decision: Decision) -> None:
    """Raises NotAllowed with the policy's reason: for pages that are there only for those who may."""
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)


@dataclass(frozen=True, slots=True)
class Desk:
    """A revision as its pages show it: to edit, or to read with the reason why not."""

    revision: Revision
    editable: bool
    why_not: str = ""
    lead: bool = True
    actor: Actor | None = None

    def require_editable(self) -> None:
        """Raises NotAllowed for somebody else's revision, DomainError for a final one."""
        if self.editable:
            return
        if not self.lead:
            raise NotAllowed("assessment.not_lead_assessor", self.why_not)
        raise DomainError("revision.not_open", self.why_not)


def desk_for(request: HttpRequest, revision_id: UUID) -> Desk:
    """The revision and whether this person may edit it now. Raises NotVisible."""
    actor = actor_of(request)
    revision = selectors.revision_for(actor, revision_id)
    decision = policies.may_edit(actor, revision.assessment)
    if not decision.allowed:
        return Desk(revision, False, decision.reason, lead=False, actor=actor)
    if not revision.is_open:
        return Desk(
            revision,
            False,
            "This revision is final and cannot be changed. Reopen it to make a new revision.",
            actor=actor,
        )
    return Desk(revision, True, actor=actor)


def version_of(request: HttpRequest) -> int:
    """The section version the form was opened with. A form without one counts as out of date."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of running a command for a form. `result` is None when it was refused; the form then says why."""

    result: dict[str, Any] | None
    status: int = 200
    stale: bool = False


def attempt(
    form: RegistryForm, act: Callable[[], dict[str, Any]], *, fields: Mapping[str, str] | None = None
) -> Attempt:
    """Run a command for a bound, valid form. A refusal goes onto the form, each finding beside its field.

    `fields` maps a field of the service to the form's (`area_m2` to `area_ha`). NotVisible and NotAllowed pass through.
    """
    try:
        return Attempt(act())
    except (NotVisible, NotAllowed):
        raise
    except DomainError as refusal:
        if not isinstance(refusal, InvalidInput):
            form.add_error(None, ValidationError(refusal.message, refusal.code))
        add_findings(form, [_renamed(finding, fields or {}) for finding in refusal.findings])
        return Attempt(None, refusal.status, isinstance(refusal, StaleEdit))


def _renamed(finding: Finding, fields: Mapping[str, str]) -> Finding:
    if finding.field not in fields:
        return finding
    return Finding(finding.code, finding.message, fields[finding.field], clause=finding.clause)


def versioned(revision: Revision, section: Section) -> int:
    """The version a newly drawn form carries."""
    return section_version(revision, section)


def carried_version(request: HttpRequest, stored: int, *, stale: bool) -> int:
    """The version a drawn form carries: the one it was opened with, as long as nobody was told that it is out of date.
    A form that comes back for another reason must not pick up a change its writer has not seen."""
    return version_of(request) if request.method == "POST" and not stale else stored


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: the posted values, or nothing when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def answer_form(
    request: HttpRequest,
    form: RegistryForm,
    *,
    act: Callable[[dict[str, Any]], dict[str, Any]],
    done: Callable[[dict[str, Any]], HttpResponse],
    draw: Callable[[RegistryForm, Attempt], HttpResponse],
    fields: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One form, one command: draw it, or run `act` on what was typed and go on with `done`; a form with errors or a
    refusal is drawn again with everything in it. What this person typed before and did not save fills the form."""
    if request.method != "POST":
        restoring.restore(request, form)
        return draw(form, Attempt(None))
    if not form.is_valid():
        restoring.keep_refused(request, form)
        return draw(form, Attempt(None, 400))
    tried = attempt(form, lambda: act(form.cleaned_data), fields=fields)
    if tried.result is None:
        restoring.keep_refused(request, form)
        return draw(form, tried)
    restoring.forget(request)
    return done(tried.result)


def form_page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None
) -> Callable[[RegistryForm, Attempt], HttpResponse]:
    """Draws `template` with the form and a fresh idempotency key: a refused form did nothing. Where the context has a
    `version`, the form carries it or the one it came with (`carried_version`)."""

    def draw(form: RegistryForm, tried: Attempt) -> HttpResponse:
        page = {**(context or {}), "form": form, "key": new_key(), "stale": tried.stale}
        if "version" in page:
            page["version"] = carried_version(request, page["version"], stale=tried.stale)
        return render(request, template, page, status=tried.status)

    return draw
