"""What a final report cannot be without: a report that lacks one of its parts is not made (N3, N20, N21, N39-N42)."""

from assessments.reports.management_plan import GROUPS
from assessments.reports.source import ReportSource
from registry.findings import DomainError, Finding

PLAN_STATEMENTS = {"required": "N41", "active_restoration": "N42"}


def require_complete(source: ReportSource) -> None:
    """Raises DomainError with every missing part. A draft may lack anything: it says so and carries its watermark."""
    if source.draft:
        return
    findings = [*_both(source), *(_stewardship(source) if source.stewardship else _development(source))]
    if findings:
        raise DomainError(
            "document.incomplete", "The report lacks a part that it must have, so it is not made.", findings
        )


def _both(source: ReportSource) -> list[Finding]:
    """The site on a map, and the accredited assessor who vouches for the report."""
    findings = []
    if source.context["site"]["boundary"] is None:
        findings.append(
            Finding(
                "document.boundary_missing", "Upload the boundary of the site.", "boundary", clause="N20, N39"
            )
        )
    if not source.header["assessor_number"]:
        findings.append(
            Finding(
                "document.declaration_missing",
                "The report names no accreditation, so nobody can have certified it.",
                "certification",
                clause="N19, N20, N39",
            )
        )
    return findings


def _development(source: ReportSource) -> list[Finding]:
    findings = []
    if not source.context["measures"]:
        findings.append(
            Finding(
                "document.measures_missing",
                "Describe at least one measure that avoids or minimises the impact.",
                "measures",
                clause="N3, N21",
            )
        )
    if not source.outcome.credit_lines:
        findings.append(_no_credits("N21"))
    return findings


def _stewardship(source: ReportSource) -> list[Finding]:
    findings = [] if source.outcome.credit_lines else [_no_credits("N40")]
    plan = source.context["management_plan"]
    for group, statement in PLAN_STATEMENTS.items():
        if not any(line["group"] == group for line in plan):
            findings.append(
                Finding(
                    "document.plan_missing",
                    f'The management plan has no answer under "{GROUPS[group]}": plan it, or say why it is not '
                    "needed.",
                    "management_plan",
                    clause=statement,
                )
            )
    return findings


def _no_credits(statement: str) -> Finding:
    return Finding(
        "document.credits_missing",
        "The calculation has no credit line: add zones, species or trees.",
        "credit_lines",
        clause=statement,
    )
