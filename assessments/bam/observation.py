"""From plots to the observed means of a zone: averaged first, scored afterwards (method 1.2; cases C02, C03). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessments.bam.attributes import COMPOSITION_CODES, STEM_CLASSES_CM, STRUCTURE_CODES
from assessments.bam.inputs import PlotObservation


@dataclass(frozen=True, slots=True)
class ZoneMeans:
    """Observed means of a zone by attribute code, and the attributes that some plot did not record.

    A mean is only given when every plot recorded the attribute: a part of the plots is not the zone. `unrecorded`
    holds the labels of the plots without a value. `needs_large_tree_threshold`: stems were recorded, so which
    classes count depends on the threshold, and none was given.
    """

    values: dict[str, float]
    unrecorded: dict[str, tuple[str, ...]]
    high_threat_weed_cover: float | None
    hollow_bearing_trees: float | None
    needs_large_tree_threshold: bool
    stems_recorded: bool
    stem_classes_differ: bool
    regeneration_differs: bool


def stem_class_count(classes: Sequence[int], large_tree_threshold_cm: int | None) -> int:
    """Stem size classes present in a plot; those at or above the large tree threshold do not count (method 1.1)."""
    return sum(
        1
        for (lower, _), present in zip(STEM_CLASSES_CM, classes, strict=True)
        if present and (large_tree_threshold_cm is None or lower < large_tree_threshold_cm)
    )


def zone_means(plots: Sequence[PlotObservation], large_tree_threshold_cm: int | None) -> ZoneMeans:
    """Means over the plots of one zone; stem classes and regeneration as the mean of the plots' counts (method 1.2).

    Without plots every mean is missing.
    """
    values: dict[str, float] = {}
    unrecorded: dict[str, tuple[str, ...]] = {}
    if plots:
        for codes, rows in (
            (COMPOSITION_CODES, [plot.composition for plot in plots]),
            (STRUCTURE_CODES, [plot.structure for plot in plots]),
        ):
            for code, column in zip(codes, zip(*rows, strict=True), strict=True):
                values[code] = sum(column) / len(plots)
    stems = [None if plot.stem_classes is None else tuple(plot.stem_classes) for plot in plots]
    stems_recorded = any(any(classes) for classes in stems if classes is not None)
    needs_threshold = stems_recorded and large_tree_threshold_cm is None
    counts = [
        None
        if classes is None or needs_threshold
        else float(stem_class_count(classes, large_tree_threshold_cm))
        for classes in stems
    ]
    columns: dict[str, list[float | None]] = {
        "function.large_trees": [plot.large_trees for plot in plots],
        "function.litter": [plot.litter for plot in plots],
        "function.logs": [plot.logs for plot in plots],
        "function.stem_classes": counts,
        "function.regeneration": [plot.regeneration for plot in plots],
    }
    for code, column_values in columns.items():
        mean = mean_or_none(column_values)
        if mean is not None:
            values[code] = mean
        elif not (code == "function.stem_classes" and needs_threshold):
            unrecorded[code] = tuple(
                plot.label for plot, value in zip(plots, column_values, strict=True) if value is None
            )
    return ZoneMeans(
        values=values,
        unrecorded=unrecorded,
        high_threat_weed_cover=mean_or_none(plot.high_threat_weed_cover for plot in plots),
        hollow_bearing_trees=mean_or_none(plot.hollow_bearing_trees for plot in plots),
        needs_large_tree_threshold=needs_threshold,
        stems_recorded=stems_recorded,
        stem_classes_differ=len(set(stems)) > 1,
        regeneration_differs=len({plot.regeneration for plot in plots}) > 1,
    )


def mean_or_none(values: Iterable[float | None]) -> float | None:
    """The mean, or None when there is no value or one of them is missing."""
    known: list[float] = []
    for value in values:
        if value is None:
            return None
        known.append(value)
    return sum(known) / len(known) if known else None
