"""Options that several verbs share: the data, the format of an answer, the language of labels and messages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

FORMATS = ("table", "csv", "tsv", "json", "turtle")


def data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        "--store",
        dest="data",
        type=_folder_or_address,
        metavar="FOLDER|URL",
        help="data of your own instead of the packaged data: a folder, or a SPARQL endpoint that holds it",
    )


def form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMATS, default="table", help="how to write the answer (default: table)")


def language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language", choices=("en", "zh"), default="en", help="language of labels and messages (default: en)"
    )


def _folder_or_address(said: str) -> Path | str:
    return said if "://" in said else Path(said)
