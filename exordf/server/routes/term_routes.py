"""The terms of the ontology: by kind and alphabetical, or as a tree, those with some words in their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from exordf.browse.content import term_list
from exordf.browse.model.pagination import choice_of, page_of
from exordf.server.http.rendering import RequestLocale, render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from exordf.browse.model.explorer import Explorer

_TERMS = 1_000  # on one page


def terms(request: Request) -> Response:
    """The terms that the address asks for, in groups by kind."""
    explorer: Explorer = request.app.state.explorer
    language = RequestLocale(request).language
    every = term_list.list_terms(explorer)
    view = choice_of(request, "view", ("list", "tree")) or "list"
    words = request.query_params.get("words", "").strip()[:100]
    with_words = term_list.matching(every, words, language)
    kinds = term_list.kinds(explorer, every, with_words)
    kind = choice_of(request, "kind", [each["name"] for each in kinds])
    found = [term for term in with_words if not kind or term["group"] == kind]
    page = page_of(request, found, _TERMS)
    groups = term_list.groups(kinds, page.rows, tree=view == "tree")
    asked = [(name, value) for name, value in (("words", words), ("kind", kind)) if value]
    shown: dict[str, Any] = {
        "page": page,
        "groups": groups,
        "kinds": kinds,
        "kind_chosen": kind,
        "view": view,
        "words": words,
    }
    return render(request, "terms.html", **shown, asked=asked, total=len(every))


routes = [Route("/terms", terms)]
