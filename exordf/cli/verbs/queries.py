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
MORE = "With what each answers and the parameters that it takes."


def options(parser: argparse.ArgumentParser) -> None:
    shared.language(parser)


def run(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    for name, named in dataset.queries.items():
        sys.stdout.write(output.format_heading(name))
        sys.stdout.write(
            f"  {named.title.get(options.language, '')}\n  {named.description.get(options.language, '')}\n"
        )
        if named.endpoint:
            sys.stdout.write(f"    asks {named.endpoint}, so it needs the network\n")
        for parameter in named.parameters.values():
            sys.stdout.write(f"    -p {parameter.name}={parameter.default}  ({parameter.type}) {parameter.meaning}\n")
    return FINE
