"""Certification (cl 6.6): which measures may stand for the impacts of a certified area. Pure.

Standard: like-for-like credits or payment to the fund, and variation by an approval before 07/03/2025. Strategic: the
same, and what else the Minister approves. Credits are then matched by the same two rules as for everybody.
"""

from datetime import date
from typing import Literal

from credits.schemes.nsw_bos.facts import Circumstances, day
from credits.schemes.nsw_bos.gate import approval
from credits.schemes.nsw_bos.outcome import Criterion, Ruling, Test, rule
from credits.schemes.nsw_bos.rule_sets import rule_set

CERTIFICATION_CLAUSE = "cl 6.6"
RULE = "certification"

Certification = Literal["standard", "strategic"]
Measure = Literal[
    "like_for_like",
    "variation",
    "fund_payment",
    "land_reservation",
    "development_controls",
    "infrastructure_contribution",
    "other_measure",
]
MEASURES: dict[Measure, str] = {
    "like_for_like": "retiring like-for-like credits",
    "variation": "retiring credits under the variation rules",
    "fund_payment": "payment to the Biodiversity Conservation Fund",
    "land_reservation": "reservation of land under the National Parks and Wildlife Act",
    "development_controls": "development controls under the Environmental Planning and Assessment Act",
    "infrastructure_contribution": "a state infrastructure contribution",
    "other_measure": "another measure",
}
_ALWAYS: tuple[Measure, ...] = ("like_for_like", "variation", "fund_payment")

MEASURE = Criterion(
    "certification.measure",
    CERTIFICATION_CLAUSE,
    "Is the measure one that this kind of certification allows?",
    "confirmed",
)
MINISTER = Criterion(
    "certification.minister",
    CERTIFICATION_CLAUSE,
    "Strategic: has the Minister approved a measure beyond credits and fund?",
    "confirmed",
)
CRITERIA = (MEASURE, MINISTER)


def may_use(
    certification: Certification,
    measure: Measure,
    circumstances: Circumstances,
    *,
    minister_approved_on: date | None = None,
) -> Ruling:
    """May the measure stand in a certification on the day of the circumstances? Variation asks for its approval too."""
    tests: list[Test] = [allowed(certification, measure)]
    if measure == "variation":
        tests.append(approval(circumstances.permission, circumstances, rule_set(circumstances.on)))
    if certification == "strategic" and measure not in _ALWAYS:
        tests.append(ministers_approval(measure, minister_approved_on, circumstances.on))
    return rule(RULE, tests, circumstances.decisions)


def allowed(certification: Certification, measure: Measure) -> Test:
    """Standard certification stops at credits and the fund."""
    words = MEASURES[measure]
    if measure in _ALWAYS or certification == "strategic":
        return MEASURE.yes(f"A {certification} certification allows {words}.")
    return MEASURE.no(f"A standard certification does not allow {words}; a strategic one can.")


def ministers_approval(measure: Measure, approved_on: date | None, on: date) -> Test:
    """What goes beyond credits and fund needs the Minister's approval, given by the day it is used."""
    words = MEASURES[measure]
    if approved_on is None:
        return MINISTER.no(f"The Minister has not approved {words}.")
    return MINISTER.of(approved_on <= on, f"The Minister approved {words} on {day(approved_on)}.")
