"""Why an answer is empty: which part of the query matches nothing, and what may have been meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import anyio
import pyoxigraph as ox

from exordf.rdf.prefixes import nearest_names
from exordf.server.editor.completion import vocabulary
from exordf.server.editor.error_messages import Refusal
from exordf.server.editor.query_client import truly
from exordf.sparql.patterns import query_body

if TYPE_CHECKING:
    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer
    from exordf.sparql.lexer import Token
    from exordf.sparql.patterns import QueryPart

_SECONDS = 4.0
_MOST_PARTS, _LONGEST = 30, 80
_ALONE = "This part alone gives nothing:"
_TOGETHER = "Together with what stands before it, this part has no match:"
_FILTERED = "The patterns have matches, and this filter leaves none:"
_JOINING = ("triple", "values", "group", "graph", "bind", "minus")


@dataclass(frozen=True)
class Reason:
    """A part that matches nothing, alone or with those before it, and names that may have been meant.

    `hints` are phrases with the values for their `{names}`.
    """

    phrase: str
    part: str = ""
    hints: list[tuple[str, dict[str, str]]] = field(default_factory=list)


async def reasons(request: Request, sparql: str) -> list[Reason]:
    """Why a query that is well formed gives nothing; nothing where that cannot be told in the time there is."""
    found: list[Reason] = []
    with anyio.move_on_after(_SECONDS):
        try:
            await _look(request, sparql, found)
        except Refusal:  # a part that cannot stand alone: what was found before it holds
            return found
    return found


async def _look(request: Request, sparql: str, found: list[Reason]) -> None:
    prologue, parts = query_body(sparql)
    parts = parts[:_MOST_PARTS]
    for part in parts:
        if part.kind == "triple" and not await truly(request, f"{prologue}ASK {{ {part.text} }}"):
            hints = await _hints(request, prologue, part)
            found.append(Reason("This pattern alone has no match:", part.text, hints))
    if found:
        return
    before: list[QueryPart] = []
    for part in [part for part in parts if part.kind in _JOINING] + [part for part in parts if part.kind == "filter"]:
        before.append(part)
        if not await truly(request, f"{prologue}ASK {{ {' . '.join(each.text for each in before)} }}"):
            named = [part, *(each for each in before[:-1] if each.kind == "values")]
            hints = [hint for each in named for hint in await _hints(request, prologue, each)]
            phrase = _FILTERED if part.kind == "filter" else _TOGETHER if len(before) > 1 else _ALONE
            found.append(Reason(phrase, part.text, hints))
            return


async def _hints(request: Request, prologue: str, part: QueryPart) -> list[tuple[str, dict[str, str]]]:
    """Names that do not occur, with the nearest that do; words without the language that the data gives them."""
    explorer: Explorer = request.app.state.explorer
    hints = []
    for at, token in enumerate(part.pieces):
        if token.kind in {"name", "iri"} and not token.text.startswith("_:"):
            name = token.text
            everywhere = f"{{ {name} ?p ?o }} UNION {{ ?s {name} ?o }} UNION {{ ?s ?p {name} }}"
            if not await truly(request, f"{prologue}ASK {{ {everywhere} }}"):
                near = await anyio.to_thread.run_sync(_near, explorer, token)
                values = {"name": name[:_LONGEST], "near": " · ".join(near)}
                hints.append(
                    (
                        "{name} does not occur in the data. Did you mean {near}?"
                        if near
                        else "{name} does not occur in the data.",
                        values,
                    )
                )
        elif token.kind == "string" and part.kind == "triple" and at == len(part.pieces) - 1:
            begin = "".join(f"{each.text} " for each in part.pieces[:-1])
            for language in ("en", "zh"):
                words = f"{token.text}@{language}"
                if await truly(request, f"{prologue}ASK {{ {begin}{words} }}"):
                    hints.append(("Words have a language in the data: write {words}", {"words": words[:_LONGEST]}))
    return hints


def _near(explorer: Explorer, token: Token) -> list[str]:
    """The names in the data that look most like a name in a query."""
    name = token.text
    if token.kind == "iri":
        try:
            name = explorer.dataset.prefixes.curie(ox.NamedNode(name[1:-1]))
        except ValueError:  # it is relative
            return []
    return nearest_names(name, vocabulary(explorer).names) if len(name) <= _LONGEST else []
