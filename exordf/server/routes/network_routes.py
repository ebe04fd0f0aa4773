"""The network of the selected claims: an interactive picture, a list, and picture files."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import Route

from exordf.browse.claim_list.claim_filter import matching_claims, parse_filter
from exordf.browse.claim_list.facet_index import build_facet_index
from exordf.browse.model import bilingual_names
from exordf.browse.model.refusals import Refusal
from exordf.browse.network.network_list import list_network
from exordf.browse.network.network_request import COLUMNS, DEPTHS, DIRECTIONS, STEPS, NetworkRequest, parse_request
from exordf.browse.network.network_selection import Selection, ranking, select_network, starting_points
from exordf.claims.tables import label
from exordf.drawing import png
from exordf.drawing.labels import HEADS
from exordf.drawing.legend import items
from exordf.drawing.network_svg import Drawing, Look, svg
from exordf.errors import MissingExtra
from exordf.export import images as files
from exordf.server.http.concurrency import ConcurrencyLimit
from exordf.server.http.error_pages import refuse
from exordf.server.http.rendering import RequestLocale, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer
    from exordf.claims.claim_graph import ClaimGraph

_MOST_SUGGESTED = 400  # names in the lists of the forms; the search finds the others
_MOST_PIXELS = 10_000_000
_MOST_CACHED = 24  # views drawn last; the whole network takes a tenth of a second


def network(request: Request) -> Response:
    """The page of the network."""
    explorer: Explorer = request.app.state.explorer
    locale = RequestLocale(request)
    query = parse_request(explorer, request.query_params)
    has_start = query.anywhere
    if not has_start:
        default = starting_points(explorer.graph)
        query = replace(query, terms=default.terms, whole=default.whole)
    selection = select_network(_graph(explorer, query), query)
    view: dict[str, Any] = {"list": [], "drawing": None}
    if selection.graph is not None:
        view = _cached_view(explorer, selection, selection.graph, locale)
    return render(
        request,
        "network.html",
        asked=query,
        begun=has_start,
        chosen=selection,
        title=_title(explorer, selection, locale.language),
        names=lambda path: [label(explorer.ways.nodes[name], locale.language) for name in path],
        label=lambda name: bilingual_names.display_name(explorer, name, locale.language),
        pixels=png.available(),
        columns=[(column, head[0].capitalize()) for column, head in zip(COLUMNS, HEADS[locale.language], strict=True)],
        table=_claim_table(explorer, selection.asked),
        directions=DIRECTIONS,
        depths=DEPTHS,
        steps=STEPS,
        **_form_options(explorer, locale.language),
        **view,
    )


def as_svg(request: Request) -> Response:
    """The picture for the same parameters as an SVG file."""
    _, picture, name = _file(request)
    return Response(picture, media_type="image/svg+xml", headers=_attachment(f"{name}.svg"))


def as_png(request: Request) -> Response:
    """The same as a PNG file; 501 if the library that renders it is not installed."""
    explorer, picture, name = _file(request)
    width, height = (int(number) for number in re.findall(rb' (?:width|height)="(\d+)"', picture[:400])[:2])
    try:
        with explorer.once(_rendering_limit).slot():
            zoom = min(1.5, (_MOST_PIXELS / (width * height)) ** 0.5)
            pixels = files.pixels(explorer.source, picture, zoom=zoom)
    except MissingExtra as missing:
        return refuse(request, 501, what=missing.what, mend=missing.mend or "")
    return Response(pixels, media_type="image/png", headers=_attachment(f"{name}.png"))


def _rendering_limit(_: Explorer) -> ConcurrencyLimit:
    return ConcurrencyLimit()  # pixels take memory, too


def _graph(explorer: Explorer, query: NetworkRequest) -> ClaimGraph:
    """Return the claims in force and, for paths, the secretion that the definitions of vesicles state."""
    return explorer.ways if query.start else explorer.graph


def _cached_view(explorer: Explorer, selection: Selection, graph: ClaimGraph, locale: RequestLocale) -> dict[str, Any]:
    """Return the picture with its column heads and legend, and the list; the last few views are cached."""
    cache = explorer.once(_views)
    key = (selection.asked, locale.language, locale.stated)
    view = cache.pop(key, None) or _view(explorer, selection, graph, locale)
    cache[key] = view  # the last in the order of use
    for oldest in [*cache][:-_MOST_CACHED]:
        cache.pop(oldest, None)
    return view


def _views(_: Explorer) -> dict[tuple[NetworkRequest, str, str], dict[str, Any]]:
    """Make the cache of views by request, language and the `lang` that links pass on."""
    return {}


def _view(explorer: Explorer, selection: Selection, graph: ClaimGraph, locale: RequestLocale) -> dict[str, Any]:
    title = _title(explorer, selection, locale.language)
    addresses = bilingual_names.addresses(explorer, locale.link)
    drawing = Drawing(graph, Look(locale.language, title, "", selection.focus, addresses, "panel"))
    return {
        "drawing": {
            "picture": _safe(drawing.svg()),
            "heads": _safe(drawing.heads()),
            "legend": [(_safe(item.mark), item) for item in items(graph, locale.language, drawing.look.tips)],
        },
        "list": list_network(explorer, graph, locale.language),
    }


def _claim_table(explorer: Explorer, query: NetworkRequest) -> dict[str, Any] | None:
    """Return the link to the table of claims about the entity or section of the network, with the number of its rows.

    The table has claims that no line shows, such as denied ones: hence its own number.
    """
    pairs = query.claims()
    if not pairs:
        return None
    number = matching_claims(explorer.once(build_facet_index), parse_filter(explorer, pairs)).bit_count()
    phrase = "{count} claims about it or a kind of it, as a table" if query.terms else "{count} claims, as a table"
    return {"pairs": pairs, "number": number, "words": phrase}


def _safe(svg_text: bytes | str) -> Markup:
    return Markup(svg_text if isinstance(svg_text, str) else svg_text.decode())  # noqa: S704 - escaped when it was drawn


def _form_options(explorer: Explorer, language: str) -> dict[str, Any]:
    """Return the options of the forms: the names of the entities with most claims, diseases, sections."""
    nodes = explorer.graph.nodes
    ranked = ranking(explorer.graph)
    names: Callable[[str], str] = lambda name: label(nodes[name], language)  # noqa: E731 - a short local function
    diseases = [name for name in ranked if nodes[name]["kind"] == "exo:Disease"][:_MOST_SUGGESTED]
    sections = dict.fromkeys(str(edge.claim["section"]) for edge in explorer.graph.edges if edge.claim["section"])
    return {
        "suggested": sorted(names(name) for name in ranked[:_MOST_SUGGESTED]),
        "diseases": [(name, names(name)) for name in diseases],
        "sections": [
            (name, bilingual_names.display_name(explorer, name, language)) for name in [*sections][:_MOST_SUGGESTED]
        ],
    }


def _title(explorer: Explorer, selection: Selection, language: str) -> str:
    """Return the title: the names of the entities and the section, else that of the dataset."""
    query = selection.asked
    names = [bilingual_names.display_name(explorer, name, language) for name in (*query.terms, query.section) if name]
    if query.start:
        names = [
            " → ".join(bilingual_names.display_name(explorer, name, language) for name in (query.start, query.end))
        ]
    return " · ".join(names) or files.title(explorer.source, "", "", "zh" if language == "zh" else "en")


def _file(request: Request) -> tuple[Explorer, bytes, str]:
    """Return the explorer, the picture as SVG, and a name for the file. Raises Refusal if no claim fits."""
    explorer: Explorer = request.app.state.explorer
    language = RequestLocale(request).language
    query = parse_request(explorer, request.query_params)
    selection = select_network(_graph(explorer, query), query)
    if selection.graph is None:
        raise Refusal("No claim in force fits all of this.", "Ask for less at once.")
    note = files.note(explorer.source, "zh" if language == "zh" else "en")
    picture = svg(selection.graph, Look(language, _title(explorer, selection, language), note, selection.focus))
    about = "-".join(value for _, value in query.where()) or "network"
    return explorer, picture, re.sub(r"[^A-Za-z0-9.]+", "-", about)[:80].strip("-.") or "network"


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}


routes = [Route("/network", network), Route("/network.svg", as_svg), Route("/network.png", as_png)]
