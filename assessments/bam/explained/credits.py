"""The equations that make credits, Eq 1 to 7, and their rounding (method 4.2). Pure."""

from collections.abc import Callable

from assessments.bam.basis import Basis
from assessments.bam.credits import (
    CONVERSION,
    ECOSYSTEM_DEVELOPMENT,
    ECOSYSTEM_STEWARDSHIP,
    SCATTERED_TREES,
    SPECIES_AREA_DEVELOPMENT,
    SPECIES_AREA_STEWARDSHIP,
    SPECIES_COUNT_DEVELOPMENT,
    SPECIES_COUNT_STEWARDSHIP,
    Credits,
    MinimumFor,
    count_credits,
    gain_credits,
    loss_credits,
    round_development,
    round_stewardship,
)
from assessments.bam.explained.formula import (
    GUIDE,
    Example,
    Formula,
    Standing,
    example,
    number,
)
from assessments.bam.explained.rounding import rounding_formula
from assessments.bam.inputs import Fact, SpeciesInput, SpeciesZoneInput, TreeGroupInput
from assessments.bam.parameters import MethodParameters
from assessments.bam.scattered_trees import tree_line
from assessments.bam.species_lines import species_lines
from registry.units import SQUARE_METRES_PER_HECTARE

LOSS_FORMULA = "credits = loss in VI · area_{ha} · risk weighting · credits per point and hectare"
GAIN_FORMULA = "credits = gain in VI · area_{ha} · credits per point and hectare"
CHANGES_CREDITS = "Every credit line by area, in proportion"


def credit_formulas(parameters: MethodParameters) -> tuple[Formula, ...]:
    """Eq 1 to Eq 7 and the rounding, worked with these parameters."""
    return (
        _loss(
            parameters,
            "eq-1",
            "Ecosystem credits of a development",
            ECOSYSTEM_DEVELOPMENT,
            f"{GUIDE}, 4.7.6; 6 of 6 lines",
            "ecosystem",
            (("Case BAM-E01", 36.4, 1.9, "brw.ecosystem.very_high.high"),),
        ),
        _loss(
            parameters,
            "eq-2",
            "Species credits by area, development",
            SPECIES_AREA_DEVELOPMENT,
            f"{GUIDE}, 4.7.7; 5 of 5 lines",
            "species_area",
            (
                ("Case BAM-S01", 36.4, 1.0, "brw.species.high.high"),
                ("Case BAM-N01: a very small habitat", 64.0, 0.01, "brw.species.high.high"),
            ),
        ),
        _count(parameters),
        _gain(
            parameters,
            "eq-4",
            "Ecosystem credits of a stewardship site",
            ECOSYSTEM_STEWARDSHIP,
            f"{GUIDE}, 7.7.7; 3 cases",
            ("Case BAM-G01", 7.6, 1.8),
        ),
        _gain(
            parameters,
            "eq-5",
            "Species credits by area, stewardship site",
            SPECIES_AREA_STEWARDSHIP,
            f"{GUIDE}, 7.7.8; 4 of 4 lines",
            ("Case BAM-G04", 17.6, 35.0),
        ),
        _count_gain(parameters),
        _trees(parameters),
        rounding_formula(parameters),
    )


def _made(credits: Credits) -> str:
    return f"{number(credits.unrounded)} → {credits.credits} credit{'' if credits.credits == 1 else 's'}"


def _shown(title: str, work: Callable[[Basis], tuple[str, Credits]]) -> Example:
    def run() -> Example:
        basis = Basis()
        factors, credits = work(basis)
        return Example(title, (f"{factors} = {_made(credits)}",), provisional=basis.reasons)

    return example(title, run)


def _loss(
    parameters: MethodParameters,
    slug: str,
    title: str,
    equation: str,
    source: str,
    minimum: MinimumFor,
    cases: tuple[tuple[str, float, float, str], ...],
) -> Formula:
    def shown(name: str, loss: float, area_ha: float, code: str) -> Example:
        def work(basis: Basis) -> tuple[str, Credits]:
            weighting = basis.use(parameters.fact(code), "Risk weighting")
            conversion = basis.use(parameters.fact(CONVERSION), "Credits per point and hectare")
            owed = loss_credits(loss, area_ha * SQUARE_METRES_PER_HECTARE, weighting, conversion)
            factors = f"{number(loss)} · {number(area_ha)} ha · {number(weighting)} · {number(conversion)}"
            return factors, round_development(owed, minimum, parameters, basis)

        return _shown(name, work)

    rule = "The loss in vegetation integrity over the zone, weighted by risk."
    if minimum == "species_area":
        rule = "The zone's loss over the habitat of the species, weighted by the species' risk."
    return Formula(
        slug=slug,
        title=title,
        section=f"BAM 2020 {equation}",
        rule=rule,
        formulas=(LOSS_FORMULA,),
        standings=(Standing("The factors and the constant", "fitted", source),),
        examples=tuple(shown(*case) for case in cases),
        parameters=(CONVERSION,) if equation == ECOSYSTEM_DEVELOPMENT else (),
        also=(
            CONVERSION,
            "brw.ecosystem." if equation == ECOSYSTEM_DEVELOPMENT else "brw.species.",
            f"minimum_credits.development.{minimum}",
        ),
        changes=CHANGES_CREDITS,
    )


