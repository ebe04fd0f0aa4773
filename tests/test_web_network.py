"""The network of the explorer: every view is a link, what cannot be shown is said, the same as picture and as list."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from exordf.browse.content import overview, page_pictures
from exordf.browse.model.translations import chinese_phrases
from exordf.browse.network.network_request import NetworkRequest
from exordf.browse.network.network_selection import limit_edges, select_network, starting_points
from exordf.claims.claim_graph import ClaimGraph
from exordf.drawing import png
from exordf.drawing.graph_paths import MOST_PATHS, paths, shortest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.browse.model.explorer import Explorer

SVG = "{http://www.w3.org/2000/svg}"
MIR, BONE_LOSS = "exo:miR-214-3p", "exo:Osteoporosis"
VIEWS = {
    "nothing": "",
    "an-entity": "term=miR-214-3p&depth=2",
    "two-entities": "term=exo:ATF4&term=exo:PTEN",
    "a-disease": "term=exo:Osteoporosis&depth=2&direction=signed",
    "a-section": "section=2.1&without=pathway&hedged=no",
    "paths": "from=miR-214-3p&to=osteoporosis",
    "whole": "view=whole&misfit=only",
}


def page(client: TestClient, query: str = "", language: str = "en") -> str:
    answer = client.get(f"/network?{query}", headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def drawn(text: str) -> ET.Element:
    """The picture in a page."""
    found = re.search(r'<svg[^>]* class="network".*?</svg>', text, re.DOTALL)
    assert found
    return ET.fromstring(found.group())  # noqa: S314 - our own


def shown(text: str) -> set[str]:
    """The claims of the lines in a picture."""
    return {claim for group in drawn(text).iter(f"{SVG}g") for claim in group.attrib.get("data-claims", "").split()}


def boxes(text: str) -> list[str]:
    return [group.attrib["data-entity"] for group in drawn(text).iter(f"{SVG}g") if "data-entity" in group.attrib]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("query", VIEWS.values(), ids=VIEWS)
def test_the_list_says_what_the_picture_shows(client: TestClient, query: str, language: str) -> None:
    text = page(client, query, language)
    listed = set(re.findall(r'data-claim="([^"]+)"', text))
    assert listed
    assert {claim.partition(":")[2] for claim in shown(text)} == {unescape(name) for name in listed}
    assert set(boxes(text)) == set(re.findall(r'<li data-entity="([^"]+)"', text))


@pytest.mark.parametrize("query", VIEWS.values(), ids=VIEWS)
def test_a_page_needs_no_style_and_no_script_of_its_own(client: TestClient, query: str) -> None:
    text = page(client, query)
    assert not re.search(r"<style|\sstyle=|<script(?! src=)|\son\w+=", text)
    identifiers = re.findall(r'\sid="([^"]+)"', text)
    assert len(identifiers) == len(set(identifiers))


def test_it_begins_with_what_tells_most_and_not_with_all(client: TestClient, explorer: Explorer) -> None:
    first = starting_points(explorer.graph)
    assert len(first.terms) == 1
    there = boxes(page(client))
    assert first.terms[0] in there
    assert 6 < len(there) < 40
    assert starting_points(ClaimGraph({}, ())).whole


def test_a_first_page_is_small(client: TestClient) -> None:
    style = [client.get(f"/static/{name}") for name in ("explorer.css", "network.css", "network.js", "explorer.js")]
    assert len(page(client).encode()) + sum(len(answer.content) for answer in style) < 150_000


def test_boxes_stand_in_the_page_column_by_column_and_lead_to_their_terms(client: TestClient) -> None:
    picture = drawn(page(client, "term=miR-214-3p&depth=2"))
    links = list(picture.iter(f"{SVG}a"))
    middles = [float(next(link.iter(f"{SVG}text")).attrib["x"]) for link in links]
    assert middles == sorted(middles)
    assert "/ontology/miR-214-3p" in [link.attrib["href"] for link in links]
    said = drawn(page(client, "term=miR-214-3p&lang=zh"))
    assert "/ontology/miR-214-3p?lang=zh" in [link.attrib["href"] for link in said.iter(f"{SVG}a")]


def test_the_labels_of_the_picture_are_in_the_language_of_the_page(client: TestClient) -> None:
    for language, words in (("en", "osteoclast exosome"), ("zh", "破骨细胞外泌体")):
        picture = drawn(page(client, "term=miR-214-3p", language))
        texts = {"".join(link.itertext()).strip() for link in picture.iter(f"{SVG}a")}
        assert words in texts


def test_filters_leave_out_what_they_say(client: TestClient, explorer: Explorer) -> None:
    edges = {str(edge.claim["claim"]): edge for edge in explorer.graph.edges}
    every = shown(page(client, "view=whole"))
    assert every == {name for name, edge in edges.items() if edge.subject != edge.object}
    firm = shown(page(client, "view=whole&hedged=no"))
    assert firm == {name for name in every if not edges[name].hedged}
    assert firm != every
    wrong = shown(page(client, "view=whole&misfit=only"))
    assert wrong == {name for name in every if edges[name].misfits}
    lowering = shown(page(client, "view=whole&direction=lowers"))
    assert lowering == {name for name in every if edges[name].direction == "lowers"}
    kinds = {str(row["kind"]) for name, row in explorer.graph.nodes.items()}
    left = {explorer.graph.nodes[name]["kind"] for name in boxes(page(client, "view=whole&without=pathway"))}
    assert kinds - left == {"exo:Pathway"}
    section = shown(page(client, "section=section:2.1"))
    assert section == {name for name in every if edges[name].claim["section"] == "section:2.1"}


def test_more_steps_show_more(client: TestClient) -> None:
    one, two = (set(boxes(page(client, f"term=miR-214-3p&depth={depth}"))) for depth in (1, 2))
    assert one < two


def test_paths_lead_from_end_to_end_along_the_lines(explorer: Explorer) -> None:
    found = paths(explorer.graph, MIR, BONE_LOSS, 5)
    steps = {(edge.subject, edge.object) for edge in explorer.graph.edges}
    assert found.complete
    assert found.paths
    for path in found.paths:
        assert (path[0], path[-1]) == (MIR, BONE_LOSS)
        assert len(path) == len(set(path)) <= 6
        assert set(pairwise(path)) <= steps
    on_paths = {step for path in found.paths for step in pairwise(path)}
    assert {(edge.subject, edge.object) for edge in found.graph.edges} == on_paths
    assert len(shortest(explorer.graph, MIR, BONE_LOSS)) == len(found.paths[0])


def test_paths_are_all_that_there_are(explorer: Explorer) -> None:
    """Against a plain search of the small graph around one entity."""
    graph = select_network(explorer.graph, NetworkRequest(terms=(MIR,), depth=2)).graph
    assert graph
    after: dict[str, set[str]] = {}
    for edge in graph.edges:
        after.setdefault(edge.subject, set()).add(edge.object)

    def plain(path: tuple[str, ...], end: str) -> Iterator[tuple[str, ...]]:
        if path[-1] == end:
            yield path
        elif len(path) <= 4:
            for there in sorted(after.get(path[-1], ())):
                if there not in path:
                    yield from plain((*path, there), end)

    for end in sorted(graph.nodes):
        if end != MIR:
            assert set(paths(graph, MIR, end, 4).paths) == set(plain((MIR,), end))


def test_the_search_for_paths_is_bounded(explorer: Explorer) -> None:
    nodes = [f"n:{level}-{number}" for level in range(6) for number in range(7)]
    some = explorer.graph.edges[0]
    edges = tuple(
        replace(some, claim={**some.claim, "claim": f"{one}>{other}", "subject": one, "object": other})
        for one in nodes
        for other in nodes
        if int(other[2]) == int(one[2]) + 1
    )
    found = paths(ClaimGraph({}, edges), nodes[0], nodes[-1], 5)
    assert (found.complete, len(found.paths)) == (False, MOST_PATHS)


def test_where_no_path_leads_the_nearest_connection_is_said(client: TestClient) -> None:
    text = page(client, "from=osteoporosis&to=miR-214-3p&steps=1")
    assert "No path of at most 1 steps leads from osteoporosis to miR-214-3p." in text
    assert re.search(r"The shortest one has \d|The nearest connection", text)
    assert "There are paths in the other direction" not in page(client, "from=miR-214-3p&to=osteoporosis&steps=1")
    text = page(client, "from=osteoporosis&to=osteoclast+exosome&steps=6")
    assert "Nor does a longer one" in text or "The shortest one has" in text


def test_paths_the_other_way_round_are_offered(client: TestClient, explorer: Explorer) -> None:
    one_way = next(
        edge
        for edge in explorer.graph.edges
        if not shortest(explorer.graph, edge.object, edge.subject) and edge.subject != edge.object
    )
    text = page(client, f"from={one_way.object}&to={one_way.subject}")
    assert "Nor does a longer one" in text
    assert "There are paths in the other direction" in text
    assert shown(text)


def test_where_nothing_fits_it_is_said(client: TestClient) -> None:
    text = page(client, "term=miR-214-3p&section=5")
    assert "No claim in force fits all of this." in text
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="network"' not in text


@pytest.mark.parametrize(
    "query",
    [
        *("term=miR-2144", "term=http://+bad", "term=%00", "term=%ED%A0%80", f"term={'x' * 9000}", "section=99"),
        *("depth=4&term=ATF4", "depth=9999999999999999999999", "depth=-1", "steps=x", "direction=up", "view=all"),
        *("from=miR-214-3p", "to=osteoporosis", "from=ATF4&to=ATF4", "hedged=yes", "misfit=x", "lang=xx&depth=zz"),
        "&".join(f"term=exo:{number}" for number in range(40)),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(client: TestClient, query: str) -> None:
    for kind in ("", ".svg", ".png"):
        answer = client.get(f"/network{kind}?{query}")
        assert answer.status_code == 400, (kind, answer.status_code)
        assert "<h1>" in answer.text


def test_what_means_nothing_changes_nothing(client: TestClient) -> None:
    assert boxes(page(client, "term=&section=&without=nothing&other=1&lang=xx")) == boxes(page(client))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_can_be_saved(client: TestClient, language: str) -> None:
    query = f"term=miR-214-3p&hedged=no&lang={language}"
    answer = client.get(f"/network.svg?{query}")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-disposition"] == 'attachment; filename="exo-miR-214-3p.svg"'
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    assert {name for group in root.iter(f"{SVG}g") for name in group.attrib.get("data-claims", "").split()} == shown(
        page(client, query)
    )
    assert "href" not in answer.text
    assert "https://creativecommons.org/licenses/by/4.0/" in answer.text
    painted = client.get(f"/network.png?{query}")
    assert painted.headers["content-type"] == "image/png"
    assert painted.content.startswith(b"\x89PNG\r\n\x1a\n")


def test_the_whole_is_painted_no_larger_than_can_be_borne(client: TestClient) -> None:
    content = client.get("/network.png?view=whole").content
    across, down = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
    assert 5_000_000 < across * down < 10_100_000


def test_where_nothing_paints_the_link_is_gone_and_the_address_says_so(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "/network.png" in page(client)
    monkeypatch.setattr(png, "find_spec", lambda name: None if name == "resvg_py" else name)
    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    assert "/network.png" not in page(client, "depth=2")  # a page that is not made yet
    answer = client.get("/network.png?term=ATF4")
    assert answer.status_code == 501
    assert "checkout" in answer.text


def test_of_a_graph_too_large_the_entities_with_most_claims_are_drawn(explorer: Explorer) -> None:
    small = limit_edges(explorer.graph, 100)
    assert 50 < len(small.edges) <= 100
    assert limit_edges(explorer.graph) is explorer.graph
    ends = {end for edge in small.edges for end in (edge.subject, edge.object)}
    assert set(small.nodes) == ends
    assert "exo:Exosome" in ends


def test_a_table_of_the_same_claims_is_a_link_where_there_is_one() -> None:
    assert NetworkRequest(terms=(MIR,)).claims() == [("about", MIR)]
    assert NetworkRequest(section="section:2.1").claims() == [("section", "section:2.1")]
    for other in (
        NetworkRequest(terms=(MIR,), depth=2),
        NetworkRequest(terms=(MIR,), misfit=True),
        NetworkRequest(whole=True),
    ):
        assert other.claims() == []


def test_an_address_says_what_was_asked(client: TestClient) -> None:
    text = page(client, "term=骨质疏松症&depth=2&direction=signed&hedged=no&without=pathway")
    saved = re.search(r'href="(/network\.svg[^"]+)"', text)
    assert saved
    assert unescape(saved.group(1)) == (
        "/network.svg?term=exo%3AOsteoporosis&depth=2&without=pathway&direction=signed&hedged=no"
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_whole_at_one_glance_is_small_and_leads_on(explorer: Explorer, language: str) -> None:
    made = overview.svg(explorer, language, lambda iri: f"/to/{iri.rpartition('/')[2]}")
    assert len(made.encode()) < 40_000
    root = ET.fromstring(made)  # noqa: S314 - our own
    links = [link.attrib["href"] for link in root.iter(f"{SVG}a")]
    assert len([link for link in links if link.startswith("/to/")]) >= 30
    assert {link for link in links if not link.startswith("/to/")} == {f"/network?view=whole&lang={language}"}
    assert made == overview.svg(explorer, language, lambda iri: f"/to/{iri.rpartition('/')[2]}")
    texts = " ".join(root.itertext())
    assert ("osteoporosis" in texts, "骨质疏松症" in texts) == (language == "en", language == "zh")


def test_every_bundle_of_the_whole_begins_and_ends_at_a_box(explorer: Explorer) -> None:
    root = ET.fromstring(overview.svg(explorer, "en", lambda iri: iri))  # noqa: S314 - our own
    frames: list[tuple[float, float, float, float]] = []
    for shape in root.iter():
        if shape.attrib.get("class") != "shape" or not shape.tag.startswith(SVG):
            continue
        if "points" in shape.attrib:
            xs, ys = zip(*(map(float, pair.split(",")) for pair in shape.attrib["points"].split()), strict=True)
            frames.append((min(xs), min(ys), max(xs), max(ys)))
        else:
            x, y, wide, high = (float(shape.attrib[name]) for name in ("x", "y", "width", "height"))
            frames.append((x, y, x + wide, y + high))
    ways = [path.attrib["d"] for path in root.iter(f"{SVG}path") if "stroke-opacity" in path.attrib]
    assert len(ways) > 40
    for way in ways:
        start = re.match(r"M([\d.]+),([\d.]+)H", way)
        end = re.search(r",([\d.]+)H([\d.]+)$", re.sub(r" ([\d.]+),([\d.]+)H", r",\2H", way))
        assert start
        assert end
        for x, y in ((float(start[1]), float(start[2])), (float(end[2]), float(end[1]))):
            assert [1 for left, top, right, low in frames if left - 0.2 <= x <= right + 0.2 and top <= y <= low]


def test_pictures_for_other_pages_lead_to_pages_here(explorer: Explorer) -> None:
    made = page_pictures.around(explorer, MIR, "zh", lambda iri: f"/to/{iri.rpartition('/')[2]}")
    assert made
    root = ET.fromstring(made.svg)  # noqa: S314 - our own
    assert root.attrib["aria-label"] == "miR-214-3p"
    assert "/to/miR-214-3p" in [link.attrib["href"] for link in root.iter(f"{SVG}a")]
    assert not list(root.iter(f"{SVG}desc"))
    assert "id=" not in re.sub(r'id="page-tip-\w+"', "", made.svg)
    assert made.claims == made.all
    assert page_pictures.around(explorer, "exo:nothing", "en", str) is None
    section = page_pictures.section(explorer, "section:2.1", "en", str)
    assert section
    assert "How exosomes bring about osteoporosis" in section


def test_every_phrase_has_its_chinese() -> None:
    from exordf import files  # noqa: PLC0415 - for this test alone

    known: dict[str, Any] = dict(chinese_phrases())
    for name in ("network.html", "network-parts.html"):
        words = (files.package_folder("server/templates") / name).read_text(encoding="utf-8")
        for phrase in re.findall(r"\bt\('((?:[^'\\]|\\.)+)'", words):
            assert phrase in known, phrase


OSTEOCLAST, ITS_EXOSOME = "exo:Osteoclast", "exo:OsteoclastExosome"


def test_who_secretes_and_who_carries_are_steps_of_a_path(client: TestClient, explorer: Explorer) -> None:
    assert shortest(explorer.ways, OSTEOCLAST, MIR) == (OSTEOCLAST, ITS_EXOSOME, MIR)
    text = page(client, "from=osteoclast&to=miR-214-3p&steps=2")
    assert "osteoclast → osteoclast exosome → miR-214-3p" in text
    assert boxes(text) == [OSTEOCLAST, ITS_EXOSOME, MIR]


@pytest.mark.parametrize(
    ("language", "words", "note"),
    [("en", "by definition, not a claim", "Dotted lines are not claims"), ("zh", "依定义，并非论断", "点线并非论断")],
)
def test_what_a_definition_says_is_no_claim_and_is_marked(
    client: TestClient, explorer: Explorer, language: str, words: str, note: str
) -> None:
    query = "from=osteoclast&to=miR-214-3p&steps=2"
    text = page(client, query, language)
    carrying = {
        edge.claim["claim"] for edge in explorer.graph.edges if (edge.subject, edge.object) == (ITS_EXOSOME, MIR)
    }
    assert shown(text) == carrying
    lines = [group for group in drawn(text).iter(f"{SVG}g") if "data-definition" in group.attrib]
    assert [group.attrib["data-definition"] for group in lines] == [ITS_EXOSOME]
    assert "stroke-dasharray" in next(lines[0].iter(f"{SVG}path")).attrib
    assert words in text
    assert note in text
    assert f'data-total="{len(carrying)}"' in text
    saved = client.get(f"/network.svg?{query}&lang={language}").text
    assert f'data-definition="{ITS_EXOSOME}"' in saved
    assert "not a claim" in saved or "并非论断" in saved


def test_definitions_of_secretion_are_in_no_picture_of_claims_and_no_export(
    client: TestClient, explorer: Explorer
) -> None:
    assert not any(edge.definition for edge in explorer.graph.edges)
    assert "data-definition" not in page(client, "term=exo:OsteoclastExosome")
    assert "data-definition" not in page(client, "view=whole")


def test_an_edge_of_a_definition_is_one_of_the_ontology_that_no_claim_states(explorer: Explorer) -> None:
    said = explorer.dataset.query("SELECT ?cell ?vesicle WHERE { ?vesicle exo:secretedBy ?cell }")
    curie = explorer.dataset.prefixes.curie
    pairs = {(curie(cell), curie(vesicle)) for cell, vesicle in said.terms}  # type: ignore[arg-type]
    claimed = {
        (edge.subject, edge.object) for edge in explorer.graph.edges if edge.claim["predicate"] == "exo:secretes"
    }
    made = [(edge.subject, edge.object) for edge in explorer.ways.edges if edge.definition]
    assert set(made) == pairs - claimed
    assert len(made) == len(set(made)) > 5
    assert pairs & claimed
