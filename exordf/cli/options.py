"""Options that several verbs share: the data, the format of an answer, the language of labels and messages."""

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
_LONG = 60
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


class Query(NamedTuple):
    """The text of a query, and the file that it was read from, if it was."""

    text: str
    path: Path | None = None


def query(given: str, names: Iterable[str] = ()) -> Query:
    """A query that is given as its text, as the path of a file, or as `-` for standard input.

    Raises InputError where it is none of these, with the nearest file and the nearest of the `names` of queries.
    """
    if given == STDIN:
        return Query(files.standard_input())
    path = Path(given)
    if given and files.exists(path):
        return Query(files.read_text(path), path)
    from exordf.sparql.query_text import is_query  # noqa: PLC0415 - its patterns are needed for a text alone

    if is_query(given):
        return Query(given)
    raise InputError(f'no query is called "{_start(given)}", and there is no such file', mend=_offer(path, names))


def _start(given: str) -> str:
    """What was given, on one line, and not all of it where it is long."""
    words = " ".join(given.split())
    return words if len(words) <= _LONG else f"{words[:_LONG]}…"


def _offer(path: Path, names: Iterable[str]) -> str:
    """The nearest named query and the nearest file, or where to find either."""
    offers = [f"the query {name}" for name in nearest_names(path.name, names, most=1)]
    beside = (
        [other.name for other in path.parent.iterdir()] if files.exists(path.parent) and path.parent.is_dir() else []
    )
    offers += [f"the file {path.with_name(name)}" for name in nearest_names(path.name, beside, most=1)]
    if offers:
        return f"Did you mean {' or '.join(offers)}?"
    return "`exordf queries` lists the named queries; a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE."
