"""What a reader of an official format is given and what it gives back.

A reader takes files and a context, and returns unsaved facts with findings. It opens no database, file or clock: what
it has to know of the release that is in force stands in the context.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from registry.findings import Finding
from registry.reference.facts.release import Mark, ReferenceFact
from registry.reference.official.names import printable
from registry.reference.official.source_files import Report, SourceFile

__all__ = [
    "ACKNOWLEDGEABLE",
    "CLEARED_FIELDS",
    "ID_CHANGES_MEANING",
    "KnownCommunity",
    "KnownSpecies",
    "KnownTier",
    "KnownType",
    "OfficialFormat",
    "OfficialRead",
    "ReadContext",
    "Report",
    "SourceFile",
]

ID_CHANGES_MEANING = "reference.fact.id_changes_meaning"
"""Finding: an id of the base release now names something else. An error that a person may acknowledge; the row itself
is among the rows read, so that an acknowledged load can be published."""

ACKNOWLEDGEABLE = frozenset({ID_CHANGES_MEANING})
"""Error codes that do not end a load by themselves: they wait for a person."""

CLEARED_FIELDS = (
    "percent_cleared",
    "percent_cleared_mark",
    "percent_cleared_source",
    "cleared_tier",
    "cleared_tier_source",
    "non_tec_offset_trading_group",
)
"""The fields of a plant community type that follow from how much of it is cleared."""


@dataclass(frozen=True, slots=True)
class KnownType:
    """A plant community type of the base release."""

    name: str
    vegetation_class: str
    vegetation_formation: str
    cleared: Mapping[str, Any] = field(default_factory=dict)
    """What is known of its per cent cleared, tier and trading group, by field."""


@dataclass(frozen=True, slots=True)
class KnownCommunity:
    """A threatened ecological community of the base release; the profile id may be unknown."""

    code: str
    name: str
    bionet_profile_id: int | None
    name_variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownTier:
    """A band of per cent cleared, from inclusive, to exclusive."""

    label: str
    percent_cleared_from: Decimal
    percent_cleared_to: Decimal | None


@dataclass(frozen=True, slots=True)
class KnownSpecies:
    """A threatened species of the base release."""

    code: str
    scientific_name: str
    ts_profile_id: int | None


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What a reader knows: where the data come from, and the base release it is read against.

    `source` and `mark` go on every row; `data_version` names the data (a benchmark carries it).
    """

    source: str
    data_version: str = ""
    mark: str = Mark.CONFIRMED.value
    pcts: Mapping[int, KnownType] = field(default_factory=dict)
    communities: Sequence[KnownCommunity] = ()
    species: Sequence[KnownSpecies] = ()
    class_formations: Mapping[str, str] = field(default_factory=dict)
    """Vegetation class -> formation; blank where the formation is not known."""
    region_names: Mapping[str, str] = field(default_factory=dict)
    """IBRA region name -> code."""
    subregion_names: Mapping[str, str] = field(default_factory=dict)
    """IBRA subregion code -> name."""
    tiers: Sequence[KnownTier] = ()
    trading_groups: frozenset[str] = frozenset()
    plants: Mapping[str, int | None] = field(default_factory=dict)
    """Plant name -> BioNet species id."""


@dataclass(slots=True)
class OfficialRead:
    """What came out of the files.

    `rows`: unsaved facts by table name of the catalogue, release not set. `merged_fields`: by table, the model fields
    that these files speak for. A row of the base release with the same natural key keeps its other fields; it also
    keeps its `source` when none of the merged fields differs, and takes the new `source` when one does.
    `gone_within`: for a table named here, only base rows whose `source` is in the set can be gone when the files hold
    the whole table (an empty set: none can). Rows may also belong to tables that the format adds to in passing, such as
    a vegetation class that is new. `read`: source rows read.
    """

    rows: dict[str, list[ReferenceFact]] = field(default_factory=dict)
    merged_fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    read: int = 0
    gone_within: dict[str, frozenset[str]] = field(default_factory=dict)


Reader = Callable[[Sequence[SourceFile], ReadContext, Mapping[str, str], Report], OfficialRead]


@dataclass(frozen=True, slots=True)
class OfficialFormat:
    """A format that official data come in. `tables`: what it fills, the main table first. `accepts`: file endings.
    `data_part`: the key of `Release.bam_data_versions` it renews, or nothing. `needs_mapping`: a person has to say
    which of the file's columns is which; `fields` are ours to choose from, with their labels, and `needed_fields`
    those that have to be chosen."""

    code: str
    title: str
    tables: tuple[str, ...]
    accepts: tuple[str, ...]
    data_part: str
    needs_mapping: bool
    help: str
    reader: Reader
    fields: tuple[tuple[str, str], ...] = ()
    needed_fields: tuple[str, ...] = ()

    def read(
        self,
        files: Sequence[SourceFile],
        *,
        context: ReadContext,
        mapping: Mapping[str, str],
        report: Report,
    ) -> OfficialRead:
        """Read and check the files. `mapping`: our field by the file's column. Faults are findings, never raised."""
        result = self.reader(files, context, mapping, report)
        # Messages quote the files, and a quoted character must not be one that no database can hold.
        result.findings = [
            replace(
                found,
                message=printable(found.message),
                field=printable(found.field),
                column=printable(found.column),
            )
            for found in result.findings
        ]
        return result
