"""Refusals: why a request is not answered, as a page in its language for a browser, in plain text for other clients."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse

from exordf.browse.model.refusals import Refusal
from exordf.browse.model.translations import LANGUAGES, translate
from exordf.server.http import negotiation
from exordf.server.http.rendering import VARY, RequestLocale, render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.responses import Response
    from starlette.types import Scope

_LONGEST_QUERY = 2_000  # bytes of an address that the links of an error page repeat
# What is said of each status, and what may be done about it.
_SAID = {
    400: ("This request cannot be answered", "Something in the address is not as it has to be."),
    403: ("This is not allowed here", "The data can be read, not changed."),
    404: ("Not Found", "Nothing is at this address."),
    405: ("Method Not Allowed", "Pages can be read here, nothing else."),
    406: ("Not Acceptable", "There is nothing here in the form that was asked for."),
    408: ("The request took too long", "It did not end in time. Try again."),
    413: ("The request is too large", "Send a shorter one."),
    414: ("The address is too long", "Send the query in a form, by POST."),
    415: ("The request has a form that is not read here", "Send it as a form of this page does."),
    422: ("This request cannot be answered", "Something in it is not as it has to be."),
    429: ("Too many requests", "Come again in a moment."),
    500: ("Something failed here", "The log of the server says what."),
    501: ("This cannot be made here", "A part that makes it is not installed."),
    503: ("Too many ask at once", "Come again in a moment."),
    504: ("The answer took too long", "Ask for less at once."),
}
_OTHER = ("This request cannot be answered", "")


def refuse(  # noqa: PLR0913 - each is a part of the answer
    request: Request,
    status: int,
    *,
    what: str = "",
    mend: str = "",
    links: Sequence[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer that there is none: a page for who accepts one, else plain text in English.

    `what` and `mend` are in the language of the page or, where they stand in no table of words, in English; without
    them the status says it all. `links` are words and addresses of what may be meant.
    """
    title, hint = _SAID.get(status, _OTHER)
    named = dict(headers or {}) | {"Vary": VARY}
    if not accepts_page(request.headers.get("accept", "")):
        lines = [what or title, mend or ("" if what else hint), *(f"{words}  {address}" for words, address in links)]
        return PlainTextResponse("".join(f"{line}\n" for line in lines if line), status, named)
    if len(request.scope["query_string"]) > _LONGEST_QUERY:
        request = Request(_shortened(request.scope), request.receive)
    answer = render(
        request,
        "error.html",
        status=status,
        means=(title, hint),
        what=what or title,
        mend=mend,
        links=links,
        code=status,
    )
    answer.headers.update(named)
    return answer


def explain(request: Request, refusal: Refusal) -> Response:
    """The answer to a request with a value that cannot be: in words, and with links where something is near."""
    tongue = RequestLocale(request)
    what, mend = (tongue.t(phrase, **refusal.values) if phrase else "" for phrase in refusal.phrases)
    pairs = request.query_params.multi_items()
    links = [
        (
            offer.zh if tongue.language == "zh" and offer.zh else offer.words,
            tongue.to(
                request.url.path,
                [
                    (name, offer.instead if (name, value.strip()) == (offer.name, offer.value) else value)
                    for name, value in pairs
                    if name != "lang"
                ],
            ),
        )
        for offer in refusal.offers
    ]
    return refuse(request, 400, what=what, mend="" if links else mend, links=links)


def accepts_page(accept: str, *, by_name: bool = False) -> bool:
    """Whether an `Accept` header takes a page at least as well as plain text; `by_name` where it has to name one.

    >>> accepts_page("*/*"), accepts_page("*/*", by_name=True), accepts_page("text/turtle")
    (True, False, False)
    """
    if by_name and "text/html" not in accept.lower():
        return False
    return negotiation.media_type(accept, ("text/html", "text/plain")) == "text/html"


def short_page(scope: Scope, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """The same without a template, for when there is no time to make a page, or no page can be made."""
    asked = Headers(scope=scope)
    title, hint = _SAID[status]
    if not accepts_page(asked.get("accept", ""), by_name=True):
        return PlainTextResponse(f"{title}. {hint}\n", status, headers)
    wanted = QueryParams(scope["query_string"]).get("lang", "")
    language = wanted if wanted in LANGUAGES else negotiation.language(asked.get("accept-language", ""), LANGUAGES)
    title, hint, home = (escape(translate(phrase, language)) for phrase in (title, hint, "To the first page"))
    content = (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title} · exordf</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/static/explorer.css"></head>\n'
        f'<body><main class="prose"><h1>{title}</h1>\n<p class="lead">{hint}</p>\n'
        f'<p><a href="/?lang={language}">{home}</a></p></main></body></html>\n'
    )
    return HTMLResponse(content, status, {**(headers or {}), "Vary": VARY, "Content-Language": language})


def _shortened(scope: Scope) -> Scope:
    """The same request without its parameters, but for the language."""
    language = QueryParams(scope["query_string"]).get("lang", "")
    return {**scope, "query_string": f"lang={language}".encode() if language in LANGUAGES else b""}
