"""Push: a dataset into a remote store, in chunks; twice gives the same, and a broken push goes on where it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError, StoreError
from exordf.rdf.prefixes import XSD
from exordf.rdf.reader import canonical_quads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from exordf.store.remote import RemoteStore

TRIPLES, BYTES = 10_000, 2 << 20

_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "int", "long"))
_DURATION = f"{XSD}duration"


@dataclass(frozen=True)
class UploadResult:
    """What a push did: triples of the dataset, those that the store has in all, and how many requests it took."""

    triples: int
    stored: int
    requests: int


def push(
    quads: Iterable[ox.Quad],
    store: RemoteStore,
    *,
    replace: bool = False,
    chunk: int = TRIPLES,
    say: Callable[[int], None] = lambda _done: None,
) -> UploadResult:
    """Load triples, each given once, into the store's graph; with `replace`, remove first what the graph holds.

    Triples without blank nodes are sent as they come, in chunks of at most `chunk` triples and BYTES bytes, so that
    they need not fit in memory; sent again they are the same, so a push that broke off is simply run again. Those with
    blank nodes are sent last, as updates that add a structure only where the graph has none like it. `say` hears how
    many triples are done.

    Raises InputError for what the server would not keep as it is, StoreError where the graph does not hold in the end
    what was sent: exactly that where it was empty before, at least as many triples where it was not.
    """
    if store.is_virtuoso:
        quads = _kept_by_virtuoso(quads, store)
    if replace:
        store.clear()
    empty = len(store) == 0
    structured: list[ox.Quad] = []
    sent = requests = 0
    for number, content in _chunks(quads, structured, chunk):
        store.send(content)
        sent, requests = sent + number, requests + 1
        say(sent)
    for structure in _structures(
        canonical_quads(structured)
    ):  # one by one, as not every server takes many in one request
        store.update(_where_absent(structure, store.graph))
        sent, requests = sent + len(structure), requests + 1
        say(sent)
    stored = len(store)
    if stored < sent or (empty and stored != sent):
        raise StoreError(
            f"{store.addresses.query} holds {stored} triples after {sent} were sent",
            mend="Run it again with --replace; if it stays so, docs/stores.md tells what a server may keep otherwise.",
        )
    return UploadResult(sent, stored, requests)


def _chunks(quads: Iterable[ox.Quad], structured: list[ox.Quad], most: int) -> Iterator[tuple[int, bytes]]:
    """Triples in N-Triples, some at a time, with their number; those with blank nodes are put aside."""
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


def _kept_by_virtuoso(quads: Iterable[ox.Quad], store: RemoteStore) -> Iterator[ox.Quad]:
    """The same quads; raises InputError without a graph, and for a literal that would quietly become another."""
    if store.graph is None:
        raise InputError(
            "Virtuoso has no default graph of its own: a query without a graph asks all graphs, its own among them",
            mend="Name a graph: --graph IRI, or URL?default-graph-uri=IRI.",
        )
    for quad in quads:
        if isinstance(quad.object, ox.Literal) and not _is_kept(quad.object):
            raise InputError(
                f"Virtuoso would not keep {quad.object} of {quad.subject} {quad.predicate} as it is",
                mend="Mend the value, or use another server.",
            )
        yield quad


def _is_kept(literal: ox.Literal) -> bool:
    if literal.datatype.value in _NUMBERS:
        try:
            float(literal.value)
        except ValueError:
            return False
    return literal.datatype.value != _DURATION


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
