"""Names of plants from the official export SpeciesNames, and lists of high threat weeds.

The words of the growth form groups are those the department's own tools sort by: Tree (TG), Shrub (SG),
Grass & grasslike (GG), Forb (FG), Fern (EG), Other (OG, from memory). A word that is not among them leaves the growth
form empty and is told; nothing is guessed from a family or a habit.
"""

import re
from collections.abc import Mapping, Sequence

from registry.reference import cells
from registry.reference.csv_files import finding
from registry.reference.facts.release import ReferenceFact
from registry.reference.models import Plant
from registry.reference.official.facts import fits
from registry.reference.official.intake import Once, Row, Wanted, Words, open_files
from registry.reference.official.names import folded
from registry.reference.official.reading import OfficialRead, ReadContext, Report, SourceFile

ACCEPTS = ("csv", "json", "xlsx")
WEED_ACCEPTS = ("csv", "xlsx", "txt")

NAMES = (
    Wanted("scientificName", needed=True),
    Wanted("kingdom", needed=True),
    Wanted("isCurrent"),
    Wanted("currentScientificName"),
    Wanted("speciesID", cells.whole_number),
    Wanted("vernacularName"),
    Wanted("primaryGrowthFormGroup"),
    Wanted("establishmentMeans"),
    Wanted("highThreatWeed"),
)
WEEDS = (
    Wanted(
        "scientific_name",
        needed=True,
        aliases=("scientificName", "Scientific name", "Species", "Botanical name", "Weed", "Name"),
    ),
)

_GROWTH_FORMS = {
    "": "",
    "Tree (TG)": "tree",
    "Shrub (SG)": "shrub",
    "Grass & grasslike (GG)": "grass",
    "Forb (FG)": "forb",
    "Fern (EG)": "fern",
    "Other (OG)": "other",
    "Tree": "tree",
    "Shrub": "shrub",
    "Grass & grasslike": "grass",
    "Grass and grass-like": "grass",
    "Forb": "forb",
    "Fern": "fern",
    "Other": "other",
}
_YES_NO = {"": None, "true": True, "false": False, "yes": True, "no": False, "y": True, "n": False}
_INTRODUCED = re.compile(
    r"\b(introduced|exotic|naturalised|naturalized|non[- ]native|not native)\b", re.IGNORECASE
)
_NATIVE = re.compile(r"\bnative\b", re.IGNORECASE)


def native(means: str) -> bool | None:
    """Is the plant native, by the words of `establishmentMeans`? None where they do not say, or say both."""
    introduced, is_native = bool(_INTRODUCED.search(means)), bool(_NATIVE.search(_INTRODUCED.sub("", means)))
    return None if introduced == is_native else is_native


def read_names(
    files: Sequence[SourceFile], context: ReadContext, mapping: Mapping[str, str], report: Report
) -> OfficialRead:
    """Plants with growth form, origin and weed flag. Animals and fungi of the export are passed over."""
    result = OfficialRead()
    intake = open_files(files, NAMES, accepts=ACCEPTS, mapping=mapping, findings=result.findings)
    reader = _Names(context, result)
    for row in intake.rows(report):
        reader.take(row)
    result.read = intake.read
    reader.finish(intake.present)
    return result


