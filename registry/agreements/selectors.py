"""Which agreements a person may see, and what is read from them.

| who | sees |
|---|---|
| member of the applicant or of a present owner | its agreements |
| who signs for an owner after an open change of owner | the agreement |
| officer and approver of the trust | agreements of that trust |
| registrar, registrar's approver, auditor | all |
| anybody else | none: the public register is another matter |
"""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from registry import public_ids
from registry.actor import (
    AUDITOR,
    LANDHOLDER,
    REGISTRAR,
    REGISTRAR_APPROVER,
    TRUST_APPROVER,
    TRUST_OFFICER,
    Actor,
)
from registry.agreements import policies, states
from registry.agreements.models import (
    AgreedPlan,
    Agreement,
    AgreementChange,
    AgreementTerms,
    Origin,
    OwnerChange,
    OwnerShare,
    PermittedActivity,
)
from registry.agreements.plan_costs import PlanTotals, totals
from registry.findings import NotVisible
from registry.parties.models import Organisation
from registry.states import Transition

REVIEW_AFTER_YEARS = 20

READS_ALL = frozenset({REGISTRAR, REGISTRAR_APPROVER, AUDITOR})


def visible_to(actor: Actor) -> QuerySet[Agreement]:
    """Every agreement the actor may read, newest first, with applicant and trust."""
    agreements = Agreement.objects.select_related("applicant", "trust")
    if actor.user_id is None:
        return agreements.none()
    if actor.roles & READS_ALL:
        return agreements
    seen = Q(pk__in=[])
    trusts = [trust for role, trust in actor.offices if role in (TRUST_OFFICER, TRUST_APPROVER)]
    if trusts:
        seen |= Q(trust__in=trusts)
    if actor.organisation_ids:
        owned = OwnerShare.objects.filter(
            agreement=OuterRef("pk"), organisation__in=actor.organisation_ids, valid_to=None
        )
        seen |= Q(applicant__in=actor.organisation_ids) | Q(Exists(owned))
    if actor.has(LANDHOLDER):
        seen |= Q(pk__in=_offered_to(actor))
    return agreements.filter(seen)


def _offered_to(actor: Actor) -> list[int]:
    """Agreements whose land is passing to an organisation of the actor: open changes are few."""
    mine = Organisation.objects.filter(pk__in=actor.organisation_ids).values_list("public_id", flat=True)
    named = Q(pk__in=[])
    for public_id in mine:
        named |= Q(shares_text__contains=str(public_id))
    open_changes = OwnerChange.objects.filter(state__in=[OwnerChange.LODGED, OwnerChange.ACCEPTED])
    return list(
        open_changes.annotate(shares_text=Cast("shares", TextField()))
        .filter(named)
        .values_list("agreement_id", flat=True)
    )


def agreement_for(actor: Actor, public_id: UUID | str) -> Agreement:
    """One agreement with its owners at hand. Raises NotVisible."""
    rows = (
        visible_to(actor)
        .select_related("revision__assessment", "holder_signature", "trust_signature")
        .prefetch_related(
            Prefetch("owner_shares", OwnerShare.objects.select_related("organisation").order_by("pk"))
        )
    )
    return public_ids.find(rows, public_id, "agreement")


def actions_for(actor: Actor, agreement: Agreement) -> tuple[Transition, ...]:
    """What the actor may do to the agreement as it stands: the buttons, and the API's list of actions."""
    return tuple(
        transition
        for transition in states.AGREEMENT.transitions
        if agreement.state in transition.sources
        and policies.may(actor, agreement, transition.action).allowed
        and _is_open(transition.action, agreement)
    )


def _is_open(action: str, agreement: Agreement) -> bool:
    """Suspension is laid over the state, so the state alone does not tell which actions are left."""
    if action in ("suspend", "activate"):
        return agreement.suspended_on is None
    if action == "lift_suspension":
        return agreement.suspended_on is not None
    if action == "begin_review":
        return agreement.activated_on is not None
    return True


def owners_on(agreement: Agreement, on: date) -> list[OwnerShare]:
    """The shares of a day, largest first."""
    shares = agreement.owner_shares.select_related("organisation").filter(
        Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on
    )
    return sorted(shares, key=lambda share: (-share.parts, share.pk))


def duty_bearers(agreement: Agreement, on: date) -> list[Organisation]:
    """Who owes the duties of the agreement on a day: the owners of that day, whoever holds the credits (N16)."""
    return [share.organisation for share in owners_on(agreement, on)]


