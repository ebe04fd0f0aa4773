"""Limits: what a query may take, what a client may send, who may be asked beside the dataset."""

from __future__ import annotations

from dataclasses import dataclass

_MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What the endpoint allows.

    `seconds` is the time of one query, and how long one waits for its turn. `answer` and `request` are bytes, `memory`
    is what a query may have beside the store, in bytes (Linux alone holds to it). `at_once` queries run side by side;
    one that has worked for `quantum` seconds goes on as one of `long_at_once` long ones, with less of the processor, or
    is stopped where these are many enough and others wait. `waiting` is how many may wait for their turn. `services`
    are the addresses that a query may name after SERVICE. `origin` is the origin whose pages may ask from a browser,
    `*` for any, None for those of this server alone.
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
