"""Upload: a dataset into a remote store, in chunks; a second run adds nothing, and a broken one is resumed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import StoreError
from exordf.rdf.reader import canonical_quads
from exordf.store import virtuoso

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from exordf.store.remote import RemoteStore

TRIPLES, BYTES = 10_000, 2 << 20


@dataclass(frozen=True)
class UploadResult:
    """Triples sent, triples in the graph afterwards, requests, and what the server needs next ("" for nothing)."""

    triples: int
    stored: int
    requests: int
    advice: str = ""


def push(
    quads: Iterable[ox.Quad],
    store: RemoteStore,
    *,
    replace: bool = False,
    chunk: int = TRIPLES,
    say: Callable[[int], None] = lambda _done: None,
) -> UploadResult:
    """Load triples, each given once, into the store's graph; with `replace`, clear the graph first.

    Triples without blank nodes are sent as they come, in chunks of at most `chunk` triples and BYTES bytes, so that
    they need not fit in memory; sent again they are the same, so a push that broke off is simply run again. Those with
    blank nodes are sent last, as updates that add a structure only where the graph has none like it. `say` is called
    with the number of triples sent so far.

    Raises InputError for what the server would change, StoreError where the graph does not hold in the end what was
    sent: exactly that where it was empty before, at least as many triples where it was not.
    """
    if store.is_virtuoso:
        quads = virtuoso.storable_quads(quads, store.graph)
    if replace:
        store.clear()
    empty = len(store) == 0
    structured: list[ox.Quad] = []
    sent = requests = 0
    for number, content in _chunks(quads, structured, chunk):
        store.send(content)
        sent, requests = sent + number, requests + 1
        say(sent)
    # one by one, as not every server takes many in one request
    for structure in _structures(canonical_quads(structured)):
        store.update(_where_absent(structure, store.graph))
        sent, requests = sent + len(structure), requests + 1
        say(sent)
    stored = len(store)
    if stored < sent or (empty and stored != sent):
        raise StoreError(
            f"{store.addresses.query} holds {stored} triples after {sent} were sent",
            mend="Run it again with --replace; if that does not help, see docs/stores.md on what a server may change.",
        )
    return UploadResult(sent, stored, requests, virtuoso.RESTART if store.is_virtuoso else "")


def _chunks(quads: Iterable[ox.Quad], structured: list[ox.Quad], most: int) -> Iterator[tuple[int, bytes]]:
    """Chunks of triples in N-Triples, each with its number of triples; those with blank nodes go to `structured`."""
    lines: list[bytes] = []
    size = 0
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            structured.append(ox.Quad(quad.subject, quad.predicate, quad.object))
            continue
        line = f"{quad.triple} .\n".encode()
        if lines and (len(lines) == most or size + len(line) > BYTES):
            yield len(lines), b"".join(lines)
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield len(lines), b"".join(lines)


def _structures(quads: Iterable[ox.Quad]) -> Iterator[list[ox.Triple]]:
    """Groups of triples that share blank nodes, in a fixed order."""
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
    """An update that adds a structure with new blank nodes, unless the graph has one of the same form."""
    names: dict[ox.BlankNode, str] = {}

    def pattern(sign: str) -> str:
        def term(node: object) -> str:
            return f"{sign}{names.setdefault(node, f'b{len(names)}')}" if isinstance(node, ox.BlankNode) else str(node)

        triples = " ".join(f"{term(t.subject)} {t.predicate} {term(t.object)} ." for t in structure)
        return f"GRAPH <{graph}> {{ {triples} }}" if graph else triples

    return f"INSERT {{ {pattern('_:')} }} WHERE {{ FILTER NOT EXISTS {{ {pattern('?')} }} }}"
