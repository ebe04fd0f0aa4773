"""VoID: a description of the dataset with counts, and of its links by target and predicate."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.export import NAME, Format
from exordf.names import EXO, RDF_TYPE, RDFS, SKOS, XSD
from exordf.rows import text
from exordf.turtle import write as to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from exordf.export import Source

_VOID = "http://rdfs.org/ns/void#"
_TERMS = "http://purl.org/dc/terms/"
_DATASET = "https://w3id.org/exordf/dataset"
_VOCABULARIES = (EXO, SKOS, "http://purl.org/spar/cito/")


def _void(source: Source) -> Mapping[str, bytes]:
    used = {name: source.prefixes.table[name] for name in ("cito", "dcterms", "exo", "skos", "xsd")}
    return {f"{NAME}.void.ttl": to_bytes(_description(source), ox.RdfFormat.TURTLE, used | {"void": _VOID})}


def _description(source: Source) -> Iterator[ox.Quad]:
    dataset = ox.NamedNode(_DATASET)
    quads = set(source.quads())
    yield ox.Quad(dataset, RDF_TYPE, ox.NamedNode(f"{_VOID}Dataset"))
    for quad in source.layers.get("ontology", ()):
        if quad.subject == ox.NamedNode(EXO) and quad.predicate.value.startswith(_TERMS):
            yield ox.Quad(dataset, quad.predicate, quad.object)
    yield ox.Quad(dataset, ox.NamedNode(f"{_VOID}uriSpace"), ox.Literal("https://w3id.org/exordf/"))
    for vocabulary in _VOCABULARIES:
        yield ox.Quad(dataset, ox.NamedNode(f"{_VOID}vocabulary"), ox.NamedNode(vocabulary))
    counts = {
        "triples": len(quads),
        "distinctSubjects": len({quad.subject for quad in quads}),
        "distinctObjects": len({quad.object for quad in quads}),
        "properties": len({quad.predicate for quad in quads}),
        "classes": len({quad.object for quad in quads if quad.predicate == RDF_TYPE}),
        "entities": sum(1 for quad in quads if quad.predicate.value.endswith("#isDefinedBy")),
    }
    for name, count in counts.items():
        yield ox.Quad(dataset, ox.NamedNode(_VOID + name), _number(count))
    yield from _parts(source, dataset)
    yield from _linksets(source, dataset)


def _parts(source: Source, dataset: ox.NamedNode) -> Iterator[ox.Quad]:
    """One class partition for each class of records."""
    answer = source.store.query(
        "SELECT ?class (COUNT(?member) AS ?number)"
        f" WHERE {{ ?member a ?class . ?class <{RDFS}subClassOf> <{EXO}Record> }} GROUP BY ?class"
    )
    for name, number in answer.terms:
        if isinstance(name, ox.NamedNode):
            part = ox.NamedNode(f"{_DATASET}#{name.value.removeprefix(EXO)}")
            yield ox.Quad(dataset, ox.NamedNode(f"{_VOID}classPartition"), part)
            yield ox.Quad(part, ox.NamedNode(f"{_VOID}class"), name)
            yield ox.Quad(part, ox.NamedNode(f"{_VOID}entities"), _number(int(text(number))))


def _linksets(source: Source, dataset: ox.NamedNode) -> Iterator[ox.Quad]:
    """One linkset for each target and predicate of the links."""
    counts: Counter[tuple[str, str]] = Counter()
    for quad in source.layers.get("links", ()):
        if quad.predicate.value.startswith(SKOS) and isinstance(quad.object, ox.NamedNode):
            counts[source.prefixes.curie(quad.object).partition(":")[0], quad.predicate.value] += 1
    for (target, predicate), number in sorted(counts.items()):
        local = predicate.removeprefix(SKOS)
        links, other = ox.NamedNode(f"{_DATASET}#{target}-{local}"), ox.NamedNode(f"{_DATASET}#{target}")
        yield ox.Quad(dataset, ox.NamedNode(f"{_VOID}subset"), links)
        yield ox.Quad(links, RDF_TYPE, ox.NamedNode(f"{_VOID}Linkset"))
        yield ox.Quad(links, ox.NamedNode(f"{_VOID}linkPredicate"), ox.NamedNode(predicate))
        yield ox.Quad(links, ox.NamedNode(f"{_VOID}subjectsTarget"), dataset)
        yield ox.Quad(links, ox.NamedNode(f"{_VOID}objectsTarget"), other)
        yield ox.Quad(links, ox.NamedNode(f"{_VOID}triples"), _number(number))
        yield ox.Quad(other, RDF_TYPE, ox.NamedNode(f"{_VOID}Dataset"))
        yield ox.Quad(other, ox.NamedNode(f"{_VOID}uriSpace"), ox.Literal(source.prefixes.table[target]))


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(f"{XSD}integer"))


FORMATS = (Format("void", "catalogues and crawlers: counts, licence, links by target", "the data itself", _void),)
