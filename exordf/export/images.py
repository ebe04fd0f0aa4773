"""Pictures of the claims in force, as SVG and as PNG: the whole, a section, what lies around a term; and one claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from exordf.claims.tables import iri_of
from exordf.drawing import claim_svg as one
from exordf.drawing.claim_diagram import claim_diagram
from exordf.drawing.network_svg import Look, svg
from exordf.drawing.png import png
from exordf.drawing.subgraph import subgraph
from exordf.export import NAME, Format
from exordf.rdf.prefixes import DCTERMS, RDFS
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from exordf.export import Source

Language = Literal["en", "zh"]
_NOTE = {
    "en": "Version {version}. Licence: {licence}. Source: {source}",
    "zh": "版本 {version}。许可：{licence}。来源：{source}",
}


def picture(  # noqa: PLR0913 - each is a wish of its own
    source: Source,
    *,
    around: str = "",
    section: str = "",
    depth: int = 2,
    language: Language = "en",
    address: Callable[[str], str] | None = None,
) -> bytes:
    """The claims in force as SVG: all, those of a section, those within `depth` steps up- or downstream of a term.

    `around` and `section` are CURIEs; `address` gives, for the CURIE of an entity, where its box shall lead. Raises
    InputError where no claim is left.
    """
    shown = subgraph(source.graph, section=section, around=around, depth=depth)
    look = Look(language, title(source, around, section, language), note(source, language), around, address)
    return svg(shown, look)


def note(source: Source, language: Language) -> str:
    """The small type below a picture: version, licence, source."""
    about = source.about
    return _NOTE[language].format(version=about.version, licence=about.licence, source=about.version_iri)


def claim(
    source: Source,
    name: str,
    *,
    language: Language = "en",
    address: Callable[[str], str] | None = None,
    place: Literal["file", "page"] = "file",
) -> bytes:
    """What one claim says as SVG, from cell to effect, in force or not, and the claims by which it comes about.

    `name` is its CURIE, `address` as above; a file has what it says above it, and version and licence below. Raises
    UnknownName for what is no claim.
    """
    about = source.about
    spoken = claim_diagram(source.tables, source.store, source.prefixes, name, language)
    note = _NOTE[language].format(version=about.version, licence=about.licence, source=about.version_iri)
    return one.svg(spoken, Look(language, spoken.title, note, name, address, place))


def pixels(source: Source, drawn: bytes, *, zoom: float = 1.5) -> bytes:
    """A picture made by `picture` as PNG, `zoom` pixels for each of its units. Raises MissingExtra."""
    about = source.about
    facts = {
        "Title": about.title,
        "Author": about.creator,
        "Copyright": f"Licence: {about.licence}",
        "Source": about.version_iri,
        "Description": f"Version {about.version}",
    }
    return png(drawn, facts, zoom=zoom)


def title(source: Source, around: str, section: str, language: Language) -> str:
    """What is shown: the label of the term and of the section, else the title of the dataset, in that language.

    An ontology that has no title is called as the project is.
    """
    named = [iri_of(name, source.prefixes) for name in (around, section) if name] or [source.about.iri]
    asked = " ".join(f"<{iri}>" for iri in named if iri)
    answer = source.store.query(
        f"""SELECT ?thing ?words WHERE {{ VALUES ?thing {{ {asked} }}
              ?thing <{RDFS}label>|<{DCTERMS}title> ?words FILTER(LANG(?words) = "{language}") }}
            ORDER BY ?thing ?words"""
    )
    words = {text(thing): text(label) for thing, label in answer.terms}
    return " · ".join(words.get(iri, iri) for iri in named) or NAME


def _svg(source: Source) -> Mapping[str, bytes]:
    return {f"{NAME}.svg": picture(source)}


def _png(source: Source) -> Mapping[str, bytes]:
    return {f"{NAME}.png": pixels(source, picture(source), zoom=1)}


FORMATS = (
    Format(
        "svg",
        "looking at: the whole in columns, sources left, diseases right",
        "all but the claims in force and labels",
        _svg,
    ),
    Format("png", "the picture of svg where SVG cannot be shown", "all but the claims in force and labels", _png),
)
