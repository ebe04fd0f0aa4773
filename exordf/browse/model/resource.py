"""What the page of any resource begins with: its CURIE, IRI, name and description."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.browse.model.bilingual import Bilingual
from exordf.browse.model.texts import COMMENT, DEFINITION

if TYPE_CHECKING:
    import pyoxigraph as ox

    from exordf.browse.model.facts import Facts
    from exordf.browse.model.locations import Location

Head = tuple[str, str, Bilingual, Bilingual, "Location | None"]


@dataclass(frozen=True, slots=True)
class Resource:
    """A term or a record; `description` is its definition or, where it has none, its comment."""

    curie: str
    iri: str
    name: Bilingual
    description: Bilingual
    location: Location | None

    @property
    def number(self) -> str:
        """The CURIE without its prefix: `2.1-10b` of `claim:2.1-10b`."""
        return self.curie.partition(":")[2]

    @property
    def anchor(self) -> str:
        """The anchor on a page that shows many; the IRI where it has no location."""
        return self.location.anchor if self.location else self.iri


def head(facts: Facts, node: ox.NamedNode) -> Head:
    """The values of the fields of a `Resource`, with which those of every class derived from it begin."""
    texts = [facts.texts.both(node, prop) for prop in (DEFINITION, COMMENT)]
    description = next((text for text in texts if text.en), next(filter(None, texts), Bilingual()))
    return facts.curie(node), node.value, facts.names(node), description, facts.locations.of(node)


def resource(facts: Facts, node: ox.NamedNode) -> Resource:
    """A resource as the head of a page or a link to it."""
    return Resource(*head(facts, node))
