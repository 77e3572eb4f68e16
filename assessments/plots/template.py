"""The plot sheet template: its 32 columns in their official order, and empty sheets to download.

Columns, types and limits are those of the official calculator's import template (user guide 4.3.2; method
1.1). Upper limits the template does not state are bounds of plausibility, marked so below. Pure: no Django, no clock.
"""

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Kind = Literal["label", "condition", "integer", "decimal"]
Group = Literal["zone", "location", "composition", "structure", "function", "weeds"]

LABEL_LENGTH_MAXIMUM = 10
CONDITION_CLASS_LENGTH_MAXIMUM = 20

# Bounds of plausibility: wide enough for any real plot, narrow enough to catch a slipped column or decimal
# sign.
SPECIES_MAXIMUM = 200
SUMMED_COVER_MAXIMUM_PERCENT = 600
TREES_MAXIMUM = 200
LOG_LENGTH_MAXIMUM_M = 5_000
AREA_MAXIMUM_HA = 100_000
PATCH_SIZE_MAXIMUM_HA = 10_000_000
PCT_MAXIMUM = 99_999

# New South Wales in the zones 54 to 56 of the Map Grid of Australia, metres, with some room around it.
EASTING_RANGE_M = (100_000, 900_000)
NORTHING_RANGE_M = (5_800_000, 6_920_000)


@dataclass(frozen=True, slots=True)
class PlotColumn:
    """One column of the template.

    `minimum` and `maximum` are inclusive; `decimals` is how many the template asks for (None: no limit);
    `unit` follows a number in messages; `required` False: may be blank (function values of a community
    without trees).
    """

    name: str
    hint: str
    label: str
    kind: Kind
    group: Group
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int | None = None
    required: bool = True
    unit: str = ""

    @property
    def limits(self) -> tuple[Decimal, Decimal]:
        """Least and greatest value of a number column. Raises ValueError for a text column."""
        if self.minimum is None or self.maximum is None:
            raise ValueError(f"{self.name} is no number column")
        return self.minimum, self.maximum

    @property
    def title(self) -> str:
        """The column for a person: `Litter cover (funLitterCover)`."""
        return f"{self.label} ({self.name})"


def _number(
    name: str,
    label: str,
    group: Group,
    hint: str,
    *,
    within: tuple[int | str, int | str],
    decimals: int | None = 0,
    required: bool = True,
    unit: str = "",
) -> PlotColumn:
    return PlotColumn(
        name=name,
        hint=hint,
        label=label,
        kind="integer" if decimals == 0 else "decimal",
        group=group,
        minimum=Decimal(within[0]),
        maximum=Decimal(within[1]),
        decimals=decimals,
        required=required,
        unit=unit,
    )


def _species(name: str, growth_form: str) -> PlotColumn:
    label = f"{growth_form} species"
    return _number(name, label, "composition", "Number", within=(0, SPECIES_MAXIMUM), unit="species")


def _cover(name: str, growth_form: str) -> PlotColumn:
    hint = "Number with 1 decimal"
    within = (0, SUMMED_COVER_MAXIMUM_PERCENT)
    return _number(name, f"{growth_form} cover", "structure", hint, within=within, decimals=1, unit="%")


def _stems(name: str, label: str) -> PlotColumn:
    return _number(name, label, "function", "[0-1]", within=(0, 1), required=False)


_GROWTH_FORM_NAMES = (
    ("Tree", "Tree"),
    ("Shrub", "Shrub"),
    ("Grass", "Grass and grass-like"),
    ("Forbs", "Forb"),
    ("Ferns", "Fern"),
    ("Other", "Other"),
)

