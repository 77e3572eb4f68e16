"""Quotes and measures in each state, by direct creation, for the tests of the fund."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from credits.obligations import charge, states
from credits.obligations.models import (
    ExcludedEntity,
    FundQuote,
    FundQuoteLine,
    ListedAction,
    Measure,
    Obligation,
    ObligationLine,
)
from tests.builders_people import Cast
from tests.obligations import builders

ENTERED = (states.PREPARED, states.OFFERED, states.RECEIVED, states.SETTLED)
ISSUED = ENTERED[1:]
PAID = ENTERED[2:]
QUANTITY, TOTAL_CENTS = 10, 1_540_550
"""10 credits at $1,250.50, premium $1,000, fee $500, GST $1,400.50."""


def quote_in(state: str, cast: Cast, owed: Obligation | None = None, **values: Any) -> FundQuote:
    """A quote for 10 credits of the first line of the proponent's obligation, with all that it has in that state."""
    owed = owed or builders.obligation(cast)
    line = owed.lines.order_by("number")[0]
    now, today = timezone.now(), timezone.localdate()
    given: dict[str, Any] = {"requested_by": cast.person("developer"), "requested_at": now}
    if state in ENTERED:
        given |= {
            "prepared_by": cast.person("trust_officer"),
            "source": "Charge determination 12 of the Trust.",
            "risk_premium_cents": 100_000,
            "delivery_fee_cents": 50_000,
            "gst_cents": 140_050,
            "index_at_quote": "139.4",
            "index_source": "Consumer price index, all groups",
        }
    if state in ISSUED:
        given |= {
            "offered_by": cast.person("trust_approver"),
            "quoted_on": today - timedelta(days=30),
            "valid_until": charge.last_valid_day(today - timedelta(days=30)),
        }
    if state in PAID:
        given |= {
            "received_by": cast.person("trust_officer"),
            "amount_due_cents": TOTAL_CENTS,
            "received_cents": TOTAL_CENTS,
            "received_on": today,
            "receipt_reference": "R-1",
        }
    if state == states.SETTLED:
        duty = builders.obligation(
            cast, source=Obligation.Source.FUND, holder=cast.organisation("trust"), reference="Statement 1"
        )
        given |= {
            "settled_by": cast.person("trust_approver"),
            "settled_on": today,
            "trust_obligation": duty,
        }
    if state in (states.WITHDRAWN, states.REFUSED):
        given["closing_reason"] = "Credits were found."
    made = FundQuote.objects.create(
        obligation=owed, trust=cast.organisation("trust"), state=state, **(given | values)
    )
    priced = {"price": "1250.50", "value_cents": 1_250_500} if state in ENTERED else {}
    FundQuoteLine.objects.create(quote=made, line=line, quantity=QUANTITY, **priced)
    if state == states.RECEIVED:
        ObligationLine.objects.filter(pk=line.pk).update(pending=QUANTITY)
    return made


def mine(cast: Cast, quantity: int = 10) -> Obligation:
    """What a large mine owes: species credits of the koala."""
    place = builders.development(cast, pathway="state_development", major_mining=True)
    return builders.obligation(cast, lines=[(builders.species_class(), quantity)], development=place)


def measure_in(state: str, cast: Cast, owed: Obligation | None = None, **values: Any) -> Measure:
    """Rehabilitation for 4 credits of a mine's line, with all that it has in that state."""
    owed = owed or mine(cast)
    line = owed.lines.get()
    now = timezone.now()
    given: dict[str, Any] = {
        "kind": "mine_rehabilitation",
        "quantity": 4,
        "creates": "Phascolarctos cinereus",
        "description": "Plant the pit with food trees.",
        "evidence": "Rehabilitation plan 7.",
        "proposed_by": cast.person("developer"),
        "proposed_at": now,
    }
    if state in (states.CHECKED, states.ACCEPTED):
        given |= {"checked_by": cast.person("authority_officer"), "check_note": "The plan was read."}
    if state == states.ACCEPTED:
        given |= {"decided_by": cast.person("authority_delegate"), "decided_at": now}
    if state in (states.WITHDRAWN, states.REFUSED):
        given |= {"closing_reason": "Another plan.", "decided_at": now}
    made = Measure.objects.create(line=line, state=state, **(given | values))
    if state in (states.PROPOSED, states.CHECKED):
        ObligationLine.objects.filter(pk=line.pk).update(pending=line.pending + made.quantity)
    return made


def listed_action(cast: Cast, **values: Any) -> ListedAction:
    """Crossings for the koala, on the list for a year."""
    given: dict[str, Any] = {
        "code": "KOALA-1",
        "title": "Koala road crossings",
        "entity": "Phascolarctos cinereus",
        "listed_from": timezone.localdate() - timedelta(days=365),
        "source": "Made up for a test",
        "entered_by": cast.person("registrar"),
        "entered_at": timezone.now(),
    }
    return ListedAction.objects.create(**(given | values))


def excluded_entity(cast: Cast, **values: Any) -> ExcludedEntity:
    """A made-up community, excluded for a year."""
    given: dict[str, Any] = {
        "entity": "Made-up Swamp Woodland",
        "excluded_from": timezone.localdate() - timedelta(days=365),
        "source": "Made up for a test",
        "entered_by": cast.person("registrar"),
        "entered_at": timezone.now(),
    }
    return ExcludedEntity.objects.create(**(given | values))
