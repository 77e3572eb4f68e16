"""Who vouches for the report: certification, accreditation and its term, conflict of interest, currency (N19)."""

from assessments.reports.content import DISCLAIMER, Block, Cell, Details, Part, Words
from assessments.reports.figures import day
from assessments.reports.source import ReportSource

DRAFT = (
    "Not certified. The revision is open, so this draft may not be relied on: no accredited assessor has vouched for "
    "it, and its numbers may change."
)
CONFLICT = (
    "Checked by the registry when the report was certified: the accreditation was in force on that day, and the "
    "assessor belongs to no organisation that is a party to the case."
)
STANDING = (
    f"{DISCLAIMER}. The report was made by open-source software from the published method and the facts it names. It "
    "has not been approved by any authority, and its credits are not held in any official register."
)
CONTENTS_FROM_MEMORY = (
    "The chapters follow the list of minimum contents of such a report as this registry knows it. That list has not "
    "been held against the official appendix, so a reviewer may ask for more."
)


def declaration(source: ReportSource) -> Part:
    """The certification of a final report; of a draft, that there is none."""
    blocks: list[Block] = [Words(DRAFT, "warning")] if source.draft else _certified(source)
    blocks += [Details(_facts(source)), Words(STANDING), Words(CONTENTS_FROM_MEMORY, "small")]
    return Part("Certification and declaration", blocks, "certification", new_page=True)


def _certified(source: ReportSource) -> list[Block]:
    header = source.header
    statement = (
        f"{header['assessor_name']}, accredited assessor {header['assessor_number']}, certified on "
        f"{day(header['certified_on'])} that this assessment was made by the {source.outcome.method_edition} and from "
        "the facts named in this report (Biodiversity Conservation Act 2016, s 6.15)."
    )
    return [Words(statement), Words(CONFLICT)]


def _facts(source: ReportSource) -> list[tuple[str, Cell]]:
    header = source.header
    term = header.get("accreditation_term") or []
    pairs: list[tuple[str, Cell]] = [
        ("Assessor", header["assessor_name"]),
        ("Accreditation number", header["assessor_number"] or "none in force"),
    ]
    if term:
        pairs.append(("Accredited", f"{day(term[0])} to {day(term[1])}"))
    pairs.append(("Certified on", day(header["certified_on"]) or "not certified"))
    if header.get("submit_by"):
        pairs.append(("To be submitted by", day(header["submit_by"])))
    return [*pairs, ("Goes to", header["reviewed_by"])]
