"""Biodiversity risk weighting of what a development loses (BAM 2020 App I; method 4.3). Pure.

Demand side only: a stewardship site's credits carry no risk weighting (N72), so nothing here is called for one.
"""

from contextlib import suppress
from dataclasses import dataclass

from assessments.bam.basis import Basis, NotComputable
from assessments.bam.inputs import Fact, Listing, Mark, SensitivityClass, SpeciesInput, ZoneInput
from assessments.bam.listing import LISTING_NAMES, effective_listing
from assessments.bam.parameters import MethodParameters
from registry.units import display

CLASSES: tuple[SensitivityClass, ...] = ("Low", "Moderate", "High", "Very High")

LISTING_CLASS: dict[Listing, SensitivityClass] = {
    "CEEC": "Very High",
    "EEC": "High",
    "VEC": "Moderate",
    "none": "Low",
}
LISTING_CLASS_MARK: Mark = "memory"
"""Which class a listing gives is general knowledge; only the band from 90 % cleared is confirmed (method 4.3)."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """A sensitivity class and why; the class is "" when it was not needed."""

    value: str = ""
    reason: str = ""


UNKNOWN = Sensitivity()


@dataclass(frozen=True, slots=True)
class Weighting:
    """A risk weighting with the sensitivities shown beside it."""

    value: float
    loss: Sensitivity
    gain: Sensitivity


def cleared_class(
    percent_cleared: float, parameters: MethodParameters, basis: Basis
) -> tuple[SensitivityClass, str]:
    """Sensitivity class of the share of a community's original extent that is cleared, and the reason."""
    reason = f"{display(percent_cleared)} % cleared"
    for name, code in (
        ("Very High", "very_high"),
        ("High", "high"),
        ("Moderate", "moderate"),
    ):
        band = parameters.fact(f"cleared_band.{code}_from_percent")
        # The class depends on every band it was held against, not only on the one it falls in.
        limit = basis.use(band, f"Sensitivity to loss {name} from percent cleared")
        if percent_cleared >= limit:
            return next(known for known in CLASSES if known == name), reason
    return "Low", reason


def sensitivity_to_loss(zone: ZoneInput, parameters: MethodParameters, basis: Basis) -> Sensitivity:
    """The higher of the listing's class and the cleared band's; one the assessor entered comes first.

    Raises `NotComputable` naming what to enter: the listing, or the percent cleared where it could matter.
    """
    if zone.sensitivity_to_loss is not None:
        value = basis.use(zone.sensitivity_to_loss, f"Sensitivity to loss of PCT {zone.pct_id}:")
        return Sensitivity(value, zone.sensitivity_to_loss.source)
    band: SensitivityClass | None = None
    band_reason = ""
    band_basis = Basis()
    if zone.percent_cleared is not None:
        cleared = band_basis.use(zone.percent_cleared, f"Percent cleared of PCT {zone.pct_id}:")
        band, band_reason = cleared_class(cleared, parameters, band_basis)
        if band == CLASSES[-1]:
            basis.add(*band_basis.reasons)
            return Sensitivity(band, band_reason)
    listing, act = effective_listing(zone, basis)
    listed = LISTING_CLASS[listing]
    if listing != "none":
        by_listing = Fact(listed, LISTING_CLASS_MARK, "general knowledge of BAM 2020 App I")
        basis.use(by_listing, f"Sensitivity to loss by the listing {listing}:")
    listing_reason = f"{LISTING_NAMES[listing]} ({act})"
    if listed == CLASSES[-1]:
        return Sensitivity(listed, listing_reason)
    if band is None:
        raise NotComputable(
            f"Zone {zone.number}: enter the percent cleared of PCT {zone.pct_id}, its sensitivity to loss or its risk"
            " weighting, with the source."
        )
    basis.add(*band_basis.reasons)
    if listing != "none" and CLASSES.index(listed) >= CLASSES.index(band):
        return Sensitivity(listed, listing_reason)
    return Sensitivity(band, band_reason)


