"""Quotes of the fund, measures, and the ancillary lists as they stand on a day."""

from datetime import date

from django.db.models import QuerySet

from credits.obligations.models import ExcludedEntity, FundQuote, ListedAction, Measure
from credits.obligations.selectors import visible
from registry import public_ids
from registry.actor import Actor


def quotes(actor: Actor) -> QuerySet[FundQuote]:
    """Quotes on obligations this person may read, newest first."""
    return (
        FundQuote.objects.filter(obligation__in=visible.obligations(actor).order_by().values("pk"))
        .select_related(
            "obligation__holder",
            "obligation__authority",
            "obligation__development",
            "trust",
            "trust_obligation",
        )
        .order_by("-pk")
    )


def quote(actor: Actor, quote_id: object) -> FundQuote:
    """One quote. Raises NotVisible."""
    return public_ids.find(quotes(actor), quote_id, "quote")


def measures(actor: Actor) -> QuerySet[Measure]:
    """Measures on lines this person may read, newest first."""
    return (
        Measure.objects.filter(line__obligation__in=visible.obligations(actor).order_by().values("pk"))
        .select_related(
            "line__obligation__holder",
            "line__obligation__authority",
            "line__obligation__development",
            "line__credit_class",
            "line__stage",
            "listed_action",
            "proposed_by",
            "checked_by",
            "decided_by",
        )
        .order_by("-pk")
    )


def measure(actor: Actor, measure_id: object) -> Measure:
    """One measure. Raises NotVisible."""
    return public_ids.find(measures(actor), measure_id, "measure")


def listed_actions(on: date) -> list[ListedAction]:
    """The conservation actions on the list on a day: the last row of each code, where it does not take it off."""
    last: dict[str, ListedAction] = {}
    for row in ListedAction.objects.filter(listed_from__lte=on).order_by("code", "listed_from", "pk"):
        last[row.code] = row
    return [row for row in last.values() if not row.removed]


def excluded_entities(on: date) -> list[ExcludedEntity]:
    """What the ancillary rules exclude from variation on a day."""
    last: dict[str, ExcludedEntity] = {}
    for row in ExcludedEntity.objects.filter(excluded_from__lte=on).order_by("entity", "excluded_from", "pk"):
        last[row.entity.casefold()] = row
    return [row for row in last.values() if not row.removed]
