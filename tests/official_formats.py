"""Formats for tests of loads: files are JSON that says which rows come out, so that no official file is needed."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from registry.findings import Finding
from registry.reference.catalogue import TABLES
from registry.reference.official.reading import OfficialFormat, OfficialRead, ReadContext, Report, SourceFile

MODELS = {table.name: table.model for table in TABLES}


def plant(name: str, **fields: Any) -> dict[str, Any]:
    """A plant as a reader would give it."""
    return {"scientific_name": name, "growth_form": "tree", "native": True, **fields}


def file_of(*plants: dict[str, Any], **said: Any) -> bytes:
    """A file that holds these plants, or whatever else is said: `rows`, `merged`, `gone_within`, `findings`."""
    return json.dumps({"rows": {"plants": list(plants)}, **said}).encode()


def read_json(
    files: Sequence[SourceFile], context: ReadContext, mapping: Mapping[str, str], report: Report
) -> OfficialRead:
    """What the files say."""
    official = OfficialRead()
    for file in files:
        said = json.loads(file.content)
        for table, rows in said["rows"].items():
            facts = official.rows.setdefault(table, [])
            for fields in rows:
                values = {"source": context.source, "mark": context.mark, **fields}
                facts.append(MODELS[table](**values))
                official.read += 1
        official.merged_fields |= {table: tuple(names) for table, names in said.get("merged", {}).items()}
        official.gone_within |= {t: frozenset(names) for t, names in said.get("gone_within", {}).items()}
        official.findings += [Finding(**one) for one in said.get("findings", [])]
    report(1, 1, "Read")
    return official


PLANTS = OfficialFormat(
    code="test_plants",
    title="Plants for tests",
    tables=("plants",),
    accepts=("json",),
    data_part="",
    needs_mapping=False,
    help="JSON.",
    reader=read_json,
)
TYPES = OfficialFormat(
    code="test_types",
    title="Types for tests",
    tables=("pcts", "tecs"),
    accepts=("json",),
    data_part="pct",
    needs_mapping=False,
    help="JSON.",
    reader=read_json,
)
COLUMNS = OfficialFormat(
    code="test_columns",
    title="Columns for tests",
    tables=("plants",),
    accepts=("csv",),
    data_part="",
    needs_mapping=True,
    help="CSV.",
    reader=lambda files, context, mapping, report: OfficialRead(
        rows={
            "plants": [MODELS["plants"](scientific_name="Mapped", source=context.source, mark=context.mark)]
        },
        read=len(mapping),
    ),
    fields=(("scientific_name", "Name of the plant"), ("high_threat_weed", "High threat weed")),
    needed_fields=("scientific_name",),
)
FOR_TESTS = (PLANTS, TYPES, COLUMNS)


def details(**others: Any) -> dict[str, Any]:
    """What a person enters for a load, with small changes."""
    return {
        "format": "test_plants",
        "complete": False,
        "release_code": "nsw-next",
        "release_title": "Next release",
        "effective_from": date(2026, 12, 1),
        "data_version": "2026-11",
        "data_date": "2026-11-15",
        "source": "Test list, November 2026",
        "licence": "CC BY 4.0",
        **others,
    }


def weeds(number: int) -> bytes:
    """A list of weeds in the format `high_threat_weeds`, another for each number."""
    return f"Scientific name,High threat weed\nLantana camara var. {number},yes\n".encode()
