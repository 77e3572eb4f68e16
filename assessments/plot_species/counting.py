"""From a plot's species list to its richness, cover and weed cover, with the working (method 1.1).

Richness is the number of native species in each growth form group, cover their summed foliage cover, which may exceed
100 %. Introduced plants and plants nobody can place count nowhere; only high threat weeds add to the weed cover. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessments.bam.attributes import GROWTH_FORMS
from assessments.plot_species.plants import IdentifiedPlant, ListedPlant, Names, identify, name_key

WEEDS = "weeds"
WEED_COVER_MAXIMUM = Decimal(100)
"""The plot sheet takes weed cover up to 100 %. Overlapping weeds can add up to more; 100 is then entered (ours)."""

COUNTED_FIELDS = (
    *(f"composition_{form}" for form in GROWTH_FORMS),
    *(f"structure_{form}" for form in GROWTH_FORMS),
    "weed_cover_percent",
)
"""The fields of a plot that a species list fills."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What has to be said before a plant can be counted: of which line, in which field."""

    row: str
    name: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class CountedLine:
    """One plant and where it counted: a growth form group, `weeds`, or nowhere. `adds_species` False: its species was
    counted with an earlier line, under another name."""

    plant: IdentifiedPlant
    counted_in: str
    adds_species: bool
    why: str


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of a plot, in per cent and species, and how they came about."""

    composition: dict[str, int]
    structure: dict[str, Decimal]
    weed_cover_summed: Decimal
    lines: tuple[CountedLine, ...]
    gaps: tuple[Gap, ...]

    @property
    def weed_cover(self) -> Decimal:
        """The weed cover as the plot sheet takes it."""
        return min(self.weed_cover_summed, WEED_COVER_MAXIMUM)

    @property
    def values(self) -> dict[str, int | Decimal]:
        """By field of the plot."""
        return {
            **{f"composition_{form}": self.composition[form] for form in GROWTH_FORMS},
            **{f"structure_{form}": self.structure[form] for form in GROWTH_FORMS},
            "weed_cover_percent": self.weed_cover,
        }


def count(listed: Iterable[ListedPlant], names: Names) -> Counts:
    """Count a plot's list. `names` holds the reference's plants by name in small letters, current names included."""
    composition: dict[str, int] = dict.fromkeys(GROWTH_FORMS, 0)
    structure: dict[str, Decimal] = dict.fromkeys(GROWTH_FORMS, Decimal("0.0"))
    weed_cover = Decimal("0.0")
    seen: dict[str, str] = {}
    lines: list[CountedLine] = []
    gaps: list[Gap] = []
    for plant in (identify(one, names) for one in listed):
        gap = gap_of(plant)
        if gap is not None:
            gaps.append(gap)
        if plant.native is None or (plant.native and not plant.growth_form):
            lines.append(CountedLine(plant, "", False, "not counted until that is said"))
            continue
        if not plant.native:
            if plant.high_threat_weed:
                weed_cover += plant.listed.cover_percent
                lines.append(CountedLine(plant, WEEDS, False, "high threat weed"))
            else:
                lines.append(CountedLine(plant, "", False, "not native"))
            continue
        form, key = plant.growth_form, name_key(plant.counted_as)
        first = seen.setdefault(key, plant.listed.name)
        adds = first == plant.listed.name
        composition[form] += adds
        structure[form] += plant.listed.cover_percent
        why = "native" if adds else f"native; the same species as {first}"
        lines.append(CountedLine(plant, form, adds, why))
    return Counts(composition, structure, weed_cover, tuple(lines), tuple(gaps))


def gap_of(plant: IdentifiedPlant) -> Gap | None:
    """The first thing to say about a plant so that it can be counted."""
    name = plant.listed.name
    if plant.native is None:
        known = "" if plant.known else " It is not among the plant names of the reference data."
        return Gap(
            plant.listed.row, name, "native", f"{name}: say whether it is native, with a source.{known}"
        )
    if plant.native and not plant.growth_form:
        return Gap(
            plant.listed.row, name, "growth_form", f"{name}: choose its growth form group, with a source."
        )
    if not plant.native and plant.high_threat_weed is None:
        return Gap(
            plant.listed.row,
            name,
            "high_threat_weed",
            f"{name}: say whether it is a high threat weed, with a source.",
        )
    return None
