"""The network: what is filtered as a picture that can be moved and asked, as a list, and as a file."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

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

_MOST_SUGGESTED = 400  # names that a browser offers by itself; the search knows all
_MOST_PIXELS = 10_000_000
_MOST_KEPT = 24  # views that were drawn last; the whole map takes a tenth of a second
_painting = ConcurrencyLimit()  # pixels take memory, too
_drawn: WeakKeyDictionary[Explorer, dict[tuple[NetworkRequest, str, str], dict[str, Any]]] = WeakKeyDictionary()


def network(request: Request) -> Response:
    """The page."""
    explorer: Explorer = request.app.state.explorer
    tongue = RequestLocale(request)
    wanted = parse_request(explorer, request.query_params)
    begun = wanted.anywhere
    if not begun:
        first = starting_points(explorer.graph)
        wanted = replace(wanted, terms=first.terms, whole=first.whole)
    chosen = select_network(_lines(explorer, wanted), wanted)
    shown: dict[str, Any] = {"list": [], "drawing": None}
    if chosen.graph is not None:
        shown = _shown(explorer, chosen, chosen.graph, tongue)
    return render(
        request,
        "network.html",
        asked=wanted,
        begun=begun,
        chosen=chosen,
        title=_title(explorer, chosen, tongue.language),
        names=lambda path: [label(explorer.ways.nodes[name], tongue.language) for name in path],
        label=lambda name: bilingual_names.display_name(explorer, name, tongue.language),
        pixels=png.available(),
        columns=[(column, head[0].capitalize()) for column, head in zip(COLUMNS, HEADS[tongue.language], strict=True)],
        table=_table(explorer, chosen.asked),
        directions=DIRECTIONS,
        depths=DEPTHS,
        steps=STEPS,
        **_ways_in(explorer, tongue.language),
        **shown,
    )


def as_svg(request: Request) -> Response:
    """The picture of the same parameters as a file."""
    _, drawn, name = _file(request)
    return Response(drawn, media_type="image/svg+xml", headers=_attached(f"{name}.svg"))


def as_png(request: Request) -> Response:
    """The same as pixels; 501 where what paints them is not installed."""
    explorer, drawn, name = _file(request)
    across, down = (int(number) for number in re.findall(rb' (?:width|height)="(\d+)"', drawn[:400])[:2])
    try:
        with _painting.place():
            zoom = min(1.5, (_MOST_PIXELS / (across * down)) ** 0.5)
            painted = files.pixels(explorer.source, drawn, zoom=zoom)
    except MissingExtra as missing:
        return refuse(request, 501, what=missing.what, mend=missing.mend or "")
    return Response(painted, media_type="image/png", headers=_attached(f"{name}.png"))


def _lines(explorer: Explorer, wanted: NetworkRequest) -> ClaimGraph:
    """The claims in force and, for paths, what the definitions of vesicles say of secretion."""
    return explorer.ways if wanted.start else explorer.graph


def _shown(explorer: Explorer, chosen: Selection, graph: ClaimGraph, tongue: RequestLocale) -> dict[str, Any]:
    """The picture with its heads and its legend, and the list; kept for the next who asks for the same."""
    kept = _drawn.setdefault(explorer, {})
    key = (chosen.asked, tongue.language, tongue.said)
    found = kept.pop(key, None) or _view(explorer, chosen, graph, tongue)
    kept[key] = found  # the last in the order of their use
    for old in [*kept][:-_MOST_KEPT]:
        kept.pop(old, None)
    return found


def _view(explorer: Explorer, chosen: Selection, graph: ClaimGraph, tongue: RequestLocale) -> dict[str, Any]:
    title = _title(explorer, chosen, tongue.language)
    addresses = bilingual_names.addresses(explorer, tongue.link)
    drawing = Drawing(graph, Look(tongue.language, title, "", chosen.focus, addresses, "panel"))
    return {
        "drawing": {
            "picture": _safe(drawing.svg()),
            "heads": _safe(drawing.heads()),
            "legend": [(_safe(item.mark), item) for item in items(graph, tongue.language, drawing.look.tips)],
        },
        "list": list_network(explorer, graph, tongue.language),
    }


def _table(explorer: Explorer, wanted: NetworkRequest) -> dict[str, Any] | None:
    """The way to the table of claims about the entity or of the section that is shown, with the number of its rows.

    It has claims that no line shows, such as those that are denied: hence a number of its own.
    """
    pairs = wanted.claims()
    if not pairs:
        return None
    number = matching_claims(explorer.once(build_facet_index), parse_filter(explorer, pairs)).bit_count()
    words = "{count} claims about it or a kind of it, as a table" if wanted.terms else "{count} claims, as a table"
    return {"pairs": pairs, "number": number, "words": words}


def _safe(drawn: bytes | str) -> Markup:
    return Markup(drawn if isinstance(drawn, str) else drawn.decode())  # noqa: S704 - escaped when it was drawn


def _ways_in(explorer: Explorer, language: str) -> dict[str, Any]:
    """What the forms offer: entities by name, those with most claims; diseases; sections."""
    nodes = explorer.graph.nodes
    ranked = ranking(explorer.graph)
    names: Callable[[str], str] = lambda name: label(nodes[name], language)  # noqa: E731 - it needs no more room
    diseases = [name for name in ranked if nodes[name]["kind"] == "exo:Disease"][:_MOST_SUGGESTED]
    sections = dict.fromkeys(str(edge.claim["section"]) for edge in explorer.graph.edges if edge.claim["section"])
    return {
        "suggested": sorted(names(name) for name in ranked[:_MOST_SUGGESTED]),
        "diseases": [(name, names(name)) for name in diseases],
        "sections": [
            (name, bilingual_names.display_name(explorer, name, language)) for name in [*sections][:_MOST_SUGGESTED]
        ],
    }


def _title(explorer: Explorer, chosen: Selection, language: str) -> str:
    """What is shown, in a few words of the data: the names of entities and section, else of the dataset."""
    wanted = chosen.asked
    words = [bilingual_names.display_name(explorer, name, language) for name in (*wanted.terms, wanted.section) if name]
    if wanted.start:
        words = [
            " → ".join(bilingual_names.display_name(explorer, name, language) for name in (wanted.start, wanted.end))
        ]
    return " · ".join(words) or files.title(explorer.source, "", "", "zh" if language == "zh" else "en")


def _file(request: Request) -> tuple[Explorer, bytes, str]:
    """The picture as a file, and a name for it."""
    explorer: Explorer = request.app.state.explorer
    language = RequestLocale(request).language
    wanted = parse_request(explorer, request.query_params)
    chosen = select_network(_lines(explorer, wanted), wanted)
    if chosen.graph is None:
        raise Refusal("No claim in force fits all of this.", "Ask for less at once.")
    note = files.note(explorer.source, "zh" if language == "zh" else "en")
    drawn = svg(chosen.graph, Look(language, _title(explorer, chosen, language), note, chosen.focus))
    about = "-".join(value for _, value in wanted.where()) or "network"
    return explorer, drawn, re.sub(r"[^A-Za-z0-9.]+", "-", about)[:80].strip("-.") or "network"


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}


routes = [Route("/network", network), Route("/network.svg", as_svg), Route("/network.png", as_png)]
