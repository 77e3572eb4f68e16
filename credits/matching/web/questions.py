"""Questions that wait for a person, one question, and its decision; requests to use variation are listed beside."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.lots.web.steps import Step
from credits.matching import policies, selectors
from credits.matching.services import questions
from credits.matching.web import shown
from credits.matching.web.forms import AnswerForm, MaybeWhyForm
from credits.obligations import states
from credits.obligations.models import Question
from registry.actor import Actor
from registry.forms import key_of

QUESTIONS_A_PAGE = 50
SHOWN = {"waiting": "Waiting", "all": "All"}


@desk_page("GET")
def question_list(request: HttpRequest) -> HttpResponse:
    """What waits for a decision of this person's authority, oldest first; or everything, newest first."""
    actor = actor_of(request)
    show = request.GET.get("show", "waiting")
    show = show if show in SHOWN else "waiting"
    rows, requests = selectors.questions(actor), selectors.variation_requests(actor)
    if show == "waiting":
        rows = rows.filter(state=states.ASKED).order_by("pk")
        requests = requests.filter(state=states.ASKED).order_by("pk")
    page = Paginator(rows, QUESTIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"question": one, "tag": shown.tag_of(one)} for one in page.object_list],
        "requests": [{"request": one, "tag": shown.tag_of(one)} for one in requests[:QUESTIONS_A_PAGE]],
        "show": show,
        "shown": SHOWN.items(),
        "trail": [(shown.HOME, reverse("obligation-list")), ("Questions", "")],
    }
    return render(request, "obligations/matching/questions.html", context)


@desk_page("GET")
def question_page(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """One question: the test, what the asker said, and what was decided with which reasons."""
    actor = actor_of(request)
    found = selectors.question(actor, question_id)
    context = {
        "question": found,
        "tag": shown.tag_of(found),
        "facts": shown.line_facts(found.line),
        "steps": _steps(actor, found),
        "class_url": reverse("line-class", args=[found.line.public_id, found.credit_class_id]),
        "trail": _trail(found),
    }
    return render(request, "obligations/matching/question.html", context)


def _trail(question: Question, *more: tuple[str, str]) -> list[tuple[str, str]]:
    here = ("Question", reverse("question-page", args=[question.public_id]) if more else "")
    return shown.trail_of(question.line.obligation, ("Questions", reverse("question-list")), here, *more)


RULES = {"answer": policies.may_answer, "withdraw": policies.may_withdraw_question}


def _steps(actor: Actor, question: Question) -> list[Step]:
    return [
        Step(
            transition.action,
            transition.label,
            reverse(f"question-{transition.action}", args=[question.public_id]),
            True,
            "",
            "dark" if transition.action == "answer" else "dark-outline",
        )
        for transition in states.QUESTION.actions(question.state, actor.roles)
        if RULES[transition.action](actor, question).allowed
    ]


@desk_page("GET", "POST")
def answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Decide yes or no, with reasons."""
    actor = actor_of(request)
    found = selectors.question(actor, question_id)
    require(policies.may_answer(actor, found))
    if request.method == "GET":
        states.QUESTION.require("answer", found.state)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return questions.answer(
            actor=actor,
            key=key_of(request),
            question_id=str(question_id),
            answer=data["answer"] == "yes",
            reasons=data["reasons"],
            today=today(),
            now=timezone.now(),
        )

    context = {
        "heading": "Decide the question",
        "intro": found.sentence,
        "subject": [
            *shown.line_facts(found.line),
            ("The credits", str(found.credit_class)),
            ("Note", found.note),
        ],
        "button": "Decide",
        "back": reverse("question-page", args=[question_id]),
        "trail": _trail(found, ("Decide", "")),
    }
    return answer_form(
        request,
        AnswerForm(posted(request)),
        act=act,
        done=shown.done_with(request, "Decided. Who asked was told.", "question-page", question_id),
        draw=form_page(request, "credits/dealings/step.html", context),
    )


@desk_page("GET", "POST")
def withdraw(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Take a question back."""
    actor = actor_of(request)
    found = selectors.question(actor, question_id)
    require(policies.may_withdraw_question(actor, found))
    if request.method == "GET":
        states.QUESTION.require("withdraw", found.state)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return questions.withdraw(
            actor=actor,
            key=key_of(request),
            question_id=str(question_id),
            reason=data["reason"],
            now=timezone.now(),
        )

    context = {
        "heading": "Withdraw the question",
        "intro": found.sentence,
        "subject": shown.line_facts(found.line),
        "button": "Withdraw",
        "back": reverse("question-page", args=[question_id]),
        "trail": _trail(found, ("Withdraw", "")),
    }
    return answer_form(
        request,
        MaybeWhyForm(posted(request)),
        act=act,
        done=shown.done_with(request, "Withdrawn. It can be asked again.", "question-page", question_id),
        draw=form_page(request, "credits/dealings/step.html", context),
    )
