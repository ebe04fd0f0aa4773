"""Pictures of the claims in force, as SVG and PNG: the whole, a section, the surroundings of a term; and of a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from exordf.claims.tables import iri_of
from exordf.drawing import claim_svg
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


def picture(  # noqa: PLR0913 - independent options
    source: Source,
    *,
    around: str = "",
    section: str = "",
    depth: int = 2,
    language: Language = "en",
    address: Callable[[str], str] | None = None,
) -> bytes:
    """The claims in force as SVG: all, those of a section, those within `depth` steps up- or downstream of a term.

    `around` and `section` are CURIEs; `address` gives the link of a box by the CURIE of its entity. Raises InputError
    if no claim is left.
    """
    shown = subgraph(source.graph, section=section, around=around, depth=depth)
    look = Look(language, title(source, around, section, language), note(source, language), around, address)
    return svg(shown, look)


def note(source: Source, language: Language) -> str:
    """The note below a picture: version, licence, source."""
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
    """One claim as SVG, from cell to effect, in force or not, with its mechanisms and consequences.

    `name` is its CURIE, `address` as above; a file has the label of the claim at the top, version and licence below.
    Raises UnknownName if there is no such claim.
    """
    diagram = claim_diagram(source.tables, source.store, source.prefixes, name, language)
    return claim_svg.svg(diagram, Look(language, diagram.title, note(source, language), name, address, place))


def render_png(source: Source, svg: bytes, *, zoom: float = 1.5) -> bytes:
    """A picture made by `picture` as PNG, `zoom` pixels for each of its units. Raises MissingExtra."""
    about = source.about
    facts = {
        "Title": about.title,
        "Author": about.creator,
        "Copyright": f"Licence: {about.licence}",
        "Source": about.version_iri,
        "Description": f"Version {about.version}",
    }
    return png(svg, facts, zoom=zoom)


def title(source: Source, around: str, section: str, language: Language) -> str:
    """The label of the term and of the section, else the title of the dataset, in a language.

    An ontology without a title has the name of the project.
    """
    iris = [iri_of(name, source.prefixes) for name in (around, section) if name] or [source.about.iri]
    values = " ".join(f"<{iri}>" for iri in iris if iri)
    answer = source.store.query(
        f"""SELECT ?thing ?words WHERE {{ VALUES ?thing {{ {values} }}
              ?thing <{RDFS}label>|<{DCTERMS}title> ?words FILTER(LANG(?words) = "{language}") }}
            ORDER BY ?thing ?words"""
    )
    labels = {text(thing): text(label) for thing, label in answer.terms}
    return " · ".join(labels.get(iri, iri) for iri in iris) or NAME


def _svg(source: Source) -> Mapping[str, bytes]:
    return {f"{NAME}.svg": picture(source)}


def _png(source: Source) -> Mapping[str, bytes]:
    return {f"{NAME}.png": render_png(source, picture(source), zoom=1)}


FORMATS = (
    Format(
        "svg",
        "looking at: the whole in columns, sources left, diseases right",
        "all but the claims in force and labels",
        _svg,
    ),
    Format("png", "the picture of svg where SVG cannot be shown", "all but the claims in force and labels", _png),
)
