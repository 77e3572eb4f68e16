"""Scripts of steps: one from a seed, and the shortest that still shows what a long one showed."""

from collections.abc import Callable, Sequence
from random import Random

from tests.simulation.model import PEOPLE
from tests.simulation.world import Step

LENGTH = 22
_ACTIONS = {
    "make": 5,
    "accept": 10,
    "take_back": 1,
    "retirement": 3,
    "request": 1,
    "cancellation": 1,
    "correction": 4,
    "check": 9,
    "complete": 11,
    "refuse": 2,
    "withdraw": 2,
    "suspend": 1,
    "extend": 1,
    "lift": 2,
    "wait": 2,
}
_QUANTITIES = {"make": (6, 20), "accept": (1, 9)}
_LIKELY = {
    "make": "landholder_signatory",
    "accept": "developer",
    "take_back": "landholder_signatory",
    "retirement": "landholder_signatory",
    "request": "landholder_signatory",
    "cancellation": "registrar",
    "correction": "registrar",
    "check": "registrar",
    "complete": "registrar_approver",
    "refuse": "registrar",
    "withdraw": "developer",
    "suspend": "registrar_approver",
    "extend": "registrar_approver",
    "lift": "registrar_approver",
}

_SALE = [
    Step("landholder_signatory", "make", pick=0, quantity=15, choice=0),
    Step("developer", "accept", pick=0, quantity=12, choice=0),
    Step("registrar", "check", pick=0, quantity=1, choice=0),
    Step("registrar_approver", "complete", pick=0, quantity=1, choice=0),
]
"""Every other script begins with a sale: what comes after has a lot to go back from."""


def script_of(seed: str) -> list[Step]:
    """The steps of a seed: mostly people who may, sometimes anybody; retries and crashes now and then."""
    random = Random(seed)
    steps = list(_SALE) if random.random() < 0.5 else []
    for action in random.choices(list(_ACTIONS), list(_ACTIONS.values()), k=LENGTH):
        likely = random.random() < 0.8
        steps.append(
            Step(
                who=_LIKELY.get(action, "stranger") if likely else random.choice(list(PEOPLE)),
                action=action,
                pick=random.randint(0, 99),
                quantity=random.randint(*_QUANTITIES.get(action, (1, 6))),
                choice=random.randint(0, 300) if action != "wait" else random.randint(0, 60),
                aimed=random.random() < 0.8,
                retries=random.choice([0, 0, 0, 1, 2]),
                crash=random.choice(["", "", "", "before commit", "after commit"]),
            )
        )
    return steps


def shortest(steps: Sequence[Step], fails: Callable[[Sequence[Step]], bool]) -> list[Step]:
    """Drop steps while it still fails: first halves, then quarters, at last one by one."""
    kept, size = list(steps), max(1, len(steps) // 2)
    while True:
        start, dropped = 0, False
        while start < len(kept):
            rest = kept[:start] + kept[start + size :]
            if fails(rest):
                kept, dropped = rest, True
            else:
                start += size
        if size == 1 and not dropped:
            return kept
        size = max(1, size // 2)
