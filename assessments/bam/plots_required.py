"""How many plots a vegetation zone needs by its area (BAM 2020 s 4.3.4 Table 3; method 1.1). Pure."""

from assessments.bam.parameters import MethodParameters
from registry.units import SQUARE_METRES_PER_HECTARE

BANDS_FROM_HA = (1000, 250, 100, 50, 20, 5, 2)
"""Lower bounds of the area bands, largest first; a zone belongs to the first bound it exceeds."""


def minimum_plots(area_m2: int, parameters: MethodParameters) -> int:
    """Plots required for a zone of `area_m2`; a zone of exactly a bound needs the smaller number.

    Raises `MissingParameter`.
    """
    for bound_ha in BANDS_FROM_HA:
        if area_m2 > bound_ha * SQUARE_METRES_PER_HECTARE:
            return int(parameters.fact(f"minimum_plots.above_{bound_ha}_ha").value)
    return int(parameters.fact("minimum_plots.up_to_2_ha").value)
