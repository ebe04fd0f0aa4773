"""exordf beside a plain rdflib + pySHACL script that does the same: whole processes, in turn, as ratios.

python benchmarks/against_rdflib.py [--runs 5]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "benchmarks" / "plain_rdflib.py"
OURS = [sys.executable, "-m", "exordf.cli"]
THEIRS = [sys.executable, str(SCRIPT)]
JOBS = {
    "query": ([*OURS, "query", "what-inhibits", "--format", "csv"], [*THEIRS, "query"]),
    "validate": ([*OURS, "validate"], [*THEIRS, "validate"]),
    "build, reasoning apart": ([sys.executable, str(ROOT / "benchmarks" / "whole_job.py")], [*THEIRS, "build"]),
}


def seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    # An installed package has its bytecode; a checkout must be allowed to keep it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=environment)
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print(f"{'job':<26}{'exordf, s':>22}{'rdflib + pySHACL, s':>24}{'ratio':>8}")
    for job, (ours, theirs) in JOBS.items():
        pairs = [(seconds(ours), seconds(theirs)) for _ in range(runs + 1)]
        pairs = pairs[1:]  # the first run of each warms the caches of the system
        columns = [sorted(column) for column in zip(*pairs, strict=True)]
        ratio = statistics.median(b / a for a, b in pairs)
        spread = [f"{statistics.median(c):.2f} ({c[0]:.2f}-{c[-1]:.2f})" for c in columns]
        print(f"{job:<26}{spread[0]:>22}{spread[1]:>24}{ratio:>7.1f}x")


if __name__ == "__main__":
    main()
