"""Run every benchmark and say at the end which pass line was missed: ``make bench``.

Each is a script of its own that prints its ratio and exits non-zero when its pass line is missed. Ratios within one run
decide, never absolute times.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    scripts = sorted(path for path in HERE.glob("*.py") if path.name != Path(__file__).name)
    missed = []
    for script in scripts:
        print(f"\n== {script.stem.replace('_', ' ')}", flush=True)
        command = [sys.executable, str(script)]
        if subprocess.run(command, cwd=HERE.parent, check=False).returncode:
            missed.append(script.stem)
    print(f"\n{len(scripts) - len(missed)} of {len(scripts)} benchmarks within their pass line")
    if missed:
        print("missed: " + ", ".join(missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
