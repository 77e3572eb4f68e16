"""Threatened species from the official web service (ThreatenedBiodiversity_Species).

The service's columns that are known speak of names, families and listings. Credit class, sensitivities, risk weighting
and unit of measure are not among them: they stay as the base release has them.
"""

from collections.abc import Mapping, Sequence

from registry.reference import cells
from registry.reference.csv_files import finding
from registry.reference.facts.release import ReferenceFact
from registry.reference.models import Species
from registry.reference.official.facts import fits
from registry.reference.official.intake import Once, Row, Wanted, Words, open_files
from registry.reference.official.names import folded
from registry.reference.official.reading import (
    ID_CHANGES_MEANING,
    KnownSpecies,
    OfficialRead,
    ReadContext,
    Report,
    SourceFile,
)
from registry.reference.project_tables import address_code

ACCEPTS = ("json", "csv", "xlsx")
WANTED = (
    Wanted("profileID", cells.whole_number, needed=True, filled=True),
    Wanted("scientificName", needed=True, filled=True),
    Wanted("vernacularName"),
    Wanted("kingdom"),
    Wanted("family"),
    Wanted("stateConservation"),
    Wanted("countryConservation"),
)
_SAME_TEXT = {
    "vernacularName": "common_name",
    "kingdom": "kingdom",
    "family": "family",
}
_LISTED = {
    word: word for word in ("", "Not Listed", "Vulnerable", "Endangered", "Critically Endangered", "Extinct")
} | {"Presumed Extinct": "Extinct"}


def read(
    files: Sequence[SourceFile], context: ReadContext, mapping: Mapping[str, str], report: Report
) -> OfficialRead:
    """Species by profile id and name, with both listings."""
    result = OfficialRead()
    intake = open_files(files, WANTED, accepts=ACCEPTS, mapping=mapping, findings=result.findings)
    reader = _Species(context, result)
    for row in intake.rows(report):
        reader.take(row)
    reader.bc.tell(reader.file, result.findings)
    reader.epbc.tell(reader.file, result.findings)
    fields = ["ts_profile_id", "mark"]
    fields += [field for name, field in _SAME_TEXT.items() if name in intake.present]
    fields += ["bc_listing"] * ("stateConservation" in intake.present)
    fields += ["epbc_listing"] * ("countryConservation" in intake.present)
    result.rows, result.merged_fields = {"species": reader.facts}, {"species": tuple(fields)}
    result.read = intake.read
    return result


class _Species:
    """The state of one read of species."""

    def __init__(self, context: ReadContext, result: OfficialRead) -> None:
        self.context, self.result = context, result
        self.once = Once(result.findings)
        # A profile may stand for several names, such as a species and its populations.
        self.by_id: dict[int, list[KnownSpecies]] = {}
        for known in context.species:
            if known.ts_profile_id is not None:
                self.by_id.setdefault(known.ts_profile_id, []).append(known)
        self.by_name = {folded(known.scientific_name): known for known in context.species}
        self.named: dict[str, Row] = {}
        unlisted = "the listing is left empty"
        self.bc = Words("stateConservation", _LISTED, otherwise="", outcome=unlisted)
        self.epbc = Words("countryConservation", _LISTED, otherwise="", outcome=unlisted)
        self.facts: list[ReferenceFact] = []
        self.file = ""

    def take(self, row: Row) -> None:
        """One row of the files."""
        profile_id, name, self.file = row.values["profileID"], row.values["scientificName"], row.file
        if not self.once.first(row, profile_id, f"profile {profile_id}"):
            return
        known = self._known(row)
        code = known.code if known else address_code(name)
        first = self.named.setdefault(code, row)
        if first is not row:
            message = f"{name[:80]} has profile {first.values['profileID']} as well: that one is kept."
            self._tell(row, "species.two_profiles", message, severity="warning")
            return
        fact = Species(
            code=code,
            scientific_name=known.scientific_name if known else name,
            ts_profile_id=profile_id,
            bc_listing=self.bc(row.values.get("stateConservation", "")),
            epbc_listing=self.epbc(row.values.get("countryConservation", "")),
            mark=self.context.mark,
            source=self.context.source,
            **{field: row.values.get(column, "") for column, field in _SAME_TEXT.items()},
        )
        if fits(fact, row, self.result.findings):
            self.facts.append(fact)

    def _known(self, row: Row) -> KnownSpecies | None:
        """The species of the base release that this row is about. Told when id and name do not go together."""
        profile_id, name = row.values["profileID"], row.values["scientificName"]
        named, identified = self.by_name.get(folded(name)), self.by_id.get(profile_id, [])
        if identified and named not in identified:
            message = (
                f"profile {profile_id} changes its meaning: it was {identified[0].scientific_name[:80]} and is now "
                f"{name[:80]}. A person has to confirm it."
            )
            self._tell(row, ID_CHANGES_MEANING.removeprefix("reference."), message)
        elif named and named.ts_profile_id not in (None, profile_id):
            message = f"{name[:80]} had profile {named.ts_profile_id} and now has {profile_id}."
            self._tell(row, "species.other_profile", message, severity="warning")
        return named

    def _tell(self, row: Row, code: str, message: str, *, severity: str = "error") -> None:
        self.result.findings.append(
            finding(row.file, code, message, row=row.number, column="profileID", severity=severity)
        )
