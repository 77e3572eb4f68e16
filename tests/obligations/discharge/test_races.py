"""At once: two retirements for what is outstanding, a commencement and a modification, one retirement counted twice."""

import os
from typing import Any

import pytest

from credits.obligations import states
from credits.obligations.models import (
    Claim,
    FundQuoteLine,
    Obligation,
    ObligationLine,
    RetirementUse,
    Stage,
)
from credits.obligations.services import changing, commencing, fund_payments, linking
from credits.proof.checking import walk
from registry.findings import DomainError
from tests.builders_people import Cast
from tests.concurrency.test_assessment_races import all_at_once
from tests.obligations import builders
from tests.obligations.builders import eco_class
from tests.obligations.discharge.scene import Retiring, standing
from tests.obligations.fund.scene import quote_in

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]
ROUNDS = 50 if os.environ.get("TEST_FULL") == "1" else 3


def refusals(results: list[Any]) -> list[str]:
    assert [one for one in results if isinstance(one, Exception) and not isinstance(one, DomainError)] == []
    return [one.code for one in results if isinstance(one, DomainError)]


def warmed(scene: Retiring) -> Retiring:
    """Everybody is there before anything runs at once."""
    for name in ("developer", "registrar", "registrar_approver", "authority_officer", "authority_delegate"):
        scene.cast.person(name)
    return scene


def test_two_retirements_never_claim_more_than_is_outstanding(cast: Cast, release: object) -> None:
    scene = warmed(Retiring(cast))
    for _ in range(ROUNDS):
        line = scene.line(required=10)
        lots = [scene.held(10) for _ in range(4)]
        results = all_at_once(*[lambda lot=lot, line=line: scene.apply(lot, {line: 6}) for lot in lots])
        assert refusals(results) == ["obligation.more_than_outstanding"] * 3
        assert standing(line) == (4, 6, 0)
        assert Claim.objects.filter(line=line).count() == 1
        for lot in lots:
            lot.refresh_from_db()
        assert sorted(lot.available for lot in lots) == [4, 10, 10, 10]


def test_retirements_recorded_at_once_discharge_lines_crosswise_and_close_the_obligation(
    cast: Cast, release: object
) -> None:
    scene = warmed(Retiring(cast))
    for _ in range(ROUNDS):
        obligation = scene.obligation((eco_class(), 10), (eco_class(), 10))
        one, two = scene.lines_of(obligation)
        waiting = [
            scene.check(scene.apply(scene.held(10), claims))
            for claims in ({one: 5, two: 5}, {two: 5, one: 5})
        ]
        results = all_at_once(*[lambda it=it: scene.complete(it) for it in waiting])
        assert refusals(results) == []
        obligation.refresh_from_db()
        assert (standing(one), standing(two), obligation.state) == ((0, 0, 10), (0, 0, 10), "discharged")
    assert walk().differences == []


def test_a_payment_confirmed_while_credits_are_recorded_never_waits_in_a_circle(
    cast: Cast, release: object
) -> None:
    scene = warmed(Retiring(cast))
    trust_approver = scene.actor("trust_approver")
    for _ in range(ROUNDS):
        obligation = scene.obligation((eco_class(), 20), (eco_class(), 20))
        one, two = scene.lines_of(obligation)
        quote = quote_in(states.RECEIVED, cast, obligation)
        FundQuoteLine.objects.create(quote=quote, line=two, quantity=10, price="1.00", value_cents=1_000)
        ObligationLine.objects.filter(pk=two.pk).update(pending=10)
        waiting = [scene.check(scene.apply(scene.held(10), {line: 10})) for line in (two, one)]
        results = all_at_once(
            lambda quote=quote: fund_payments.settle(
                actor=trust_approver, quote_id=str(quote.public_id), **scene.clock
            ),
            *[lambda it=it: scene.complete(it) for it in waiting],
        )
        assert refusals(results) == []
        obligation.refresh_from_db()
        assert (standing(one), standing(two), obligation.state) == ((0, 0, 20), (0, 0, 20), "discharged")


def test_one_retirement_counted_at_once_for_several_obligations_is_used_once(
    cast: Cast, release: object
) -> None:
    scene = warmed(Retiring(cast))
    for _ in range(ROUNDS):
        lines = [scene.line(required=10) for _ in range(4)]
        named = {"obligation_reference": "Our quarry's consent", "claims": (), "quantity": 8}
        retirement = scene.record(scene.apply(scene.held(), {lines[0]: 8}, **named))

        def counting(line: ObligationLine, number: str = retirement.transaction_number) -> Any:
            return lambda: linking.link(
                actor=scene.actor("authority_officer"),
                obligation_id=str(line.obligation.public_id),
                retirement_number=number,
                claims=scene.told({line: 5}),
                reason="It names our consent.",
                now=scene.now,
            )

        results = all_at_once(*[counting(line) for line in lines])
        assert refusals(results) == ["obligation.retirement_used"] * 3
        assert RetirementUse.objects.get(retirement=retirement).used == 5
        assert sum(standing(line)[2] for line in lines) == 5


def test_a_stage_commences_or_its_consent_lapses_never_both(cast: Cast, release: object) -> None:
    scene = warmed(Retiring(cast))
    for _ in range(ROUNDS):
        obligation = builders.staged_obligation(cast, lines=[(eco_class(), 2), (eco_class(), 3)])
        first = Stage.objects.get(development=obligation.development)
        later = builders.stage(first.development, 2)
        one, two = scene.lines_of(obligation)
        ObligationLine.objects.filter(pk=two.pk).update(stage=later)
        scene.retire(scene.held(5), {one: 2})
        results = all_at_once(
            lambda first=first: commencing.commence(
                actor=scene.actor("developer"),
                stage_id=str(first.public_id),
                commenced_on=scene.today,
                **scene.clock,
            ),
            lambda obligation=obligation: changing.lapse(
                actor=scene.actor("authority_delegate"),
                obligation_id=str(obligation.public_id),
                lapsed_on=scene.today,
                reason="Given up.",
                **scene.clock,
            ),
        )
        assert len(refusals(results)) == 1
        begun = Stage.objects.get(pk=first.pk).state == states.COMMENCED
        lapsed = Obligation.objects.get(pk=obligation.pk).state == states.LAPSED
        assert begun is not lapsed
