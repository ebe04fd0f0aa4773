"""The files of a frozen explorer: which file has the page of each address, and links between the files."""

from __future__ import annotations

import hashlib
import re
from html import escape, unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from exordf.browse.model.urls import path_of
from exordf.claims.tables import node_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from exordf.browse.model.explorer import Explorer

# The folder of the pages in each language.
FOLDERS = {"en": "", "zh": "zh/"}
LISTS = {
    "/": "index",
    "/claims": "claims",
    "/conflicts": "conflicts",
    "/findings": "findings",
    "/gaps": "gaps",
    "/guides": "guides",
    "/network": "network",
    "/query": "queries",
    "/references": "references",
    "/review": "sections",
    "/search": "search",
    "/shapes": "shapes",
    "/terms": "terms",
    "/unplaced": "unplaced",
}
# Parameters with which an address is asked for, so that its page has on it what a link would lead to on the server.
_WHOLE = {"/claims": {"rows": "1000"}, "/network": {"view": "whole"}}
_SECTION = {"picture": "shown"}
_HOW = {"lang", "picture", "rows", "view"}  # parameters that do not say what a page is about
_PARTS = ("kind", "page")  # parameters of lists whose pages are frozen too
_DOWNLOADS = ("/claims.bib", "/claims.csv", "/references.bib", "/references.csv", "/references.json")
_SIMPLE = re.compile(r"[\w.-]{1,60}")
_LONGEST_NAME = 150  # bytes of the name of a file; most file systems allow 255
_LINK = re.compile(r'( (?:href|src|action|data-at)=)"(/[^"]*)"')


class FrozenPage(NamedTuple):
    """A page: the address at which the explorer has it, its language, and its file."""

    address: str
    language: str
    file: str


class FrozenLinks:
    """The file of every address, in both languages. `pages` grows while links to further pages of lists are met.

    `redirects` are addresses that lead to others; those of `assets` have one file for both languages.
    """

    def __init__(self, explorer: Explorer, guides: Iterable[str]) -> None:
        self._explorer = explorer
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        self._targets: dict[tuple[str, str], str] = {}
        self.redirects: dict[str, str] = {}
        self.assets: dict[str, str] = {}
        self.pages: list[FrozenPage] = []
        for path, name in LISTS.items():
            self._add(path, name, _WHOLE.get(path, {}))
        for guide in guides:
            self._add(f"/guide/{quote(guide)}", f"guide/{guide}")
        for query in explorer.dataset.queries:
            self._add(f"/query/{quote(query)}", f"query/{query}")
        self.things = [self._add_thing(node) for node in explorer.facts.things]

    def rewrite(self, html: str, page: FrozenPage) -> str:
        """A page with relative links; a link to what is not frozen loses its target.

        `<a href="/ontology/miR-21?lang=zh">` becomes `<a href="../zh/term/miR-21.html">` on the page of another term.
        """
        up = "../" * page.file.count("/")

        def relative(match: re.Match[str]) -> str:
            target = self.target(unescape(match[2]), page.language)
            return f'{match[1]}"{escape(up + target)}"' if target is not None else ""

        return _LINK.sub(relative, html)

    def target(self, address: str, language: str) -> str | None:
        """Where an address leads from the root of the folder, with its anchor; None if that is not frozen."""
        key = address, language
        if key not in self._targets:
            self._targets[key] = self._target(address, language) or ""
        return self._targets[key] or None

    def _target(self, address: str, language: str) -> str | None:
        parts = urlsplit(address)
        parameters = dict(parse_qsl(parts.query))
        language = parameters.get("lang", language)
        subject = {
            name: value for name, value in parameters.items() if name not in _HOW and (name, value) != ("page", "1")
        }
        anchor = f"#{parts.fragment}" if parts.fragment else ""
        if parts.path.startswith(("/static/", "/file/")) or parts.path in _DOWNLOADS:
            return None if subject else quote(self.assets.setdefault(parts.path, unquote(parts.path[1:])))
        path = f"{parts.path}?{urlencode(subject)}" if subject else parts.path
        if path in self.redirects:
            return self._target(self.redirects[path], language)
        if path in self._names:
            return quote(f"{FOLDERS[language]}{self._names[path]}.html") + anchor
        if parts.path == "/search":
            return f"{FOLDERS[language]}search.html?{urlencode(subject)}"
        if parts.path in LISTS and subject:
            return self._part(parts.path, subject, language)
        return None

    def _part(self, path: str, subject: dict[str, str], language: str) -> str | None:
        """The page of a list with a kind or a number; of claims narrowed to a thing, the page of that thing."""
        if subject.keys() <= set(_PARTS) and all(map(_SIMPLE.fullmatch, subject.values())):
            name = "-".join([LISTS[path], *(subject[part] for part in _PARTS if part in subject)])
            self._add(f"{path}?{urlencode(subject)}", name, _WHOLE.get(path, {}) | subject)
            return f"{FOLDERS[language]}{name}.html"
        if path == "/claims" and len(subject) == 1:
            node = node_of(next(iter(subject.values())), self._explorer.dataset.prefixes)
            return self._target(path_of(node.value), language) if node else None
        return None

    def _add_thing(self, node: ox.NamedNode) -> str:
        """Register the page of a thing; of two names that a file system may not tell apart, one gets a digest."""
        locations = self._explorer.facts.locations
        address, name = path_of(node.value), f"{locations.folder_of(node)}/{locations.name_of(node)}"
        if name.casefold() in self._taken or len(name.encode()) > _LONGEST_NAME:
            digest = hashlib.blake2b(node.value.encode(), digest_size=8).hexdigest()
            name = f"{name.encode()[: _LONGEST_NAME - 20].decode(errors='ignore')}-{digest}"
        self._add(address, name, _SECTION if locations.folder_of(node) == "section" else {})
        return address

    def _add(self, address: str, name: str, parameters: dict[str, str] | None = None) -> None:
        self._names[address] = name
        self._taken.add(name.casefold())
        path = urlsplit(address).path
        request = f"{path}?{urlencode(parameters)}" if parameters else address
        self.pages += [FrozenPage(request, language, f"{folder}{name}.html") for language, folder in FOLDERS.items()]
