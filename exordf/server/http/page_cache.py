"""Remembered: pages as they were sent, so that each is made once, and the tags by which a browser asks for news."""

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

MOST, LARGEST = 32 << 20, 4 << 20  # bytes of all that is kept, and of one answer
_LONGEST_KEY = 4_000  # bytes of an address with the headers that matter
_WEIGHS = 2_000  # bytes that an answer takes beside its body
# What is not the same each time: answers that workers give within limits, what the file system has tags of its own for.
_LIVE = ("/sparql", "/query", "/health", "/static")
_OK = 200


@dataclass(frozen=True)
class _Answer:
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class PageCache:
    """Wraps the application: what it answers to GET with 200 is the same each time, as the data does not change.

    What was used least lately is forgotten where more than `most` bytes would be kept. Tags are those of the answer,
    not of its compression. A request that names the right one is told so and no page is made.
    """

    def __init__(self, app: ASGIApp, edition: str, most: int = MOST) -> None:
        self._app = app
        self._edition = edition.encode()
        self._most = most
        self._kept: OrderedDict[bytes, _Answer] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["path"].startswith(_LIVE):
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        key = _key(scope, asked)
        tag = f'W/"{hashlib.blake2b(self._edition + key, digest_size=12).hexdigest()}"'
        if tag in (each.strip() for each in asked.get("if-none-match", "").split(",")):
            headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept, Accept-Language, Accept-Encoding"}
            await _send(send, 304, tuple((name.encode(), value.encode()) for name, value in headers.items()), b"")
            return
        key += b" gzip" if "gzip" in asked.get("accept-encoding", "") else b""
        found = self._kept.get(key)
        if found is None:
            await self._app(scope, receive, self._keeping(key, tag, send, whole=scope["method"] == "GET"))
            return
        self._kept.move_to_end(key)
        await _send(send, _OK, found.headers, found.body)

    def _keeping(self, key: bytes, tag: str, send: Send, *, whole: bool) -> Send:
        """Sends on what the application says, tagged, and keeps it where that is the whole answer."""
        start: Message = {}

        async def keeping(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                if message["status"] == _OK:
                    MutableHeaders(scope=message)["ETag"] = tag
                    start["headers"] = tuple(message["headers"])
            elif message["type"] == "http.response.body" and not message.get("more_body") and start:
                if whole and start["status"] == _OK and len(key) <= _LONGEST_KEY:
                    self._keep(key, _Answer(start["headers"], message.get("body", b"")))
            else:
                start.clear()  # it comes in parts, and is not kept
            await send(message)

        return keeping

    def _keep(self, key: bytes, answer: _Answer) -> None:
        if len(answer.body) > min(LARGEST, self._most) or key in self._kept:
            return
        self._kept[key] = answer
        self._size += len(answer.body) + len(key) + _WEIGHS
        while self._size > self._most:
            oldest, gone = self._kept.popitem(last=False)
            self._size -= len(gone.body) + len(oldest) + _WEIGHS


def edition(store: Store) -> str:
    """What pages are made from: the version and the files of this package, and the data.

    Data of which no folder tells when it was made is taken for new each time.
    """
    own = sorted(path for path in files.package_folder("").rglob("*") if path.suffix in (".py", ".html", ".tsv", ".rq"))
    made = "".join(f"{path.stat().st_mtime_ns} " for path in own)
    folder = store.folder
    data = f"{folder} {folder.stat().st_mtime_ns}" if folder is not None else str(time.time_ns())
    return f"{__version__} {ox.__version__} {made} {data}"


def _key(scope: Scope, asked: Headers) -> bytes:
    """What an answer depends on: the address, the types that are accepted, and of the languages the one preferred."""
    spoken = language(asked.get("accept-language", ""), LANGUAGES)
    accept = ", ".join(asked.getlist("accept"))
    return b"\n".join(
        (scope["path"].encode("utf-8", "replace"), scope["query_string"], accept.encode(), spoken.encode())
    )


async def _send(send: Send, status: int, headers: tuple[tuple[bytes, bytes], ...], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
