"""The limits of the endpoint: on queries, on requests, and on other servers that may be queried."""

from __future__ import annotations

from dataclasses import dataclass

_MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What the endpoint allows.

    `seconds` limits the time of a query, and the time that it is queued. `answer` and `request` are sizes in bytes,
    `memory` is what a query may use beside the store, in bytes (only Linux enforces it). `at_once` queries run in
    parallel. One that has worked for `quantum` seconds continues with a lower priority as one of `long_at_once` long
    ones; if that many run already and others are queued, it is stopped. `waiting` is the length of the queue.
    `services` are the addresses that a query may name after SERVICE. `origin` is the origin whose pages may query from
    a browser: `*` for any, None for this server only.
    """

    seconds: float = 20.0
    answer: int = 64 * _MB
    request: int = _MB
    memory: int = 1024 * _MB
    at_once: int = 4
    long_at_once: int = 2
    quantum: float = 0.25
    waiting: int = 256
    services: frozenset[str] = frozenset()
    origin: str | None = None
