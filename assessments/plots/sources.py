"""Uploaded plot files as rows of text: CSV and XLSX, decided by name and content together.

Nothing here knows the template's columns. Whatever is wrong with a file ends in `UnreadableFile`, which carries the
finding a person gets. Pure.
"""

import csv
import io
import re
from collections.abc import Iterator

from assessments.plots.cells import shown
from assessments.plots.limits import MEBIBYTE, ReadLimits, Source, SourceRow, UnreadableFile
from assessments.plots.workbook import workbook_sources


def open_sources(content: bytes, *, filename: str, limits: ReadLimits) -> list[Source]:
    """The tables of a file: one for a CSV (per separator that it could have), one per visible sheet of a
    workbook.

    Raises UnreadableFile when the file is empty, too large, disguised or damaged.
    """
    if len(content) > limits.file_bytes:
        megabytes = limits.file_bytes // MEBIBYTE
        raise UnreadableFile(
            "too_large", f"The file is larger than {megabytes} MB. Split it into smaller files."
        )
    if not content.strip(b"\x00\t\n\r \xef\xbb\xbf"):
        raise UnreadableFile("empty", "The file is empty. Upload a filled-in plot sheet.")
    extension = filename.rpartition(".")[2].lower() if "." in filename else ""
    kind = _kind(content)
    if extension == "xlsx":
        if kind != "zip":
            raise UnreadableFile("disguised", _disguise("an XLSX workbook", kind))
        return workbook_sources(content, limits)
    if extension in ("csv", "tsv", "txt"):
        if kind != "text":
            raise UnreadableFile("disguised", _disguise("a text file", kind))
        return _text_sources(_decode(content))
    message = (
        f"'{shown(filename)}' is neither CSV nor XLSX. Save the plot sheet as .csv or .xlsx and upload that."
    )
    raise UnreadableFile("extension", message)


_SIGNATURES = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Excel file"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)


def _kind(content: bytes) -> str:
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return "a web page or XML file"
    return "text"


def _disguise(expected: str, kind: str) -> str:
    found = {"zip": "a workbook or zip archive", "text": "plain text"}.get(kind, kind)
    return f"The file is named like {expected} but holds {found}. Save the plot sheet again as CSV or XLSX."


def _decode(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError:
            message = "The file starts like UTF-16 text but is damaged. Save it again as 'CSV UTF-8'."
            raise UnreadableFile("encoding", message) from None
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = content[: error.start].count(b"\n") + 1
            message = f"Row {row} holds a character that is not UTF-8. Save the file again as 'CSV UTF-8'."
            raise UnreadableFile("encoding", message, row=row) from None
    if "\x00" in text:
        message = "The file holds binary data or text in an unmarked encoding. Save it again as 'CSV UTF-8'."
        raise UnreadableFile("encoding", message)
    return text


SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}


def _text_sources(text: str) -> list[Source]:
    # A first line `sep=;` is an instruction to the spreadsheet, which does not show it as a row.
    instruction = re.match(r"sep=([,;\t])\r?\n", text, re.IGNORECASE)
    if instruction:
        text = text[instruction.end() :]
    return [Source(name, _text_rows(text, separator)) for separator, name in SEPARATORS.items()]


def _text_rows(text: str, separator: str) -> Iterator[SourceRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield number, cells
    except csv.Error:
        message = (
            f"The file cannot be read after row {number}: a quotation mark may be missing. Save it again as "
            "CSV."
        )
        raise UnreadableFile("damaged", message, row=number + 1) from None
