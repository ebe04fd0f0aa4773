"""Plans to results: the queries of a plan run through a store, and their rows read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.errors import InputError
from exordf.rdf.prefixes import RDFS, SH
from exordf.rdf.rows import Row, Term, text
from exordf.shacl import compiler, value_constraints
from exordf.shacl.embedded_queries import path_rewriting
from exordf.shacl.scope import joined

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from exordf.shacl.compiler import Plan, Query
    from exordf.shacl.constraints import Constraint
    from exordf.shacl.paths import Path
    from exordf.shacl.shapes_graph import Node
    from exordf.store.store_protocol import Store

_HAS_VALUE = ox.NamedNode(f"{SH}HasValueConstraintComponent")
_SPARQL = ox.NamedNode(f"{SH}SPARQLConstraintComponent")
_TRUE = ("true", "1")  # some servers store it so
_SLOT = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True)
class Result:
    """One validation result, in SHACL's own words; the messages are by language, "" for none.

    `source_constraint` is the constraint at `sh:sparql`, for a result that comes from one.
    """

    focus: Term
    path: Path | None
    value: Term | None
    messages: Mapping[str, str]
    severity: ox.NamedNode
    component: ox.NamedNode
    source_shape: Node
    source_constraint: Node | None = None


class Checks(NamedTuple):
    """How many checks were made of the nodes that are asked about, how many of others, and of which nodes none was.

    A check is one constraint of one shape, its property shapes' constraints among them, for one focus node.
    """

    made: int
    others: int = 0
    unchecked: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """All results, in no order that may be relied upon, and what was checked."""

    results: tuple[Result, ...]
    checks: Checks


def run(
    plan: Plan,
    store: Store,
    nodes: Collection[Term] | None = None,
    spellings: Mapping[ox.Literal, ox.Literal] | None = None,
) -> Outcome:
    """Check the data in the store; `nodes` are those whose checks count by themselves.

    `spellings` are the literals of the data by those that the store has for them.
    Raises InputError where the store cannot evaluate a constraint.
    """
    _regular_expressions(plan, store)
    classes = _subclasses(plan, store)
    every = compiler.queries(plan, classes)
    strict = not store.follows_paths
    closed = (strict or any(path_rewriting.climbs(query.text) for query in every)) and path_rewriting.is_closed(store)
    if strict:
        asked = [
            (query, path_rewriting.adapted(query, closed=closed)) for query in every
        ]  # all, before the first is run
    else:
        asked = [(query, path_rewriting.shortened(query.text) if closed else query.text) for query in every]
    results = [
        found
        for query, text_ in asked
        for row in store.query(text_)
        for found in _results(query, _as_written(row, spellings) if spellings else row)
    ]
    return Outcome(tuple(results), checks(plan, store, nodes, classes))


def result(
    constraint: Constraint, focus: Term, path: Path | None, value: Term | None, messages: Mapping[str, str]
) -> Result:
    """The result of a constraint that does not hold."""
    return Result(
        focus,
        path,
        value,
        messages,
        constraint.severity,
        constraint.component,
        constraint.source_shape,
        constraint.node,
    )


def checks(
    plan: Plan,
    store: Store,
    nodes: Collection[Term] | None = None,
    classes: Mapping[ox.NamedNode, tuple[ox.NamedNode, ...] | None] | None = None,
) -> Checks:
    """How many checks the plan makes of the data in the store, of `nodes` by themselves where these are given."""
    known = _subclasses(plan, store) if classes is None else classes
    tallies = compiler.tallies(plan, known)
    if nodes is None:
        counts = (store.query(f"SELECT (COUNT(*) AS ?count) WHERE {{ {tally.pattern} }}") for tally in tallies)
        return Checks(
            sum(tally.constraints * int(text(found[0][0])) for tally, found in zip(tallies, counts, strict=True))
        )
    made = others = 0
    rest = dict.fromkeys(nodes)
    for tally in tallies:
        focus = tally.focus
        for node, count in store.query(
            f"SELECT {focus} (COUNT(*) AS ?count) WHERE {{ {tally.pattern} }} GROUP BY {focus}"
        ).terms:
            number = tally.constraints * int(text(count))
            if node in nodes:
                made += number
                rest.pop(_bound(node), None)
            else:
                others += number
    return Checks(made, others, tuple(rest))


def filled(template: str, terms: Mapping[str, Term | None]) -> str:
    """A message with the terms in its slots, `{?name}` or `{$name}`; a slot without a term stays as it is."""

    def term(slot: re.Match[str]) -> str:
        found = terms.get(slot[1])
        if found is None:
            return slot[0]
        return found.value if isinstance(found, ox.BlankNode) else text(found)

    return _SLOT.sub(term, template)


def _as_written(row: Row, spellings: Mapping[ox.Literal, ox.Literal]) -> Row:
    return Row(row.columns, [spellings.get(term, term) if isinstance(term, ox.Literal) else term for term in row])


def _results(query: Query, row: Row) -> Iterator[Result]:
    block = query.block
    for number, (constraint, check) in enumerate(block.checks):
        if check != "true" and text(row[f"check_{number}"]) not in _TRUE:
            continue
        if constraint.component == _SPARQL:
            yield _of_a_query(block.scope.focus, constraint, row)
            continue
        path = constraint.path if block.path is None else _predicate(row[block.path[1:]])
        value = None if block.value is None or constraint.component == _HAS_VALUE else row[block.value[1:]]
        yield result(constraint, _bound(row[block.scope.focus[1:]]), path, value, dict(constraint.messages))


def _of_a_query(focus: str, constraint: Constraint, row: Row) -> Result:
    terms = dict(zip(row.columns, row, strict=True))
    this = _bound(terms.get(focus[1:]))
    if isinstance(failure := terms.get("failure"), ox.Literal) and failure.value in _TRUE:
        raise InputError(f"shape {constraint.source_shape}: its sh:sparql query reports a failure for {this}")
    value = terms.get("value") or (this if constraint.path is None else None)
    path = terms.get("path")
    terms |= {"this": this, "value": value}
    own = terms.get("message")
    messages = ((own.language or "", own.value),) if isinstance(own, ox.Literal) else constraint.messages
    return result(
        constraint,
        this,
        path if isinstance(path, ox.NamedNode) else constraint.path,
        value,
        {language: filled(template, terms) for language, template in messages},
    )


def _subclasses(plan: Plan, store: Store) -> dict[ox.NamedNode, tuple[ox.NamedNode, ...] | None]:
    if not plan.classes:
        return {}
    # each path starts from an IRI: not every server finds its start in VALUES
    below = [f"{{ ?sub <{RDFS}subClassOf>+ {cls} . BIND({cls} AS ?class) }}" for cls in plan.classes]
    rows = store.query(f"SELECT ?class ?sub WHERE {{ {joined(' UNION ', below, '{}')} }}")
    found: dict[ox.NamedNode, set[Term | None]] = {cls: {cls} for cls in plan.classes}
    for row in rows:
        found[_predicate(row["class"])].add(row["sub"])
    return {
        cls: tuple(sorted(map(_predicate, subs), key=str))
        if all(isinstance(sub, ox.NamedNode) for sub in subs)
        else None
        for cls, subs in found.items()
    }


def _regular_expressions(plan: Plan, store: Store) -> None:
    """Every pattern must be one that the store can read: an error inside FILTER would pass for a broken rule."""
    for pattern, flags in plan.patterns:
        answer = store.query(f'SELECT (REGEX("", {value_constraints.regex(pattern, flags)}) AS ?read) WHERE {{}}')
        if answer[0]["read"] is None:
            raise InputError(f"the store cannot read the regular expression of sh:pattern {pattern!r}")


def _predicate(term: Term | None) -> ox.NamedNode:
    match term:
        case ox.NamedNode():
            return term
    raise AssertionError(f"{term} is not an IRI")


def _bound(term: Term | None) -> Term:
    if term is None:
        raise AssertionError("every result has a focus node")
    return term
