"""A request for a part of the network: read from the parameters of an address, every one of them checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from exordf.browse.claim_list.claim_filter import similar_entities
from exordf.browse.model.parameters import parse_choice, parse_number
from exordf.browse.model.refusals import Refusal
from exordf.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import QueryParams

    from exordf.browse.model.explorer import Explorer

# The columns of a picture by their names in an address.
COLUMNS = ("source", "vesicle", "cargo", "gene", "pathway", "process", "disease")
DIRECTIONS: Mapping[str, tuple[str, ...]] = {
    "": ("raises", "lowers", "other"),
    "raises": ("raises",),
    "lowers": ("lowers",),
    "signed": ("raises", "lowers"),
    "other": ("other",),
}
DEPTHS, STEPS = range(1, 4), range(1, 7)
_MOST_TERMS, _LONGEST_NAME = 12, 300


@dataclass(frozen=True, slots=True)
class NetworkRequest:
    """The part of the network (around entities, of a section, between two ends, the whole) and what to leave out of it.

    Entities and sections are CURIEs; `without` holds names of columns.
    """

    terms: tuple[str, ...] = ()
    depth: int = 1
    section: str = ""
    start: str = ""
    end: str = ""
    steps: int = 4
    whole: bool = False
    without: tuple[str, ...] = ()
    direction: str = ""
    hedged: bool = True
    misfit: bool = False

    @property
    def has_location(self) -> bool:
        """Whether it selects a part of the network, or the whole."""
        return bool(self.terms or self.section or self.start or self.whole)

    def location(self) -> list[tuple[str, str]]:
        """The parameters that select the part, as in an address."""
        pairs = [("term", name) for name in self.terms]
        if self.terms and self.depth != 1:
            pairs.append(("depth", str(self.depth)))
        if self.section:
            pairs.append(("section", self.section))
        if self.start:
            pairs += [("from", self.start), ("to", self.end), ("steps", str(self.steps))]
        return [*pairs, ("view", "whole")] if self.whole else pairs

    def parameters(self) -> list[tuple[str, str]]:
        """All parameters, without defaults."""
        pairs = [*self.location(), *(("without", column) for column in self.without), ("direction", self.direction)]
        pairs += [] if self.hedged else [("hedged", "no")]
        pairs += [("misfit", "only")] if self.misfit else []
        return [(key, value) for key, value in pairs if value]

    def claims(self) -> list[tuple[str, str]]:
        """The parameters of the table of claims for the same part, which it has for one entity, or a section."""
        if self.parameters() not in ([("term", *self.terms)], [("section", self.section)]):
            return []
        return [("about", self.terms[0])] if self.terms else [("section", self.section)]

    def reversed(self) -> NetworkRequest:
        """The request with the two ends exchanged."""
        return replace(self, start=self.end, end=self.start)


def parse_request(explorer: Explorer, parameters: QueryParams) -> NetworkRequest:
    """The request of the parameters of an address.

    Raises Refusal for an unknown name and for a value that is not allowed.
    """
    names = [name for name in parameters.getlist("term") if name.strip()]
    if len(names) > _MOST_TERMS:
        raise Refusal("{number} entities are too many.", "Name at most {most}.", number=len(names), most=_MOST_TERMS)
    ends = [parameters.get(name, "").strip() for name in ("from", "to")]
    if any(ends) and not all(ends):
        raise Refusal("A path has two ends.", "Name the entity that it leads from and the one that it leads to.")
    start, end = (
        _entity(explorer, parameter, name) if name else "" for parameter, name in zip(("from", "to"), ends, strict=True)
    )
    if start and start == end:
        raise Refusal("A path has two ends that differ.", "Name another entity for one of them.")
    without = parameters.getlist("without")
    return NetworkRequest(
        terms=tuple(dict.fromkeys(_entity(explorer, "term", name) for name in names)),
        depth=parse_number(parameters, "depth", DEPTHS, 1),
        section=_section(explorer, parameters.get("section", "").strip()),
        start=start,
        end=end,
        steps=parse_number(parameters, "steps", STEPS, 4),
        whole=parse_choice(parameters, "view", ("whole",)) == "whole",
        without=tuple(column for column in COLUMNS if column in without),
        direction=parse_choice(parameters, "direction", DIRECTIONS),
        hedged=parse_choice(parameters, "hedged", ("no",)) == "",
        misfit=parse_choice(parameters, "misfit", ("only",)) == "only",
    )


def _entity(explorer: Explorer, parameter: str, name: str) -> str:
    """The CURIE of an entity by any of its names."""
    return name if name in explorer.graph.nodes else _find(explorer, parameter, name)


def _section(explorer: Explorer, name: str) -> str:
    """The CURIE of a section by its CURIE or its number."""
    if not name:
        return ""
    return _find(explorer, "section", name if ":" in name else f"section:{name}")


def _find(explorer: Explorer, parameter: str, name: str) -> str:
    if len(name) > _LONGEST_NAME:
        raise Refusal("No name is that long.", "Search for a shorter one.")
    try:
        node = explorer.dataset.find(name)
    except UnknownName:
        offers = similar_entities(explorer, parameter, name)
        raise Refusal('No entity is called "{name}".', "Search for it by another name.", offers, name=name) from None
    return explorer.facts.curie(node).removeprefix("<").removesuffix(">")
