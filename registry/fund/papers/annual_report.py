"""The yearly report of a site as a PDF, with its photos: the same report gives the same bytes."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from django.conf import settings
from django.utils import timezone
from reportlab.platypus import Flowable

from registry.agreements.templatetags.agreements import day, dollars
from registry.documents import columns, styles, tables
from registry.documents.details import details
from registry.documents.document import DocumentSpec, Section, build
from registry.documents.pictures import picture
from registry.documents.text import text
from registry.fund import states
from registry.fund.models import AnnualReport, ReportPhoto
from registry.fund.papers.words import NOT_OFFICIAL
from registry.fund.selectors.reporting import Content
from registry.parties.models import Organisation

NARROW = styles.TEXT_WIDTH["portrait"]
PHOTO_TALLEST = 300.0
NOT_SAID = "Nothing was reported."


def filename_of(report: AnnualReport) -> str:
    """What the file is called on the reader's disk."""
    year = report.management_year
    return f"report-{year.site.agreement.number or 'site'}-year-{year.year}.pdf"


def draw(report: AnnualReport, content: Content, owners: Sequence[Organisation]) -> bytes:
    """The file, dated by the last thing that happened to the report."""
    year = report.management_year
    decided = report.state in (states.APPROVED, states.REJECTED)
    moment: datetime = (report.decided_at if decided else None) or report.submitted_at or report.begun_at
    local = timezone.localtime(moment)
    written = report.state in (states.DRAFT, states.QUERIED, states.REJECTED)
    spec = DocumentSpec(
        title="Yearly report of a stewardship site",
        created_at=local,
        revision=f"{year.site.agreement}, year {year.year}, version {report.version}",
        kicker="Open biodiversity credit registry",
        subtitle=f"{year.site.agreement}, {year.site.agreement.site_name}, management year {year.year}",
        disclaimer=NOT_OFFICIAL,
        watermark=" ".join(["DEMONSTRATION"] * settings.DEMO + ["DRAFT"] * written),
        details=_details(report, owners),
    )
    out = BytesIO()
    build(spec=spec, sections=_sections(report, content), out=out)
    return out.getvalue()


def _details(report: AnnualReport, owners: Sequence[Organisation]) -> list[tuple[str, str]]:
    year = report.management_year
    return [
        ("Owners now", ", ".join(owner.name for owner in owners)),
        ("Trust", year.site.agreement.trust.name),
        ("Management year", f"{day(year.due_on)} to the day before {day(year.ends_on)}"),
        ("Report due", day(year.report_due_on)),
        ("State", states_word(report.state)),
        ("Submitted", day(report.submitted_at)),
    ]


def states_word(state: str) -> str:
    """A report's state as a word."""
    return {states.SUBMITTED: "with the trust", states.QUERIED: "question to answer"}.get(state, state)


def _sections(report: AnnualReport, content: Content) -> list[Section]:
    found = [
        Section("The year", [text(report.summary or NOT_SAID)]),
        Section("Actions", [_actions(content)]),
        Section("Spending", [_spending(content)]),
        Section("Monitoring results and incidents", [_observations(content)]),
        Section("Changes of owner, contact or land use", [text(report.changes or "None reported.")]),
    ]
    if content.photos:
        found.append(Section("Photos", [_photo(photo) for photo in content.photos]))
    if content.queries:
        found.append(Section("Questions of the trust", [_queries(content)]))
    if content.inspections:
        found.append(Section("Inspections", [_inspections(content)]))
    found.append(Section("Declaration and decision", _closing(report)))
    return found


def _actions(content: Content) -> list[Flowable]:
    rows = [
        {
            "action": one.duty.action.title,
            "done": str(one.answer.get_done_display()) if one.answer and one.done else "not answered",
            "what": one.answer.what if one.answer else "",
            "why_not": one.answer.why_not if one.answer else "",
        }
        for one in content.duties
    ]
    shown = (
        columns.Column("action", "Action of the plan", pinned=True),
        columns.Column("done", "Done"),
        columns.Column("what", "What was done"),
        columns.Column("why_not", "Why not, or not all"),
    )
    return tables.data_table(shown, rows, empty="The plan names no action for this year.", width=NARROW)


