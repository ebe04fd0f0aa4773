"""The cache of responses, so that each page is made once, and the entity tags (RFC 9110, 8.8.3) of pages."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox
from starlette.datastructures import Headers, MutableHeaders

from exordf import files
from exordf.browse.model.translations import LANGUAGES
from exordf.server.http.negotiation import language
from exordf.version import __version__

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from exordf.store.store_protocol import Store

MOST, LARGEST = 32 << 20, 4 << 20  # bytes of all cached responses, and of one
_LONGEST_KEY = 4_000  # bytes of an address with the headers that it is cached by
_OVERHEAD = 2_000  # bytes that a response takes beside its body
# Not cached: answers of workers, which depend on limits, and static files, which have tags of their own.
_UNCACHED = ("/sparql", "/query", "/health", "/static")
_OK = 200


@dataclass(frozen=True)
class _CachedResponse:
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class PageCache:
    """Wraps the application: responses to GET with status 200 are cached, as the data does not change.

    The least recently used are dropped if all take more than `most` bytes. Tags are those of the page, not of its
    compression. A request with a matching `If-None-Match` gets 304, and no page is made.
    """

    def __init__(self, app: ASGIApp, edition: str, most: int = MOST) -> None:
        self._app = app
        self._edition = edition.encode()
        self._most = most
        self._cached: OrderedDict[bytes, _CachedResponse] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["path"].startswith(_UNCACHED):
            await self._app(scope, receive, send)
            return
        headers_in = Headers(scope=scope)
        key = _key(scope, headers_in)
        tag = f'W/"{hashlib.blake2b(self._edition + key, digest_size=12).hexdigest()}"'
        if tag in (known.strip() for known in headers_in.get("if-none-match", "").split(",")):
            headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept, Accept-Language, Accept-Encoding"}
            await _send(send, 304, tuple((name.encode(), value.encode()) for name, value in headers.items()), b"")
            return
        key += b" gzip" if "gzip" in headers_in.get("accept-encoding", "") else b""
        response = self._cached.get(key)
        if response is None:
            await self._app(scope, receive, self._store_response(key, tag, send, whole=scope["method"] == "GET"))
            return
        self._cached.move_to_end(key)
        await _send(send, _OK, response.headers, response.body)

    def _store_response(self, key: bytes, tag: str, send: Send, *, whole: bool) -> Send:
        """Return a `send` that adds the tag and caches the response if it comes in one piece; `whole`: not HEAD."""
        start: Message = {}

        async def send_and_store(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                if message["status"] == _OK:
                    MutableHeaders(scope=message)["ETag"] = tag
                    start["headers"] = tuple(message["headers"])
            elif message["type"] == "http.response.body" and not message.get("more_body") and start:
                if whole and start["status"] == _OK and len(key) <= _LONGEST_KEY:
                    self._add(key, _CachedResponse(start["headers"], message.get("body", b"")))
            else:
                start.clear()  # it comes in parts, and is not cached
            await send(message)

        return send_and_store

    def _add(self, key: bytes, response: _CachedResponse) -> None:
        if len(response.body) > min(LARGEST, self._most) or key in self._cached:
            return
        self._cached[key] = response
        self._size += len(response.body) + len(key) + _OVERHEAD
        while self._size > self._most:
            oldest, dropped = self._cached.popitem(last=False)
            self._size -= len(dropped.body) + len(oldest) + _OVERHEAD


def edition(store: Store) -> str:
    """Return a text that changes with whatever pages are made from: the version and files of this package, the data.

    Data without a folder, whose age is unknown, counts as new at each start.
    """
    own = sorted(path for path in files.package_folder("").rglob("*") if path.suffix in (".py", ".html", ".tsv", ".rq"))
    package = "".join(f"{path.stat().st_mtime_ns} " for path in own)
    folder = store.folder
    data = f"{folder} {folder.stat().st_mtime_ns}" if folder is not None else str(time.time_ns())
    return f"{__version__} {ox.__version__} {package} {data}"


def _key(scope: Scope, headers: Headers) -> bytes:
    """Return what a response depends on: the address, the accepted media types, and the preferred language."""
    preferred = language(headers.get("accept-language", ""), LANGUAGES)
    accept = ", ".join(headers.getlist("accept"))
    return b"\n".join(
        (scope["path"].encode("utf-8", "replace"), scope["query_string"], accept.encode(), preferred.encode())
    )


async def _send(send: Send, status: int, headers: tuple[tuple[bytes, bytes], ...], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
