"""Trying changes: what an edit does to a case, what is refused, and what the difference says."""

from dataclasses import replace

import pytest

from assessments.bam.engine import assess
from assessments.bam.inputs import TreeGroupInput
from assessments.what_if import difference, edits
from assessments.what_if.applying import apply
from assessments.what_if.edits import (
    FutureMean,
    HabitatArea,
    HabitatCount,
    PartArea,
    PlannedWeedCover,
    PlotValue,
    TreeCount,
    TypedGain,
    ZoneArea,
)
from registry.findings import InvalidInput
from tests.pure.bam_builders import (
    CURRENT_1387,
    GOOD,
    development,
    firm,
    managed,
    parameters,
    part,
    species,
    stewardship,
    zone,
)


def plot_of(case):
    return case.zones[0].plots[0]


def tried(case, *changes):
    return difference.compare(assess(case, parameters()), assess(apply(case, changes), parameters()))


@pytest.mark.parametrize(
    ("attribute", "value", "read"),
    [
        ("composition.shrub", 4.0, lambda plot: plot.composition[1]),
        ("structure.other", 12.5, lambda plot: plot.structure[5]),
        ("function.large_trees", 7.0, lambda plot: plot.large_trees),
        ("function.litter", None, lambda plot: plot.litter),
        ("function.logs", 15.5, lambda plot: plot.logs),
        ("function.regeneration", 0.0, lambda plot: plot.regeneration),
        ("high_threat_weed_cover", 22.0, lambda plot: plot.high_threat_weed_cover),
        ("stems.20_to_29", 0.0, lambda plot: plot.stem_classes[2]),
    ],
)
def test_every_value_of_a_plot_can_be_tried_and_nothing_else_changes(attribute, value, read):
    case = development(zone(plots=(GOOD, replace(CURRENT_1387, label="P2"))))
    changed = apply(case, [PlotValue("Z1", "P1", attribute, value)])
    assert read(plot_of(changed)) == value
    assert changed.zones[0].plots[1] == case.zones[0].plots[1]
    assert apply(changed, [PlotValue("Z1", "P1", attribute, read(plot_of(case)))]) == case


def test_stem_classes_are_unrecorded_until_all_five_are_said():
    case = development(zone(plots=(replace(GOOD, stem_classes=None),)))
    some = [PlotValue("Z1", "P1", code, 1.0) for code in edits.STEM_CODES[:4]]
    assert plot_of(apply(case, some)).stem_classes is None
    everything = [*some, PlotValue("Z1", "P1", edits.STEM_CODES[4], 0.0)]
    assert plot_of(apply(case, everything)).stem_classes == (1, 1, 1, 1, 0)


def test_areas_means_gains_weeds_habitat_and_trees_can_be_tried():
    site = stewardship(managed(management_zones=(part("West", 6_000), part("East", 4_000))))
    changed = apply(
        site,
        [
            ZoneArea("Z1", 20_000),
            PartArea("Z1", "West", 16_000),
            FutureMean("Z1", "West", "structure.tree", 55.0),
            TypedGain("Z1", "East", 12.0),
            PlannedWeedCover("Z1", 2.0),
        ],
    ).zones[0]
    west, east = changed.management_zones
    assert (changed.area_m2, west.area_m2, east.area_m2) == (20_000, 16_000, 4_000)
    assert (dict(west.future_means), east.typed_gain) == ({"structure.tree": 55.0}, 12.0)
    assert changed.stewardship.planned_high_threat_weed_cover == 2.0
    trees = TreeGroupInput("T1", 1387, "Test woodland", "Eucalyptus", 3, 40, False, firm(50))
    quarry = development(zone(), species=(species(),), trees=(trees,))
    moved = apply(quarry, [HabitatArea("Testus secundus", "Z1", 2_500), TreeCount("T1", 9)])
    assert (moved.species[0].zones[0].area_m2, moved.trees[0].trees) == (2_500, 9)


def test_a_future_mean_can_be_taken_back():
    case = development(zone(management_zones=(part("All", 10_000, {"structure.tree": 5.0}),)))
    assert (
        apply(case, [FutureMean("Z1", "All", "structure.tree", None)])
        .zones[0]
        .management_zones[0]
        .future_means
        == {}
    )


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (PlotValue("Z9", "P1", "structure.tree", 1.0), "edits[0].zone"),
        (PlotValue("Z1", "P9", "structure.tree", 1.0), "edits[0].plot"),
        (PartArea("Z1", "Nowhere", 100), "edits[0].part"),
        (TypedGain("Z1", "All", 2.0), "edits[0].value"),
        (PlannedWeedCover("Z1", 2.0), "edits[0].zone"),
        (HabitatArea("Testus secundus", "Z2", 100), "edits[0].species"),
        (HabitatCount("Testus secundus", "Z1", 4), "edits[0].individuals"),
        (TreeCount("T1", 4), "edits[0].group"),
    ],
)
def test_a_change_of_something_that_is_not_there_is_refused_by_its_place(edit, field):
    case = development(zone(management_zones=(part("All", 10_000),)), species=(species(),))
    with pytest.raises(InvalidInput) as refused:
        apply(case, [edit])
    assert [finding.field for finding in refused.value.findings] == [field]


