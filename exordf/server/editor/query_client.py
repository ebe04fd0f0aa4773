"""Asking: one query from a page to the pool of workers, its answer bounded and kept for the next page of it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio.to_thread
import pyoxigraph as ox

from exordf.rdf.rows import Rows, Truth
from exordf.server.editor.error_messages import Problem, Refusal, refusal, syntax
from exordf.server.http.disconnect import cancel_on_disconnect
from exordf.sparql import lexer

if TYPE_CHECKING:
    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer
    from exordf.server.endpoint import responses
    from exordf.server.endpoint.scheduler import QueryScheduler

MOST_ROWS = 10_000
_ACCEPT = "application/sparql-results+json, application/n-triples"
_KEPT, _KEPT_CELLS = 8, 100_000
_MB = 1 << 20


@dataclass(frozen=True)
class Answer:
    """The form of a query and what it gives: rows, the triples of a graph, or the one truth of ASK.

    `cut` says that there is more than the rows kept.
    """

    form: str
    rows: Rows
    cut: bool = False


async def ask_scheduler(request: Request, sparql: str, most: int | None = MOST_ROWS) -> Answer:
    """The answer of a query, of at most `most` rows; the prefixes of the dataset need not be declared.

    Raises Refused, with what is wrong and where, for a query that is not well formed or that is not answered here.
    """
    problem = refusal(sparql)
    if problem:
        raise Refusal(problem)
    kept = _kept(request)
    found = kept.get(sparql)
    if found is None or (found.cut and most is None):
        found = await _asked(request, sparql, most)
        kept.keep(sparql, found)
    return found


async def truly(request: Request, sparql: str) -> bool:
    """What an ASK says. Raises Refused like `ask`."""
    answer = await _asked(request, sparql, None)
    return bool(answer.rows)


async def _asked(request: Request, sparql: str, most: int | None) -> Answer:
    pool: QueryScheduler = request.app.state.pool
    form = lexer.query_form(lexer.significant_tokens(sparql))
    bounded = lexer.with_limit(sparql, most + 1) if most is not None and form == "SELECT" else sparql
    answer = await cancel_on_disconnect(request, pool.ask(bounded, _ACCEPT, known_prefixes=True))
    if answer.problem and answer.problem.line and bounded != sparql:
        # The place is looked up in its own text, without the LIMIT that was put in.
        answer = await cancel_on_disconnect(request, pool.ask(sparql, _ACCEPT, known_prefixes=True))
    if answer.problem:
        raise Refusal(_problem(pool, sparql, answer.status, answer.problem))
    rows = await anyio.to_thread.run_sync(_rows, answer)
    if most is not None and len(rows) > most:
        return Answer(form, rows[:most], cut=True)
    return Answer(form, rows)


def _rows(answer: responses.Answer) -> Rows:
    """What a worker sent, as rows like those of `Store.query`."""
    if answer.content_type.startswith("application/n-triples"):
        triples = [tuple(quad.triple) for quad in ox.parse(answer.body, ox.RdfFormat.N_TRIPLES)]
        return Rows(("subject", "predicate", "object"), triples)
    solutions = ox.parse_query_results(answer.body, ox.QueryResultsFormat.JSON)
    if isinstance(solutions, ox.QueryBoolean):
        return Truth(bool(solutions))
    return Rows(tuple(variable.value for variable in solutions.variables), [tuple(row) for row in solutions])


def _problem(pool: QueryScheduler, sparql: str, status: int, problem: responses.Problem) -> Problem:
    """Why a worker gave no answer, in words that have a translation."""
    if problem.line:
        return syntax(sparql, problem.what, problem.line, problem.column or 1, pool.prefixes)
    limits = pool.limits
    by_status = {
        422: ("The answer is larger than {most} MB.", "Ask for less: fewer columns, a FILTER, a LIMIT."),
        429: ("Too many queries are running.", "Ask again in a moment."),
        504: (
            "The query was stopped: it ran longer than {seconds} seconds.",
            "Ask for less: name more in each pattern, or add a LIMIT.",
        ),
        507: ("The query was stopped: it needs too much memory.", "Ask for less at once: no ORDER BY over so much."),
    }
    what, mend = by_status.get(status, ("The query was not answered: {reason}", ""))
    seconds, most = f"{limits.seconds:g}", limits.answer // _MB
    return Problem(status, what, mend, {"reason": problem.what, "seconds": seconds, "most": most})


class AnswerCache:
    """The last few answers, so that turning a page does not ask again; the data does not change while it is served."""

    def __init__(self, _: Explorer) -> None:
        self._guard = threading.Lock()
        self._answers: OrderedDict[str, Answer] = OrderedDict()

    def get(self, sparql: str) -> Answer | None:
        """The answer that is kept for this text."""
        with self._guard:
            if sparql in self._answers:
                self._answers.move_to_end(sparql)
            return self._answers.get(sparql)

    def keep(self, sparql: str, answer: Answer) -> None:
        """Keep an answer, unless it is a large one, and forget the oldest."""
        if len(answer.rows) * max(len(answer.rows.columns), 1) > _KEPT_CELLS:
            return
        with self._guard:
            self._answers[sparql] = answer
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)


def _kept(request: Request) -> AnswerCache:
    explorer: Explorer = request.app.state.explorer
    return explorer.once(AnswerCache)
