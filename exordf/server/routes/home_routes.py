"""The first page and the search: the hits of a question, and suggestions while it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Route

from exordf.browse.claim_list.facet_index import number_about
from exordf.browse.content import overview
from exordf.browse.content.front_page import front_page
from exordf.browse.model.bilingual_names import name_of
from exordf.browse.model.parameters import paginate
from exordf.browse.model.urls import Links
from exordf.browse.search.search_entries import GROUPS, LABEL, PROSE
from exordf.browse.search.search_index import LONGEST, search_index
from exordf.server.http import negotiation
from exordf.server.http.rendering import VARY, RequestLocale, render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from exordf.browse.model.explorer import Explorer
    from exordf.browse.search.search_index import Hit, SearchResult

_SUGGESTED, _IN_A_GROUP, _ON_A_PAGE, _IN_ALL = 8, 10, 200, 20_000
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A hit: its name, its kind in words and as a class, and the name by which it was found where that differs."""

    name: str
    href: str
    kind: str
    entity_class: str
    curie: str
    number: str
    other: str
    sort: str
    claims: int


@dataclass(frozen=True, slots=True)
class SearchGroup:
    """The first of `count` hits of a group, with the score of the best."""

    name: str
    title: str
    hits: list[SearchHit]
    count: int
    best: float


def home(request: Request) -> Response:
    """The front page."""
    explorer: Explorer = request.app.state.explorer
    locale = RequestLocale(request)
    picture = explorer.once(overview.svg, locale.language, Links(locale.stated))
    return render(request, "home.html", view=explorer.once(front_page), overview=picture)


def search(request: Request) -> Response:
    """The results of a search, in groups; suggestions if the client prefers JSON."""
    preferred = negotiation.media_type(request.headers.get("accept", ""), ("text/html", _JSON))
    if preferred is None:
        raise HTTPException(406)
    if preferred == _JSON:
        return suggest(request)
    explorer: Explorer = request.app.state.explorer
    locale = RequestLocale(request)
    text = _search_text(request)
    group = request.query_params.get("group", "")
    if group and group not in GROUPS:
        raise HTTPException(404)
    result = explorer.once(search_index).find(text, most=_IN_ALL, groups=(group,) if group else GROUPS)
    page = paginate(request.query_params, result.hits if group else (), _ON_A_PAGE)
    order = list(GROUPS)
    by_group = groupby(sorted(result.hits, key=lambda hit: order.index(hit.thing.group)), lambda hit: hit.thing.group)
    groups = []
    for name, group_hits in by_group:
        hits = list(group_hits)
        rows = page.rows if group else hits[:_IN_A_GROUP]
        groups.append(
            SearchGroup(name, GROUPS[name], [_hit(explorer, hit, locale) for hit in rows], len(hits), hits[0].score)
        )
    groups.sort(key=lambda group_view: (group_view.name != "entity", -group_view.best))
    return render(request, "search.html", question=text, group=group, groups=groups, near=result.near, page=page)


def suggest(request: Request) -> Response:
    """The best results of a search as JSON, which a script shows below the field."""
    explorer: Explorer = request.app.state.explorer
    locale = RequestLocale(request)
    result: SearchResult = explorer.once(search_index).find(_search_text(request), most=_SUGGESTED)
    hits = [_hit(explorer, hit, locale) for hit in result.hits]
    suggestions = [
        {
            "name": hit.name,
            "href": hit.href,
            "kind": hit.kind,
            "class": hit.entity_class,
            "curie": hit.curie,
            "number": hit.number,
            "other": hit.other,
            "sort": hit.sort,
        }
        for hit in hits
    ]
    content = {"near": result.near, "suggestions": suggestions}
    return JSONResponse(content, headers={"Vary": VARY, "Cache-Control": "no-cache"})


def _search_text(request: Request) -> str:
    return request.query_params.get("q", "")[:LONGEST].strip()


def _hit(explorer: Explorer, hit: Hit, locale: RequestLocale) -> SearchHit:
    thing = hit.thing
    name = thing.name.in_language(locale.language) or thing.curie
    number = thing.curie.partition(":")[2]
    other = hit.name if hit.name not in (name, number) and hit.sort != PROSE else ""
    if hit.sort == LABEL and thing.group != "entity":
        other = ""  # a claim that was found by its label in the other language
    kind = name_of(explorer, f"exo:{thing.kind}").in_language(locale.language) if thing.kind else ""
    return SearchHit(
        name=name,
        href=locale.to(thing.path),
        kind=kind or locale.t(_GROUP_NAMES[thing.group]),
        entity_class=thing.kind,
        curie=thing.curie,
        number=number if thing.group in ("claim", "reference") else "",
        other=other,
        sort=locale.t(hit.sort) if hit.sort and other else "",
        claims=number_about(explorer, thing.curie) if thing.group == "entity" else 0,
    )


# The name of a single member of each group.
_GROUP_NAMES = {
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
