"""Every kind of page of the explorer in a browser: at four widths and looks, for everybody, by keyboard, by links."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import jinja2
import pytest
from starlette.testclient import TestClient

from exordf import files
from exordf.browse.model.urls import path_of
from exordf.server.app import application
from exordf.server.http import rendering
from tests import browser as browsers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf import Dataset
    from exordf.browse.model.explorer import Explorer

CONSTRUCT = "/query?query=CONSTRUCT+%7B%3Fs+exo:targets+%3Fo%7D+WHERE+%7B%3Fs+exo:targets+%3Fo%7D"
# One of each kind, and the longest of those that may be long.
PAGES = (
    *("/", "/search?q=miR214", "/search?q=zzzzqqqq", "/search?q=osteoclst"),
    *("/claims", "/claims?about=exo:miR-214-3p&q=mir", "/claims?q=nobodywrotethis", "/liu2023/claim/2.1-10b"),
    *("/liu2023/claim/5-06n", "/network", "/network?section=2.1", "/network?from=miR-214-3p&to=osteoporosis"),
    *("/network?term=ATF4&section=5", "/network?view=whole", "/terms", "/terms?view=tree&kind=Disease"),
    *("/ontology/miR-214-3p", "/ontology/Exosome", "/ontology/inhibits", "/review", "/liu2023/section/2.2"),
    *("/liu2023/section/A", "/references", "/references?words=vesicle", "/liu2023/reference/31", "/findings"),
    *("/findings?kind=WrongCitation", "/liu2023/finding/2.1-rab7", "/conflicts", "/conflicts?kind=DirectOpposition"),
    *("/liu2023/conflict/osteoclast-exosome-bone-formation", "/gaps", "/liu2023/gap/5-15a", "/query"),
    *("/query/chain", "/query/counts", "/query?query=ASK%7B%3Fs+exo:x+%3Fo%7D", CONSTRUCT),
    "/shapes",
)
REFUSED = ("/ontology/Nothing", "/claims?certainty=exo:Nonsense", "/query?query=SELCT")
# Axe goes through every element, so these are left to the others of their template.
LARGE = {
    *("/claims", "/network?view=whole", "/terms", "/ontology/Exosome", "/liu2023/section/2.2", "/references"),
    *("/findings", "/conflicts"),
}
# A list of six hundred claims, the whole map and all that is in a picture of the network may weigh more.
HEAVY = ("/claims?rows=1000", "/network?view=whole", "/network?term=exo:Exosome")
WEIGHT, SECONDS = 150_000, 0.25  # bytes, seconds of a processor: ten times what the slowest takes alone
# Width, look and language; what axe goes through once in either look and language, wide and narrow.
LOOKS = (
    (390, "dark", "zh", True),
    (820, "light", "en", True),
    (1440, "light", "zh", False),
    (1440, "dark", "en", False),
)
FILE = re.compile(r"\.(bib|css|csv|js|json|jsonld|nt|png|svg|tsv|ttl|xml)$")
LINK = re.compile(r'\b(?:href|src)="(/[^"#]*)')


@pytest.fixture(scope="module")
def client(dataset: Dataset) -> Iterator[TestClient]:
    with TestClient(application(dataset), base_url="http://localhost") as asking:
        explorer = asking.app.state.explorer  # type: ignore[attr-defined]
        explorer.facts.load(list(explorer.facts.things))
        for thread in threading.enumerate():  # what else is made when a server starts is made before time is taken
            if thread.name == "exordf-warm":
                thread.join()
        yield asking


@pytest.mark.slow("browser")
@pytest.mark.parametrize(("width", "scheme", "language", "axe"), LOOKS)
def test_every_kind_of_page_is_whole_fits_and_keeps_nobody_out(  # noqa: PLR0913 - a look has four sides
    address: str, browser: Any, width: int, scheme: str, language: str, *, axe: bool
) -> None:
    with browsers.opened(browser, width=width, scheme=scheme, language=language) as (page, wrong):
        for path in (*PAGES, *REFUSED):
            answer = page.goto(address + path)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                wrong.append(f"{wide} pixels wide: {path}")
            if page.locator("h1").count() != 1:
                wrong.append(f"{page.locator('h1').count()} headings of the first level: {path}")
            if page.evaluate("document.documentElement.lang") != language:
                wrong.append(f"another language: {path}")
            if answer.ok != (path not in REFUSED):
                wrong.append(f"status {answer.status}: {path}")
            if axe and path not in LARGE:
                page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
                found = browsers.violations(page)
                if found:
                    wrong.append(f"{path}: {found}")
        # A browser notes by itself that a page was refused.
        assert [each for each in wrong if "status of 40" not in each] == []


@pytest.mark.slow("browser")
def test_the_keyboard_alone_leads_from_the_search_to_a_term_a_claim_and_its_reference(
    address: str, browser: Any
) -> None:
    with browsers.opened(browser) as (page, wrong):

        def tabbed_to(what: str) -> None:
            for _ in range(300):
                page.keyboard.press("Tab")
                if page.evaluate("what => document.activeElement.matches(what)", what):
                    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                    assert outline != "none", f"{what} has the focus and does not show it"
                    return
            pytest.fail(f"300 steps do not lead to {what}")

        page.goto(f"{address}/")
        tabbed_to("input[type=search]")
        page.keyboard.type("miR214")
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/ontology/miR-214-3p*")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**#main")
        tabbed_to('a[href^="/liu2023/claim/2.1-10b"]')
        page.keyboard.press("Enter")
        page.wait_for_url("**/claim/2.1-10b*")
        tabbed_to('main a[href^="/liu2023/reference/31"]')
        page.keyboard.press("Enter")
        page.wait_for_url("**/reference/31*")
        assert "Rab7" in page.locator("h1").inner_text()
        assert wrong == []


def links(client: TestClient, path: str, language: str = "en") -> list[str]:
    """Where a page leads on this server, each place once."""
    page = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert page.status_code < 400, f"{path}: {page.status_code}"
    if not page.headers["content-type"].startswith("text/html"):
        return []
    return list(dict.fromkeys(unescape(link) for link in LINK.findall(page.text)))


def anew(path: str, turn: str) -> str:
    """The address with a parameter that means nothing, so that the page is made and not taken from those kept."""
    return f"{path}{'&' if '?' in path else '?'}turn={turn}"


def kind_of(path: str) -> tuple[str, ...]:
    """What an address has in common with its like: a file its name, a page its folder and its parameter, or several."""
    at = urlsplit(path)
    folder, _, name = at.path.rpartition("/")
    if FILE.search(name):
        return (at.path,)
    keys = {key for key, _ in parse_qsl(at.query) if key != "lang"}
    return (folder or name, *(keys if len(keys) < 2 else ("several",)))


@pytest.mark.slow("every")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_link_is_dead_from_the_first_page_on(client: TestClient, language: str) -> None:
    todo, seen, followed = ["/"], {"/"}, Counter[tuple[str, ...]]()
    while todo:
        for link in links(client, todo.pop(0), language):
            kind = kind_of(link)
            if link not in seen and followed[kind] < (1 if FILE.search(kind[0]) else 3):
                seen.add(link)
                followed[kind] += 1
                todo.append(link)
    assert len(seen) > 100
    assert {urlsplit(path).path.split("/")[1] for path in PAGES} <= {urlsplit(path).path.split("/")[1] for path in seen}


@pytest.mark.slow("every")
def test_everything_that_has_a_page_is_linked_from_a_list(client: TestClient) -> None:
    explorer: Explorer = client.app.state.explorer  # type: ignore[attr-defined]
    lists = ["/terms", "/terms?view=tree", "/claims?rows=1000", "/references", "/findings", "/conflicts", "/gaps"]
    sections = {path_of(node.value): "" for node in explorer.facts.all_of("Section")}
    linked = {link for path in [*lists, "/review", *sections, "/query"] for link in links(client, path)}
    for path in sections:
        sections[path] = client.get(path).text
    for path in sorted({path_of(node.value) for node in explorer.facts.things} - linked):
        # A sentence has no page of its own: its address is its place on the page of its section.
        answer = client.get(path, follow_redirects=False)
        assert answer.status_code == 303, path
        section, _, place = answer.headers["location"].partition("#")
        assert f'id="{place}"' in sections[section], path


class RecordingLoader(jinja2.BaseLoader):
    """Loads templates by another loader, and records their names."""

    def __init__(self, loader: jinja2.BaseLoader) -> None:
        self.loader = loader
        self.names: set[str] = set()

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:
        self.names.add(template)
        return self.loader.get_source(environment, template)


@pytest.mark.slow("every")
def test_the_pages_that_are_looked_at_use_every_template(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = rendering._templates.__wrapped__()  # one of its own, which has loaded none yet
    assert environment.loader is not None
    loader = environment.loader = RecordingLoader(environment.loader)
    monkeypatch.setattr(rendering, "_templates", lambda: environment)
    for path in (*PAGES, *REFUSED):
        client.get(anew(path, "template"), headers={"Accept": "text/html"})
    # Several reviews and records in no section are listed where there are any; guides are pages of the static site.
    unused = {path.name for path in files.find_files(files.package_folder("server/templates"), ".html")} - loader.names
    assert unused == {"reviews.html", "unplaced.html", "guide.html", "guides.html"}


@pytest.mark.slow("every")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_pages_are_light_and_quick(client: TestClient, language: str) -> None:
    said = {"Accept": "text/html", "Accept-Language": language}
    for path in (*PAGES, *REFUSED, *HEAVY):
        page = client.get(path, headers=said)
        loaded = sum(len(client.get(link).content) for link in set(LINK.findall(page.text)) if "/static/" in link)
        taken = []
        for turn in range(5):
            begun = time.process_time()
            client.get(anew(path, str(turn)), headers=said)
            taken.append(time.process_time() - begun)
        weight = len(page.content) + loaded
        if path not in HEAVY:
            assert weight < WEIGHT, f"{path}: {weight} bytes"
            assert min(taken) < SECONDS, f"{path}: {min(taken):.3f} s"
