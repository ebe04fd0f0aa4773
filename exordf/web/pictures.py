"""Pictures inside pages: what lies around a term, the claims of a section, with boxes that lead to pages here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from exordf.drawing.part import part
from exordf.drawing.svg import Look, svg
from exordf.errors import InputError
from exordf.flat.tables import iri_of, node_of
from exordf.site.facts import LABEL
from exordf.web.network.selecting import limited

if TYPE_CHECKING:
    from collections.abc import Callable

    from exordf.flat.graph import Graph
    from exordf.web.explorer import Explorer


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
        found = part(explorer.graph, around=curie, depth=depth)
    except InputError:  # nothing that is in force speaks of it
        return None
    shown = limited(found, _MOST_BESIDE)
    return Picture(_drawn(explorer, shown, curie, language, link, focus=curie), len(shown.edges), len(found.edges))


def section(explorer: Explorer, curie: str, language: str, link: Callable[[str], str]) -> Markup | None:
    """The claims in force that a section states; None where there are none."""
    try:
        found = part(explorer.graph, section=curie, depth=1)
    except InputError:
        return None
    return _drawn(explorer, found, curie, language, link)


def name(explorer: Explorer, curie: str, language: str) -> str:
    """What an entity or a section is called in a language; in English where it has no name in that; else its CURIE."""
    facts = explorer.facts
    node = node_of(curie, explorer.dataset.prefixes)
    return facts.said(node, LABEL, language) or facts.name(node) if node else curie


def _drawn(  # noqa: PLR0913 - each is a wish of its own
    explorer: Explorer, shown: Graph, curie: str, language: str, link: Callable[[str], str], *, focus: str = ""
) -> Markup:
    look = Look(language, name(explorer, curie, language), "", focus, addresses(explorer, link), "page")
    return Markup(svg(shown, look).decode())  # noqa: S704 - every word in it was escaped when it was drawn


def addresses(explorer: Explorer, link: Callable[[str], str]) -> Callable[[str], str]:
    """What gives the address of a thing by its CURIE."""
    return lambda curie: link(iri_of(curie, explorer.dataset.prefixes))
