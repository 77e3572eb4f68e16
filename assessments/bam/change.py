"""The change of one zone: from its management zones to the loss or gain that makes credits (method 2-3). Pure."""

from dataclasses import dataclass

from assessments.bam.basis import Basis, NotComputable, unique
from assessments.bam.decline import means_without_management
from assessments.bam.future import (
    StewardshipPlan,
    add_open_floor,
    add_open_rules,
    area_weighted,
    development_zone,
    management_zones,
    remaining_share,
    security_benefit_applies,
    stewardship_zone,
    typed_gain_zone,
)
from assessments.bam.inputs import ManagementZoneInput, ZoneInput
from assessments.bam.integrity import Scale, vegetation_integrity
from assessments.bam.observation import ZoneMeans
from assessments.bam.outcome import ManagementZoneOutcome, VegetationIntegrity
from assessments.bam.parameters import MethodParameters
from registry.findings import Finding


@dataclass(frozen=True, slots=True)
class Current:
    """The current score of a zone, as far as it could be computed."""

    scale: Scale | None
    integrity: VegetationIntegrity | None
    missing: tuple[str, ...]
    provisional: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The change of a zone, as far as it could be computed."""

    management_zones: tuple[ManagementZoneOutcome, ...] = ()
    without: VegetationIntegrity | None = None
    change: float | None = None
    security_benefit: float | None = None
    security_benefit_applies: bool = False
    missing: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def scored(means: ZoneMeans, scale: Scale) -> dict[str, float]:
    """The means the scale asks for; one that is not expected and was not recorded counts as nothing."""
    return {code: means.values.get(code, 0.0) for code in scale.codes}


def development_change(zone: ZoneInput, current: Current) -> Change:
    missing = list(current.missing)
    parts: tuple[ManagementZoneInput, ...] = ()
    try:
        parts = management_zones(zone)
    except NotComputable as error:
        missing.extend(error.sentences)
    if current.scale is None or current.integrity is None or missing:
        return Change(missing=tuple(missing))
    basis = Basis(current.provisional)
    try:
        outcomes = tuple(development_zone(part, current.integrity, current.scale, basis) for part in parts)
    except NotComputable as error:
        return Change(missing=error.sentences)
    change = area_weighted([(outcome.change or 0.0, outcome.area_m2) for outcome in outcomes])
    return Change(management_zones=outcomes, change=change, provisional=basis.reasons)


def stewardship_change(
    zone: ZoneInput, means: ZoneMeans, current: Current, growth_strategy: str, parameters: MethodParameters
) -> Change:
    """With - without management, less existing obligations, plus the security benefit; a typed gain stands as it is."""
    basis = Basis()
    try:
        parts = management_zones(zone)
    except NotComputable as error:
        return Change(missing=error.sentences)
    site = zone.stewardship
    if site is None or current.scale is None or current.integrity is None:
        gaps = list(current.missing)
        if site is None:
            gaps.append(f"Zone {zone.number}: record whether it is high risk land and how it is managed.")
        typed = [
            typed_gain_zone(part, part.typed_gain, basis) for part in parts if part.typed_gain is not None
        ]
        if len(typed) < len(parts) or zone.area_m2 <= 0:
            return Change(missing=tuple(gaps))
        total = area_weighted([(outcome.change or 0.0, outcome.area_m2) for outcome in typed])
        return Change(management_zones=tuple(typed), change=total, provisional=basis.reasons)
    planned = site.planned_high_threat_weed_cover
    plan = StewardshipPlan(
        strategy_name=growth_strategy,
        high_threat_weed_cover=means.high_threat_weed_cover if planned is None else planned,
        observed_high_threat_weed_cover=means.high_threat_weed_cover,
        stewardship=site,
    )
    return _managed_change(zone, parts, scored(means, current.scale), current, plan, parameters, basis)


def _managed_change(
    zone: ZoneInput,
    parts: tuple[ManagementZoneInput, ...],
    means: dict[str, float],
    current: Current,
    plan: StewardshipPlan,
    parameters: MethodParameters,
    basis: Basis,
) -> Change:
    if current.scale is None or current.integrity is None:
        return Change(missing=current.missing)
    scale = current.scale
    missing: list[str] = []
    projected = any(part.typed_gain is None for part in parts)
    without: VegetationIntegrity | None = None
    share, outcomes = 1.0, []
    try:
        decline_basis = Basis(current.provisional)
        without_means = means_without_management(means, scale, plan.stewardship, parameters, decline_basis)
        add_open_rules(without_means, scale, decline_basis)
        without = vegetation_integrity(without_means, scale)
        add_open_floor(without, decline_basis)
        if projected:
            basis.add(*decline_basis.reasons)
            share = remaining_share(zone, plan.stewardship, basis)
    except NotComputable as error:
        if projected:
            missing.extend(error.sentences)
    for part in parts:
        try:
            if part.typed_gain is not None:
                outcomes.append(typed_gain_zone(part, part.typed_gain, basis))
            elif without is not None:
                outcomes.append(stewardship_zone(part, means, without, scale, plan, parameters, basis))
        except NotComputable as error:
            missing.extend(error.sentences)
    applies, benefit, findings = _security_benefit(
        zone, current.integrity, plan, parameters, basis, projected
    )
    if missing:
        return Change(
            management_zones=tuple(outcomes),
            without=without,
            security_benefit_applies=applies,
            missing=unique(missing),
            findings=findings,
        )
    gains = [
        (gain if outcome.future is None else gain * share + (benefit or 0.0), outcome.area_m2)
        for outcome in outcomes
        if (gain := outcome.change) is not None
    ]
    return Change(
        management_zones=tuple(outcomes),
        without=without,
        change=area_weighted(gains),
        security_benefit=benefit,
        security_benefit_applies=applies,
        provisional=basis.reasons,
        findings=findings,
    )


def _security_benefit(
    zone: ZoneInput,
    current: VegetationIntegrity,
    plan: StewardshipPlan,
    parameters: MethodParameters,
    basis: Basis,
    projected: bool,
) -> tuple[bool, float | None, tuple[Finding, ...]]:
    """Whether the benefit applies, the score added (entered by the assessor: its size is open), and warnings."""
    entered = plan.stewardship.security_benefit_score
    tested = Basis()
    try:
        applies = security_benefit_applies(current.score, plan, parameters, tested)
    except NotComputable as error:
        return (
            False,
            None,
            (_security_warning(zone, "not_known", f"Zone {zone.number}: {error.sentences[0]}"),),
        )
    if not applies:
        if entered is None:
            return False, None, ()
        message = f"Zone {zone.number}: the security benefit does not apply here, so the score entered is not added."
        return False, None, (_security_warning(zone, "not_applicable", message),)
    if entered is None:
        message = (
            f"Zone {zone.number}: a security benefit applies, but its size is not known here. Nothing is added until"
            " you enter the score with its source."
        )
        return True, None, (_security_warning(zone, "not_entered", message),)
    if not projected:
        return True, None, ()
    basis.add(*tested.reasons)
    return True, basis.use(entered, "Security benefit score"), ()


def _security_warning(zone: ZoneInput, kind: str, message: str) -> Finding:
    return Finding(
        code=f"zone.security_benefit.{kind}",
        message=message,
        field=f"zones[{zone.key}].stewardship.security_benefit_score",
        severity="warning",
        clause="BAM 2020 s 11.5",
    )
