"""The query page: the named queries as forms, and an editor; the answer on the page, and as a file."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from exordf.server.editor import query_forms, result_files, result_view
from exordf.server.editor.completion import vocabulary
from exordf.server.editor.error_messages import LONGEST, QueryFailed, QueryProblem
from exordf.server.editor.query_client import ask_scheduler
from exordf.server.http.error_pages import refuse
from exordf.server.http.rendering import RequestLocale, render

if TYPE_CHECKING:
    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer
    from exordf.sparql.named_queries import NamedQuery

_MOST_BYTES, _MOST_FIELDS = 4 * LONGEST, 50  # a character is up to three bytes, each sent as three
_LEADING_COMMENTS = re.compile(r"(?:#[^\n]*\n|\s*\n)*")
_NO_FORM = "This answer is not available as {form}: graphs and tables have different formats."
_FORM_TYPE = "application/x-www-form-urlencoded"
EXAMPLE_TITLE = "What inhibits bone formation, in which vesicle, and which claims say so?"
EXAMPLE = """SELECT ?agent ?vesicle ?claim WHERE {
  ?claim exo:predicate exo:inhibits ;
         exo:object    exo:BoneFormation ;
         exo:subject   ?agent .
  OPTIONAL { ?claim exo:vesicle ?vesicle }
}
ORDER BY ?agent ?claim
"""


async def query(request: Request) -> Response:
    """The named queries and the editor, with the answer to the query in it."""
    fields = await _read_fields(request)
    if "name" in fields and "query" not in fields:
        rest = [(key, value) for key, value in fields.items() if key not in {"name", "lang"}]
        path = f"/query/{_find_query(request, fields['name']).name}"
        return RedirectResponse(RequestLocale(request).to(path, rest), 303)
    sparql = fields.get("query", "").replace("\r\n", "\n")
    locale = RequestLocale(request)
    view = await result_view.answer_view(request, locale, sparql, fields) if sparql.strip() else None
    if view and view.status == 413:  # noqa: PLR2004 - too long to be sent back
        sparql = ""
    return await _render(
        request,
        view.status if view else 200,
        groups=query_forms.group_queries(_explorer(request).dataset.queries),
        named=None,
        sparql=sparql or f"# {locale.t(EXAMPLE_TITLE)}\n{EXAMPLE}",
        result=view,
        posted=request.method == "POST",
        asked=[("query", sparql)],
    )


async def named(request: Request) -> Response:
    """One named query: its form, and the answer for the values in it."""
    explorer, locale = _explorer(request), RequestLocale(request)
    query = _find_query(request, request.path_params["name"])
    fields = await _read_fields(request)
    entered = {key: value for key, value in fields.items() if key in query.parameters}
    try:
        text = await anyio.to_thread.run_sync(query_forms.bind_values, explorer, query, entered)
    except QueryFailed as failure:
        text, problem = query.text, failure.problem
        view: result_view.AnswerView | result_view.ProblemView | None = result_view.ProblemView(problem)
    else:
        view = None if query.endpoint else await result_view.answer_view(request, locale, text, fields)
    body = text[len(_LEADING_COMMENTS.match(text)[0]) :]  # type: ignore[index] # it matches the empty text, too
    return await _render(
        request,
        view.status if view else 200,
        groups={},
        named=query,
        fields=await anyio.to_thread.run_sync(query_forms.form_fields, explorer, query, entered),
        sparql=body,
        result=view,
        posted=False,
        asked=[("name", query.name), *entered.items()],
    )


async def download(request: Request) -> Response:
    """The whole answer to a query, a named one or one in the request, as a file."""
    try:
        return await _file(request)
    except QueryFailed as failure:
        problem, locale = failure.problem, RequestLocale(request)
        what, mend = (locale.t(phrase, **problem.values) if phrase else "" for phrase in (problem.what, problem.mend))
        return refuse(request, problem.status, what=what, mend=mend)


async def _file(request: Request) -> Response:
    explorer = _explorer(request)
    suffix = request.path_params["form"]
    if suffix not in result_files.NAMES:
        raise HTTPException(404)
    fields = await _read_fields(request)
    query = _find_query(request, fields["name"]) if "name" in fields else None
    text = fields.get("query", "")
    if query:
        values = {key: value for key, value in fields.items() if key in query.parameters}
        text = await anyio.to_thread.run_sync(query_forms.bind_values, explorer, query, values)
    answer = await ask_scheduler(request, text, None)
    if suffix not in result_files.formats_of(answer):
        raise QueryFailed(QueryProblem(400, _NO_FORM, "", {"form": result_files.NAMES[suffix]}))
    content = await anyio.to_thread.run_sync(
        result_files.serialize_answer, answer, suffix, explorer.dataset.prefixes.table
    )
    name = f"{query.name if query else 'answer'}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=result_files.formats_of(answer)[suffix], headers=headers)


def completion(request: Request) -> Response:
    """The names that the editor offers, as JSON."""
    headers = {"Cache-Control": "max-age=600"}
    return Response(_explorer(request).once(vocabulary).file, media_type="application/json", headers=headers)


async def _render(request: Request, status: int, **context: object) -> Response:
    values: dict[str, object] = {"fields": [], "painted": result_view.highlight, "turned": _with_page, **context}
    return await anyio.to_thread.run_sync(partial(render, request, "query.html", status=status, **values))


def _with_page(pairs: list[tuple[str, str]], page: int) -> list[tuple[str, str]]:
    return [*pairs, ("page", str(page))]


def _explorer(request: Request) -> Explorer:
    explorer: Explorer = request.app.state.explorer
    return explorer


def _find_query(request: Request, name: str) -> NamedQuery:
    queries = _explorer(request).dataset.queries
    if name not in queries:
        raise HTTPException(404)
    return queries[name]


async def _read_fields(request: Request) -> dict[str, str]:
    """Return the fields of a form, from the address or from the body; of repeated fields the first."""
    if request.method != "POST":
        return dict(reversed(request.query_params.multi_items()))
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM_TYPE:
        raise HTTPException(415)
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > _MOST_BYTES:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(content.decode("latin-1"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:  # too many fields
        raise HTTPException(413) from None
    return dict(reversed(pairs))


routes = [
    Route("/query", query, methods=["GET", "POST"]),
    Route("/query/completion.json", completion),
    Route("/query/{name}", named),
    Route("/query.{form}", download, methods=["GET", "POST"]),
]
