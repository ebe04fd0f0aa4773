"""Pictures inside pages: what lies around a term, the claims of a section, with boxes that lead to pages here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from markupsafe import Markup

from exordf.errors import InputError
from exordf.export import pictures

if TYPE_CHECKING:
    from collections.abc import Callable

    from exordf.web.explorer import Explorer


def around(explorer: Explorer, curie: str, language: str, link: Callable[[str], str], depth: int = 1) -> Markup | None:
    """The claims in force within `depth` steps of an entity, up- or downstream; None where there are none.

    `link` gives the address of a thing by its IRI.
    """
    return _drawn(explorer, language, link, around=curie, depth=depth)


def section(explorer: Explorer, curie: str, language: str, link: Callable[[str], str]) -> Markup | None:
    """The claims in force that a section states; None where there are none."""
    return _drawn(explorer, language, link, section=curie)


def _drawn(  # noqa: PLR0913 - each is a wish of its own
    explorer: Explorer,
    language: str,
    link: Callable[[str], str],
    *,
    around: str = "",
    section: str = "",
    depth: int = 1,
) -> Markup | None:
    prefixes = explorer.dataset.prefixes
    try:
        drawn = pictures.picture(
            explorer.source,
            around=around,
            section=section,
            depth=depth,
            language=cast("Literal['en', 'zh']", language),
            address=lambda name: link(prefixes.iri(name).value),
        )
    except InputError:  # nothing that is in force speaks of it
        return None
    return Markup(drawn.decode())  # noqa: S704 - every word in it was escaped when it was drawn
