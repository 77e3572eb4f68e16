"""What an officer of the trust records about an application: eligibility, consent of others, permitted activities."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.web.answers import desk_page, posted, today
from registry.agreements import criteria, selectors
from registry.agreements.models import Agreement, EligibilityFinding, InterestHolder
from registry.agreements.services import activities, eligibility, interests
from registry.agreements.web.desk import answer_step, context_of, desk_for, desk_to
from registry.agreements.web.forms import ActivityForm, FindingForm, InterestAnswerForm, InterestForm
from registry.findings import NotVisible
from registry.forms import key_of

SUBJECTS = {
    criteria.PERSON: ("The landholder", "Who applies, and who owns the land."),
    criteria.LAND: ("The land", "What the land is, whoever owns it."),
}


@desk_page("GET")
def eligibility_page(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Both lists of questions with their standing answers; person and land are kept apart (N38)."""
    desk = desk_for(request, agreement_id)
    standing = eligibility.standing(desk.agreement)
    outcomes = {criteria.PERSON: standing.person, criteria.LAND: standing.land}
    answers = answers_of(desk.agreement)
    groups = [
        {
            "title": title,
            "about": about,
            "subject": subject,
            "state": outcomes[subject].state,
            "lines": [
                {
                    "criterion": criterion,
                    "answers": answers.get((subject, criterion.code), []),
                    "url": desk.address("agreement-eligibility-record", subject, criterion.code),
                }
                for criterion in criteria.of(subject)
            ],
        }
        for subject, (title, about) in SUBJECTS.items()
    ]
    context = context_of(desk, "Eligibility", groups=groups, may_record=desk.can("assess"))
    return render(request, "agreements/eligibility.html", context)


def answers_of(agreement: Agreement) -> dict[tuple[str, str], list[EligibilityFinding]]:
    """The answers to each criterion, newest first: the first one counts."""
    found: dict[tuple[str, str], list[EligibilityFinding]] = {}
    for one in agreement.eligibility_findings.select_related("found_by").order_by("-pk"):
        found.setdefault((one.subject, one.criterion), []).append(one)
    return found


@desk_page("GET", "POST")
def eligibility_record(
    request: HttpRequest, agreement_id: UUID, subject: str, criterion: str
) -> HttpResponse:
    """Answer one criterion."""
    desk = desk_to(request, agreement_id, "assess")
    asked = criteria.find(subject, criterion)
    if asked is None:
        raise NotVisible("criterion")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return eligibility.record(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            subject=subject,
            criterion=criterion,
            met=data["met"],
            reason=data["reason"],
        )

    back = desk.address("agreement-eligibility")
    return answer_step(
        request,
        desk,
        FindingForm(posted(request)),
        act=act,
        told="The finding is recorded.",
        back=back,
        title=asked.question,
        button="Record the finding",
        intro=f"About {SUBJECTS[subject][0][:1].lower()}{SUBJECTS[subject][0][1:]}. Source: {asked.source}"
        f"{' (from memory)' if asked.mark == criteria.MEMORY else ''}.",
        parent=("Eligibility", back),
    )


@desk_page("GET")
def interest_list(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Who else has an interest in the land, and what they answered."""
    desk = desk_for(request, agreement_id)
    holders = desk.agreement.interest_holders.select_related("recorded_by")
    context = context_of(desk, "Others with an interest", holders=holders, may_record=desk.can("assess"))
    return render(request, "agreements/interests.html", context)


@desk_page("GET", "POST")
def interest_new(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Name somebody with an interest in the land."""
    desk = desk_to(request, agreement_id, "assess")
    back = desk.address("agreement-interests")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return interests.name(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            name=data["name"],
            interest=data["interest"],
        )

    return answer_step(
        request,
        desk,
        InterestForm(posted(request)),
        act=act,
        told="Named. Record the answer when it is there.",
        back=back,
        title="Name somebody with an interest",
        button="Name them",
        parent=("Others with an interest", back),
    )


@desk_page("GET", "POST")
def interest_answer(request: HttpRequest, agreement_id: UUID, interest_id: UUID) -> HttpResponse:
    """Record what they answered."""
    desk = desk_to(request, agreement_id, "assess")
    holder = InterestHolder.objects.filter(agreement=desk.agreement, public_id=interest_id).first()
    if holder is None:
        raise NotVisible("interest")
    back = desk.address("agreement-interests")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return interests.answer(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            interest_id=str(interest_id),
            answer=data["answer"],
            answered_on=data["answered_on"],
            evidence=data["evidence"],
        )

    return answer_step(
        request,
        desk,
        InterestAnswerForm(posted(request), initial={"answered_on": today()}),
        act=act,
        told="The answer is recorded.",
        back=back,
        title=f"Answer of {holder.name}",
        button="Record the answer",
        intro=f"{holder.get_interest_display()}.",
        parent=("Others with an interest", back),
    )


@desk_page("GET")
def activity_list(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """What may be done on the site and what may not, each with its finding (N45)."""
    desk = desk_for(request, agreement_id)
    context = context_of(
        desk,
        "Permitted activities",
        activities=selectors.activity_findings(desk.agreement),
        may_record=desk.can("assess"),
    )
    return render(request, "agreements/activities.html", context)


@desk_page("GET", "POST")
def activity_new(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Record an activity with the finding."""
    desk = desk_to(request, agreement_id, "assess")
    back = desk.address("agreement-activities")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return activities.record(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            activity=data["activity"],
            conditions=data["conditions"],
            harmless=data["harmless"],
            finding=data["finding"],
        )

    return answer_step(
        request,
        desk,
        ActivityForm(posted(request)),
        act=act,
        told="The activity is recorded with its finding.",
        back=back,
        title="Record an activity",
        button="Record it",
        intro="Only limited activities are allowed, and only without a negative effect on biodiversity. One that may "
        "harm is kept on record as not permitted.",
        parent=("Permitted activities", back),
    )
