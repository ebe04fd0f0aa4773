"""Turtle, prefixed and grouped by subject: for reading, and for any RDF tool; loses the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.turtle import write as to_bytes

if TYPE_CHECKING:
    from exordf.export import Source

SUFFIX = ".ttl"


def write(source: Source) -> bytes:
    return to_bytes(source.quads(), ox.RdfFormat.TURTLE, source.prefixes.table)
