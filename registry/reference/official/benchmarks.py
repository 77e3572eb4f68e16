"""Benchmark values from a table whose columns a person names.

The official field names are not verified, so a person says which column is which; columns named as in this project's
own file are found without that. A release holds one set of values for each vegetation class in an IBRA region
(method 1.1). A table by plant community type is read through the class of each type: where two types of one class give
other values in a region, there is no one set to keep, and the rows are refused.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from registry.reference import cells
from registry.reference.catalogue import TABLES
from registry.reference.csv_files import finding
from registry.reference.facts.release import ReferenceFact
from registry.reference.facts.vegetation import BENCHMARK_FIELDS, BENCHMARK_LABELS
from registry.reference.models import Benchmark
from registry.reference.official.facts import fits
from registry.reference.official.intake import Row, Wanted, open_files
from registry.reference.official.names import folded, or_nearest
from registry.reference.official.reading import OfficialRead, ReadContext, Report, SourceFile

ACCEPTS = ("csv", "xlsx", "json")
_OWN_NAMES = next(table for table in TABLES if table.file == "benchmarks.csv").columns
NEAREST_AT_MOST = 100
THRESHOLD = "large_tree_threshold_cm"

FIELDS = (
    ("vegetation_class", "Vegetation class"),
    ("pct_id", "Plant community type (where the table is by type)"),
    ("ibra_region", "IBRA region"),
    *((field, BENCHMARK_LABELS[field]) for field in BENCHMARK_FIELDS),
    (THRESHOLD, "Large tree threshold, cm"),
)
"""What a column of the file may be, with its label."""


def regeneration(cell: str) -> Decimal | None:
    """Tree regeneration: 1 or present, 0 or absent."""
    words = {"": None, "present": 1, "absent": 0, "1": 1, "0": 0, "1.0": 1, "0.0": 0, "yes": 1, "no": 0}
    value = cells.one_of(words)(cell)
    return None if value is None else Decimal(value)


def threshold_cm(cell: str) -> int | None:
    """A diameter in whole centimetres, at most 999."""
    value = cells.whole_number(cell)
    if value is not None and value > 999:
        raise cells.BadCell(f"{cell} is outside 0 to 999 cm")
    return value


def _wanted() -> tuple[Wanted, ...]:
    aliases = {column.field: column.name for column in _OWN_NAMES}
    amount = cells.decimal(places=2, highest="9999")
    readers = {"function_regeneration": regeneration, THRESHOLD: threshold_cm}
    return (
        Wanted("vegetation_class", aliases=("vegetationClass",)),
        Wanted("pct_id", cells.whole_number, aliases=("PCTID",)),
        Wanted("ibra_region", needed=True, aliases=("IBRA", "IBRARegion")),
        *(
            Wanted(field, readers.get(field, amount), aliases=(aliases[field],))
            for field in (*BENCHMARK_FIELDS, THRESHOLD)
        ),
    )


WANTED = _wanted()


def read(
    files: Sequence[SourceFile], context: ReadContext, mapping: Mapping[str, str], report: Report
) -> OfficialRead:
    """Benchmarks by class and region."""
    result = OfficialRead()
    intake = open_files(files, WANTED, accepts=ACCEPTS, mapping=mapping, findings=result.findings)
    reader = _Benchmarks(context, result, intake.present)
    if intake.present and reader.mapped():
        for row in intake.rows(report):
            reader.take(row)
    result.read = intake.read
    result.rows = {"benchmarks": reader.facts}
    result.merged_fields = {"benchmarks": ("vegetation_formation", "version", "mark", *reader.values)}
    return result


class _Benchmarks:
    """The state of one read of benchmarks."""

    def __init__(self, context: ReadContext, result: OfficialRead, present: frozenset[str]) -> None:
        self.context, self.result, self.present = context, result, present
        self.values = tuple(name for name in (*BENCHMARK_FIELDS, THRESHOLD) if name in present)
        self.classes = {folded(name): name for name in context.class_formations}
        self.regions = {folded(name): name for name in context.region_names} | {
            folded(code): name for name, code in context.region_names.items()
        }
        self.near: dict[str, str] = {}
        self.types: dict[tuple[str, str], tuple[int | None, tuple[object, ...], Row]] = {}
        self.facts: list[ReferenceFact] = []

    def mapped(self) -> bool:
        """Is enough chosen to say what each row is about?"""
        if not self.present & {"vegetation_class", "pct_id"}:
            message = "choose the column of the vegetation class, or that of the plant community type."
            self.result.findings.append(
                finding("files", "mapping.missing", message, column="vegetation_class")
            )
            return False
        if not self.values:
            message = "choose at least one column with values."
            self.result.findings.append(finding("files", "mapping.missing", message))
            return False
        return True

    def take(self, row: Row) -> None:
        """One row of the files."""
        found_class, region = self._class(row), self._region(row)
        if not found_class or not region:
            return
        pct_id = row.values.get("pct_id")
        values = tuple(row.values[name] for name in self.values)
        before = self.types.setdefault((found_class, region), (pct_id, values, row))
        if before[2] is not row:
            self._compare(row, found_class, region, before, (pct_id, values))
            return
        if all(value is None for value in values):
            message = f"{found_class}, {region}: all values are empty, so there is no benchmark here."
            self._tell(row, "benchmark.empty", message, "", severity="warning")
            return
        fact = Benchmark(
            vegetation_class=found_class,
            vegetation_formation=self._formation(found_class, pct_id),
            ibra_region=region,
            version=(self.context.data_version or self.context.source)[:40],
            mark=self.context.mark,
            source=self.context.source,
            **dict(zip(self.values, values, strict=True)),
        )
        if fits(fact, row, self.result.findings):
            self.facts.append(fact)

    def _class(self, row: Row) -> str:
        written, pct_id = row.values.get("vegetation_class", ""), row.values.get("pct_id")
        if written:
            found = self.classes.get(folded(written), "")
            if not found:
                message = f"no vegetation class is called “{written[:80]}”."
                message += self._near(written, self.context.class_formations)
                self._tell(row, "class.unknown", message, "vegetation_class")
            return found
        known = self.context.pcts.get(pct_id) if pct_id is not None else None
        if known is None:
            said = (
                f"PCT {pct_id} is not in the base release" if pct_id is not None else "the row names no class"
            )
            message = f"{said}: its vegetation class, which a benchmark belongs to, is not known."
            self._tell(row, "class.unknown", message, "pct_id")
        return known.vegetation_class if known else ""

    def _near(self, written: str, known: Mapping[str, str]) -> str:
        """Which name may be meant: looked up for the first few names only, because it takes time."""
        if written not in self.near and len(self.near) < NEAREST_AT_MOST:
            self.near[written] = or_nearest(written, known)
        return self.near.get(written, "")

    def _region(self, row: Row) -> str:
        written = row.values["ibra_region"]
        found = self.regions.get(folded(written), "")
        if not found:
            message = f"no IBRA region is called “{written[:60]}”."
            message += self._near(written, self.context.region_names)
            self._tell(row, "region.unknown", message, "ibra_region")
        return found

    def _formation(self, found_class: str, pct_id: int | None) -> str:
        known = self.context.pcts.get(pct_id) if pct_id is not None else None
        return self.context.class_formations.get(found_class) or (known.vegetation_formation if known else "")

    def _compare(
        self,
        row: Row,
        found_class: str,
        region: str,
        before: tuple[int | None, tuple[object, ...], Row],
        now: tuple[int | None, tuple[object, ...]],
    ) -> None:
        """A second row of the class in the region: the same values are one benchmark, others are refused."""
        first_id, first_values, first_row = before
        if now[1] == first_values:
            if now[0] == first_id:
                message = f"{found_class}, {region} is the same as row {first_row.number}: it counts once."
                self._tell(row, "row.repeated", message, "", severity="warning")
            return
        if now[0] is not None and now[0] != first_id:
            message = (
                f"PCT {first_id} and PCT {now[0]} are both of {found_class} in {region}, but their values differ. "
                "A release holds one benchmark for each class and region, so a table by type cannot be taken."
            )
            self._tell(row, "benchmark.by_type", message, "pct_id")
            return
        message = f"{found_class}, {region} is already in row {first_row.number} with other values: keep one."
        self._tell(row, "row.twice", message, "")

    def _tell(self, row: Row, code: str, message: str, column: str, *, severity: str = "error") -> None:
        self.result.findings.append(
            finding(row.file, code, message, row=row.number, column=column, severity=severity)
        )
