"""Messages between the server and a worker: a head in JSON and a body of bytes, each with its length before it."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import BinaryIO

LENGTHS = struct.Struct("!QQ")


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """Return a message in the form in which it passes through the pipe."""
    head_bytes = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return LENGTHS.pack(len(head_bytes), len(body)) + head_bytes + body


def receive(pipe: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Return the head and the body of the next message, or None if the other side has closed the pipe."""
    lengths = pipe.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head, body = LENGTHS.unpack(lengths)
    return unpack(pipe.read(head)), pipe.read(body)


def unpack(head_bytes: bytes) -> dict[str, Any]:
    """Return the head of a message."""
    head: dict[str, Any] = json.loads(head_bytes.decode("utf-8", "surrogatepass"))
    return head
