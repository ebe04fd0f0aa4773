"""Error pages: why a request is refused, as a page in its language for a browser, as plain text for other clients."""

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

_LONGEST_QUERY = 2_000  # bytes of a query string that the links of an error page repeat
# The title and the hint for each status.
_MESSAGES = {
    400: ("This request cannot be answered", "Something in the address is not valid."),
    403: ("This is not allowed here", "The data can be read, not changed."),
    404: ("Not Found", "Nothing is at this address."),
    405: ("Method Not Allowed", "Pages can be read here, nothing else."),
    406: ("Not Acceptable", "This page is not available in the requested format."),
    408: ("The request took too long", "It did not arrive in time. Try again."),
    413: ("The request is too large", "Send a shorter one."),
    414: ("The address is too long", "Send the query by POST."),
    415: ("This type of request is not supported", "Send it as the forms of this page do."),
    422: ("This request cannot be answered", "Something in it is not valid."),
    429: ("Too many requests", "Try again in a moment."),
    500: ("Something failed here", "The log of the server has the details."),
    501: ("This cannot be produced here", "A library for it is not installed."),
    503: ("Too many requests at once", "Try again in a moment."),
    504: ("The answer took too long", "Ask for less at once."),
}
_DEFAULT_MESSAGE = ("This request cannot be answered", "")


def refuse(  # noqa: PLR0913 - independent parts of the response
    request: Request,
    status: int,
    *,
    what: str = "",
    mend: str = "",
    links: Sequence[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the response that refuses a request: a page if the client accepts one, else plain text in English.

    `what` and `mend` are in the language of the page or, if they have no translation, in English; by default both
    follow from the status. `links` are pairs of a text and an address that may be meant.
    """
    title, hint = _MESSAGES.get(status, _DEFAULT_MESSAGE)
    fields = dict(headers or {}) | {"Vary": VARY}
    if not accepts_page(request.headers.get("accept", "")):
        lines = [what or title, mend or ("" if what else hint), *(f"{text}  {address}" for text, address in links)]
        return PlainTextResponse("".join(f"{line}\n" for line in lines if line), status, fields)
    if len(request.scope["query_string"]) > _LONGEST_QUERY:
        request = Request(_without_parameters(request.scope), request.receive)
    response = render(
        request,
        "error.html",
        status=status,
        means=(title, hint),
        what=what or title,
        mend=mend,
        links=links,
        code=status,
    )
    response.headers.update(fields)
    return response


def explain(request: Request, refusal: Refusal) -> Response:
    """Return the response to a request with an invalid value, with links to similar values if there are any."""
    locale = RequestLocale(request)
    what, mend = (locale.t(phrase, **refusal.values) if phrase else "" for phrase in refusal.phrases)
    pairs = request.query_params.multi_items()
    links = [
        (
            offer.zh if locale.language == "zh" and offer.zh else offer.words,
            locale.to(
                request.url.path,
                [
                    (name, offer.instead if (name, value.strip()) == (offer.name, offer.value) else value)
                    for name, value in pairs
                    if name != "lang"
                ],
            ),
        )
        for offer in refusal.offers
        if offer.name in request.query_params  # not in a form that was posted
    ]
    return refuse(request, 400, what=what, mend="" if links else mend, links=links)


def accepts_page(accept: str, *, by_name: bool = False) -> bool:
    """Whether an `Accept` header prefers a page to plain text, or takes both alike; `by_name` if it must name HTML.

    >>> accepts_page("*/*"), accepts_page("*/*", by_name=True), accepts_page("text/turtle")
    (True, False, False)
    """
    if by_name and "text/html" not in accept.lower():
        return False
    return negotiation.media_type(accept, ("text/html", "text/plain")) == "text/html"


def short_page(scope: Scope, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return the same response made without a template, for a server that is overloaded or failing."""
    headers_in = Headers(scope=scope)
    title, hint = _MESSAGES[status]
    if not accepts_page(headers_in.get("accept", ""), by_name=True):
        return PlainTextResponse(f"{title}. {hint}\n", status, headers)
    language = QueryParams(scope["query_string"]).get("lang", "")
    if language not in LANGUAGES:
        language = negotiation.language(headers_in.get("accept-language", ""), LANGUAGES)
    title, hint, home = (escape(translate(phrase, language)) for phrase in (title, hint, "To the first page"))
    content = (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title} · exordf</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/static/explorer.css"></head>\n'
        f'<body><main class="prose"><h1>{title}</h1>\n<p class="lead">{hint}</p>\n'
        f'<p><a href="/?lang={language}">{home}</a></p></main></body></html>\n'
    )
    return HTMLResponse(content, status, {**(headers or {}), "Vary": VARY, "Content-Language": language})


def _without_parameters(scope: Scope) -> Scope:
    """Return the scope of the same request without its parameters, except the language."""
    language = QueryParams(scope["query_string"]).get("lang", "")
    return {**scope, "query_string": f"lang={language}".encode() if language in LANGUAGES else b""}
