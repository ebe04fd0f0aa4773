"""Data that means harm, served: no page breaks, nothing of it runs, links lead to the web, the words beside it stay."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
from starlette.testclient import TestClient

from exordf.browse.model.urls import path_of
from exordf.drawing import png
from exordf.export.delimited import FORMULA
from exordf.server.app import application
from tests import browser as browsers
from tests import hostile
from tests.markup import checked
from tests.serving import served
from tests.test_web_fuzz import readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf import Dataset

ALL = "SELECT * { ?s rdfs:label|skos:definition|rdfs:comment|exo:printed ?o FILTER(?s != exo:x) }"
GRAPH = "CONSTRUCT WHERE { ?s a exo:Claim ; exo:printed ?o }"
TRIPLES = "CONSTRUCT { ?a ?p ?b } WHERE { ?s a exo:Claim ; exo:subject ?a ; exo:predicate ?p ; exo:object ?b }"
PAGES = [
    *("/", "/claims", "/claims?q=script", "/network", "/network?view=whole", "/review", "/references", "/findings"),
    *("/conflicts", "/gaps", "/terms", "/terms?view=tree", "/search?q=script", "/search?q=claim", "/query"),
    *(f"/query?{urlencode({'query': query})}" for query in (ALL, GRAPH, TRIPLES, "DESCRIBE <javascript:alert(4)>")),
    f"/query?{urlencode({'query': f'SELECT * {{ ?s {hostile.MARKUP} }}'})}",
    *(f"/{kind}?{urlencode({'q': words[:150]})}" for kind in ("search", "claims") for words in hostile.TEXTS[:3]),
    *(f"/thing?{urlencode({'iri': iri})}" for iri in (hostile.MARKUP, *hostile.ODD)),
    *(path_of(hostile.HERE + name) for name in ("", "section/1", "section/1?picture")),
    *(
        f"/hostile/{kind}/{number}"
        for kind in ("claim", "reference", "finding", "conflict", "gap")
        for number in (0, 1, 2, 6)
    ),
    *(path_of(iri) for iri in hostile.ODD),
    *(f"/ontology/Hostile{number}" for number in range(len(hostile.TEXTS))),
]
# A browser looks at a page of each kind, and at those of a thing that has markup and of one that turns the direction.
LOOKED_AT = [*PAGES[:20], *(path for path in PAGES if re.search(r"(hostile/\w+|ontology/Hostile)/?[01](\?|$)", path))]
FILES = [
    *("/network.svg?view=whole", "/suggest?q=script", "/query/completion.json", "/claims.csv", "/claims.jsonld"),
    *("/claims.bib", "/claims.ttl", "/references.csv", "/references.bib", "/references.json"),
    *(f"/query.{form}?{urlencode({'query': ALL})}" for form in ("csv", "tsv", "json", "xml")),
    *(f"/query.{form}?{urlencode({'query': GRAPH})}" for form in ("ttl", "jsonld", "nt")),
    *(f"/hostile/claim/0?format={form}" for form in ("turtle", "jsonld", "ntriples", "csv")),
    *(f"{path_of(hostile.ODD[8])}?format={form}" for form in ("turtle", "jsonld")),
]
# For each text with a control of direction: what else stands in the box or isolate in which it is.
BESIDE = """() => {
  const turning = /[\\u202a-\\u202e\\u2066-\\u2069]/, wrong = [];
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const apart = node => {
    let at = node.parentElement;
    const flows = style => style.display.startsWith("inline") && !/isolate|plaintext/.test(style.unicodeBidi);
    while (flows(getComputedStyle(at))) at = at.parentElement;
    return at;
  };
  const texts = [];
  while (walk.nextNode()) texts.push(walk.currentNode);
  for (const text of texts) {
    const code = text.parentElement.closest("pre, textarea, svg, datalist, option");
    if (!turning.test(text.data) || code) continue;
    const box = apart(text);
    const inline = texts.filter(other => other !== text && other.data.trim() && apart(other) === box);
    if (inline.length) wrong.push(box.outerHTML.slice(0, 300));
  }
  return wrong;
}"""


@pytest.fixture(scope="module")
def harmful(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return hostile.dataset(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def client(harmful: Dataset) -> Iterator[TestClient]:
    with TestClient(application(harmful), base_url="http://localhost", follow_redirects=False) as asking:
        yield asking


@pytest.mark.slow("every")
def test_pages_hold_nothing_but_words_of_it(client: TestClient) -> None:
    shown = 0
    for path in PAGES:
        for language in ("en", "zh"):
            answer = client.get(path, headers={"Accept-Language": language})
            assert answer.status_code in {200, 303, 400, 404}, path
            if answer.status_code == 303:
                assert re.match(r"/(?!/)", answer.headers["location"]), path
            elif answer.headers["content-type"].startswith("text/html"):
                checked(answer.text, path)
                shown += "alert(1)" in answer.text
    assert shown > 20


@pytest.mark.slow("every")
def test_files_are_what_they_say(client: TestClient) -> None:
    for path in FILES:
        answer = client.get(path)
        assert answer.status_code == 200, path
        readable(answer.headers["content-type"], answer.content, path)


def test_pictures_are_whole(client: TestClient) -> None:
    root = ET.fromstring(client.get("/network.svg?view=whole").content)  # noqa: S314 - our own server wrote it
    assert not root.findall(".//{*}script") + root.findall(".//{*}image")
    assert float(root.get("width", "")) < 20_000
    if png.available():
        assert client.get("/network.png?view=whole").content.startswith(b"\x89PNG")


@pytest.mark.parametrize("path", [path for path in FILES if re.search(r"\.csv|=csv", path)])
def test_no_cell_is_a_formula(path: str, client: TestClient) -> None:
    cells = [cell for row in csv.reader(io.StringIO(client.get(path).text)) for cell in row]
    assert cells
    assert not [cell[:40] for cell in cells if cell.startswith(FORMULA) and not re.fullmatch(r"-?\d+(\.\d+)?", cell)]


@pytest.mark.parametrize("path", ["//example.org/x", "//example.org/%2e%2e", "/%2f/example.org", "/%5cexample.org"])
def test_no_link_or_redirect_leads_to_the_host_that_a_path_names(path: str, client: TestClient) -> None:
    answer = client.get(f"http://localhost{path}")
    assert answer.status_code in {200, 404}
    checked(answer.text)
    iri = f"https://w3id.org/exordf{path}"
    there = client.get("/thing", params={"iri": iri})
    assert not there.headers.get("location", "/x").startswith("//")


@pytest.mark.slow("browser")
def test_in_a_browser_nothing_of_it_runs_or_turns_the_words_beside_it(harmful: Dataset, browser: Any) -> None:
    with served(harmful) as address, browsers.opened(browser) as (page, wrong):
        dialogs: list[str] = []

        def said(dialog: Any) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", said)
        for path in LOOKED_AT:
            page.goto(address + (path if path.startswith("/") else f"/{quote(path)}"), wait_until="load")
            assert page.evaluate("document.querySelectorAll('main').length") == 1, path
            assert page.evaluate("document.querySelectorAll('img, iframe, object, embed, style').length") == 0, path
            assert page.evaluate(BESIDE) == [], path
        page.goto(address)
        page.fill("#find", "script")
        page.get_by_role("option").first.wait_for()
        page.goto(f"{address}/query")
        page.fill("#query", "SELECT * { ?s a exo:Hos")
        page.locator(".offered li").first.wait_for()
    # What is not found or not well formed has a status that the console tells.
    assert [each for each in wrong if "Failed to load resource" not in each] == []
    assert dialogs == []
