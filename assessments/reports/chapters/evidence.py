"""The appendices behind the numbers: photos, attached documents, sources of entered facts, and the other reports."""

from typing import Any

from assessments.reports import content
from assessments.reports.content import TITLES, Block, Column, Part, Picture, Record, Table, Words
from assessments.reports.figures import day
from assessments.reports.source import ReportSource

FILES = (
    Column("caption", "What it is", head=True),
    Column("about", "About"),
    Column("dated", "Dated"),
    Column("name", "File"),
    Column("size", "Size (kB)", number=True),
)
SOURCES = (
    Column("which", "About", head=True),
    Column("fact", "Fact"),
    Column("value", "Value"),
    Column("source", "Source"),
)
OTHERS = (Column("report", "Report", head=True), Column("what", "What it holds"))
HOLDS = {
    content.CREDIT_SUMMARY: "Credits by zone, species and tree group, with the measures and the species considered",
    content.LIKE_FOR_LIKE: "What may be bought under the like-for-like rules, for each type of credit",
    content.VARIATIONS: "What may be bought under the variation rules",
    content.STEWARDSHIP_CREDITS: "The credits of the site by class",
    content.VEGETATION_ZONES: "Every zone attribute by attribute: mean, benchmark, score, weight, contribution",
    content.PREDICTED_SPECIES: "Predicted species with habitat constraints, limits and listings",
    content.CANDIDATE_SPECIES: "Candidate species with constraints, survey and listings",
    content.SCATTERED_TREES: "Scattered trees by class",
}


def photos(source: ReportSource) -> list[Part]:
    """Photos with their captions, then the list of attached documents; nothing where there is neither."""
    rows = source.context.get("attachments", [])
    if not rows:
        return []
    blocks: list[Block] = [
        Picture(_caption(row), row["sha256"], row["width_px"] or 1, row["height_px"] or 1)
        for row in rows
        if row["kind"] == "photo"
    ]
    papers: list[Record] = [_file(row) for row in rows if row["kind"] != "photo"]
    if papers:
        blocks.append(Table("Attached documents", FILES, papers))
        blocks.append(Words("They lie beside the reports in the set of all reports.", "small"))
    return [Part("Photos and attachments", blocks, "appendix-photos", new_page=True)]


def _caption(row: dict[str, Any]) -> str:
    facts = [_about(row), day(row["taken_on"])]
    if row["bearing"] is not None:
        facts.append(f"looking {row['bearing']}°")
    known = ", ".join(fact for fact in facts if fact)
    return f"{row['caption']} ({known})" if known else str(row["caption"])


def _about(row: dict[str, Any]) -> str:
    if row["plot"]:
        return f"plot {row['plot']}, zone {row['zone']}"
    return f"zone {row['zone']}" if row["zone"] else ""


def _file(row: dict[str, Any]) -> Record:
    return {
        "caption": row["caption"],
        "about": _about(row) or "the whole site",
        "dated": day(row["taken_on"]),
        "name": row["source_name"],
        "size": f"{-(-row['size_bytes'] // 1000):,}",
    }


def sources(source: ReportSource) -> list[Part]:
    """Facts the assessor entered, each with its source (method 9)."""
    rows: list[Record] = [
        {
            "which": f"{row['about']} {row['which']}",
            "fact": row["fact"],
            "value": row["value"],
            "source": row["source"],
        }
        for row in source.context.get("entered_facts", [])
    ]
    if not rows:
        return []
    words = Words("Entered by the assessor because the reference data have no value, or another one.")
    table = Table("Entered facts and their sources", SOURCES, rows)
    return [Part("Sources of entered facts", (words, table), "appendix-sources", new_page=True)]


def other_reports(kinds: tuple[str, ...]) -> Part:
    """Where the outputs of the calculation stand in full."""
    rows: list[Record] = [
        {"report": TITLES[kind], "what": HOLDS[kind]} for kind in kinds if kind != content.ASSESSMENT_REPORT
    ]
    words = Words("Made from the same calculation as this report, and part of the same set.")
    return Part(
        "Outputs of the calculation", (words, Table("Reports of the set", OTHERS, rows)), "appendix-outputs"
    )
