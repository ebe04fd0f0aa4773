"""The view of an answer: a page of its table, bars, a truth value, a network, Turtle; or why it is empty."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import anyio.to_thread
import pyoxigraph as ox
from markupsafe import Markup, escape

from exordf.browse.model.cells import table
from exordf.browse.model.parameters import paginate
from exordf.rdf.rows import Truth
from exordf.rdf.text_tables import escape_bidi
from exordf.server.editor import bar_chart, result_files, result_network
from exordf.server.editor.empty_results import find_reasons
from exordf.server.editor.error_messages import QueryFailed
from exordf.server.editor.query_client import MOST_ROWS, ask_scheduler
from exordf.sparql import lexer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer
    from exordf.server.editor.query_client import QueryResult
    from exordf.server.http.rendering import RequestLocale

View = dict[str, Any]

PAGE = 100
_MOST_TRIPLES = 1_000
_HIGHLIGHTED = {"keyword", "comment", "iri", "string", "variable", "tag", "name", "number"}


async def answer_view(request: Request, locale: RequestLocale, sparql: str, parameters: Mapping[str, str]) -> View:
    """Return the answer to a query as a view, or the reason for its failure under `problem`; `status` is the page's.

    Raises Refusal if `parameters` has a `page` that the answer does not have.
    """
    explorer: Explorer = request.app.state.explorer
    try:
        answer = await ask_scheduler(request, sparql)
    except QueryFailed as failure:
        problem = failure.problem
        place = _excerpt(sparql, problem.line, problem.column)
        return {"kind": "problem", "problem": problem, "place": place, "status": problem.status}
    frozen = request.app.state.frozen is not None  # such a page has the whole answer, and no query follows it
    size = max(len(answer.rows), 1) if frozen else PAGE
    view = await anyio.to_thread.run_sync(partial(_view, explorer, locale, answer, parameters, size))
    return {
        "status": 200,
        "reasons": [] if answer.rows or frozen else await find_reasons(request, sparql),
        "added": added_prefixes(explorer, sparql),
        "forms": [(result_files.NAMES[suffix], suffix) for suffix in result_files.formats_of(answer)],
        **view,
    }


def _view(
    explorer: Explorer, locale: RequestLocale, answer: QueryResult, parameters: Mapping[str, str], size: int
) -> View:
    rows = answer.rows
    if isinstance(rows, Truth):
        return {"kind": "truth", "truth": bool(rows)}
    if answer.form in {"CONSTRUCT", "DESCRIBE"}:
        return _graph(explorer, locale, answer)
    page = paginate(parameters, range(len(rows)), size)
    part = rows[(page.number - 1) * size : page.number * size]
    return {
        "kind": "table",
        "table": table(explorer.facts, part),
        "names": rows.columns,
        "figures": bar_chart.numeric_columns(rows),
        "count": len(rows),
        "cut": MOST_ROWS if answer.cut else 0,
        "page": page.number,
        "pages": page.pages,
        "first": (page.number - 1) * size + 1,
        "bars": bar_chart.bars(explorer.facts, rows),
    }


def _graph(explorer: Explorer, locale: RequestLocale, answer: QueryResult) -> View:
    rows = answer.rows
    graph = result_network.build_graph(explorer, rows)
    prefixes = explorer.dataset.prefixes
    part = rows[:_MOST_TRIPLES]
    used = {
        prefixes.curie(term).partition(":")[0]
        for terms in part.terms
        for term in terms
        if isinstance(term, ox.NamedNode)
    }
    used_prefixes = {name: namespace for name, namespace in prefixes.table.items() if name in used}
    picture = ""
    if graph is not None and len(graph.edges) <= result_network.MOST_EDGES:
        iris = {name: str(row["iri"]) for name, row in graph.nodes.items()}
        picture = result_network.draw(
            graph,
            locale.language,
            locale.t("The answer as a network"),
            locale.t("{count} triples that join two entities.", count=len(graph.edges)),
            lambda name: locale.link(iris[name]),
        )
    return {
        "kind": "graph",
        "count": len(rows),
        "cut": MOST_ROWS if answer.cut else 0,
        "picture": Markup(picture),  # noqa: S704 - drawn here, with all text escaped
        "edges": len(graph.edges) if graph is not None else 0,
        "most": result_network.MOST_EDGES,
        "triples": min(len(rows), _MOST_TRIPLES),
        "turtle": escape_bidi(result_files.serialize_triples(part, "ttl", used_prefixes).decode()) if len(rows) else "",
    }


def added_prefixes(explorer: Explorer, sparql: str) -> str:
    """Return the PREFIX lines that a query lacks and that are added to it."""
    declared, used = lexer.prefix_names(lexer.significant_tokens(sparql))
    namespaces = explorer.dataset.prefixes.table
    return "\n".join(f"PREFIX {name}: <{namespaces[name]}>" for name in sorted(used - declared) if name in namespaces)


def highlight(sparql: str) -> Markup:
    """Return a query as markup, with a class for the kind of each token.

    >>> highlight("ASK {}")
    Markup('<span class="t-keyword">ASK</span> {}')
    """
    parts = []
    for token in lexer.tokens(sparql):
        kind = "keyword" if lexer.is_keyword(token) else "string" if token.kind == "unclosed" else token.kind
        text = escape(token.text)
        parts.append(f'<span class="t-{kind}">{text}</span>' if kind in _HIGHLIGHTED else str(text))
    return Markup("".join(parts))  # noqa: S704 - every token is escaped above


def _excerpt(sparql: str, line: int, column: int) -> View | None:
    """Return the line of a problem around its token: at most 100 characters before it, the token, the text after it."""
    lines = sparql.split("\n")
    if not 1 <= line <= len(lines):
        return None
    text, start = lines[line - 1], max(column - 1, 0)
    token = next((token for token in lexer.tokens(text) if token.start <= start < token.end), None)
    end = min(token.end, start + PAGE) if token and token.kind != "space" else start + 1
    return {
        "before": text[max(start - PAGE, 0) : start],
        "here": text[start:end] or " ",
        "after": text[end : end + PAGE],
    }
