"""What the source documents require of the calculation: N37 and N65 to N72."""

from dataclasses import fields, replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.bam.credits import gain_credits, round_stewardship
from assessments.bam.engine import ENGINE_VERSION, METHOD_EDITION, assess
from assessments.bam.inputs import CaseInput, PredictedSpeciesInput, SpeciesZoneInput, TreeGroupInput
from assessments.bam.outcome import CaseOutcome, CreditClass, CreditLine
from tests.pure.bam_builders import (
    GOOD,
    changed_parameters,
    development,
    entered,
    firm,
    managed,
    only_line,
    parameters,
    part,
    species,
    stewardship,
    zone,
)


def run(case: CaseInput) -> CaseOutcome:
    return assess(case, parameters())


def counted(individuals: int = 12, **changes: object) -> CaseInput:
    one = species(unit=firm("count"), zones=(SpeciesZoneInput("Z1", individuals=individuals),), **changes)
    return development(zone(), species=(one,))


def numbers(line: CreditLine) -> tuple[float | None, int | None]:
    return line.unrounded, line.credits


@pytest.mark.statement("N37")
def test_there_are_two_credit_classes_only() -> None:
    assert set(get_args(CreditClass)) == {"ecosystem", "species"}
    trees = (TreeGroupInput("T1", 79, "Woodland", "Testus arboreus", 4, 60, True, firm(50)),)
    outcomes = [
        run(development(zone(), species=(species(),), trees=trees)),
        run(stewardship(managed(), species=(species(),))),
        run(counted()),
    ]
    lines = [line for outcome in outcomes for line in outcome.credit_lines]
    assert {line.credit_class for line in lines} == {"ecosystem", "species"}
    for outcome in outcomes:
        total = sum(line.credits or 0 for line in outcome.credit_lines)
        assert total == outcome.ecosystem_credits + outcome.species_credits


@pytest.mark.statement("N37")
@pytest.mark.parametrize("community", [zone().community, None], ids=["threatened", "not threatened"])
def test_vegetation_makes_ecosystem_credits_and_species_habitat_makes_species_credits(
    community: object,
) -> None:
    outcome = run(development(zone(community=community), species=(species(),)))
    assert [(line.credit_class, line.subject) for line in outcome.credit_lines] == [
        ("ecosystem", "1387"),
        ("species", "Testus secundus"),
    ]


@pytest.mark.statement("N65")
def test_credits_come_from_the_condition_of_the_site_by_a_versioned_method() -> None:
    good = run(development(zone()))
    poor = run(development(zone(plots=(replace(GOOD, structure=(20, 9, 9, 2, 0, 0)),))))
    assert poor.ecosystem_credits < good.ecosystem_credits
    assert (good.method_edition, good.engine_version) == (METHOD_EDITION, ENGINE_VERSION)
    assert good.growth_strategy == "logistic-2026"


@pytest.mark.statement("N65")
def test_parameters_of_another_edition_give_another_result_under_its_name() -> None:
    other = replace(changed_parameters(conversion__credits_per_vi_hectare=0.5), method_edition="BAM 2030")
    outcome = assess(development(zone()), other)
    assert (outcome.method_edition, outcome.ecosystem_credits) == ("BAM 2030", 125)


@pytest.mark.statement("N66")
def test_ecosystem_credits_of_a_development_follow_cover_and_sensitivity() -> None:
    base = only_line(run(development(zone())).credit_lines)
    thinner = zone(plots=(replace(GOOD, structure=(30, 21, 30, 7, 1, 2)),))
    hardier = zone(community=None, percent_cleared=firm(75.0))
    for weaker in (thinner, hardier):
        line = only_line(run(development(weaker)).credit_lines)
        assert line.unrounded is not None
        assert base.unrounded is not None
        assert line.unrounded < base.unrounded
    assert (base.sensitivity_to_loss, base.sensitivity_to_gain) == ("Very High", "High")


