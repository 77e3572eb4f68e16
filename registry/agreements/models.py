"""The models of agreements, gathered where Django looks for them."""

from registry.agreements.records.agreements import (
    NSW_BOS,
    Agreement,
    AgreementBoundary,
    AgreementChange,
    AgreementSuspension,
    Origin,
    OwnerChange,
    OwnerShare,
)
from registry.agreements.records.eligibility import EligibilityFinding, InterestHolder, PermittedActivity
from registry.agreements.records.plans import AgreedPlan, AgreementTerms, PlanAction, PlanCost

__all__ = [
    "NSW_BOS",
    "AgreedPlan",
    "Agreement",
    "AgreementBoundary",
    "AgreementChange",
    "AgreementSuspension",
    "AgreementTerms",
    "EligibilityFinding",
    "InterestHolder",
    "Origin",
    "OwnerChange",
    "OwnerShare",
    "PermittedActivity",
    "PlanAction",
    "PlanCost",
]