def sensitivity_to_gain(zone: ZoneInput, basis: Basis) -> Sensitivity:
    """The highest sensitivity to gain among the confirmed predicted species, Low without any (method 4.3).

    Raises `NotComputable` when a species whose class is not recorded could be the highest.
    """
    if not zone.predicted_species:
        return Sensitivity(CLASSES[0], "no predicted species confirmed")
    known = [
        (CLASSES.index(species.sensitivity_to_gain.value), species)
        for species in zone.predicted_species
        if species.sensitivity_to_gain is not None
    ]
    top = max((rank for rank, _ in known), default=-1)
    unknown = [
        species.scientific_name for species in zone.predicted_species if species.sensitivity_to_gain is None
    ]
    if unknown and top < len(CLASSES) - 1:
        raise NotComputable(
            f"Zone {zone.number}: enter the sensitivity to gain of {', '.join(unknown)}, with its source."
        )
    highest = [species for rank, species in known if rank == top]
    firm = [
        species
        for species in highest
        if species.sensitivity_to_gain is not None and not species.sensitivity_to_gain.provisional
    ]
    named = (firm or highest)[0]
    if top < len(CLASSES) - 1 or not firm:
        for _, species in known:
            if species.sensitivity_to_gain is not None:
                basis.use(species.sensitivity_to_gain, f"Sensitivity to gain of {species.scientific_name}:")
    return Sensitivity(CLASSES[top], named.scientific_name)


def ecosystem_weighting(zone: ZoneInput, parameters: MethodParameters, basis: Basis) -> Weighting:
    """The weighting of a zone's ecosystem credits: the assessor's own, else the cell loss x gain of the matrix.

    Raises `NotComputable` where a sensitivity or the cell is missing: nothing is guessed (method 9).
    """
    if zone.risk_weighting is not None:
        value = basis.use(zone.risk_weighting, f"Risk weighting of zone {zone.number}:")
        loss, gain = shown_sensitivities(zone, parameters)
        return Weighting(value, loss, gain)
    missing: list[str] = []
    loss, gain = UNKNOWN, UNKNOWN
    try:
        loss = sensitivity_to_loss(zone, parameters, basis)
    except NotComputable as error:
        missing.extend(error.sentences)
    try:
        gain = sensitivity_to_gain(zone, basis)
    except NotComputable as error:
        missing.extend(error.sentences)
    if missing:
        raise NotComputable(*missing)
    cell = parameters.find(f"brw.ecosystem.{_code(loss.value)}.{_code(gain.value)}")
    if cell is None:
        raise NotComputable(
            f"Zone {zone.number}: no risk weighting is known for sensitivity to loss {loss.value} and gain"
            f" {gain.value}: enter the risk weighting, with its source."
        )
    return Weighting(basis.use(cell, f"Risk weighting {loss.value} loss x {gain.value} gain:"), loss, gain)


def shown_sensitivities(zone: ZoneInput, parameters: MethodParameters) -> tuple[Sensitivity, Sensitivity]:
    """The zone's sensitivities as far as they are known, for show only: the weighting does not rest on them."""
    loss, gain = UNKNOWN, UNKNOWN
    with suppress(NotComputable):
        loss = sensitivity_to_loss(zone, parameters, Basis())
    with suppress(NotComputable):
        gain = sensitivity_to_gain(zone, Basis())
    return loss, gain


def species_weighting(species: SpeciesInput, parameters: MethodParameters, basis: Basis) -> Weighting:
    """The weighting of a species: its own, else a cell for its two sensitivities that the method's screens confirm.

    Raises `NotComputable` asking for the weighting where neither is known.
    """
    loss, gain = _species_sensitivities(species)
    name = species.scientific_name
    if species.risk_weighting is not None:
        return Weighting(basis.use(species.risk_weighting, f"Risk weighting of {name}:"), loss, gain)
    if species.sensitivity_to_loss is not None and species.sensitivity_to_gain is not None:
        cell = parameters.find(f"brw.species.{_code(loss.value)}.{_code(gain.value)}")
        if cell is not None:
            basis.use(species.sensitivity_to_loss, f"Sensitivity to loss of {name}:")
            basis.use(species.sensitivity_to_gain, f"Sensitivity to gain of {name}:")
            return Weighting(
                basis.use(cell, f"Species risk weighting {loss.value} loss x {gain.value} gain:"), loss, gain
            )
    raise NotComputable(f"Enter the risk weighting of {name}, with its source.")


def _species_sensitivities(species: SpeciesInput) -> tuple[Sensitivity, Sensitivity]:
    loss, gain = species.sensitivity_to_loss, species.sensitivity_to_gain
    return (
        Sensitivity(loss.value, loss.source) if loss else UNKNOWN,
        Sensitivity(gain.value, gain.source) if gain else UNKNOWN,
    )


def _code(name: str) -> str:
    return name.lower().replace(" ", "_")
