"""Options that several verbs share: the data, the format of an answer, the language of labels and messages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

FORMATS = ("table", "csv", "tsv", "json", "turtle")


def data(parser: argparse.ArgumentParser, *, makes_a_store: bool = False) -> None:
    """The option that says which data: of a verb that makes a store, `--store` is where to instead."""
    parser.add_argument(
        *(("--data",) if makes_a_store else ("--data", "--store")),
        dest="data",
        action="append",
        type=folder_or_address,
        metavar="FOLDER" if makes_a_store else "FOLDER|PATH|URL",
        help="data of your own instead of the packaged data: a folder (may be given again)"
        + ("" if makes_a_store else ", a store on disk, or a SPARQL endpoint"),
    )


def form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMATS, default="table", help="how to write the answer (default: table)")


def language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language", choices=("en", "zh"), default="en", help="language of labels and messages (default: en)"
    )


def overwrite(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--overwrite", action="store_true", help="replace a file that is there already")


def folder_or_address(said: str) -> Path | str:
    """What an option says: the address of a server, or a path."""
    return said if "://" in said else Path(said)
