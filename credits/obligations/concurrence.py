"""Who has to agree before fewer credits are required than the report says (BC Act s 7.12).

Pure: no Django, no clock, no I/O.
"""

from dataclasses import dataclass
from datetime import date

AGENCY_HEAD, MINISTER = "agency_head", "minister"
LOCAL = frozenset({"local", "urban_clearing", "rural_clearing", "activity"})
MAJOR_PROJECTS = frozenset({"state_development", "state_infrastructure"})
MINISTER_CONCURS_FROM = date(2025, 3, 7)
"""From here on the Environment Minister agrees to fewer credits of a major project (Amendment Act 2024)."""


@dataclass(frozen=True, slots=True)
class Needed:
    """Whose concurrence is needed, and under which clause."""

    giver: str
    clause: str
    sentence: str


def needed(pathway: str, *, reduced: bool, decided_on: date) -> Needed | None:
    """The concurrence that a decision of that day needs; None where it needs none.

    `reduced`: a line is required with fewer credits than the report proposes, or dropped. A major project decided
    before 7 March 2025 may be given another number without anybody's agreement (s 7.14(3)); a certification is
    conferred by the Minister, who needs nobody's."""
    if not reduced:
        return None
    if pathway in LOCAL:
        return Needed(
            AGENCY_HEAD,
            "BC Act s 7.12",
            "Fewer credits than the report's are required: record the concurrence of the Environment Agency Head.",
        )
    if pathway in MAJOR_PROJECTS and decided_on >= MINISTER_CONCURS_FROM:
        return Needed(
            MINISTER,
            "BC Act s 7.14, as amended from 7 March 2025",
            "Fewer credits than the report's are required: record the concurrence of the Minister for the Environment.",
        )
    return None
