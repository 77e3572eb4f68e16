"""A load of 50,000 plant names, from its files to a release, against reading them with the standard library and
storing them bare.

Ours is the job: every cell checked, names compared with the base release, each new row staged with what it would be,
counts and findings stored; and then its publication as a new release with its checksums. The bare side reads the same
text with `csv.DictReader` (or `json.loads` for pages) and puts the same rows in the table of plants by `bulk_create`,
unchecked and uncompared. The job, and job and publication together, may each take five times as long at most.
Uses a database of its own (SQLite, a temporary file). Run from the project's root: python bench/reference_load.py
"""

import csv
import gc
import io
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

ROWS = 50_000
ROWS_A_PAGE = 5_000
ROUNDS = 3
RATIO_MAXIMUM = 5.0
GROUPS = ("Tree (TG)", "Shrub (SG)", "Grass & grasslike (GG)", "Forb (FG)", "Fern (EG)", "Other (OG)")
numbers = count(1)


def records(rows: int) -> list[dict[str, str]]:
    """Rows with every column of the export, most of them filled."""
    header = (
        (ROOT / "tests/samples/official/species_names.csv").read_text(encoding="utf-8-sig").split("\n")[0]
    )
    filler = dict.fromkeys(header.strip().split(","), "Some words")
    return [
        {
            **filler,
            "speciesID": f"{place + 1}.0",
            "kingdom": "Plantae",
            "scientificName": f"Samplea{place % 900} nominata{place}",
            "vernacularName": f"Grower’s Plant {place}",
            "currentScientificName": f"Samplea{place % 900} nominata{place}",
            "isCurrent": "true",
            "primaryGrowthFormGroup": GROUPS[place % len(GROUPS)],
            "establishmentMeans": "Alive in NSW, Native" if place % 5 else "Alive in NSW, Introduced",
            "highThreatWeed": "true" if place % 97 == 0 else "",
        }
        for place in range(rows)
    ]


def as_csv(rows: list[dict[str, str]]) -> list[tuple[str, bytes]]:
    """The rows as one export."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return [("SpeciesNames.csv", text.getvalue().encode("utf-8-sig"))]


def as_pages(rows: list[dict[str, str]]) -> list[tuple[str, bytes]]:
    """The rows as pages of the web service."""
    pages = []
    for start in range(0, len(rows), ROWS_A_PAGE):
        end = start + ROWS_A_PAGE
        page: dict[str, object] = {"@odata.count": len(rows), "value": rows[start:end]}
        if end < len(rows):
            page["@odata.nextLink"] = f"https://example.invalid/odata/SpeciesNames?$skip={end}"
        pages.append((f"page{start}.json", json.dumps(page).encode()))
    return pages


def parsed(files: list[tuple[str, bytes]]) -> list[dict[str, str]]:
    """The yardstick's reading: the standard library alone."""
    rows: list[dict[str, str]] = []
    for name, content in files:
        if name.endswith(".json"):
            rows += json.loads(content)["value"]
        else:
            rows += csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return rows


def bare(files: list[tuple[str, bytes]]) -> None:
    """Parse and insert, nothing else; into a release that is not published."""
    from registry.reference.models import Plant, Release

    release = Release.objects.create(
        code=f"bare-{next(numbers)}",
        title="Bare",
        effective_from=date(2019, 1, 1),
        checksum="",
        bam_data_versions={},
    )
    Plant.objects.bulk_create(
        [
            Plant(
                release=release,
                scientific_name=row["scientificName"],
                common_name=row["vernacularName"],
                bionet_species_id=int(float(row["speciesID"])),
                growth_form=row["primaryGrowthFormGroup"].split()[0].lower(),
                growth_form_in_source=row["primaryGrowthFormGroup"],
                native=row["establishmentMeans"].endswith("Native"),
                high_threat_weed=row["highThreatWeed"] == "true" or None,
                mark="confirmed",
                source="Bench",
            )
            for row in parsed(files)
        ],
        batch_size=500,
    )


def staged(files: list[tuple[str, bytes]]) -> Callable[[], str]:
    """A load whose files are stored; the call returned reads, compares and stages it, and returns its id."""
    from registry import actor as actors
    from registry.reference.loads.records import StagedLoad
    from registry.reference.loads.services import reading, staging

    made = staging.stage(
        actor=actors.system("bench"),
        format="species_names",
        files=files,
        complete=True,
        in_job=False,
        release_code=f"bench-{next(numbers)}",
        release_title="Bench",
        effective_from=date(2026, 11, 21),
        data_version="bench",
        data_date="2026-11-21",
        source="Bench",
        licence="none",
    )

    def work() -> str:
        load = reading.read_load(StagedLoad.objects.get(public_id=made["id"]).pk)
        if load.state != StagedLoad.STAGED or load.counts["plants"]["added"] != ROWS:
            raise AssertionError(f"{load.state}: {load.counts}, {load.findings[:3]}")
        return str(load.public_id)

    return work


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of one call, with the garbage of the last one gone."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def compare(kind: str, files: list[tuple[str, bytes]], *, publish: bool) -> bool:
    """Measure one kind of files, print, judge."""
    from registry import actor as actors
    from registry.reference.loads.services import publishing, staging

    ours, yardstick = [], []
    system = actors.system("bench")
    for _ in range(ROUNDS):
        yardstick.append(seconds(lambda: bare(files)))
        found: list[str] = []
        work = staged(files)
        ours.append(seconds(lambda: found.append(work())))  # noqa: B023 (called at once)
        if not publish or len(ours) < ROUNDS:
            staging.discard(actor=system, load_id=found[0])
    alone = statistics.median(yardstick)
    fine = told(f"{kind}: read, check, compare and stage", statistics.median(ours), alone)
    if publish:
        said = {
            "load_id": found[0],
            "acknowledged": ["reference.load.many_gone"],
            "today": date(2026, 11, 21),
        }
        took = seconds(lambda: publishing.publish(actor=system, **said))
        fine &= told(f"{kind}: the same and publish", statistics.median(ours) + took, alone)
    return fine


def told(what: str, ours: float, alone: float) -> bool:
    """Print a ratio and judge it."""
    fine = ours / alone <= RATIO_MAXIMUM
    print(
        f"reference load, {ROWS:,} rows as {what} {ours:.1f} s, parse and insert bare {alone:.1f} s, "
        f"ratio {ours / alone:.1f} (at most {RATIO_MAXIMUM:.0f}): {'ok' if fine else 'MISSED'}"
    )
    return fine


def main() -> int:
    """Prepare a database, measure both kinds of files."""
    with tempfile.TemporaryDirectory(prefix="bench-reference-") as folder:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "ERROR"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("load_reference", stdout=io.StringIO())
        rows = records(ROWS)
        results = [
            compare("JSON pages", as_pages(rows), publish=False),
            compare("CSV", as_csv(rows), publish=True),
        ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
