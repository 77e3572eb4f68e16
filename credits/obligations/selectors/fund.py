"""Quotes of the fund, measures, and the ancillary lists as they stand on a day."""

from datetime import date

from django.db.models import QuerySet, Sum

from credits.obligations import charge
from credits.obligations.models import ExcludedEntity, FundQuote, FundQuoteLine, ListedAction, Measure
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


def counted_quotes(actor: Actor) -> QuerySet[FundQuote]:
    """Quotes with the number of credits and what their lines come to in cents, for lists."""
    return quotes(actor).annotate(credits=Sum("lines__quantity"), lines_cents=Sum("lines__value_cents"))


def quote_lines(quote: FundQuote) -> QuerySet[FundQuoteLine]:
    """The lines of a quote in the order of the obligation's."""
    return quote.lines.select_related("line__credit_class").order_by("line__number")


def entries_to_come(on: date) -> tuple[list[ListedAction], list[ExcludedEntity]]:
    """What is entered in the two lists for days after that one."""
    actions = ListedAction.objects.filter(listed_from__gt=on).order_by("listed_from", "code", "pk")
    entities = ExcludedEntity.objects.filter(excluded_from__gt=on).order_by("excluded_from", "entity", "pk")
    return list(actions), list(entities)


def parts_of(quote: FundQuote, lines: list[FundQuoteLine]) -> charge.Charge | None:
    """The parts of the charge; None while one of them is not set."""
    values = [row.value_cents for row in lines if row.value_cents is not None]
    risk, fee, gst = quote.risk_premium_cents, quote.delivery_fee_cents, quote.gst_cents
    if len(values) < len(lines) or risk is None or fee is None or gst is None:
        return None
    return charge.Charge(tuple(values), risk, fee, gst)


def total_cents(quote: FundQuote, lines_cents: int | None = None) -> int | None:
    """What the quote comes to; None while it is not set. `lines_cents` saves asking for its lines."""
    parts = (quote.risk_premium_cents, quote.delivery_fee_cents, quote.gst_cents)
    if None in parts:
        return None
    if lines_cents is None:
        found = parts_of(quote, list(quote.lines.all()))
        return None if found is None else found.total_cents
    return lines_cents + sum(part or 0 for part in parts)
