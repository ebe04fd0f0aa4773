"""The static site: all that the explorer has is there, every link works from a disk, everybody can read it."""

from __future__ import annotations

import itertools
import json
import posixpath
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

import pyoxigraph as ox
import pytest

from exordf import Dataset
from exordf.browse.model.facts import Facts
from exordf.rdf.rows import text
from exordf.release import assembly
from exordf.static_site import freeze

if TYPE_CHECKING:
    from pathlib import Path

    from exordf.release.build_release import BuildResult

VOID = {"meta", "link", "input", "br", "img", "rect", "path", "circle"}
CODE = {"code", "pre", "title"}
# What leads from a page, or is loaded by it.
ADDRESSES = ("href", "src", "action", "formaction", "data-at", "data-suggest", "data-post")


class Page(HTMLParser):
    """What the tests ask of a page: its elements with attributes, its anchors, links, headings, text by language."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[tuple[str, dict[str, str]]] = []
        self.words: list[tuple[str, str]] = []  # language, text
        self.prose: list[tuple[str, str]] = []  # the same without code and the title, which has no elements in it
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
        if not CODE.intersection(tag for tag, _ in self.open):
            self.prose.append((language, data))

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def anchors(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]

    @property
    def links(self) -> list[str]:
        return [attrs[name] for _, attrs in self.elements for name in ADDRESSES if name in attrs]

    @property
    def text(self) -> str:
        return "".join(words for _, words in self.words)


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
            target = target.partition("?")[0]
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target))) if target else path
            if link.startswith("/") or there not in site or (anchor and unquote(anchor) not in anchors[there]):
                broken.append((path, link))
    assert broken == []


def test_nothing_is_there_that_needs_a_server(site: dict[str, bytes], pages: dict[str, Page]) -> None:
    """No link without a target, no form but the search, no script that asks a server."""
    for path, page in pages.items():
        bare = [attrs for attrs in page.of("a") if "href" not in attrs]
        assert not bare or "/guide/" in f"/{path}", (path, bare[:2])
        forms = [posixpath.basename(attrs["action"]) for attrs in page.of("form")]
        assert set(forms) <= {"search.html"}, (path, forms)
        assert not [attrs for _, attrs in page.elements if "data-suggest" in attrs], path
    scripts = {path for path in site if path.endswith(".js")}
    assert scripts == {"static/frozen.js", "static/index.js", "static/network.js"}
    assert not [path for path in scripts if b"fetch(" in site[path]]


def test_nothing_is_loaded_from_another_host_and_no_script_or_style_stands_in_a_page(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        loaded = [attrs.get("src", "") for tag in ("script", "img", "iframe") for attrs in page.of(tag)]
        loaded += [attrs["href"] for attrs in page.of("link") if attrs["rel"] != "canonical"]
        assert not [address for address in loaded if ":" in address], path
        assert all("src" in attrs for attrs in page.of("script")), path
        assert not page.of("style"), path
        assert not [attrs for _, attrs in page.elements if "style" in attrs or any(name[:2] == "on" for name in attrs)]


def test_every_term_claim_and_record_has_its_place(dataset: Dataset, pages: dict[str, Page]) -> None:
    """A page of its own, or an anchor in its section; claims and records have both, as links to either are about."""
    facts = Facts.of_all(dataset)
    for node in facts.things:
        location, own = (
            facts.locations.of(node),
            f"{facts.locations.folder_of(node)}/{facts.locations.name_of(node)}.html",
        )
        if own not in pages:
            assert location is not None, node
            assert own.startswith(("sentence/", "citation/")), node
        if location is not None and location.anchor:
            holder = f"{location.kind}/{location.name}.html" if location.name else f"{location.kind}.html"
            assert location.anchor in pages[holder].anchors, node
    for path in [path for path in pages if not path.startswith("zh/")]:
        assert f"zh/{path}" in pages
    claims = dataset.query("SELECT ?claim WHERE { ?claim a exo:Claim }").column("claim")
    for claim in claims:
        assert isinstance(claim, ox.NamedNode)
        spot = facts.locations.of(claim)
        assert spot is not None
        assert (spot.kind, spot.anchor) == ("section", claim.value.rpartition("/")[2])


def test_a_page_of_a_term_says_what_show_says(dataset: Dataset, pages: dict[str, Page]) -> None:
    words = pages["term/miR-214-3p.html"].text
    facets = dataset.show("miR-214-3p").facets
    for facet, column in (("30-acts", "statement"), ("31-acted-upon", "statement"), ("60-findings", "comment")):
        for statement in facets[facet].column(column):
            assert text(statement) in words


def test_claims_show_certainty_sentence_references_and_verdicts(pages: dict[str, Page]) -> None:
    page, chinese = pages["claim/2.1-10b.html"], pages["zh/claim/2.1-10b.html"]
    for words in ("reported", "different topic", "2.1-rab7", "Sentence 10"):
        assert words in page.text
    for target in ("reference/31.html", "reference/li-2016.html", "finding/2.1-rab7.html", "section/2.1.html#2.1-10"):
        assert f"../{target}" in page.links
    assert "携带 miR-214-3p 的破骨细胞外泌体抑制成骨细胞分化。" in chinese.text


def test_a_query_page_has_the_whole_answer(dataset: Dataset, pages: dict[str, Page]) -> None:
    for name, named in dataset.queries.items():
        page = pages[f"query/{name}.html"]
        rows = 0 if named.endpoint else len(dataset.ask(name))
        assert len(page.of("tr")) == (rows + 1 if rows else 0) + (len(named.parameters) + 1) * bool(named.parameters)
        assert named.text.rpartition("}")[0].rpartition("\n")[2] in page.text


def test_every_shape_with_a_message_is_there_in_both_languages(dataset: Dataset, pages: dict[str, Page]) -> None:
    words = {"en": pages["shapes.html"].text, "zh": pages["zh/shapes.html"].text}
    messages = [quad.object for quad in dataset.shapes if quad.predicate.value.endswith("shacl#message")]
    assert len(messages) > 100
    literals = [message for message in messages if isinstance(message, ox.Literal)]
    assert [message.value for message in literals if message.value not in words[message.language or "en"]] == []


def test_chinese_is_marked_as_chinese(pages: dict[str, Page]) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for path, page in pages.items():
        loose = [words for language, words in page.prose if chinese.search(words) and language != "zh"]
        assert not loose or "guide/" in path, (path, loose[:3])


def test_headings_come_in_order_and_there_is_one_of_the_first_rank(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        ranks = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert ranks.count(1) == 1, path
        assert all(next_ - rank <= 1 for rank, next_ in itertools.pairwise(ranks)), (path, ranks)


def test_landmarks_labels_and_table_heads_are_there(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        assert [attrs["class"] for attrs in page.of("header")][:1] == ["top"], path
        for landmark in ("main", "footer"):
            assert len(page.of(landmark)) == 1, path
        assert all(attrs.get("aria-label") for attrs in page.of("nav")), path
        assert page.of("html") == [{"lang": "zh" if path.startswith("zh/") else "en"}]
        assert all(attrs.get("alt") for attrs in page.of("img")), path
        assert len(page.anchors) == len(set(page.anchors)), path
        assert all(attrs.get("scope") == "col" for attrs in page.of("th")) or "guide/" in path, path
        assert len(page.of("table")) == len([1 for tag, _ in page.elements if tag == "thead"]), path


def luminance(color: str) -> float:
    """Relative luminance by WCAG 2.2, of `#rgb` or `#rrggbb`."""
    digits = "".join(each * 2 for each in color[1:]) if len(color) == 4 else color[1:]
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_words_stand_out_from_their_ground_in_light_and_dark(site: dict[str, bytes]) -> None:
    themes = re.findall(r":root \{(.*?)\}", site["static/explorer.css"].decode(), re.DOTALL)
    assert len(themes) == 2
    for theme in themes:
        color = dict(re.findall(r"--([\w-]+): (#\w+)", theme))
        on = [(ink, paper) for ink in ("ink", "soft", "accent") for paper in ("paper", "panel", "sunken", "mark")]
        on += [(name, "panel") for name in ("raises", "lowers", "doubt")]
        for ink, paper in on:
            high, low = sorted((luminance(color[ink]), luminance(color[paper])), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, paper)


def test_the_search_knows_terms_claims_and_queries_in_both_languages(site: dict[str, bytes]) -> None:
    script = site["static/index.js"].decode()
    entries = json.loads(script[script.index("[") : script.rindex("]") + 1])
    names = {(entry[0], entry[1]) for entry in entries}
    assert ("osteoclast", "破骨细胞") in names
    assert {entry[2].partition(":")[0] for entry in entries} >= {"exo", "claim", "reference", "gap"}
    assert any(entry[2].startswith("query ") for entry in entries)
    assert any("hsa-miR-214-3p" in entry[4] or "MIMAT0000271" in entry[4] for entry in entries)
    for entry in entries:
        assert {urldefrag(entry[3])[0], f"zh/{urldefrag(entry[3])[0]}"} <= site.keys()


def test_the_own_script_is_a_few_kilobytes(site: dict[str, bytes]) -> None:
    assert len(site["static/frozen.js"]) < 4_000
    assert len(site["static/explorer.css"]) < 15_000


def test_no_two_pages_differ_only_by_case(site: dict[str, bytes]) -> None:
    assert len({path.casefold() for path in site}) == len(site)


@pytest.mark.slow("again")
def test_made_again_it_has_the_same_bytes(dataset: Dataset, site: dict[str, bytes], tmp_path: Path) -> None:
    freeze.write(dataset, tmp_path / "site")
    written = {
        path.relative_to(tmp_path / "site").as_posix(): path.read_bytes()
        for path in (tmp_path / "site").rglob("*")
        if path.is_file() and path.name != "checksums.sha256"
    }
    assert written == site


def test_a_term_has_all_claims_that_name_it_on_its_page(dataset: Dataset, pages: dict[str, Page]) -> None:
    """A page on the server has the first of them."""
    facts = Facts.of_all(dataset)
    roles = (
        "exo:subject|exo:predicate|exo:object|exo:vesicle|exo:recipient|exo:site|exo:species|exo:model|exo:condition"
    )
    answer = dataset.query(f"SELECT DISTINCT ?term ?claim WHERE {{ ?claim a exo:Claim ; {roles}|exo:evidence ?term }}")
    compared = 0
    for term, claim in answer.terms:
        location = facts.locations.of(term) if isinstance(term, ox.NamedNode) else None
        if location is not None:
            page = pages[f"{location.kind}/{location.name}.html"]
            assert f"../claim/{text(claim).rpartition('/')[2]}.html" in page.links
            compared += 1
    assert compared > 1_000


def test_an_address_that_was_a_page_before_still_is(pages: dict[str, Page]) -> None:
    """Others link to these."""
    for path, anchor in (
        *(
            ("term/miR-21.html", ""),
            ("property/inhibits.html", ""),
            ("reference/31.html", ""),
            ("query/chain.html", ""),
        ),
        *(("section/2.1.html", "2.1-10b"), ("section/2.1.html", "2.1-10"), ("findings.html", "2.1-rab7")),
        *(("conflicts.html", "micrornas-and-bone-cell-differentiation"), ("gaps.html", ""), ("references.html", "")),
        *(("sections.html", ""), ("terms.html", ""), ("queries.html", ""), ("guides.html", ""), ("index.html", "")),
        *(("guide/start-here.html", ""), ("shapes.html", "claim-object"), ("search.html", "results")),
    ):
        assert path in pages
        assert not anchor or anchor in pages[path].anchors, (path, anchor)


@pytest.mark.parametrize("module", ["jinja2", "markdown_it", "starlette"])
def test_without_a_library_of_the_extra_the_command_says_what_to_install(module: str, tmp_path: Path) -> None:
    program = (
        f"import sys; sys.modules[{module!r}] = None; from exordf.cli.main import run; sys.exit(run(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, "site", "--out", str(tmp_path / "site")]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert outcome.returncode == 2, outcome.stderr
    assert "pip install '.[site]'" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert not (tmp_path / "site").exists()


@pytest.mark.slow("build")
def test_what_stands_in_no_section_has_a_page(tmp_path: Path) -> None:
    """On the server as on the site: the sentence with its claim, and the claim and the citation of no sentence."""
    (tmp_path / "own.ttl").write_text(
        """@prefix exo: <https://w3id.org/exordf/ontology/> . @prefix claim: <https://example.org/claim/> .
        @prefix sentence: <https://example.org/sentence/> . @prefix cito: <http://purl.org/spar/cito/> .
        sentence:S a exo:Sentence .
        claim:C a exo:Claim ; exo:sentence sentence:S ; exo:subject exo:miR-21 .
        claim:loose a exo:Claim ; exo:subject exo:miR-21 .
        <https://example.org/citation/1> a cito:Citation .""",
        encoding="utf-8",
    )
    files = freeze.pages(Dataset.open(tmp_path))
    page = Page(files["unplaced.html"].decode())
    assert len(page.anchors) >= 3
    for name in ("C", "loose"):
        assert len([link for link in page.links if re.fullmatch(rf"claim/{name}-\w+\.html", link)]) == 1
    assert "unplaced.html" in Page(files["sections.html"].decode()).links


@pytest.mark.slow("build")
def test_of_many_claims_between_two_entities_the_first_are_drawn(tmp_path: Path) -> None:
    """No fewer than none: the picture of an entity and its network begin with those that there is room for."""
    claim = (
        "claim:{} a exo:Claim ; exo:subject exo:miR-21 ; exo:predicate exo:inhibits ; exo:object exo:BoneFormation ;"
    )
    (tmp_path / "own.ttl").write_text(
        "@prefix exo: <https://w3id.org/exordf/ontology/> . @prefix claim: <https://example.org/claim/> .\n"
        + "\n".join(f"{claim.format(number)} exo:certainty exo:Reported ." for number in range(70)),
        encoding="utf-8",
    )
    assert b"<svg" in freeze.pages(Dataset.open(tmp_path))["term/miR-21.html"]
