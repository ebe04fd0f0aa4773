"""The terms of the ontology: by kind in alphabetical order, or as a tree; filtered by text in their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from exordf.browse.content import term_list
from exordf.browse.model.parameters import paginate, parse_choice
from exordf.server.http.rendering import RequestLocale, render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from exordf.browse.model.explorer import Explorer

_TERMS = 1_000  # on one page


def terms(request: Request) -> Response:
    """The terms that match the filter in the address, in groups by kind."""
    explorer: Explorer = request.app.state.explorer
    language = RequestLocale(request).language
    every = term_list.list_terms(explorer)
    view = parse_choice(request.query_params, "view", ("list", "tree")) or "list"
    words = request.query_params.get("words", "").strip()[:100]
    with_words = term_list.matching(every, words, language)
    kinds = term_list.kinds(explorer, every, with_words)
    kind_chosen = parse_choice(request.query_params, "kind", [kind["name"] for kind in kinds])
    matches = [term for term in with_words if not kind_chosen or term["group"] == kind_chosen]
    page = paginate(request.query_params, matches, _TERMS)
    groups = term_list.groups(kinds, page.rows, tree=view == "tree")
    filters = [(name, value) for name, value in (("words", words), ("kind", kind_chosen)) if value]
    context: dict[str, Any] = {
        "page": page,
        "groups": groups,
        "kinds": kinds,
        "kind_chosen": kind_chosen,
        "view": view,
        "words": words,
    }
    return render(request, "terms.html", **context, asked=filters, total=len(every))


routes = [Route("/terms", terms)]
