"""What follows when an impact is serious and irreversible (BC Act s 6.5): refusal, or consideration, by pathway (N24).

Pure: no Django, no clock, no I/O.
"""

REFUSED_UNDER = {
    "local": "BC Act s 7.16(2)",
    "urban_clearing": "BC Act s 7.16, State policy on vegetation",
    "rural_clearing": "Local Land Services Act s 60ZF",
    "certification": "BC Act s 8.8",
    "strategic_certification": "BC Act s 8.8",
}
"""Pathways on which a serious and irreversible impact leaves only refusal, with the clause."""

CONSIDERED_UNDER = {
    "state_development": "BC Act s 7.16(3)",
    "state_infrastructure": "BC Act s 7.16(3)",
    "activity": "BC Act s 7.16(4)",
}
"""Pathways on which it is taken into consideration, with additional measures that minimise it."""


def must_be_refused(pathway: str) -> bool:
    """Does such an impact leave only refusal on this pathway?"""
    return pathway in REFUSED_UNDER


def clause(pathway: str) -> str:
    """The provision that says so, or that says it is considered."""
    return REFUSED_UNDER.get(pathway) or CONSIDERED_UNDER[pathway]
