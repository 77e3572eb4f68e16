"""The vegetation integrity below which a development needs no ecosystem credits (BAM 2020 s 9; method 4.1). Pure."""

from math import isclose

from assessments.bam.basis import Basis
from assessments.bam.inputs import ZoneInput
from assessments.bam.listing import effective_listing
from assessments.bam.parameters import MethodParameters


def offset_threshold(zone: ZoneInput, parameters: MethodParameters, basis: Basis) -> float:
    """15 for an endangered or critically endangered community, 17 for threatened species habitat (any confirmed
    predicted species) or a vulnerable community, 20 for anything else.

    Raises `NotComputable` while the listing is not recorded, `MissingParameter` without a threshold.
    """
    listing, _ = effective_listing(zone, basis)
    if listing in ("CEEC", "EEC"):
        code = "threshold.eec"
    elif listing == "VEC" or zone.predicted_species:
        code = "threshold.threatened_species_habitat"
    else:
        code = "threshold.other"
    return basis.use(parameters.fact(code), "Ecosystem offset threshold")


def reaches(score: float, limit: float) -> bool:
    """Is an unrounded score at or above a limit? A score that misses it by a float's last digits is at it."""
    return score >= limit or isclose(score, limit, rel_tol=1e-12)
