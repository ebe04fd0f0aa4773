"""The engine: runs the queries of a plan in a store, and reads their rows as results."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.errors import InputError
from exordf.rdf.prefixes import RDFS, SH
from exordf.rdf.rows import Row, Term, text
from exordf.shacl import plan as plans
from exordf.shacl.blocks import joined
from exordf.shacl.components import string_based
from exordf.shacl.embedded_queries import path_rewriting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from exordf.shacl.blocks import Constraint
    from exordf.shacl.compiler import Classes
    from exordf.shacl.paths import Path
    from exordf.shacl.plan import Plan, Query
    from exordf.shacl.shapes_graph import Node
    from exordf.store.store_protocol import Store

_HAS_VALUE = ox.NamedNode(f"{SH}HasValueConstraintComponent")
_SPARQL = ox.NamedNode(f"{SH}SPARQLConstraintComponent")
_TRUE = ("true", "1")  # some servers store it so
_SLOT = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True)
class Result:
    """One validation result, in the terms of SHACL; the messages by language, "" for none.

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
    """The number of checks of the given nodes, that of all others, and the given nodes without any check.

    A check is one constraint of one shape, its property shapes' constraints among them, for one focus node.
    """

    made: int
    others: int = 0
    unchecked: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """All results, in no particular order, and the numbers of checks."""

    results: tuple[Result, ...]
    checks: Checks


def run(
    plan: Plan,
    store: Store,
    nodes: Collection[Term] | None = None,
    spellings: Mapping[ox.Literal, ox.Literal] | None = None,
) -> Outcome:
    """Check the data in the store; the checks of `nodes` are counted separately.

    `spellings` are the literals of the data by those that the store has for them.
    Raises InputError where the store cannot evaluate a constraint.
    """
    _regular_expressions(plan, store)
    classes = _subclasses(plan, store)
    queries = plans.queries(plan, classes)
    strict = not store.follows_paths
    closed = (strict or any(path_rewriting.climbs(query.text) for query in queries)) and path_rewriting.is_closed(store)
    if strict:
        texts = [
            (query, path_rewriting.adapted(query, closed=closed)) for query in queries
        ]  # all of them, before the first is run
    else:
        texts = [(query, path_rewriting.shortened(query.text) if closed else query.text) for query in queries]
    results = [
        result_
        for query, text_ in texts
        for row in store.query(text_)
        for result_ in _results(query, _as_written(row, spellings) if spellings else row)
    ]
    return Outcome(tuple(results), checks(plan, store, nodes, classes))


def result(
    constraint: Constraint, focus: Term, path: Path | None, value: Term | None, messages: Mapping[str, str]
) -> Result:
    """The result of a broken constraint."""
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
    classes: Classes | None = None,
) -> Checks:
    """The number of checks that the plan makes of the data in the store, those of `nodes` counted separately."""
    subclasses = _subclasses(plan, store) if classes is None else classes
    tallies = plans.tallies(plan, subclasses)
    if nodes is None:
        counts = (store.query(f"SELECT (COUNT(*) AS ?count) WHERE {{ {tally.pattern} }}") for tally in tallies)
        return Checks(
            sum(tally.constraints * int(text(rows[0][0])) for tally, rows in zip(tallies, counts, strict=True))
        )
    made = other_checks = 0
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
                other_checks += number
    return Checks(made, other_checks, tuple(rest))


def filled(template: str, terms: Mapping[str, Term | None]) -> str:
    """A message with terms in its slots, `{?name}` or `{$name}`; a slot without a term is left as it is."""

    def term(slot: re.Match[str]) -> str:
        value = terms.get(slot[1])
        if value is None:
            return slot[0]
        return value.value if isinstance(value, ox.BlankNode) else text(value)

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
    subclasses: dict[ox.NamedNode, set[Term | None]] = {cls: {cls} for cls in plan.classes}
    for row in rows:
        subclasses[_predicate(row["class"])].add(row["sub"])
    return {
        cls: tuple(sorted(map(_predicate, subs), key=str))
        if all(isinstance(sub, ox.NamedNode) for sub in subs)
        else None
        for cls, subs in subclasses.items()
    }


def _regular_expressions(plan: Plan, store: Store) -> None:
    """Raise InputError for a pattern that the store cannot read: an error inside FILTER would look like a violation."""
    for pattern, flags in plan.patterns:
        answer = store.query(f'SELECT (REGEX("", {string_based.regex(pattern, flags)}) AS ?read) WHERE {{}}')
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
