"""The sections a revision is made of: which model holds each, which fields a person edits, and when it applies.

One table drives the content commands, the task list, the web forms and the API.
"""

from dataclasses import dataclass

from assessments.models import (
    Attachment,
    AvoidanceMeasure,
    CandidateSpecies,
    Content,
    EnteredFact,
    FutureValue,
    Impact,
    ManagementAction,
    ManagementZone,
    PlantedVegetation,
    Plot,
    PlotSpecies,
    PredictedSpecies,
    Proposal,
    Revision,
    ScatteredTreeGroup,
    SiteBoundary,
    SiteContext,
    SpeciesHabitat,
    VegetationZone,
    ZoneOutline,
)
from registry.findings import DomainError

DEVELOPMENT = frozenset({"part4", "part5", "major_project", "clearing", "certification"})
STEWARDSHIP = frozenset({"stewardship"})
ALL_KINDS = DEVELOPMENT | STEWARDSHIP
PLOT_MODULES = frozenset({"standard", "small_area"})
TREE_MODULE = frozenset({"scattered_trees"})
ALL_MODULES = PLOT_MODULES | TREE_MODULE

NOT_EDITABLE = frozenset({"id", "public_id", "revision", "entered_by"})


@dataclass(frozen=True, slots=True)
class Section:
    """`single`: one row that exists from the start. `uploaded`: filled by its own command, not field by field."""

    code: str
    title: str
    model: type[Content]
    kinds: frozenset[str] = ALL_KINDS
    modules: frozenset[str] = ALL_MODULES
    single: bool = False
    uploaded: bool = False
    part_of: str = ""
    required: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields a person edits, in the model's order; relations included."""
        concrete = [f.name for f in self.model._meta.fields if f.name not in NOT_EDITABLE]
        return tuple(concrete + [f.name for f in self.model._meta.many_to_many])

    @property
    def group(self) -> str:
        """The section whose version counter and place in the task list this one shares."""
        return self.part_of or self.code

    def applies_to(self, revision: Revision) -> bool:
        """Is the section part of this kind and module of assessment?"""
        assessment = revision.assessment
        return assessment.kind in self.kinds and assessment.module in self.modules


SECTIONS: tuple[Section, ...] = (
    Section("proposal", "Proposal or site", Proposal, single=True, required=True),
    Section("site", "Landscape", SiteContext, single=True, required=True),
    Section("boundary", "Site boundary", SiteBoundary, uploaded=True, required=True),
    Section("zones", "Vegetation zones", VegetationZone, modules=PLOT_MODULES, required=True),
    Section("plots", "Plots", Plot, modules=PLOT_MODULES, required=True),
    Section("plot_species", "Species recorded in plots", PlotSpecies, modules=PLOT_MODULES, part_of="plots"),
    Section(
        "zone_outlines",
        "Outlines of zones",
        ZoneOutline,
        modules=PLOT_MODULES,
        uploaded=True,
        part_of="zones",
    ),
    Section("management_zones", "Management zones and future values", ManagementZone, modules=PLOT_MODULES),
    Section("future_values", "Future values", FutureValue, modules=PLOT_MODULES, part_of="management_zones"),
    Section("trees", "Scattered trees", ScatteredTreeGroup, DEVELOPMENT, TREE_MODULE, required=True),
    Section("planted", "Planted native vegetation", PlantedVegetation),
    Section("predicted_species", "Predicted species", PredictedSpecies, modules=PLOT_MODULES),
    Section("candidate_species", "Candidate species and surveys", CandidateSpecies, modules=PLOT_MODULES),
    Section(
        "species_habitat",
        "Species polygons and counts",
        SpeciesHabitat,
        modules=PLOT_MODULES,
        part_of="candidate_species",
    ),
    Section("avoidance", "Avoid and minimise", AvoidanceMeasure, DEVELOPMENT, required=True),
    Section("impacts", "Direct, indirect and prescribed impacts", Impact, DEVELOPMENT),
    Section("management_plan", "Proposed management plan", ManagementAction, STEWARDSHIP, required=True),
    Section("attachments", "Photos and attachments", Attachment, uploaded=True),
    Section("facts", "Facts you supply", EnteredFact),
)

BY_CODE = {section.code: section for section in SECTIONS}


def section_of(code: str) -> Section:
    """The section called `code`. Raises DomainError for an unknown one."""
    try:
        return BY_CODE[code]
    except KeyError:
        raise DomainError("section.unknown", f"There is no section called {code}.") from None


def task_list_sections(revision: Revision) -> tuple[Section, ...]:
    """The sections a person works through for this revision, in order."""
    return tuple(s for s in SECTIONS if not s.part_of and s.applies_to(revision))
