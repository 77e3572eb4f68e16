"""What is known for a revision: the facts its assessor entered, then those of its pinned reference release.

A fact the assessor entered comes before the release's own and makes the result provisional (method 9). A fact that
neither has is left out: the method then says what to enter.
"""

from dataclasses import dataclass, field
from typing import Any

from assessments.bam.attributes import ATTRIBUTE_CODES
from assessments.bam.inputs import Benchmark, Community, Fact
from assessments.models import (
    CandidateSpecies,
    EnteredFact,
    PredictedSpecies,
    Revision,
    ScatteredTreeGroup,
    VegetationZone,
)
from registry.reference import models as reference


@dataclass(slots=True)
class Facts:
    """What is known for one revision: entered facts, then its release's rows, read in a fixed number of queries."""

    entered: dict[tuple[str, str, str], EnteredFact] = field(default_factory=dict)
    pcts: dict[int, reference.PlantCommunityType] = field(default_factory=dict)
    benchmarks: dict[str, reference.Benchmark] = field(default_factory=dict)
    communities: dict[str, reference.EcologicalCommunity] = field(default_factory=dict)
    species: dict[str, reference.Species] = field(default_factory=dict)
    region_name: str = ""

    def typed(self, subject: str, key: object, code: str) -> Fact[Any] | None:
        """A fact the assessor entered, as a number where it is one."""
        row = self.entered.get((subject, str(key), code))
        if row is None:
            return None
        try:
            value: object = float(row.value)
        except ValueError:
            value = {"yes": True, "no": False}.get(row.value, row.value)
        return Fact(value, "entered", row.source)


def read_facts(revision: Revision) -> Facts:
    """Everything known about what this revision names."""
    release = revision.release
    facts = Facts()
    for row in EnteredFact.objects.filter(revision=revision):
        facts.entered[row.subject_kind, row.subject_key, row.code] = row
    zones = VegetationZone.objects.filter(revision=revision)
    trees = ScatteredTreeGroup.objects.filter(revision=revision)
    ids = {zone.pct_id for zone in zones} | {tree.pct_id for tree in trees}
    facts.pcts = {
        row.pct_id: row
        for row in reference.PlantCommunityType.objects.filter(release=release, pct_id__in=ids)
    }
    subregion = reference.Subregion.objects.filter(
        release=release, code=revision.site_context.subregion_code
    ).first()
    facts.region_name = subregion.region_name if subregion else ""
    classes = {row.vegetation_class for row in facts.pcts.values()}
    facts.benchmarks = {
        row.vegetation_class: row
        for row in reference.Benchmark.objects.filter(
            release=release, ibra_region=facts.region_name, vegetation_class__in=classes
        )
    }
    facts.communities = {
        row.name: row
        for row in reference.EcologicalCommunity.objects.filter(
            release=release, name__in={zone.community_name for zone in zones}
        )
    }
    names = set(PredictedSpecies.objects.filter(revision=revision).values_list("scientific_name", flat=True))
    names |= set(CandidateSpecies.objects.filter(revision=revision).values_list("scientific_name", flat=True))
    facts.species = {
        row.scientific_name: row
        for row in reference.Species.objects.filter(release=release, scientific_name__in=names)
    }
    return facts


def benchmark_of(pct_id: int, facts: Facts) -> Benchmark | None:
    """Benchmark of a community: entered values over the release's row for its class and region."""
    pct = facts.pcts.get(pct_id)
    row = facts.benchmarks.get(pct.vegetation_class) if pct else None
    values: dict[str, Fact[float]] = {}
    woody: Fact[bool] | None = facts.typed("pct", pct_id, "woody")
    threshold: Fact[int] | None = facts.typed("pct", pct_id, "large_tree_threshold_cm")
    if row is not None:
        mark, source = row.mark, f"benchmark of {row.vegetation_class}, {row.ibra_region}: {row.source}"
        values = {code: Fact(float(value), mark, source) for code, value in row.values().items()}  # type: ignore[arg-type]
        if woody is None and row.woody is not None:
            woody = Fact(row.woody, mark, source)  # type: ignore[arg-type]
        if threshold is None and row.large_tree_threshold_cm is not None:
            threshold = Fact(row.large_tree_threshold_cm, mark, source)  # type: ignore[arg-type]
    for code in ATTRIBUTE_CODES:
        typed = facts.typed("pct", pct_id, f"benchmark.{code}")
        if typed is not None:
            values[code] = typed
    if not values:
        return None
    if woody is None:
        trees = values.get("composition.tree")
        woody = (
            Fact(True, "open", "taken as woody: nobody said otherwise")
            if trees is None
            else Fact(trees.value > 0, trees.mark, trees.source)
        )
    if threshold is not None:
        threshold = Fact(int(threshold.value), threshold.mark, threshold.source)
    return Benchmark(values=values, woody=woody, large_tree_threshold_cm=threshold)


def percent_cleared_of(pct_id: int, facts: Facts) -> Fact[float] | None:
    typed = facts.typed("pct", pct_id, "percent_cleared")
    row = facts.pcts.get(pct_id)
    if typed is not None or row is None or row.percent_cleared is None:
        return typed
    mark = row.percent_cleared_mark or row.mark
    return Fact(float(row.percent_cleared), mark, row.percent_cleared_source or row.source)  # type: ignore[arg-type]


def community_of(zone: VegetationZone, facts: Facts) -> Community | None:
    if not zone.community_name:
        return None
    row = facts.communities.get(zone.community_name)

    def listing(code: str) -> Fact[Any] | None:
        typed = facts.typed("community", zone.community_name, code)
        stored = getattr(row, code, "") if row else ""
        if typed is not None or not stored or row is None:
            return typed
        return Fact(stored, row.mark, row.source)  # type: ignore[arg-type]

    return Community(zone.community_name, listing("bc_listing"), listing("epbc_listing"))


def species_fact(row: reference.Species | None, name: str) -> Fact[Any] | None:
    value = getattr(row, name, None) if row else None
    if row is None or value in (None, ""):
        return None
    mark = getattr(row, f"{name}_mark", "") or row.mark
    source = row.attribute_source if getattr(row, f"{name}_mark", "") else row.source
    return Fact(float(value) if name == "risk_weighting" else value, mark, source or row.source)  # type: ignore[arg-type]
