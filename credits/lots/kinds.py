"""The four kinds of dealings side by side: how each is found, and the command behind each action of its state table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from credits.lots import selectors
from credits.lots.dealings import Cancellation, Correction, Retirement, Transfer
from credits.lots.services import cancellations, corrections, retirements, transfers
from registry.actor import Actor

COMPLETING = frozenset({"settle", "retire", "cancel", "post"})
"""Actions that move credits; their commands take the day too."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of dealing. `one` raises NotVisible."""

    name: str
    title: str
    plural: str
    model: type[Any]
    visible: Callable[[Actor], Any]
    one: Callable[[Actor, object], Any]
    commands: dict[str, Callable[..., dict[str, Any]]]


TRANSFER = Kind(
    "transfer",
    "Transfer",
    "Transfers",
    Transfer,
    selectors.transfers_visible_to,
    selectors.transfer,
    {
        "check": transfers.check,
        "settle": transfers.settle,
        "refuse": transfers.refuse,
        "withdraw": transfers.withdraw,
    },
)
RETIREMENT = Kind(
    "retirement",
    "Retirement",
    "Retirements",
    Retirement,
    selectors.retirements_visible_to,
    selectors.retirement,
    {
        "check": retirements.check,
        "retire": retirements.retire,
        "refuse": retirements.refuse,
        "withdraw": retirements.withdraw,
    },
)
CANCELLATION = Kind(
    "cancellation",
    "Cancellation",
    "Cancellations",
    Cancellation,
    selectors.cancellations_visible_to,
    selectors.cancellation,
    {"cancel": cancellations.cancel, "withdraw": cancellations.withdraw},
)
CORRECTION = Kind(
    "correction",
    "Correction",
    "Corrections",
    Correction,
    selectors.corrections_visible_to,
    selectors.correction,
    {"post": corrections.post, "withdraw": corrections.withdraw},
)
KINDS = {kind.name: kind for kind in (TRANSFER, RETIREMENT, CANCELLATION, CORRECTION)}
