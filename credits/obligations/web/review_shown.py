"""How an application is shown: its state, its lines beside the report, what was found, and what comes next."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from assessments import selectors as assessments
from credits.obligations import policies_authority as policies
from credits.obligations import serious_impacts, states
from credits.obligations.models import Application, ImpactFinding, ObligationLine, ProposedLine, ScopeTest
from credits.obligations.selectors import review
from registry.actor import Actor
from registry.units import hectares

TAG_KINDS = {
    states.LODGED: "todo",
    states.UNDER_REVIEW: "doing",
    states.RECOMMENDED: "doing",
    states.APPROVED: "done",
    states.REFUSED: "problem",
    states.WITHDRAWN: "none",
}
PAGES = {
    "begin_review": "application-begin",
    "set_conditions": "application-texts",
    "record_impact_finding": "application-finding-new",
    "record_concurrence": "application-concurrence-new",
    "recommend": "application-recommend",
    "return": "application-return",
    "approve": "application-approve",
    "refuse": "application-refuse",
    "withdraw": "application-withdraw",
}
"""The page of each step; lines are set from the table of lines."""
LABELS = {"set_conditions": "Write the findings on avoiding and minimising"}
MAIN = frozenset({"begin_review", "recommend", "approve"})


@dataclass(frozen=True, slots=True)
class Step:
    """A button with its address, or the reason why it cannot be pressed now. `kind` colours it."""

    label: str
    url: str
    allowed: bool
    reason: str = ""
    kind: str = "dark-outline"


def tag_of(application: Application) -> dict[str, str]:
    """The state as a tag."""
    return {"text": application.get_state_display(), "kind": TAG_KINDS[application.state]}


def trail_of(application: Application, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs to the application, and on to a page of it."""
    own = str(application) if len(str(application)) < 60 else f"{str(application)[:57]}…"
    here = reverse("application-page", args=[application.public_id]) if more else ""
    return [("Applications", reverse("application-list")), (own, here), *more]


def steps_of(actor: Actor, application: Application, missing: list[Any], refusing: list[Any]) -> list[Step]:
    """What somebody with this person's roles may do now, or why not yet."""
    found = []
    for transition in states.APPLICATION.actions(application.state, actor.roles):
        action = transition.action
        if action not in PAGES:
            continue
        rule = policies.may_decide if action in review.DECISIONS else policies.may
        decision = rule(actor, application, action)
        if not decision.allowed and decision.code == "application.not_yours":
            continue
        reason = decision.reason
        if decision.allowed and action == "recommend" and missing:
            reason = "Something is missing: see above."
        if decision.allowed and action == "approve" and refusing:
            reason = " ".join(f"{one.message} ({one.clause})" for one in refusing)
        found.append(
            Step(
                label=LABELS.get(action, transition.label),
                url=reverse(PAGES[action], args=[application.public_id]),
                allowed=not reason,
                reason=reason,
                kind="dark" if action in MAIN else "dark-outline",
            )
        )
    return found


def line_words(line: ProposedLine | ObligationLine) -> dict[str, str]:
    """A line's class and place in words."""
    of = line.credit_class
    about = [of.get_kind_display()]
    if of.kind == "ecosystem":
        if of.pct_id:
            about.append(f"PCT {of.pct_id}")
        about.append(
            {"yes": "with hollows", "no": "without hollows"}.get(
                of.hollow_bearing_trees, "hollows not stated"
            )
        )
        if line.tier:
            about.append(f"tier {line.tier}")
    else:
        about.append(of.scientific_name)
    listed = [
        f"{act} {line_status}"
        for act, line_status in (
            ("BC Act:", line.get_bc_status_display().lower() if line.bc_status not in ("", "none") else ""),
            (
                "EPBC Act:",
                line.get_epbc_status_display().lower() if line.epbc_status not in ("", "none") else "",
            ),
        )
        if line_status
    ]
    return {
        "name": str(of),
        "about": ", ".join(about),
        "listed": "; ".join(listed),
        "place": ", ".join(part for part in (of.subregion, of.region) if part),
    }


