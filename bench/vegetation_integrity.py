"""Vegetation integrity of one zone against the bare arithmetic of its curve evaluations, in one run.

Run: `python bench/vegetation_integrity.py`. Prints both times and their ratio; exits 1 when the ratio is above 5.
The zone has seventeen attributes, all below their benchmark, so no short cut of the curve is taken. The bare side
evaluates the same seventeen powers and exponentials in a loop and keeps nothing. The second line, for information,
adds laying the numbers out attribute by attribute for pages and documents.
"""

import sys
from collections.abc import Callable
from math import exp
from pathlib import Path
from timeit import repeat

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assessments.bam.attributes import ATTRIBUTE_CODES
from assessments.bam.inputs import Benchmark, Fact
from assessments.bam.integrity import integrity_scores, scale_of, vegetation_integrity

LIMIT = 5.0
CALLS = 5_000
ROUNDS = 15

BENCHMARKS = (12, 9, 5, 3, 6, 10, 60, 21, 30, 7, 2, 3, 6, 81, 51, 4, 1)
MEANS = (7.5, 1, 3, 1, 2, 0.5, 35, 12.5, 8.2, 6.1, 0.4, 1.7, 2.5, 32, 9, 2.5, 0.5)


def seconds_per_call(call: Callable[[], object]) -> float:
    """Best of several rounds: the machine's noise only ever adds."""
    return min(repeat(call, number=CALLS, repeat=ROUNDS)) / CALLS


def main() -> int:
    """Measure, print, and say by the exit code whether the line was held."""
    facts = {
        code: Fact(float(value), "fitted", "bench")
        for code, value in zip(ATTRIBUTE_CODES, BENCHMARKS, strict=True)
    }
    scale = scale_of(Benchmark(values=facts, woody=Fact(True, "fitted", "bench")), pct_id=1)
    means = {code: float(value) for code, value in zip(ATTRIBUTE_CODES, MEANS, strict=True)}
    pairs = [(means[code], facts[code].value) for code in ATTRIBUTE_CODES]

    def bare() -> None:
        for x, b in pairs:
            1.0 - exp(-5.0 * (x / b) ** 2.5)

    bare_s = seconds_per_call(bare)
    zone_s = seconds_per_call(lambda: integrity_scores(means, scale))
    laid_out_s = seconds_per_call(lambda: vegetation_integrity(means, scale))
    ratio = zone_s / bare_s
    held = ratio <= LIMIT
    print(
        f"vegetation integrity of a zone: {zone_s * 1e6:.2f} us; bare arithmetic of its {len(pairs)} curve"
        f" evaluations: {bare_s * 1e6:.2f} us; ratio {ratio:.2f} (at most {LIMIT:g}): {'ok' if held else 'MISSED'}"
    )
    print(f"laid out by attribute as well: {laid_out_s * 1e6:.2f} us; ratio {laid_out_s / bare_s:.2f}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
