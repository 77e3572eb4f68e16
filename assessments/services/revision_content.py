"""A revision's rows, read once for everything that looks at all of them."""

from dataclasses import dataclass
from datetime import date

from assessments.models import (
    AvoidanceMeasure,
    CandidateSpecies,
    FutureValue,
    ManagementAction,
    ManagementZone,
    Plot,
    PredictedSpecies,
    Proposal,
    Revision,
    ScatteredTreeGroup,
    SiteBoundary,
    SiteContext,
    SpeciesHabitat,
    VegetationZone,
)
from assessments.sections import task_list_sections


@dataclass(frozen=True, slots=True)
class Content:
    """A revision's rows, read once for all checks."""

    revision: Revision
    today: date
    proposal: Proposal
    site: SiteContext
    boundary: SiteBoundary | None
    zones: tuple[VegetationZone, ...]
    plots: tuple[Plot, ...]
    parts: tuple[ManagementZone, ...]
    future_values: tuple[FutureValue, ...]
    predicted: tuple[PredictedSpecies, ...]
    candidates: tuple[CandidateSpecies, ...]
    habitat: tuple[SpeciesHabitat, ...]
    trees: tuple[ScatteredTreeGroup, ...]
    measures: tuple[AvoidanceMeasure, ...]
    actions: tuple[ManagementAction, ...]
    counts: dict[str, int]


def read_content(revision: Revision, today: date) -> Content:
    """Every row that a check looks at, in a fixed number of queries."""
    of = {"revision": revision}
    content = Content(
        revision=revision,
        today=today,
        proposal=Proposal.objects.get(**of),
        site=SiteContext.objects.get(**of),
        boundary=SiteBoundary.objects.filter(**of).defer("geojson").first(),
        zones=tuple(VegetationZone.objects.filter(**of)),
        plots=tuple(Plot.objects.filter(**of)),
        parts=tuple(ManagementZone.objects.filter(**of)),
        future_values=tuple(FutureValue.objects.filter(**of)),
        predicted=tuple(PredictedSpecies.objects.filter(**of)),
        candidates=tuple(CandidateSpecies.objects.filter(**of)),
        habitat=tuple(SpeciesHabitat.objects.filter(**of)),
        trees=tuple(ScatteredTreeGroup.objects.filter(**of)),
        measures=tuple(AvoidanceMeasure.objects.filter(**of)),
        actions=tuple(ManagementAction.objects.filter(**of)),
        counts={},
    )
    content.counts.update(
        {
            "zones": len(content.zones),
            "plots": len(content.plots),
            "management_zones": len(content.parts),
            "predicted_species": len(content.predicted),
            "candidate_species": len(content.candidates),
            "trees": len(content.trees),
            "avoidance": len(content.measures),
            "management_plan": len(content.actions),
            "boundary": int(content.boundary is not None),
            "proposal": int(bool(content.proposal.description or content.proposal.lots)),
            "site": int(bool(content.site.subregion_code)),
        }
    )
    for section in task_list_sections(revision):
        if section.code not in content.counts:
            content.counts[section.code] = section.model._default_manager.filter(**of).count()
    return content
