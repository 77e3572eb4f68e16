"""The rules of loss and gain (BAM 2020 Eq 25-36, s 11; method 2 and 3). Pure."""

from collections.abc import Mapping

from assessments.bam.basis import Basis
from assessments.bam.decline import YEARS, declined, means_without_management, rate_code
from assessments.bam.explained.formula import (
    GUIDE,
    NOWHERE,
    SOURCE_OF_MEMORY,
    Example,
    Formula,
    Standing,
    example,
    number,
    value_of,
)
from assessments.bam.explained.score import means_1387, named, scale_1387
from assessments.bam.future import StewardshipPlan, area_weighted, security_benefit_applies
from assessments.bam.growth import LOGISTIC_2026
from assessments.bam.inputs import Fact, StewardshipInput
from assessments.bam.integrity import combined_score, vegetation_integrity
from assessments.bam.parameters import MethodParameters

CURRENT_V14 = 51.22186159510357
FUTURES_V14 = ((1.4, 20.06992854828115), (0.5, 0.0))
LANDSCAPE_CODE = "mitchell.high_risk_cleared_percent"
WITH_V13 = (88.7, 28.3, 63.6)
WITHOUT_V13 = (77.4, 14.3, 52.7)
WEED_COVERS = (12.0, 3.0)
ZONE_1387 = "the zone of cases BAM-V01 and BAM-D01 to BAM-D04"


def change_formulas(parameters: MethodParameters) -> tuple[Formula, ...]:
    """The rules of loss and gain, worked with these parameters."""
    return (_loss(), _land(parameters), _decline(parameters), _growth(parameters), _gain(parameters))


def _without(parameters: MethodParameters, *, high_risk: bool) -> tuple[dict[str, float], tuple[str, ...]]:
    basis = Basis()
    site = StewardshipInput(high_risk_land=Fact(high_risk, "confirmed", "worked example"))
    means = means_without_management(means_1387(), scale_1387(), site, parameters, basis)
    return means, basis.reasons


def _score(means: Mapping[str, float]) -> float:
    return vegetation_integrity(means, scale_1387()).score


def _loss() -> Formula:
    changes = [(future - CURRENT_V14, area) for area, future in FUTURES_V14]
    steps = [
        f"{number(area)} ha: {number(future, 1)} − {number(CURRENT_V14, 1)} = {number(future - CURRENT_V14, 1)}"
        for area, future in FUTURES_V14
    ]
    return Formula(
        slug="loss",
        title="Loss at a development",
        section="BAM 2020 s 9 and App H",
        rule="Future minus current vegetation integrity for each management zone; attributes without a future value"
        " are lost completely. The zone's loss is the mean weighted by area, unrounded.",
        formulas=("ΔVI = Σ (VI_{future} − VI_{current}) · area ÷ Σ area",),
        standings=(
            Standing(
                "Area-weighted, unrounded", "confirmed", f"{GUIDE}, 4.3.4 and 4.3.5 (cases BAM-C04, BAM-V14)"
            ),
        ),
        examples=(
            Example(
                "Case BAM-V14: two management zones",
                (*steps, f"Change of the zone: {number(area_weighted(changes), 1)}"),
            ),
        ),
    )


def _land(parameters: MethodParameters) -> Formula:
    title = "By the landscape"

    def work() -> Example:
        limit = value_of(parameters, LANDSCAPE_CODE)
        return Example(
            title,
            (f"{number(limit)} % cleared: high risk", f"{number(limit - 1)} % cleared: not by the landscape"),
        )

    return Formula(
        slug="high-risk-land",
        title="High risk land",
        section="BAM 2020 s 11.4",
        rule="Land is high risk by its landscape's share cleared, as an endangered or critically endangered"
        " community, or for a reason the assessor names. The assessor decides.",
        formulas=("high risk if cleared % of the landscape ≥ limit, or EEC or CEEC, or by s 11.4.1(6a–f)",),
        standings=(
            Standing("Three ways to be high risk", "confirmed", f"{GUIDE}, 7.3.3"),
            Standing(
                "Share cleared of the landscape",
                "open",
                f"{GUIDE}, 7.3.3, as printed",
                "the limit of this release",
                "Which decline rates the form suggests for a zone",
            ),
        ),
        examples=(example(title, work),),
        parameters=(LANDSCAPE_CODE,),
        changes="Which decline rates the form suggests for a zone, and so its gain",
    )


