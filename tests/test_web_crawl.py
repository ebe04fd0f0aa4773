"""Every link and form leads to a page that is there, and a count beside a link is the count of the list it leads to.

A link, or the option of a form, carries `data-count`, and what it leads to `data-total`; `data-of` names the list where
a page has several. Something else than a link may say by `data-at` where its count is to be found.
"""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urldefrag, urlencode, urlsplit

import pytest
from starlette.testclient import TestClient

from exordf.server.app import application

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf import Dataset

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "rect", "source", "wbr", "path", "circle"}
# Whoever combines filters makes addresses without end: pages with two filters are asked for, their links are not.
FILTERED = {"/claims": 1, "/network": 1, "/references": 1, "/terms": 1, "/findings": 1, "/conflicts": 1, "/search": 2}
# Files of whatever a page shows: they take seconds to make, and have no language.
FILES = ("/claims.", "/network.", "/references.", "/query.")
# Of the pages of things, of pages with a filter, and of those with several, one in so many is in the sample.
THINGS, FILTERS, MORE = 12, 6, 1_500
MORE_OF_ALL = 100  # of pages with several filters, one in so many is asked for when all others are


class Count(NamedTuple):
    """A count that a page says is that of a list elsewhere: of which list, where, how many."""

    address: str
    of: str
    number: int


