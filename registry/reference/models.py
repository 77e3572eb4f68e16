"""All models of this app, in one place for Django; they live in `registry.reference.facts`."""

from registry.reference.facts.places import (
    Landscape,
    LocalGovernmentArea,
    Region,
    Subregion,
    SubregionNeighbour,
)
from registry.reference.facts.release import Mark, Release, SourceTable
from registry.reference.facts.rules import ManagementActionType, MethodParameter
from registry.reference.facts.species import Species, SpeciesAssociation
from registry.reference.facts.vegetation import (
    Benchmark,
    CommunityAssociation,
    EcologicalCommunity,
    OffsetTradingGroup,
    OffsetTradingGroupTier,
    PlantCommunityType,
    VegetationClass,
)

__all__ = [
    "Benchmark",
    "CommunityAssociation",
    "EcologicalCommunity",
    "Landscape",
    "LocalGovernmentArea",
    "ManagementActionType",
    "Mark",
    "MethodParameter",
    "OffsetTradingGroup",
    "OffsetTradingGroupTier",
    "PlantCommunityType",
    "Region",
    "Release",
    "SourceTable",
    "Species",
    "SpeciesAssociation",
    "Subregion",
    "SubregionNeighbour",
    "VegetationClass",
]
