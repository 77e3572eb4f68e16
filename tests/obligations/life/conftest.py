"""Obligations with something in their life."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from credits.obligations.models import Claim, Discharge, Obligation, ObligationLine
from tests.dealings.market import Market, market_of

AT = datetime(2026, 4, 1, 2, tzinfo=UTC)


def carry_over(line: ObligationLine, quantity: int, *, on: date) -> Discharge:
    """So much of the line discharged on a day, without more."""
    ObligationLine.objects.filter(pk=line.pk).update(discharged=line.discharged + quantity)
    line.refresh_from_db()
    return Discharge.objects.create(
        line=line, way="carried_over", quantity=quantity, on=on, recorded_at=timezone.now()
    )


@pytest.fixture
def market(cast: Any) -> Market:
    return market_of(cast)


@pytest.fixture
def retired(market: Market) -> Any:
    """`retired(line, 4)`: a recorded retirement of 4 credits that was for that line."""

    def retire(line: ObligationLine, quantity: int) -> Claim:
        lot = market.lot(100)
        retirement = market.checked_retirement(lot, quantity)
        market.act("retire", retirement, market.approver)
        retirement.refresh_from_db()
        claim = Claim.objects.create(
            retirement=retirement,
            line=line,
            quantity=quantity,
            state="discharged",
            rule="like_for_like",
            rule_set_version="test",
            ruling={},
            made_by=retirement.lodged_by,
            made_at=retirement.lodged_at,
        )
        ObligationLine.objects.filter(pk=line.pk).update(discharged=line.discharged + quantity)
        Discharge.objects.create(
            line=line,
            way="retirement",
            quantity=quantity,
            on=timezone.localdate(),
            claim=claim,
            recorded_at=timezone.now(),
        )
        return claim

    return retire


def close(obligation: Obligation, on: date) -> None:
    """Discharged as a whole."""
    Obligation.objects.filter(pk=obligation.pk).update(state="discharged", discharged_on=on)
