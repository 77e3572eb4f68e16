"""Two people at an application or an obligation at once, on PostgreSQL: one succeeds, nothing is imposed twice."""

from typing import Any

import pytest

from credits.obligations import quantities, states
from credits.obligations.models import Obligation, ObligationLine
from credits.obligations.services import applying
from registry.findings import DomainError
from tests.builders_agreements import actor
from tests.builders_people import Cast
from tests.concurrency.test_assessment_races import all_at_once
from tests.obligations import builders as made
from tests.obligations.authority import steps

pytestmark = [
    pytest.mark.postgresql_only,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("release"),
]


def approving(cast: Cast, application: Any, number: str) -> Any:
    """The delegate's approval, to be done in a thread of its own."""
    actor(cast, "authority_delegate")
    return lambda: steps.approve(cast, application, consent_number=number)


def test_approving_twice_and_withdrawing_at_once_decides_once(cast: Cast) -> None:
    application = steps.recommended(cast)
    developer = actor(cast, "developer")
    results = all_at_once(
        approving(cast, application, "DA-1"),
        approving(cast, application, "DA-1"),
        lambda: applying.withdraw(
            actor=developer, application_id=str(application.public_id), reason="Redesign.", now=steps.now()
        ),
    )
    assert sum(isinstance(one, dict) for one in results) == 1
    state = steps.fresh(application).state
    assert Obligation.objects.count() == (1 if state == states.APPROVED else 0)


def test_a_modification_and_a_discharge_on_the_same_line_never_lose_each_other(cast: Cast) -> None:
    forest = made.eco_class()
    obligation = made.staged_obligation(cast, lines=[(forest, 10)])
    ObligationLine.objects.update(stage=None)
    line = obligation.lines.get()
    application = steps.recommended(
        cast, kind="modification", development=obligation.development, lines=[(forest, 6)]
    )
    results = all_at_once(approving(cast, application, "MOD 1"), lambda: quantities.set_aside(line, 4))
    refused = [one for one in results if isinstance(one, DomainError)]
    assert [one.code for one in refused] in (
        ["obligation.something_on_its_way"],
        ["obligation.line_not_in_force"],
    )
    line.refresh_from_db()
    if refused[0].code == "obligation.something_on_its_way":
        assert (line.state, line.pending, ObligationLine.objects.count()) == ("in_force", 4, 1)
    else:
        assert (line.state, line.pending, ObligationLine.objects.count()) == ("superseded", 0, 2)
