"""Which discount rate applies: two changes with different triggers, and rows that officers enter later."""

from datetime import date
from decimal import Decimal

import pytest

from registry.findings import DomainError
from registry.fund.money.rates import (
    BIOBANKING,
    PUBLISHED_RATES,
    STEWARDSHIP,
    DiscountRate,
    Trigger,
    per_cent,
    rate_for,
)
from tests.pure.fund import worked

ORIGINS = {"BOS": STEWARDSHIP, "BIOBANKING": BIOBANKING}


def test_the_published_rates_apply_by_their_own_triggers() -> None:
    for given_, expected in zip(worked.inputs("G07"), worked.expected("G07"), strict=True):
        rate, _ = rate_for(
            PUBLISHED_RATES,
            origin=ORIGINS[given_["kind"]],
            application_received=date.fromisoformat(given_["application_received"]),
            entered=date.fromisoformat(given_["agreement_entered"]),
        )
        assert str(rate) == expected["rate"]


@pytest.mark.parametrize(
    ("origin", "received", "entered", "why"),
    [
        (
            STEWARDSHIP,
            date(2018, 11, 19),
            date(2019, 6, 1),
            "3.5 %: no later rate applies to an application received on 19/11/2018 for an agreement entered into on "
            "01/06/2019.",
        ),
        (
            STEWARDSHIP,
            date(2018, 11, 20),
            None,
            "2.6 %: the application was received on 20/11/2018, after 19/11/2018.",
        ),
        (
            STEWARDSHIP,
            None,
            date(2022, 8, 15),
            "3.2 %: the agreement is entered into on 15/08/2022, on or after 15/08/2022.",
        ),
        (BIOBANKING, None, None, "3.5 %: BioBanking agreements keep this rate."),
    ],
)
def test_the_rate_comes_with_its_reason(
    origin: str, received: date | None, entered: date | None, why: str
) -> None:
    assert rate_for(PUBLISHED_RATES, origin=origin, application_received=received, entered=entered)[1] == why


def test_the_rate_with_the_latest_day_wins_whatever_its_trigger() -> None:
    later = DiscountRate(Decimal("0.03"), Trigger.APPLICATION_RECEIVED_AFTER, date(2030, 1, 1), "")
    asked = {"origin": STEWARDSHIP, "entered": date(2031, 1, 1)}
    rows = (*PUBLISHED_RATES, later)
    assert rate_for(rows, application_received=date(2030, 1, 2), **asked)[0] == Decimal("0.03")
    assert rate_for(rows, application_received=date(2030, 1, 1), **asked)[0] == Decimal("0.032")


def test_on_the_same_day_the_rule_about_the_agreement_wins() -> None:
    day = date(2030, 1, 1)
    rows = (
        DiscountRate(Decimal("0.02"), Trigger.ENTERED_FROM, day, STEWARDSHIP),
        DiscountRate(Decimal("0.03"), Trigger.APPLICATION_RECEIVED_AFTER, day, STEWARDSHIP),
    )
    found = rate_for(
        rows, origin=STEWARDSHIP, application_received=date(2030, 1, 2), entered=date(2030, 2, 1)
    )
    assert found[0] == Decimal("0.02")


def test_without_a_rate_that_applies_there_is_none() -> None:
    with pytest.raises(DomainError) as refused:
        rate_for(PUBLISHED_RATES, origin="conservation", application_received=None, entered=None)
    assert refused.value.code == "deposit.rate_not_set"
    no_day = DiscountRate(Decimal("0.02"), Trigger.ENTERED_FROM, None, STEWARDSHIP)
    assert not no_day.applies(origin=STEWARDSHIP, application_received=None, entered=date(2030, 1, 1))


@pytest.mark.parametrize(
    ("rate", "text"), [("0.032", "3.2 %"), ("0.03", "3 %"), ("0.1", "10 %"), ("0.03125", "3.125 %")]
)
def test_a_rate_is_shown_in_per_cent_without_trailing_zeros(rate: str, text: str) -> None:
    assert per_cent(Decimal(rate)) == text
