"""`exordf serve`: the data in a browser, and as a SPARQL endpoint."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli.verbs import FINE
from exordf.errors import InputError, MissingExtra

if TYPE_CHECKING:
    import argparse

SUMMARY = "serve the data to a browser, and as a SPARQL endpoint"
MORE = (
    "Pages, pictures and a read-only endpoint at /sparql, for this machine only unless --host is given.\n"
    "Ctrl-C ends it.\n\n"
    "Examples:\n"
    "  exordf serve --open\n"
    "  exordf serve my-review/ --port 0\n"
    "  exordf serve corpus.store"
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    parser.add_argument(
        "what",
        nargs="?",
        type=shared.folder_or_address,
        metavar="FOLDER|STORE|URL",
        help="a folder of data, a store on disk or a SPARQL endpoint (default: the packaged data)",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="the address to listen on (default: 127.0.0.1)"
    )
    parser.add_argument(
        "--port", type=int, default=8000, metavar="N", help="the port (default: 8000; 0 for any free one)"
    )
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="accept this host name too, such as that of a proxy (may be given again; * for any)",
    )
    parser.add_argument(
        "--seconds", type=float, default=20, metavar="N", help="the time limit of a query (default: 20)"
    )
    parser.add_argument(
        "--service",
        action="append",
        default=[],
        metavar="URL",
        help="let queries use this address in SERVICE (may be given again; default: none)",
    )
    parser.add_argument(
        "--cors", metavar="ORIGIN", help="let pages of this origin use the endpoint from a browser (* for any)"
    )
    parser.add_argument("--open", action="store_true", help="open the browser")


def run(options: argparse.Namespace) -> int:
    if not options.seconds > 0:
        raise InputError("a query needs some time", mend="Give --seconds 20, or another number above 0.")
    if options.what is not None and options.data:
        raise InputError("the data are given twice", mend="Give them once: exordf serve FOLDER|STORE|URL.")
    try:
        server = importlib.import_module("exordf.server.run")
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("exordf"):
            raise
        raise MissingExtra(missing.name or "starlette", "serve") from None

    def announce(address: str) -> None:
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()

    dataset = Dataset.open(options.data if options.what is None else options.what)
    limits = server.Limits(seconds=options.seconds, services=frozenset(options.service), origin=options.cors)
    server.serve(
        dataset,
        host=options.host,
        port=options.port,
        names=options.allow_host,
        limits=limits,
        browser=options.open,
        on_ready=announce,
    )
    return FINE
