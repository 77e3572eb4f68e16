"""Does a stored release still hold exactly what was published?"""

from dataclasses import dataclass

from registry.reference import checksums
from registry.reference.catalogue import TABLES
from registry.reference.models import Release, SourceTable


@dataclass(frozen=True, slots=True)
class Difference:
    """What no longer agrees: a table by name, or the release itself where the name is empty."""

    release: str
    table: str
    reason: str


def differences(release: Release) -> list[Difference]:
    """Recompute every checksum of a release from the database. Empty: all agree."""
    found: list[Difference] = []
    stored = {table.name: table for table in SourceTable.objects.filter(release=release)}
    models = {table.name: table.model for table in TABLES}
    for name in sorted(stored.keys() | models.keys()):
        if name not in models:
            found.append(
                Difference(release.code, name, "this table is not known to this version of the registry")
            )
            continue
        facts = list(models[name]._default_manager.filter(release=release))
        if name not in stored:
            if facts:
                found.append(Difference(release.code, name, "it has rows, but the release does not list it"))
            continue
        if len(facts) != stored[name].rows:
            found.append(Difference(release.code, name, f"{len(facts)} rows instead of {stored[name].rows}"))
        elif checksums.table_checksum(facts) != stored[name].sha256:
            found.append(Difference(release.code, name, "a row is not what was published"))
    if checksums.release_checksum(release, stored.values()) != release.checksum:
        found.append(
            Difference(release.code, "", "its header or its list of tables is not what was published")
        )
    return found
