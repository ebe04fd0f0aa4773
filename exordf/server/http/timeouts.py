"""Limits on connections: their number, the time for a client to send and to read, the size of a head.

uvicorn has no options for these: a client that sends a byte now and then would hold its connection for ever. So its
protocol is extended. The methods overridden are the documented callbacks of asyncio and httptools; the attributes read
(`connections`, `cycle`, `loop`, `parser`, `transport`) are uvicorn's own, held by `constraints.txt` and by the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from exordf.server.http.security import HEADERS

if TYPE_CHECKING:
    import asyncio

_MB = 1 << 20


@dataclass(frozen=True)
class ConnectionLimits:
    """Limits on a connection, and on the number of connections and of requests in parallel.

    The head of a request must arrive within `head_seconds`, the rest of it within `request_seconds`; a client that
    reads nothing for `unread_seconds` is disconnected. `head_bytes` has room for the longest query that the endpoint
    accepts in an address.
    """

    head_seconds: float = 15.0
    request_seconds: float = 60.0
    unread_seconds: float = 60.0
    head_bytes: int = _MB + (1 << 16)
    connections: int = 1000


class LimitedConnection(HttpToolsProtocol):
    """A connection that is closed when it exceeds its limits, with the reason if no response is under way."""

    limits: ClassVar[ConnectionLimits] = ConnectionLimits()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._head_bytes = 0  # of a head that is still incomplete
        self._has_head = False
        self._request_timer: asyncio.TimerHandle | None = None
        self._read_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            self._refuse(
                503,
                "Service Unavailable",
                "Too many clients are connected. Try again in a moment. 连接过多，请稍后再试。",
            )
        else:
            self._start_timer(self.limits.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._request_timer, self._read_timer):
            if timer is not None:
                timer.cancel()
        self._request_timer = self._read_timer = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.parser is None or self.transport.is_closing():
            return
        if self._request_timer is None:  # the first bytes of another request
            self._start_timer(self.limits.head_seconds)
        if not self._has_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if not self._has_head and self._head_bytes > self.limits.head_bytes:
            self._refuse(
                431,
                "Request Header Fields Too Large",
                "This address, or a header, is too long. 此地址或某一请求头过长。",
            )

    def on_headers_complete(self) -> None:
        self._has_head, self._head_bytes = True, 0
        self._start_timer(self.limits.request_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._has_head = False
        if self._request_timer is not None:
            self._request_timer.cancel()
            self._request_timer = None
        super().on_message_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._read_timer = self.loop.call_later(self.limits.unread_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._read_timer is not None:
            self._read_timer.cancel()
            self._read_timer = None

    def _start_timer(self, seconds: float) -> None:
        if self._request_timer is not None:
            self._request_timer.cancel()
        self._request_timer = self.loop.call_later(seconds, self._time_out)

    def _time_out(self) -> None:
        if self._has_head or not self._head_bytes:  # a response may be under way, or no request was begun
            self.transport.close()
        else:
            self._refuse(408, "Request Timeout", "This request did not arrive in time. 此请求未及时完成。")

    def _refuse(self, status: int, name: str, reason: str) -> None:
        """Close, with the reason if no response is under way; in both languages, as the preferred one is unknown."""
        if self.cycle is None or self.cycle.response_complete:
            body = f"{reason}\n".encode()
            headers = {**HEADERS, "Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body))}
            lines = [f"HTTP/1.1 {status} {name}", *(f"{key}: {value}" for key, value in headers.items())]
            self.transport.write("\r\n".join([*lines, "Connection: close", "", ""]).encode() + body)
        self.transport.close()
