"""Which missing facts an assessor can supply, about what, and in which form (method section 9).

Pure: no Django, no clock, no I/O.
"""

from dataclasses import dataclass
from decimal import Decimal

from assessments.bam.attributes import ATTRIBUTE_CODES, label, unit
from registry.findings import Finding
from registry.units import parse_decimal

SENSITIVITIES = ("Very High", "High", "Moderate", "Low")
LISTINGS = ("CEEC", "EEC", "VEC", "none")
STEMS_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class FactCode:
    """A fact: what it is about, its name for a person, and either its choices or its range of numbers."""

    code: str
    subject_kind: str
    title: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    minimum: Decimal = Decimal(0)
    maximum: Decimal = Decimal(1_000_000)


def _benchmark(code: str) -> FactCode:
    component = code.partition(".")[0]
    ceiling = {"composition": 500, "structure": 600}.get(component, 10_000)
    if code == "function.regeneration":
        ceiling = 1
    if code == "function.stem_classes":
        ceiling = STEMS_AT_MOST
    if code == "function.litter":
        ceiling = 100
    return FactCode(
        f"benchmark.{code}",
        "pct",
        f"Benchmark: {component}, {label(code).lower()}",
        unit(code),
        maximum=Decimal(ceiling),
    )


def _decline(code: str) -> FactCode:
    component = code.partition(".")[0]
    return FactCode(
        f"decline_rate.{code}",
        "zone",
        f"Yearly decline without management: {component}, {label(code).lower()}",
        "% a year",
        maximum=Decimal(100),
    )


FACT_CODES: tuple[FactCode, ...] = (
    *(_benchmark(code) for code in ATTRIBUTE_CODES),
    FactCode("woody", "pct", "Has trees (function is scored)", choices=("yes", "no")),
    FactCode(
        "large_tree_threshold_cm", "pct", "Large tree threshold", "cm", choices=("20", "30", "50", "80")
    ),
    FactCode("percent_cleared", "pct", "Per cent cleared", "%", maximum=Decimal(100)),
    FactCode("bc_listing", "community", "Listing under the BC Act", choices=LISTINGS),
    FactCode("epbc_listing", "community", "Listing under the EPBC Act", choices=LISTINGS),
    FactCode("sensitivity_to_loss", "zone", "Sensitivity to loss", choices=SENSITIVITIES),
    FactCode("risk_weighting", "zone", "Biodiversity risk weighting", minimum=Decimal(1), maximum=Decimal(3)),
    FactCode("security_benefit_score", "zone", "Security benefit score", "points", maximum=Decimal(100)),
    FactCode(
        "obligation_reduction_percent",
        "zone",
        "Reduction of the gain for an existing obligation",
        "%",
        maximum=Decimal(100),
    ),
    *(_decline(code) for code in ATTRIBUTE_CODES),
    FactCode("unit", "species", "Measured by", choices=("area", "count")),
    FactCode(
        "risk_weighting", "species", "Biodiversity risk weighting", minimum=Decimal(1), maximum=Decimal(3)
    ),
    FactCode("sensitivity_to_loss", "species", "Sensitivity to loss", choices=SENSITIVITIES),
    FactCode("sensitivity_to_gain", "species", "Sensitivity to gain", choices=SENSITIVITIES),
    FactCode("bc_listing", "species", "Listing under the BC Act", choices=("CE", "E", "V", "none")),
    FactCode("epbc_listing", "species", "Listing under the EPBC Act", choices=("CE", "E", "V", "none")),
    FactCode("count_gain", "species", "Individuals gained over 20 years", "individuals"),
)

BY_SUBJECT = {(fact.subject_kind, fact.code): fact for fact in FACT_CODES}


def check_value(fact: FactCode, text: str) -> list[Finding]:
    """Is `text` a value this fact can have? One finding that says what would be."""
    if fact.choices:
        if text in fact.choices:
            return []
        return [
            Finding("fact.value", f"{fact.title}: choose one of {', '.join(fact.choices)}.", field="value")
        ]
    try:
        number = parse_decimal(text)
    except ValueError:
        return [Finding("fact.value", f"{fact.title}: enter a number, for example 12.5.", field="value")]
    if not fact.minimum <= number <= fact.maximum:
        return [
            Finding(
                "fact.value",
                f"{fact.title}: enter a number from {fact.minimum} to {fact.maximum}.",
                field="value",
            )
        ]
    return []
