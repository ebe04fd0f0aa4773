"""Queries from pages to the worker processes; answers are limited in size, and cached for their next page."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio.to_thread
import pyoxigraph as ox

from exordf.rdf.rows import Rows, Truth
from exordf.server.editor.error_messages import QueryFailed, QueryProblem, check_query, explain_syntax_error
from exordf.server.http.disconnect import cancel_on_disconnect
from exordf.sparql import lexer

if TYPE_CHECKING:
    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer
    from exordf.server.endpoint import responses
    from exordf.server.endpoint.scheduler import QueryScheduler

MOST_ROWS = 10_000
_ACCEPT = "application/sparql-results+json, application/n-triples"
_CACHED_ANSWERS, _MOST_CACHED_CELLS = 8, 100_000
_MB = 1 << 20


@dataclass(frozen=True)
class QueryResult:
    """The form of a query and its result: rows, the triples of a graph, or the truth value of ASK.

    `cut` says that the query has more rows than these.
    """

    form: str
    rows: Rows
    cut: bool = False


async def ask_scheduler(request: Request, sparql: str, most: int | None = MOST_ROWS) -> QueryResult:
    """Return the answer to a query, of at most `most` rows; the prefixes of the dataset need not be declared.

    Raises QueryFailed for a query that is not well formed, or not answered here.
    """
    problem = check_query(sparql)
    if problem:
        raise QueryFailed(problem)
    explorer: Explorer = request.app.state.explorer
    cache = explorer.once(AnswerCache)
    answer = cache.get(sparql)
    if answer is None or (answer.cut and most is None):
        answer = await _ask(request, sparql, most)
        cache.add(sparql, answer)
    return answer


async def ask_truth(request: Request, sparql: str) -> bool:
    """Return the truth value of an ASK. Raises QueryFailed like `ask_scheduler`."""
    answer = await _ask(request, sparql, None)
    return bool(answer.rows)


async def _ask(request: Request, sparql: str, most: int | None) -> QueryResult:
    scheduler: QueryScheduler = request.app.state.scheduler
    form = lexer.query_form(lexer.significant_tokens(sparql))
    bounded = lexer.with_limit(sparql, most + 1) if most is not None and form == "SELECT" else sparql
    response = await cancel_on_disconnect(request, scheduler.ask(bounded, _ACCEPT, with_prefixes=True))
    if response.problem and response.problem.line and bounded != sparql:
        # The position must refer to the text without the LIMIT that was added.
        response = await cancel_on_disconnect(request, scheduler.ask(sparql, _ACCEPT, with_prefixes=True))
    if response.problem:
        raise QueryFailed(_translate(scheduler, sparql, response.status, response.problem))
    rows = await anyio.to_thread.run_sync(_rows, response)
    if most is not None and len(rows) > most:
        return QueryResult(form, rows[:most], cut=True)
    return QueryResult(form, rows)


def _rows(response: responses.EndpointResponse) -> Rows:
    """Return the body of a response as rows like those of `Store.query`."""
    if response.content_type.startswith("application/n-triples"):
        triples = [tuple(quad.triple) for quad in ox.parse(response.body, ox.RdfFormat.N_TRIPLES)]
        return Rows(("subject", "predicate", "object"), triples)
    solutions = ox.parse_query_results(response.body, ox.QueryResultsFormat.JSON)
    if isinstance(solutions, ox.QueryBoolean):
        return Truth(bool(solutions))
    return Rows(tuple(variable.value for variable in solutions.variables), [tuple(row) for row in solutions])


def _translate(scheduler: QueryScheduler, sparql: str, status: int, problem: responses.EndpointProblem) -> QueryProblem:
    """Return the problem of a response in phrases that have a translation."""
    if problem.line:
        return explain_syntax_error(sparql, problem.what, problem.line, problem.column or 1, scheduler.prefixes)
    limits = scheduler.limits
    by_status = {
        422: ("The answer is larger than {most} MB.", "Ask for less: fewer columns, a FILTER, a LIMIT."),
        429: ("Too many queries are running.", "Try again in a moment."),
        504: (
            "The query was stopped: it ran longer than {seconds} seconds.",
            "Ask for less: make the patterns more specific, or add a LIMIT.",
        ),
        507: (
            "The query was stopped: it needs too much memory.",
            "Ask for less at once: no ORDER BY over so many rows.",
        ),
    }
    what, mend = by_status.get(status, ("The query was not answered: {reason}", ""))
    seconds, most = f"{limits.seconds:g}", limits.answer // _MB
    return QueryProblem(status, what, mend, {"reason": problem.what, "seconds": seconds, "most": most})


class AnswerCache:
    """The last few answers, so that their next pages need no query; the data does not change while it is served."""

    def __init__(self, _: Explorer) -> None:
        self._lock = threading.Lock()
        self._answers: OrderedDict[str, QueryResult] = OrderedDict()

    def get(self, sparql: str) -> QueryResult | None:
        """Return the cached answer to a query, or None."""
        with self._lock:
            if sparql in self._answers:
                self._answers.move_to_end(sparql)
            return self._answers.get(sparql)

    def add(self, sparql: str, answer: QueryResult) -> None:
        """Cache an answer unless it is large, and drop the least recently used."""
        if len(answer.rows) * max(len(answer.rows.columns), 1) > _MOST_CACHED_CELLS:
            return
        with self._lock:
            self._answers[sparql] = answer
            while len(self._answers) > _CACHED_ANSWERS:
                self._answers.popitem(last=False)