def _spending(content: Content) -> list[Flowable]:
    shown = (
        columns.Column("purpose", "Purpose", pinned=True),
        columns.Column("planned", "In the plan, prices of the signing", kind="number"),
        columns.Column("spent", "Spent", kind="number"),
        columns.Column("local", "To people of the area", kind="number"),
    )
    rows = [
        {
            "purpose": line.label,
            "planned": dollars(line.planned_cents),
            "spent": dollars(line.spent_cents),
            "local": dollars(line.local_cents),
        }
        for line in content.purposes
    ]
    total = {
        "planned": dollars(content.planned_cents),
        "spent": dollars(content.spent_cents),
        "local": dollars(content.local_cents),
    }
    return tables.data_table(shown, rows, total=total, width=NARROW)


def _observations(content: Content) -> list[Flowable]:
    shown = (
        columns.Column("day", "Day", pinned=True),
        columns.Column("kind", "What it is"),
        columns.Column("text", "What was seen"),
    )
    rows = [
        {"day": day(one.observed_on), "kind": str(one.get_kind_display()), "text": one.text}
        for one in content.observations
    ]
    return tables.data_table(shown, rows, empty=NOT_SAID, width=NARROW)


def _photo(photo: ReportPhoto) -> list[Flowable]:
    data: bytes | None
    try:
        with photo.image.open("rb") as stream:
            data = stream.read()
    except FileNotFoundError:
        data = None
    where = [photo.point and f"from {photo.point}", photo.taken_on and day(photo.taken_on)]
    said = ", ".join(str(part) for part in where if part)
    return picture(
        data,
        caption=f"{photo.caption} ({said})" if said else photo.caption,
        width=NARROW,
        tallest=PHOTO_TALLEST,
    )


def _queries(content: Content) -> list[Flowable]:
    shown = (
        columns.Column("day", "Asked", pinned=True),
        columns.Column("question", "Question"),
        columns.Column("answer", "Answer"),
    )
    rows = [
        {"day": day(one.asked_at), "question": one.question, "answer": one.answer} for one in content.queries
    ]
    return tables.data_table(shown, rows, width=NARROW)


def _inspections(content: Content) -> list[Flowable]:
    shown = (
        columns.Column("day", "Day", pinned=True),
        columns.Column("complete", "Actions carried out"),
        columns.Column("findings", "What was found"),
    )
    rows = [
        {
            "day": day(one.inspected_on),
            "complete": "yes" if one.actions_complete else "no",
            "findings": one.findings,
        }
        for one in content.inspections
    ]
    return tables.data_table(shown, rows, width=NARROW)


def _closing(report: AnnualReport) -> list[Flowable | Sequence[Flowable]]:
    found: list[Flowable | Sequence[Flowable]] = []
    signature = report.signature
    if signature is None:
        found.append(text("Not signed yet."))
    else:
        found.append(text(signature.statement_text))
        found.append(
            details(
                [
                    ("Signed by", signature.signer_name),
                    ("In the capacity of", signature.capacity),
                    ("For", signature.organisation.name),
                    ("Signed on", day(signature.signed_at)),
                ],
                columns=2,
                width=NARROW,
            )
        )
    if report.state in (states.APPROVED, states.REJECTED):
        found.append(
            text(f"{report.state.capitalize()} on {day(report.decided_at)}. {report.decision}".strip())
        )
        if report.state == states.APPROVED:
            found.append(text(f"Share of the next payment: {percent(report.payable_parts)}."))
    return found


def percent(parts: int) -> str:
    """Parts of ten thousand as per cent."""
    whole, rest = divmod(parts, 100)
    return f"{whole}.{rest:02d} %" if rest else f"{whole} %"