COLUMNS: tuple[PlotColumn, ...] = (
    PlotColumn("plot", "Text [at most 10 characters]", "Plot", "label", "zone"),
    _number("pct", "Plant community type", "zone", "Number", within=(1, PCT_MAXIMUM)),
    _number(
        "area",
        "Zone area",
        "zone",
        "Number with 2 decimals",
        within=("0.005", AREA_MAXIMUM_HA),
        decimals=2,
        unit="ha",
    ),
    _number(
        "patchsize",
        "Patch size",
        "zone",
        "Number",
        within=("0.005", PATCH_SIZE_MAXIMUM_HA),
        decimals=None,
        unit="ha",
    ),
    PlotColumn(
        "conditionclass",
        "Text [letters digits _ and - at most 20 characters]",
        "Condition class",
        "condition",
        "zone",
    ),
    _number("zone", "MGA zone", "location", "[54 or 55 or 56]", within=(54, 56)),
    _number("easting", "Easting", "location", "Number", within=EASTING_RANGE_M, decimals=None, unit="m"),
    _number("northing", "Northing", "location", "Number", within=NORTHING_RANGE_M, decimals=None, unit="m"),
    _number("bearing", "Bearing", "location", "[0-359]", within=(0, 359), unit="degrees"),
    *(_species(f"comp{suffix}", form) for suffix, form in _GROWTH_FORM_NAMES),
    *(_cover(f"struc{suffix}", form) for suffix, form in _GROWTH_FORM_NAMES),
    _number(
        "funLargeTrees",
        "Large trees",
        "function",
        "Number",
        within=(0, TREES_MAXIMUM),
        required=False,
        unit="trees",
    ),
    _number(
        "funHollowtrees",
        "Hollow-bearing trees",
        "function",
        "Number",
        within=(0, TREES_MAXIMUM),
        required=False,
        unit="trees",
    ),
    _number(
        "funLitterCover",
        "Litter cover",
        "function",
        "Number with 1 decimal",
        within=(0, 100),
        decimals=1,
        required=False,
        unit="%",
    ),
    _number(
        "funLenFallenLogs",
        "Length of fallen logs",
        "function",
        "Number with 1 decimal",
        within=(0, LOG_LENGTH_MAXIMUM_M),
        decimals=1,
        required=False,
        unit="m",
    ),
    _stems("funTreeStem5to9", "Stems 5 to 9 cm"),
    _stems("funTreeStem10to19", "Stems 10 to 19 cm"),
    _stems("funTreeStem20to29", "Stems 20 to 29 cm"),
    _stems("funTreeStem30to49", "Stems 30 to 49 cm"),
    _stems("funTreeStem50to79", "Stems 50 to 79 cm"),
    _stems("funTreeRegen", "Tree regeneration"),
    _number(
        "funHighThreatExotic",
        "High threat weed cover",
        "weeds",
        "Number with 1 decimal",
        within=(0, 100),
        decimals=1,
        unit="%",
    ),
)

COLUMN_BY_NAME: dict[str, PlotColumn] = {column.name: column for column in COLUMNS}
COLUMN_BY_LOWER_NAME: dict[str, PlotColumn] = {column.name.lower(): column for column in COLUMNS}


def columns_of(*, group: Group) -> tuple[PlotColumn, ...]:
    """The columns of one group, in template order."""
    return tuple(column for column in COLUMNS if column.group == group)


def empty_template_csv() -> bytes:
    """An empty sheet as CSV (UTF-8): the header row and the type row."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow([column.name for column in COLUMNS])
    writer.writerow([column.hint for column in COLUMNS])
    return sheet.getvalue().encode("utf-8")


def empty_template_xlsx() -> bytes:
    """An empty sheet as XLSX: the header row and the type row, ready to be typed into below."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheet = workbook.create_sheet("Plots")
    sheet.freeze_panes = "B3"
    for number, column in enumerate(COLUMNS, start=1):
        sheet.cell(row=1, column=number, value=column.name).font = Font(bold=True)
        sheet.cell(row=2, column=number, value=column.hint).font = Font(italic=True)
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = max(len(column.name) + 2, 11)
        if column.kind in ("label", "condition"):
            # As text, else a plot called 1-2 becomes a date.
            dimension.number_format = "@"
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()
