"""The named queries as forms: groups, fields with what may stand in them, and what was written there."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.errors import UnknownName
from exordf.rdf.rows import text
from exordf.server.editor.error_messages import Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exordf.browse.model.explorer import Explorer
    from exordf.rdf.rows import Term
    from exordf.sparql.named_queries import NamedQuery, Parameter

_LONGEST, _MOST = 200, 1_000
_INTEGER = 15  # digits
_UNKNOWN = '{name}: "{value}" is not the name of one thing.'
_MENDS = {"Did you mean ": "Did you mean {near}?", "Say which: ": "Say which: {near}"}


class Field(NamedTuple):
    """A field of a form: its parameter, what stands in it, and what may: names with their labels in both languages."""

    parameter: Parameter
    value: str
    choices: list[tuple[str, str, str]]


def groups(queries: Mapping[str, NamedQuery]) -> dict[str, list[NamedQuery]]:
    """The queries by group, in the order of the groups' names; those that ask a server elsewhere come last."""
    found: dict[str, list[NamedQuery]] = {}
    for named in sorted(queries.values(), key=lambda each: (bool(each.endpoint), each.group)):
        found.setdefault(named.group, []).append(named)
    return found


def fields(explorer: Explorer, named: NamedQuery, written: Mapping[str, str]) -> list[Field]:
    """The fields of a query, with what was written there or else the default."""
    return [
        Field(parameter, written.get(name) or parameter.default, choices(explorer, parameter))
        for name, parameter in named.parameters.items()
    ]


def bound(explorer: Explorer, named: NamedQuery, written: Mapping[str, str]) -> str:
    """The text of a query with what was written in its fields; several names stand apart by spaces, if they are CURIEs.

    Raises Refused where a value is not one of its kind.
    """
    values: dict[str, list[Term]] = {}
    for name, value in written.items():
        parameter = named.parameters.get(name)
        if parameter is None or not value.strip() or value.strip() == parameter.default:
            continue
        if len(value) > _LONGEST:
            raise Refusal(
                Problem(
                    400, "The value of {name} is longer than {most} characters.", "", {"name": name, "most": _LONGEST}
                )
            )
        values[name] = _terms(explorer, parameter, value.strip())
    return named.bound(values)


def _terms(explorer: Explorer, parameter: Parameter, value: str) -> list[Term]:
    if parameter.type == "string":
        return [ox.Literal(value)]
    if parameter.type == "integer":
        digits = value.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= _INTEGER):
            raise Refusal(
                Problem(400, '{name} is a whole number, not "{value}".', "", {"name": parameter.name, "value": value})
            )
        return [ox.Literal(int(value))]
    pieces = value.split()
    several = len(pieces) > 1 and all(":" in piece for piece in pieces)
    try:
        return [explorer.dataset.find(piece) for piece in (pieces if several else [value])]
    except UnknownName as error:
        values = {"name": parameter.name, "value": value}
        for begin, phrase in _MENDS.items():  # the same in words that have a translation
            if error.mend and error.mend.startswith(begin):
                raise Refusal(Problem(400, _UNKNOWN, phrase, {**values, "near": error.mend[len(begin) : -1]})) from None
        raise Refusal(Problem(400, _UNKNOWN, "", values)) from None


@lru_cache(maxsize=128)
def choices(explorer: Explorer, parameter: Parameter) -> list[tuple[str, str, str]]:
    """What may stand in a field, from the data: entities of the kinds that its meaning names, else all of them.

    Where the default is a term of another ontology, those terms of it that the data links to.
    """
    if parameter.type in {"string", "integer"}:
        return []
    prefix = parameter.default.partition(":")[0]
    namespace = explorer.dataset.prefixes.table.get(prefix, "")
    ours = (row for iri, row in explorer.entities.items() if explorer.kind(iri))
    if not any(str(row["entity"]).startswith(f"{prefix}:") for row in ours):
        return _linked(explorer, namespace)
    meant = _kinds(explorer, parameter.meaning)
    found = []
    for row in explorer.entities.values():
        kinds = {str(row["entity"]), str(row["kind"]), *map(str, row["ancestors"] or ())}  # type: ignore[arg-type]
        if (not meant or kinds & meant) and not row["deprecated"]:
            found.append((str(row["entity"]), str(row["label_en"] or ""), str(row["label_zh"] or "")))
    return sorted(found, key=lambda each: (each[1].casefold(), each))[:_MOST]


def _kinds(explorer: Explorer, meaning: str) -> set[str]:
    """The kinds of entity whose label stands in a sentence."""
    words = f" {meaning.replace(',', ' ').lower()} "
    found = set()
    for node in explorer.facts.kinds:
        label = explorer.facts.name(node).lower()
        if f" {label} " in words or f" {label}s " in words:
            found.add(explorer.facts.curie(node))
    return found - {"exo:Entity"}


def _linked(explorer: Explorer, namespace: str) -> list[tuple[str, str, str]]:
    """The terms in a namespace that a mapping leads to, with their labels, or with that of the term that is mapped."""
    if not namespace:
        return []
    answer = explorer.dataset.query(
        f"""SELECT ?there (SAMPLE(?own) AS ?label) (SAMPLE(?en) AS ?english) (SAMPLE(?zh) AS ?chinese) WHERE {{
              ?here skos:exactMatch|skos:closeMatch|skos:broadMatch|skos:narrowMatch ?there
              FILTER(STRSTARTS(STR(?there), "{_escaped(namespace)}"))
              OPTIONAL {{ ?there rdfs:label ?own }}
              OPTIONAL {{ ?here rdfs:label ?en FILTER(LANG(?en) = "en") }}
              OPTIONAL {{ ?here rdfs:label ?zh FILTER(LANG(?zh) = "zh") }} }}
            GROUP BY ?there ORDER BY ?there LIMIT {_MOST}"""
    )
    return list(_named(explorer, answer.terms))


def _named(explorer: Explorer, rows: Iterable[Iterable[Term | None]]) -> Iterable[tuple[str, str, str]]:
    for there, label, english, chinese in rows:
        if isinstance(there, ox.NamedNode):
            yield explorer.facts.curie(there), text(label) or text(english), text(chinese)


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace('"', '\\"')
