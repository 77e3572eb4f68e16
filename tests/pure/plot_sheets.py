"""Plot sheets for the tests: one good row, and sheets made from changes to it."""

import csv
import io
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from assessments.plots.reader import PlotFile, read_plots
from assessments.plots.template import COLUMNS

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "plots"
NAMES = [column.name for column in COLUMNS]
FUNCTION_NAMES = [name for name in NAMES if name.startswith("fun") and name != "funHighThreatExotic"]
_GOOD_ROW = (
    "P1,3242,35.40,101,Moderate,56,334512,6251234,180,3,8,9,12,1,4,25.5,12.1,40.3,10.2,0.5,3.1,"
    "3,1,45.5,32.4,1,1,1,0,0,1,2.5"
)
GOOD = dict(zip(NAMES, next(csv.reader([_GOOD_ROW])), strict=True))


def sample(name: str) -> PlotFile:
    """A sample file as read."""
    return read_plots((SAMPLES / name).read_bytes(), filename=name)


def csv_sheet(*changes: dict[str, str], header: list[str] | None = None, separator: str = ",") -> bytes:
    """A CSV of the good row, once for each set of changes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(header or NAMES)
    for change in changes:
        writer.writerow([{**GOOD, **change}[name] for name in NAMES])
    return text.getvalue().encode()


def xlsx_sheet(*changes: dict[str, Any]) -> bytes:
    """A workbook of the good row with numbers typed as numbers, once for each set of changes."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(NAMES)
    for change in changes:
        good = {
            name: GOOD[name] if name in ("plot", "conditionclass") else float(GOOD[name]) for name in NAMES
        }
        sheet.append([{**good, **change}[name] for name in NAMES])
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def codes(plots: PlotFile) -> list[str]:
    """The codes of everything found."""
    return [finding.code for finding in plots.all_findings]