def _count(parameters: MethodParameters) -> Formula:
    code = "brw.species.high.high"

    def work(basis: Basis) -> tuple[str, Credits]:
        weighting = basis.use(parameters.fact(code), "Risk weighting")
        owed = round_development(count_credits(12, weighting), "species_count", parameters, basis)
        return f"12 · {number(weighting)}", owed

    return Formula(
        slug="eq-3",
        title="Species credits by count, development",
        section=f"BAM 2020 {SPECIES_COUNT_DEVELOPMENT}",
        rule="Individuals lost times the species' risk weighting. Neither condition nor area enters.",
        formulas=("credits = individuals · risk weighting",),
        standings=(Standing("The two factors", "fitted", f"{GUIDE}, 4.7.7; 3 of 3 lines"),),
        examples=(_shown("Case BAM-S06", work),),
        also=("brw.species.", "minimum_credits.development.species_count"),
    )


def _gain(
    parameters: MethodParameters,
    slug: str,
    title: str,
    equation: str,
    source: str,
    case: tuple[str, float, float],
) -> Formula:
    name, gain, area_ha = case

    def work(basis: Basis) -> tuple[str, Credits]:
        conversion = basis.use(parameters.fact(CONVERSION), "Credits per point and hectare")
        made = gain_credits(gain, area_ha * SQUARE_METRES_PER_HECTARE, conversion)
        factors = f"{number(gain)} · {number(area_ha)} ha · {number(conversion)}"
        return factors, round_stewardship(made, basis)

    over = "the zone" if equation == ECOSYSTEM_STEWARDSHIP else "the habitat of the species"
    return Formula(
        slug=slug,
        title=title,
        section=f"BAM 2020 {equation}",
        rule=f"The gain in vegetation integrity over {over}. No risk weighting.",
        formulas=(GAIN_FORMULA,),
        standings=(Standing("The factors, without a weighting", "fitted", source),),
        examples=(_shown(name, work),),
        also=(CONVERSION,),
    )


def _count_gain(parameters: MethodParameters) -> Formula:
    def line(gained: float | None) -> Example:
        species = SpeciesInput(
            scientific_name="a plant",
            common_name="",
            presence="present_survey",
            unit=Fact("count", "confirmed", "worked example"),
            zones=(SpeciesZoneInput("zone", individuals=40),),
            count_gain=None if gained is None else Fact(gained, "entered", "worked example"),
        )
        (made,) = species_lines(species, {}, supply=True, parameters=parameters)
        title = "Nothing entered" if gained is None else f"{number(gained)} individuals gained, as entered"
        steps = () if made.credits is None else (f"{number(gained or 0)} → {made.credits} credits",)
        return Example(title, steps, provisional=made.provisional, missing=made.not_computed)

    return Formula(
        slug="eq-6",
        title="Species credits by count, stewardship site",
        section=f"BAM 2020 {SPECIES_COUNT_STEWARDSHIP}",
        rule="Its form is not known here. The assessor enters the individuals gained and the source.",
        formulas=("credits = individuals gained, as entered",),
        standings=(
            Standing(
                "The form of the equation",
                "open",
                f"{GUIDE}, 7.7.8 names the inputs only",
                "one credit for each individual gained, as entered",
                "Species credits by count at stewardship sites",
            ),
        ),
        examples=(line(10.0), line(None)),
    )


def _trees(parameters: MethodParameters) -> Formula:
    cases = ((18, 60, True), (12, 30, False), (10, 30, True), (10, 60, False), (35, 15, False))
    rows, reasons, missing = [], Basis(), Basis()
    for trees, dbh_cm, hollows in cases:
        group = TreeGroupInput(
            key="example",
            pct_id=74,
            pct_name="",
            tree_species="example",
            trees=trees,
            dbh_cm=dbh_cm,
            hollows=hollows,
            large_tree_threshold_cm=Fact(50, "confirmed", "worked example"),
        )
        line = _tree_cells(group, parameters, missing)
        reasons.add(*line[2])
        rows.append((f"{trees} trees of {dbh_cm} cm", "yes" if hollows else "no", line[0], line[1]))
    return Formula(
        slug="eq-7",
        title="Scattered trees",
        section=f"BAM 2020 App B, {SCATTERED_TREES}",
        rule="Trees times the credits per tree of their class. Class 1 is too small to count; class 3 starts at the"
        " large tree threshold of the plant community type.",
        formulas=("credits = trees · credits per tree",),
        standings=(
            Standing("The equation and the classes", "confirmed", f"{GUIDE}, 6.3 and 6.7; 4 of 4 lines"),
        ),
        examples=(
            Example(
                "Large tree threshold 50 cm (first two rows: cases BAM-T01 and BAM-T02)",
                (),
                ("Trees", "Hollows", "Credits per tree", "Credits"),
                tuple(rows),
                provisional=reasons.reasons,
                missing=missing.reasons,
            ),
        ),
        parameters=("credits_per_tree.", "scattered_trees."),
        changes="The credits of scattered trees of that class",
    )


def _tree_cells(
    group: TreeGroupInput, parameters: MethodParameters, missing: Basis
) -> tuple[str, str, tuple[str, ...]]:
    """Credits per tree, credits and provisional reasons of a group; what is missing is added to `missing`."""

    def work() -> Example:
        line = tree_line(group, parameters)
        if line is None:
            return Example("", ("class 1", "not listed"))
        if line.credits is None or line.unrounded is None:
            return Example("", ("–", "not computed"), missing=line.not_computed)
        return Example(
            "", (number(line.unrounded / group.trees), str(line.credits)), provisional=line.provisional
        )

    made = example("", work)
    missing.add(*made.missing)
    per_tree, credits = made.steps or ("–", "not computed")
    return per_tree, credits, made.provisional