@dataclass
class Form:
    """A form that is sent by GET: its address, what it sends as it stands, the values that its fields offer."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    options: list[tuple[str, str, int | None]] = field(default_factory=list)
    required: set[str] = field(default_factory=set)
    offered: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """The links, counts, lists and forms of a page."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.counts: list[Count] = []
        self.totals: dict[tuple[str, str], set[int]] = {}  # by anchor and name of the list; that of the page has none
        self.lists: list[tuple[int, int]] = []  # how many a list says it shows, how many stand in it
        self.anchors: set[str] = set()
        self.forms: list[Form] = []
        self._open: list[tuple[str, int | None]] = []
        self._children: list[int] = []
        self._form: Form | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._bare_option = False
        self._datalist = ""
        self._datalists: dict[str, str] = {}
        self._suggested: dict[str, str] = {}
        self.feed(content)
        for name, value in self._suggested.items():
            for form in self.forms:
                if name in form.required:
                    form.offered[name] = self._datalists.get(value, "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._read(tag, {name: value or "" for name, value in attrs})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._children:
            self._children[-1] += 1
        self._read(tag, given)
        if tag not in VOID:
            shown = given.get("data-shown", given.get("data-total")) if tag in ("ul", "ol", "tbody") else None
            self._open.append((tag, int(shown) if shown is not None else None))
            self._children.append(0)

    def handle_data(self, data: str) -> None:
        if self._bare_option and self._select is not None and self._form is not None:
            selected = self._select[1].pop()[1]
            self._select[1].append((data, selected))
            self._form.options[-1] = (self._select[0], data, self._form.options[-1][2])
            self._bare_option = False

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self._open:
            return
        _, shown = self._open.pop()
        children = self._children.pop()
        if shown is not None:
            self.lists.append((shown, children))
        if tag == "form" and self._form is not None:
            self.forms.append(self._form)
            self._form = None
        if tag == "select" and self._select is not None and self._form is not None:
            name, values = self._select
            chosen = next((value for value, selected in values if selected), values[0][0] if values else "")
            self._form.fields.append((name, chosen))
            self._select = None

    def _read(self, tag: str, given: dict[str, str]) -> None:
        if "id" in given:
            self.anchors.add(given["id"])
        of = given.get("data-of", "")
        address = given.get("data-at", given.get("href", ""))
        if tag in {"a", "link"} and "href" in given and given.get("rel") != "canonical":
            self.links.append(given["href"])
        if tag == "script" and "src" in given:
            self.links.append(given["src"])
        if "data-count" in given and address:
            self.counts.append(Count(address, of, int(given["data-count"])))
        if "data-total" in given:
            self.totals.setdefault((given.get("id", ""), of), set()).add(int(given["data-total"]))
        self._in_a_form(tag, given)

    def _in_a_form(self, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form" and given.get("method", "get") == "get":
            self._form = Form(given["action"])
        elif tag == "datalist":
            self._datalist = given["id"]
        elif tag == "option" and self._select is not None and self._form is not None:
            self._select[1].append((value, "selected" in given))
            self._bare_option = "value" not in given  # its words are its value
            number = int(given["data-count"]) if "data-count" in given else None
            self._form.options.append((self._select[0], value, number))
        elif tag == "option" and self._datalist:
            self._datalists.setdefault(self._datalist, value)
        elif tag == "select" and self._form is not None:
            self._select = (name, [])
        elif tag == "input" and self._form is not None and name:
            if given.get("type") == "checkbox":
                self._form.options.append((name, value, None))
                if "checked" not in given:
                    return
            if "required" in given:
                self._form.required.add(name)
                self._suggested[name] = given.get("list", "")
            self._form.fields.append((name, value))


def sent(form: Form) -> Iterator[tuple[str, int | None]]:
    """The addresses to which a form leads as it stands and with each other value of a field; the count beside it."""
    plain = [
        (name, value or (form.offered.get(name, "") if name in form.required else "")) for name, value in form.fields
    ]
    if any(name in form.required and not value for name, value in plain):
        return  # the browser does not send it
    yield f"{form.action}?{urlencode(plain)}", None
    for name, value, number in form.options:
        yield f"{form.action}?{urlencode([*((n, v) for n, v in plain if n != name), (name, value)])}", number


@cache
def place(address: str) -> str:
    """The address of a page, without what only says the same."""
    path, query = urlsplit(address).path, urlsplit(address).query
    pairs = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if value]
    if path.startswith(FILES):
        pairs = [(name, value) for name, value in pairs if name != "lang"]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def widened(address: str) -> bool:
    """Whether the links of a page are followed: not where it is the result of too many filters."""
    parts = urlsplit(address)
    most = FILTERED.get(parts.path)
    if most is None:
        return True
    return sum(name != "lang" for name, _ in parse_qsl(parts.query)) <= most


def sampled(address: str, *, whole: bool) -> bool:
    """Whether an address is gone to: those of pages alone, and one in some of the others, the same each time."""
    parts = urlsplit(address)
    if not widened(address) or parts.path.startswith(FILES):
        return _one_in(MORE_OF_ALL if whole else MORE, address)
    if whole:
        return True
    if parts.path.count("/") > 1:
        return _one_in(THINGS, parts.path)
    return all(name == "lang" for name, _ in parse_qsl(parts.query)) or _one_in(FILTERS, address)


def _one_in(many: int, address: str) -> bool:
    return int.from_bytes(hashlib.sha256(address.encode()).digest()[:8]) % many == 0


class Crawl:
    """What was found on the way through all pages that links and forms lead to from the first page."""

    def __init__(self, client: TestClient, *, whole: bool) -> None:
        self._client = client
        self._whole = whole
        self.wrong: list[str] = []
        self.pages = self.links = self.compared = 0
        self.lists = 0
        self._seen: dict[str, Page | None] = {}
        # Of these two, every link keeps the language.
        self._waiting = deque([("/?lang=en", ""), ("/?lang=zh", "")])
        self._counts: list[tuple[str, Count]] = []
        self._fragments: list[tuple[str, str]] = []
        while self._waiting:
            address, source = self._waiting.popleft()
            self._visit(address, source)
        self._compare()

    def _visit(self, address: str, source: str) -> Page | None:
        name = place(address)
        if name in self._seen:
            return self._seen[name]
        self._seen[name] = None
        answer = self._client.get(name, headers={"Accept": "text/html,*/*;q=0.5"}, follow_redirects=False)
        self.links += 1
        if answer.status_code in {301, 302, 303, 307, 308}:
            target = urldefrag(answer.headers["location"])
            self._fragments += [(answer.headers["location"], name)] if target.fragment else []
            self._seen[name] = self._visit(target.url, name)
            return self._seen[name]
        if answer.status_code != 200:
            self.wrong.append(f"{source} leads to {name}: {answer.status_code}")
            return None
        if not answer.headers["content-type"].startswith("text/html"):
            return None
        self.pages += 1
        page = Page(answer.text)
        self._seen[name] = page
        self.wrong += [f"{name}: a list says {said} and has {there}" for said, there in page.lists if said != there]
        self.lists += len(page.lists)
        if widened(name):
            self._follow(name, page)
        return page

    def _follow(self, name: str, page: Page) -> None:
        for link in page.links:
            if link.startswith("#"):
                if link[1:] and urldefrag(link).fragment not in page.anchors:
                    self.wrong.append(f"{name} leads to {link}, which is not there")
            elif link.startswith("/"):
                target = urldefrag(link)
                self._queue(target.url, name)
                self._fragments += [(link, name)] if target.fragment else []
        for count in page.counts:
            here = name if count.address.startswith("#") else ""
            self._counts.append((name, count._replace(address=here + count.address)))
        for form in page.forms:
            for address, number in sent(form):
                self._queue(address, f"the form {form.action} of {name}")
                if number is not None:
                    self._counts.append((f"the form {form.action} of {name}", Count(address, "", number)))

    def _queue(self, address: str, source: str) -> None:
        if sampled(place(address), whole=self._whole):
            self._waiting.append((address, source))

    def _compare(self) -> None:
        for source, count in self._counts:
            address, fragment = urldefrag(count.address)
            page = self._seen.get(place(address))
            if page is None:
                continue
            self.compared += 1
            totals = page.totals.get((fragment, count.of), set())
            if totals != {count.number}:
                self.wrong.append(f"{source} says {count.number} {count.of} of {count.address}, which has {totals}")
        for link, source in self._fragments:
            address, fragment = urldefrag(link)
            page = self._seen.get(place(address))
            if page is not None and fragment not in page.anchors:
                self.wrong.append(f"{source} leads to {link}, where there is no such anchor")


def crawled(dataset: Dataset, *, whole: bool) -> Crawl:
    """The pages of a dataset, gone through once."""
    with TestClient(application(dataset), base_url="http://localhost") as client:
        return Crawl(client, whole=whole)


@pytest.mark.slow("every")
def test_links_and_forms_lead_to_pages_and_counts_are_those_of_the_lists_they_lead_to(dataset: Dataset) -> None:
    found = crawled(dataset, whole=False)
    assert found.wrong == []
    assert found.pages > 300
    assert found.compared > 700


@pytest.mark.slow("every")
def test_every_link_leads_to_a_page_and_every_count_is_that_of_its_list(dataset: Dataset) -> None:
    found = crawled(dataset, whole=True)
    assert found.wrong == []
    assert found.pages > 3_000
    assert found.compared > 5_000
