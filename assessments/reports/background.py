"""What surrounds the numbers: the proposal, the site in its landscape, the species considered, planted vegetation."""

from assessments.reports.content import Block, Cell, Column, Details, Italic, Part, Record, Table, Text, Words
from assessments.reports.figures import area, yes
from assessments.reports.source import ReportSource

PREDICTED = (
    Column("species", "Species", head=True),
    Column("confirmed", "Confirmed"),
    Column("where", "Zones, or the reason it is not"),
)
CANDIDATES = (
    Column("species", "Species", head=True),
    Column("presence", "Outcome"),
    Column("months", "Survey months"),
    Column("method", "Survey method, or the reason it is excluded"),
)
PLANTED = (
    Column("what", "Planted", head=True),
    Column("outcome", "Outcome"),
    Column("reason", "Reason"),
)


def proposal_and_site(source: ReportSource) -> Part:
    """Who proposes what, and where (method 6: site and landscape context)."""
    proposal, site = source.context["proposal"], source.context["site"]
    blocks: list[Block] = [Words(proposal["description"])] if proposal["description"] else []
    blocks.append(Details([*proposal_facts(source), *site_facts(source)]))
    for label, key in (("Connectivity", "connectivity"), ("Landscape features", "features")):
        if site[key]:
            blocks.append(Words(f"{label}: {site[key]}"))
    return Part("The site" if source.stewardship else "The proposal and its site", blocks, "site")


def proposal_facts(source: ReportSource) -> list[tuple[str, Cell]]:
    """Where the land is and who has an interest in it."""
    proposal = source.context["proposal"]
    return [
        ("Address", proposal["address"]),
        ("Lots and plans", ", ".join(line.strip() for line in proposal["lots"].splitlines() if line.strip())),
        ("Local government area", proposal["local_government_area"]),
        ("Parties", "\n".join(proposal["parties"])),
    ]


def site_facts(source: ReportSource) -> list[tuple[str, Cell]]:
    """Where the site lies in its landscape, and how large its boundary is."""
    site = source.context["site"]
    return [
        ("IBRA region", site["region"]),
        ("IBRA subregion", site["subregion"]),
        ("NSW (Mitchell) landscape", site["landscape"]),
        ("Native vegetation cover", _percent(site["native_vegetation_cover_percent"])),
        *_boundary(source),
    ]


def _percent(value: str) -> str:
    return f"{value} %" if value else ""


def _boundary(source: ReportSource) -> list[tuple[str, Cell]]:
    boundary = source.context["site"]["boundary"]
    if boundary is None:
        return [("Site boundary", "Not uploaded")]
    return [
        ("Area inside the boundary", f"{area(boundary['area_m2'])} ha, measured"),
        ("Area claimed", f"{area(boundary['claimed_area_m2'])} ha"),
        ("Boundary file", boundary["source_name"]),
        ("Measured with", boundary["transform"]),
    ]


def species_considered(source: ReportSource) -> Part:
    """Predicted species (ecosystem credits) and candidates (species credits) with what was found."""
    blocks: list[Block] = []
    if not source.stewardship or source.context["predicted_species"]:
        blocks.append(predicted_table(source))
    blocks.append(candidate_table(source))
    return Part("Threatened species considered", blocks, "species")


def predicted_table(source: ReportSource) -> Table:
    """Each predicted species: the zones it is confirmed in, or the reason it is not."""
    predicted: list[Record] = [
        {
            "species": _name(row),
            "confirmed": yes(row["confirmed"]),
            "where": ", ".join(row["zones"]) if row["confirmed"] else row["reason"],
        }
        for row in source.context["predicted_species"]
    ]
    return Table("Predicted species", PREDICTED, predicted)


def candidate_table(source: ReportSource) -> Table:
    """Each candidate: what the survey found and how, or the reason it is excluded."""
    candidates: list[Record] = [
        {
            "species": _name(row),
            "presence": row["presence"] if row["retained"] else "Excluded",
            "months": row["survey_months"],
            "method": row["survey_method"] if row["retained"] else row["reason"],
        }
        for row in source.context["candidate_species"]
    ]
    return Table("Candidate species and their survey", CANDIDATES, candidates)


def _name(row: dict[str, str]) -> Text:
    return (Italic(row["name"]), f" ({row['common_name']})" if row["common_name"] else "")


def planted(source: ReportSource) -> Part | None:
    """Planted native vegetation, when there is any (App D: outcome and reason are recorded)."""
    rows: list[Record] = [
        {"what": row["description"], "outcome": row["outcome"], "reason": row["reason"]}
        for row in source.context["planted"]
    ]
    if not rows:
        return None
    table = Table("Planted native vegetation", PLANTED, rows)
    return Part("Planted native vegetation", (table,), "planted")