@pytest.mark.parametrize(
    "edit",
    [
        PlotValue("Z1", "P1", "function.litter", None),
        ZoneArea("Z1", 400),
        PlannedWeedCover("Z1", 3.5),
        PartArea("Z1", "All", 1),
        FutureMean("Z1", "All", "function.stem_classes", 2.5),
        TypedGain("Z1", "All", -4.0),
        HabitatArea("Testus secundus", "Z1", 1),
        HabitatCount("Testus secundus", "Z1", 0),
        TreeCount("T1", 1),
    ],
)
def test_an_edit_written_as_plain_data_is_read_back_the_same(edit):
    assert edits.edits_from([edits.plain(edit)]) == (edit,)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ("text", "edits[0].kind"),
        ({"kind": "magic"}, "edits[0].kind"),
        ({"kind": ["plot_value"]}, "edits[0].kind"),
        ({"kind": "zone_area", "zone": "Z1", "area_m2": 400, "more": 1}, "edits[0].more"),
        ({"kind": "zone_area", "zone": "Z1"}, "edits[0].area_m2"),
        ({"kind": "zone_area", "zone": "Z1", "area_m2": True}, "edits[0].area_m2"),
        ({"kind": "zone_area", "zone": "Z1", "area_m2": 400.5}, "edits[0].area_m2"),
        ({"kind": "zone_area", "zone": "Z1", "area_m2": float("nan")}, "edits[0].area_m2"),
        ({"kind": "zone_area", "zone": "Z1", "area_m2": None}, "edits[0].area_m2"),
        ({"kind": "zone_area", "zone": "Z1", "area_m2": 99}, "edits[0].area_m2"),
        ({"kind": "zone_area", "zone": 1, "area_m2": 400}, "edits[0].zone"),
        ({"kind": "tree_count", "group": "T1", "trees": 0}, "edits[0].trees"),
        (
            {"kind": "plot_value", "zone": "Z1", "plot": "P1", "attribute": "structure.moss", "value": 1},
            "edits[0].attribute",
        ),
        (
            {"kind": "plot_value", "zone": "Z1", "plot": "P1", "attribute": "structure.tree", "value": None},
            "edits[0].value",
        ),
        (
            {"kind": "plot_value", "zone": "Z1", "plot": "P1", "attribute": "composition.tree", "value": 1.5},
            "edits[0].value",
        ),
        (
            {"kind": "future_mean", "zone": "Z1", "part": "All", "attribute": "stems.5_to_9", "value": 1},
            "edits[0].attribute",
        ),
    ],
)
def test_plain_data_that_is_no_edit_is_refused_by_its_path(data, field):
    with pytest.raises(InvalidInput) as refused:
        edits.edits_from([data])
    assert field in [finding.field for finding in refused.value.findings]


def test_more_edits_than_the_limit_are_refused():
    with pytest.raises(InvalidInput):
        edits.edits_from([{}] * (edits.MAXIMUM_EDITS + 1))


def test_without_edits_there_is_no_difference():
    case = development(zone(plots=(CURRENT_1387,)), species=(species(),))
    assert not tried(case).differs


def test_the_difference_is_that_of_two_calculations():
    case = development(zone(plots=(CURRENT_1387,)), species=(species(),))
    found = tried(case, PlotValue("Z1", "P1", "structure.tree", 40.0))
    before, after = (
        assess(one, parameters())
        for one in (case, apply(case, [PlotValue("Z1", "P1", "structure.tree", 40.0)]))
    )
    assert found.differs
    integrity = found.zones[0].vegetation_integrity
    assert (integrity.before, integrity.after) == (
        before.zones[0].current.score,
        after.zones[0].current.score,
    )
    assert integrity.by > 0
    assert found.zones[0].composition.by == 0
    assert [line.credits.after for line in found.lines] == [line.credits for line in after.credit_lines]
    assert found.ecosystem_credits.after == after.ecosystem_credits
    assert found.species_credits.by == after.species_credits - before.species_credits


def test_what_becomes_not_computed_is_named_with_its_reason():
    case = development(zone(plots=(CURRENT_1387,)))
    found = tried(case, PlotValue("Z1", "P1", "function.litter", None))
    assert found.zones[0].vegetation_integrity.after is None
    assert [line.subject for line in found.no_longer_computed] == ["1387"]
    assert any("litter" in sentence for sentence in found.zones[0].gaps_added)
    assert found.complete == (True, False)


def test_a_part_that_no_longer_fits_its_zone_is_not_computed():
    case = development(zone(management_zones=(part("All", 10_000),)))
    found = tried(case, ZoneArea("Z1", 20_000))
    assert found.zones[0].change.after is None
    assert found.zones[0].gaps_added


def test_a_mark_that_comes_with_a_change_is_told():
    case = development(zone(plots=(GOOD, replace(GOOD, label="P2"))))
    found = tried(case, PlotValue("Z1", "P2", "stems.5_to_9", 0.0))
    assert any("Stem size classes" in reason for reason in found.provisional_added)
    back = difference.compare(
        assess(apply(case, [PlotValue("Z1", "P2", "stems.5_to_9", 0.0)]), parameters()),
        assess(case, parameters()),
    )
    assert back.provisional_removed == found.provisional_added


@pytest.mark.parametrize("value", [10**30, 10**400, -(10**400), float("inf"), float("nan"), True])
def test_numbers_beyond_all_measure_are_refused_not_computed_with(value):
    for edit in (
        {"kind": "zone_area", "zone": "1_a", "area_m2": value},
        {"kind": "planned_weed_cover", "zone": "1_a", "value": value},
    ):
        with pytest.raises(InvalidInput):
            edits.edits_from([edit])
