"""Pages from templates, in the language of the request, with links that keep it."""

from __future__ import annotations

import re
from functools import cache, lru_cache, partial
from itertools import starmap
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import jinja2
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from exordf import files
from exordf.browse.model.bilingual_names import reference_name
from exordf.browse.model.cells import CHINESE
from exordf.browse.model.translations import LANGUAGES, translate
from exordf.browse.model.urls import PLAIN, path_of
from exordf.rdf.rows import text
from exordf.server.http import negotiation
from exordf.server.http.fragment_cache import FragmentCache
from exordf.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer

VARY = "Accept, Accept-Language"
# A name such as that of a microRNA, which is not to be broken at its hyphens; not a word that has many of them.
_HYPHENED = re.compile(r"(?<![\w-])[^\W_]{1,12}(?:-[^\W_]{1,12}){1,3}(?![\w-])", re.ASCII)
_SHORT = 100  # characters


class RequestLocale:
    """The language of a request, `lang` in its address or what the browser prefers, and links that keep the former."""

    def __init__(self, request: Request) -> None:
        said = request.query_params.get("lang", "")
        self.said = said if said in LANGUAGES else ""
        self.language = self.said or negotiation.language(request.headers.get("accept-language", ""), LANGUAGES)
        self._request = request

    def t(self, phrase: str, **values: object) -> str:
        """A phrase of the page in this language, with values put in for `{names}`."""
        words = translate(phrase, self.language)
        return words.format(**values) if values else words

    def to(self, path: str, parameters: Iterable[tuple[str, str]] | Mapping[str, str] = (), anchor: str = "") -> str:
        """The link to a path with parameters."""
        if not parameters and not self.said:
            return f"{path}#{anchor}" if anchor else path
        pairs = [(key, value) for key, value in (_pairs(parameters)) if value not in ("", None)]
        if self.said:
            pairs.append(("lang", self.said))
        question = f"{'&' if '?' in path else '?'}{'&'.join(starmap(_pair, pairs))}" if pairs else ""
        return f"{path}{question}{f'#{anchor}' if anchor else ''}"

    def link(self, iri: str) -> str:
        """The link to a thing by its IRI."""
        return self.to(_path(iri))

    def switched(self) -> str:
        """The link to this very page in the other language."""
        other = "en" if self.language == "zh" else "zh"
        pairs = [(key, value) for key, value in self._request.query_params.multi_items() if key != "lang"]
        path = quote(self._request.url.path.lstrip("/"), safe=PLAIN)  # two slashes would lead to another host
        return f"/{path}?{urlencode([*pairs, ('lang', other)])}"


def render(request: Request, template: str, *, status: int = 200, **shown: Any) -> HTMLResponse:
    """The page that a template makes of what is shown, for this request.

    On a page that is to be read without a server `frozen` has the guides; on others it is None.
    """
    tongue = RequestLocale(request)
    explorer: Explorer = request.app.state.explorer
    content = (
        _templates()
        .get_template(template)
        .render(
            t=tongue.t,
            to=tongue.to,
            link=tongue.link,
            switched=tongue.switched(),
            language=tongue.language,
            said=tongue.said,
            path=request.url.path,
            query=request.query_params,
            kind=explorer.kind,
            cited=partial(reference_name, explorer),
            # Between words that follow each other: Chinese has no space there.
            space=" " if tongue.language == "en" else "",
            kept=partial(explorer.once(FragmentCache).kept, (tongue.language, tongue.said)),
            anchor=_anchor,
            version=__version__,
            frozen=request.app.state.frozen,
            **shown,
        )
    )
    headers = {"Vary": VARY, "Content-Language": tongue.language, "Cache-Control": "no-cache"}
    return HTMLResponse(content, status, headers)


@lru_cache(10_000)
def _path(iri: str) -> str:
    """The path of a thing that a page names, which others name as well."""
    return path_of(iri)


@lru_cache(10_000)
def _short_pair(key: str, value: str) -> str:
    return urlencode([(key, value)])


def _pair(key: str, value: object) -> str:
    """A parameter of an address; the same few stand in many links, but not the long ones."""
    said = str(value)
    return _short_pair(key, said) if len(said) <= _SHORT else urlencode([(key, said)])


def _anchor(view: Mapping[str, Any]) -> str:
    """The anchor of a thing on a page that shows many; one without a prefix of its own is known by its IRI."""
    return view["spot"].anchor if view["spot"] else str(view["iri"])


def _pairs(parameters: Iterable[tuple[str, str]] | Mapping[str, str]) -> Iterable[tuple[str, str]]:
    return parameters.items() if hasattr(parameters, "items") else parameters


def _whole(words: str) -> Markup:
    """Words of a heading, in which names with hyphens stay on one line."""
    pieces, at = [], 0
    for match in _HYPHENED.finditer(words):
        pieces += [escape(words[at : match.start()]), Markup('<span class="unbroken">{}</span>').format(match[0])]
        at = match.end()
    return Markup().join([*pieces, escape(words[at:])])


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(files.package_folder("server/templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
    )
    environment.filters["plain"] = text
    environment.filters["whole"] = _whole
    environment.tests["chinese"] = CHINESE.search
    return environment
