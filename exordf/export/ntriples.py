"""N-Triples, sorted, one triple a line: for loading in bulk and for comparing releases; loses the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.turtle import write as to_bytes

if TYPE_CHECKING:
    from exordf.export import Source

SUFFIX = ".nt"


def write(source: Source) -> bytes:
    return to_bytes(source.quads(), ox.RdfFormat.N_TRIPLES)