class _Names:
    """The state of one read of names. A name that stands for several taxa is settled when all rows were seen."""

    def __init__(self, context: ReadContext, result: OfficialRead) -> None:
        self.context, self.result = context, result
        self.rows_by_name: dict[str, Row] = {}
        self.ambiguous: set[str] = set()
        self.file = ""
        self.growth_form = Words(
            "primaryGrowthFormGroup", _GROWTH_FORMS, otherwise="", outcome="the growth form is left empty"
        )
        self.weed = Words("highThreatWeed", _YES_NO, otherwise=None, outcome="the weed flag is left empty")
        self.current = Words("isCurrent", _YES_NO, otherwise=None, outcome="the name is taken as it stands")

    def take(self, row: Row) -> None:
        """One row of the export."""
        values = row.values
        if values["kingdom"].casefold() != "plantae":
            return
        self.file = row.file
        name = values["scientificName"]
        if not name:
            self._tell(row, "cell.empty", "scientificName is empty, but a value is needed.")
            return
        before = self.rows_by_name.setdefault(name, row)
        if before is not row:
            self._settle(name, before, row)

    def _settle(self, name: str, before: Row, row: Row) -> None:
        """Two rows of one name: the current one counts; of two synonyms neither says what the name is now."""
        where = f"row {before.number}" if before.file == row.file else f"{before.file}, row {before.number}"
        if before.values == row.values:
            message = f"{name[:80]} is the same as {where}: it counts once."
            self._tell(row, "row.repeated", message, severity="warning")
            return
        was_current, is_current = self._current(before), self._current(row)
        if was_current and is_current:
            message = f"{name[:80]} is already in {where} as a current name with other values: keep one."
            self._tell(row, "row.twice", message)
        elif was_current or is_current:
            if is_current:
                self.rows_by_name[name] = row
            message = f"{name[:80]} is also in {where}: the current name counts."
            self._tell(row, "name.twice", message, severity="warning")
        else:
            self.ambiguous.add(name)
            message = f"{name[:80]} is a synonym in {where} as well: its current name is left empty."
            self._tell(row, "name.twice", message, severity="warning")

    @staticmethod
    def _current(row: Row) -> bool:
        return _YES_NO.get(row.values.get("isCurrent", "").casefold()) is not False

    def _tell(self, row: Row, code: str, message: str, *, severity: str = "error") -> None:
        self.result.findings.append(
            finding(row.file, code, message, row=row.number, column="scientificName", severity=severity)
        )

    def finish(self, present: frozenset[str]) -> None:
        """Make the facts, and tell the words that were not known."""
        facts = [self._fact(name, row) for name, row in self.rows_by_name.items()]
        findings = self.result.findings
        self.result.rows = {"plants": [fact for fact in facts if fact is not None]}
        fields = ["mark"]
        for column, spoken in (
            ("vernacularName", ["common_name"]),
            ("currentScientificName", ["current_name"]),
            ("speciesID", ["bionet_species_id"]),
            ("primaryGrowthFormGroup", ["growth_form", "growth_form_in_source"]),
            ("establishmentMeans", ["native"]),
            ("highThreatWeed", ["high_threat_weed"]),
        ):
            fields += spoken if column in present else []
        self.result.merged_fields = {"plants": tuple(fields)}
        for words in (self.growth_form, self.weed, self.current):
            words.tell(self.file, findings)
        if self.result.read and not facts and present:
            message = "no row is a plant: the column kingdom never says Plantae."
            findings.append(finding("files", "plants.none", message, column="kingdom"))

    def _fact(self, name: str, row: Row) -> ReferenceFact | None:
        values = row.values
        group = values.get("primaryGrowthFormGroup", "")
        current_name = values.get("currentScientificName", "")
        if current_name == name or name in self.ambiguous or self.current(values.get("isCurrent", "")):
            current_name = ""
        fact = Plant(
            scientific_name=name,
            common_name=values.get("vernacularName", ""),
            current_name=current_name,
            bionet_species_id=values.get("speciesID"),
            growth_form=self.growth_form(group),
            growth_form_in_source=group,
            native=native(values.get("establishmentMeans", "")),
            high_threat_weed=self.weed(values.get("highThreatWeed", "")),
            mark=self.context.mark,
            source=self.context.source,
        )
        return fact if fits(fact, row, self.result.findings) else None


def read_weeds(
    files: Sequence[SourceFile], context: ReadContext, mapping: Mapping[str, str], report: Report
) -> OfficialRead:
    """A list of names, each a high threat weed. It says nothing of plants that are not on it, nor of growth forms."""
    result = OfficialRead()
    intake = open_files(files, WEEDS, accepts=WEED_ACCEPTS, mapping=mapping, findings=result.findings)
    by_fold = {folded(name): name for name in context.plants}
    once = Once(result.findings)
    facts: list[ReferenceFact] = []
    added = 0
    for row in intake.rows(report):
        name = row.values["scientific_name"]
        if not name:
            message = "the name is empty."
            result.findings.append(
                finding(row.file, "cell.empty", message, row=row.number, column="scientific_name")
            )
            continue
        name = name if name in context.plants else by_fold.get(folded(name), name)
        if not once.first(Row(row.file, row.number, {"name": name}), name, name[:80]):
            continue
        added += name not in context.plants
        fact = Plant(scientific_name=name, high_threat_weed=True, mark=context.mark, source=context.source)
        if fits(fact, row, result.findings):
            facts.append(fact)
    if added:
        message = (
            f"{added:,} of {len(facts):,} names are not among the plants of the base release: they are added, "
            "with the growth form left empty."
        )
        result.findings.append(
            finding(files[0].name, "plants.added", message, column="scientific_name", severity="warning")
        )
    result.rows, result.merged_fields = {"plants": facts}, {"plants": ("high_threat_weed",)}
    result.gone_within = {"plants": frozenset()}
    result.read = intake.read
    return result
