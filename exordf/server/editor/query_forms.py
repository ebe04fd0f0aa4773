"""The named queries as forms: groups of queries, fields with their choices, and the query for the values entered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.errors import UnknownName
from exordf.rdf.rows import text
from exordf.server.editor.error_messages import QueryFailed, QueryProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.browse.model.explorer import Explorer
    from exordf.rdf.rows import Term
    from exordf.sparql.named_queries import NamedQuery, Parameter

_LONGEST, _MOST = 200, 1_000
_INTEGER = 15  # digits
_UNKNOWN = '{name}: "{value}" does not name exactly one resource.'
_MENDS = {"Did you mean ": "Did you mean {near}?", "Say which: ": "Say which: {near}"}


class Field(NamedTuple):
    """A field of a form: its parameter, its value, and its choices: names with their labels in both languages."""

    parameter: Parameter
    value: str
    choices: list[tuple[str, str, str]]


def group_queries(queries: Mapping[str, NamedQuery]) -> dict[str, list[NamedQuery]]:
    """Return the queries by group, in the order of the groups' names; federated queries come last."""
    by_group: dict[str, list[NamedQuery]] = {}
    for query in sorted(queries.values(), key=lambda query: (bool(query.endpoint), query.group)):
        by_group.setdefault(query.group, []).append(query)
    return by_group


def form_fields(explorer: Explorer, query: NamedQuery, entered: Mapping[str, str]) -> list[Field]:
    """Return the fields of a query, with the values entered or else the defaults."""
    return [
        Field(parameter, entered.get(name) or parameter.default, field_choices(explorer, parameter))
        for name, parameter in query.parameters.items()
    ]


def bind_values(explorer: Explorer, query: NamedQuery, entered: Mapping[str, str]) -> str:
    """Return the text of a query with the values entered; CURIEs may be several, with spaces between them.

    Raises QueryFailed if a value is not of the type of its parameter.
    """
    values: dict[str, list[Term]] = {}
    for name, value in entered.items():
        parameter = query.parameters.get(name)
        if parameter is None or not value.strip() or value.strip() == parameter.default:
            continue
        if len(value) > _LONGEST:
            raise QueryFailed(
                QueryProblem(
                    400, "The value of {name} is longer than {most} characters.", "", {"name": name, "most": _LONGEST}
                )
            )
        values[name] = _terms(explorer, parameter, value.strip())
    return query.bound(values)


def _terms(explorer: Explorer, parameter: Parameter, value: str) -> list[Term]:
    if parameter.type == "string":
        return [ox.Literal(value)]
    if parameter.type == "integer":
        digits = value.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= _INTEGER):
            raise QueryFailed(
                QueryProblem(
                    400, '{name} must be a whole number, not "{value}".', "", {"name": parameter.name, "value": value}
                )
            )
        return [ox.Literal(int(value))]
    pieces = value.split()
    several = len(pieces) > 1 and all(":" in piece for piece in pieces)
    try:
        return [explorer.dataset.find(piece) for piece in (pieces if several else [value])]
    except UnknownName as error:
        values = {"name": parameter.name, "value": value}
        for prefix, phrase in _MENDS.items():  # the same as a phrase that has a translation
            if error.mend and error.mend.startswith(prefix):
                raise QueryFailed(
                    QueryProblem(400, _UNKNOWN, phrase, {**values, "near": error.mend[len(prefix) : -1]})
                ) from None
        raise QueryFailed(QueryProblem(400, _UNKNOWN, "", values)) from None


def field_choices(explorer: Explorer, parameter: Parameter) -> list[tuple[str, str, str]]:
    """Return the choices for a field: the entities of the kinds that its meaning mentions, else all entities.

    If the default is a term of another ontology: the terms of that ontology that the data links to. Each is a CURIE
    with its labels in English and Chinese.
    """
    cache = explorer.once(_choices)
    if parameter not in cache:
        cache[parameter] = _find_choices(explorer, parameter)
    return cache[parameter]


def _choices(_: Explorer) -> dict[Parameter, list[tuple[str, str, str]]]:
    """Make the cache of choices by parameter."""
    return {}


def _find_choices(explorer: Explorer, parameter: Parameter) -> list[tuple[str, str, str]]:
    if parameter.type in {"string", "integer"}:
        return []
    prefix = parameter.default.partition(":")[0]
    namespace = explorer.dataset.prefixes.table.get(prefix, "")
    ours = (row for iri, row in explorer.entities.items() if explorer.kind(iri))
    if not any(str(row["entity"]).startswith(f"{prefix}:") for row in ours):
        return _linked_terms(explorer, namespace)
    wanted_kinds = _kinds(explorer, parameter.meaning)
    entities = []
    for row in explorer.entities.values():
        kinds = {str(row["entity"]), str(row["kind"]), *map(str, row["ancestors"] or ())}  # type: ignore[arg-type]
        if (not wanted_kinds or kinds & wanted_kinds) and not row["deprecated"]:
            entities.append((str(row["entity"]), str(row["label_en"] or ""), str(row["label_zh"] or "")))
    return sorted(entities, key=lambda entity: (entity[1].casefold(), entity))[:_MOST]


def _kinds(explorer: Explorer, meaning: str) -> set[str]:
    """Return the CURIEs of the kinds of entity whose label occurs in a sentence."""
    sentence = f" {meaning.replace(',', ' ').lower()} "
    kinds = set()
    for node in explorer.facts.kinds:
        label = explorer.facts.name(node).lower()
        if f" {label} " in sentence or f" {label}s " in sentence:
            kinds.add(explorer.facts.curie(node))
    return kinds - {"exo:Entity"}


def _linked_terms(explorer: Explorer, namespace: str) -> list[tuple[str, str, str]]:
    """Return the terms of a namespace that mappings lead to, with their own label or that of the mapped term."""
    if not namespace:
        return []
    answer = explorer.dataset.query(
        f"""SELECT ?term (SAMPLE(?own) AS ?label) (SAMPLE(?en) AS ?english) (SAMPLE(?zh) AS ?chinese) WHERE {{
              ?entity skos:exactMatch|skos:closeMatch|skos:broadMatch|skos:narrowMatch ?term
              FILTER(STRSTARTS(STR(?term), "{_escape(namespace)}"))
              OPTIONAL {{ ?term rdfs:label ?own }}
              OPTIONAL {{ ?entity rdfs:label ?en FILTER(LANG(?en) = "en") }}
              OPTIONAL {{ ?entity rdfs:label ?zh FILTER(LANG(?zh) = "zh") }} }}
            GROUP BY ?term ORDER BY ?term LIMIT {_MOST}"""
    )
    return [
        (explorer.facts.curie(term), text(label) or text(english), text(chinese))
        for term, label, english, chinese in answer.terms
        if isinstance(term, ox.NamedNode)
    ]


def _escape(text: str) -> str:
    """Escape a text for a string literal of SPARQL."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
