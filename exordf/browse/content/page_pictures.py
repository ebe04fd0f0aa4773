"""Pictures inside pages: what lies around a term, the claims of a section, with boxes that lead to pages here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from exordf.browse.model.bilingual_names import addresses, display_name
from exordf.browse.network.network_selection import limit_edges
from exordf.drawing.network_svg import Look, svg
from exordf.drawing.subgraph import subgraph
from exordf.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from exordf.browse.model.explorer import Explorer
    from exordf.claims.claim_graph import ClaimGraph


# Of an entity that is spoken of everywhere, so many claims are drawn beside its text; the network has them all.
_MOST_BESIDE = 60


class Picture(NamedTuple):
    """A picture, how many claims it shows, and how many there are."""

    drawn: Markup
    shown: int
    all: int


def around(explorer: Explorer, curie: str, language: str, link: Callable[[str], str], depth: int = 1) -> Picture | None:
    """The claims in force within `depth` steps of an entity, up- or downstream; None where there are none.

    Of very many, those with the entities that most of them speak of. `link` gives the address of a thing by its IRI.
    """
    try:
        found = subgraph(explorer.graph, around=curie, depth=depth)
    except InputError:  # nothing that is in force speaks of it
        return None
    shown = limit_edges(found, _MOST_BESIDE)
    return Picture(_drawn(explorer, shown, curie, language, link, focus=curie), len(shown.edges), len(found.edges))


def section(explorer: Explorer, curie: str, language: str, link: Callable[[str], str]) -> Markup | None:
    """The claims in force that a section states; None where there are none."""
    try:
        found = subgraph(explorer.graph, section=curie, depth=1)
    except InputError:
        return None
    return _drawn(explorer, found, curie, language, link)


def _drawn(  # noqa: PLR0913 - each is a wish of its own
    explorer: Explorer, shown: ClaimGraph, curie: str, language: str, link: Callable[[str], str], *, focus: str = ""
) -> Markup:
    look = Look(language, display_name(explorer, curie, language), "", focus, addresses(explorer, link), "page")
    return Markup(svg(shown, look).decode())  # noqa: S704 - every word in it was escaped when it was drawn