@pytest.mark.statement("N67")
def test_species_by_area_at_a_development_follows_condition_area_and_risk() -> None:
    def credits(plot: object = GOOD, area_m2: int = 5_000, weighting: float = 2.0) -> float:
        one = species(zones=(SpeciesZoneInput("Z1", area_m2=area_m2),), risk_weighting=firm(weighting))
        line = only_line(run(development(zone(plots=(plot,)), species=(one,))).credit_lines, "species")
        assert line.unrounded is not None
        return line.unrounded

    assert credits() == pytest.approx(25)
    assert credits(area_m2=10_000) == pytest.approx(50)
    assert credits(weighting=3.0) == pytest.approx(37.5)
    assert credits(plot=replace(GOOD, litter=10)) < 25


@pytest.mark.statement("N68")
def test_species_by_count_at_a_development_follows_number_and_risk() -> None:
    assert numbers(only_line(run(counted()).credit_lines, "species")) == (24, 24)
    assert numbers(only_line(run(counted(15)).credit_lines, "species")) == (30, 30)
    heavier = run(counted(risk_weighting=firm(3.0)))
    assert numbers(only_line(heavier.credit_lines, "species")) == (36, 36)


@pytest.mark.statement("N68")
@given(st.floats(0, 60), st.integers(50, 10**8), st.integers(0, 10**6))
def test_condition_and_area_do_not_enter_a_count(cover: float, area_m2: int, habitat_m2: int) -> None:
    case = counted()
    holding = SpeciesZoneInput("Z1", area_m2=habitat_m2, individuals=12)
    changed = replace(
        case,
        zones=(zone(area_m2=area_m2, plots=(replace(GOOD, structure=(cover, 0, 0, 0, 0, 0)),)),),
        species=(replace(case.species[0], zones=(holding,)),),
    )
    line = only_line(run(changed).credit_lines, "species")
    assert (line.unrounded, line.vi_change, line.area_m2) == (24, None, None)


@pytest.mark.statement("N69")
@given(
    st.lists(st.floats(0, 50), min_size=2, max_size=2).map(sorted),
    st.integers(1, 10**8),
    st.integers(0, 10**8),
)
def test_ecosystem_credits_of_a_site_rise_with_gain_and_area(
    gains: list[float], area_m2: int, more_m2: int
) -> None:
    def credits(gain: float, area: int) -> int:
        typed = part("M", area, typed_gain=gain, reason="test")
        return run(stewardship(managed(area_m2=area, management_zones=(typed,)))).ecosystem_credits

    assert credits(gains[0], area_m2) <= credits(gains[1], area_m2)
    assert credits(gains[1], area_m2) <= credits(gains[1], area_m2 + more_m2)


@pytest.mark.statement("N69")
def test_management_that_controls_weeds_makes_more_ecosystem_credits() -> None:
    site = managed().stewardship
    assert site is not None
    credits = [
        only_line(
            run(
                stewardship(
                    managed(area_m2=10**6, stewardship=replace(site, planned_high_threat_weed_cover=weeds))
                )
            ).credit_lines
        ).unrounded
        or 0.0
        for weeds in (12.0, 3.0)
    ]
    assert credits[0] < credits[1]


@pytest.mark.statement("N70")
def test_species_by_area_at_a_site_follows_the_gain_and_the_habitat_area() -> None:
    typed = part("M", 524_000, typed_gain=17.6, reason="screen")
    one = species(zones=(SpeciesZoneInput("Z1", area_m2=350_000),))
    outcome = run(stewardship(managed(area_m2=524_000, management_zones=(typed,)), species=(one,)))
    line = only_line(outcome.credit_lines, "species")
    assert (line.credits, line.equation, line.vi_change) == (154, "Eq 5", 17.6)
    assert line.risk_weighting is None


@pytest.mark.statement("N71")
def test_species_by_count_at_a_site_is_the_number_gained_that_was_entered() -> None:
    one = species(
        unit=firm("count"),
        zones=(SpeciesZoneInput("Z1", individuals=40),),
        growth_form="Shrub",
        count_gain=entered(7.0),
    )
    line = only_line(run(stewardship(managed(), species=(one,))).credit_lines, "species")
    assert (line.credits, line.individuals, line.equation) == (7, 40, "Eq 6")
    assert line.notes == ("7 individuals gained, growth form Shrub",)
    assert (
        "Individuals of Testus secundus gained: 7 (entered by the assessor: test source)" in line.provisional
    )


