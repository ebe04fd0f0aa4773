"""`exordf checks`: the ontology against external rules."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli import output, progress
from exordf.cli.verbs import FINE, FOUND
from exordf.ontology import rule_checks

if TYPE_CHECKING:
    import argparse

SUMMARY = "check the ontology against the rules of FOOPS!, the OBO dashboard and ROBOT's report"
MORE = (
    "Each rule is a query that must find nothing. Rules that need the network or a registry are not run;\n"
    "FAIR.md of a release lists them with the reason. Exit code 1 if a check finds something."
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    shared.form(parser)
    shared.language(parser)


def run(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    with progress.show_steps("checks"):
        outcomes = rule_checks.run(dataset.store.in_memory())
    rows, failures = rule_checks.rows(outcomes, options.language), rule_checks.failures(outcomes, options.language)
    if options.format != "table":
        sys.stdout.write(output.format_rows(rows, dataset.prefixes, options.format))
    else:
        sys.stdout.write(output.format_rows(rows, dataset.prefixes))
        if len(failures):
            sys.stdout.write(output.format_heading("what was found") + output.format_rows(failures, dataset.prefixes))
        passed = sum(outcome.passes for outcome in outcomes)
        sys.stdout.write(
            f"\n{passed} of {len(outcomes)} checks pass; {len(rule_checks.not_checked())} rules are not checked\n"
        )
    return FOUND if len(failures) else FINE
