"""Paths of any length, for stores that do not follow all of them: rewritten as one step or two, or refused."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from exordf.errors import InputError
from exordf.rdf.prefixes import RDFS
from exordf.sparql.lexer import significant_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from exordf.shacl.plan import Query
    from exordf.sparql.lexer import Token
    from exordf.store.store_protocol import Store

_STEP = f"<{RDFS}subClassOf>"
_STEP_OR_TWO = f"({_STEP}|({_STEP}/{_STEP}))"
_COUNTS = ("COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT")
_NESTS = ("OPTIONAL", "EXISTS", "MINUS")
_INSTEAD_OF_ERRORS = ", false"


def is_closed(store: Store) -> bool:
    """Whether one step or two lead from every class to all that lie above it, as the views make it.

    Every class with a name is directly below those with names; it may be two steps below itself, or below a class
    without a name, such as a restriction, and nothing else is below any.
    """
    further = (
        f"?low {_STEP} ?middle . ?middle {_STEP} ?high . FILTER(isIRI(?high) && ?low != ?high)"
        f" FILTER NOT EXISTS {{ ?low {_STEP} ?high }}"
    )
    nameless = f"?low {_STEP} ?high . FILTER(isBlank(?low))"
    return not any(bool(store.query(f"ASK {{ {pattern} }}")) for pattern in (further, nameless))


def climbs(sparql: str) -> bool:
    """Whether the query follows `rdfs:subClassOf+`, so that it matters whether the hierarchy is closed."""
    return _STEP in sparql and bool(_climbs(significant_tokens(sparql)))


def shortened(sparql: str) -> str:
    """The query with a step or two for `rdfs:subClassOf+`: in a closed hierarchy the same, and much less to walk.

    A query that counts stays as it is: a step or two may lead to a class in several ways, a path of any length in one.

    >>> shortened("ASK { ?s <http://www.w3.org/2000/01/rdf-schema#subClassOf>+ ?o }").count("subClassOf")
    3
    """
    if _STEP not in sparql:  # as in most queries, which need not be read
        return sparql
    pieces = significant_tokens(sparql)
    if any(token.word in _COUNTS and after.text == "(" for token, after in pairwise(pieces)):
        return sparql
    return _edited(sparql, [(step.start, sign.end, _STEP_OR_TWO) for step, sign in _climbs(pieces)])


def adapted(query: Query, *, closed: bool) -> str:
    """The text of the query with a step or two for `rdfs:subClassOf+`, where the hierarchy is closed.

    Raises InputError, with the shape, where another path of any length is left that the store may follow wrongly.
    """
    sparql = shortened(query.text) if closed else query.text
    pieces = significant_tokens(sparql)
    if _has_endless(pieces) or _repeats_inside(pieces):
        checks = query.block.checks
        shape = next(
            (constraint for constraint, check in checks if _has_endless(significant_tokens(check))), checks[0][0]
        ).source_shape
        why = "" if closed else " (nor is its hierarchy of classes closed: the views are not there)"
        raise InputError(
            f"this server does not follow a path of any length reliably, which {shape} needs{why}",
            mend="Validate the files, or in another server: exordf validate without --store.",
        )
    return _without_coalesce(sparql)


def _climbs(pieces: Sequence[Token]) -> list[tuple[Token, Token]]:
    """The steps `rdfs:subClassOf+` that are a whole path, as the IRI and the sign, without negated ones."""
    before = [None, *pieces]
    return [
        (step, sign)
        for previous, step, sign, after in zip(before, pieces, pieces[1:], pieces[2:], strict=False)
        if step.text == _STEP
        and _is_repeated(step, sign, after)
        and not (previous is not None and previous.text == "!")
    ]


def _is_repeated(step: Token, sign: Token, after: Token) -> bool:
    """Whether a sign of addition repeats the end of a path, which an object follows."""
    return (step.kind == "iri" or step.text == ")") and sign.text == "+" and after.kind in ("variable", "iri")


def _has_endless(pieces: Sequence[Token]) -> bool:
    """Whether a path may be empty: `*` or `?` after a step."""
    return any(
        (step.kind == "iri" or step.text == ")") and sign.kind == "mark" and sign.text in ("*", "?")
        for step, sign in pairwise(pieces)
    )


def _repeats_inside(pieces: Sequence[Token]) -> bool:
    """Whether a path is repeated within OPTIONAL, EXISTS or MINUS."""
    within: list[bool] = []
    for before, token, sign, after in zip([None, *pieces], pieces, pieces[1:], pieces[2:], strict=False):
        if token.text == "{":
            within.append(before is not None and before.word in _NESTS)
        elif token.text == "}":
            within.pop()
        if any(within) and _is_repeated(token, sign, after):
            return True
    return False


def _without_coalesce(sparql: str) -> str:
    """The query with `COALESCE(x, false)` as `(x)`: such a store raises no type errors, and evaluates it wrongly.

    >>> _without_coalesce("FILTER(!COALESCE(?a > 1, false))")
    'FILTER(!(?a > 1))'
    """
    edits: list[tuple[int, int, str]] = []
    opened: list[bool] = []  # for each open bracket, whether it is that of a COALESCE
    for before, token in pairwise(significant_tokens(f" {sparql}")):
        if token.text == "(":
            opened.append(before.word == "COALESCE")
            if opened[-1]:
                edits.append((before.start - 1, before.end - 1, ""))
        elif token.text == ")" and opened.pop():
            end = token.start - 1
            if sparql.endswith(_INSTEAD_OF_ERRORS, 0, end):
                edits.append((end - len(_INSTEAD_OF_ERRORS), end, ""))
    return _edited(sparql, edits)


def _edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with some pieces, which do not overlap, replaced; each from where, to where, by what."""

    def parts() -> Iterator[str]:
        end = 0
        for start, stop, instead in sorted(edits):
            yield text[end:start]
            yield instead
            end = stop
        yield text[end:]

    return "".join(parts())
