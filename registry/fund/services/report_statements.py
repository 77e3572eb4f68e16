"""The declaration under a yearly report, with its edition: a changed wording is a new edition. The wording is ours.

It names the report by its version and its figures, so that equal text means that the same thing was declared.
"""

import hashlib
import json

from registry.fund.models import AnnualReport, ReportedAction
from registry.fund.selectors.reporting import Content
from registry.units import display_dollars

DECLARATION = "report.declaration/1"


def declaration(report: AnnualReport, content: Content) -> str:
    """What the person who signs for an owner declares."""
    year = report.management_year
    done = sum(one.done == ReportedAction.Done.YES for one in content.duties)
    return (
        f"For the owners of the land I declare that this report on management year {year.year} of agreement "
        f"{year.site.agreement} ({year.due_on:%d/%m/%Y} to the day before {year.ends_on:%d/%m/%Y}), version "
        f"{report.version}, is true and complete: {done} of {len(content.duties)} actions done in full, "
        f"{display_dollars(content.spent_cents)} spent, of which {display_dollars(content.local_cents)} went to people "
        f"of the area. Photos: {len(content.photos)}. Observations and incidents: {len(content.observations)}. "
        f"Fingerprint of the content: {fingerprint(report, content)[:16]}."
    )


def fingerprint(report: AnnualReport, content: Content) -> str:
    """SHA-256 of everything the report says."""
    said = {
        "summary": report.summary,
        "changes": report.changes,
        "actions": [
            [str(one.duty.public_id), one.done, one.answer.what, one.answer.why_not]
            for one in content.duties
            if one.answer
        ],
        "spending": [
            [line.code, line.spent_cents, line.local_cents]
            for line in content.purposes
            if line.spent_cents is not None
        ],
        "observations": [[one.kind, one.observed_on.isoformat(), one.text] for one in content.observations],
        "photos": [[one.sha256, one.point, one.caption] for one in content.photos],
        "answers": [[one.question, one.answer] for one in content.queries],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
