"""The page of queries: those that have a name, as forms, and an editor for one's own; the answer, and it as a file."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from exordf.server.editor import query_forms, result_files, result_view
from exordf.server.editor.completion import vocabulary
from exordf.server.editor.error_messages import LONGEST, Problem, Refusal
from exordf.server.editor.query_client import ask_scheduler
from exordf.server.http.error_pages import refuse
from exordf.server.http.rendering import RequestLocale, render

if TYPE_CHECKING:
    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer
    from exordf.sparql.named_queries import NamedQuery

View = dict[str, Any]

_MOST_BYTES, _MOST_FIELDS = 4 * LONGEST, 50  # a character of a query is up to three bytes, each sent as three
_MOST_PAGES_DIGITS = 5
_HEADER = re.compile(r"(?:#[^\n]*\n|\s*\n)*")
_NO_FORM = "This answer has no form {form}: graphs and tables have forms of their own."
_TYPED = "application/x-www-form-urlencoded"
ASKED = "What inhibits bone formation, in which vesicle, and which claims say so?"
EXAMPLE = """SELECT ?agent ?vesicle ?claim WHERE {
  ?claim exo:predicate exo:inhibits ;
         exo:object    exo:BoneFormation ;
         exo:subject   ?agent .
  OPTIONAL { ?claim exo:vesicle ?vesicle }
}
ORDER BY ?agent ?claim
"""


async def query(request: Request) -> Response:
    """The named queries and the editor, with the answer of what stands in it."""
    written = await _written(request)
    if "name" in written and "query" not in written:
        rest = [(key, value) for key, value in written.items() if key not in {"name", "lang"}]
        return RedirectResponse(RequestLocale(request).to(f"/query/{_named(request, written['name']).name}", rest), 303)
    sparql = written.get("query", "").replace("\r\n", "\n")
    posted = request.method == "POST"
    tongue = RequestLocale(request)
    shown = await result_view.result(request, tongue, sparql, _page(written)) if sparql.strip() else None
    if shown and shown["status"] == 413:  # noqa: PLR2004 - it is not said back to who sent it
        sparql = ""
    return await _rendered(
        request,
        shown["status"] if shown else 200,
        groups=query_forms.groups(_explorer(request).dataset.queries),
        named=None,
        sparql=sparql or f"# {tongue.t(ASKED)}\n{EXAMPLE}",
        result=shown,
        posted=posted,
        asked=[("query", sparql)],
    )


async def named(request: Request) -> Response:
    """One named query: its form, and the answer to what stands in it."""
    explorer, tongue = _explorer(request), RequestLocale(request)
    chosen = _named(request, request.path_params["name"])
    fields = await _written(request)
    written = {key: value for key, value in fields.items() if key in chosen.parameters}
    page = _page(fields)
    try:
        text = await anyio.to_thread.run_sync(query_forms.bound, explorer, chosen, written)
    except Refusal as refused:
        text, problem = chosen.text, refused.problem
        shown: View | None = {"kind": "problem", "problem": problem, "place": None, "status": problem.status}
    else:
        shown = None if chosen.endpoint else await result_view.result(request, tongue, text, page)
    body = text[len(_HEADER.match(text)[0]) :]  # type: ignore[index] # it always matches, if nothing
    return await _rendered(
        request,
        shown["status"] if shown else 200,
        groups={},
        named=chosen,
        fields=await anyio.to_thread.run_sync(query_forms.fields, explorer, chosen, written),
        sparql=body,
        result=shown,
        posted=False,
        asked=[("name", chosen.name), *written.items()],
    )


async def download(request: Request) -> Response:
    """The whole answer of a query, named or in the request, as a file."""
    try:
        return await _file(request)
    except Refusal as refused:
        problem, tongue = refused.problem, RequestLocale(request)
        said = [tongue.t(phrase, **problem.values) if phrase else "" for phrase in (problem.what, problem.mend)]
        return refuse(request, problem.status, what=said[0], mend=said[1])


async def _file(request: Request) -> Response:
    explorer = _explorer(request)
    form = request.path_params["form"]
    if form not in result_files.NAMES:
        raise HTTPException(404)
    written = await _written(request)
    chosen = _named(request, written["name"]) if "name" in written else None
    text = written.get("query", "")
    if chosen:
        values = {key: value for key, value in written.items() if key in chosen.parameters}
        text = await anyio.to_thread.run_sync(query_forms.bound, explorer, chosen, values)
    answer = await ask_scheduler(request, text, None)
    if form not in result_files.forms(answer):
        raise Refusal(Problem(400, _NO_FORM, "", {"form": result_files.NAMES[form]}))
    content = await anyio.to_thread.run_sync(result_files.written, answer, form, explorer.dataset.prefixes.table)
    name = f"{chosen.name if chosen else 'answer'}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=result_files.forms(answer)[form], headers=headers)


def completion(request: Request) -> Response:
    """The names that the editor offers."""
    headers = {"Cache-Control": "max-age=600"}
    return Response(vocabulary(_explorer(request)).file, media_type="application/json", headers=headers)


async def _rendered(request: Request, status: int, **shown: Any) -> Response:
    values = {"fields": [], "painted": result_view.painted, "turned": _turned, **shown}
    return await anyio.to_thread.run_sync(partial(render, request, "query.html", status=status, **values))


def _turned(asked: list[tuple[str, str]], page: int) -> list[tuple[str, str]]:
    return [*asked, ("page", str(page))]


def _explorer(request: Request) -> Explorer:
    explorer: Explorer = request.app.state.explorer
    return explorer


def _named(request: Request, name: str) -> NamedQuery:
    queries = _explorer(request).dataset.queries
    if name not in queries:
        raise HTTPException(404)
    return queries[name]


async def _written(request: Request) -> dict[str, str]:
    """The fields of a form, from the address or from the body; of one that is there twice, the first."""
    if request.method != "POST":
        return dict(reversed(request.query_params.multi_items()))
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPED:
        raise HTTPException(415)
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > _MOST_BYTES:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(content.decode("latin-1"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:  # too many of them
        raise HTTPException(413) from None
    return dict(reversed(pairs))


def _page(written: dict[str, str]) -> int:
    said = written.get("page", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= _MOST_PAGES_DIGITS else 1


routes = [
    Route("/query", query, methods=["GET", "POST"]),
    Route("/query/completion.json", completion),
    Route("/query/{name}", named),
    Route("/query.{form}", download, methods=["GET", "POST"]),
]
