"""The network: the part that a request selects, as an interactive picture, as a list, and as a file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import Route

from exordf.browse.claim_list.claim_filter import matching_claims, parse_filter
from exordf.browse.claim_list.facet_index import build_facet_index
from exordf.browse.model.bilingual_names import links_by_curie, name_of
from exordf.browse.model.refusals import Refusal
from exordf.browse.model.urls import Links
from exordf.browse.network.network_list import ListedEntity, list_network
from exordf.browse.network.network_request import COLUMNS, DEPTHS, DIRECTIONS, STEPS, NetworkRequest, parse_request
from exordf.browse.network.network_selection import Selection, ranking, select_network, starting_points
from exordf.claims.tables import label
from exordf.drawing import png
from exordf.drawing.labels import HEADS
from exordf.drawing.legend import Item, legend_entries
from exordf.drawing.network_svg import Drawing, Look, svg
from exordf.errors import MissingExtra
from exordf.export import images as files
from exordf.server.http.concurrency import ConcurrencyLimit
from exordf.server.http.error_pages import refuse
from exordf.server.http.rendering import RequestLocale, render

if TYPE_CHECKING:
    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer

_MOST_SUGGESTED = 400  # names in the lists of the forms; the search finds the others
_MOST_PIXELS = 10_000_000


@dataclass(frozen=True, slots=True)
class NetworkDrawing:
    """A picture, the headings of its columns, and the marks of its legend with their items."""

    picture: Markup
    heads: Markup
    legend: list[tuple[Markup, Item]]


@dataclass(frozen=True, slots=True)
class NetworkView:
    """The part of the network that a request selects: its title, its picture, and its entities by column."""

    selection: Selection
    title: str
    drawing: NetworkDrawing | None
    columns: list[tuple[str, list[ListedEntity]]]


@dataclass(frozen=True, slots=True)
class TableLink:
    """The table of claims for the same part of the network: its parameters, its number of claims, its label."""

    pairs: list[tuple[str, str]]
    number: int
    label: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the forms offer: entities by name, those with most claims; diseases and sections with their names."""

    entities: list[str]
    diseases: list[tuple[str, str]]
    sections: list[tuple[str, str]]


def network(request: Request) -> Response:
    """The page of the network."""
    explorer: Explorer = request.app.state.explorer
    locale = RequestLocale(request)
    query = parse_request(explorer, request.query_params)
    begun = query.has_location
    if not begun:
        first = starting_points(explorer.graph)
        query = replace(query, terms=first.terms, whole=first.whole)
    view = explorer.once(_view, query, locale.language, Links(locale.stated))
    return render(
        request,
        "network.html",
        asked=query,
        begun=begun,
        view=view,
        chosen=view.selection,
        names=lambda path: [label(explorer.ways.nodes[name], locale.language) for name in path],
        label=lambda name: name_of(explorer, name).in_language(locale.language),
        pixels=png.available(),
        columns=[(column, head[0].capitalize()) for column, head in zip(COLUMNS, HEADS[locale.language], strict=True)],
        table=_table(explorer, query),
        directions=DIRECTIONS,
        depths=DEPTHS,
        steps=STEPS,
        choices=explorer.once(_choices, locale.language),
    )


def as_svg(request: Request) -> Response:
    """The picture of the same parameters as a file."""
    _, picture, name = _file(request)
    return Response(picture, media_type="image/svg+xml", headers=_attachment(f"{name}.svg"))


def as_png(request: Request) -> Response:
    """The picture as a PNG; 501 where the library that renders it is not installed."""
    explorer, picture, name = _file(request)
    width, height = (int(number) for number in re.findall(rb' (?:width|height)="(\d+)"', picture[:400])[:2])
    try:
        with explorer.once(_rendering_limit).slot():
            zoom = min(1.5, (_MOST_PIXELS / (width * height)) ** 0.5)
            pixels = files.render_png(explorer.source, picture, zoom=zoom)
    except MissingExtra as missing:
        return refuse(request, 501, what=missing.what, mend=missing.mend or "")
    return Response(pixels, media_type="image/png", headers=_attachment(f"{name}.png"))


