"""`exordf push`: the data into a SPARQL server."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli import progress
from exordf.cli.verbs import FINE
from exordf.dataset import inference
from exordf.store.remote import RemoteStore
from exordf.store.upload import push

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    import pyoxigraph as ox

_VIEWS = "views/"

SUMMARY = "load the data into a SPARQL server"
MORE = (
    "By the Graph Store Protocol, in chunks, with the views. A second run changes nothing, or resumes the first.\n"
    "URL is the address for queries, with user and password if needed; those for updates and graphs follow from it\n"
    "(Oxigraph, Fuseki, Virtuoso, GraphDB) or are given.\n\n"
    "Example: exordf push http://localhost:3030/exordf/query --graph https://example.org/exordf"
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    parser.add_argument("url", metavar="URL", help="the address of the server for queries")
    parser.add_argument("--graph", metavar="IRI", help="into this graph (default: the default graph)")
    parser.add_argument("--update-url", metavar="URL", help="the address for updates")
    parser.add_argument("--graph-url", metavar="URL", help="the address of the Graph Store Protocol")
    parser.add_argument("--token", metavar="TOKEN", help="a bearer token")
    parser.add_argument(
        "--views",
        choices=("here", "server"),
        default="here",
        help="run the rules here and send the views, or send the bare data and let the server run them (default: here)",
    )
    parser.add_argument("--replace", action="store_true", help="clear the graph first")
    parser.add_argument("--dry-run", action="store_true", help="show what would be sent, and send nothing")


def run(options: argparse.Namespace) -> int:
    server = RemoteStore.at(options.url, options.update_url, options.graph_url)
    store = RemoteStore(server.addresses, options.graph or server.graph, options.token)
    number, quads = _content(Dataset.open(options.data), with_views=options.views == "here")
    target = f"graph <{store.graph}>" if store.graph else "default graph"
    if options.dry_run:
        sys.stdout.write(f"{number:,} triples would go to {store.addresses.graphs}, {target}\n")
        return FINE
    with progress.show_progress("push", "triples") as say:
        pushed = push(quads, store, replace=options.replace, say=lambda done: say(done, number))
    sys.stdout.write(
        f"{pushed.triples:,} triples in {pushed.requests} requests; the {target} now holds {pushed.stored:,}\n"
    )
    if options.views == "server":
        with progress.show_steps("views") as say_step:
            for name, triples in inference.rule_steps(store):
                say_step(f"views: {name}")
                sys.stdout.write(f"{triples:,} triples of the view {name}, made by the server\n")
    if pushed.advice:
        sys.stdout.write(f"{pushed.advice}\n")
    return FINE


def _content(dataset: Dataset, *, with_views: bool) -> tuple[int, Iterable[ox.Quad]]:
    """The number of triples and the triples, with or without the views."""
    if with_views:
        return len(dataset.store), dataset.store.quads()
    bare = {quad for name, quads in dataset.layers.items() if not name.startswith(_VIEWS) for quad in quads}
    return len(bare), sorted(bare, key=str)
