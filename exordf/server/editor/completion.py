"""Completion in the query editor: the prefixes, classes, properties and terms that occur in the data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.rdf.rows import text
from exordf.sparql.lexer import KEYWORDS

if TYPE_CHECKING:
    from exordf.browse.model.explorer import Explorer
    from exordf.rdf.rows import Rows

_MOST = 20_000
# A term of another ontology is offered if one of our mappings or a parent leads to it.
_CLASSES = "SELECT ?name (COUNT(?thing) AS ?uses) WHERE { ?thing a ?name FILTER(isIRI(?name)) } GROUP BY ?name"
_PROPERTIES = "SELECT ?name (COUNT(?thing) AS ?uses) WHERE { ?thing ?name ?value } GROUP BY ?name"
_TERMS = (
    "SELECT ?name (COUNT(?claim) AS ?uses) WHERE { ?claim exo:subject|exo:object|exo:vesicle ?name } GROUP BY ?name"
)
_LABELS = f"""SELECT ?name ?label (LANG(?label) AS ?language) WHERE {{
  ?name rdfs:label ?label
  FILTER(isIRI(?name))
  FILTER NOT EXISTS {{ VALUES ?record {{ exo:Claim exo:Sentence exo:Finding exo:Gap exo:Conflict }} ?name a ?record }}
}} ORDER BY ?name ?label LIMIT {2 * _MOST}"""


class Name(NamedTuple):
    """A CURIE, its kind (`class`, `property` or `term`), the number of its triples or claims, its labels."""

    curie: str
    kind: str
    uses: int
    en: str
    zh: str


class Vocabulary(NamedTuple):
    """The names that the editor offers, sorted, and its file with them; `names` are all names in the data."""

    offered: list[Name]
    names: list[str]
    file: bytes


def vocabulary(explorer: Explorer) -> Vocabulary:
    """Return the names that a query may use. To be read once: `explorer.once(vocabulary)`."""
    dataset = explorer.dataset
    labels: dict[ox.NamedNode, dict[str, str]] = {}
    for name, label, language in dataset.query(_LABELS).terms:
        if isinstance(name, ox.NamedNode):
            labels.setdefault(name, {}).setdefault(text(language), text(label))
    used = {
        "class": _counted(dataset.query(_CLASSES)),
        "property": _counted(dataset.query(_PROPERTIES)),
        "term": dict.fromkeys(labels, 0) | _counted(dataset.query(_TERMS)),
    }
    names: dict[str, Name] = {}
    for kind, counts in used.items():
        for node, uses in counts.items():
            curie = dataset.prefixes.curie(node)
            if not curie.startswith("<") and curie not in names:
                own = labels.get(node, {})
                names[curie] = Name(curie, kind, uses, own.get("en", own.get("", "")), own.get("zh", ""))
    offered = [names[curie] for curie in sorted(names)][:_MOST]
    resources = {explorer.facts.curie(node) for node in list(explorer.facts.things)[:_MOST]}
    content = {"keywords": KEYWORDS, "prefixes": dict(dataset.prefixes.table), "names": offered}
    file = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Vocabulary(offered, sorted({*names, *resources}), file)


def _counted(rows: Rows) -> dict[ox.NamedNode, int]:
    return {name: int(text(uses)) for name, uses in rows.terms if isinstance(name, ox.NamedNode)}
