"""Options that several verbs share: the data, the format of an answer, the language; and a query in an argument."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from exordf import files
from exordf.errors import InputError
from exordf.rdf.prefixes import nearest_names

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

STDIN = "-"
_LONG = 60  # characters
FORMATS = ("table", "csv", "tsv", "json", "turtle")


def data(parser: argparse.ArgumentParser) -> None:
    """The option `--data` or `--store` that names the data."""
    _data(parser, "--data", "--store", metavar="FOLDER|PATH|URL", more=", a store on disk, or a SPARQL endpoint")


def folders(parser: argparse.ArgumentParser) -> None:
    """The option `--data` of a verb that takes only folders, and for which `--store` means something else."""
    _data(parser, "--data", metavar="FOLDER", more="")


def _data(parser: argparse.ArgumentParser, *names: str, metavar: str, more: str) -> None:
    parser.add_argument(
        *names,
        dest="data",
        action="append",
        type=folder_or_address,
        metavar=metavar,
        help=f"your own data instead of the packaged data: a folder (may be given again){more}",
    )


def form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMATS, default="table", help="format of the answer (default: table)")


def language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language", choices=("en", "zh"), default="en", help="language of labels and messages (default: en)"
    )


def overwrite(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--overwrite", action="store_true", help="replace an existing file")


def folder_or_address(value: str) -> Path | str:
    """The value of an option as the address of a server, or as a path."""
    return value if "://" in value else Path(value)


class Query(NamedTuple):
    """The text of a query, and the file that it was read from, if any."""

    text: str
    path: Path | None = None


def query(argument: str, names: Iterable[str] = ()) -> Query:
    """The query in an argument: its text, the path of a file, or `-` for standard input.

    Raises InputError where it is none of these, with the nearest file and the nearest of the `names` of queries.
    """
    if argument == STDIN:
        return Query(files.standard_input())
    path = Path(argument)
    if argument and files.exists(path):
        return Query(files.read_text(path), path)
    from exordf.sparql.query_text import is_query  # noqa: PLC0415 - needed for a text only

    if is_query(argument):
        return Query(argument)
    raise InputError(
        f'no query is called "{_start(argument)}", and there is no such file', mend=_suggestion(path, names)
    )


def _start(argument: str) -> str:
    """An argument on one line, shortened where it is long."""
    line = " ".join(argument.split())
    return line if len(line) <= _LONG else f"{line[:_LONG]}…"


def _suggestion(path: Path, names: Iterable[str]) -> str:
    """The nearest named query and the nearest file, or where to find either."""
    suggestions = [f"the query {name}" for name in nearest_names(path.name, names, most=1)]
    neighbours = (
        [other.name for other in path.parent.iterdir()] if files.exists(path.parent) and path.parent.is_dir() else []
    )
    suggestions += [f"the file {path.with_name(name)}" for name in nearest_names(path.name, neighbours, most=1)]
    if suggestions:
        return f"Did you mean {' or '.join(suggestions)}?"
    return "`exordf queries` lists the named queries; a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE."
