"""`exordf queries`: the named queries."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli import output
from exordf.cli.verbs import FINE

if TYPE_CHECKING:
    import argparse

SUMMARY = "list the named queries"
MORE = "With the question that each answers, and its parameters."


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    shared.language(parser)


def run(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    for name, query in dataset.queries.items():
        sys.stdout.write(output.format_heading(name))
        sys.stdout.write(
            f"  {query.title.get(options.language, '')}\n  {query.description.get(options.language, '')}\n"
        )
        if query.endpoint:
            sys.stdout.write(f"    asks {query.endpoint}, so it needs the network\n")
        for parameter in query.parameters.values():
            sys.stdout.write(f"    -p {parameter.name}={parameter.default}  ({parameter.type}) {parameter.meaning}\n")
    return FINE
