"""Putting a kept draft back into its form, and letting it go once the form is saved.

Every form of a revision passes through `assessments.web.answers.answer_form`, which calls these. A form is known by
its address; the draft belongs to the person who typed it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from assessments import selectors
from assessments.services import drafts
from registry.actor import Actor
from registry.findings import InvalidInput, NotVisible

UNSENT = "unsent_form"
"""Where the session keeps a form that was sent after the sign-in had run out."""
WRITER = "form_writer"
"""The cookie that says whose it is."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A draft that fills a form: when it was typed, and where it differs from what is stored."""

    saved_at: datetime
    changed: tuple[dict[str, str], ...]


def restore(request: HttpRequest, form: forms.BaseForm) -> None:
    """Fill an unsent form with what this person typed into it before, and say so on `form.draft`."""
    revision_id = _revision_of(request)
    if revision_id is None or form.is_bound or not _can_be_kept(form):
        return
    _take_over_unsent(request, revision_id)
    draft = drafts.draft_of(
        actor=_actor(request),
        revision_id=revision_id,
        form=request.path,
    )
    if draft is None:
        return
    typed = _data(draft.values)
    changed = []
    for name, field in form.fields.items():
        if isinstance(field.widget, forms.HiddenInput):
            continue
        before = _words(field, form.get_initial_for_field(field, name))
        value = field.widget.value_from_datadict(typed, {}, form.add_prefix(name))  # type: ignore[arg-type]
        form.initial[name] = value
        after = _words(field, value)
        if after != before:
            changed.append({"label": str(field.label), "stored": before, "typed": after})
    if changed:
        form.draft = Restored(draft.saved_at, tuple(changed))  # type: ignore[attr-defined]
    else:
        forget(request)


def typed_before(request: HttpRequest) -> QueryDict | None:
    """What this person typed into the table at this address before and did not save; None when there is nothing."""
    revision_id = _revision_of(request)
    if revision_id is None:
        return None
    _take_over_unsent(request, revision_id)
    draft = drafts.draft_of(actor=_actor(request), revision_id=revision_id, form=request.path)
    return None if draft is None else _data(draft.values)


def forget(request: HttpRequest) -> None:
    """The form at this address was saved."""
    revision_id = _revision_of(request)
    if revision_id is not None:
        drafts.forget(
            actor=_actor(request),
            revision_id=revision_id,
            form=request.path,
        )


def keep_refused(request: HttpRequest, form: forms.BaseForm | None = None) -> None:
    """A form was refused: the page shows all of it, and it is kept in case the page is closed. A form that is too large
    to keep is on the page alone."""
    revision_id = _revision_of(request)
    if revision_id is None or (form is not None and not _can_be_kept(form)):
        return
    try:
        revision = selectors.revision_for(_actor(request), revision_id)
        drafts.keep(
            actor=_actor(request),
            revision=revision,
            form=request.path,
            typed=_typed(request),
            section_version=_version(request),
            now=timezone.now(),
        )
    except (NotVisible, InvalidInput):
        return


def keep_unsent(request: HttpRequest) -> None:
    """A form was sent by somebody who is signed in no longer: keep it with the session until they are again."""
    writer = _writer(request)
    if request.method != "POST" or _revision_of(request) is None or request.FILES or not writer:
        return
    typed = _typed(request)
    if sum(len(name) + len(text) for name, text in typed) <= drafts.LARGEST_BYTES:
        kept = [[name, text] for name, text in typed if name not in drafts.NEVER_KEPT]
        request.session[UNSENT] = {
            "form": request.path,
            "values": kept,
            "version": _version(request),
            "writer": writer,
        }


def note_writer(request: HttpRequest, response: HttpResponse) -> None:
    """Note in a signed cookie who works in this browser: when their sign-in runs out, what they still send is theirs
    and nobody else's who signs in at the same screen."""
    writer = str(_actor(request).user_id)
    if _writer(request) != writer:
        response.set_signed_cookie(
            WRITER,
            writer,
            salt=WRITER,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def _writer(request: HttpRequest) -> str:
    """Who was signed in at this browser last; empty when that is not known."""
    return request.get_signed_cookie(WRITER, default="", salt=WRITER) or ""


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, text) for name in request.POST for text in request.POST.getlist(name)]


def _take_over_unsent(request: HttpRequest, revision_id: UUID) -> None:
    """After signing in again, what was sent becomes a draft of its writer, if they still see the revision; it goes when
    somebody else signed in."""
    unsent = request.session.get(UNSENT)
    if not unsent or unsent["form"] != request.path:
        return
    del request.session[UNSENT]
    if unsent.get("writer") != str(_actor(request).user_id):
        return
    try:
        revision = selectors.revision_for(_actor(request), revision_id)
    except NotVisible:
        return
    drafts.keep(
        actor=_actor(request),
        revision=revision,
        form=request.path,
        typed=[(name, text) for name, text in unsent["values"]],
        section_version=unsent["version"],
        now=timezone.now(),
    )


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _revision_of(request: HttpRequest) -> UUID | None:
    match = request.resolver_match
    return match.kwargs.get("revision_id") if match else None


def _can_be_kept(form: forms.BaseForm) -> bool:
    """A form that only asks to confirm has nothing to keep; one with a file is chosen again by its person."""
    return any(not isinstance(field.widget, forms.HiddenInput) for field in form.fields.values()) and not (
        form.is_multipart()
    )


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _data(values: Iterable[Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, text in values:
        data.appendlist(str(name), str(text))
    return data


def _words(field: forms.Field, value: Any) -> str:
    """A value as a person reads it in the form: choices by their label, yes and no, nothing as nothing."""
    if value in (None, "", []):
        return "No" if isinstance(field, forms.BooleanField) else ""
    if isinstance(field, forms.BooleanField):
        return "Yes" if field.to_python(value) else "No"
    chosen = {str(one) for one in value} if isinstance(value, list | tuple | set) else {str(value)}
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return ", ".join(str(label) for key, label in choices if str(key) in chosen)
    return (
        str(field.prepare_value(value))
        if not isinstance(value, list | tuple | set)
        else ", ".join(sorted(chosen))
    )
