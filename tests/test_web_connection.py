"""What a connection may do: silent, slow, endless and too many clients are let go, and others are answered."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

import pytest
from starlette.exceptions import HTTPException

from exordf.server.app import application
from exordf.server.endpoint.limits import Limits
from exordf.server.http.concurrency import ConcurrencyLimit
from exordf.server.http.timeouts import ConnectionLimits, LimitedConnection
from tests.endpoints import eventually
from tests.serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf import Dataset

ASKED_AT_ONCE = 400
ASKED = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\nquery="
POST = b"POST %s HTTP/1.1\r\nHost: localhost\r\n" + FORM


class Bounded(LimitedConnection):
    """Connections with little patience; `open_ports` are those of the clients that are connected."""

    limits = ConnectionLimits(
        head_seconds=2.0, request_seconds=4.0, unread_seconds=3.0, head_bytes=20_000, connections=8
    )
    open_ports: ClassVar[set[int]] = set()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.port = transport.get_extra_info("peername")[1]
        self.open_ports.add(self.port)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.open_ports.discard(self.port)
        super().connection_lost(exc)


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.mark.slow("load")
@pytest.mark.parametrize("path", ["/query", "/query.csv", "/sparql"])
def test_nobody_works_on_for_a_client_that_is_gone(path: str, small: Dataset, caplog: pytest.LogCaptureFixture) -> None:
    """The one place for queries is free again long before the time of the query is over."""
    app = application(small, limits=Limits(seconds=200, at_once=1, long_at_once=1))
    question = urlencode({"query": ENDLESS}).encode()
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": question}
    scope |= {"headers": [(b"host", b"localhost")], "http_version": "1.1", "scheme": "http", "root_path": ""}
    sent: list[Any] = []

    async def left() -> float:
        messages = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> Any:
            for message in messages:
                return message
            await asyncio.sleep(1)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        async with app.state.scheduler:
            assert (await app.state.scheduler.ask("ASK {}")).status == 200
            begun = time.monotonic()
            await app(scope, receive, send)
            assert (await app.state.scheduler.ask("ASK {}")).status == 200
            return time.monotonic() - begun

    assert 0.9 < asyncio.run(left()) < 100
    assert [message["status"] for message in sent if message["type"] == "http.response.start"] in ([], [499])
    assert not caplog.records


@pytest.fixture(scope="module")
def port(small: Dataset) -> Iterator[int]:
    with served(small, Bounded) as address:
        yield int(address.rpartition(":")[2])


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as open_one:
        yield open_one


def until_closed(client: socket.socket) -> bytes:
    said = b""
    try:
        while part := client.recv(1 << 16):
            said += part
    except ConnectionResetError:
        pass
    return said


def drips(client: socket.socket, drop: bytes) -> bool:
    """Send a byte ten times a second; whether the server ends that, before the times that are usual."""
    begun = time.monotonic()
    try:
        while time.monotonic() - begun < ConnectionLimits().head_seconds - 1:
            client.sendall(drop)
            time.sleep(0.1)
    except OSError:
        return True
    return False


def answers(port: int) -> bool:
    with connected(port) as client:
        client.sendall(ASKED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        return until_closed(client).startswith(b"HTTP/1.1 200")


@pytest.mark.slow("program")
@pytest.mark.parametrize(
    ("said", "status"),
    [(b"", b""), (b"GET / HTTP/1.1\r\nHost: loc", b"408"), (ASKED[:-2], b"408"), (b"\r\n" * 40, b"408")],
    ids=["silent", "half a line", "half a head", "empty lines"],
)
def test_a_request_whose_head_does_not_end_is_ended(said: bytes, status: bytes, port: int) -> None:
    with connected(port) as client:
        client.sendall(said)
        assert until_closed(client)[9:12] == status
    assert answers(port)


@pytest.mark.slow("program")
@pytest.mark.parametrize("path", [b"/sparql", b"/query", b"/claims"])
def test_a_body_that_comes_drop_by_drop_is_ended(path: bytes, port: int) -> None:
    with connected(port) as client:
        client.sendall(POST % path)
        assert drips(client, b"x")
    assert answers(port)


def test_a_head_of_drops_is_ended_even_after_a_good_request(port: int) -> None:
    with connected(port) as client:
        client.sendall(ASKED)
        assert client.recv(1 << 16).startswith(b"HTTP/1.1 200")
        assert drips(client, b"G")


@pytest.mark.parametrize("head", [b"GET /?q=%s", b"GET / HTTP/1.1\r\nCookie: %s", b"GET / HTTP/1.1\r\nX%s"])
def test_a_head_without_an_end_is_refused(head: bytes, port: int) -> None:
    with connected(port) as client:
        with suppress(OSError):  # it may close before all is sent
            client.sendall(head % (b"x" * 200_000))
        said = until_closed(client)
    assert said[9:12] in {b"431", b""}, said[:80]
    assert b"content-security-policy" in said.lower() or not said
    assert answers(port)


def test_what_is_no_request_is_refused(port: int) -> None:
    for said in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\0" * 50,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ):
        with connected(port) as client:
            client.sendall(said)
            assert until_closed(client)[9:12] in {b"400", b"408", b"421", b"405"}, said
    assert answers(port)


@pytest.mark.slow("load")
def test_a_client_that_does_not_read_is_let_go(port: int) -> None:
    with connected(port) as client:
        client.sendall(b"GET /query/completion.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * ASKED_AT_ONCE)
        own = client.getsockname()[1]
        assert eventually(lambda: own in Bounded.open_ports)
        assert eventually(lambda: own not in Bounded.open_ports)
        said = until_closed(client)
    assert 0 < said.count(b"HTTP/1.1 200 OK") < ASKED_AT_ONCE
    assert answers(port)


def test_too_many_connections_are_told_to_come_again(port: int) -> None:
    assert eventually(lambda: not Bounded.open_ports)
    with ExitStack() as all_of_them:
        clients = [all_of_them.enter_context(connected(port)) for _ in range(12)]
        said = [until_closed(client) for client in clients]
    refused = [each for each in said if each]
    assert refused
    assert all(each.startswith(b"HTTP/1.1 503") and b"Content-Security-Policy" in each for each in refused)
    assert answers(port)


@pytest.mark.slow("load")
def test_of_work_that_takes_long_few_do_it_at_once() -> None:
    limit = ConcurrencyLimit()
    with limit.slot(), limit.slot(), pytest.raises(HTTPException) as told, limit.slot():
        raise AssertionError("there is no third place")
    assert (told.value.status_code, told.value.headers) == (503, {"Retry-After": "2"})
    with limit.slot():
        pass
