"""What a request wants of the network: read from the parameters of its address, every one of them checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from exordf.browse.claim_list.claim_filter import near
from exordf.browse.model.parameters import parse_choice, parse_number
from exordf.browse.model.refusals import Refusal
from exordf.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import QueryParams

    from exordf.browse.model.explorer import Explorer

# The columns of a picture by the name that they have in an address.
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


@dataclass(frozen=True)
class NetworkRequest:
    """Where to look (entities and how far around them, a section, two ends, the whole) and what to leave out.

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
    def anywhere(self) -> bool:
        """Whether it says where to look."""
        return bool(self.terms or self.section or self.start or self.whole)

    def where(self) -> list[tuple[str, str]]:
        """The parameters that say where to look, each as it stands in an address."""
        pairs = [("term", name) for name in self.terms]
        if self.terms and self.depth != 1:
            pairs.append(("depth", str(self.depth)))
        if self.section:
            pairs.append(("section", self.section))
        if self.start:
            pairs += [("from", self.start), ("to", self.end), ("steps", str(self.steps))]
        return [*pairs, ("view", "whole")] if self.whole else pairs

    def parameters(self) -> list[tuple[str, str]]:
        """All parameters, as few as say the same."""
        pairs = [*self.where(), *(("without", column) for column in self.without), ("direction", self.direction)]
        pairs += [] if self.hedged else [("hedged", "no")]
        pairs += [("misfit", "only")] if self.misfit else []
        return [(key, value) for key, value in pairs if value]

    def claims(self) -> list[tuple[str, str]]:
        """The parameters of the table of claims for the same, where it has the like: one entity, or a section."""
        if self.parameters() not in ([("term", *self.terms)], [("section", self.section)]):
            return []
        return [("about", self.terms[0])] if self.terms else [("section", self.section)]

    def reversed(self) -> NetworkRequest:
        """The same between the two ends, the other way round."""
        return replace(self, start=self.end, end=self.start)


def parse_request(explorer: Explorer, given: QueryParams) -> NetworkRequest:
    """What the parameters of an address want.

    Raises Refusal for a name that is not known and a value that does not fit.
    """
    names = [name for name in given.getlist("term") if name.strip()]
    if len(names) > _MOST_TERMS:
        raise Refusal("{number} entities are too many.", "Name at most {most}.", number=len(names), most=_MOST_TERMS)
    ends = [given.get(name, "").strip() for name in ("from", "to")]
    if any(ends) and not all(ends):
        raise Refusal("A path has two ends.", "Name the entity that it leads from and the one that it leads to.")
    start, end = (
        _entity(explorer, parameter, name) if name else "" for parameter, name in zip(("from", "to"), ends, strict=True)
    )
    if start and start == end:
        raise Refusal("A path has two ends that differ.", "Name another entity for one of them.")
    without = given.getlist("without")
    return NetworkRequest(
        terms=tuple(dict.fromkeys(_entity(explorer, "term", name) for name in names)),
        depth=parse_number(given, "depth", DEPTHS, 1),
        section=_section(explorer, given.get("section", "").strip()),
        start=start,
        end=end,
        steps=parse_number(given, "steps", STEPS, 4),
        whole=parse_choice(given, "view", ("whole",)) == "whole",
        without=tuple(column for column in COLUMNS if column in without),
        direction=parse_choice(given, "direction", DIRECTIONS),
        hedged=parse_choice(given, "hedged", ("no",)) == "",
        misfit=parse_choice(given, "misfit", ("only",)) == "only",
    )


def _entity(explorer: Explorer, parameter: str, name: str) -> str:
    """The CURIE of an entity by any of its names."""
    return name if name in explorer.graph.nodes else _named(explorer, parameter, name)


def _section(explorer: Explorer, name: str) -> str:
    """The CURIE of a section by its CURIE or its number."""
    if not name:
        return ""
    return _named(explorer, "section", name if ":" in name else f"section:{name}")


def _named(explorer: Explorer, parameter: str, name: str) -> str:
    if len(name) > _LONGEST_NAME:
        raise Refusal("Nothing has so long a name.", "Search for a shorter one.")
    try:
        node = explorer.dataset.find(name)
    except UnknownName:
        offers = near(explorer, parameter, name)
        raise Refusal('No entity is called "{name}".', "Search for it by another name.", offers, name=name) from None
    return explorer.facts.curie(node).removeprefix("<").removesuffix(">")