@pytest.mark.statement("N71")
def test_species_by_count_at_a_site_is_not_computed_without_the_number_gained() -> None:
    one = species(unit=firm("count"), zones=(SpeciesZoneInput("Z1", individuals=40),))
    outcome = run(stewardship(managed(), species=(one,)))
    line = only_line(outcome.credit_lines, "species")
    assert line.credits is None
    assert line.not_computed[0].startswith("Enter the number of individuals of Testus secundus gained")
    assert "species.growth_form.missing" in {finding.code for finding in outcome.findings}
    assert not outcome.complete


weightings = st.floats(0.1, 10)
classes = st.sampled_from(["Very High", "High", "Moderate", "Low"])


@pytest.mark.statement("N72")
@given(weightings, weightings, classes, classes, st.floats(0, 100))
def test_risk_never_changes_what_a_site_creates(
    zone_weighting: float, species_weighting: float, loss: str, gain: str, cleared: float
) -> None:
    plain = stewardship(managed(area_m2=10**6), species=(species(),))
    risky = stewardship(
        managed(
            area_m2=10**6,
            risk_weighting=firm(zone_weighting),
            sensitivity_to_loss=firm(loss),
            percent_cleared=firm(cleared),
            predicted_species=(PredictedSpeciesInput("Testus primus", firm(gain)),),
        ),
        species=(
            species(
                risk_weighting=firm(species_weighting),
                sensitivity_to_loss=firm(loss),
                sensitivity_to_gain=firm(gain),
            ),
        ),
    )
    assert run(risky).credit_lines == run(plain).credit_lines
    for line in run(risky).credit_lines:
        shown = (line.risk_weighting, line.sensitivity_to_loss, line.sensitivity_to_gain)
        assert shown == (None, "", "")


@pytest.mark.statement("N72")
@given(weightings)
def test_risk_changes_what_a_development_owes(weighting: float) -> None:
    base = run(development(zone(risk_weighting=firm(1.0)), species=(species(risk_weighting=firm(1.0)),)))
    case = development(
        zone(risk_weighting=firm(weighting)), species=(species(risk_weighting=firm(weighting)),)
    )
    for line, unit in zip(run(case).credit_lines, base.credit_lines, strict=True):
        assert unit.unrounded is not None
        assert line.unrounded == pytest.approx(unit.unrounded * weighting)


@pytest.mark.statement("N72")
def test_no_risk_parameter_is_read_for_a_site() -> None:
    supply = stewardship(managed(area_m2=10**6), species=(species(),))
    without_risk = {
        code: fact
        for code, fact in parameters().facts.items()
        if not code.startswith(("brw.", "cleared_band.", "threshold."))
    }
    assert assess(supply, replace(parameters(), facts=without_risk)) == run(supply)


@pytest.mark.statement("N72")
def test_gain_and_management_do_not_change_what_a_development_owes() -> None:
    owed = development(zone(), species=(species(),))
    managed_too = development(
        zone(stewardship=managed().stewardship), species=(species(count_gain=firm(99.0)),)
    )
    assert run(managed_too) == run(owed)
    without_gain = {
        code: fact
        for code, fact in parameters().facts.items()
        if not code.startswith(("growth.", "decline.", "security_benefit."))
    }
    assert assess(owed, replace(parameters(), facts=without_gain)) == run(owed)


@pytest.mark.statement("N72")
@given(st.floats(0, 100), st.integers(0, 10**9))
def test_supply_formula_takes_no_weighting(gain: float, area_m2: int) -> None:
    unrounded = gain_credits(gain, area_m2, 0.25)
    assert unrounded == pytest.approx(gain * area_m2 / 10_000 * 0.25)
    assert "risk_weighting" in {field.name for field in fields(CreditLine)}
    assert "risk_weighting" not in gain_credits.__annotations__
    assert "risk_weighting" not in round_stewardship.__annotations__
