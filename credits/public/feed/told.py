"""What an event says, what is looked up for it, and what everybody may know of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from credits.lots.dealings import Offer, Retirement
from credits.lots.models import Movement
from credits.market.models import Announcement, Demand, Interest


@dataclass(frozen=True, slots=True)
class Told:
    """What an event says: the public id it is about, and its data."""

    subject: str
    data: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A text or number of its data; empty where there is none."""
        value = self.data.get(name)
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Known:
    """The rows that a batch of events is about, by what the events call them."""

    agreement_of_lot: Mapping[str, str] = field(default_factory=dict)
    agreements: Mapping[str, str] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)
    movements: Mapping[str, Movement] = field(default_factory=dict)
    retirements: Mapping[str, Retirement] = field(default_factory=dict)
    wanted: Mapping[str, Interest | Demand] = field(default_factory=dict)
    announcements: Mapping[str, Announcement] = field(default_factory=dict)
    obligations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Number and reference of the obligation, by the id of it or of what discharges it."""


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What everybody may know of an event."""

    data: dict[str, Any]
    lot_number: str = ""
    agreement_number: str = ""


Facts = Callable[[Told, Known], PublicFacts | None]
"""None: the event is not public after all."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of public change: what it is called in a list, in words, and what is told of it."""

    label: str
    sentence: str
    facts: Facts
