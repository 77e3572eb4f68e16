"""The rules that decide whether and how heavily a loss counts (BAM 2020 s 9, App I; method 4.1, 4.3). Pure."""

from assessments.bam.basis import Basis, NotComputable
from assessments.bam.explained.formula import (
    GUIDE,
    SOURCE_OF_MEMORY,
    Example,
    Formula,
    Standing,
    example,
    number,
)
from assessments.bam.inputs import (
    Community,
    Fact,
    Listing,
    PredictedSpeciesInput,
    SensitivityClass,
    SpeciesInput,
    ZoneInput,
)
from assessments.bam.parameters import MethodParameters
from assessments.bam.threshold import offset_threshold, reaches
from assessments.bam.weighting import (
    CLASSES,
    LISTING_CLASS,
    LISTING_CLASS_MARK,
    cleared_class,
    ecosystem_weighting,
    species_weighting,
)

NOT_LISTED = "not known"
NOT_LISTED_NOTE = (
    "Not known: the line is not computed until the assessor enters the weighting with its source."
)
CLEARED_SHARES = (95.0, 80.0, 60.0, 30.0)
TRIED_SCORE = 16.0


def weighting_formulas(parameters: MethodParameters) -> tuple[Formula, ...]:
    """Threshold, sensitivity to loss, and the two risk weightings, worked with these parameters."""
    return (
        _threshold(parameters),
        _sensitivity(parameters),
        _ecosystem(parameters),
        _species(parameters),
    )


def _zone(
    *,
    listing: Listing = "none",
    habitat: bool = False,
    loss: SensitivityClass | None = None,
    gain: SensitivityClass = "Low",
) -> ZoneInput:
    known = "worked example"
    return ZoneInput(
        key="example",
        number=1,
        pct_id=1387,
        pct_name="",
        condition_class="",
        area_m2=10_000,
        community=None if listing == "none" else Community(known, Fact(listing, "confirmed", known)),
        sensitivity_to_loss=None if loss is None else Fact(loss, "confirmed", known),
        predicted_species=(PredictedSpeciesInput(known, Fact(gain, "confirmed", known)),) if habitat else (),
    )


def _threshold(parameters: MethodParameters) -> Formula:
    title = f"Five zones with a current vegetation integrity of {number(TRIED_SCORE)}"

    def work() -> Example:
        basis = Basis()
        kinds: tuple[tuple[str, Listing, bool], ...] = (
            ("Critically endangered community", "CEEC", False),
            ("Endangered community", "EEC", False),
            ("Vulnerable community", "VEC", False),
            ("Not listed, habitat of a threatened species", "none", True),
            ("Not listed, no such habitat", "none", False),
        )
        rows = []
        for name, listing, habitat in kinds:
            limit = offset_threshold(_zone(listing=listing, habitat=habitat), parameters, basis)
            rows.append((name, number(limit), "yes" if reaches(TRIED_SCORE, limit) else "no"))
        return Example(
            title, (), ("Zone", "Threshold", "Credits required"), tuple(rows), provisional=basis.reasons
        )

    return Formula(
        slug="threshold",
        title="Offset threshold of a development",
        section="BAM 2020 s 9",
        rule="Below its threshold a zone needs no ecosystem credits; at or above it the loss is offset. Species"
        " credits have no threshold.",
        formulas=("credits are required if VI_{current} ≥ threshold",),
        standings=(
            Standing(
                "Which zone has which threshold",
                "memory",
                SOURCE_OF_MEMORY,
                "the numbers of this release",
                "Whether zones in poor condition need ecosystem credits at all",
            ),
        ),
        examples=(example(title, work),),
        parameters=("threshold.",),
        changes="Whether zones in poor condition need ecosystem credits at all",
    )


