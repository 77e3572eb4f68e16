"""The code on a document, read from the page as it is drawn, and files carried inside."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

from registry.documents.attachments import Attachment
from registry.documents.document import Section, build
from registry.documents.qr import CodePanel
from tests.documents.kit_files import spec

ADDRESS = "https://registry.example.org/certificates/5cbb9a5c-66a9-4f3a-9a56-b3e1de5a31a0/"
DPI = 288
QUIET = 4


def a_page(address: str) -> bytes:
    out = BytesIO()
    panel = CodePanel(address, heading="Check", lines=["Scan it & <see>"], width=480)
    build(spec=spec(), sections=[Section("Part", [panel])], out=out)
    return out.getvalue()


def drawn_modules(pdf: bytes, folder: Path, count: int) -> list[list[bool]]:
    """The code as the page shows it: where the link lies, the middle of each module, dark or not."""
    link = pypdf.PdfReader(BytesIO(pdf)).pages[0]["/Annots"][0].get_object()
    left, bottom, right, top = (float(value) for value in link["/Rect"])
    (folder / "page.pdf").write_bytes(pdf)
    program = shutil.which("pdftoppm")
    assert program is not None
    subprocess.run(
        [program, "-r", str(DPI), "-png", "-singlefile", "page.pdf", "page"], cwd=folder, check=True
    )
    picture = Image.open(folder / "page.png").convert("L")
    scale = DPI / 72
    step = (right - left) / (count + 2 * QUIET)
    height = picture.height / scale

    def dark(row: int, column: int) -> bool:
        x = left + (column + QUIET + 0.5) * step
        y = height - top + (row + QUIET + 0.5) * step
        return int(picture.getpixel((int(x * scale), int(y * scale)))) < 128  # type: ignore[arg-type]

    assert right - left == pytest.approx(top - bottom)
    return [[dark(row, column) for column in range(count)] for row in range(count)]


def codes_of(address: str) -> list[list[list[bool]]]:
    """What another library makes of the address, in each of the eight masks that a code may have."""
    found = []
    for mask in range(8):
        code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=mask)
        code.add_data(address, optimize=0)
        code.make()
        found.append([[bool(module) for module in row] for row in code.modules])
    return found


def test_the_code_on_the_page_says_the_address_and_nothing_else(tmp_path: Path) -> None:
    expected = codes_of(ADDRESS)
    shown = drawn_modules(a_page(ADDRESS), tmp_path, len(expected[0]))
    assert shown in expected
    other = codes_of(ADDRESS.replace("5cbb9a5c", "5cbb9a5d"))
    assert shown not in other


def test_the_code_can_be_clicked_and_its_words_are_text() -> None:
    page = pypdf.PdfReader(BytesIO(a_page(ADDRESS))).pages[0]
    assert page["/Annots"][0].get_object()["/A"]["/URI"] == ADDRESS
    assert "Scan it & <see>" in page.extract_text()


def test_a_file_inside_keeps_its_bytes_and_can_be_found_without_unpacking() -> None:
    content = '{"a":"ü <&> endstream"}'.encode()
    out = BytesIO()
    given = spec(attachments=[Attachment("facts.json", content, description="What it states")])
    build(
        spec=given,
        sections=[Section("Part", [CodePanel(ADDRESS, heading="x", lines=[], width=300)])],
        out=out,
    )
    assert dict(pypdf.PdfReader(out).attachments) == {"facts.json": [content]}
    assert content in out.getvalue()
    again = BytesIO()
    build(
        spec=given,
        sections=[Section("Part", [CodePanel(ADDRESS, heading="x", lines=[], width=300)])],
        out=again,
    )
    assert again.getvalue() == out.getvalue()
