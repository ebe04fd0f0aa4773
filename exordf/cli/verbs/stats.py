"""`exordf stats`: the numbers of records and entities."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli import output
from exordf.cli.verbs import FINE

if TYPE_CHECKING:
    import argparse

SUMMARY = "count records and entities"
MORE = "Records by class, entities by kind."


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    shared.form(parser)


def run(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    sys.stdout.write(output.format_rows(dataset.ask("counts"), dataset.prefixes, options.format))
    return FINE
