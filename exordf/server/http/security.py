"""Security around every request: the host names that are served, headers that restrict the browser, no traceback."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from exordf.server.http.error_pages import accepts_page, refuse, short_page
from exordf.server.http.rendering import RequestLocale

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A page loads scripts, styles and pictures from this server only (https://www.w3.org/TR/CSP3/).
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
_MOST_PARAMETERS = 1000
_log = logging.getLogger(__name__)


class SecurityMiddleware:
    """Wraps the application; requests to another host name, as DNS rebinding makes them, are refused with 421."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_started = False

        async def send_secured(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                present = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(header for header in _RAW if header[0] not in present)]
            await send(message)

        if self._host(scope) not in self._hosts and "*" not in self._hosts:
            refusal = PlainTextResponse(
                "This server does not answer to that name. Its operator can allow it: exordf serve --allow-host NAME\n"
                "此服务器不以该名称应答。管理者可予允许：exordf serve --allow-host NAME\n",
                421,
            )
            await refusal(scope, receive, send_secured)
            return
        if scope["query_string"].count(b"&") >= _MOST_PARAMETERS:
            await _too_many_parameters(scope, receive)(scope, receive, send_secured)
            return
        try:
            await self._app(scope, receive, send_secured)
        except Exception:
            _log.exception("%s %s failed", scope["method"], scope["path"])
            if has_started:
                raise
            await short_page(scope, 500)(scope, receive, send_secured)

    @staticmethod
    def _host(scope: Scope) -> str:
        """Return the name in the `Host` header, without its port."""
        host = Headers(scope=scope).get("host", "").lower()
        return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def _too_many_parameters(scope: Scope, receive: Receive) -> Response:
    """Return the response to an address with more parameters than any form has."""
    request = Request(scope, receive)
    phrase = "This address has more than {most} parameters."
    if not accepts_page(request.headers.get("accept", ""), by_name=True):
        return PlainTextResponse(f"{phrase.format(most=_MOST_PARAMETERS)}\n", 400)
    return refuse(request, 400, what=RequestLocale(request).t(phrase, most=_MOST_PARAMETERS))
