"""Push: a dataset into a remote store, in chunks; twice gives the same, and a broken push goes on where it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import StoreError
from exordf.turtle import sorted_quads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from exordf.remote import RemoteStore

CHUNK = 5_000


@dataclass(frozen=True)
class Pushed:
    """What a push did: triples of the dataset, those that the store has in all, and how many requests it took."""

    triples: int
    stored: int
    requests: int


def push(
    quads: Iterable[ox.Quad],
    store: RemoteStore,
    *,
    replace: bool = False,
    chunk: int = CHUNK,
    say: Callable[[int, int], None] = lambda _done, _whole: None,
) -> Pushed:
    """Load triples into the store's graph; with `replace`, remove first what the graph holds.

    Triples without blank nodes are sent in chunks: sent again they are the same, so a push that broke off is simply
    run again. Those with blank nodes are sent as updates that add a structure only where the graph has none like it.
    Raises StoreError where the graph holds fewer triples in the end than were sent.
    """
    ordered = sorted_quads(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    plain = [quad for quad in ordered if not _blank(quad)]
    structures = list(_structures(quad for quad in ordered if _blank(quad)))
    if replace:
        store.clear()
    requests = 0
    for start in range(0, len(plain), chunk):
        store.load(plain[start : start + chunk])
        requests += 1
        say(min(start + chunk, len(plain)), len(ordered))
    for structure in structures:  # one by one, as not every server takes many in one request
        store.update(_where_absent(structure, store.graph))
        requests += 1
    say(len(ordered), len(ordered))
    stored = len(store)
    if stored < len(ordered):
        raise StoreError(
            f"{store.addresses.query} holds {stored} triples after {len(ordered)} were sent",
            mend="Run it again; if it stays so, look at the log of the server.",
        )
    return Pushed(len(ordered), stored, requests)


def _blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def _structures(quads: Iterable[ox.Quad]) -> Iterator[list[ox.Triple]]:
    """The triples with blank nodes, those that share one together, in a fixed order."""
    member_of: dict[ox.BlankNode, int] = {}
    groups: dict[int, list[ox.Triple]] = {}
    for number, quad in enumerate(quads):
        nodes = [term for term in (quad.subject, quad.object) if isinstance(term, ox.BlankNode)]
        joined = sorted({member_of[node] for node in nodes if node in member_of})
        home = joined[0] if joined else number
        groups.setdefault(home, []).append(quad.triple)
        for other in joined[1:]:
            groups[home] += groups.pop(other)
        for node, group in list(member_of.items()):
            if group in joined[1:]:
                member_of[node] = home
        member_of.update(dict.fromkeys(nodes, home))
    yield from groups.values()


def _where_absent(structure: list[ox.Triple], graph: str | None) -> str:
    """An update that adds a structure with fresh blank nodes, unless one of the same form is there."""
    names: dict[ox.BlankNode, str] = {}

    def written(sign: str) -> str:
        def term(node: object) -> str:
            return f"{sign}{names.setdefault(node, f'b{len(names)}')}" if isinstance(node, ox.BlankNode) else str(node)

        triples = " ".join(f"{term(t.subject)} {t.predicate} {term(t.object)} ." for t in structure)
        return f"GRAPH <{graph}> {{ {triples} }}" if graph else triples

    return f"INSERT {{ {written('_:')} }} WHERE {{ FILTER NOT EXISTS {{ {written('?')} }} }}"
