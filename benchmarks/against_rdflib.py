"""exordf beside a plain rdflib + pySHACL script that does the same: whole processes, in turn, as ratios.

python benchmarks/against_rdflib.py [--runs 5] [--no-validation]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "benchmarks" / "plain_rdflib.py"
JOBS = {
    "query": (["query", "what-inhibits", "--format", "csv"], ["query"]),
    "validate": (["validate"], ["validate"]),
    "build, reasoning apart": (["export", "turtle", "--out", "/dev/null"], ["build"]),
}


def seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print(f"{'job':<26}{'exordf, s':>22}{'rdflib + pySHACL, s':>24}{'ratio':>8}")
    for job, (ours, theirs) in JOBS.items():
        pairs = []
        for _ in range(runs + 1):
            a = seconds(
                [sys.executable, str(ROOT / "benchmarks" / "whole_job.py"), *ours]
                if "build" in job
                else [sys.executable, "-m", "exordf.cli", *ours]
            )
            pairs.append((a, seconds([sys.executable, str(SCRIPT), *theirs])))
        pairs = pairs[1:]  # the first run of each warms the caches of the system
        columns = [sorted(column) for column in zip(*pairs, strict=True)]
        ratio = statistics.median(b / a for a, b in pairs)
        spread = [f"{statistics.median(c):.2f} ({c[0]:.2f}-{c[-1]:.2f})" for c in columns]
        print(f"{job:<26}{spread[0]:>22}{spread[1]:>24}{ratio:>7.1f}x")


if __name__ == "__main__":
    main()
