"""The site: every thing has its place, every link leads somewhere, nothing is fetched, everybody can read it."""

from __future__ import annotations

import itertools
import json
import posixpath
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

import pyoxigraph as ox
import pytest

from exordf.browse.model.facts import Facts
from exordf.browse.model.locations import path_of
from exordf.rdf.rows import text
from exordf.release import assembly
from exordf.static_site import render

if TYPE_CHECKING:
    from pathlib import Path

    from exordf import Dataset
    from exordf.release.build_release import BuildResult

VOID = {"meta", "link", "input", "br", "img", "rect", "path", "circle"}


class Page(HTMLParser):
    """What the tests ask of a page: its elements with attributes, its anchors, links, headings, words by language."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[tuple[str, dict[str, str]]] = []
        self.words: list[tuple[str, str]] = []  # language, words
        self.feed(markup)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        language = next((attrs["lang"] for _, attrs in reversed(self.open) if "lang" in attrs), "")
        self.words.append((language, data))

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def anchors(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]

    @property
    def links(self) -> list[str]:
        return [attrs[name] for _, attrs in self.elements for name in ("href", "src", "action") if name in attrs]


@pytest.fixture(scope="module")
def site(release: BuildResult) -> dict[str, bytes]:
    """The files of the site in the release, by their paths."""
    assert release.out is not None
    folder = release.out / assembly.SITE
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture(scope="module")
def pages(site: dict[str, bytes]) -> dict[str, Page]:
    return {path: Page(content.decode()) for path, content in site.items() if path.endswith(".html")}


def test_every_link_leads_to_a_page_and_to_an_anchor_on_it(site: dict[str, bytes], pages: dict[str, Page]) -> None:
    broken = []
    anchors = {name: set(page.anchors) for name, page in pages.items()}
    for path, page in pages.items():
        for link in page.links:
            if link.startswith(("http://", "https://")):
                continue
            target, anchor = urldefrag(link)
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target))) if target else path
            if there not in site or (anchor and unquote(anchor) not in anchors[there]):
                broken.append((path, link))
    assert broken == []


def test_nothing_is_loaded_from_another_host_and_no_script_or_style_stands_in_a_page(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        loaded = [attrs.get("src", "") for tag in ("script", "img", "iframe") for attrs in page.of(tag)]
        loaded += [attrs["href"] for attrs in page.of("link")]
        assert not [address for address in loaded if ":" in address], path
        assert all("src" in attrs for attrs in page.of("script")), path
        assert not page.of("style"), path
        assert not [attrs for _, attrs in page.elements if "style" in attrs or any(name[:2] == "on" for name in attrs)]


def test_every_term_claim_and_record_has_its_place(dataset: Dataset, pages: dict[str, Page]) -> None:
    facts = Facts.of_all(dataset)
    for node in facts.things:
        spot = facts.locations.of(node)
        if node in facts.all_of("Review"):
            continue
        assert spot is not None, node
        assert path_of(spot) in pages
        assert not spot.anchor or spot.anchor in pages[path_of(spot)].anchors, node
    claims = dataset.query("SELECT ?claim WHERE { ?claim a exo:Claim }").column("claim")
    for claim in claims:
        assert isinstance(claim, ox.NamedNode)
        spot = facts.locations.of(claim)
        assert spot is not None
        assert (spot.kind, spot.anchor) == ("section", claim.value.rpartition("/")[2])


def test_a_page_of_a_term_says_what_show_says(dataset: Dataset, site: dict[str, bytes]) -> None:
    page = Page(site["term/miR-214-3p.html"].decode())
    words = "".join(said for _, said in page.words)
    shown = dataset.show("miR-214-3p").facets
    for facet, column in (("30-acts", "statement"), ("31-acted-upon", "statement"), ("60-findings", "comment")):
        for said in shown[facet].column(column):
            assert text(said) in words


def test_claims_show_certainty_sentence_references_and_verdicts(site: dict[str, bytes]) -> None:
    html = site["section/2.1.html"].decode()
    claim = html[html.index('id="2.1-10b"') :]
    claim = claim[: claim.index("</article>")]
    for said in ("reported", "reference/31.html", "different topic", "reference/li-2016.html", "finding:2.1-rab7"):
        assert said in claim
    assert "携带 miR-214-3p 的破骨细胞外泌体抑制成骨细胞分化。" in claim


def test_a_query_page_has_the_whole_answer(dataset: Dataset, pages: dict[str, Page]) -> None:
    for name, named in dataset.queries.items():
        page = pages[f"query/{name}.html"]
        rows = 0 if named.endpoint else len(dataset.ask(name))
        assert len(page.of("tr")) == (rows + 1 if not named.endpoint else 0) + (len(named.parameters) + 1) * bool(
            named.parameters
        )


def test_every_shape_with_a_message_is_there_in_both_languages(dataset: Dataset, pages: dict[str, Page]) -> None:
    page = pages["shapes.html"]
    words = "".join(said for _, said in page.words)
    messages = [quad.object for quad in dataset.shapes if quad.predicate.value.endswith("shacl#message")]
    assert len(messages) > 100
    assert [said.value for said in messages if isinstance(said, ox.Literal) and said.value not in words] == []


def test_chinese_is_marked_as_chinese(pages: dict[str, Page]) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for path, page in pages.items():
        code = {"guide/", "query/"}
        loose = [said for language, said in page.words if chinese.search(said) and language != "zh"]
        assert not loose or path[:6] in code, (path, loose[:3])


def test_headings_come_in_order_and_there_is_one_of_the_first_rank(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        ranks = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert ranks.count(1) == 1, path
        assert all(next_ - rank <= 1 for rank, next_ in itertools.pairwise(ranks)), (path, ranks)


def test_landmarks_labels_and_table_heads_are_there(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        for landmark in ("header", "nav", "main", "footer"):
            assert len(page.of(landmark)) == 1, path
        assert page.of("html") == [{"lang": "en"}]
        assert all(attrs.get("alt") for attrs in page.of("img")), path
        assert len(page.anchors) == len(set(page.anchors)), path
        assert all(attrs.get("scope") == "col" for attrs in page.of("th")) or path.startswith("guide/"), path
        assert len(page.of("table")) == len([1 for tag, _ in page.elements if tag == "thead"]), path


def luminance(color: str) -> float:
    """Relative luminance by WCAG 2.2, of `#rgb` or `#rrggbb`."""
    digits = "".join(each * 2 for each in color[1:]) if len(color) == 4 else color[1:]
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_words_stand_out_from_their_ground_in_light_and_dark(site: dict[str, bytes]) -> None:
    themes = re.findall(r":root \{(.*?)\}", site["static/site.css"].decode(), re.DOTALL)
    assert len(themes) == 2
    for theme in themes:
        color = dict(re.findall(r"--([\w-]+): (#\w+)", theme))
        on = [(ink, paper) for ink in ("ink", "quiet", "link") for paper in ("paper", "raised", "mark")]
        on += [(name, f"{name}-paper") for name in ("good", "bad", "doubt")]
        for ink, paper in on:
            high, low = sorted((luminance(color[ink]), luminance(color[paper])), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, paper)


def test_the_search_knows_terms_claims_and_queries_in_both_languages(site: dict[str, bytes]) -> None:
    script = site["static/index.js"].decode()
    found = json.loads(script[script.index("[") : script.rindex("]") + 1])
    names = {(entry[0], entry[1]) for entry in found}
    assert ("osteoclast", "破骨细胞") in names
    assert {entry[2].partition(":")[0] for entry in found} >= {"exo", "claim", "reference", "gap"}
    assert any(entry[2].startswith("query ") for entry in found)
    assert all(urldefrag(entry[3])[0] in site for entry in found)


def test_the_own_script_is_a_few_kilobytes(site: dict[str, bytes]) -> None:
    assert len(site["static/site.js"]) < 4_000
    assert len(site["static/site.css"]) < 10_000


def test_no_two_pages_differ_only_by_case(site: dict[str, bytes]) -> None:
    assert len({path.casefold() for path in site}) == len(site)


@pytest.mark.slow("again")
def test_made_again_it_has_the_same_bytes(dataset: Dataset, site: dict[str, bytes], tmp_path: Path) -> None:
    render.write(dataset, tmp_path / "site")
    written = {
        path.relative_to(tmp_path / "site").as_posix(): path.read_bytes()
        for path in (tmp_path / "site").rglob("*")
        if path.is_file() and path.name != "checksums.sha256"
    }
    assert written == site


def test_a_term_in_the_list_has_as_many_claims_as_its_page_shows(site: dict[str, bytes]) -> None:
    counted = re.findall(
        r'<li class="term"><a href="([^"]+)">.*?<span class="count">(\d+) claims?</span>', site["terms.html"].decode()
    )
    assert len(counted) > 300
    for address, number in counted:
        shown = set(re.findall(r'<p class="statement"><a class="number"[^>]*>([^<]+)</a>', site[address].decode()))
        assert len(shown) == int(number), address
    listed = {address for address, _ in counted}
    for address, content in site.items():
        if address.startswith(("term/", "property/")) and b'class="statement"' in content:
            assert address in listed
