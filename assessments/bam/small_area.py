"""Limits of the streamlined module for small areas (BAM 2020 App C; method 5). Pure. The equations stay the same."""

from collections.abc import Iterator

from assessments.bam.inputs import PRESENT, CaseInput, Community
from assessments.bam.listing import is_listed
from assessments.bam.parameters import MethodParameters, MissingParameter
from registry.findings import Finding
from registry.units import SQUARE_METRES_PER_HECTARE, display, display_hectares

CLAUSE = "BAM 2020 App C"
MAXIMUM_PCTS = 2


def limit_code(minimum_lot_size_ha: float) -> str:
    """The parameter that limits clearing for a minimum lot size in hectares."""
    if minimum_lot_size_ha < 1:
        return "small_area.limit_ha.lot_below_1"
    if minimum_lot_size_ha < 40:
        return "small_area.limit_ha.lot_1_to_40"
    if minimum_lot_size_ha < 1000:
        return "small_area.limit_ha.lot_40_to_1000"
    return "small_area.limit_ha.lot_from_1000"


def small_area_findings(case: CaseInput, parameters: MethodParameters) -> Iterator[Finding]:
    """What keeps a case out of the small area module, or needs a look."""
    if case.minimum_lot_size_ha is None:
        yield Finding(
            code="small_area.minimum_lot_size.missing",
            message="Enter the minimum lot size in hectares: it sets how much may be cleared in the small area module.",
            field="minimum_lot_size_ha",
            clause=CLAUSE,
        )
    else:
        yield from _area_findings(case, case.minimum_lot_size_ha, parameters)
    pcts = {zone.pct_id for zone in case.zones}
    if len(pcts) > MAXIMUM_PCTS:
        yield Finding(
            code="small_area.pcts.too_many",
            message=f"The small area module takes at most {MAXIMUM_PCTS} plant community types, this case has"
            f" {len(pcts)}: use the standard module.",
            field="zones",
            clause=CLAUSE,
        )
    listed = {zone.pct_id for zone in case.zones if zone.community and _is_threatened(zone.community)}
    if len(pcts) == MAXIMUM_PCTS and len(listed) != 1:
        yield Finding(
            code="small_area.pcts.one_threatened",
            message="Of two plant community types in the small area module, one is a threatened ecological community:"
            " check the zones or use the standard module.",
            field="zones",
            severity="warning",
            clause=CLAUSE,
        )
    for index, species in enumerate(case.species):
        if species.presence in PRESENT and not species.potential_saii:
            yield Finding(
                code="small_area.species.not_saii",
                message=f"{species.scientific_name}: the small area module lists only species at risk of serious and"
                " irreversible impact. Check whether it belongs here.",
                field=f"species[{index}]",
                severity="warning",
                clause=CLAUSE,
            )


def _is_threatened(community: Community) -> bool:
    return is_listed(community.bc_listing) or is_listed(community.epbc_listing)


def _area_findings(
    case: CaseInput, minimum_lot_size_ha: float, parameters: MethodParameters
) -> Iterator[Finding]:
    try:
        limit_ha = parameters.fact(limit_code(minimum_lot_size_ha)).value
    except MissingParameter as missing:
        yield missing.finding
        return
    cleared_m2 = sum(zone.area_m2 for zone in case.zones)
    if cleared_m2 > limit_ha * SQUARE_METRES_PER_HECTARE:
        yield Finding(
            code="small_area.area.over_limit",
            message=f"The zones clear {display_hectares(cleared_m2)} ha, more than the {display(limit_ha)} ha the small"
            f" area module allows for a minimum lot size of {display(minimum_lot_size_ha, 2)} ha: use the standard"
            " module.",
            field="zones",
            clause=CLAUSE,
        )
