"""The verb that draws: one call on a dataset, one picture."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exordf import files
from exordf.dataset import Dataset
from exordf.errors import InputError
from exordf.export import pictures
from exordf.flat.tables import plain

if TYPE_CHECKING:
    import argparse


FINE = 0


def draw(options: argparse.Namespace) -> int:
    if options.out is not None and options.out.suffix not in (".svg", ".png"):
        raise InputError(f'"{options.out}" is not a picture', mend="Let its name end in .svg or .png.")
    if options.depth < 1:
        raise InputError("--depth counts steps from the term", mend="Say 1 or more.")
    dataset = Dataset.open(options.data)
    around, section = (plain(dataset.find(name), dataset.prefixes) if name else "" for name in _shown(options))
    source = dataset.as_source()
    drawn = pictures.picture(source, around=around, section=section, depth=options.depth, language=options.language)
    if options.out is None:
        sys.stdout.buffer.write(drawn)
    else:
        files.replace(options.out, pictures.pixels(source, drawn) if options.out.suffix == ".png" else drawn)
    return FINE


def _shown(options: argparse.Namespace) -> tuple[str, str]:
    """The term and the section that were named; a section may go by its number alone."""
    section = options.section or ""
    return options.term or "", section if not section or ":" in section else f"section:{section}"
