"""Asking: one query from a page to the dataset, its answer bounded and kept for the next page of it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio.to_thread

from exordf.errors import ExordfError, InputError, UnknownName
from exordf.rows import Rows, text
from exordf.web.querying import tokens
from exordf.web.querying.problems import Problem, Refused, refusal, syntax

if TYPE_CHECKING:
    from starlette.requests import Request

    from exordf.web.explorer import Explorer

MOST_ROWS = 10_000
_KEPT, _KEPT_CELLS = 8, 100_000


@dataclass(frozen=True)
class Answer:
    """The form of a query and what it gives: rows, the triples of a graph, or the one truth of ASK.

    `cut` says that there is more than the rows kept.
    """

    form: str
    rows: Rows
    cut: bool = False


async def ask(request: Request, sparql: str, most: int | None = MOST_ROWS) -> Answer:
    """The answer of a query, of at most `most` rows; the prefixes of the dataset need not be declared.

    Raises Refused, with what is wrong and where, for a query that is not well formed or that is not answered here.
    """
    problem = refusal(sparql)
    if problem:
        raise Refused(problem)
    kept = _kept(request)
    found = kept.get(sparql)
    if found is None or (found.cut and most is None):
        found = await _asked(request, sparql, most)
        kept.keep(sparql, found)
    return found


async def truly(request: Request, sparql: str) -> bool:
    """What an ASK says. Raises Refused like `ask`."""
    answer = await _asked(request, sparql, None)
    return text(answer.rows[0][0]) == "true"


async def _asked(request: Request, sparql: str, most: int | None) -> Answer:
    explorer: Explorer = request.app.state.explorer
    form = tokens.form(tokens.meaning(sparql))
    bounded = tokens.limited(sparql, most + 1) if most is not None and form == "SELECT" else sparql
    try:
        rows = await _run(explorer, bounded)
    except InputError as error:
        raise Refused(await _syntax(explorer, sparql, error)) from None
    except UnknownName as error:
        raise Refused(Problem(400, error.what)) from None
    except ExordfError as error:
        raise Refused(Problem(503, "The store did not answer: {reason}", "", {"reason": error.what})) from None
    if most is not None and len(rows) > most:
        return Answer(form, Rows(rows.columns, rows.terms[:most], rows.prefixes), cut=True)
    return Answer(form, rows)


async def _run(explorer: Explorer, sparql: str) -> Rows:
    return await anyio.to_thread.run_sync(explorer.dataset.query, sparql, abandon_on_cancel=True)


async def _syntax(explorer: Explorer, sparql: str, error: InputError) -> Problem:
    """What is wrong with a query; the place is looked up in its own text, without the LIMIT that was put in."""
    try:
        await _run(explorer, sparql)
    except InputError as again:
        error = again
    line, column = (error.place.line or 0, error.place.column or 0) if error.place else (0, 0)
    return syntax(sparql, error.what, line, column, explorer.dataset.prefixes.table)


class Kept:
    """The last few answers, so that turning a page does not ask again; the data does not change while it is served."""

    def __init__(self) -> None:
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


def _kept(request: Request) -> Kept:
    state = request.app.state
    if not hasattr(state, "answers"):
        state.answers = Kept()
    kept: Kept = state.answers
    return kept
