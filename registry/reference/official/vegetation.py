"""Plant community types from the official web service (PCTDefinition), as its JSON pages or as a CSV or XLSX copy.

Only approved types are facts. A class or trading group that the base release does not have is added with the first type
that needs it.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from registry.reference import cells
from registry.reference.csv_files import finding
from registry.reference.facts.release import ReferenceFact
from registry.reference.models import (
    CommunityAssociation,
    OffsetTradingGroup,
    PlantCommunityType,
    VegetationClass,
)
from registry.reference.official.cleared import cleared_fields, fraction
from registry.reference.official.facts import fits
from registry.reference.official.intake import Once, Row, Wanted, Words, open_files
from registry.reference.official.names import folded
from registry.reference.official.reading import (
    CLEARED_FIELDS,
    ID_CHANGES_MEANING,
    OfficialRead,
    ReadContext,
    Report,
    SourceFile,
)

ACCEPTS = ("json", "csv", "xlsx")
SHEETS = ("PCT Data PQ",)
ASSOCIATION_SOURCE = "BioNet Vegetation Classification"
"""The source of associations read here. It is part of what names such a row, so it does not carry a date."""

EASTERN_IDS = range(3001, 4165)
"""Ids of the eastern NSW classification (C2.0): a new type with one of them belongs to it."""


def profile_ids(cell: str) -> list[int]:
    """Profile ids in one cell, separated by commas or semicolons; a blank place between two is dropped."""
    found = [cells.whole_number(part.strip()) for part in re.split(r"[;,]", cell) if part.strip()]
    if any(number is not None and number > 999_999 for number in found):
        raise cells.BadCell(f"“{cell[:40]}” holds ids that ran together: separate them")
    return list(dict.fromkeys(number for number in found if number is not None))


WANTED = (
    Wanted("PCTID", cells.whole_number, needed=True, filled=True),
    Wanted("PCTName", needed=True, filled=True),
    Wanted("vegetationClass", needed=True, filled=True),
    Wanted("vegetationFormation", needed=True, filled=True),
    Wanted("status"),
    Wanted("PCTPercentCleared", fraction),
    Wanted("IBRASubregion", cells.several(";"), twin="IBRASubregionID"),
    Wanted("IBRASubregionID", cells.several(";"), twin="IBRASubregion"),
    Wanted("isADerivedPlantCommunityType"),
    Wanted("stateTECProfileID", profile_ids),
    Wanted("stateTECFitStatus"),
    Wanted("countryTECProfileID", profile_ids),
    Wanted("countryTECFitStatus"),
)


def read(
    files: Sequence[SourceFile], context: ReadContext, mapping: Mapping[str, str], report: Report
) -> OfficialRead:
    """Plant community types, their threatened communities by profile id, and the trading groups they need."""
    result = OfficialRead()
    intake = open_files(
        files, WANTED, accepts=ACCEPTS, mapping=mapping, findings=result.findings, sheets=SHEETS
    )
    reader = _Reader(context, result, intake.present)
    for row in intake.rows(report):
        reader.take(row)
    reader.finish()
    result.read = intake.read
    return result


class _Reader:
    """The state of one read: what was seen, what is counted, and the rows made so far."""

    def __init__(self, context: ReadContext, result: OfficialRead, present: frozenset[str]) -> None:
        self.context, self.result, self.present = context, result, present
        self.once = Once(result.findings)
        self.subregion_codes = {folded(name): code for code, name in context.subregion_names.items()}
        self.communities = {
            community.bionet_profile_id: community.name
            for community in context.communities
            if community.bionet_profile_id is not None
        }
        self.unknown_places: Counter[str] = Counter()
        self.unknown_profiles: Counter[int] = Counter()
        self.kept_cleared = 0
        self.file = ""
        self.derived = Words(
            "isADerivedPlantCommunityType",
            {"": None, "Yes": True, "No": False, "Partial": True, "true": True, "false": False},
            otherwise=None,
            outcome="it is left empty",
        )
        self.types: list[ReferenceFact] = []
        self.associations: list[ReferenceFact] = []
        self.classes: dict[tuple[str, str], ReferenceFact] = {}
        self.groups: dict[str, ReferenceFact] = {}

    def take(self, row: Row) -> None:
        """One row of the files."""
        pct_id, self.file = row.values["PCTID"], row.file
        if not self.once.first(row, pct_id, f"PCT {pct_id}"):
            return
        status = row.values.get("status", "Approved")
        if status.casefold() != "approved":
            message = f"PCT {pct_id} is “{status[:40] or 'without a status'}”, not approved: it is left out."
            self._tell(row, "pct.not_approved", message, "status", severity="warning")
            return
        fact = PlantCommunityType(
            pct_id=pct_id,
            name=row.values["PCTName"],
            vegetation_class=row.values["vegetationClass"],
            vegetation_formation=row.values["vegetationFormation"],
            is_derived=self.derived(row.values.get("isADerivedPlantCommunityType", "")),
            in_eastern_classification=pct_id in EASTERN_IDS,
            subregion_codes=self._subregions(row),
            mark=self.context.mark,
            source=self.context.source,
            **self._cleared(row),
        )
        if not fits(fact, row, self.result.findings):
            return
        self._check_meaning(row, fact)
        self.types.append(fact)
        self._note_class(fact)
        self._note_group(fact)
        self._associate(row)

    def _tell(self, row: Row, code: str, message: str, column: str, *, severity: str = "error") -> None:
        self.result.findings.append(
            finding(row.file, code, message, row=row.number, column=column, severity=severity)
        )

    def _check_meaning(self, row: Row, fact: PlantCommunityType) -> None:
        known = self.context.pcts.get(fact.pct_id)
        if known is None:
            return
        other_name = folded(known.name) != folded(fact.name)
        other_class = folded(known.vegetation_class) != folded(fact.vegetation_class)
        if other_name and other_class:
            message = (
                f"PCT {fact.pct_id} changes its meaning: it was “{known.name[:80]}” ({known.vegetation_class}) "
                f"and is now “{fact.name[:80]}” ({fact.vegetation_class}). A person has to confirm it."
            )
            self._tell(row, ID_CHANGES_MEANING.removeprefix("reference."), message, "PCTID")

    def _subregions(self, row: Row) -> list[str]:
        codes = list(row.values.get("IBRASubregionID") or ())
        if not codes:
            for name in row.values.get("IBRASubregion") or ():
                code = self.subregion_codes.get(folded(name))
                if code is None:
                    self.unknown_places[name] += 1
                else:
                    codes.append(code)
        return sorted(set(codes))

    def _cleared(self, row: Row) -> dict[str, Any]:
        """Per cent cleared with its tier and group. A blank cell says nothing: what was known stays."""
        value = row.values.get("PCTPercentCleared")
        if value is not None:
            return cleared_fields(value, row.values["vegetationClass"], self.context)
        known = self.context.pcts.get(row.values["PCTID"])
        if known is None:
            return {}
        self.kept_cleared += any(known.cleared.values())
        kept = dict(known.cleared)
        if kept.get("cleared_tier") and known.vegetation_class != row.values["vegetationClass"]:
            # The group is named after the class, so it moves with it.
            kept["non_tec_offset_trading_group"] = f"{row.values['vegetationClass']} {kept['cleared_tier']}"
        return kept

    def _note_class(self, fact: PlantCommunityType) -> None:
        """A class that the base release does not have is added, so that the type is not left without one."""
        name, formation = fact.vegetation_class, fact.vegetation_formation
        if name in self.context.class_formations or (name, formation) in self.classes:
            return
        self.classes[name, formation] = VegetationClass(
            name=name, formation=formation, mark=self.context.mark, source=self.context.source
        )

    def _note_group(self, fact: PlantCommunityType) -> None:
        name = fact.non_tec_offset_trading_group
        if not name or name in self.context.trading_groups or name in self.groups:
            return
        self.groups[name] = OffsetTradingGroup(
            name=name,
            kind=OffsetTradingGroup.Kind.TIER,
            vegetation_class=fact.vegetation_class,
            vegetation_formation=fact.vegetation_formation,
            tier_label=fact.cleared_tier,
            mark=self.context.mark,
            source=self.context.source,
        )

    def _associate(self, row: Row) -> None:
        """One association for each threatened community that the type is said to belong to."""
        for side, field in (("state", "bc_profile_id"), ("country", "epbc_profile_id")):
            ids = row.values.get(f"{side}TECProfileID") or []
            parts = [part.strip(" ()") for part in row.values.get(f"{side}TECFitStatus", "").split(";")]
            parts = [part for part in parts if part]
            for place, profile_id in enumerate(ids):
                name = self.communities.get(profile_id, "")
                if not name:
                    self.unknown_profiles[profile_id] += 1
                fact = CommunityAssociation(
                    pct_id=row.values["PCTID"],
                    community_name=name,
                    # A fit that cannot be put beside its id is left out rather than guessed.
                    relationship=parts[place] if len(parts) == len(ids) else "",
                    mark=self.context.mark,
                    source=ASSOCIATION_SOURCE,
                    **{field: str(profile_id)},
                )
                if fits(fact, row, self.result.findings):
                    self.associations.append(fact)

    def finish(self) -> None:
        """Put the rows in their tables and say what was counted."""
        result = self.result
        result.rows = {
            "pcts": self.types,
            "vegetation_formations_classes": list(self.classes.values()),
            "offset_trading_groups": list(self.groups.values()),
        }
        result.merged_fields = {
            "pcts": self._spoken_for(),
            "vegetation_formations_classes": ("mark",),
            "offset_trading_groups": ("kind", "vegetation_class", "tier_label", "mark"),
        }
        result.gone_within = {
            "vegetation_formations_classes": frozenset(),
            "offset_trading_groups": frozenset(),
        }
        if self.present & {"stateTECProfileID", "countryTECProfileID"}:
            result.rows["pct_tec"] = self.associations
            result.merged_fields["pct_tec"] = ("relationship", "mark")
            result.gone_within["pct_tec"] = frozenset({ASSOCIATION_SOURCE})
        self._tell_counts()

    def _spoken_for(self) -> tuple[str, ...]:
        fields = ["name", "vegetation_class", "vegetation_formation", "mark"]
        if "PCTPercentCleared" in self.present:
            fields += CLEARED_FIELDS
        if self.present & {"IBRASubregion", "IBRASubregionID"}:
            fields.append("subregion_codes")
        if "isADerivedPlantCommunityType" in self.present:
            fields.append("is_derived")
        return tuple(fields)

    def _tell_counts(self) -> None:
        findings = self.result.findings
        self.derived.tell(self.file, findings)
        for place, rows in self.unknown_places.most_common():
            message = (
                f"IBRASubregion: no subregion is called “{place[:80]}” (rows: {rows:,}): it is left out."
            )
            findings.append(
                finding(self.file, "subregion.unknown", message, column="IBRASubregion", severity="warning")
            )
        if self.unknown_profiles:
            ids = ", ".join(str(number) for number in sorted(self.unknown_profiles)[:20])
            message = (
                f"Profile ids without a threatened community in the base release: {len(self.unknown_profiles):,} "
                f"({ids}). The associations are kept without a name. Load the communities first to name them."
            )
            findings.append(
                finding(self.file, "profile.unknown", message, column="stateTECProfileID", severity="warning")
            )
        if self.kept_cleared and "PCTPercentCleared" in self.present:
            message = f"{self.kept_cleared:,} types have no per cent cleared here: what the base release says is kept."
            findings.append(
                finding(self.file, "cleared.kept", message, column="PCTPercentCleared", severity="warning")
            )
