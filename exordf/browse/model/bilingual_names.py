"""The names of things by CURIE, as the flat tables have them, and of references by IRI."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.model.bilingual import Bilingual, bilingual
from exordf.claims.tables import iri_of, local_part, short_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from exordf.browse.model.explorer import Explorer

NONE = "none"  # the value of a filter for what has no value


def name_of(explorer: Explorer, curie: str) -> Bilingual:
    """The label of a term or section in both languages, or the local part of its CURIE where it has none."""
    return explorer.once(_names).get(curie) or Bilingual(local_part(curie))


def _names(explorer: Explorer) -> dict[str, Bilingual]:
    prefixes = explorer.dataset.prefixes
    return {short_name(ox.NamedNode(iri), prefixes): name for iri, name in explorer.texts.names_by_iri.items()}


def reference_names(explorer: Explorer) -> dict[str, str]:
    """The authors, the year and the title of each reference, by its IRI."""
    return {
        str(row["iri"]): ": ".join(
            part
            for part in (
                ", ".join(str(row[name]) for name in ("authors", "year") if row[name]),
                bilingual(row, "title").in_language("en"),
            )
            if part
        )
        for row in explorer.tables["references"]
    }


def reference_name(explorer: Explorer, iri: str) -> str:
    """The authors, the year and the title of a reference, or nothing where the IRI is not that of a reference."""
    return explorer.once(reference_names).get(iri, "")


def links_by_curie(explorer: Explorer, link: Callable[[str], str]) -> Callable[[str], str]:
    """The function that gives the address of a resource by its CURIE, from the one that takes its IRI."""
    return lambda curie: link(iri_of(curie, explorer.dataset.prefixes))
