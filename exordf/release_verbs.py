"""The verbs about releases: `checks`, other people's rules for an ontology, and `diff`, what changed between two."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exordf import checks, differences, present, sources
from exordf.dataset import Dataset
from exordf.opening import store_at
from exordf.store import MemoryStore

if TYPE_CHECKING:
    import argparse

FINE, FOUND = 0, 1


def check(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    with present.working("checks"):
        store = dataset.store.in_memory() if isinstance(dataset.store, MemoryStore) else dataset.store
        outcomes = checks.run(store)
    rows, failures = checks.rows(outcomes, options.language), checks.failures(outcomes, options.language)
    if options.format != "table":
        sys.stdout.write(present.answer(rows, dataset.prefixes, options.format))
    else:
        sys.stdout.write(present.answer(rows, dataset.prefixes))
        if len(failures):
            sys.stdout.write(present.heading("what was found") + present.answer(failures, dataset.prefixes))
        passed = sum(outcome.passes for outcome in outcomes)
        sys.stdout.write(
            f"\n{passed} of {len(outcomes)} checks pass; {len(checks.not_checked())} rules are not checked\n"
        )
    return FOUND if len(failures) else FINE


def diff(options: argparse.Namespace) -> int:
    with present.working("diff"):
        old, new = store_at(options.old), store_at(options.new)
        prefixes = sources.prefixes(new)
        found = differences.between(old, new, prefixes)
    rows = differences.rows(found)
    if options.format != "table":
        sys.stdout.write(present.answer(rows, prefixes, options.format))
    elif found:
        sys.stdout.write(present.answer(rows, prefixes))
        sys.stdout.write(f"\n{differences.counted(found)}\n")
    else:
        sys.stdout.write("no differences\n")
    for one in found:
        if one.change == differences.GONE:
            sys.stderr.write(f"error: {differences.lost(one, prefixes)}\n")
    return FOUND if found else FINE
