"""`exordf push`: the data into a SPARQL server."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exordf import present
from exordf.dataset import Dataset
from exordf.push import push
from exordf.remote import Addresses, RemoteStore
from exordf.verbs import FINE

if TYPE_CHECKING:
    import argparse

SUMMARY = "load the data into a SPARQL server"
MORE = (
    "By the Graph Store Protocol, in chunks, with the views. Run again it changes nothing, or goes on.\n"
    "URL is the address for queries, with user and password if need be; those for updates and graphs are found\n"
    "beside it (Oxigraph, Fuseki, Virtuoso, GraphDB) or said.\n\n"
    "Example: exordf push http://localhost:3030/exordf/query --graph https://example.org/exordf"
)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="the address of the server for queries")
    parser.add_argument("--graph", metavar="IRI", help="into this graph (default: the default graph)")
    parser.add_argument("--update-url", metavar="URL", help="the address for updates")
    parser.add_argument("--graph-url", metavar="URL", help="the address of the Graph Store Protocol")
    parser.add_argument("--token", metavar="TOKEN", help="a bearer token")
    parser.add_argument("--replace", action="store_true", help="first remove what the graph holds")
    parser.add_argument("--dry-run", action="store_true", help="tell what would be sent, and send nothing")


def run(options: argparse.Namespace) -> int:
    addresses = Addresses.of(options.url, options.update_url, options.graph_url)
    store = RemoteStore(addresses, options.graph, options.token)
    quads = list(Dataset.open(options.data).store.quads())
    target = f"graph <{options.graph}>" if options.graph else "default graph"
    if options.dry_run:
        sys.stdout.write(f"{len(quads):,} triples would go to {addresses.graphs}, {target}\n")
        return FINE
    with present.working("push") as say:
        pushed = push(
            quads, store, replace=options.replace, say=lambda done, whole: say(f"push {done:,} of {whole:,} triples")
        )
    sys.stdout.write(
        f"{pushed.triples:,} triples in {pushed.requests} requests; the {target} now holds {pushed.stored:,}\n"
    )
    return FINE
