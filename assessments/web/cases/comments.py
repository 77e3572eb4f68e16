"""Comments of a revision: all of them on one page, writing one, answering, and resolving."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments import policies
from assessments.sections import BY_CODE, Section, task_list_sections
from assessments.services import comments
from assessments.web.answers import (
    Desk,
    SeeOther,
    actor_of,
    answer_form,
    desk_for,
    desk_page,
    form_page,
    posted,
    require,
)
from assessments.web.cases.states_shown import tag_of
from registry.findings import NotVisible
from registry.forms import RegistryForm, key_of, new_key


class CommentForm(RegistryForm):
    """The words of a comment."""

    text = forms.CharField(label="Comment", widget=forms.Textarea(attrs={"rows": 4}))


def beside_section(desk: Desk, section: Section) -> dict[str, Any]:
    """What a section's page shows under its content: the threads, for those who take part in them."""
    if desk.actor is None or not policies.may_comment(desk.actor, desk.revision).allowed:
        return {}
    return {
        "comment_threads": comments.threads(desk.actor, desk.revision, section.group),
        "comment_form": CommentForm(auto_id="comment_%s"),
        "comment_key": new_key(),
    }


@desk_page("GET")
def comment_list(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Every comment that belongs to the revision, section by section."""
    desk = desk_for(request, revision_id)
    actor = actor_of(request)
    require(policies.may_comment(actor, desk.revision))
    found = comments.threads(actor, desk.revision)
    groups = [
        {"section": section, "threads": [one for one in found if one.section == section.code]}
        for section in task_list_sections(desk.revision)
    ]
    return render(
        request,
        "assessments/revisions/comments.html",
        {
            "desk": desk,
            "revision": desk.revision,
            "tag": tag_of(desk.revision),
            "groups": [group for group in groups if group["threads"]],
            "comment_key": new_key(),
        },
    )


@desk_page("GET", "POST")
def comment_write(request: HttpRequest, revision_id: UUID, section: str) -> HttpResponse:
    """Write a comment on a section, or an answer to the one named by `reply_to`."""
    desk = desk_for(request, revision_id)
    spec = BY_CODE.get(section)
    if spec is None or not spec.applies_to(desk.revision):
        raise NotVisible("section")
    actor = actor_of(request)
    require(policies.may_comment(actor, desk.revision))
    reply_to = _asked(request)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return comments.write(
            actor=actor,
            key=key_of(request),
            revision_id=revision_id,
            section=section,
            text=data["text"],
            reply_to=reply_to,
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "Your answer is there." if reply_to else "Your comment is there.")
        return SeeOther(f"{reverse('section-page', args=[revision_id, spec.group])}#comments")

    draw = form_page(
        request,
        "assessments/revisions/comment_write.html",
        {
            "desk": desk,
            "revision": desk.revision,
            "tag": tag_of(desk.revision),
            "section": BY_CODE[spec.group],
            "reply_to": reply_to or "",
        },
    )
    return answer_form(request, CommentForm(posted(request)), act=act, done=done, draw=draw)


def _asked(request: HttpRequest) -> UUID | None:
    """The comment that is answered."""
    text = request.POST.get("reply_to") or request.GET.get("reply_to") or ""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotVisible("comment") from None


@desk_page("POST")
def comment_resolve(request: HttpRequest, revision_id: UUID, comment_id: UUID) -> HttpResponse:
    """Say that a comment is dealt with, and go back to where it stands."""
    desk = desk_for(request, revision_id)
    comments.resolve(actor=actor_of(request), key=key_of(request), comment_id=comment_id)
    messages.success(request, "The comment is resolved.")
    section = request.POST.get("section", "")
    if section in BY_CODE and BY_CODE[section].applies_to(desk.revision):
        return SeeOther(f"{reverse('section-page', args=[revision_id, section])}#comments")
    return SeeOther(reverse("comment-list", args=[revision_id]))
