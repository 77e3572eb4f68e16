"""Every state of a claim and of its retirement x every end, and that a claim ends once."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from credits.obligations import states
from credits.obligations.book import Book
from credits.obligations.models import Claim, Discharge, RetirementUse
from credits.obligations.services import claiming
from credits.schemes.nsw_bos.serial import from_json
from registry.findings import DomainError
from registry.states import StateTable
from tests.obligations.discharge.scene import Retiring, standing

pytestmark = pytest.mark.django_db

PENDING, DISCHARGED, RELEASED = states.CLAIM.states


def claim_in(scene: Retiring, state: str) -> Claim:
    """A claim of 4 credits on a line of 10, brought to that state by what happens to its retirement."""
    line = scene.line(required=10)
    retirement = scene.apply(scene.held(), {line: 4})
    if state == DISCHARGED:
        scene.record(retirement)
    if state == RELEASED:
        Book().released(retirement.pk)
    claim = Claim.objects.select_related("retirement", "line__obligation").get()
    assert claim.state == state
    return claim


def end(scene: Retiring, claim: Claim, action: str) -> None:
    actor = scene.actor("registrar_approver")
    if action == "discharge":
        Book().retired(actor, claim.retirement_id, on=scene.today, now=scene.now)
    else:
        Book().released(claim.retirement_id)


@pytest.mark.parametrize("action", ["discharge", "release"])
@pytest.mark.parametrize("state", states.CLAIM.states)
def test_a_claim_ends_once_whatever_is_asked_of_it_later(scene: Retiring, state: str, action: str) -> None:
    claim = claim_in(scene, state)
    before = standing(claim.line)
    end(scene, claim, action)
    claim.refresh_from_db()
    allowed = state in states.CLAIM.find(action).sources
    assert claim.state == (states.CLAIM.find(action).target if allowed else state)
    after = {DISCHARGED: (6, 0, 4), RELEASED: (10, 0, 0)}[claim.state]
    assert standing(claim.line) == after
    assert allowed or before == after
    assert Discharge.objects.count() == (1 if claim.state == DISCHARGED else 0)
    assert RetirementUse.objects.get().used == (0 if claim.state == RELEASED else 4)


@pytest.mark.parametrize("state", [DISCHARGED, RELEASED])
def test_an_ended_claim_is_not_discharged_again(scene: Retiring, state: str) -> None:
    claim = claim_in(scene, state)
    given: dict[str, Any] = {
        "decision": from_json(claim.ruling),
        "on": scene.today,
        "now": scene.now,
        "recorded_by_id": None,
    }
    with pytest.raises(DomainError) as refused:
        claiming.discharge(claim, **given)
    assert refused.value.code == "claim.wrong_state"
    # Read before somebody else ended it, it is refused all the same.
    claim.state = PENDING
    with pytest.raises(DomainError) as refused:
        claiming.discharge(claim, **given)
    assert refused.value.code == "claim.moved_meanwhile"


@pytest.mark.parametrize(("title", "table"), [("stage of a", states.STAGE), ("claim of a", states.CLAIM)])
def test_the_page_of_statuses_agrees_with_the_table(title: str, table: StateTable) -> None:
    text = (Path(__file__).parents[3] / "docs" / "statuses.md").read_text()
    chapter = text.split(f"\n## A {title} ", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in chapter.splitlines() if line.startswith("| ")][1:]
    for row, transition in zip(rows, table.transitions, strict=True):
        start = f"| {transition.action} | {', '.join(sorted(transition.sources))} | {transition.target} |"
        assert row.startswith(start) and row.endswith(f"| {transition.rule} |")


def test_the_database_keeps_a_retirement_from_being_used_twice(scene: Retiring) -> None:
    claim = claim_in(scene, PENDING)
    with pytest.raises(IntegrityError), transaction.atomic():
        RetirementUse.objects.filter(retirement=claim.retirement).update(used=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(
            retirement=claim.retirement,
            line=claim.line,
            quantity=1,
            rule="like_for_like",
            rule_set_version="x",
            ruling={},
            made_by=scene.cast.person("developer"),
            made_at=timezone.now(),
        )