def _decline(parameters: MethodParameters) -> Formula:
    title = f"Twenty years without management: {ZONE_1387}"
    return Formula(
        slug="decline",
        title="Future without management",
        section="BAM 2020 Eq 28–30",
        rule=f"Each attribute falls by a yearly rate for {YEARS} years, compounded, and is scored again. The assessor"
        " may replace a rate.",
        formulas=(f"x_{{{YEARS}}} = x · (1 − d ÷ 100)^{{{YEARS}}}",),
        standings=(
            Standing("Compound decline", "fitted", f"{GUIDE}, 7.3.5 (cases BAM-D01 to BAM-D04)"),
            Standing(
                "Doubled grass and forb rates where weeds grow",
                "open",
                f"{GUIDE}, 7.3.5 shows doubled rates; who doubles them is not known here",
                "never doubled; the assessor may enter the rate",
                "The score without management, and so the gain, of weedy zones",
            ),
        ),
        examples=(example(title, lambda: _decline_example(title, parameters)),),
        parameters=("decline.",),
        changes="The score without management of a stewardship site, and so the gain",
    )


def _decline_example(title: str, parameters: MethodParameters) -> Example:
    risky, risky_reasons = _without(parameters, high_risk=True)
    other, other_reasons = _without(parameters, high_risk=False)
    before = means_1387()
    tree = value_of(parameters, rate_code("function.large_trees", high_risk=True))
    rows = tuple(
        (
            named(code),
            number(before[code]),
            number(value_of(parameters, rate_code(code, high_risk=True))),
            number(risky[code], 2),
            number(value_of(parameters, rate_code(code, high_risk=False))),
            number(other[code], 2),
        )
        for code in before
    )
    return Example(
        title,
        (
            f"Large trees on high risk land: {number(before['function.large_trees'])} · (1 − {number(tree)} ÷ 100)"
            f"^{{{YEARS}}} = {number(declined(before['function.large_trees'], tree))}",
            f"Vegetation integrity now {number(_score(before), 1)}; without management {number(_score(risky), 1)} on"
            f" high risk land, {number(_score(other), 1)} on other land",
        ),
        ("Attribute", "Now", "High risk, % a year", "After", "Other land, % a year", "After"),
        rows,
        provisional=tuple(dict.fromkeys(risky_reasons + other_reasons)),
    )


def _growth(parameters: MethodParameters) -> Formula:
    title = f"Twenty years of management by {LOGISTIC_2026.name}: {ZONE_1387}"
    return Formula(
        slug="growth",
        title="Future with management",
        section="BAM 2020 Eq 25–26 and 35–36",
        rule="The method's own law of growth is not confirmed here. The strategy"
        f" {LOGISTIC_2026.name} is provisional: attributes grow towards the benchmark, weeds damp composition and"
        " structure, and an attribute without a rate does not grow. The assessor's own values or gain replace it.",
        formulas=(
            f"x_{{{YEARS}}} = b ÷ (1 + (b − x) ÷ x · exp(−{YEARS} · r))",
            "r = rate · exp(−factor · (weed cover − reference cover))",
        ),
        standings=(
            Standing(
                "The law of growth",
                "open",
                f"{SOURCE_OF_MEMORY}; rates found by reproducing one published screen ({GUIDE}, 7.3.6)",
                f"strategy {LOGISTIC_2026.name}",
                "Every gain at a stewardship site that the assessor has not typed",
            ),
            Standing("At or above the benchmark nothing grows", "confirmed", f"{GUIDE}, 7.3.6"),
            Standing(
                "Weeds slow composition and structure, not function",
                "open",
                f"{GUIDE}, 7.3.6 shows the effect at two covers; the form of Eq 35 and 36 is not known here",
                "e to the power of factor × difference in cover",
                "The gain of weedy zones, and what weed control is worth",
            ),
        ),
        examples=(example(title, lambda: _growth_example(title, parameters)),),
        parameters=("growth.",),
        changes="The score with management of a stewardship site, and so the gain",
    )


