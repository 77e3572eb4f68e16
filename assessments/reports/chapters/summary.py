"""The report on one page: what was assessed, the number and type of credits, and how firm the result is (N21, N40)."""

from assessments.bam.inputs import PRESENT
from assessments.reports import credit_tables
from assessments.reports.content import Block, Part, Words
from assessments.reports.figures import NOT_COMPUTED, area, number
from assessments.reports.lines import by_subject
from assessments.reports.opening import counted
from assessments.reports.source import ReportSource


def summary(source: ReportSource) -> Part:
    """Short sentences with numbers, then credits by type."""
    sentences = [_assessed(source), _integrity(source), _species(source), _offset(source), _credits(source)]
    blocks: list[Block] = [Words(sentence) for sentence in sentences if sentence]
    blocks.append(credit_tables.by_type(source))
    standing = _standing(source)
    return Part("Summary", [*blocks, *([Words(standing)] if standing else [])], "summary")


def _assessed(source: ReportSource) -> str:
    name, header = source.header["proposal_name"], source.header
    what = "site" if source.stewardship else "proposal"
    found: list[str] = []
    if source.outcome.zones:
        together = area(sum(zone.area_m2 for zone in source.outcome.zones))
        plots = sum(zone.plots for zone in source.outcome.zones)
        found.append(
            f"{together} ha of native vegetation in {counted(len(source.outcome.zones), 'vegetation zone')}, surveyed "
            f"in {counted(plots, 'plot')}"
        )
    trees = sum(group.trees for group in source.inputs.trees)
    if trees:
        found.append(counted(trees, "scattered tree"))
    assessed = " and ".join(found) or "nothing yet"
    return f"{header['assessment_type']}: {name}. Assessed on the {what}: {assessed}."


def _integrity(source: ReportSource) -> str:
    scores = [zone.current.score for zone in source.outcome.zones if zone.current]
    if not scores:
        return ""
    low, high = number(min(scores)), number(max(scores))
    span = f"is {low}" if low == high else f"runs from {low} to {high}"
    return f"Current vegetation integrity {span}, on a scale from 0 to 100."


def _species(source: ReportSource) -> str:
    """Only what is said of species: a scattered tree assessment has no candidates."""
    predicted = sum(row["confirmed"] for row in source.context["predicted_species"])
    candidates = source.inputs.species
    if source.scattered_trees and not predicted and not candidates:
        return ""
    used = (
        f"{counted(predicted, 'threatened species is', 'threatened species are')} predicted to use the vegetation."
        if predicted
        else "No threatened species is predicted to use the vegetation."
    )
    if source.stewardship and not predicted:
        used = ""
    if not candidates:
        return f"{used} No candidate species is kept for survey.".strip()
    present = sum(row.presence in PRESENT for row in candidates)
    verb = "is" if present == 1 else "are"
    kept = f"Of {len(candidates)} candidate species kept for survey"
    return f"{used} {kept}, {present} {verb} present or taken as present.".strip()


def _offset(source: ReportSource) -> str:
    """How many zones reach the threshold above which their loss is offset (method 4.1)."""
    lines = [line for line in source.lines("ecosystem") if line.zone_key in source.zones]
    if source.stewardship or not lines:
        return ""
    known = [line for line in lines if line.threshold is not None]
    needed = sum(line.offset_required for line in known)
    text = f"{needed} of {counted(len(lines), 'zone')} reach the threshold above which their loss is offset."
    return text if len(known) == len(lines) else f"{text} For {len(lines) - len(known)} it is not computed."


def _credits(source: ReportSource) -> str:
    outcome = source.outcome
    verb = "generates" if source.stewardship else "needs"
    subjects = len(by_subject(outcome.credit_lines))
    if not subjects:
        return f"Credits: {NOT_COMPUTED}. There is no credit line yet."
    what = "site" if source.stewardship else "residual impact"
    return (
        f"The {what} {verb} {outcome.ecosystem_credits:,} ecosystem credits and {outcome.species_credits:,} species "
        "credits, of the types below. One class cannot stand for the other."
    )


def _standing(source: ReportSource) -> str:
    gaps = sum(line.credits is None for line in source.outcome.credit_lines)
    reasons = len(source.reasons(credits=True))
    sentences = []
    if gaps:
        sentences.append(
            f"{counted(gaps, 'credit line')} could not be computed; what to enter is listed below."
        )
    if reasons:
        sentences.append(
            f"Results marked † are provisional: they rest on {counted(reasons, 'fact or rule', 'facts or rules')} that "
            "no official source confirms, listed under “Provisional results”."
        )
    return " ".join(sentences)
