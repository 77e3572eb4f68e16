"""The attributes of vegetation integrity, by the names used everywhere else in this project.

Method: BAM 2020 App H as shown by its calculator (method notes 1.1). Pure.
"""

from typing import Literal

GrowthForm = Literal["tree", "shrub", "grass", "forb", "fern", "other"]
FunctionAttribute = Literal["large_trees", "litter", "logs", "stem_classes", "regeneration"]
Component = Literal["composition", "structure", "function"]

GROWTH_FORMS: tuple[GrowthForm, ...] = ("tree", "shrub", "grass", "forb", "fern", "other")
FUNCTION_ATTRIBUTES: tuple[FunctionAttribute, ...] = (
    "large_trees",
    "litter",
    "logs",
    "stem_classes",
    "regeneration",
)

COMPOSITION_CODES = tuple(f"composition.{form}" for form in GROWTH_FORMS)
STRUCTURE_CODES = tuple(f"structure.{form}" for form in GROWTH_FORMS)
FUNCTION_CODES = tuple(f"function.{attribute}" for attribute in FUNCTION_ATTRIBUTES)
ATTRIBUTE_CODES = COMPOSITION_CODES + STRUCTURE_CODES + FUNCTION_CODES

STEM_CLASSES_CM = ((5, 9), (10, 19), (20, 29), (30, 49), (50, 79))
"""Lower and upper bound of each stem size class, cm DBH. One at or above the large tree threshold does not count."""

LABELS: dict[str, str] = {
    "tree": "Tree",
    "shrub": "Shrub",
    "grass": "Grass and grass-like",
    "forb": "Forb",
    "fern": "Fern",
    "other": "Other",
    "large_trees": "Large trees",
    "litter": "Litter cover",
    "logs": "Length of fallen logs",
    "stem_classes": "Stem size classes",
    "regeneration": "Tree regeneration",
}

UNITS: dict[str, str] = {
    "composition": "species",
    "structure": "% cover",
    "function.large_trees": "trees",
    "function.litter": "% cover",
    "function.logs": "m",
    "function.stem_classes": "classes",
    "function.regeneration": "0 to 1",
}


def label(code: str) -> str:
    """The name of an attribute for a person: `composition.tree` -> `Tree`."""
    return LABELS[code.rpartition(".")[2]]


def unit(code: str) -> str:
    """The unit an attribute is measured in: `structure.tree` -> `% cover`."""
    return UNITS.get(code) or UNITS[code.partition(".")[0]]
