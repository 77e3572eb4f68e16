"""Random people, clock, retries and crashes, beside an independent model: both agree after every step.

A seed gives the same script every time. A failure prints its seed and the shortest script that still fails.
"""

import os
from collections.abc import Sequence

import pytest
from django.db import transaction

from credits.proof.checking import walk
from registry.audit.events import verify_all
from tests.builders_people import Cast
from tests.simulation import model
from tests.simulation.script import script_of, shortest
from tests.simulation.world import People, Step, World

pytestmark = pytest.mark.django_db
SEEDS = 1_000 if os.environ.get("TEST_FULL") == "1" else 50
CHUNK = 50
EVERY_STATE = {
    *("open", "taken", "withdrawn", "accepted", "applied", "proposed", "checked", "refused"),
    *model.ENDS.values(),
}


def first_difference(
    people: People, seed: str, steps: Sequence[Step], reached: set[str] | None = None
) -> str:
    """What the registry and the model do not agree on first; empty where they agree to the end. The states that things
    were in go into `reached`."""
    world = World(people, seed)
    for step in steps:
        found = world.play(step)
        if found:
            return found
        if reached is not None:
            reached |= {thing.state for thing in [*world.model.dealings, *world.model.offers]}
    return ""


def undone(people: People, seed: str, steps: Sequence[Step], reached: set[str] | None = None) -> str:
    """The same, leaving nothing behind."""
    before = transaction.savepoint()
    try:
        return first_difference(people, seed, steps, reached)
    finally:
        transaction.savepoint_rollback(before)


def report(people: People, seed: str, steps: Sequence[Step], found: str) -> str:
    """Seed, shortest script and what it shows."""
    script = shortest(steps, lambda some: undone(people, seed, some) != "")
    lines = "\n".join(f"    {step}," for step in script)
    return f"seed {seed}: {found}\nshortest script of {len(script)} steps:\n{lines}\n{undone(people, seed, script)}"


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_registry_and_model_agree_after_every_step(cast: Cast, first: int) -> None:
    people = People(cast)
    reached: set[str] = set()
    for number in range(first, first + CHUNK):
        seed = f"market {number}"
        found = undone(people, seed, script_of(seed), reached)
        assert not found, report(people, seed, script_of(seed), found)
    assert reached == EVERY_STATE
    # Once with everything left in place: the whole ledger and every chain agree, too.
    assert first_difference(people, f"market {first}", script_of(f"market {first}")) == ""
    assert [difference.as_dict() for difference in walk().differences] == []
    assert all(not breaks for _, breaks in verify_all())


@pytest.mark.parametrize("seed", ["market 248"])
def test_seeds_of_the_long_run_that_once_differed_agree(cast: Cast, seed: str) -> None:
    """Number 248 withdraws a transfer that the registrar has checked."""
    assert undone(People(cast), seed, script_of(seed)) == ""


def test_a_failure_names_its_seed_and_the_shortest_script(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = People(cast)
    monkeypatch.setattr(model.Model, "free", lambda self, lot, quantity: None)
    scripts = {f"market {number}": script_of(f"market {number}")[:16] for number in range(50)}
    seed = next(seed for seed, script in scripts.items() if undone(people, seed, script))
    told = report(people, seed, scripts[seed], "a difference")
    assert told.startswith(f"seed {seed}: a difference\nshortest script of 2 steps:\n")
    assert "the model says" in told
