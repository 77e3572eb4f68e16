"""A recorded plant and what it is: what the reference names say, and what the assessor says instead of them.

A name that is no longer current counts as the one that is. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

SAID = ("growth_form", "native", "high_threat_weed")
"""What a person can say about a plant; each is empty (`""` or None) where the reference answers."""

Answer = str | bool | None


@dataclass(frozen=True, slots=True)
class KnownPlant:
    """A plant name of the reference data; `growth_form` one of the six groups or empty, flags None where not said."""

    name: str
    current_name: str = ""
    growth_form: str = ""
    native: bool | None = None
    high_threat_weed: bool | None = None
    mark: str = "confirmed"
    source: str = ""


@dataclass(frozen=True, slots=True)
class ListedPlant:
    """A line of a plot's species list. Cover is foliage cover in 400 m2, per cent."""

    row: str
    name: str
    cover_percent: Decimal
    growth_form: str = ""
    native: bool | None = None
    high_threat_weed: bool | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class IdentifiedPlant:
    """A listed plant with its answers. `counted_as` is its current name; `typed` names the answers that are the
    assessor's own; `known` is the reference's row for it, if there is one."""

    listed: ListedPlant
    counted_as: str
    growth_form: str
    native: bool | None
    high_threat_weed: bool | None
    typed: tuple[str, ...]
    known: KnownPlant | None


Names = Mapping[str, KnownPlant]
"""Known plants by name in small letters."""


def name_key(name: str) -> str:
    """How names are compared: without regard to capitals and repeated spaces."""
    return " ".join(name.split()).lower()


def look_up(name: str, names: Names) -> KnownPlant | None:
    """The plant a name stands for today; a synonym's own answers fill what its current name leaves open."""
    found = names.get(name_key(name))
    if found is None or not found.current_name:
        return found
    current = names.get(name_key(found.current_name))
    if current is None:
        return found
    return KnownPlant(
        name=current.name,
        growth_form=current.growth_form or found.growth_form,
        native=found.native if current.native is None else current.native,
        high_threat_weed=found.high_threat_weed
        if current.high_threat_weed is None
        else current.high_threat_weed,
        mark=current.mark,
        source=current.source,
    )


def identify(listed: ListedPlant, names: Names) -> IdentifiedPlant:
    """The plant with every answer there is. What the assessor says comes first. A high threat weed is not native, and
    a native plant is no weed, where only one of the two is said."""
    known = look_up(listed.name, names)
    answers: dict[str, Answer] = {}
    typed = []
    for said in SAID:
        own: Answer = getattr(listed, said)
        reference: Answer = getattr(known, said) if known else None
        if own in ("", None):
            answers[said] = reference
        else:
            answers[said] = own
            if own != reference:
                typed.append(said)
    native, weed = answers["native"], answers["high_threat_weed"]
    if native is None and weed:
        native = False
    if weed is None and native:
        weed = False
    return IdentifiedPlant(
        listed=listed,
        counted_as=(known.current_name or known.name) if known else " ".join(listed.name.split()),
        growth_form=str(answers["growth_form"] or ""),
        native=None if native is None else bool(native),
        high_threat_weed=None if weed is None else bool(weed),
        typed=tuple(typed),
        known=known,
    )
