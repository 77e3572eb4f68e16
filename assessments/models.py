"""All models of this app, in one place for Django; they live in `assessments.records`."""

from assessments.records.calculations import (
    Calculation,
    CreditLineRecord,
    PlotImport,
    PlotImportRow,
    ReportDocument,
)
from assessments.records.cases import Assessment, AssessmentCase, CaseParty, Content, Revision, SectionVersion
from assessments.records.evidence import Attachment, ZoneOutline
from assessments.records.site import (
    AvoidanceMeasure,
    Impact,
    ManagementAction,
    Proposal,
    SiteBoundary,
    SiteContext,
)
from assessments.records.species import CandidateSpecies, EnteredFact, PredictedSpecies, SpeciesHabitat
from assessments.records.vegetation import (
    FutureValue,
    ManagementZone,
    PlantedVegetation,
    Plot,
    PlotSpecies,
    ScatteredTreeGroup,
    VegetationZone,
)
from assessments.records.workbench import Delegate, FormDraft, SectionComment

__all__ = [
    "Assessment",
    "AssessmentCase",
    "Attachment",
    "AvoidanceMeasure",
    "Calculation",
    "CandidateSpecies",
    "CaseParty",
    "Content",
    "CreditLineRecord",
    "Delegate",
    "EnteredFact",
    "FormDraft",
    "FutureValue",
    "Impact",
    "ManagementAction",
    "ManagementZone",
    "PlantedVegetation",
    "Plot",
    "PlotImport",
    "PlotImportRow",
    "PlotSpecies",
    "PredictedSpecies",
    "Proposal",
    "ReportDocument",
    "Revision",
    "ScatteredTreeGroup",
    "SectionComment",
    "SectionVersion",
    "SiteBoundary",
    "SiteContext",
    "SpeciesHabitat",
    "VegetationZone",
    "ZoneOutline",
]
