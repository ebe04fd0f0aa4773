"""What is shown of an answer: a page of its table, bars, yes or no, a network, Turtle; or why there is nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import anyio.to_thread
import pyoxigraph as ox
from markupsafe import Markup, escape

from exordf.browse.model.cells import table
from exordf.rdf.rows import Truth
from exordf.rdf.text_tables import escape_bidi
from exordf.server.editor import bar_chart, result_files, result_network
from exordf.server.editor.empty_results import reasons
from exordf.server.editor.error_messages import Refusal
from exordf.server.editor.query_client import MOST_ROWS, ask_scheduler
from exordf.sparql import lexer

if TYPE_CHECKING:
    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer
    from exordf.server.editor.query_client import Answer
    from exordf.server.http.rendering import RequestLocale

View = dict[str, Any]

PAGE = 100
_MOST_TRIPLES = 1_000
_PAINTED = {"comment", "iri", "string", "variable", "tag", "name", "number"}


async def result(request: Request, tongue: RequestLocale, sparql: str, page: int) -> View:
    """The answer of a query as a view, or under `problem` why there is none; `status` is that of the page."""
    explorer: Explorer = request.app.state.explorer
    try:
        answer = await ask_scheduler(request, sparql)
    except Refusal as refused:
        problem = refused.problem
        place = _around(sparql, problem.line, problem.column)
        return {"kind": "problem", "problem": problem, "place": place, "status": problem.status}
    frozen = request.app.state.frozen is not None  # such a page has the whole answer, and asks nothing after it
    size = max(len(answer.rows), 1) if frozen else PAGE
    view = await anyio.to_thread.run_sync(partial(_shown, explorer, tongue, answer, page, size))
    return {
        "status": 200,
        "reasons": [] if answer.rows or frozen else await reasons(request, sparql),
        "added": added(explorer, sparql),
        "forms": [(result_files.NAMES[form], form) for form in result_files.forms(answer)],
        **view,
    }


def _shown(explorer: Explorer, tongue: RequestLocale, answer: Answer, page: int, size: int) -> View:
    rows = answer.rows
    if isinstance(rows, Truth):
        return {"kind": "truth", "truth": bool(rows)}
    if answer.form in {"CONSTRUCT", "DESCRIBE"}:
        return _graph(explorer, tongue, answer)
    pages = max(-(-len(rows) // size), 1)
    page = min(max(page, 1), pages)
    part = rows[(page - 1) * size : page * size]
    return {
        "kind": "table",
        "table": table(explorer.facts, part),
        "names": rows.columns,
        "figures": bar_chart.figures(rows),
        "count": len(rows),
        "cut": MOST_ROWS if answer.cut else 0,
        "page": page,
        "pages": pages,
        "first": (page - 1) * size + 1,
        "bars": bar_chart.bars(explorer.facts, rows),
    }


def _graph(explorer: Explorer, tongue: RequestLocale, answer: Answer) -> View:
    rows = answer.rows
    graph = result_network.graph_of(explorer, rows)
    few = graph is not None and len(graph.edges) <= result_network.MOST_EDGES
    prefixes = explorer.dataset.prefixes
    part = rows[:_MOST_TRIPLES]
    used = {
        prefixes.curie(term).partition(":")[0]
        for terms in part.terms
        for term in terms
        if isinstance(term, ox.NamedNode)
    }
    table_of = {name: namespace for name, namespace in prefixes.table.items() if name in used}
    picture = ""
    if graph is not None and few:
        iris = {name: str(row["iri"]) for name, row in graph.nodes.items()}
        picture = result_network.drawn(
            graph,
            tongue.language,
            tongue.t("The answer as a network"),
            tongue.t("{count} triples that join two entities.", count=len(graph.edges)),
            lambda name: tongue.link(iris[name]),
        )
    return {
        "kind": "graph",
        "count": len(rows),
        "cut": MOST_ROWS if answer.cut else 0,
        "picture": Markup(picture),  # noqa: S704 - drawn here, with every word escaped
        "edges": len(graph.edges) if graph is not None else 0,
        "most": result_network.MOST_EDGES,
        "triples": min(len(rows), _MOST_TRIPLES),
        "turtle": escape_bidi(result_files.turtle(part, "ttl", table_of).decode()) if len(rows) else "",
    }


def added(explorer: Explorer, sparql: str) -> str:
    """The PREFIX lines that a query leaves out and that are put in for it."""
    declared, used = lexer.prefix_names(lexer.significant_tokens(sparql))
    table_of = explorer.dataset.prefixes.table
    return "\n".join(f"PREFIX {name}: <{table_of[name]}>" for name in sorted(used - declared) if name in table_of)


def painted(sparql: str) -> Markup:
    """A query as markup, its pieces marked by what they are."""
    parts = []
    for token in lexer.tokens(sparql):
        kind = "keyword" if lexer.is_keyword(token) else token.kind
        words = escape(token.text)
        parts.append(f'<span class="t-{kind}">{words}</span>' if kind in _PAINTED or kind == "keyword" else str(words))
    return Markup("".join(parts))  # noqa: S704 - every piece is escaped above


def _around(sparql: str, line: int, column: int) -> View | None:
    """The line of a problem, cut to what lies around it: what comes before the place, the place, what follows."""
    lines = sparql.split("\n")
    if not 1 <= line <= len(lines):
        return None
    words, at = lines[line - 1], max(column - 1, 0)
    token = next((each for each in lexer.tokens(words) if each.start <= at < each.end), None)
    end = min(token.end, at + PAGE) if token and token.kind != "space" else at + 1
    return {
        "before": words[max(at - PAGE, 0) : at],
        "here": words[at:end] or " ",
        "after": words[end : end + PAGE],
    }
