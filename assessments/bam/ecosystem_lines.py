"""The ecosystem credit line of a zone (BAM 2020 Eq 1 and Eq 4; method 4). Pure."""

from dataclasses import dataclass

from assessments.bam.basis import Basis, NotComputable, unique
from assessments.bam.credits import (
    CONVERSION,
    ECOSYSTEM_DEVELOPMENT,
    ECOSYSTEM_STEWARDSHIP,
    gain_credits,
    loss_credits,
    round_development,
    round_stewardship,
)
from assessments.bam.listing import community_commonwealth_only
from assessments.bam.outcome import CreditLine
from assessments.bam.parameters import MethodParameters
from assessments.bam.threshold import offset_threshold, reaches
from assessments.bam.weighting import (
    UNKNOWN,
    Sensitivity,
    Weighting,
    ecosystem_weighting,
    shown_sensitivities,
)
from assessments.bam.zones import ZoneResult
from registry.units import display

COMMONWEALTH_ONLY_NOTE = (
    "Listed by the Commonwealth alone: no credits can be created or traded under the State scheme."
)


@dataclass(frozen=True, slots=True)
class _Result:
    """The parts of a line that differ from case to case."""

    credits: int | None = None
    unrounded: float | None = None
    risk_weighting: float | None = None
    loss: Sensitivity = UNKNOWN
    gain: Sensitivity = UNKNOWN
    threshold: float | None = None
    offset_required: bool = True
    missing: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def ecosystem_line(result: ZoneResult, *, supply: bool, parameters: MethodParameters) -> CreditLine:
    """What a development owes for the zone, or a stewardship site creates in it. Never raises: a gap becomes
    `not_computed`."""
    zone = result.zone
    computed = _stewardship(result, parameters) if supply else _development(result, parameters)
    commonwealth_only = community_commonwealth_only(zone.community)
    return CreditLine(
        credit_class="ecosystem",
        subject=str(zone.pct_id),
        subject_name=zone.pct_name,
        zone_key=zone.key,
        equation=ECOSYSTEM_STEWARDSHIP if supply else ECOSYSTEM_DEVELOPMENT,
        vi_change=result.outcome.change,
        area_m2=zone.area_m2,
        individuals=None,
        sensitivity_to_loss=computed.loss.value,
        sensitivity_to_loss_reason=computed.loss.reason,
        sensitivity_to_gain=computed.gain.value,
        sensitivity_to_gain_reason=computed.gain.reason,
        risk_weighting=computed.risk_weighting,
        potential_saii=zone.potential_saii,
        unrounded=computed.unrounded,
        credits=computed.credits,
        offset_required=computed.offset_required,
        tradeable=not commonwealth_only,
        threshold=computed.threshold,
        not_computed=computed.missing,
        provisional=computed.provisional,
        notes=computed.notes + ((COMMONWEALTH_ONLY_NOTE,) if commonwealth_only else ()),
    )


def _stewardship(result: ZoneResult, parameters: MethodParameters) -> _Result:
    change = result.outcome.change
    if change is None:
        return _Result(missing=result.change_missing)
    basis = Basis(result.change_provisional)
    try:
        conversion = basis.use(parameters.fact(CONVERSION), "Credits per point and hectare")
    except NotComputable as error:
        return _Result(missing=error.sentences)
    made = round_stewardship(gain_credits(change, result.zone.area_m2, conversion), basis)
    return _Result(credits=made.credits, unrounded=made.unrounded, provisional=basis.reasons)


def _development(result: ZoneResult, parameters: MethodParameters) -> _Result:
    zone, current = result.zone, result.outcome.current
    threshold_basis = Basis(result.current_provisional)
    threshold: float | None = None
    missing: list[str] = []
    try:
        threshold = offset_threshold(zone, parameters, threshold_basis)
    except NotComputable as error:
        missing.extend(error.sentences)
    if current is not None and threshold is not None and not reaches(current.score, threshold):
        loss, gain = shown_sensitivities(zone, parameters)
        note = (
            f"Vegetation integrity {display(current.score)} is below the threshold {display(threshold)}: no ecosystem"
            " credits are required."
        )
        return _Result(
            credits=0,
            unrounded=0.0,
            loss=loss,
            gain=gain,
            threshold=threshold,
            offset_required=False,
            provisional=threshold_basis.reasons,
            notes=(note,),
        )
    return _owed(result, threshold, threshold_basis, missing, parameters)


def _owed(
    result: ZoneResult,
    threshold: float | None,
    threshold_basis: Basis,
    missing: list[str],
    parameters: MethodParameters,
) -> _Result:
    """Eq 1 for a zone at or above the threshold, or every gap at once."""
    zone, change = result.zone, result.outcome.change
    missing.extend(result.current_missing + result.change_missing)
    basis = Basis(result.change_provisional + threshold_basis.reasons)
    weighting: Weighting | None = None
    try:
        weighting = ecosystem_weighting(zone, parameters, basis)
        if change is not None and not missing:
            conversion = basis.use(parameters.fact(CONVERSION), "Credits per point and hectare")
            owed = round_development(
                loss_credits(-change, zone.area_m2, weighting.value, conversion),
                "ecosystem",
                parameters,
                basis,
            )
            return _Result(
                credits=owed.credits,
                unrounded=owed.unrounded,
                risk_weighting=weighting.value,
                loss=weighting.loss,
                gain=weighting.gain,
                threshold=threshold,
                provisional=basis.reasons,
            )
    except NotComputable as error:
        missing.extend(error.sentences)
    loss, gain = shown_sensitivities(zone, parameters)
    return _Result(
        risk_weighting=weighting.value if weighting else None,
        loss=loss,
        gain=gain,
        threshold=threshold,
        missing=unique(missing),
    )
