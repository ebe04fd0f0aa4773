"""Measuring: jobs in fresh processes, ours and a peer's in turn, as medians with their spread."""

from __future__ import annotations

import json
import math
import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 1800


@dataclass(frozen=True)
class Job:
    """A function of a module of ours with its arguments, or a command."""

    module: str
    function: str
    arguments: tuple[str, ...] = ()
    command: tuple[str, ...] = ()


@dataclass(frozen=True)
class Once:
    """One run: wall and processor seconds, the peak of memory in bytes, the answer, and whether it was cut off."""

    seconds: float
    cpu: float
    peak: int
    answer: Any
    stopped: bool = False


@dataclass(frozen=True)
class Spread:
    """Several runs: median, least and most."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(statistics.median(values), min(values), max(values))

    def __str__(self) -> str:
        return f"{short(self.median)} ({short(self.least)}-{short(self.most)})"


class Differ(Exception):  # noqa: N818 - reads as what it is
    """Two sides do not give the same answer, so their times say nothing."""


def short(value: float) -> str:
    """A number with three digits that count."""
    if value == 0 or not math.isfinite(value):
        return str(value)
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"


def job(module: str, function: str, *arguments: object) -> Job:
    return Job(module, function, tuple(map(str, arguments)))


def command(*words: object) -> Job:
    return Job("", "", (), tuple(map(str, words)))


def run(what: Job, limit: float = LIMIT) -> Once:
    """Run a job in a fresh process, or a command; work that takes more than `limit` seconds is stopped there."""
    # An installed package has its bytecode; a checkout must be allowed to keep it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    words = list(what.command) or [sys.executable, "-m", "benchmarks.worker", str(limit), what.module, what.function]
    words += what.arguments
    begun, before = time.perf_counter(), _spent()
    with subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            out, error = process.communicate(timeout=limit if what.command else None)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return Once(limit, _spent() - before, 0, None, stopped=True)
    seconds = time.perf_counter() - begun
    if error.startswith(b"Timeout ("):  # what faulthandler says where the worker could not stop by itself
        return Once(limit, _spent() - before, 0, None, stopped=True)
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} failed: {error.decode()[-800:]}")
    if what.command:
        return Once(seconds, _spent() - before, 0, out)
    return Once(**json.loads(out.splitlines()[-1]))


def _spent() -> float:
    """The processor time in seconds of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def in_turn(ours: Job, theirs: Job, runs: int, limit: float = LIMIT) -> tuple[list[Once], list[Once]]:
    """Both jobs, in turn, so that what else the machine does meets both; of many runs the first pair only warms up.

    A peer that takes more than `limit` seconds is stopped there.
    """
    pairs = [(run(ours), run(theirs, limit)) for _ in range(runs + (runs > 3))]  # noqa: PLR2004 - few runs are long ones
    pairs = pairs[1:] if len(pairs) > runs else pairs
    return [a for a, _ in pairs], [b for _, b in pairs]


def ratio(ours: Sequence[Once], theirs: Sequence[Once], of: str = "seconds") -> Spread:
    """How many times as much of something the other side took, pair by pair."""
    return Spread.of([getattr(b, of) / getattr(a, of) for a, b in zip(ours, theirs, strict=True)])
