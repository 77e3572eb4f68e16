"""How every report ends: what is not computed, what is provisional and why, data and method, certification."""

from assessments.bam.outcome import CreditLine
from assessments.reports.content import Block, Cell, Column, Details, Part, Record, Table, Text, Words
from assessments.reports.figures import day
from assessments.reports.lines import subject_of
from assessments.reports.source import ReportSource

PROVISIONAL_MEANING = (
    "† Provisional: this value rests on a fact or rule that is not confirmed in an official source. Each is listed "
    "once, with the zones and species whose results rest on it."
)
DATA_PARTS = {
    "pct": "Plant community types",
    "tec": "Threatened ecological communities",
    "species": "Species",
    "benchmarks": "Benchmarks",
    "parameters": "Method parameters",
}
EVERY_ZONE_FROM = 3
ACCESSIBLE_FORM = (
    "The same content is a web page of the registry that made this file, with headings and tables that a screen "
    "reader can follow."
)


def closing(source: ReportSource, *, credits: bool) -> list[Part]:
    """The last parts. `credits`: credit lines count, not only the zones."""
    return [*findings(source, credits=credits), data_and_method(source), certification(source)]


def findings(source: ReportSource, *, credits: bool) -> list[Part]:
    """What is not computed and what is provisional, each only where there is something to say."""
    parts = [_not_computed(source, credits), _provisional(source, credits)]
    return [part for part in parts if part]


def _not_computed(source: ReportSource, credits: bool) -> Part | None:
    """Every gap with what to enter (method 9), and the calculation's own warnings."""
    rows: list[Record] = []
    for zone in source.outcome.zones:
        if zone.not_computed:
            rows.append({"subject": f"Zone {zone.number}: {zone.key}", "enter": " ".join(zone.not_computed)})
    for line in source.outcome.credit_lines if credits else ():
        known = source.zones.get(line.zone_key)
        new = [sentence for sentence in line.not_computed if not known or sentence not in known.not_computed]
        if new:
            rows.append({"subject": _named(line), "enter": " ".join(new)})
    blocks: list[Block] = []
    if rows:
        columns = (Column("subject", "Not computed", head=True), Column("enter", "What to enter"))
        blocks.append(Table("What is missing, and what to enter", columns, rows))
    warnings = [finding for finding in source.outcome.findings if finding.severity == "warning"]
    blocks += [Words(f"Note: {finding.message}") for finding in warnings]
    title = "Not computed" if rows else "Notes of the calculation"
    return Part(title, blocks, "not-computed") if blocks else None


def _named(line: CreditLine) -> Text:
    where = f" in {line.zone_key}" if line.zone_key else ""
    if line.credit_class == "species":
        return (*subject_of(line), where)
    return f"PCT {line.subject}{where}"


def _provisional(source: ReportSource, credits: bool) -> Part | None:
    """The legend of the mark: each reason once, in the order of the calculation, with what rests on it."""
    reasons = source.reasons(credits=credits)
    if not reasons:
        return None
    rows: list[Record] = [
        {"reason": reason, "concerns": _concerns(source, names)} for reason, names in reasons.items()
    ]
    columns = (Column("reason", "Fact or rule", head=True), Column("concerns", "Results that rest on it"))
    table = Table("Provisional facts and rules", columns, rows)
    return Part("Provisional results", (Words(PROVISIONAL_MEANING), table), "provisional")


def _concerns(source: ReportSource, names: tuple[str, ...]) -> str:
    """The names in order; all zones of a report with many are not listed one by one."""
    zones = [name for name in names if name in source.zones]
    if len(zones) < EVERY_ZONE_FROM or len(zones) < len(source.zones):
        return ", ".join(names)
    return ", ".join([f"all {len(zones)} zones", *(name for name in names if name not in source.zones)])


def data_and_method(source: ReportSource) -> Part:
    """What it was calculated with: enough to calculate it again and get the same (method 10)."""
    header, outcome = source.header, source.outcome
    versions, moment = header["data_versions"], header["calculated_at"]
    rows: list[Record] = [
        {
            "part": DATA_PARTS.get(code, code),
            "version": versions[code].get("version", ""),
            "date": day(versions[code].get("date", "")),
        }
        for code in [*(c for c in DATA_PARTS if c in versions), *(c for c in versions if c not in DATA_PARTS)]
    ]
    columns = (
        Column("part", "Part of the data", head=True),
        Column("version", "Version"),
        Column("date", "Date"),
    )
    pairs: list[tuple[str, Cell]] = [
        ("Method edition", outcome.method_edition),
        ("Calculation engine", outcome.engine_version),
        ("Calculated", f"{day(moment[:10])}, {moment[11:16]} (UTC{moment[-6:]})"),
        ("Release of reference facts", header["release"]),
        ("In force from", day(header["release_effective_from"])),
        ("Calculation of this revision", f"number {source.version}"),
    ]
    if source.stewardship:
        pairs.append(("Growth with management", outcome.growth_strategy))
    return Part(
        "Data and method",
        (
            Details(pairs),
            Table("Versions of the data", columns, rows),
            Words(f"Checksum of the release: {header['release_checksum']}"),
            Words(f"Hash of the calculation (inputs, results and texts): {source.sha256}"),
            Words(ACCESSIBLE_FORM, "small"),
        ),
        "data",
    )


def certification(source: ReportSource) -> Part:
    """Who vouches for the report, with the accreditation number and the day (BC Act s 6.15)."""
    header = source.header
    if source.draft:
        return Part(
            "Certification",
            (Words("Not certified. The revision is open, so this draft may not be relied on.", "warning"),),
            "certification",
        )
    statement = (
        f"{header['assessor_name']}, accredited assessor {header['assessor_number']}, certified on "
        f"{day(header['certified_on'])} that this assessment was made by the method and from the facts named in this "
        "report (Biodiversity Conservation Act 2016, s 6.15)."
    )
    declaration = (
        "Checked when it was certified: the accreditation was in force on that day, and the assessor belongs to no "
        "party to the case."
    )
    blocks: list[Block] = [
        Words(statement),
        Words(declaration),
        Details(
            (
                ("Assessor", header["assessor_name"]),
                ("Accreditation number", header["assessor_number"]),
                ("Certified on", day(header["certified_on"])),
            )
        ),
        Words(f"Reviewed by: {header['reviewed_by']}", "small"),
    ]
    return Part("Certification", blocks, "certification")
