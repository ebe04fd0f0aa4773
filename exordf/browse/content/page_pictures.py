"""Pictures inside pages: the claims around a term or of a section, with boxes that are links."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from exordf.browse.model.bilingual_names import links_by_curie, name_of
from exordf.browse.network.network_selection import limit_edges
from exordf.drawing.network_svg import Look, svg
from exordf.drawing.subgraph import subgraph
from exordf.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from exordf.browse.model.explorer import Explorer
    from exordf.claims.claim_graph import ClaimGraph


_MOST = 60  # claims around a term; the network shows them all


class Picture(NamedTuple):
    """A picture, the number of claims in it, and the number of all."""

    svg: Markup
    claims: int
    all: int


def around(explorer: Explorer, curie: str, language: str, link: Callable[[str], str], depth: int = 1) -> Picture | None:
    """The claims in force within `depth` steps of an entity, up- or downstream; None where there are none.

    Of very many, those with the entities that most of them name. `link` gives the address of a resource by its IRI.
    """
    try:
        graph = subgraph(explorer.graph, around=curie, depth=depth)
    except InputError:  # no claim in force names it
        return None
    part = limit_edges(graph, _MOST)
    return Picture(_draw(explorer, part, curie, language, link, focus=curie), len(part.edges), len(graph.edges))


def section(explorer: Explorer, curie: str, language: str, link: Callable[[str], str]) -> Markup | None:
    """The claims in force that a section states; None where there are none."""
    try:
        graph = subgraph(explorer.graph, section=curie, depth=1)
    except InputError:
        return None
    return _draw(explorer, graph, curie, language, link)


def _draw(  # noqa: PLR0913 - independent options
    explorer: Explorer, graph: ClaimGraph, curie: str, language: str, link: Callable[[str], str], *, focus: str = ""
) -> Markup:
    title = name_of(explorer, curie).in_language(language)
    look = Look(language, title, "", focus, links_by_curie(explorer, link), "page")
    return Markup(svg(graph, look).decode())  # noqa: S704 - every text in it was escaped when it was drawn
