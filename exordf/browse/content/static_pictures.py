"""Pictures for the pages of terms and sections, whose boxes lead to the pages of what they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exordf.drawing.subgraph import subgraph
from exordf.errors import InputError
from exordf.export import images

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

    from exordf.browse.model.facts import Facts
    from exordf.browse.model.locations import Location


def picture(
    facts: Facts, node: ox.NamedNode, *, section: bool = False
) -> Callable[[Callable[[Location], str]], str] | None:
    """What draws the claims around a term, or of a section, told how links look; None where no claim is in force."""
    within, around = (facts.curie(node), "") if section else ("", facts.curie(node))

    def drawn(url_for: Callable[[Location], str]) -> str:
        def address(curie: str) -> str:
            spot = facts.locations.of(facts.dataset.prefixes.iri(curie))
            return url_for(spot) if spot else ""

        return images.picture(facts.source, around=around, section=within, address=address).decode()

    try:
        subgraph(facts.source.graph, section=within, around=around)
    except InputError:  # nothing that is in force speaks of it
        return None
    return drawn
