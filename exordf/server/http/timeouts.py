"""Connections within bounds: how many, how long one may take to ask or to read, how long a head may be.

uvicorn bounds none of these by itself: a client that sends a byte now and then would keep its connection for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from uvicorn.protocols.http.flow_control import service_unavailable
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from exordf.server.http.error_pages import short_page
from exordf.server.http.security import HEADERS

if TYPE_CHECKING:
    import asyncio

    from starlette.types import Receive, Scope, Send
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

_MB = 1 << 20


@dataclass(frozen=True)
class ConnectionLimits:
    """Seconds in which the head of a request has to be there, the whole of it, and in which a client reads something.

    `longest_head` is in bytes, with room for a query as long as the endpoint takes one in an address.
    """

    head: float = 15.0
    whole: float = 60.0
    unread: float = 60.0
    longest_head: int = _MB + (1 << 16)
    connections: int = 1000


class LimitedConnection(HttpToolsProtocol):
    """One connection of a client. It is closed where it goes beyond its bounds, with a word where one can be said."""

    bounds: ClassVar[ConnectionLimits] = ConnectionLimits()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._head = 0  # bytes of a head that is not yet whole
        self._has_head = False
        self._asking: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > self.bounds.connections:
            self._refuse(
                503, "Service Unavailable", "Too many are connected. Come again in a moment. 连接过多，请稍后再试。"
            )
        else:
            self._within(self.bounds.head)

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._asking, self._reading):
            if timer is not None:
                timer.cancel()
        self._asking = self._reading = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.parser is None or self.transport.is_closing():
            return
        if self._asking is None:  # the first of another request
            self._within(self.bounds.head)
        if not self._has_head:
            self._head += len(data)
        super().data_received(data)
        if not self._has_head and self._head > self.bounds.longest_head:
            self._refuse(
                431,
                "Request Header Fields Too Large",
                "This address, or a header, is too long. 此地址或某一请求头过长。",
            )

    def on_headers_complete(self) -> None:
        self._has_head, self._head = True, 0
        self._within(self.bounds.whole)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._has_head = False
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        super().on_message_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reading = self.loop.call_later(self.bounds.unread, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        super()._start_asgi_task(cycle, _busy if app is service_unavailable else app)  # type: ignore[arg-type] # starlette's

    def _within(self, seconds: float) -> None:
        if self._asking is not None:
            self._asking.cancel()
        self._asking = self.loop.call_later(seconds, self._late)

    def _late(self) -> None:
        if self._has_head or not self._head:  # an answer may be on its way, or nothing was asked
            self.transport.close()
        else:
            self._refuse(408, "Request Timeout", "This request did not end in time. 此请求未及时完成。")

    def _refuse(self, status: int, name: str, words: str) -> None:
        """Say why, where no answer is on its way, and close; in both languages, as nothing tells which is wanted."""
        if self.cycle is None or self.cycle.response_complete:
            body = f"{words}\n".encode()
            said = {**HEADERS, "Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body))}
            lines = [f"HTTP/1.1 {status} {name}", *(f"{key}: {value}" for key, value in said.items())]
            self.transport.write("\r\n".join([*lines, "Connection: close", "", ""]).encode() + body)
        self.transport.close()


async def _busy(scope: Scope, receive: Receive, send: Send) -> None:
    """The answer while too many ask at once."""
    await short_page(scope, 503, {**HEADERS, "Retry-After": "1", "Connection": "close"})(scope, receive, send)