LEGAL_BASIS = {
    Origin.STEWARDSHIP: "Biodiversity Conservation Act 2016, Part 5 (in force from 25 August 2017)",
    Origin.BIOBANKING: (
        "Threatened Species Conservation Act 1995, Part 7A (BioBanking), an earlier scheme, kept in force under the "
        "Biodiversity Conservation Act 2016 (in force from 25 August 2017)"
    ),
}


TRUST_NOTE = (
    "The trust is the intermediary of the scheme: a government-funded, non-profit body that signs agreements for the "
    "Minister and holds the money for the management of the sites."
)
"""What pages say about the trust (N9)."""


def legal_basis(agreement: Agreement) -> str:
    """Under which law the agreement was made (N1)."""
    return LEGAL_BASIS[Origin(agreement.origin)]


# --- the plan and what it costs ---------------------------------------------------------------------------------------


def plan_totals(plan: AgreedPlan) -> PlanTotals:
    """The totals of a plan, in one query."""
    return totals(plan.costs.all())


def plans_of(agreement: Agreement) -> QuerySet[AgreedPlan]:
    """Every version, newest first, with actions and costs at hand."""
    return agreement.plans.order_by("-version").prefetch_related("actions", "costs__action")


def plan_now(agreement: Agreement) -> AgreedPlan | None:
    """The plan that counts: the newest frozen one, else the open first one."""
    plans = plans_of(agreement)
    return plans.filter(frozen_at__isnull=False).first() or plans.first()


def plan_open(agreement: Agreement) -> AgreedPlan | None:
    """The version that is written on, if there is one."""
    return plans_of(agreement).filter(frozen_at=None).first()


def plan_is_editable(agreement: Agreement) -> bool:
    """Is there an open plan version that either side may write on now? (N43)"""
    return plan_open(agreement) is not None and (
        agreement.state in (states.APPLIED, states.NEGOTIATION)
        or agreement.changes.filter(state=AgreementChange.PROPOSED, plan_version__isnull=False).exists()
    )


def terms_now(agreement: Agreement) -> AgreementTerms | None:
    """The terms as last proposed."""
    return agreement.terms.select_related("proposed_by", "agreed_by").order_by("-version").first()


# --- activities, changes, days ----------------------------------------------------------------------------------------
def activity_findings(agreement: Agreement) -> list[PermittedActivity]:
    """The standing finding about each activity, permitted (`harmless`) or not, in the order first named (N45)."""
    standing: dict[str, PermittedActivity] = {}
    for finding in agreement.permitted_activities.select_related("found_by").order_by("pk"):
        standing[" ".join(finding.activity.split()).casefold()] = finding
    return list(standing.values())


def change_for(agreement: Agreement, change_id: UUID | str) -> AgreementChange:
    """One variation, renewal or termination of the agreement. Raises NotVisible."""
    found = agreement.changes.filter(public_id=public_ids.require(change_id, "change")).first()
    if found is None:
        raise NotVisible("change")
    return found


def open_change(agreement: Agreement) -> AgreementChange | None:
    """The change that is proposed or agreed and not decided."""
    return agreement.changes.filter(state__in=[AgreementChange.PROPOSED, AgreementChange.AGREED]).first()


def owner_change_for(agreement: Agreement, change_id: UUID | str) -> OwnerChange:
    """One change of owner of the agreement. Raises NotVisible."""
    found = agreement.owner_changes.filter(public_id=public_ids.require(change_id, "change of owner")).first()
    if found is None:
        raise NotVisible("change of owner")
    return found


def open_owner_change(agreement: Agreement) -> OwnerChange | None:
    """The change of owner that is lodged or accepted and not recorded."""
    return agreement.owner_changes.filter(state__in=[OwnerChange.LODGED, OwnerChange.ACCEPTED]).first()


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 February in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def review_from(agreement: Agreement) -> date | None:
    """First day of the year-20 review: twenty years after full management began, or after the plan was last renewed.
    None while full management has not begun (N64)."""
    renewed = (
        agreement.changes.filter(
            kind=AgreementChange.ChangeKind.RENEWAL, state=AgreementChange.APPROVED, decided_at__isnull=False
        )
        .order_by("-decided_at")
        .values_list("decided_at", flat=True)
        .first()
    )
    began = agreement.activated_on
    if renewed is not None:
        began = timezone.localdate(renewed)
    return years_after(began, REVIEW_AFTER_YEARS) if began is not None else None
