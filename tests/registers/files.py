"""The made-up registers of tests/samples/registers, whole or with cells changed, and the ways to import them."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.management import call_command

from credits.registers.models import RegisterImport
from credits.registers.services import staging
from registry.parties.models import User
from tests import builders

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "registers"
ENDINGS = {"csv": ".csv", "spreadsheet_xml": "_spreadsheet.xls", "html_table": "_table.xls"}
Change = Callable[[list[list[str]]], None]


def sample(kind: str, form: str = "csv") -> Path:
    """The sample of that kind (supply or transactions) in that format."""
    return SAMPLES / f"{kind}{ENDINGS[form]}"


def changed(kind: str, change: Change) -> bytes:
    """The CSV sample with `change` done to its rows; row 1 of the file is `rows[0]`."""
    rows = list(csv.reader(io.StringIO(sample(kind).read_text(encoding="utf-8"), newline="")))
    change(rows)
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def put(row: int, column: str, value: str) -> Change:
    """Set one cell: `row` as a person counts, the header being row 1."""

    def change(rows: list[list[str]]) -> None:
        rows[row - 1][rows[0].index(column)] = value

    return change


def staged_by(user: User, *, supply: bytes = b"", transactions: bytes = b"") -> RegisterImport:
    """An import of the samples (or of other contents) that waits to be read."""
    contents = {
        "supply": supply or sample("supply").read_bytes(),
        "transactions": transactions or sample("transactions").read_bytes(),
    }
    files = [
        staging.uploaded(kind, ContentFile(content, name=f"{kind}.csv")) for kind, content in contents.items()
    ]
    made = staging.stage(actor=builders.acting(user), files=files, in_job=False)
    return RegisterImport.objects.get(public_id=made["id"])


def imported(folder: Path, *, supply: bytes = b"", transactions: bytes = b"", form: str = "csv") -> Any:
    """What `manage.py import_register --json` answers for the samples, or for other contents written to `folder`."""
    paths = {"supply": sample("supply", form), "transactions": sample("transactions", form)}
    for kind, content in (("supply", supply), ("transactions", transactions)):
        if content:
            paths[kind] = folder / f"{kind}.csv"
            paths[kind].write_bytes(content)
    out = io.StringIO()
    try:
        call_command("import_register", **paths, json=True, stdout=out)
    except SystemExit as end:
        assert end.code == 1
        return json.loads(out.getvalue()) | {"exit": 1}
    return json.loads(out.getvalue()) | {"exit": 0}
