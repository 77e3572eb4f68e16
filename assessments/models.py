"""All models of this app, in one place for Django; they live in `assessments.records`."""

from assessments.records.calculations import (
    Calculation,
    CreditLineRecord,
    PlotImport,
    PlotImportRow,
    ReportDocument,
)
from assessments.records.cases import Assessment, AssessmentCase, CaseParty, Content, Revision, SectionVersion
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
    ScatteredTreeGroup,
    VegetationZone,
)

__all__ = [
    "Assessment",
    "AssessmentCase",
    "AvoidanceMeasure",
    "Calculation",
    "CandidateSpecies",
    "CaseParty",
    "Content",
    "CreditLineRecord",
    "EnteredFact",
    "FutureValue",
    "Impact",
    "ManagementAction",
    "ManagementZone",
    "PlantedVegetation",
    "Plot",
    "PlotImport",
    "PlotImportRow",
    "PredictedSpecies",
    "Proposal",
    "ReportDocument",
    "Revision",
    "ScatteredTreeGroup",
    "SectionVersion",
    "SiteBoundary",
    "SiteContext",
    "SpeciesHabitat",
    "VegetationZone",
]
