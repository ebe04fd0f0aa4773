"""Limits on work in parallel: on requests in all, and on tasks that take seconds of a processor."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from exordf.server.http.error_pages import short_page
from exordf.server.http.security import HEADERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp, Receive, Scope, Send

_SLOTS, _SECONDS = 2, 2


class ConcurrencyLimit:
    """Two slots for heavy tasks, so that threads remain for all other pages."""

    def __init__(self) -> None:
        self._slots = threading.Semaphore(_SLOTS)

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Occupy a slot during the task. Raises HTTPException with status 503 if none becomes free within 2 s."""
        if not self._slots.acquire(timeout=_SECONDS):
            raise HTTPException(503, headers={"Retry-After": str(_SECONDS)})
        try:
            yield
        finally:
            self._slots.release()


class RequestLimit:
    """Wraps an application: more than `most` requests in parallel are refused with 503, as a page or in plain text."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._running >= self._most:
            headers = {**HEADERS, "Retry-After": "1", "Connection": "close"}
            await short_page(scope, 503, headers)(scope, receive, send)
            return
        counted = scope["type"] == "http"  # the lifespan lasts as long as the server
        self._running += counted
        try:
            await self._app(scope, receive, send)
        finally:
            self._running -= counted
