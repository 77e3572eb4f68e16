"""A paper as a PDF, by the registry's document kit: the same paper, label and moment give the same bytes."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from reportlab.platypus import Flowable

from credits.certificates.papers.paper import Paper, Part, Table
from credits.certificates.sealed import FILE_NAME, Facts, Label, facts_sha256, seal
from registry.documents import columns, styles, tables
from registry.documents.attachments import Attachment
from registry.documents.details import details
from registry.documents.document import DocumentSpec, Section, build
from registry.documents.qr import CodePanel
from registry.documents.text import text

KICKER = "Open biodiversity credit registry"
DISCLAIMER = "Not the official register. Independent open-source software."
NARROW = styles.TEXT_WIDTH["portrait"]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, as it is printed: the name in the certificate and the certificate's SHA-256."""

    name: str
    fingerprint: str


def draw(
    paper: Paper, *, label: Label, facts: Facts, issued_at: datetime, issued_words: str, signer: Signer | None
) -> bytes:
    """The file, not signed yet; where `signer` is given, it says that it is. The facts travel inside."""
    out = BytesIO()
    spec = DocumentSpec(
        title=paper.title,
        created_at=issued_at,
        revision=label.number,
        kicker=KICKER,
        subtitle=f"Number {label.number}, issued {issued_words}",
        subject=f"{paper.title} {label.number}",
        disclaimer=f"{DISCLAIMER} {label.number}",
        attachments=[
            Attachment(FILE_NAME, seal(label, facts), description="What this document states, for programs")
        ],
    )
    sections = [
        Section("", [text(paper.headline, "cover_subtitle")]),
        *(Section(part.title, _blocks(part), level=2) for part in paper.parts),
        Section("", [*(text(line, "small") for line in paper.limits), _panel(label, facts, signer)]),
    ]
    build(spec=spec, sections=sections, out=out)
    return out.getvalue()


def _blocks(part: Part) -> list[list[Flowable]]:
    found: list[list[Flowable]] = []
    if part.pairs:
        found.append(details(part.pairs, columns=2, width=NARROW))
    return found + [_table(table) for table in part.tables]


def _table(table: Table) -> list[Flowable]:
    return tables.data_table(
        [
            columns.Column(
                column.key,
                column.label,
                kind="number" if column.number else "text",
                pinned=column.head,
            )
            for column in table.columns
        ],
        table.rows,
        total=table.total if table.rows else None,
        empty=table.empty,
        width=NARROW,
    )


def _panel(label: Label, facts: Facts, signer: Signer | None) -> CodePanel:
    lines = [
        f"Scan the code or open {label.address}",
        "The page shows the number and the facts of the document that was issued. Compare them with this paper; send "
        "the file to the page to have every byte compared.",
        f"SHA-256 of the facts: {facts_sha256(facts)}",
    ]
    if signer is None:
        lines.append("Not signed electronically: ask the page above.")
    else:
        lines.append(
            f"Signed electronically by {signer.name}. SHA-256 of the certificate: {signer.fingerprint}"
        )
    return CodePanel(label.address, heading=f"Check document {label.number}", lines=lines, width=NARROW)
