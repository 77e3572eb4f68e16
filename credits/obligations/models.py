"""All models of this app, in one place for Django; they live in `credits.obligations.records`."""

from credits.obligations.records.applications import (
    Application,
    Concurrence,
    Condition,
    ImpactFinding,
    LineSetting,
    ProposedLine,
)
from credits.obligations.records.developments import Development, Pathway, ScopeTest, Stage
from credits.obligations.records.discharges import (
    Claim,
    Discharge,
    ExcludedEntity,
    FundQuote,
    FundQuoteLine,
    ListedAction,
    Measure,
    RetirementUse,
)
from credits.obligations.records.obligations import DutyHolder, Obligation, ObligationLine
from credits.obligations.records.searching import DiaryEntry, Question, VariationRequest

__all__ = [
    "Application",
    "Claim",
    "Concurrence",
    "Condition",
    "Development",
    "DiaryEntry",
    "Discharge",
    "DutyHolder",
    "ExcludedEntity",
    "FundQuote",
    "FundQuoteLine",
    "ImpactFinding",
    "LineSetting",
    "ListedAction",
    "Measure",
    "Obligation",
    "ObligationLine",
    "Pathway",
    "ProposedLine",
    "Question",
    "RetirementUse",
    "ScopeTest",
    "Stage",
    "VariationRequest",
]
