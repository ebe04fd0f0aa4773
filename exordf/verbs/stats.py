"""`exordf stats`: how much there is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exordf import options as shared
from exordf import present
from exordf.dataset import Dataset
from exordf.verbs import FINE

if TYPE_CHECKING:
    import argparse

SUMMARY = "count what there is"
MORE = "Records by class and entities by kind."


def options(parser: argparse.ArgumentParser) -> None:
    shared.form(parser)


def run(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    sys.stdout.write(present.answer(dataset.ask("counts"), dataset.prefixes, options.format))
    return FINE
