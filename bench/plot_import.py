"""P10: reading and checking 10,000 plot rows with errors by row and column, against csv.DictReader over the same text.

Builds its own sheet (one row in a hundred has an error), runs both in turn, prints the medians and their ratio, and
exits 1 when the ratio is above the pass line. Run from the project's root: python bench/plot_import.py
"""

import csv
import gc
import io
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assessments.plots.checks import CommunityFacts, PlotFacts, check_against_reference, group_zones
from assessments.plots.reader import PlotFile, read_plots
from assessments.plots.template import COLUMNS, empty_template_csv

ROWS = 10_000
ROUNDS = 9
RATIO_MAXIMUM = 20.0
SEED = 20
PLOTS_PER_ZONE = 5
ROWS_PER_ERROR = 100


def sheet(rows: int) -> bytes:
    """A plot sheet with varied values; every hundredth row has one cell that is wrong."""
    chance = random.Random(SEED)
    text = io.StringIO(newline="")
    text.write(empty_template_csv().decode())
    writer = csv.writer(text)
    for number in range(rows):
        zone = number // PLOTS_PER_ZONE
        species = [chance.randint(0, 30) for _ in range(6)]
        covers = [f"{chance.uniform(0, 90):.1f}" for _ in range(6)]
        function = [chance.randint(0, 9), chance.randint(0, 5)]
        lengths = [f"{chance.uniform(0, 100):.1f}", f"{chance.uniform(0, 300):.1f}"]
        stems = [chance.randint(0, 1) for _ in range(6)]
        place = [f"{chance.uniform(250_000, 650_000):.1f}", f"{chance.uniform(6_000_000, 6_800_000):.1f}"]
        row = [f"P{number}", 3000 + zone % 400, f"{1 + zone / 100:.2f}", 2000, f"class_{zone}", 56, *place]
        row += [chance.randint(0, 359), *species, *covers, *function, *lengths, *stems]
        row.append(f"{chance.uniform(0, 20):.1f}")
        if number % ROWS_PER_ERROR == 0:
            row[chance.randint(9, len(row) - 1)] = chance.choice(["many", "-3", "1,5", "9999"])
        writer.writerow(row)
    return text.getvalue().encode()


def read_and_check(content: bytes, facts: PlotFacts) -> tuple[PlotFile, int]:
    """What an import does before a person looks: read, check, group, compare. Returns the file and its findings."""
    plots = read_plots(content, filename="plots.csv")
    findings = len(plots.all_findings)
    findings += len(check_against_reference(plots.rows, facts, minimum_plots=lambda area_m2: 1))
    if len(group_zones(plots.rows)) != ROWS // PLOTS_PER_ZONE:
        raise AssertionError("the sheet did not give the zones it was made of")
    return plots, findings


def read_only(content: bytes) -> int:
    """The yardstick: csv.DictReader over the file alone."""
    return sum(1 for _ in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes, with the garbage of the last one gone."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    """Measure, print, judge."""
    content = sheet(ROWS)
    facts = PlotFacts({3000 + offset: CommunityFacts(True, 80, True) for offset in range(400)})
    plots, findings = read_and_check(content, facts)
    if (
        len(plots.rows) != ROWS
        or findings < ROWS // ROWS_PER_ERROR
        or len(plots.columns_seen) != len(COLUMNS)
    ):
        print(f"plot import: read {len(plots.rows)} rows and {findings} findings, not what was written")
        return 1
    pairs = [
        (seconds(lambda: read_and_check(content, facts)), seconds(lambda: read_only(content)))
        for _ in range(ROUNDS)
    ]
    ours = statistics.median(pair[0] for pair in pairs)
    alone = statistics.median(pair[1] for pair in pairs)
    ratio = ours / alone
    verdict = "ok" if ratio <= RATIO_MAXIMUM else "MISSED"
    print(
        f"P10 plot import, {ROWS:,} rows, {findings} findings: read and check {ours * 1000:.0f} ms, "
        f"csv.DictReader {alone * 1000:.0f} ms, ratio {ratio:.1f} (at most {RATIO_MAXIMUM:.0f}): {verdict}"
    )
    return 0 if ratio <= RATIO_MAXIMUM else 1


if __name__ == "__main__":
    sys.exit(main())
