"""VoID: a description of the dataset with counts, and of its links by target and predicate."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.dataset.metadata import DATASET
from exordf.export import NAME, Format
from exordf.rdf.prefixes import CITO, DCTERMS, EXO, FOAF, RDF_TYPE, RDFS, SKOS, VOID, XSD
from exordf.rdf.reader import serialize as to_bytes
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from exordf.export import Source

_AGENTS = (f"{DCTERMS}creator", f"{DCTERMS}publisher")
_VOCABULARIES = (EXO, SKOS, CITO)
_PREFIXES = ("cito", "dcterms", "exo", "skos", "void", "xsd")


def version_of(source: Source) -> ox.NamedNode:
    """The IRI of this version of the dataset: its IRI followed by the version of the ontology."""
    return ox.NamedNode(f"{DATASET}/{source.about.version}")
    return ox.NamedNode(source.about.dataset)


def prefixes(source: Source, *more: str) -> dict[str, str]:
    """The prefixes of a description."""
    known = source.prefixes.table
    return {name: known[name] for name in (*_PREFIXES, *more) if name in known} | {"foaf": FOAF}


def _void(source: Source) -> Mapping[str, bytes]:
    return {f"{NAME}.void.ttl": to_bytes(description(source), ox.RdfFormat.TURTLE, prefixes(source))}


def description(source: Source) -> Iterator[ox.Quad]:
    """Describe this version of the dataset: metadata of the ontology, counts, classes of records, links by target."""
    head, dataset = source.head, version_of(source)
    quads = set(source.quads())
    yield ox.Quad(dataset, RDF_TYPE, ox.NamedNode(f"{VOID}Dataset"))
    yield ox.Quad(dataset, ox.NamedNode(f"{DCTERMS}isVersionOf"), ox.NamedNode(DATASET))
    for quad in source.layers.get("ontology", ()):
        if quad.subject == head and quad.predicate.value.startswith(DCTERMS):
            if quad.predicate.value in _AGENTS:
                yield from _agent(dataset, quad.predicate, text(quad.object))
            else:
                yield ox.Quad(dataset, quad.predicate, quad.object)
    yield ox.Quad(dataset, ox.NamedNode(f"{VOID}uriSpace"), ox.Literal("https://w3id.org/exordf/"))
    for vocabulary in _VOCABULARIES:
        yield ox.Quad(dataset, ox.NamedNode(f"{VOID}vocabulary"), ox.NamedNode(vocabulary))
    counts = {
        "triples": len(quads),
        "distinctSubjects": len({quad.subject for quad in quads}),
        "distinctObjects": len({quad.object for quad in quads}),
        "properties": len({quad.predicate for quad in quads}),
        "classes": len({quad.object for quad in quads if quad.predicate == RDF_TYPE}),
        "entities": sum(1 for quad in quads if quad.predicate.value.endswith("#isDefinedBy")),
    }
    for name, count in counts.items():
        yield ox.Quad(dataset, ox.NamedNode(VOID + name), _number(count))
    yield from _parts(source, dataset)
    yield from _linksets(source, dataset)


def _agent(dataset: ox.NamedNode, role: ox.NamedNode, name: str) -> Iterator[ox.Quad]:
    """A creator or publisher as a resource, which DCAT requires; the ontology has only the name."""
    agent = ox.NamedNode(f"{DATASET}#{'-'.join(name.casefold().split())}")
    yield ox.Quad(dataset, role, agent)
    yield ox.Quad(agent, RDF_TYPE, ox.NamedNode(f"{FOAF}Agent"))
    yield ox.Quad(agent, ox.NamedNode(f"{FOAF}name"), ox.Literal(name))


def _parts(source: Source, dataset: ox.NamedNode) -> Iterator[ox.Quad]:
    """One class partition for each class of records."""
    answer = source.store.query(
        "SELECT ?class (COUNT(?member) AS ?number)"
        f" WHERE {{ ?member a ?class . ?class <{RDFS}subClassOf> <{EXO}Record> }} GROUP BY ?class"
    )
    for name, number in answer.terms:
        if isinstance(name, ox.NamedNode):
            part = ox.NamedNode(f"{dataset.value}#{name.value.removeprefix(EXO)}")
            yield ox.Quad(dataset, ox.NamedNode(f"{VOID}classPartition"), part)
            yield ox.Quad(part, ox.NamedNode(f"{VOID}class"), name)
            yield ox.Quad(part, ox.NamedNode(f"{VOID}entities"), _number(int(text(number))))


def _linksets(source: Source, dataset: ox.NamedNode) -> Iterator[ox.Quad]:
    """One linkset for each target and predicate of the links."""
    counts: Counter[tuple[str, str]] = Counter()
    for quad in source.layers.get("links", ()):
        if quad.predicate.value.startswith(SKOS) and isinstance(quad.object, ox.NamedNode):
            counts[source.prefixes.curie(quad.object).partition(":")[0], quad.predicate.value] += 1
    for (target, predicate), number in sorted(counts.items()):
        local = predicate.removeprefix(SKOS)
        links, other = ox.NamedNode(f"{dataset.value}#{target}-{local}"), ox.NamedNode(f"{dataset.value}#{target}")
        yield ox.Quad(dataset, ox.NamedNode(f"{VOID}subset"), links)
        yield ox.Quad(links, RDF_TYPE, ox.NamedNode(f"{VOID}Linkset"))
        yield ox.Quad(links, ox.NamedNode(f"{VOID}linkPredicate"), ox.NamedNode(predicate))
        yield ox.Quad(links, ox.NamedNode(f"{VOID}subjectsTarget"), dataset)
        yield ox.Quad(links, ox.NamedNode(f"{VOID}objectsTarget"), other)
        yield ox.Quad(links, ox.NamedNode(f"{VOID}triples"), _number(number))
        yield ox.Quad(other, RDF_TYPE, ox.NamedNode(f"{VOID}Dataset"))
        yield ox.Quad(other, ox.NamedNode(f"{VOID}uriSpace"), ox.Literal(source.prefixes.table[target]))


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(f"{XSD}integer"))


FORMATS = (Format("void", "catalogues and crawlers: counts, licence, links by target", "the data itself", _void),)
