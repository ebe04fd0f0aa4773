"""The terms of the ontology: by kind and in alphabetical order, or as a tree; those with some words in their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    """The terms that an address selects, in groups by kind."""
    explorer: Explorer = request.app.state.explorer
    all_terms = term_list.list_terms(explorer)
    view = parse_choice(request.query_params, "view", ("list", "tree")) or "list"
    words = request.query_params.get("words", "").strip()[:100]
    matching = term_list.with_words(all_terms, words, RequestLocale(request).language)
    kinds = term_list.term_kinds(explorer, all_terms, matching)
    kind = parse_choice(request.query_params, "kind", [known.name for known in kinds])
    page = paginate(request.query_params, [term for term in matching if not kind or term.group == kind], _TERMS)
    return render(
        request,
        "terms.html",
        page=page,
        groups=term_list.group_terms(kinds, page.rows, tree=view == "tree"),
        kinds=kinds,
        kind_chosen=kind,
        view=view,
        words=words,
        pairs=[(name, value) for name, value in (("words", words), ("kind", kind)) if value],
        total=len(all_terms),
    )


routes = [Route("/terms", terms)]
