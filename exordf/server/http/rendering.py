"""Pages rendered from templates in the language of the request; their links pass it on."""

from __future__ import annotations

import re
from functools import cache, lru_cache, partial
from itertools import starmap
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import jinja2
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from exordf import files
from exordf.browse.model.bilingual_names import reference_name
from exordf.browse.model.cells import CHINESE
from exordf.browse.model.translations import LANGUAGES, translate
from exordf.browse.model.urls import PLAIN, path_of
from exordf.rdf import rows
from exordf.server.http import negotiation
from exordf.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer

VARY = "Accept, Accept-Language"
# A name such as that of a microRNA, which must not break at its hyphens; words with many hyphens may.
_HYPHENATED = re.compile(r"(?<![\w-])[^\W_]{1,12}(?:-[^\W_]{1,12}){1,3}(?![\w-])", re.ASCII)
_SHORT = 100  # characters of a parameter whose encoding is cached


class RequestLocale:
    """The language of a request, and links that pass it on.

    `stated` is the language that `lang` in the address names, else empty; `language` is that, or the one that the
    browser prefers.
    """

    def __init__(self, request: Request) -> None:
        stated = request.query_params.get("lang", "")
        self.stated = stated if stated in LANGUAGES else ""
        self.language = self.stated or negotiation.language(request.headers.get("accept-language", ""), LANGUAGES)
        self._request = request

    def t(self, phrase: str, **values: object) -> str:
        """Return a phrase in this language, with values for its `{names}`."""
        text = translate(phrase, self.language)
        return text.format(**values) if values else text

    def to(self, path: str, parameters: Iterable[tuple[str, str]] | Mapping[str, str] = (), anchor: str = "") -> str:
        """Return the link to a path with parameters; those without a value are left out."""
        if not parameters and not self.stated:
            return f"{path}#{anchor}" if anchor else path
        pairs = [(key, value) for key, value in _pairs(parameters) if value not in ("", None)]
        if self.stated:
            pairs.append(("lang", self.stated))
        query = f"{'&' if '?' in path else '?'}{'&'.join(starmap(_pair, pairs))}" if pairs else ""
        return f"{path}{query}{f'#{anchor}' if anchor else ''}"

    def link(self, iri: str) -> str:
        """Return the link to the page of an IRI."""
        return self.to(_path(iri))

    def switched(self) -> str:
        """Return the link to the same page in the other language."""
        other = "en" if self.language == "zh" else "zh"
        pairs = [(key, value) for key, value in self._request.query_params.multi_items() if key != "lang"]
        path = quote(self._request.url.path.lstrip("/"), safe=PLAIN)  # two slashes would name another host
        return f"/{path}?{urlencode([*pairs, ('lang', other)])}"


def render(request: Request, template: str, *, status: int = 200, **context: object) -> HTMLResponse:
    """Return the page that a template makes of its context, in the language of the request.

    On a page that is read without a server, `frozen` has the guides; on others it is None.
    """
    locale = RequestLocale(request)
    explorer: Explorer = request.app.state.explorer
    content = (
        _templates()
        .get_template(template)
        .render(
            t=locale.t,
            to=locale.to,
            link=locale.link,
            switched=locale.switched(),
            language=locale.language,
            said=locale.stated,
            path=request.url.path,
            query=request.query_params,
            kind=explorer.kind,
            cited=partial(reference_name, explorer),
            # Chinese puts no space between sentences.
            space=" " if locale.language == "en" else "",
            version=__version__,
            frozen=request.app.state.frozen,
            **context,
        )
    )
    headers = {"Vary": VARY, "Content-Language": locale.language, "Cache-Control": "no-cache"}
    return HTMLResponse(content, status, headers)


@lru_cache(10_000)
def _path(iri: str) -> str:
    """Return the path of an IRI; cached, as many pages link to the same ones."""
    return path_of(iri)


@lru_cache(10_000)
def _short_pair(key: str, value: str) -> str:
    return urlencode([(key, value)])


def _pair(key: str, value: object) -> str:
    """Return a parameter as part of an address; short ones are cached, as the same few stand in many links.

    >>> _pair("q", "bone loss")
    'q=bone+loss'
    """
    text = str(value)
    return _short_pair(key, text) if len(text) <= _SHORT else urlencode([(key, text)])


def _pairs(parameters: Iterable[tuple[str, str]] | Mapping[str, str]) -> Iterable[tuple[str, str]]:
    return parameters.items() if hasattr(parameters, "items") else parameters


def _whole(heading: str) -> Markup:
    """Return a heading as markup that keeps hyphenated names on one line.

    >>> _whole("miR-21 & bone")
    Markup('<span class="unbroken">miR-21</span> &amp; bone')
    """
    pieces, end = [], 0
    for match in _HYPHENATED.finditer(heading):
        pieces += [escape(heading[end : match.start()]), Markup('<span class="unbroken">{}</span>').format(match[0])]
        end = match.end()
    return Markup().join([*pieces, escape(heading[end:])])


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
    environment.filters["plain"] = rows.text
    environment.filters["whole"] = _whole
    environment.tests["chinese"] = CHINESE.search
    return environment
