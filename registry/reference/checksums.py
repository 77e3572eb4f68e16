"""Checksums of reference facts: the same rows give the same sum on every database and machine.

A table's sum covers its rows in canonical form, sorted. A release's sum covers its header and, for each table, title,
source, licence and the table's own sum; so one changed cell changes both and names its table.
"""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db.models import DecimalField, Field

from registry import units
from registry.reference.facts.release import ReferenceFact
from registry.reference.models import Release, SourceTable

NOT_FACTS = frozenset({"id", "release_id"})


def _plain(field: "Field[Any, Any]", value: Any) -> Any:
    """A value as JSON holds it: decimals with all the places of their field, days as ISO text."""
    if isinstance(field, DecimalField) and value is not None:
        return f"{units.round_half_up(Decimal(value), field.decimal_places):f}"
    if isinstance(value, date):
        return value.isoformat()
    return value


def canonical_row(fact: ReferenceFact) -> str:
    """The one text form of a fact: every field but its place in the database."""
    values = {
        field.attname: _plain(field, getattr(fact, field.attname))
        for field in fact._meta.concrete_fields
        if field.attname not in NOT_FACTS
    }
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def table_checksum(facts: Iterable[ReferenceFact]) -> str:
    """SHA-256 over the canonical rows in sorted order."""
    digest = sha256()
    for row in sorted(canonical_row(fact) for fact in facts):
        digest.update(row.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def release_checksum(release: Release, tables: Iterable[SourceTable]) -> str:
    """SHA-256 over the release's header and its tables. The day of publication is not part of it."""
    header = {
        "code": release.code,
        "title": release.title,
        "effective_from": release.effective_from.isoformat(),
        "note": release.note,
        "bam_data_versions": release.bam_data_versions,
    }
    lines = [json.dumps(header, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)]
    lines += sorted(canonical_row(table) for table in tables)
    return sha256("\n".join(lines).encode()).hexdigest()
