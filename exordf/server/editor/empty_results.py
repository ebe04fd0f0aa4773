"""Why an answer is empty: the part of the query that matches nothing, and similar names in the data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import anyio
import pyoxigraph as ox

from exordf.rdf.prefixes import nearest_names
from exordf.server.editor.completion import vocabulary
from exordf.server.editor.error_messages import QueryFailed
from exordf.server.editor.query_client import ask_truth
from exordf.sparql.patterns import query_body

if TYPE_CHECKING:
    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer
    from exordf.sparql.lexer import Token
    from exordf.sparql.patterns import QueryPart

_SECONDS = 4.0
_MOST_PARTS, _LONGEST = 30, 80
_ALONE = "This part alone has no results:"
_TOGETHER = "Together with the parts before it, this part has no match:"
_FILTERED = "The patterns have matches, but this filter excludes them all:"
_JOINING = ("triple", "values", "group", "graph", "bind", "minus")


@dataclass(frozen=True)
class Reason:
    """A part of a query that matches nothing, alone or with those before it, and hints.

    `hints` are phrases with values for their `{names}`.
    """

    phrase: str
    part: str = ""
    hints: list[tuple[str, dict[str, str]]] = field(default_factory=list)


async def find_reasons(request: Request, sparql: str) -> list[Reason]:
    """Return why a well-formed query has no results; an empty list if that takes longer than 4 s."""
    result: list[Reason] = []
    with anyio.move_on_after(_SECONDS):
        try:
            await _explain(request, sparql, result)
        except QueryFailed:  # a part cannot stand alone; the reasons before it are valid
            return result
    return result


async def _explain(request: Request, sparql: str, result: list[Reason]) -> None:
    """Append the reasons to a list, each as soon as it is established."""
    prologue, parts = query_body(sparql)
    parts = parts[:_MOST_PARTS]
    for part in parts:
        if part.kind == "triple" and not await ask_truth(request, f"{prologue}ASK {{ {part.text} }}"):
            hints = await _hints(request, prologue, part)
            result.append(Reason("This pattern alone has no match:", part.text, hints))
    if result:
        return
    before: list[QueryPart] = []
    for part in [part for part in parts if part.kind in _JOINING] + [part for part in parts if part.kind == "filter"]:
        before.append(part)
        if not await ask_truth(request, f"{prologue}ASK {{ {' . '.join(part.text for part in before)} }}"):
            suspects = [part, *(part for part in before[:-1] if part.kind == "values")]
            hints = [hint for suspect in suspects for hint in await _hints(request, prologue, suspect)]
            phrase = _FILTERED if part.kind == "filter" else _TOGETHER if len(before) > 1 else _ALONE
            result.append(Reason(phrase, part.text, hints))
            return


async def _hints(request: Request, prologue: str, part: QueryPart) -> list[tuple[str, dict[str, str]]]:
    """Return hints on names that do not occur in the data, and on texts that lack the language of the data."""
    explorer: Explorer = request.app.state.explorer
    hints = []
    for position, token in enumerate(part.pieces):
        if token.kind in {"name", "iri"} and not token.text.startswith("_:"):
            name = token.text
            everywhere = f"{{ {name} ?p ?o }} UNION {{ ?s {name} ?o }} UNION {{ ?s ?p {name} }}"
            if not await ask_truth(request, f"{prologue}ASK {{ {everywhere} }}"):
                similar = await anyio.to_thread.run_sync(_similar_names, explorer, token)
                values = {"name": name[:_LONGEST], "near": " · ".join(similar)}
                hints.append(
                    (
                        "{name} does not occur in the data. Did you mean {near}?"
                        if similar
                        else "{name} does not occur in the data.",
                        values,
                    )
                )
        elif token.kind == "string" and part.kind == "triple" and position == len(part.pieces) - 1:
            beginning = "".join(f"{piece.text} " for piece in part.pieces[:-1])
            for language in ("en", "zh"):
                literal = f"{token.text}@{language}"
                if await ask_truth(request, f"{prologue}ASK {{ {beginning}{literal} }}"):
                    hints.append(("Text has a language tag in the data: write {words}", {"words": literal[:_LONGEST]}))
    return hints


def _similar_names(explorer: Explorer, token: Token) -> list[str]:
    """Return the names in the data that are most similar to a name in a query."""
    name = token.text
    if token.kind == "iri":
        try:
            name = explorer.dataset.prefixes.curie(ox.NamedNode(name[1:-1]))
        except ValueError:  # it is relative
            return []
    return nearest_names(name, explorer.once(vocabulary).names) if len(name) <= _LONGEST else []