def _growth_example(title: str, parameters: MethodParameters) -> Example:
    scale, before = scale_1387(), means_1387()
    weedy, clean = (LOGISTIC_2026.project(before, scale, cover, parameters) for cover in WEED_COVERS)
    benchmarks = dict(zip(scale.codes, scale.benchmarks, strict=True))
    scores = [vegetation_integrity(means, scale) for means in (before, weedy, clean)]
    now, high, low = scores
    return Example(
        title,
        (
            f"Vegetation integrity now {number(now.score, 1)}; with management {number(high.score, 1)} at"
            f" {number(WEED_COVERS[0])} % weeds, {number(low.score, 1)} at {number(WEED_COVERS[1])} %",
        ),
        (
            "Attribute",
            "Now",
            "Benchmark",
            f"With {number(WEED_COVERS[0])} % weeds",
            f"With {number(WEED_COVERS[1])} % weeds",
        ),
        tuple(
            (
                named(code),
                number(before[code]),
                number(benchmarks[code]),
                number(weedy[code], 2),
                number(clean[code], 2),
            )
            for code in before
        ),
        provisional=(LOGISTIC_2026.provisional,),
    )


def _gain(parameters: MethodParameters) -> Formula:
    higher, lower = combined_score(*WITH_V13), combined_score(*WITHOUT_V13)
    title = "Does the security benefit apply? No obligation, not Crown land"
    return Formula(
        slug="gain",
        title="Gain at a stewardship site",
        section="BAM 2020 s 11.4 to 11.9",
        rule="With minus without management, so the averted loss is part of it; less the share that existing"
        " obligations take; plus the security benefit score where it applies; weighted by the management zones' area.",
        formulas=(
            "gain = Σ ((VI_{with} − VI_{without}) · (1 − reduction ÷ 100) + security benefit) · area ÷ Σ area",
        ),
        standings=(
            Standing(
                "With minus without, unrounded",
                "confirmed",
                f"{GUIDE}, 7.3.5 and 7.3.6 (cases BAM-V13, BAM-M04)",
            ),
            Standing("When the security benefit applies", "confirmed", f"{GUIDE}, 7.3.6"),
            Standing(
                "Where the reduction enters",
                "open",
                NOWHERE,
                "it takes a share of the change, not of the security benefit",
                "The gain of sites with a reduction and a security benefit",
            ),
        ),
        examples=(
            Example(
                "Case BAM-V13",
                (
                    f"{number(higher, 1)} − {number(lower, 1)} = {number(higher - lower, 1)} (computed with every"
                    " digit, then shown)",
                ),
            ),
            example(title, lambda: _benefit_example(title, parameters)),
        ),
        parameters=("security_benefit.",),
        changes="Which zones get the security benefit score the assessor entered",
    )


def _benefit_example(title: str, parameters: MethodParameters) -> Example:
    minimum = value_of(parameters, "security_benefit.minimum_vi")
    maximum = value_of(parameters, "security_benefit.maximum_htw_percent")
    site = StewardshipInput(high_risk_land=Fact(False, "confirmed", "worked example"))
    basis = Basis()
    rows = []
    for score, cover in ((minimum, maximum), (minimum - 0.1, maximum), (minimum, maximum + 0.1)):
        plan = StewardshipPlan(LOGISTIC_2026.name, cover, cover, site)
        applies = security_benefit_applies(score, plan, parameters, basis)
        rows.append((number(score, 1), number(cover, 1), "yes" if applies else "no"))
    return Example(
        title,
        (),
        ("Current vegetation integrity", "Weed cover, %", "Applies"),
        tuple(rows),
        provisional=basis.reasons,
    )
