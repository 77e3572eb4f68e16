"""What an authority's people look at: their queue, the parts of an application, and what its decision still lacks."""

from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from credits.obligations import concurrence, policies_authority, serious_impacts, states
from credits.obligations.entities import entity_of, same_entity
from credits.obligations.models import Application, Concurrence, ImpactFinding, Obligation, ProposedLine
from credits.obligations.selectors import visible
from registry.actor import Actor
from registry.findings import Finding
from registry.states import Transition

OPEN = (states.LODGED, states.UNDER_REVIEW, states.RECOMMENDED)


def queue(actor: Actor) -> QuerySet[Application]:
    """The applications this person may see with the number of their lines and the credits required, newest first."""
    return visible.applications(actor).annotate(
        line_count=Count("lines"), credits=Coalesce(Sum("lines__final_quantity"), 0)
    )


def lines_of(application: Application) -> list[ProposedLine]:
    """The lines with class, stage and who set them, in order."""
    return list(application.lines.select_related("credit_class", "stage", "set_by"))


def reduced(lines: list[ProposedLine]) -> list[ProposedLine]:
    """The lowered lines of classes of which fewer credits are required than the report proposes. A line that is only
    divided between stages requires as many as before."""
    added: dict[int, int] = {}
    for line in lines:
        more = line.final_quantity - line.proposed_quantity
        added[line.credit_class_id] = added.get(line.credit_class_id, 0) + more
    return [
        line
        for line in lines
        if added[line.credit_class_id] < 0 and line.final_quantity < line.proposed_quantity
    ]


def concurrence_needed(
    application: Application, lines: list[ProposedLine], *, on: date
) -> concurrence.Needed | None:
    """Whose agreement a decision of that day needs."""
    return concurrence.needed(application.development.pathway, reduced=bool(reduced(lines)), decided_on=on)


def concurrence_given(
    application: Application, lines: list[ProposedLine], needed: concurrence.Needed
) -> Concurrence | None:
    """The agreement that covers the lines as they stand: recorded after the last of them was lowered."""
    lowered = [line.set_at for line in reduced(lines) if line.set_at]
    rows = application.concurrences.filter(giver=needed.giver)
    if lowered:
        rows = rows.filter(recorded_at__gte=max(lowered))
    return rows.order_by("-pk").first()


def standing_findings(application: Application) -> list[ImpactFinding]:
    """The last finding for each entity."""
    found: list[ImpactFinding] = []
    for one in application.impact_findings.select_related("found_by").order_by("-pk"):
        if not any(same_entity(one.entity, other.entity) for other in found):
            found.append(one)
    return found[::-1]


def entities_to_find(lines: list[ProposedLine]) -> list[str]:
    """The entities the report names as at risk of a serious and irreversible impact, each once."""
    found: list[str] = []
    for line in lines:
        name = entity_of(line.credit_class)
        if line.potential_saii and not any(same_entity(name, other) for other in found):
            found.append(name)
    return found


def serious_findings(application: Application) -> list[ImpactFinding]:
    """The findings in force that an impact is serious and irreversible."""
    return [one for one in standing_findings(application) if one.serious]


def missing(application: Application, *, on: date) -> list[Finding]:
    """Everything that a recommendation still lacks; empty where nothing does (N3, N24, N26)."""
    lines = lines_of(application)
    found = []
    if not application.avoid_text:
        message = "Write what you found on avoiding the impact."
        found.append(Finding("review.no_avoid_text", message, "avoid_text", clause="BC Act s 6.3A, s 7.13"))
    if not application.minimise_text:
        message = "Write what you found on minimising the impact."
        found.append(
            Finding("review.no_minimise_text", message, "minimise_text", clause="BC Act s 6.3A, s 7.13")
        )
    standing = standing_findings(application)
    clause = serious_impacts.clause(application.development.pathway)
    for name in entities_to_find(lines):
        if not any(same_entity(name, one.entity) for one in standing):
            message = f"Record a finding on serious and irreversible impacts on {name}."
            found.append(Finding("review.no_impact_finding", message, clause=clause))
    return [*found, *missing_concurrence(application, lines, on=on)]


def missing_concurrence(application: Application, lines: list[ProposedLine], *, on: date) -> list[Finding]:
    """Why a decision of that day still needs somebody's agreement; empty where it does not."""
    needed = concurrence_needed(application, lines, on=on)
    if needed is None or concurrence_given(application, lines, needed) is not None:
        return []
    return [Finding("review.no_concurrence", needed.sentence, clause=needed.clause)]


def refusal_required(application: Application) -> list[Finding]:
    """Why the application can only be refused; empty where it can be approved (N24)."""
    pathway = application.development.pathway
    clause = serious_impacts.clause(pathway)
    found = []
    for one in serious_findings(application):
        if serious_impacts.must_be_refused(pathway):
            message = (
                f"The impact on {one.entity} is serious and irreversible, so the application must be refused."
            )
            found.append(Finding("decision.must_be_refused", message, clause=clause))
        elif not one.additional_measures:
            message = (
                f"The impact on {one.entity} is serious and irreversible: record which additional measures minimise it "
                "before this can be approved."
            )
            found.append(Finding("decision.measures_missing", message, clause=clause))
    return found


def obligation_to_modify(application: Application) -> Obligation | None:
    """The obligation of the consent that a modification is of: the newest of this registry still in force or
    discharged."""
    return (
        Obligation.objects.filter(
            Q(state__in=[states.IN_FORCE, states.DISCHARGED]),
            development=application.development,
            application__isnull=False,
        )
        .order_by("-pk")
        .first()
    )


def actions_for(actor: Actor, application: Application) -> list[Transition]:
    """The steps of the table that this person may take now."""
    return [
        transition
        for transition in states.APPLICATION.actions(application.state, actor.roles)
        if allowed(actor, application, transition.action)
    ]


def allowed(actor: Actor, application: Application, action: str) -> bool:
    """May this person take the action, if the state allows it?"""
    rule = policies_authority.may_decide if action in DECISIONS else policies_authority.may
    return rule(actor, application, action).allowed


DECISIONS = frozenset({"approve", "refuse"})


def holder_id(application: Application) -> int | None:
    """Who owes the obligation of this development now; None where there is none."""
    rows = Obligation.objects.filter(development=application.development_id).order_by("-pk")
    return rows.values_list("holder_id", flat=True).first()


def sees_notes(actor: Actor, application: Application) -> bool:
    """May this person read what the authority noted? Before the decision its own people, and those who read everything;
    afterwards everybody who sees the application."""
    if application.state in (states.APPROVED, states.REFUSED) or visible.reads_all(actor):
        return True
    return application.development.authority_id in actor.organisation_ids