def _sensitivity(parameters: MethodParameters) -> Formula:
    title = "By the share cleared"

    def work() -> Example:
        basis = Basis()
        rows = tuple(
            (f"{number(share)} %", cleared_class(share, parameters, basis)[0]) for share in CLEARED_SHARES
        )
        return Example(title, (), ("Cleared", "Class"), rows, provisional=basis.reasons)

    return Formula(
        slug="sensitivity-to-loss",
        title="Sensitivity to loss",
        section="BAM 2020 App I",
        rule="The higher of two classes: one by the community's listing, one by how much of the plant community type"
        " is cleared. A class the assessor enters comes first.",
        formulas=("class = the higher of class by listing and class by share cleared",),
        standings=(
            Standing(
                "Class by listing",
                LISTING_CLASS_MARK,
                SOURCE_OF_MEMORY,
                "; ".join(f"{listing}: {name}" for listing, name in LISTING_CLASS.items()),
                "The risk weighting, and so the credits, of listed communities",
            ),
            Standing("The share cleared that makes Very High", "confirmed", f"{GUIDE}, 4.7.6 and 5.8.8"),
        ),
        examples=(
            example(title, work),
            Example(
                "By the listing",
                (),
                ("Listing", "Class"),
                tuple((str(key), str(value)) for key, value in LISTING_CLASS.items()),
            ),
        ),
        parameters=("cleared_band.",),
        changes="The risk weighting, and so the ecosystem credits a development owes",
    )


def _cell(loss: SensitivityClass, gain: SensitivityClass, parameters: MethodParameters, basis: Basis) -> str:
    try:
        weighting = ecosystem_weighting(_zone(habitat=True, loss=loss, gain=gain), parameters, basis)
    except NotComputable:
        return NOT_LISTED
    return number(weighting.value)


def _species_cell(
    loss: SensitivityClass, gain: SensitivityClass, parameters: MethodParameters, basis: Basis
) -> str:
    species = SpeciesInput(
        scientific_name="example",
        common_name="",
        presence="present_survey",
        unit=None,
        sensitivity_to_loss=Fact(loss, "confirmed", "worked example"),
        sensitivity_to_gain=Fact(gain, "confirmed", "worked example"),
    )
    try:
        return number(species_weighting(species, parameters, basis).value)
    except NotComputable:
        return NOT_LISTED


def _ecosystem(parameters: MethodParameters) -> Formula:
    basis = Basis()
    rows = tuple(
        (f"{loss} loss", *(_cell(loss, gain, parameters, basis) for gain in CLASSES))
        for loss in reversed(CLASSES)
    )
    return Formula(
        slug="ecosystem-risk-weighting",
        title="Risk weighting of ecosystem credits",
        section="BAM 2020 App I",
        rule="A matrix: sensitivity to loss against the highest sensitivity to gain among the confirmed predicted"
        " species, Low without any. Credits of a stewardship site carry no weighting.",
        formulas=("weighting = cell (sensitivity to loss, highest sensitivity to gain)",),
        standings=(
            Standing("The two sensitivities and the highest gain", "confirmed", f"{GUIDE}, 4.7.6"),
            Standing(
                "Cells that are not in the table",
                "open",
                "no source known here",
                "none: the line is not computed until the assessor enters the weighting",
                "The ecosystem credits of zones in such a cell",
            ),
        ),
        examples=(
            Example(
                "The matrix as the calculation reads it",
                (NOT_LISTED_NOTE,),
                ("Sensitivity", *(f"{gain} gain" for gain in CLASSES)),
                rows,
                provisional=basis.reasons,
            ),
        ),
        parameters=("brw.ecosystem.",),
        changes="The ecosystem credits a development owes, in proportion",
    )


def _species(parameters: MethodParameters) -> Formula:
    basis = Basis()
    rows = tuple(
        (f"{loss} loss", *(_species_cell(loss, gain, parameters, basis) for gain in CLASSES))
        for loss in reversed(CLASSES)
    )
    return Formula(
        slug="species-risk-weighting",
        title="Risk weighting of species credits",
        section="BAM 2020 App I",
        rule="A species' own weighting, entered with its source, comes first; else a cell for its two sensitivities."
        " Weightings by one combined risk class are a guide for the assessor; the calculation picks none.",
        formulas=("weighting = the species' own, else cell (sensitivity to loss, sensitivity to gain)",),
        standings=(
            Standing("Cells that official screens show", "confirmed", f"{GUIDE}, 4.7.7 and 5.7"),
            Standing(
                "Cells that are not in the table",
                "open",
                "no source known here",
                "none: the line is not computed until the assessor enters the weighting",
                "The species credits of such species",
            ),
        ),
        examples=(
            Example(
                "The cells as the calculation reads them",
                (NOT_LISTED_NOTE,),
                ("Sensitivity", *(f"{gain} gain" for gain in CLASSES)),
                rows,
                provisional=basis.reasons,
            ),
        ),
        parameters=("brw.species.",),
        changes="The species credits a development owes, in proportion",
    )
