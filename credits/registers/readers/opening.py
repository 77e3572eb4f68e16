"""Which format a file of the register really has: by its first bytes, never by its name.

Pure but for the stream that is handed in.
"""

from typing import BinaryIO

from credits.registers.readers import csv_text, html_table, spreadsheet_xml
from credits.registers.readers.lines import START_BYTES, Source, Unreadable

CSV, SPREADSHEET_XML, HTML = "csv", "spreadsheet_xml", "html_table"
_NOT_READ = (
    (b"PK\x03\x04", "The file is a workbook or a zip archive. Save its sheet as CSV UTF-8."),
    (b"\xd0\xcf\x11\xe0", "The file is an old binary Excel file. Save its sheet as CSV UTF-8."),
    (b"\x1f\x8b", "The file is compressed. Unpack it and give the file inside."),
    (b"%PDF", "The file is a PDF. Give the export itself."),
    (b"\xff\xfe", "The file is UTF-16 text. Save it as CSV UTF-8."),
    (b"\xfe\xff", "The file is UTF-16 text. Save it as CSV UTF-8."),
)


def open_lines(stream: BinaryIO) -> Source:
    """The file as lines. `stream` can be rewound. Raises Unreadable for what is no register at all."""
    start = stream.read(START_BYTES)
    stream.seek(0)
    for signature, reason in _NOT_READ:
        if start.startswith(signature):
            raise Unreadable("file.kind", reason)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not text:
        raise Unreadable("file.empty", "The file is empty.")
    if b"\x00" in start:
        raise Unreadable(
            "file.kind", "The file is not text. Give the export as CSV, or as it was downloaded."
        )
    mended: list[str] = []
    if text.startswith(b"<"):
        if b"office:spreadsheet" in text:
            return Source(SPREADSHEET_XML, spreadsheet_xml.read(stream, mended), loose=True, mended=mended)
        if any(tag in text for tag in (b"<table", b"<tr", b"<td", b"<th")):
            return Source(HTML, html_table.read(stream, mended), mended=mended)
        raise Unreadable("file.kind", "The file is a web page or XML without a table of the register.")
    return Source(CSV, csv_text.read(stream, mended), mended=mended)
