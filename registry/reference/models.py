"""All models of this app, in one place for Django; they live in `registry.reference.facts`."""

from registry.reference.facts.places import (
    Landscape,
    LocalGovernmentArea,
    Region,
    Subregion,
    SubregionNeighbour,
    SubregionOutline,
)
from registry.reference.facts.plants import Plant
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
from registry.reference.loads.records import LoadFile, StagedLoad, StagedRow

__all__ = [
    "Benchmark",
    "CommunityAssociation",
    "EcologicalCommunity",
    "Landscape",
    "LoadFile",
    "LocalGovernmentArea",
    "ManagementActionType",
    "Mark",
    "MethodParameter",
    "OffsetTradingGroup",
    "OffsetTradingGroupTier",
    "Plant",
    "PlantCommunityType",
    "Region",
    "Release",
    "SourceTable",
    "Species",
    "SpeciesAssociation",
    "StagedLoad",
    "StagedRow",
    "Subregion",
    "SubregionNeighbour",
    "SubregionOutline",
    "VegetationClass",
]
