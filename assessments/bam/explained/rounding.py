"""How a line becomes whole credits (method 4.2). Pure."""

from assessments.bam.basis import Basis
from assessments.bam.credits import Credits, MinimumFor, round_development, round_stewardship
from assessments.bam.explained.formula import (
    GUIDE,
    NOWHERE,
    SOURCE_OF_MEMORY,
    Example,
    Formula,
    Standing,
    example,
    number,
)
from assessments.bam.parameters import MethodParameters

TITLE = "Results and what they become"
DEVELOPMENT: tuple[tuple[str, MinimumFor, float], ...] = (
    ("Ecosystem, development", "ecosystem", 10.45),
    ("Ecosystem, development", "ecosystem", 27.28),
    ("Ecosystem, development", "ecosystem", 0.5),
    ("Ecosystem, development", "ecosystem", 0.2),
    ("Species by area, development", "species_area", 0.32),
    ("Species by count, development", "species_count", 0.4),
    ("Ecosystem, development, nothing lost", "ecosystem", 0.0),
)
STEWARDSHIP = 0.32


def rounding_formula(parameters: MethodParameters) -> Formula:
    """Rounding and the minimum, worked with these parameters."""
    return Formula(
        slug="rounding",
        title="Whole credits",
        section="BAM 2020 Eq 1–7, as the official screens show them",
        rule="Each line is rounded once to the nearest whole number, then lines are added. A line of a development"
        " above nothing makes at least the minimum; a stewardship line has no minimum.",
        formulas=(
            "credits = the nearest whole number; at least the minimum if more than 0 at a development",
        ),
        standings=(
            Standing("Nearest, not upwards", "fitted", f"{GUIDE} (cases BAM-E02, BAM-E03, BAM-S05)"),
            Standing(
                "Exactly half a credit",
                "memory",
                SOURCE_OF_MEMORY,
                "rounded up",
                "One credit of a line that ends on exactly one half",
            ),
            Standing(
                "No minimum at a stewardship site",
                "open",
                NOWHERE,
                "no minimum",
                "One credit for each very small line of a stewardship site",
            ),
        ),
        examples=(example(TITLE, lambda: _rounded(parameters)),),
        parameters=("minimum_credits.",),
        changes="Lines of a development below half a credit",
    )


def _rounded(parameters: MethodParameters) -> Example:
    basis = Basis()
    lines: list[tuple[str, Credits]] = [
        (kind, round_development(unrounded, minimum, parameters, basis))
        for kind, minimum, unrounded in DEVELOPMENT
    ]
    lines.append(("Ecosystem, stewardship site", round_stewardship(STEWARDSHIP, basis)))
    return Example(
        TITLE,
        (),
        ("Line", "Result", "Credits"),
        tuple((kind, number(made.unrounded), str(made.credits)) for kind, made in lines),
        provisional=basis.reasons,
    )
