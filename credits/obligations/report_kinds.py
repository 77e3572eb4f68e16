"""Which report an application is lodged with (BC Act s 7.7, s 7.9)."""

from assessments import states as revision_states
from assessments.records.cases import Kind
from credits.obligations.models import Pathway

REPORT_KINDS: dict[str, frozenset[str]] = {
    Pathway.LOCAL: frozenset({Kind.PART4}),
    Pathway.STATE_DEVELOPMENT: frozenset({Kind.MAJOR_PROJECT}),
    Pathway.STATE_INFRASTRUCTURE: frozenset({Kind.MAJOR_PROJECT}),
    Pathway.ACTIVITY: frozenset({Kind.PART5}),
    Pathway.URBAN_CLEARING: frozenset({Kind.CLEARING}),
    Pathway.RURAL_CLEARING: frozenset({Kind.CLEARING}),
    Pathway.CERTIFICATION: frozenset({Kind.CERTIFICATION}),
    Pathway.STRATEGIC_CERTIFICATION: frozenset({Kind.CERTIFICATION}),
}
"""Which kind of assessment serves which pathway."""

LODGEABLE = frozenset({revision_states.SUBMITTED, revision_states.ACCEPTED})
"""States of a report with which an application can be lodged: in the authority's hands."""
