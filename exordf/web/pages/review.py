"""The pages of a review; what a section, a sentence, a reference and other records lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph as ox
    from starlette.requests import Request
    from starlette.responses import Response


def show(request: Request, node: ox.NamedNode) -> Response | None:  # noqa: ARG001 - the contract with `things`
    """The page of a record other than a claim, or the way to it; None for what has none."""
    return None


routes: list[object] = []
