"""The bytes of an uploaded file as text, or the reason why they are not the data.

Pure: no Django, no clock, no I/O.
"""

import re
from typing import Literal

from registry.findings import Finding
from registry.reference.csv_files import LARGEST_FILE_BYTES, finding
from registry.reference.official.source_files import SourceFile

Kind = Literal["text", "json", "workbook"]

_BLANK = b"\x00\t\n\r \xef\xbb\xbf"
_SIGNATURES = (
    (b"\x1f\x8b", "is compressed (gzip). Unpack it and give the file inside."),
    (b"\xd0\xcf\x11\xe0", "is an old or password-protected Excel file. Save it as XLSX without a password."),
    (b"%PDF", "is a PDF. Give the data as CSV, XLSX or JSON."),
    (b"7z\xbc\xaf", "is compressed (7z). Unpack it and give the file inside."),
    (b"BZh", "is compressed (bzip2). Unpack it and give the file inside."),
)
_TITLE = re.compile(r"<title[^>]*>([^<]{1,200})", re.IGNORECASE)


def kind_of(file: SourceFile, accepts: tuple[str, ...], findings: list[Finding]) -> Kind | None:
    """What the file is by its content. None, with the reason in `findings`, when it cannot be read."""
    fault = _fault(file, accepts)
    if fault:
        findings.append(finding(file.name, *fault))
        return None
    if file.content.startswith(b"PK\x03\x04"):
        return "workbook"
    start = file.content[:200].replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf")
    start = start.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()
    return "json" if start[:1] in (b"{", b"[") else "text"


def _fault(file: SourceFile, accepts: tuple[str, ...]) -> tuple[str, str] | None:
    """The code and the sentence of what is wrong with the file as a whole, before a row is read."""
    content = file.content
    if len(content) > LARGEST_FILE_BYTES:
        return "file.too_big", "the file is larger than 50 MB. Split it."
    if not content[:1000].strip(_BLANK) and not content.strip(_BLANK):
        return "file.empty", "the file is empty."
    for signature, reason in _SIGNATURES:
        if content.startswith(signature):
            return "file.kind", f"the file {reason}"
    ending = file.name.rpartition(".")[2].lower() if "." in file.name else ""
    if ending not in accepts:
        named = ", ".join(f".{known}" for known in accepts)
        return "file.ending", f"the name ends in “.{ending[:20]}”; this format comes as {named}."
    archive = content.startswith(b"PK\x03\x04")
    if archive and ending != "xlsx":
        return "file.kind", "the file is a workbook or a zip archive. Unpack it, or name a workbook .xlsx."
    if ending == "xlsx" and not archive:
        page = _page_title(content)
        return "file.kind", f"the file is named .xlsx but holds {page or 'something else'}."
    if page := _page_title(content):
        return "file.page", f"the file holds {page}, not data. Download it again and look inside."
    return None


def _page_title(content: bytes) -> str:
    """What a web page or XML in place of data calls itself; nothing when it is neither."""
    start = content[:4000].replace(b"\x00", b"").decode("utf-8", "replace").lstrip("\ufeff\ufffd \t\r\n")
    if not start.startswith("<"):
        return ""
    if "<html" not in start.lower() and "<!doctype html" not in start.lower():
        return "XML"
    title = _TITLE.search(start)
    return "a web page" + (f" (“{' '.join(title[1].split())[:80]}”)" if title else "")


def text_of(file: SourceFile, findings: list[Finding]) -> str | None:
    """The text: UTF-8, or UTF-16 that says so at its start. None, with the reason in `findings`, for anything else."""
    content = file.content
    try:
        marked_utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = content.decode("utf-16" if marked_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        findings.append(_not_decoded(file, error))
        return None
    if "\x00" in text:
        row = text[: text.index("\x00")].count("\n") + 1
        message = "holds a NUL character: the file is damaged, or is UTF-16 without a mark. Save it as UTF-8."
        findings.append(finding(file.name, "file.nul", message, row=row))
        return None
    return text


def _not_decoded(file: SourceFile, error: UnicodeDecodeError) -> Finding:
    if file.content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return finding(file.name, "file.encoding", "the file starts as UTF-16 but is cut or damaged.")
    row = file.content[: error.start].count(b"\n") + 1
    start = max(error.start - 12, 0)
    shown = file.content[start : error.start + 12].decode("cp1252", "replace")
    message = (
        f"is not UTF-8 at “{' '.join(shown.split())}”. It looks like Windows text (cp1252): "
        "open it in a spreadsheet and save it as “CSV UTF-8”."
    )
    return finding(file.name, "file.encoding", message, row=row)
