"""What one would write without exordf: rdflib loads the files and asks the query, pySHACL validates, rdflib writes.

It makes the hierarchy and the edges in plain loops, and leaves out the defined classes that our rules also find.
"""

from __future__ import annotations

import sys
from pathlib import Path

import rdflib
from rdflib import OWL, RDF, RDFS

ROOT = Path(__file__).resolve().parent.parent


def load(*parts: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    for part in parts:
        for path in sorted((ROOT / part).rglob("*.ttl")):
            graph.parse(path)
    return graph


def add_views(graph: rdflib.Graph) -> None:
    """The hierarchy and the edges, in loops: rdflib takes minutes for our CONSTRUCT rules."""
    exo = rdflib.Namespace("https://w3id.org/exordf/ontology/")
    for cls in set(graph.subjects(RDFS.subClassOf)):
        for above in list(graph.transitive_objects(cls, RDFS.subClassOf)):
            if above != cls:
                graph.add((cls, RDFS.subClassOf, above))
    for restriction, filler in list(graph.subject_objects(OWL.someValuesFrom)):
        listed = graph.value(predicate=RDF.first, object=restriction)
        made_of = [] if listed is None else list(graph.transitive_subjects(RDF.rest, listed))
        defined = [graph.value(predicate=OWL.intersectionOf, object=part) for part in made_of]
        holders = [graph.value(predicate=OWL.equivalentClass, object=part) for part in defined if part is not None]
        for cls in [*graph.subjects(RDFS.subClassOf, restriction), *holders]:
            joined = graph.value(restriction, OWL.onProperty)
            if isinstance(cls, rdflib.URIRef) and isinstance(filler, rdflib.URIRef) and joined is not None:
                graph.add((cls, joined, filler))
    for claim in list(graph.subjects(RDF.type, exo.Claim)):
        if graph.value(claim, exo.certainty) == exo.Hypothesised or graph.value(claim, exo.negated):
            continue
        subject, stated, thing = (graph.value(claim, exo[role]) for role in ("subject", "predicate", "object"))
        for predicate in list(graph.transitive_objects(stated, RDFS.subPropertyOf)):
            graph.add((subject, predicate, thing))  # type: ignore[arg-type]


def main(job: str) -> None:
    graph = load("ontology", "data")
    add_views(graph)
    if job == "query":
        answer = graph.query((ROOT / "exordf" / "queries" / "named" / "what-inhibits.rq").read_text(encoding="utf-8"))
        sys.stdout.buffer.write(answer.serialize(format="csv") or b"")
        return
    import pyshacl  # noqa: PLC0415 - the query does without

    shapes = load("shapes")
    shapes.parse(ROOT / "ontology" / "prefixes.ttl")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes, inference="none", allow_warnings=True)
    if not conforms:
        sys.exit(text)
    graph.serialize(format="turtle")
    claims = len(set(graph.subjects(RDF.type, rdflib.URIRef("https://w3id.org/exordf/ontology/Claim"))))
    sys.stdout.write(f"conforms, {claims} claims\n")


if __name__ == "__main__":
    main(sys.argv[1])
