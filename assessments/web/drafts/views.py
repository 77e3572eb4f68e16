"""Keeping what is typed while it is typed, and discarding it. The page works without either."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import resolve
from django.urls.exceptions import Resolver404
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessments import selectors
from assessments.services import drafts
from assessments.web.answers import actor_of, desk_page
from registry.findings import DomainError, Finding, InvalidInput, NotVisible
from registry.forms import SeeOther


@require_POST
def draft_save(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Keep what is typed: JSON with `form`, `version` and `values`, a list of names and texts. Answers the time."""
    actor = actor_of(request)
    if actor.user_id is None:
        return JsonResponse({"code": "draft.signed_out", "message": "You are signed out."}, status=401)
    try:
        revision = selectors.revision_for(actor, revision_id)
        body = _body(request)
        draft = drafts.keep(
            actor=actor,
            revision=revision,
            form=_form_of(body.get("form"), revision_id),
            typed=_typed(body.get("values")),
            section_version=_version_of(body.get("version")),
            now=timezone.now(),
        )
    except DomainError as refusal:
        return JsonResponse({"code": refusal.code, "message": refusal.message}, status=refusal.status)
    return JsonResponse({"kept_at": f"{timezone.localtime(draft.saved_at):%H:%M}"})


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise InvalidInput([Finding("draft.unreadable", "Send an object with form and values.")])
    return body


def _typed(values: Any) -> list[tuple[str, str]]:
    if not isinstance(values, list) or not all(
        isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one)
        for one in values
    ):
        raise InvalidInput([Finding("draft.unreadable", "Send names and texts.", "values")])
    return [(name, text) for name, text in values]


def _version_of(sent: Any) -> int | None:
    """The section version the form was opened with; None for what cannot be one."""
    known = isinstance(sent, int) and not isinstance(sent, bool) and 0 <= sent < 1_000_000_000
    return sent if known else None


def _form_of(form: Any, revision_id: UUID) -> str:
    """The address of the form: a page of this revision and no other."""
    try:
        found = resolve(form) if isinstance(form, str) and form.isprintable() else None
    except Resolver404:
        found = None
    if found is None or found.kwargs.get("revision_id") != revision_id:
        raise NotVisible("form")
    return str(form)


@desk_page("POST")
def draft_discard(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Let the draft of one form go, and show the form as it is stored."""
    form = _form_of(request.POST.get("form", ""), revision_id)
    drafts.forget(actor=actor_of(request), revision_id=revision_id, form=form)
    messages.success(request, "The draft is discarded. The form shows what is stored.")
    return SeeOther(form)
