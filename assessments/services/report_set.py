"""The set: every report of a calculation and its attached documents as one download, with a list of what is in it."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models.fields.files import FieldFile

from assessments.models import Attachment, Calculation, ReportDocument
from assessments.reports.content import DISCLAIMER, TITLES
from assessments.reports.kinds import title_of
from assessments.reports.source import ReportSource
from registry.documents.archive import safe_name, write_archive

LIST_NAME = "00-what-is-in-this-set.txt"
FOLDER = "attachments"
MISSING = "The file is missing from the registry's storage, so it is not in this set."


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the set: its name, its bytes, and what it is."""

    name: str
    content: bytes
    what: str
    pages: int | None = None

    @property
    def facts(self) -> str:
        """One paragraph of the list."""
        pages = (
            ""
            if self.pages is None
            else f"{self.pages} {'sheets' if self.name.endswith('.xlsx') else 'pages'}, "
        )
        digest = hashlib.sha256(self.content).hexdigest()
        return f"{self.name}\n  {self.what}\n  {pages}{len(self.content):,} bytes\n  SHA-256 {digest}"


def stored_bytes(calculation: Calculation) -> Callable[[str], bytes]:
    """Bytes of the revision's attachments by their hash. The reader raises KeyError for one that is not there any
    more, OSError for one whose file is gone or changed."""
    files: dict[str, FieldFile] = {
        row.sha256: row.file for row in Attachment.objects.filter(revision_id=calculation.revision_id)
    }

    def read(sha256: str) -> bytes:
        with files[sha256].open("rb") as file:
            content = bytes(file.read())
        if hashlib.sha256(content).hexdigest() != sha256:
            raise OSError(f"The stored file of attachment {sha256[:12]} has changed.")
        return content

    return read


def report_set(
    source: ReportSource, documents: Iterable[ReportDocument], *, attachment: Callable[[str], bytes]
) -> tuple[bytes, int]:
    """The archive and the number of its files. The same calculation and files give the same bytes."""
    reports = [_report(source, document, order) for order, document in _in_order(documents)]
    papers, absent = _papers(source, attachment)
    members = [*reports, *papers]
    listed = _list(source, members, absent).encode()
    files = [(_named(source, LIST_NAME), listed), *((member.name, member.content) for member in members)]
    return write_archive(files, source.calculated_at), len(files)


def _in_order(documents: Iterable[ReportDocument]) -> list[tuple[int, ReportDocument]]:
    """Reports in reading order; a workbook has the number of its PDF."""
    order = {kind: number for number, kind in enumerate(TITLES, start=1)}
    known = sorted(documents, key=lambda one: (order[one.kind], one.format))
    kinds = list(dict.fromkeys(one.kind for one in known))
    return [(kinds.index(one.kind) + 1, one) for one in known]


def _report(source: ReportSource, document: ReportDocument, order: int) -> Member:
    with document.file.open("rb") as file:
        content = bytes(file.read())
    prefix = "DRAFT-" if document.draft else ""
    name = f"{prefix}{order:02d}-{document.kind.replace('_', '-')}.{document.format}"
    return Member(name, content, title_of(document.kind, source), document.pages)


def _papers(source: ReportSource, attachment: Callable[[str], bytes]) -> tuple[list[Member], list[str]]:
    """Attached documents, and those whose file is missing. Photos are in the assessment report."""
    found, absent = [], []
    rows = [row for row in source.context.get("attachments", []) if row["kind"] == "document"]
    for number, row in enumerate(rows, start=1):
        given = row["source_name"].replace("/", "_").replace("\\", "_")
        ending = "" if given.lower().endswith(".pdf") else ".pdf"
        name = safe_name(f"{FOLDER}/{number:02d}-{given}{ending}")
        try:
            found.append(Member(name, attachment(row["sha256"]), row["caption"]))
        except (KeyError, OSError):
            absent.append(f"{name}\n  {row['caption']}\n  {MISSING}")
    return found, absent


def _named(source: ReportSource, name: str) -> str:
    return f"DRAFT-{name}" if source.draft else name


def _list(source: ReportSource, members: list[Member], absent: list[str]) -> str:
    """What the set holds, what it was made from, and what it is not."""
    header = source.header
    versions = [
        f"  {code}: {row.get('version', '')}" for code, row in sorted(header["data_versions"].items())
    ]
    lines = [
        header["proposal_name"],
        f"{header['assessment_type']}, assessment {header['assessment_id']}, revision {header['revision']}",
        f"{DISCLAIMER}. Nothing in this set is a decision of any authority.",
    ]
    if source.draft:
        lines.append("DRAFT: the revision is open and nothing in it has been certified.")
    lines += [
        "",
        f"Calculation {source.version} of this revision, {source.sha256}",
        f"Method: {source.outcome.method_edition}; engine {source.outcome.engine_version}",
        f"Reference facts: release {header['release']}, checksum {header['release_checksum']}",
        "Versions of the data:",
        *versions,
        "",
        "Files:",
        "",
        *(f"{member.facts}\n" for member in members),
        *(f"{one}\n" for one in absent),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"
