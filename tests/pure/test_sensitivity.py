"""Which attribute moves the score: every step is the method itself, run again."""

from dataclasses import replace
from time import perf_counter

import pytest

from assessments.bam.attributes import ATTRIBUTE_CODES
from assessments.bam.engine import assess
from assessments.what_if.applying import apply
from assessments.what_if.edits import LIMITS, PlotValue
from assessments.what_if.sensitivity import STEPS, zone_sensitivity
from tests.pure.bam_builders import (
    CURRENT_1387,
    GOOD,
    development,
    managed,
    parameters,
    species,
    stewardship,
    zone,
)


def by_code(found):
    return {one.code: one for one in found.attributes}


def test_a_step_up_is_what_the_plot_with_one_more_gives():
    case = development(zone(plots=(CURRENT_1387,)), species=(species(),))
    found = by_code(zone_sensitivity(case, "Z1", parameters()))
    now = assess(case, parameters())
    for code, more in (
        ("composition.shrub", 4.0),
        ("structure.tree", 14.0),
        ("function.large_trees", 3.0),
        ("function.logs", 12.0),
    ):
        then = assess(apply(case, [PlotValue("Z1", "P1", code, more)]), parameters())
        assert found[code].up.mean == more
        assert found[code].up.vegetation_integrity == then.zones[0].current.score
        assert found[code].up.change_by == pytest.approx(then.zones[0].change - now.zones[0].change)
        credits = (then.ecosystem_credits + then.species_credits) - (
            now.ecosystem_credits + now.species_credits
        )
        assert found[code].up.credits_by == credits


def test_every_scored_attribute_is_there_and_the_strongest_comes_first():
    found = zone_sensitivity(stewardship(managed()), "Z1", parameters())
    assert sorted(by_code(found)) == sorted(ATTRIBUTE_CODES)
    reach = [one.reach for one in found.attributes]
    assert reach == sorted(reach, reverse=True)
    assert reach[0] > 0


def test_at_the_benchmark_nothing_is_left_to_raise():
    found = zone_sensitivity(development(zone(plots=(GOOD,))), "Z1", parameters())
    assert [one.code for one in found.attributes if one.at_benchmark is not None] == []
    assert all(one.up is None or one.up.vi_by <= 1e-9 for one in found.attributes)


def test_raised_to_its_benchmark_an_attribute_has_its_full_score():
    case = development(zone(plots=(CURRENT_1387,)))
    litter = by_code(zone_sensitivity(case, "Z1", parameters()))["function.litter"]
    full = assess(apply(case, [PlotValue("Z1", "P1", "function.litter", 60.0)]), parameters())
    assert litter.at_benchmark.vegetation_integrity == full.zones[0].current.score
    assert litter.at_benchmark.vi_by > litter.up.vi_by > 0


def test_a_step_stops_at_the_end_of_the_range():
    bare = replace(CURRENT_1387, litter=96.0, logs=0.0, regeneration=0.0)
    found = by_code(zone_sensitivity(development(zone(plots=(bare,))), "Z1", parameters()))
    assert found["function.litter"].up.mean == 100.0
    assert found["function.logs"].down is None
    assert (found["function.regeneration"].up.mean, found["function.regeneration"].down) == (1.0, None)


def test_every_attribute_has_a_step_within_its_range():
    assert sorted(STEPS) == sorted(ATTRIBUTE_CODES)
    assert all(0 < step <= LIMITS[code][1] for code, step in STEPS.items())


def test_a_zone_without_a_score_says_what_is_missing():
    found = zone_sensitivity(development(zone(plots=())), "Z1", parameters())
    assert (found.now, found.attributes) == (None, ())
    assert any("no plots" in sentence for sentence in found.not_computed)


def test_a_community_without_trees_has_no_function_attribute():
    from tests.pure.bam_builders import benchmark

    case = development(zone(benchmark=benchmark(woody=False)))
    codes = by_code(zone_sensitivity(case, "Z1", parameters()))
    assert codes and not [code for code in codes if code.startswith("function")]


def test_provisional_marks_of_the_zone_and_its_lines_are_carried():
    case = stewardship(managed())
    found = zone_sensitivity(case, "Z1", parameters())
    assert set(assess(case, parameters()).provisional) <= set(found.provisional)
    assert found.provisional


def test_a_zone_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        zone_sensitivity(development(zone()), "Z9", parameters())


def test_one_zone_of_three_hundred_is_ranked_quickly():
    zones = tuple(replace(managed(), key=f"Z{n}", number=n) for n in range(1, 301))
    holdings = tuple(species(scientific_name=f"Testus {n}") for n in range(20))
    case = stewardship(*zones, species=holdings)
    started = perf_counter()
    zone_sensitivity(case, "Z1", parameters())
    assert perf_counter() - started < 2.0
