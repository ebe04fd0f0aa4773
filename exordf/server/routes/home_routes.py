"""The first page and the search: a question, what it finds, what is suggested while it is being written."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Route

from exordf.browse.claim_list.facet_index import number_about
from exordf.browse.content import overview
from exordf.browse.content.front_page import front_page
from exordf.browse.model.bilingual_names import name_of
from exordf.browse.model.pagination import page_of
from exordf.browse.search.search_entries import GROUPS, LABEL
from exordf.browse.search.search_index import LONGEST, search_index
from exordf.server.http import negotiation
from exordf.server.http.rendering import VARY, RequestLocale, render

if TYPE_CHECKING:
    from markupsafe import Markup
    from starlette.requests import Request
    from starlette.responses import Response

    from exordf.browse.model.explorer import Explorer
    from exordf.browse.search.search_index import Hit, SearchResult

_SUGGESTED, _IN_A_GROUP, _ON_A_PAGE, _IN_ALL = 8, 10, 200, 20_000
_JSON = "application/json"


def home(request: Request) -> Response:
    """The first page."""
    explorer: Explorer = request.app.state.explorer
    tongue = RequestLocale(request)
    drawn, wanted = explorer.once(_drawn), (tongue.language, tongue.said)
    if wanted not in drawn:
        drawn[wanted] = overview.svg(explorer, tongue.language, tongue.link)
    return render(request, "home.html", view=explorer.once(front_page), overview=drawn[wanted])


def _drawn(_: Explorer) -> dict[tuple[str, str], Markup]:
    """The pictures of the whole by language, and by what the address says of it, which its links repeat."""
    return {}


def search(request: Request) -> Response:
    """What a question finds, in groups; as suggestions for who prefers JSON."""
    preferred = negotiation.media_type(request.headers.get("accept", ""), ("text/html", _JSON))
    if preferred is None:
        raise HTTPException(406)
    if preferred == _JSON:
        return suggest(request)
    explorer: Explorer = request.app.state.explorer
    tongue = RequestLocale(request)
    question = _question(request)
    group = request.query_params.get("group", "")
    if group and group not in GROUPS:
        raise HTTPException(404)
    found = explorer.once(search_index).find(question, most=_IN_ALL, groups=(group,) if group else GROUPS)
    page = page_of(request, found.hits if group else (), _ON_A_PAGE)
    order = list(GROUPS)
    grouped = groupby(sorted(found.hits, key=lambda hit: order.index(hit.thing.group)), lambda hit: hit.thing.group)
    groups = []
    for name, every in grouped:
        hits = list(every)
        shown = page.rows if group else hits[:_IN_A_GROUP]
        groups.append(
            {
                "name": name,
                "title": GROUPS[name],
                "hits": [_shown(explorer, hit, tongue) for hit in shown],
                "all": len(hits),
                "best": hits[0].score,
            }
        )
    groups.sort(key=lambda each: (each["name"] != "entity", -each["best"]))
    return render(request, "search.html", question=question, group=group, groups=groups, near=found.near, page=page)


def suggest(request: Request) -> Response:
    """The best of what a question finds, for a script that shows it below the field."""
    explorer: Explorer = request.app.state.explorer
    tongue = RequestLocale(request)
    found: SearchResult = explorer.once(search_index).find(_question(request), most=_SUGGESTED)
    answer = {
        "near": found.near,
        "suggestions": [
            {key: value for key, value in _shown(explorer, hit, tongue).items() if key != "claims"}
            for hit in found.hits
        ],
    }
    return JSONResponse(answer, headers={"Vary": VARY, "Cache-Control": "no-cache"})


def _question(request: Request) -> str:
    return request.query_params.get("q", "")[:LONGEST].strip()


def _shown(explorer: Explorer, hit: Hit, tongue: RequestLocale) -> dict[str, Any]:
    """A hit: what it is called, its kind, and the name by which it was found where that is another one."""
    thing = hit.thing
    name = thing.name.said(tongue.language) or thing.curie
    other = hit.name if hit.name not in (name, thing.curie.partition(":")[2]) and hit.sort != "in its text" else ""
    if hit.sort == LABEL and thing.group != "entity":
        other = ""  # a claim found by its words in the other language
    kind = name_of(explorer, f"exo:{thing.kind}").said(tongue.language) if thing.kind else tongue.t(_ONE[thing.group])
    return {
        "name": name,
        "href": tongue.to(thing.path),
        "kind": kind,
        "class": thing.kind,
        "curie": thing.curie,
        "number": thing.curie.partition(":")[2] if thing.group in ("claim", "reference") else "",
        "other": other,
        "sort": tongue.t(hit.sort) if hit.sort and other else "",
        "claims": number_about(explorer, thing.curie) if thing.group == "entity" else 0,
    }


_ONE = {
    "entity": "entity",
    "claim": "claim",
    "reference": "reference",
    "section": "section",
    "finding": "error in print",
    "conflict": "conflict",
    "gap": "gap",
    "term": "term of the ontology",
    "query": "query",
}

routes = [Route("/", home), Route("/search", search), Route("/suggest", suggest)]
