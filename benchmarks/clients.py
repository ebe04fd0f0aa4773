"""Clients of a server: connections that stay, questions whose answers are checked, queries that never end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_TOO_MANY = 429
_OK = 200
_PATIENCE = 120  # seconds after which an answer is taken for lost
ROWS = "application/sparql-results+json"


@dataclass(frozen=True)
class Question:
    """What is asked by GET, the type that is accepted, and whether the body of an answer is right."""

    target: str
    accept: str
    is_right: Callable[[bytes], bool]


@dataclass
class Heard:
    """What clients heard: seconds for each good answer, statuses, answers that were not right, requests without one."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: int = 0
    lost: int = 0


class Connection:
    """One connection of HTTP/1.1 to a loopback port, opened again when the server closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, target: str, accept: str = "text/html", more: str = "") -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of the answer to GET; `more` are further lines of the request."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        back, out = self._streams
        out.write(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nAccept: {accept}\r\n{more}\r\n".encode())
        lines = (await back.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        if headers.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(await back.readline(), 16):
                body += (await back.readexactly(size + 2))[:-2]
            await back.readline()
        else:
            body = await back.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection", "").lower() == "close":
            await self.close()
        return int(lines[0].split()[1]), headers, body

    async def close(self) -> None:
        """Leave."""
        if self._streams is not None:
            out, self._streams = self._streams[1], None
            out.close()
            with contextlib.suppress(OSError):  # the server left first
                await out.wait_closed()


def got(port: int, target: str, accept: str = "text/html", more: str = "") -> tuple[int, Mapping[str, str], bytes]:
    """One answer to GET over a connection of its own."""

    async def once() -> tuple[int, Mapping[str, str], bytes]:
        connection = Connection(port)
        try:
            return await connection.get(target, accept, more)
        finally:
            await connection.close()

    return asyncio.run(once())


def to_query(path: str, sparql: str) -> str:
    """The address that asks a query of the endpoint at a path."""
    return f"{path}?{urlencode({'query': sparql}, quote_via=quote)}"


def canonical(body: bytes) -> list[str]:
    """The rows of an answer in JSON, each as a text, sorted; blank nodes are all alike."""
    rows = json.loads(body)["results"]["bindings"]
    for row in rows:
        for term in row.values():
            if term["type"] == "bnode":
                term["value"] = ""
            if term.get("datatype", "").endswith("#string"):
                del term["datatype"]
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


async def asks(connection: Connection, questions: Iterator[Question], until: float, heard: Heard) -> None:
    """A client that asks one question after another and, told to come again, does as it is told."""
    for question in questions:
        begun = time.perf_counter()
        while True:
            try:
                async with asyncio.timeout(_PATIENCE):
                    status, headers, body = await connection.get(question.target, question.accept)
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                heard.lost += 1
                await connection.close()
                break
            heard.statuses[status] += 1
            if status == _TOO_MANY:
                await asyncio.sleep(float(headers["retry-after"]))
                continue
            if status != _OK:
                heard.lost += 1
            elif not question.is_right(body):
                heard.wrong += 1
            else:
                heard.seconds.append(time.perf_counter() - begun)
            break
        if time.perf_counter() >= until:
            break
    await connection.close()


async def never_ends(connection: Connection, path: str, number: int, until: float, heard: Heard) -> None:
    """A client that sends queries without end, each another, and does not wait when it is told to."""
    while time.perf_counter() < until:
        number += 1_000
        sparql = f"SELECT (COUNT(*) AS ?n{number}) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }}"
        try:
            async with asyncio.timeout(max(0.1, until - time.perf_counter())):
                status, _, _ = await connection.get(to_query(path, sparql), ROWS)
            heard.statuses[status] += 1
        except TimeoutError:  # the time of the load is over
            break
        except (OSError, asyncio.IncompleteReadError):
            heard.lost += 1
            await connection.close()
    await connection.close()
