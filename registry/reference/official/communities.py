"""Threatened ecological communities, and which plant community types belong to them.

Official and register spellings of a community's name differ in case and hyphens only; such a name is the same. A
profile id that now has a really different name waits for a person.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from registry.reference import cells
from registry.reference.csv_files import finding
from registry.reference.facts.release import ReferenceFact
from registry.reference.models import CommunityAssociation, EcologicalCommunity
from registry.reference.official import vegetation
from registry.reference.official.facts import fits
from registry.reference.official.intake import Once, Row, Wanted, Words, open_files
from registry.reference.official.names import folded
from registry.reference.official.reading import (
    ID_CHANGES_MEANING,
    KnownCommunity,
    OfficialRead,
    ReadContext,
    Report,
    SourceFile,
)
from registry.reference.project_tables import DRAFT_TOOL, SOURCES, address_code

ACCEPTS = ("json", "csv", "xlsx")
ASSOCIATION_SHEETS = ("All PCTs - State TECs Data PQ",)
ASSOCIATION_SOURCE = "BioNet TEC to PCT association"
"""The source of associations read here. It is part of what names such a row, so it does not carry a date."""

REPLACED_SOURCES = frozenset(
    {ASSOCIATION_SOURCE, vegetation.ASSOCIATION_SOURCE, DRAFT_TOOL, SOURCES["bionet-2019"]}
)
"""The complete official table stands in for these. What credit lines show is evidence of another kind and stays."""

COMMUNITIES = (
    Wanted("profileID", cells.whole_number, needed=True, filled=True),
    Wanted("TECName", needed=True, filled=True),
    Wanted("stateConservation"),
    Wanted("countryConservation"),
)
ASSOCIATIONS = (
    Wanted("PCTID", cells.whole_number, needed=True, filled=True),
    Wanted("stateTECProfileID", vegetation.profile_ids, needed=True),
    Wanted("TECName"),
    Wanted("TECAssessed"),
)
_LISTINGS = {
    f"{words}{ending}": code
    for words, code in (("Critically Endangered", "CEEC"), ("Endangered", "EEC"), ("Vulnerable", "VEC"))
    for ending in ("", " Ecological Community")
} | {"CEEC": "CEEC", "EEC": "EEC", "VEC": "VEC", "": "", "Not Listed": ""}
_UNLISTED = "the listing is left empty"


def read_communities(
    files: Sequence[SourceFile], context: ReadContext, mapping: Mapping[str, str], report: Report
) -> OfficialRead:
    """Communities by profile id, with both listings. “Not listed” leaves a listing empty: unknown, as everywhere."""
    result = OfficialRead()
    intake = open_files(files, COMMUNITIES, accepts=ACCEPTS, mapping=mapping, findings=result.findings)
    reader = _Communities(context, result)
    for row in intake.rows(report):
        reader.take(row)
    reader.bc.tell(reader.file, result.findings)
    reader.epbc.tell(reader.file, result.findings)
    fields = ["bionet_profile_id", "profile_id_basis", "name_variants", "mark"]
    fields += ["bc_listing"] * ("stateConservation" in intake.present)
    fields += ["epbc_listing"] * ("countryConservation" in intake.present)
    result.rows, result.merged_fields = {"tecs": reader.facts}, {"tecs": tuple(fields)}
    result.read = intake.read
    return result


class _Communities:
    """The state of one read of communities."""

    def __init__(self, context: ReadContext, result: OfficialRead) -> None:
        self.context, self.result = context, result
        self.once = Once(result.findings)
        self.by_id = {
            known.bionet_profile_id: known for known in context.communities if known.bionet_profile_id
        }
        self.by_name = {
            folded(name): known
            for known in context.communities
            for name in (known.name, *known.name_variants)
        }
        self.named: dict[str, Row] = {}
        self.bc = Words("stateConservation", _LISTINGS, otherwise="", outcome=_UNLISTED)
        self.epbc = Words("countryConservation", _LISTINGS, otherwise="", outcome=_UNLISTED)
        self.facts: list[ReferenceFact] = []
        self.file = ""

    def take(self, row: Row) -> None:
        """One row of the files."""
        profile_id, name, self.file = row.values["profileID"], row.values["TECName"], row.file
        if not self.once.first(row, profile_id, f"profile {profile_id}"):
            return
        known = self._known(row)
        code = known.code if known else address_code(name)
        first = self.named.setdefault(code, row)
        if first is not row:
            message = f"“{name[:80]}” has profile {first.values['profileID']} as well: that one is kept."
            self._tell(row, "community.two_profiles", message, severity="warning")
            return
        variants = set(known.name_variants) if known else set()
        if known and name != known.name:
            variants.add(name)
        fact = EcologicalCommunity(
            code=code,
            name=known.name if known else name,
            bionet_profile_id=profile_id,
            profile_id_basis="stated",
            bc_listing=self.bc(row.values.get("stateConservation", "")),
            epbc_listing=self.epbc(row.values.get("countryConservation", "")),
            name_variants=sorted(variants),
            mark=self.context.mark,
            source=self.context.source,
        )
        if fits(fact, row, self.result.findings):
            self.facts.append(fact)

    def _known(self, row: Row) -> KnownCommunity | None:
        """The community of the base release that this row is about. Told when id and name do not go together."""
        profile_id, name = row.values["profileID"], row.values["TECName"]
        named, identified = self.by_name.get(folded(name)), self.by_id.get(profile_id)
        if identified and identified is not named:
            message = (
                f"profile {profile_id} changes its meaning: it was “{identified.name[:80]}” and is now "
                f"“{name[:80]}”. A person has to confirm it."
            )
            self._tell(row, ID_CHANGES_MEANING.removeprefix("reference."), message)
        elif named and named.bionet_profile_id not in (None, profile_id):
            message = f"“{name[:80]}” had profile {named.bionet_profile_id} and now has {profile_id}."
            self._tell(row, "community.other_profile", message, severity="warning")
        return named

    def _tell(self, row: Row, code: str, message: str, *, severity: str = "error") -> None:
        self.result.findings.append(
            finding(row.file, code, message, row=row.number, column="profileID", severity=severity)
        )


def read_associations(
    files: Sequence[SourceFile], context: ReadContext, mapping: Mapping[str, str], report: Report
) -> OfficialRead:
    """Which types belong to which threatened community. Types and communities have to be in the base release."""
    result = OfficialRead()
    intake = open_files(
        files,
        ASSOCIATIONS,
        accepts=ACCEPTS,
        mapping=mapping,
        findings=result.findings,
        sheets=ASSOCIATION_SHEETS,
    )
    reader = _Associations(context, result)
    for row in intake.rows(report):
        reader.take(row)
    reader.tell_counts(intake.read)
    result.rows, result.merged_fields = {"pct_tec": reader.facts}, {"pct_tec": ("mark",)}
    result.gone_within = {"pct_tec": REPLACED_SOURCES}
    result.read = intake.read
    return result


class _Associations:
    """The state of one read of associations."""

    def __init__(self, context: ReadContext, result: OfficialRead) -> None:
        self.context, self.result = context, result
        self.once = Once(result.findings)
        self.by_id = {known.bionet_profile_id: known.name for known in context.communities}
        self.by_name = {
            folded(name): known.name
            for known in context.communities
            for name in (known.name, *known.name_variants)
        }
        self.unknown_types: Counter[int] = Counter()
        self.unnamed: Counter[int] = Counter()
        self.facts: list[ReferenceFact] = []
        self.file = ""

    def take(self, row: Row) -> None:
        """One row of the files: a type with one community, several, or none."""
        pct_id, ids, self.file = row.values["PCTID"], row.values["stateTECProfileID"], row.file
        written, said = row.values.get("TECName", ""), row.values.get("TECAssessed", "").casefold()
        if pct_id not in self.context.pcts:
            self.unknown_types[pct_id] += 1
            return
        if said.startswith("no associated") and (ids or written):
            message = f"PCT {pct_id} is said to have no community, but one is named: correct the row."
            self._tell(row, "association.contradiction", message, "TECAssessed")
            return
        if said.startswith("has associated") and not ids and not written:
            message = f"PCT {pct_id} is said to have a community, but none is named: it is left out."
            self._tell(row, "association.nameless", message, "stateTECProfileID", severity="warning")
            return
        for profile_id in ids or ([None] if written else []):
            self._add(row, pct_id, profile_id, written if len(ids) <= 1 else "")

    def _add(self, row: Row, pct_id: int, profile_id: int | None, written: str) -> None:
        by_id = self.by_id.get(profile_id, "") if profile_id is not None else ""
        by_name = self.by_name.get(folded(written), "") if written else ""
        if by_id and by_name and by_id != by_name:
            message = f"profile {profile_id} is “{by_id[:60]}”, but the row says “{written[:60]}”."
            self._tell(row, "association.contradiction", message, "TECName")
            return
        name = by_id or by_name
        if not name and profile_id is None:
            message = f"“{written[:80]}” is no community of the base release, and there is no profile id."
            self._tell(row, "community.unknown", message, "TECName")
            return
        if not name and profile_id is not None:
            self.unnamed[profile_id] += 1
        key = (pct_id, profile_id, name)
        if not self.once.first(row, key, f"PCT {pct_id} with profile {profile_id or name}"):
            return
        fact = CommunityAssociation(
            pct_id=pct_id,
            community_name=name,
            bc_profile_id="" if profile_id is None else str(profile_id),
            mark=self.context.mark,
            source=ASSOCIATION_SOURCE,
        )
        if fits(fact, row, self.result.findings):
            self.facts.append(fact)

    def _tell(self, row: Row, code: str, message: str, column: str, *, severity: str = "error") -> None:
        self.result.findings.append(
            finding(row.file, code, message, row=row.number, column=column, severity=severity)
        )

    def tell_counts(self, rows: int) -> None:
        """What was left out or has no name, once for all rows."""
        findings = self.result.findings
        if self.unknown_types:
            left_out = sum(self.unknown_types.values())
            ids = ", ".join(str(pct_id) for pct_id in sorted(self.unknown_types)[:20])
            most = left_out * 2 > rows
            message = f"{left_out:,} rows are about types that the base release does not have (PCT {ids})" + (
                ": load the plant community types first." if most else ": they are left out."
            )
            severity = "error" if most else "warning"
            findings.append(finding(self.file, "pct.unknown", message, column="PCTID", severity=severity))
        if self.unnamed:
            ids = ", ".join(str(profile_id) for profile_id in sorted(self.unnamed)[:20])
            message = (
                f"{len(self.unnamed):,} profile ids have no community in the base release ({ids}): the "
                "associations are kept without a name. Load the communities first to name them."
            )
            findings.append(
                finding(self.file, "profile.unknown", message, column="stateTECProfileID", severity="warning")
            )
