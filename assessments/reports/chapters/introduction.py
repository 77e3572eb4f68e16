"""What is proposed, why the scheme applies, and where the site lies in its landscape."""

from assessments.reports.background import proposal_facts, site_facts
from assessments.reports.content import Block, Cell, Details, Part, Words
from assessments.reports.site_map import site_map
from assessments.reports.source import ReportSource

MODULES = {
    "standard": "",
    "small_area": "The streamlined module for small areas is used (App C).",
    "scattered_trees": "The streamlined module for scattered trees is used (App B): trees that stand alone are counted "
    "by class, and no vegetation zone is scored for them.",
}


def introduction(source: ReportSource) -> Part:
    """The proposal or the site on offer."""
    proposal, header = source.context["proposal"], source.header
    blocks: list[Block] = [Words(proposal["description"] or "The proposal is not described yet.")]
    facts: list[tuple[str, Cell]] = [
        ("Assessment", header["assessment_type"]),
        ("Why the scheme applies", header["entry_trigger"] or "not answered"),
        *proposal_facts(source),
    ]
    if proposal.get("minimum_lot_size_ha"):
        facts.append(("Minimum lot size", f"{proposal['minimum_lot_size_ha']} ha"))
    blocks.append(Details(facts))
    if MODULES.get(source.inputs.module):
        blocks.append(Words(MODULES[source.inputs.module]))
    return Part(
        "The stewardship site" if source.stewardship else "The proposal", blocks, "proposal", new_page=True
    )


def landscape(source: ReportSource) -> Part:
    """IBRA region, Mitchell landscape, cover, connectivity, features, and the map of the site."""
    site = source.context["site"]
    blocks: list[Block] = [
        Details(site_facts(source)),
        Words(_said("Connectivity", site["connectivity"], "Connectivity is not described yet.")),
        Words(_said("Landscape features", site["features"], "No landscape feature has been recorded.")),
        *site_map(source),
    ]
    return Part("Site and landscape context", blocks, "landscape")


def _said(label: str, text: str, missing: str) -> str:
    return f"{label}: {text}" if text else missing
