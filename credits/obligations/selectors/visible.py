"""Which developments, applications, obligations and lines a person may read.

| who | reads |
|---|---|
| members of the developer, and of who owes its obligations or once owed them | the development, its applications |
| the authority's people | developments they decide on and obligations they imposed; no other authority's |
| members of who owes an obligation, or once owed it, and of its developer | the obligation with its lines |
| the Trust's people | what the Trust owes, and obligations for which it was asked for a quote |
| registrar and approver, auditor | everything |
| anybody else | nothing |
"""

from uuid import UUID

from django.db.models import Q, QuerySet

from credits.obligations.models import (
    Application,
    Development,
    DutyHolder,
    FundQuote,
    Obligation,
    ObligationLine,
)
from registry import public_ids
from registry.actor import AUDITOR, REGISTRAR_OFFICE, Actor

READS_ALL = REGISTRAR_OFFICE | {AUDITOR}

DEVELOPMENT_FACTS = ("developer", "authority", "made_by")
APPLICATION_FACTS = ("development__developer", "development__authority", "revision", "lodged_by")
OBLIGATION_FACTS = ("authority", "holder", "development__developer", "application")
LINE_FACTS = (
    "credit_class",
    "stage",
    "obligation__authority",
    "obligation__holder",
    "obligation__development",
    "obligation__application",
)


def reads_all(actor: Actor) -> bool:
    """The registrar's office and the auditor read everything."""
    return bool(READS_ALL & actor.roles)


def developments(actor: Actor) -> QuerySet[Development]:
    """Every development the actor may read, newest first."""
    rows = Development.objects.select_related(*DEVELOPMENT_FACTS).order_by("-pk")
    if reads_all(actor):
        return rows
    if actor.user_id is None:
        return rows.none()
    return rows.filter(_of_development(actor))


def applications(actor: Actor) -> QuerySet[Application]:
    """Every application the actor may read, newest first: those of the developments they may read."""
    rows = Application.objects.select_related(*APPLICATION_FACTS).order_by("-pk")
    if reads_all(actor):
        return rows
    if actor.user_id is None:
        return rows.none()
    return rows.filter(development__in=Development.objects.filter(_of_development(actor)).values("pk"))


def obligations(actor: Actor) -> QuerySet[Obligation]:
    """Every obligation the actor may read, newest first."""
    rows = Obligation.objects.select_related(*OBLIGATION_FACTS).order_by("-pk")
    if reads_all(actor):
        return rows
    if actor.user_id is None:
        return rows.none()
    return rows.filter(_of_obligation(actor))


def lines(actor: Actor) -> QuerySet[ObligationLine]:
    """Every line of those obligations, in their order, superseded and lapsed ones included."""
    rows = ObligationLine.objects.select_related(*LINE_FACTS).order_by("obligation_id", "number")
    if reads_all(actor):
        return rows
    if actor.user_id is None:
        return rows.none()
    return rows.filter(obligation__in=Obligation.objects.filter(_of_obligation(actor)).values("pk"))


def development(actor: Actor, public_id: UUID | str) -> Development:
    """The development with that id. Raises NotVisible."""
    return public_ids.find(developments(actor), public_id, "development")


def application(actor: Actor, public_id: UUID | str) -> Application:
    """The application with that id. Raises NotVisible."""
    return public_ids.find(applications(actor), public_id, "application")


def obligation(actor: Actor, public_id: UUID | str) -> Obligation:
    """The obligation with that id. Raises NotVisible."""
    return public_ids.find(obligations(actor), public_id, "obligation")


def line(actor: Actor, public_id: UUID | str) -> ObligationLine:
    """The line with that id. Raises NotVisible."""
    return public_ids.find(lines(actor), public_id, "line of an obligation")


def _of_development(actor: Actor) -> Q:
    own = actor.organisation_ids
    owed = Obligation.objects.filter(Q(holder__in=own) | _once_owed(actor)).exclude(development=None)
    return Q(developer__in=own) | Q(authority__in=own) | Q(pk__in=owed.values("development"))


def _of_obligation(actor: Actor) -> Q:
    own = actor.organisation_ids
    return (
        Q(authority__in=own)
        | Q(holder__in=own)
        | Q(development__developer__in=own)
        | _once_owed(actor)
        | Q(pk__in=FundQuote.objects.filter(trust__in=own).values("obligation"))
    )


def _once_owed(actor: Actor) -> Q:
    return Q(pk__in=DutyHolder.objects.filter(organisation__in=actor.organisation_ids).values("obligation"))
