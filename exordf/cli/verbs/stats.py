"""`exordf stats`: how much there is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli import output
from exordf.cli.verbs import FINE

if TYPE_CHECKING:
    import argparse

SUMMARY = "count what there is"
MORE = "Records by class and entities by kind."


def options(parser: argparse.ArgumentParser) -> None:
    shared.form(parser)


def run(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    sys.stdout.write(output.format_rows(dataset.ask("counts"), dataset.prefixes, options.format))
    return FINE
