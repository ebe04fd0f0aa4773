"""Messages between the server and a worker: a head in JSON and a body of bytes, each with its length before it."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import BinaryIO

LENGTHS = struct.Struct("!QQ")


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """A message as it goes through the pipe."""
    said = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return LENGTHS.pack(len(said), len(body)) + said + body


def receive(pipe: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next message, or None where the other side is gone."""
    lengths = pipe.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    said, body = LENGTHS.unpack(lengths)
    return unpack(pipe.read(said)), pipe.read(body)


def unpack(said: bytes) -> dict[str, Any]:
    """The head of a message."""
    head: dict[str, Any] = json.loads(said.decode("utf-8", "surrogatepass"))
    return head
