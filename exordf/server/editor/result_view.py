"""The view of an answer: a page of its table, bars, a truth value, a network, Turtle; or why it is empty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

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
from exordf.sparql.query_text import missing_prefixes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request

    from exordf.browse.model.cells import Table
    from exordf.browse.model.explorer import Explorer
    from exordf.server.editor.bar_chart import Bar
    from exordf.server.editor.empty_results import Reason
    from exordf.server.editor.error_messages import QueryProblem
    from exordf.server.editor.query_client import QueryResult
    from exordf.server.http.rendering import RequestLocale

PAGE = 100
_MOST_TRIPLES = 1_000
_HIGHLIGHTED = {"keyword", "comment", "iri", "string", "variable", "tag", "name", "number"}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A token of a query, with the text of its line before and after it."""

    before: str
    here: str
    after: str


@dataclass(frozen=True, slots=True)
class ProblemView:
    """Why a query failed, with the place in it if that is known."""

    kind: ClassVar[str] = "problem"
    problem: QueryProblem
    place: Excerpt | None = None

    @property
    def status(self) -> int:
        """The status of the page."""
        return self.problem.status


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """What every answer has: the reasons why it is empty, the prefixes added to the query, names of file formats."""

    status: ClassVar[int] = 200
    reasons: Sequence[Reason] = ()
    added: str = ""
    forms: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthView(AnswerView):
    """The answer to an ASK."""

    kind: ClassVar[str] = "truth"
    truth: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView(AnswerView):
    """A page of a table from row `first`: its variables, the numbers of its numeric columns, and bars if it has any.

    `cut` is the number of rows after which the answer was cut, 0 for a whole one.
    """

    kind: ClassVar[str] = "table"
    table: Table
    names: Sequence[str]
    figures: Sequence[int]
    count: int
    cut: int
    page: int
    pages: int
    first: int
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphView(AnswerView):
    """A graph of `count` triples: a picture of at most `most` edges, and its first triples as Turtle."""

    kind: ClassVar[str] = "graph"
    count: int
    cut: int
    picture: Markup
    edges: int
    most: int
    triples: int
    turtle: str


async def answer_view(
    request: Request, locale: RequestLocale, sparql: str, parameters: Mapping[str, str]
) -> AnswerView | ProblemView:
    """Return the answer to a query as a view, or the reason for its failure.

    Raises Refusal if `parameters` has a `page` that the answer does not have.
    """
    explorer: Explorer = request.app.state.explorer
    try:
        answer = await ask_scheduler(request, sparql)
    except QueryFailed as failure:
        problem = failure.problem
        return ProblemView(problem, _excerpt(sparql, problem.line, problem.column))
    frozen = request.app.state.frozen is not None  # such a page has the whole answer, and no query follows it
    size = max(len(answer.rows), 1) if frozen else PAGE
    view = await anyio.to_thread.run_sync(partial(_view, explorer, locale, answer, parameters, size))
    return replace(
        view,
        reasons=[] if answer.rows or frozen else await find_reasons(request, sparql),
        added=missing_prefixes(sparql, explorer.dataset.prefixes.table).rstrip(),
        forms=[(result_files.NAMES[suffix], suffix) for suffix in result_files.formats_of(answer)],
    )


def _view(
    explorer: Explorer, locale: RequestLocale, answer: QueryResult, parameters: Mapping[str, str], size: int
) -> AnswerView:
    rows = answer.rows
    if isinstance(rows, Truth):
        return TruthView(truth=bool(rows))
    if answer.form in {"CONSTRUCT", "DESCRIBE"}:
        return _graph(explorer, locale, answer)
    page = paginate(parameters, range(len(rows)), size)
    part = rows[(page.number - 1) * size : page.number * size]
    return TableView(
        table=table(explorer.facts, part),
        names=rows.columns,
        figures=bar_chart.numeric_columns(rows),
        count=len(rows),
        cut=MOST_ROWS if answer.cut else 0,
        page=page.number,
        pages=page.pages,
        first=(page.number - 1) * size + 1,
        bars=bar_chart.bars(explorer.facts, rows),
    )


def _graph(explorer: Explorer, locale: RequestLocale, answer: QueryResult) -> GraphView:
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
    return GraphView(
        count=len(rows),
        cut=MOST_ROWS if answer.cut else 0,
        picture=Markup(picture),  # noqa: S704 - drawn here, with all text escaped
        edges=len(graph.edges) if graph is not None else 0,
        most=result_network.MOST_EDGES,
        triples=min(len(rows), _MOST_TRIPLES),
        turtle=escape_bidi(result_files.serialize_triples(part, "ttl", used_prefixes).decode()) if len(rows) else "",
    )


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


def _excerpt(sparql: str, line: int, column: int) -> Excerpt | None:
    """Return the line of a problem around its token: at most 100 characters before it, the token, the text after it."""
    lines = sparql.split("\n")
    if not 1 <= line <= len(lines):
        return None
    text, start = lines[line - 1], max(column - 1, 0)
    token = next((token for token in lexer.tokens(text) if token.start <= start < token.end), None)
    end = min(token.end, start + PAGE) if token and token.kind != "space" else start + 1
    return Excerpt(text[max(start - PAGE, 0) : start], text[start:end] or " ", text[end : end + PAGE])