def _rendering_limit(_: Explorer) -> ConcurrencyLimit:
    return ConcurrencyLimit()  # pixels take memory, too


def _select(explorer: Explorer, query: NetworkRequest) -> Selection:
    """The part of the claims in force; for paths together with the secretion that definitions of vesicles state."""
    return select_network(explorer.ways if query.start else explorer.graph, query)


def _view(explorer: Explorer, query: NetworkRequest, language: str, link: Links) -> NetworkView:
    selection = _select(explorer, query)
    title = _title(explorer, query, language)
    if selection.graph is None:
        return NetworkView(selection, title, None, [])
    by_curie = links_by_curie(explorer, link)
    drawing = Drawing(selection.graph, Look(language, title, "", selection.focus, by_curie, "panel"))
    legend = [(_safe(item.mark), item) for item in legend_entries(selection.graph, language, drawing.look.tips)]
    picture = NetworkDrawing(_safe(drawing.svg()), _safe(drawing.heads()), legend)
    return NetworkView(selection, title, picture, list_network(explorer, selection.graph, language))


def _table(explorer: Explorer, query: NetworkRequest) -> TableLink | None:
    """The link to the table of claims about the entity or of the section that is shown, with the number of its rows.

    The table has claims that no line shows, such as denied ones: hence its own number.
    """
    pairs = query.claims()
    if not pairs:
        return None
    number = matching_claims(explorer.once(build_facet_index), parse_filter(explorer, pairs)).bit_count()
    words = "{count} claims about it or a kind of it, as a table" if query.terms else "{count} claims, as a table"
    return TableLink(pairs, number, words)


def _safe(svg_text: bytes | str) -> Markup:
    return Markup(svg_text if isinstance(svg_text, str) else svg_text.decode())  # noqa: S704 - escaped when it was drawn


def _choices(explorer: Explorer, language: str) -> Choices:
    nodes = explorer.graph.nodes
    ranked = ranking(explorer.graph)
    diseases = [name for name in ranked if nodes[name]["kind"] == "exo:Disease"][:_MOST_SUGGESTED]
    sections = dict.fromkeys(str(edge.claim["section"]) for edge in explorer.graph.edges if edge.claim["section"])
    return Choices(
        entities=sorted(label(nodes[name], language) for name in ranked[:_MOST_SUGGESTED]),
        diseases=[(name, label(nodes[name], language)) for name in diseases],
        sections=[(name, name_of(explorer, name).in_language(language)) for name in [*sections][:_MOST_SUGGESTED]],
    )


def _title(explorer: Explorer, query: NetworkRequest, language: str) -> str:
    """The names of the entities and the section of a request, else the title of the dataset."""
    ends = (query.start, query.end) if query.start else ()
    curies = ends or (*query.terms, *filter(None, (query.section,)))
    names = [name_of(explorer, curie).in_language(language) for curie in curies]
    title = (" → " if ends else " · ").join(names)
    return title or files.title(explorer.source, "", "", "zh" if language == "zh" else "en")


def _file(request: Request) -> tuple[Explorer, bytes, str]:
    """Return the explorer, the picture as SVG, and a name for the file. Raises Refusal if no claim fits."""
    explorer: Explorer = request.app.state.explorer
    language = RequestLocale(request).language
    query = parse_request(explorer, request.query_params)
    selection = _select(explorer, query)
    if selection.graph is None:
        raise Refusal("No claim in force fits all of this.", "Ask for less at once.")
    note = files.note(explorer.source, "zh" if language == "zh" else "en")
    picture = svg(selection.graph, Look(language, _title(explorer, query, language), note, selection.focus))
    about = "-".join(value for _, value in query.location()) or "network"
    return explorer, picture, re.sub(r"[^A-Za-z0-9.]+", "-", about)[:80].strip("-.") or "network"


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}


routes = [Route("/network", network), Route("/network.svg", as_svg), Route("/network.png", as_png)]
