"""Comments of a revision: all of them on one page, writing one, answering, and resolving."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments import policies
from assessments.models import Revision
from assessments.sections import BY_CODE, Section, task_list_sections
from assessments.services import comments
from assessments.web.answers import (
    Desk,
    actor_of,
    answer_form,
    desk_for,
    desk_page,
    form_page,
    posted,
    require,
)
from assessments.web.cases.states_shown import tag_of
from registry.actor import Actor
from registry.findings import NotVisible
from registry.forms import RegistryForm, SeeOther, key_of, new_key


class CommentForm(RegistryForm):
    """The words of a comment."""

    text = forms.CharField(label="Comment", widget=forms.Textarea(attrs={"rows": 4}))


def beside_section(desk: Desk, section: Section) -> dict[str, Any]:
    """What a section's page shows under its content: the threads, for those who may read them, and
    a form for those who take part."""
    if desk.actor is None or not policies.may_read_comments(desk.actor, desk.revision).allowed:
        return {}
    found = _threads(desk.actor, desk.revision, section.group)
    form = CommentForm(auto_id="comment_%s") if found["may_comment"] else None
    return {"comments_shown": True, "comment_form": form, **found}


def _threads(actor: Actor, revision: Revision, section: str = "") -> dict[str, Any]:
    """The comments, whose authors are on this person's side, and a key for each form that resolves one."""
    found = list(comments.threads(actor, revision, section))
    authors = {comment.author_id for comment in found}
    return {
        "comment_threads": found,
        "resolvable_authors": comments.resolvable_authors(actor, revision, authors) if authors else set(),
        "comment_key": new_key(),
        "may_comment": policies.may_comment(actor, revision).allowed,
    }


@desk_page("GET")
def comment_list(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Every comment that belongs to the revision, section by section."""
    desk = desk_for(request, revision_id)
    actor = actor_of(request)
    require(policies.may_read_comments(actor, desk.revision))
    shown = _threads(actor, desk.revision)
    groups = [
        {
            "section": section,
            "threads": [one for one in shown["comment_threads"] if one.section == section.code],
        }
        for section in task_list_sections(desk.revision)
    ]
    return render(
        request,
        "assessments/revisions/comments.html",
        {**_around(desk), **shown, "groups": [group for group in groups if group["threads"]]},
    )


@desk_page("GET", "POST")
def comment_write(request: HttpRequest, revision_id: UUID, section: str) -> HttpResponse:
    """Write a comment on a section."""
    desk = desk_for(request, revision_id)
    spec = BY_CODE.get(section)
    if spec is None or not spec.applies_to(desk.revision):
        raise NotVisible("section")
    actor = actor_of(request)
    require(policies.may_comment(actor, desk.revision))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return comments.write(
            actor=actor, key=key_of(request), revision_id=revision_id, section=section, text=data["text"]
        )

    return _answer(request, desk, BY_CODE[spec.group], act, "Your comment was added.")


@desk_page("GET", "POST")
def comment_answer(request: HttpRequest, revision_id: UUID, comment_id: UUID) -> HttpResponse:
    """Answer a comment."""
    desk = desk_for(request, revision_id)
    actor = actor_of(request)
    require(policies.may_comment(actor, desk.revision))
    answered = comments.answerable(actor, desk.revision, comment_id)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return comments.write(
            actor=actor, key=key_of(request), revision_id=revision_id, text=data["text"], reply_to=comment_id
        )

    return _answer(request, desk, BY_CODE[answered.section], act, "Your answer was added.", answered=answered)


def _answer(
    request: HttpRequest, desk: Desk, section: Section, act: Any, told: str, **more: Any
) -> HttpResponse:
    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, told)
        return SeeOther(_place(desk, section.code))

    context = {**_around(desk), "section": section, **more}
    form = CommentForm(posted(request))
    if more:
        form.fields["text"].label = "Answer"
    draw = form_page(request, "assessments/revisions/comment_write.html", context)
    return answer_form(request, form, act=act, done=done, draw=draw)


@desk_page("POST")
def comment_resolve(request: HttpRequest, revision_id: UUID, comment_id: UUID) -> HttpResponse:
    """Say that a comment is dealt with, and go back to where it stands."""
    desk = desk_for(request, revision_id)
    comments.resolve(
        actor=actor_of(request), key=key_of(request), revision_id=revision_id, comment_id=comment_id
    )
    messages.success(request, "The comment is resolved.")
    section = request.POST.get("section", "")
    if section in BY_CODE and BY_CODE[section].applies_to(desk.revision):
        return SeeOther(_place(desk, section))
    return SeeOther(reverse("comment-list", args=[revision_id]))


def _around(desk: Desk) -> dict[str, Any]:
    return {"desk": desk, "revision": desk.revision, "tag": tag_of(desk.revision)}


def _place(desk: Desk, section: str) -> str:
    return f"{reverse('section-page', args=[desk.revision.public_id, section])}#comments"
