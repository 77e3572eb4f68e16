"""Modifications of consents: what was discharged goes with its class, and who owes the credits now has the say."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from credits.obligations import quantities, states
from credits.obligations.models import Obligation, ObligationLine
from credits.obligations.selectors import review
from registry.findings import InvalidInput
from tests.builders_people import Cast
from tests.obligations import builders as made
from tests.obligations.authority import steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("release")]


def discharged(line: ObligationLine, quantity: int) -> None:
    quantities.set_aside(line, quantity)
    quantities.discharge(
        line, quantity, way="carried_over", on=steps.today(), now=steps.now(), recorded_by_id=None
    )


def modified(cast: Cast, obligation: Obligation, *lines: tuple[Any, int, Any]) -> list[tuple[Any, ...]]:
    """Approve a modification with those lines (class, quantity, stage); stage, required and discharged in force."""
    application = steps.recommended(
        cast, kind="modification", development=obligation.development, lines=[one[:2] for one in lines]
    )
    for number, (_, _, stage) in enumerate(lines, start=1):
        application.lines.filter(number=number).update(stage=stage)
    steps.approve(cast, application, consent_number="MOD 1")
    rows = obligation.lines.filter(state="in_force").order_by("number")
    return [(row.stage and row.stage.number, row.required, row.discharged) for row in rows]


def test_what_was_discharged_counts_first_for_its_own_stage_whatever_the_order_of_the_lines(
    cast: Cast,
) -> None:
    forest = made.eco_class()
    obligation = made.staged_obligation(cast, lines=[(forest, 10)])
    first = obligation.lines.get().stage
    second = made.stage(obligation.development, 2)
    discharged(obligation.lines.get(), 10)
    assert modified(cast, obligation, (forest, 4, second), (forest, 9, first)) == [(2, 4, 1), (1, 9, 9)]


def test_what_was_discharged_of_a_line_counts_on_every_line_it_is_split_into(cast: Cast) -> None:
    forest = made.eco_class()
    obligation = made.staged_obligation(cast, lines=[(forest, 10)])
    first = obligation.lines.get().stage
    second = made.stage(obligation.development, 2)
    discharged(obligation.lines.get(), 10)
    assert modified(cast, obligation, (forest, 6, first), (forest, 4, second)) == [(1, 6, 6), (2, 4, 4)]
    obligation.refresh_from_db()
    assert obligation.state == states.DISCHARGED


def test_what_was_discharged_of_two_lines_counts_on_the_one_they_are_joined_in(cast: Cast) -> None:
    forest = made.eco_class()
    obligation = made.staged_obligation(cast, lines=[(forest, 10), (forest, 5)])
    first = obligation.lines.get(number=1).stage
    second = made.stage(obligation.development, 2)
    obligation.lines.filter(number=2).update(stage=second)
    for line in obligation.lines.all():
        discharged(line, 3)
    assert modified(cast, obligation, (forest, 15, first)) == [(1, 15, 6)]


def test_a_line_split_over_two_stages_is_no_reduction(cast: Cast) -> None:
    application = steps.begun(cast)
    stages = [made.stage(application.development, number) for number in (1, 2)]
    koala = application.lines.get(number=2)
    steps.set_line(cast, koala, 3, "One of the four is cleared later.", stage_id=str(stages[0].public_id))
    assert [one.code for one in review.missing(application, on=steps.today())] == ["review.no_concurrence"]
    made.proposed_line(
        application,
        koala.credit_class,
        1,
        number=3,
        stage=stages[1],
        proposed_quantity=0,
        reason="Cleared later.",
        set_by=cast.person("authority_officer"),
        set_at=timezone.now(),
    )
    assert review.missing(application, on=steps.today()) == []


def test_a_decision_is_not_of_a_day_before_the_application(cast: Cast) -> None:
    application = steps.recommended(cast, variation_permitted=True)
    with pytest.raises(InvalidInput) as refusal:
        steps.approve(cast, application, decided_on=date(2025, 3, 6))
    (finding,) = refusal.value.findings
    assert (finding.code, finding.field) == ("decision.before_application", "decided_on")
    assert "load" in finding.message
    assert Obligation.objects.count() == 0
