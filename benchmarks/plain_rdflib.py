"""What one would write without exordf: rdflib loads the files and asks the query, pySHACL validates, rdflib writes.

It is given the views as our rules make them, since the shapes and the queries look at them: the rules are the same
CONSTRUCT queries, run by rdflib.
"""

from __future__ import annotations

import sys
from pathlib import Path

import rdflib

ROOT = Path(__file__).resolve().parent.parent


def load(*parts: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    for part in parts:
        for path in sorted((ROOT / part).rglob("*.ttl")):
            graph.parse(path)
    return graph


def add_views(graph: rdflib.Graph) -> None:
    for rule in sorted((ROOT / "exordf" / "rules").glob("*.rq")):
        text = rule.read_text(encoding="utf-8")
        while True:
            before = len(graph)
            for triple in list(graph.query(text)):
                graph.add(triple)  # type: ignore[arg-type]
            if len(graph) == before:
                break


def main(job: str) -> None:
    graph = load("ontology", "data")
    add_views(graph)
    if job == "query":
        answer = graph.query((ROOT / "exordf" / "queries" / "what-inhibits.rq").read_text(encoding="utf-8"))
        sys.stdout.buffer.write(answer.serialize(format="csv") or b"")
        return
    import pyshacl  # noqa: PLC0415 - the query does without

    shapes = load("shapes")
    shapes.parse(ROOT / "ontology" / "prefixes.ttl")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes, inference="none", allow_warnings=True)
    if not conforms:
        sys.exit(text)
    if job == "build":
        graph.serialize(format="turtle")


main(sys.argv[1])