def lines_shown(lines: list[ProposedLine]) -> list[dict[str, Any]]:
    """Each line with its words and the difference to the report."""
    return [
        {
            "line": line,
            "words": line_words(line),
            "difference": line.final_quantity - line.proposed_quantity,
        }
        for line in lines
    ]


def impact_facts(application: Application) -> list[dict[str, str]]:
    """What the rules ask of the development, and what the test of scope said."""
    one = application.development
    test = ScopeTest.objects.filter(development=one).first()
    rows = [
        ("Developer", one.developer.name),
        ("How it is approved", one.get_pathway_display()),
        ("Serious and irreversible impacts", _consequence(one.pathway)),
        ("Land", ", ".join(part for part in (one.address, one.local_government_area) if part)),
        ("IBRA subregion", " – ".join(part for part in (one.subregion, one.region) if part)),
        (
            "Native vegetation cleared",
            "" if one.clearing_m2 is None else f"{hectares(one.clearing_m2).normalize():f} ha",
        ),
        ("Test of scope", test.get_answer_display() if test else ""),
        (
            "Controlled action (EPBC Act)",
            (one.epbc_reference or "Yes") if one.controlled_action else "No",
        ),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def _consequence(pathway: str) -> str:
    clause = serious_impacts.clause(pathway)
    if serious_impacts.must_be_refused(pathway):
        return f"Leave only refusal ({clause})"
    return f"Are considered, with additional measures ({clause})"


def reports_of(actor: Actor, application: Application) -> list[dict[str, Any]]:
    """The report and its other revisions that this person may open, newest first, each to be compared with it."""
    own = application.revision
    rows = assessments.revisions_visible_to(actor).filter(assessment=own.assessment_id).order_by("-number")
    return [
        {
            "revision": row,
            "is_lodged": row.pk == own.pk,
            "url": reverse("revision-page", args=[row.public_id]),
            "compare": ""
            if row.pk == own.pk
            else reverse("revision-compare", args=[own.public_id, row.public_id]),
        }
        for row in rows
    ]


def findings_shown(application: Application) -> list[dict[str, Any]]:
    """Each finding with the names of its principles; those a later one replaced are marked."""
    names = dict(ImpactFinding.PRINCIPLES)
    standing = {one.pk for one in review.standing_findings(application)}
    return [
        {
            "finding": one,
            "principles": ", ".join(names[code].lower() for code in one.principles if code in names),
            "replaced": one.pk not in standing,
        }
        for one in application.impact_findings.select_related("found_by")
    ]


def next_of(application: Application, missing: list[Any]) -> dict[str, str]:
    """Who has to do what now."""
    authority = str(application.development.authority)
    return {
        states.LODGED: {"who": authority, "what": "begins the review."},
        states.UNDER_REVIEW: {
            "who": f"An officer of {authority}",
            "what": "completes the review: what is missing is told next."
            if missing
            else "recommends a decision; nothing is missing.",
        },
        states.RECOMMENDED: {
            "who": f"A delegate of {authority}",
            "what": "decides: another person than who recommended it.",
        },
        states.APPROVED: {
            "who": str(application.development.developer),
            "what": "discharges what is owed before the works begin.",
        },
        states.REFUSED: {"who": "Nobody", "what": "has anything to do here: it was refused."},
        states.WITHDRAWN: {"who": "Nobody", "what": "has anything to do here: it was withdrawn."},
    }[application.state]


def may_meet(actor: Actor, application: Application) -> bool:
    """May this person tick off the conditions of the consent?"""
    return application.state == states.APPROVED and policies.may_meet_condition(actor, application).allowed


def may_show(actor: Actor, application: Application) -> bool:
    """May this person hand in evidence for them?"""
    holder_id = review.holder_id(application)
    return (
        application.state == states.APPROVED
        and policies.may_show_condition(actor, application, holder_id).allowed
    )
