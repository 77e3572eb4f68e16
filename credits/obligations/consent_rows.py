"""The file of consents decided before: its columns, and its rows gathered into consents. No table is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from registry.findings import Finding
from registry.formulas import like_a_formula
from registry.reference.csv_files import TextRow, finding, read

LARGEST_FILE_BYTES = 10_000_000
CONSENT_COLUMNS = (
    "authority",
    "holder",
    "reference",
    "title",
    "imposed_on",
    "local_government_area",
    "variation_permitted_on",
)
CLASS_COLUMNS = (
    "kind",
    "trading_group",
    "community",
    "vegetation_class",
    "formation",
    "hollows",
    "species",
    "subregion",
    "region",
)
COLUMNS = (*CONSENT_COLUMNS, "line", *CLASS_COLUMNS, "required", "discharged")
TEXT_COLUMNS = ("authority", "holder", "reference", "title", "local_government_area", *CLASS_COLUMNS)
LONGEST = {"reference": 200, "title": 300, "local_government_area": 120}
LARGEST_QUANTITY = 10**12
MUST = ("authority", "holder", "reference", "title", "imposed_on", "line", "required")
DAYS = ("%Y-%m-%d", "%d/%m/%Y")


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One row: so many credits of a class, and how many of them were discharged before."""

    row: int
    number: int
    stated: dict[str, str]
    required: int
    discharged: int


@dataclass(slots=True)
class Consent:
    """The rows of one consent, and every fault found in them: with one fault none of it is loaded."""

    file: str
    row: int
    cells: dict[str, str]
    imposed_on: date | None = None
    variation_permitted_on: date | None = None
    lines: list[ConsentLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def fault(self, code: str, message: str, row: int, column: str) -> None:
        """Note a fault of a row."""
        self.findings.append(finding(self.file, f"consents.{code}", message, row=row, column=column))


def read_consents(path: Path) -> tuple[list[Consent], list[Finding]]:
    """The consents of a file in its order, and the faults of the file as a whole: with one of those nothing of it can
    be told apart, and nothing is loaded."""
    findings: list[Finding] = []
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    if size > LARGEST_FILE_BYTES:
        message = f"the file is larger than {LARGEST_FILE_BYTES // 1_000_000} MB. Split it."
        return [], [finding(path.name, "file.too_big", message)]
    rows = read(path, COLUMNS, findings)
    if findings:
        return [], findings
    if not rows:
        return [], [finding(path.name, "file.empty", "the file has no rows under its header.")]
    consents: dict[tuple[str, str], Consent] = {}
    for row in rows:
        key = (row.cells["authority"].casefold(), row.cells["reference"].casefold())
        consent = consents.setdefault(key, Consent(path.name, row.number, row.cells))
        _add(consent, row)
    return list(consents.values()), []


def _add(consent: Consent, row: TextRow) -> None:
    cells, number = row.cells, row.number
    before = len(consent.findings)
    for column in TEXT_COLUMNS:
        if like_a_formula(cells[column]):
            consent.fault("formula", "begins like a formula. Write plain text.", number, column)
    for column in MUST:
        if not cells[column]:
            consent.fault("missing", f"{column} is empty.", number, column)
    for column, longest in LONGEST.items():
        if len(cells[column]) > longest:
            consent.fault("too_long", f"{column} is longer than {longest} characters.", number, column)
    for column in CONSENT_COLUMNS:
        if cells[column] != consent.cells[column]:
            message = f"{column} is not what row {consent.row} says of the same consent."
            consent.fault("differs", message, number, column)
    imposed_on = _day(consent, row, "imposed_on")
    permitted_on = _day(consent, row, "variation_permitted_on")
    if row.number == consent.row:
        consent.imposed_on, consent.variation_permitted_on = imposed_on, permitted_on
    line = _whole(consent, row, "line", least=1)
    required = _whole(consent, row, "required", least=1)
    discharged = _whole(consent, row, "discharged", least=0) if cells["discharged"] else 0
    if line is not None and line in {one.number for one in consent.lines}:
        consent.fault("line_twice", f"line {line} of this consent is there twice.", number, "line")
    if required is not None and discharged is not None and discharged > required:
        message = f"{discharged:,} discharged is more than the {required:,} required."
        consent.fault("over_discharged", message, number, "discharged")
    if len(consent.findings) == before and None not in (line, required, discharged):
        stated = {column: cells[column] for column in CLASS_COLUMNS}
        consent.lines.append(ConsentLine(number, line, stated, required, discharged))  # type: ignore[arg-type]


def _day(consent: Consent, row: TextRow, column: str) -> date | None:
    text = row.cells[column]
    for form in DAYS if text else ():
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    if text:
        consent.fault("day", f"“{text[:40]}” is no day. Write it as 2019-10-17.", row.number, column)
    return None


def _whole(consent: Consent, row: TextRow, column: str, *, least: int) -> int | None:
    text = row.cells[column]
    if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_QUANTITY)):
        value = int(text)
        if least <= value <= LARGEST_QUANTITY:
            return value
    if text:
        message = f"“{text[:40]}” is no whole number of {least} or more."
        consent.fault("number", message, row.number, column)
    return None


def by_name(names: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Keys by name, whatever its capitals; a name that two share is left out, so that nobody is taken for another."""
    found: dict[str, list[int]] = {}
    for name, key in names:
        found.setdefault(name.casefold(), []).append(key)
    return {name: keys[0] for name, keys in found.items() if len(keys) == 1}
