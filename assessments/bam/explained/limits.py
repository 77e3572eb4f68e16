"""Limits and counts of the method that make no credits themselves (method 1.1, 5). Pure."""

from assessments.bam.explained.formula import (
    GUIDE,
    SOURCE_OF_MEMORY,
    Example,
    Formula,
    Standing,
    example,
    number,
    value_of,
)
from assessments.bam.parameters import MethodParameters
from assessments.bam.plots_required import BANDS_FROM_HA, minimum_plots
from assessments.bam.small_area import MAXIMUM_PCTS, limit_code
from registry.units import SQUARE_METRES_PER_HECTARE

DAYS_CODE = "report.days_from_certification_to_submission"
LOT_SIZES_HA = (0.5, 1.0, 40.0, 1000.0)


def limit_formulas(parameters: MethodParameters) -> tuple[Formula, ...]:
    """Plots required, small area module and the days to submit, with these parameters."""
    return (_plots(parameters), _small_area(parameters), _days(parameters))


def _plots(parameters: MethodParameters) -> Formula:
    title = "Plots by area"

    def work() -> Example:
        rows = []
        for bound in reversed(BANDS_FROM_HA):
            at = minimum_plots(bound * SQUARE_METRES_PER_HECTARE, parameters)
            above = minimum_plots(bound * SQUARE_METRES_PER_HECTARE + 100, parameters)
            rows.append((f"{bound} ha", str(at), f"{number(bound + 0.01)} ha", str(above)))
        return Example(title, (), ("Zone of", "Plots", "Zone of", "Plots"), tuple(rows))

    return Formula(
        slug="plots-required",
        title="Plots a zone needs",
        section="BAM 2020 s 4.3.4 Table 3",
        rule="By the zone's area; a zone of exactly a bound needs the smaller number. Fewer plots give a warning, not"
        " a different score.",
        formulas=("plots ≥ the number of the band that the area falls in",),
        standings=(
            Standing(
                "The bands of area",
                "memory",
                SOURCE_OF_MEMORY,
                "the numbers of this release",
                "Which zones are warned about",
            ),
        ),
        examples=(example(title, work),),
        parameters=("minimum_plots.",),
        changes="Which zones are warned about; no score",
    )


def _small_area(parameters: MethodParameters) -> Formula:
    title = "Most clearing by minimum lot size"

    def work() -> Example:
        rows = tuple(
            (f"{number(lot)} ha", f"{number(value_of(parameters, limit_code(lot)))} ha")
            for lot in LOT_SIZES_HA
        )
        return Example(title, (), ("Minimum lot size", "Most clearing"), rows)

    return Formula(
        slug="small-area",
        title="Small area module",
        section="BAM 2020 App C",
        rule=f"A development that clears no more than the limit of its lot size, in at most {MAXIMUM_PCTS} plant"
        " community types, may use the module. The equations stay the same.",
        formulas=("clearing ≤ limit of the minimum lot size",),
        standings=(Standing("The limits", "confirmed", f"{GUIDE}, 5 and Table 3"),),
        examples=(example(title, work),),
        parameters=("small_area.",),
        changes="Which developments may use the module",
    )


def _days(parameters: MethodParameters) -> Formula:
    title = "A report certified on day 0"

    def work() -> Example:
        days = number(value_of(parameters, DAYS_CODE))
        return Example(title, (f"Last day to submit it: day {days}",))

    return Formula(
        slug="days-to-submit",
        title="Days to submit a certified report",
        section="Biodiversity Conservation Act 2016 s 6.15",
        rule="A report is submitted within a number of days from its certification.",
        formulas=("last day = day of certification + days",),
        standings=(
            Standing(
                "That certification limits the time to submit",
                "confirmed",
                "Biodiversity Conservation Act 2016 s 6.15",
            ),
        ),
        examples=(example(title, work),),
        parameters=(DAYS_CODE,),
        changes="The last day on which a certified report may be submitted; no score",
    )
